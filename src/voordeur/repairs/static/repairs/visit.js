// The steps of a visit: kept on the telephone first, sent when there is a connection, each exactly once by its key.
"use strict";
(() => {
  const STORE = "steps";
  const words = document.querySelector("[data-visit-words]");
  if (!words || !window.indexedDB) return; // without these the forms work as ordinary forms
  const say = (name, count) => (words.dataset[name] || "").replace("{n}", count);
  const status = document.querySelector("[data-visit-status]");

  const open = () =>
    new Promise((resolve, reject) => {
      const request = indexedDB.open("voordeur-visits", 1);
      request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: "key" });
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });

  const inStore = async (mode, work) => {
    const database = await open();
    return new Promise((resolve, reject) => {
      const transaction = database.transaction(STORE, mode);
      const request = work(transaction.objectStore(STORE));
      transaction.oncomplete = () => resolve(request && request.result);
      transaction.onerror = () => reject(transaction.error);
    });
  };
  const waiting = async () =>
    (await inStore("readonly", (store) => store.getAll())).sort((one, other) => one.order - other.order);

  const show = async (refused) => {
    const steps = await waiting();
    status.hidden = steps.length === 0 && !refused;
    status.textContent = refused || (steps.length ? say(navigator.onLine ? "sending" : "waiting", steps.length) : "");
    status.classList.toggle("vd-alert--attention", steps.length > 0 || Boolean(refused));
    if (!status.hidden) status.scrollIntoView({ block: "center" }); // the button that was pressed is at the other end
    return steps.length;
  };

  let busy = false;
  const send = async () => {
    if (busy) {
      await show();
      return false;
    }
    busy = true;
    let last = null;
    const stuck = new Set(); // visits of which a step was not understood: what follows it waits too
    try {
      for (const step of await waiting()) {
        const visit = step.url.replace(/[^/]*$/, "");
        if (stuck.has(visit)) continue;
        const body = new FormData();
        for (const [name, value] of step.fields) body.append(name, value);
        body.set("csrfmiddlewaretoken", document.querySelector("[name=csrfmiddlewaretoken]").value);
        let response;
        try {
          response = await fetch(step.url, { method: "POST", body, headers: { Accept: "application/json" } });
        } catch {
          break; // no connection: everything stays, in order
        }
        if (response.status >= 500 || response.status === 429) break;
        if (response.status === 403 || response.redirected) {
          await show(say("login"));
          return false;
        }
        const answer = await response.json().catch(() => null);
        if (answer === null || (!response.ok && response.status !== 409)) {
          stuck.add(visit); // nothing that was typed is thrown away for an answer that says nothing about it
          last = say("stuck");
          continue;
        }
        await inStore("readwrite", (store) => store.delete(step.key));
        if (response.status === 409) last = answer.refused;
      }
    } finally {
      busy = false;
    }
    const left = await show(last);
    return left === 0 && !last;
  };

  document.addEventListener("submit", async (event) => {
    const form = event.target.closest("form[data-visit-step]");
    if (!form) return;
    event.preventDefault();
    const fields = [...new FormData(form, event.submitter).entries()].filter(
      ([, value]) => !(value instanceof File && value.size === 0),
    );
    const key = crypto.randomUUID ? crypto.randomUUID().replaceAll("-", "") : String(Date.now() + Math.random());
    fields.push(["key", key], ["at", new Date().toISOString()]);
    // Without the attribute `formAction` is the address of the page, not of the form.
    const url = event.submitter?.hasAttribute("formaction") ? event.submitter.formAction : form.action;
    // Every step of this visit waits for the one that was pressed, also the buttons that stand outside their form; and
    // at once, before anything is awaited: a thumb that taps twice means one step.
    const forms = [...document.querySelectorAll("form[data-visit-step]")];
    const buttons = forms.flatMap((one) => [...one.elements]).filter((one) => one.type === "submit");
    buttons.forEach((button) => (button.disabled = true));
    await inStore("readwrite", (store) => store.put({ key, url, fields, order: Date.now() }));
    window.dispatchEvent(new CustomEvent("voordeur:kept", { detail: form }));
    if (await send()) window.location.assign(form.dataset.visitStep);
    else if (!(await waiting()).some((step) => step.key === key)) buttons.forEach((button) => (button.disabled = false));
  });

  window.addEventListener("online", async () => {
    if (await send()) window.location.reload();
  });
  window.addEventListener("offline", () => show());
  waiting().then((steps) => (steps.length ? send().then((sent) => sent && window.location.reload()) : null));

  const another = document.querySelector("[data-material-add]");
  if (another) {
    another.hidden = false;
    another.addEventListener("click", () => {
      const rows = document.querySelectorAll("[data-material-row]");
      const copy = rows[rows.length - 1].cloneNode(true);
      copy.querySelectorAll("input").forEach((input) => (input.value = ""));
      rows[rows.length - 1].after(copy);
      copy.querySelector("input").focus();
    });
  }

  if ("serviceWorker" in navigator && words.dataset.worker) {
    navigator.serviceWorker.register(words.dataset.worker, { scope: "/repairs/today/" }).catch(() => {});
  }
})();
