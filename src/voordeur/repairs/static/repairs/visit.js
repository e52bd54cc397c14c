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
    return steps.length;
  };

  let busy = false;
  const send = async () => {
    if (busy) return false;
    busy = true;
    let last = null;
    try {
      for (const step of await waiting()) {
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
        const answer = await response.json().catch(() => ({}));
        await inStore("readwrite", (store) => store.delete(step.key));
        last = response.status === 409 ? answer.refused : null;
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
    await inStore("readwrite", (store) => store.put({ key, url: (event.submitter && event.submitter.formAction) || form.action, fields, order: Date.now() }));
    form.querySelectorAll("button").forEach((button) => (button.disabled = true));
    window.dispatchEvent(new CustomEvent("voordeur:kept", { detail: form }));
    const sent = await send();
    if (sent) window.location.assign(form.dataset.visitStep);
    else await show();
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
