/* Picking up and putting down with a mouse or a finger, by pointer events: planner.js says what a place means. A mouse
   drags at once; a finger is held still first, so that a swipe still scrolls the page. */
"use strict";

(() => {
  const board = document.querySelector(".vd-plan[data-plans]");
  if (!board?.hand) return;
  const { pick, hover, drop, putBack, placeAt, minuteAt, held } = board.hand;
  const tray = document.getElementById("tray");
  const LONG_PRESS = 350; /* milliseconds */
  const FAR = 6; /* pixels from which a press is a drag */
  const EDGE = 72; /* pixels from the edge of the window where the page scrolls along */
  let press = null;
  let frame = 0;
  let last = null;

  function follow() {
    frame = 0;
    if (held()?.by !== "pointer" || !last) return;
    const place = placeAt(last.x, last.y);
    hover(place, place && minuteAt(place, last.x - held().grip));
    const way = last.y < EDGE ? -1 : last.y > window.innerHeight - EDGE ? 1 : 0;
    if (way) {
      window.scrollBy(0, way * 14);
      frame = window.requestAnimationFrame(follow);
    }
  }

  function begin() {
    const { card, x, y, pointer } = press;
    pick(card, "pointer");
    held().grip = card.closest(".vd-plan__lane") ? x - card.getBoundingClientRect().left : 0;
    try { board.setPointerCapture(pointer); } catch { /* the finger was lifted meanwhile */ }
    last = { x, y };
  }

  function pressed(event) {
    const card = event.target.closest?.("[data-moves]");
    if (!card || event.button !== 0 || !event.isPrimary || held()) return;
    press = { card, x: event.clientX, y: event.clientY, pointer: event.pointerId, timer: 0 };
    if (event.pointerType === "touch") press.timer = window.setTimeout(() => { if (press) begin(); }, LONG_PRESS);
  }

  function moved(event) {
    if (!press || event.pointerId !== press.pointer) return;
    if (held()?.by !== "pointer") {
      if (Math.hypot(event.clientX - press.x, event.clientY - press.y) < FAR) return;
      /* A finger that moves before it was held still scrolls the page. */
      if (event.pointerType === "touch") { cancel(); return; }
      begin();
    }
    last = { x: event.clientX, y: event.clientY };
    frame ||= window.requestAnimationFrame(follow);
  }

  function cancel() {
    window.clearTimeout(press?.timer);
    press = null;
    last = null;
    if (held()?.by === "pointer") putBack();
  }

  function released(event) {
    if (!press || event.pointerId !== press.pointer) return;
    window.clearTimeout(press.timer);
    const wasHeld = held()?.by === "pointer";
    if (wasHeld && frame) { window.cancelAnimationFrame(frame); follow(); }
    press = null;
    last = null;
    if (!wasHeld) return;
    /* The click that follows belongs to the drag. */
    const swallow = (click) => { click.preventDefault(); click.stopPropagation(); };
    document.addEventListener("click", swallow, { capture: true, once: true });
    window.setTimeout(() => document.removeEventListener("click", swallow, true), 60);
    drop();
  }

  for (const area of [board, tray]) {
    area?.addEventListener("pointerdown", pressed);
    area?.addEventListener("dragstart", (event) => { if (event.target.closest("[data-moves]")) event.preventDefault(); });
    area?.addEventListener("contextmenu", (event) => { if (press || held()) event.preventDefault(); });
  }
  document.addEventListener("pointermove", moved);
  document.addEventListener("pointerup", released);
  document.addEventListener("pointercancel", cancel);
  document.addEventListener("touchmove", (event) => { if (held()?.by === "pointer") event.preventDefault(); }, { passive: false });
})();
