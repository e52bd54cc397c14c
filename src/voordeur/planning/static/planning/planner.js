/* Picking up a visit and putting it elsewhere: with a mouse or a finger (pointer events) and with the keys alike. While a
   place is chosen the server says at once whether it fits, why not, and what it costs. Everything here can also be done
   without it, on the page of the visit. */
"use strict";

(() => {
  const board = document.querySelector(".vd-plan[data-plans]");
  const tray = document.getElementById("tray");
  if (!board || !window.htmx) return;
  const words = JSON.parse(document.getElementById("planner-words").textContent);
  const said = document.getElementById("said");
  const undoButton = document.getElementById("undo");
  const dialog = document.getElementById("reason");
  const first = Number(board.dataset.first);
  const minutes = Number(board.dataset.hours) * 60;
  const hasAxis = !Number.isNaN(first);
  const SNAP = { pointer: 5, keys: 15 };
  const SOON = 70; /* milliseconds of rest before the server is asked */
  const DAY = 24 * 60;
  const CARRIED = "vd-in-hand"; /* what goes along to the board of another day, for a short while */
  const CARRIED_MS = 120000;
  let held = null;

  const say = (text, canUndo = false) => {
    said.textContent = text;
    undoButton.hidden = !canUndo;
  };
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_all, name) => values[name]);
  const cardOf = (visit) => document.querySelector(`[data-visit="${visit}"]`);

  /* --- the server -------------------------------------------------------------------------------------------------- */
  const token = () => document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";

  async function ask(address, options = {}) {
    const answer = await fetch(address, { ...options, headers: { Accept: "application/json", "X-CSRFToken": token(), ...options.headers } });
    if (!answer.headers.get("Content-Type")?.startsWith("application/json")) throw new Error(`${answer.status} ${address}`);
    return { status: answer.status, body: await answer.json() };
  }

  const send = (address, values) => ask(address, { method: "POST", body: new URLSearchParams(values) });

  /* The live part swaps in what changed; whoever waits goes on when it stands. */
  function refresh() {
    return new Promise((done) => {
      const stop = () => { document.body.removeEventListener("htmx:afterRequest", heard); done(); };
      const heard = (event) => { if (event.detail.pathInfo.requestPath.includes("/live")) window.setTimeout(stop, 40); };
      document.body.addEventListener("htmx:afterRequest", heard);
      window.setTimeout(stop, 3000);
      window.htmx.trigger("#live", "refresh");
      if (tray) window.htmx.trigger(tray, "refresh");
    });
  }

  /* --- places: lanes of a day, or the days of a week in a grid -------------------------------------------------------- */
  function placeOf(lane) {
    const owner = lane?.dataset.shift ? lane : lane?.closest(".vd-plan__row");
    const works = Boolean(owner?.dataset.shift) && !owner.matches(".vd-plan__row--absent, .vd-week__day--absent");
    return works ? { lane, shift: owner.dataset.shift } : null;
  }

  function placeOfShift(shift) {
    const owner = board.querySelector(`[data-shift="${shift}"]`);
    return placeOf(owner?.matches(".vd-plan__lane") ? owner : owner?.querySelector(".vd-plan__lane"));
  }

  const placeAt = (x, y) => placeOf(document.elementFromPoint(x, y)?.closest(".vd-plan__lane"));
  const rowsOf = () => [...board.querySelectorAll(".vd-plan__row:not(.vd-plan__axis)")];
  const lanesOf = (row) => [...row.querySelectorAll(".vd-plan__lane")];

  function firstPlace() {
    for (const row of rowsOf()) for (const lane of lanesOf(row)) if (placeOf(lane)) return placeOf(lane);
    return null;
  }

  /* The minute of a place under a point, in the steps of a pointer. */
  function minuteAt(place, x) {
    if (!hasAxis) return null;
    const box = place.lane.getBoundingClientRect();
    const share = (x - box.left) / box.width;
    return clamp(first + Math.round((share * minutes) / SNAP.pointer) * SNAP.pointer);
  }

  /* --- in hand ------------------------------------------------------------------------------------------------------- */
  const clamp = (minute) => Math.min(Math.max(minute, first), first + minutes - SNAP.pointer);

  function pick(card, by) {
    letGo();
    const lane = card.closest(".vd-plan__lane");
    const home = lane && placeOf(lane);
    const ghost = document.createElement("div");
    ghost.className = "vd-plan__ghost";
    ghost.setAttribute("aria-hidden", "true");
    held = {
      card, by, home, ghost, place: null, verdict: null, known: new Map(), timer: 0, news: "",
      base: card.href, visit: card.dataset.visit,
      label: card.dataset.label ?? card.getAttribute("aria-label"),
      length: Number(card.dataset.for ?? 45),
      minute: hasAxis ? Number(card.dataset.at ?? first + 60) : null,
    };
    card.classList.add("vd-plan__held");
    document.documentElement.classList.add("vd-holds");
    say(fill(by === "keys" ? words.picked_keys : words.picked, { what: held.label }));
    if (by === "keys") hover(home ?? firstPlace(), held.minute);
  }

  function letGo() {
    if (!held) return;
    window.clearTimeout(held.timer);
    held.ghost.remove();
    held.card.classList.remove("vd-plan__held");
    document.documentElement.classList.remove("vd-holds");
    held = null;
  }

  function putBack() {
    const { card, label } = held;
    letGo();
    say(fill(words.put_back, { what: label }));
    card.focus({ preventScroll: true });
  }

  const keyOf = (place, minute) => `${place.shift}@${minute}`;

  function hover(place, minute) {
    if (!place) {
      held.place = null;
      held.ghost.remove();
      window.clearTimeout(held.timer);
      return;
    }
    if (held.place?.lane === place.lane && held.minute === minute && held.ghost.isConnected) return;
    held.place = place;
    held.minute = minute;
    held.news = "";
    held.verdict = held.known.get(keyOf(place, minute)) ?? null;
    draw();
    window.clearTimeout(held.timer);
    if (held.verdict) say(held.verdict.said);
    else held.timer = window.setTimeout(check, SOON);
  }

  /* The same steps of five minutes as axis.css, set from here: a script may, an attribute may not. */
  function span(element, from, until) {
    const at = Math.max(0, from - first);
    const style = element.style;
    style.setProperty("--at-h", String(Math.floor(at / 60)));
    style.setProperty("--at-m", String((at % 60) / 5));
    style.setProperty("--for-h", String(Math.floor((until - from) / 60)));
    style.setProperty("--for-m", String(((until - from) % 60) / 5));
  }

  function draw() {
    const { ghost, verdict, place, minute, length } = held;
    const kind = !verdict ? "asks" : !verdict.fits ? "no" : verdict.asks.length > 0 ? "reason" : "yes";
    ghost.className = `vd-plan__ghost vd-plan__ghost--${kind}`;
    ghost.textContent = !verdict ? "…" : verdict.fits && verdict.clock ? `${verdict.clock} · ${verdict.mark}` : verdict.mark;
    if (hasAxis) span(ghost, verdict?.start ?? minute, verdict?.end ?? minute + length);
    if (ghost.parentElement !== place.lane) place.lane.append(ghost);
    if (held.by === "keys") ghost.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  async function check() {
    const mine = held;
    if (!mine?.place) return null;
    const { place, minute } = mine;
    const address = new URL("price", mine.base);
    address.search = new URLSearchParams({ shift: place.shift, ...(hasAxis ? { at: minute } : {}) });
    let verdict;
    try {
      verdict = (await ask(address)).body;
    } catch {
      verdict = { fits: false, said: words.failed, mark: "?", asks: [] };
    }
    mine.known.set(keyOf(place, minute), verdict);
    if (held !== mine || mine.place?.lane !== place.lane || mine.minute !== minute) return verdict;
    mine.verdict = verdict;
    draw();
    say(`${mine.news} ${verdict.said}`.trim());
    return verdict;
  }

  /* --- putting down --------------------------------------------------------------------------------------------------- */
  const versions = (...shifts) =>
    [...new Set(shifts)].map((shift) => [shift, board.querySelector(`[data-shift="${shift}"]`)?.dataset.version])
      .filter(([, version]) => version).map((pair) => pair.join(".")).join("-");

  async function drop() {
    const mine = held;
    if (!mine.place) { putBack(); return; }
    const verdict = mine.verdict ?? await check();
    if (held !== mine) return;
    if (!verdict?.fits) {
      say(verdict?.said ?? words.failed);
      if (mine.by === "pointer") { letGo(); say(verdict?.said ?? words.failed); }
      return;
    }
    const reason = verdict.asks.length > 0 ? await why(verdict.asks) : "";
    if (reason === null) { if (held === mine && mine.by === "pointer") putBack(); return; }
    const values = { shift: mine.place.shift, seen: versions(mine.home?.shift, mine.place.shift), reason };
    if (hasAxis) values.at = mine.minute;
    await carryOut(new URL("place", mine.base), values, mine);
  }

  async function carryOut(address, values, mine = null) {
    let result;
    try {
      result = await send(address, values);
    } catch {
      say(words.failed);
      if (mine) letGo();
      return;
    }
    if (result.body.refused === "reason_needed") {
      const reason = await why(result.body.asks);
      if (reason !== null) await carryOut(address, { ...values, reason, seen: "" }, mine);
      return;
    }
    const visit = mine?.visit;
    const stays = result.body.refused === "plan_changed" && mine?.by === "keys";
    if (!stays) letGo();
    await refresh();
    if (stays && held === mine) {
      mine.known.clear();
      const again = placeOfShift(mine.place.shift);
      mine.place = null;
      hover(again, mine.minute);
      mine.news = result.body.said; /* said again with the new price, which comes too soon after it to be read apart */
    } else if (visit) {
      cardOf(visit)?.focus({ preventScroll: true });
    }
    say(result.body.said, Boolean(result.body.undo));
  }

  /* Asks for a reason; null when the planner thinks better of it. */
  function why(asks) {
    const list = dialog.querySelector("ul");
    list.replaceChildren(...asks.map((text) => Object.assign(document.createElement("li"), { textContent: text })));
    const field = dialog.querySelector("textarea");
    field.value = "";
    dialog.returnValue = "";
    dialog.showModal();
    field.focus();
    return new Promise((done) => {
      dialog.addEventListener("close", () => done(dialog.returnValue === "yes" ? field.value.trim() : null), { once: true });
    });
  }

  /* --- keys -------------------------------------------------------------------------------------------------------------- */
  function steps(key) {
    const row = held.place?.lane.closest(".vd-plan__row");
    const lanes = row ? lanesOf(row) : [];
    const column = lanes.indexOf(held.place?.lane);
    switch (key) {
      case "ArrowUp":
      case "ArrowDown": {
        const rows = rowsOf();
        const way = key === "ArrowUp" ? -1 : 1;
        for (let at = rows.indexOf(row) + way; rows[at]; at += way) {
          const place = placeOf(lanesOf(rows[at])[Math.max(0, column)]);
          if (place) return [place, held.minute];
        }
        return [held.place, held.minute];
      }
      case "ArrowLeft":
      case "ArrowRight": {
        const way = key === "ArrowLeft" ? -1 : 1;
        if (hasAxis) return [held.place, clamp((Math.round(held.minute / SNAP.keys) + way) * SNAP.keys)];
        for (let at = column + way; lanes[at]; at += way) if (placeOf(lanes[at])) return [placeOf(lanes[at]), null];
        return [held.place, null];
      }
      default: return null;
    }
  }

  /* With the card in hand to the day before or after, at the same time of the day. */
  function carry(key) {
    const link = document.querySelector(key === "PageUp" ? "a[rel=prev]" : "a[rel=next]");
    if (!link) return;
    const { base, visit, label, length, minute } = held;
    window.sessionStorage.setItem(CARRIED, JSON.stringify({ at: Date.now(), base, visit, label, length, minute }));
    window.location.assign(link.href);
  }

  function takeUp() {
    const kept = JSON.parse(window.sessionStorage.getItem(CARRIED) ?? "null");
    window.sessionStorage.removeItem(CARRIED);
    if (!kept || Date.now() - kept.at > CARRIED_MS) return;
    const card = Object.assign(document.createElement("a"), { href: kept.base });
    Object.assign(card.dataset, { visit: kept.visit, label: kept.label, for: kept.length });
    card.dataset.at = hasAxis ? Math.floor(first / DAY) * DAY + (kept.minute % DAY) : "";
    pick(cardOf(kept.visit) ?? card, "keys");
  }

  document.addEventListener("keydown", (event) => {
    if (dialog.open || event.altKey) return;
    if ((event.ctrlKey || event.metaKey) && event.key === "z" && !event.target.matches("input, textarea, select")) {
      event.preventDefault();
      carryOut(undoButton.dataset.address, {});
      return;
    }
    if (event.ctrlKey || event.metaKey) return;
    if (!held) {
      const card = event.target.closest?.("[data-moves]");
      if (event.key !== " " || !card) return;
      event.preventDefault();
      pick(card, "keys");
      return;
    }
    if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      putBack();
      return;
    }
    if (held.by !== "keys") return;
    if (event.key === "PageUp" || event.key === "PageDown") {
      event.preventDefault();
      carry(event.key);
      return;
    }
    const to = steps(event.key);
    if (to || event.key === "Enter" || event.key === " " || event.key === "Tab") {
      event.preventDefault();
      event.stopPropagation();
    }
    if (to) hover(...to);
    else if (event.key === "Enter" || event.key === " ") drop();
  }, true);

  /* What drag.js needs to do the same with a mouse or a finger. */
  board.hand = { pick, hover, drop, putBack, placeAt, minuteAt, held: () => held };

  /* --- forms in the panel, and taking back: done without leaving the board ----------------------------------------------------- */
  document.addEventListener("submit", (event) => {
    const form = event.target.closest("form[data-quiet]");
    if (!form) return;
    event.preventDefault();
    const values = Object.fromEntries(new FormData(form, event.submitter));
    document.dispatchEvent(new Event("vd:close-panel"));
    carryOut(form.action, values);
  });
  undoButton.addEventListener("click", () => carryOut(undoButton.dataset.address, {}));

  takeUp();

  /* Nothing moves under the hand of who is choosing a place. */
  document.body.addEventListener("htmx:beforeRequest", (event) => {
    const isLive = event.detail.pathInfo.requestPath.includes("/live");
    if (isLive && held && event.detail.requestConfig.triggeringEvent?.type !== "refresh") event.preventDefault();
  });
})();
