/* What the browser adds to a page that also works without it: the menu on a phone, htmx's safety token, focus that stays
   where it was, drafts of forms that outlive a lost session or connection. No eval, no inline code. */
"use strict";

(() => {
  const words = document.body.dataset;
  const root = document.documentElement;
  root.classList.add("vd-js");

  /* --- menu -------------------------------------------------------------------------------------------------- */
  const menu = document.getElementById("menu");
  const opener = document.querySelector("[aria-controls=menu]");
  opener?.addEventListener("click", () => {
    opener.setAttribute("aria-expanded", String(menu.classList.toggle("vd-menu--open")));
  });

  /* --- one place that speaks ------------------------------------------------------------------------------------ */
  const place = document.getElementById("connection");
  function say(text, kind, button) {
    if (!place) return;
    place.replaceChildren();
    if (!text) return;
    const box = document.createElement("div");
    box.className = `vd-alert vd-alert--${kind}`;
    const line = document.createElement("p");
    line.textContent = text;
    box.append(line);
    if (button) box.append(button);
    place.append(box);
  }

  window.addEventListener("offline", () => say(words.wordsOffline, "attention"));
  window.addEventListener("online", () => say(words.wordsOnline, "good"));
  if (navigator.onLine === false) say(words.wordsOffline, "attention");

  /* --- drafts: what is typed in <form data-keep="name"> stays on this device until the server has it ---------------- */
  const PREFIX = "voordeur-draft:";
  const LONGEST_DAYS = 7;
  const keyOf = (form) => `${PREFIX}${location.pathname}:${form.dataset.keep}`;
  const keepable = (field) =>
    field.name && !field.disabled && !["password", "file", "hidden", "submit", "button"].includes(field.type) &&
    field.autocomplete !== "one-time-code";

  function store(action) {
    try { return action(window.localStorage); } catch { return null; } /* storage may be full or forbidden */
  }

  function keep(form) {
    const values = [];
    for (const field of form.elements) {
      if (!keepable(field)) continue;
      if (field.type === "checkbox" || field.type === "radio") {
        if (field.checked !== field.defaultChecked) values.push([field.name, field.value, field.checked]);
      } else if (field.type === "select-multiple") {
        values.push([field.name, [...field.selectedOptions].map((option) => option.value), null]);
      } else if (field.tagName === "SELECT" || field.value !== field.defaultValue) {
        values.push([field.name, field.value, null]);
      }
    }
    store((box) => box.setItem(keyOf(form), JSON.stringify({ at: Date.now(), sent: false, values })));
  }

  function giveBack(form) {
    const draft = JSON.parse(store((box) => box.getItem(keyOf(form))) ?? "null");
    if (!draft || Date.now() - draft.at > LONGEST_DAYS * 86400000) return;
    let changed = false;
    for (const [name, value, checked] of draft.values) {
      for (const field of form.elements) {
        if (field.name !== name || !keepable(field)) continue;
        if (checked !== null) {
          if (field.value === value && field.checked !== checked) { field.checked = checked; changed = true; }
        } else if (field.type === "select-multiple") {
          for (const option of field.options) {
            if (option.selected !== value.includes(option.value)) { option.selected = !option.selected; changed = true; }
          }
        } else if (field.value !== value && !(field.type === "radio" || field.type === "checkbox")) {
          field.value = value;
          changed = true;
        }
      }
    }
    if (!changed) return;
    const empty = document.createElement("button");
    empty.type = "button";
    empty.className = "vd-button vd-button--small";
    empty.textContent = words.wordsForget;
    empty.addEventListener("click", () => { forget(keyOf(form)); form.reset(); say(""); form.querySelector("input:not([type=hidden]), select, textarea")?.focus(); });
    say(words.wordsKept, "info", empty);
    form.dispatchEvent(new Event("vd:restored", { bubbles: true }));
  }

  function forget(key) { store((box) => box.removeItem(key)); }

  /* A form that was sent is forgotten only when an answer to it has arrived: a page reached from the form's own page, without
     refusal, log-in or errors on it. Coming back from a failed connection is not an answer, so the draft returns. */
  const withoutHash = (address) => address.split("#")[0];

  function mark(form, sent) {
    store((box) => {
      const draft = JSON.parse(box.getItem(keyOf(form)) ?? "null");
      if (draft) box.setItem(keyOf(form), JSON.stringify({ ...draft, sent, from: withoutHash(location.href) }));
    });
  }

  function settleSent() {
    const arrived = performance.getEntriesByType("navigation")[0]?.type === "navigate";
    const refused = document.querySelector("[data-refused], [aria-invalid=true], input[name=login], #messages .vd-alert--danger") !== null;
    store((box) => {
      for (const key of Object.keys(box).filter((name) => name.startsWith(PREFIX))) {
        const draft = JSON.parse(box.getItem(key));
        if (!draft.sent) continue;
        if (arrived && !refused && draft.from === withoutHash(document.referrer)) box.removeItem(key);
        else box.setItem(key, JSON.stringify({ ...draft, sent: false }));
      }
    });
  }

  function tend(within) {
    for (const form of within.querySelectorAll("form[data-keep]")) {
      if (form.dataset.tended) continue;
      form.dataset.tended = "yes";
      giveBack(form);
      form.addEventListener("input", () => keep(form));
      form.addEventListener("change", () => keep(form));
      form.addEventListener("submit", () => { keep(form); mark(form, true); });
      document.addEventListener("click", (event) => { if (event.target.closest("a[href]")) mark(form, false); });
    }
  }

  settleSent();
  tend(document);
  /* On the way back the browser fills in what it remembers itself, after this script ran: ours is newer. */
  window.addEventListener("pageshow", () => document.querySelectorAll("form[data-keep]").forEach(giveBack));
  /* Whoever logs out may leave the device to another. */
  document.addEventListener("submit", (event) => {
    if (!new URL(event.target.action, location.href).pathname.endsWith("/logout/")) return;
    store((box) => Object.keys(box).filter((name) => name.startsWith(PREFIX)).forEach((name) => box.removeItem(name)));
  });

  /* --- htmx ------------------------------------------------------------------------------------------------------- */
  const cookie = (name) => document.cookie.split("; ").find((part) => part.startsWith(`${name}=`))?.split("=")[1];
  const token = () => document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? cookie("csrftoken") ?? "";

  document.body.addEventListener("htmx:configRequest", (event) => {
    event.detail.headers["X-CSRFToken"] = token();
  });

  let focused = null;
  document.body.addEventListener("htmx:beforeSwap", () => {
    const now = document.activeElement;
    focused = now?.id || now?.name ? { id: now.id, name: now.name, value: now.value, tag: now.tagName } : null;
  });
  document.body.addEventListener("htmx:afterSettle", (event) => {
    tend(event.detail.elt);
    if (!focused || (document.activeElement && document.activeElement !== document.body)) return;
    const same = (focused.id && document.getElementById(focused.id)) ||
      [...document.getElementsByName(focused.name ?? "")].find((one) => one.tagName === focused.tag && (one.tagName !== "BUTTON" || one.value === focused.value));
    same?.focus({ preventScroll: true });
  });
  document.body.addEventListener("htmx:afterRequest", (event) => {
    const form = event.detail.elt.closest?.("form[data-keep]");
    if (form && event.detail.successful && event.detail.requestConfig.verb !== "get") forget(keyOf(form));
  });
  document.body.addEventListener("htmx:responseError", (event) => {
    say(event.detail.xhr.status === 403 ? words.wordsRefused : words.wordsFailed, "danger");
  });
  document.body.addEventListener("htmx:sendError", () => say(words.wordsOffline, "attention"));
})();
