/* What the browser adds to the planning board, which can be read and used without it: arrow keys between the cards, a
   detail that opens instead of leaving the page, and a line for now that moves with the clock. */
"use strict";

(() => {
  const board = document.querySelector(".vd-plan");
  if (!board) return;
  const rows = [...board.querySelectorAll(".vd-plan__row")]
    .map((row) => [...row.querySelectorAll(".vd-plan__card")])
    .filter((cards) => cards.length > 0);
  const all = rows.flat();

  /* --- one card is in the order of the Tab key; arrows reach the others ------------------------------------------- */
  function makeReachable(card) {
    for (const other of all) other.tabIndex = other === card ? 0 : -1;
  }

  function goTo(card) {
    if (!card) return;
    card.closest(".vd-plan__slot").classList.remove("vd-plan__slot--closed");
    makeReachable(card);
    card.focus({ preventScroll: true });
    card.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  const middle = (card) => card.offsetLeft + card.offsetWidth / 2;

  function nearest(card, cards) {
    if (!cards) return null;
    const far = (other) => Math.abs(middle(other) - middle(card));
    return cards.reduce((best, other) => (far(other) < far(best) ? other : best));
  }

  function next(card, key) {
    const row = rows.findIndex((cards) => cards.includes(card));
    const place = rows[row].indexOf(card);
    switch (key) {
      case "ArrowRight": return rows[row][place + 1];
      case "ArrowLeft": return rows[row][place - 1];
      case "ArrowDown": return nearest(card, rows[row + 1]);
      case "ArrowUp": return nearest(card, rows[row - 1]);
      case "Home": return rows[row][0];
      case "End": return rows[row].at(-1);
      default: return undefined;
    }
  }

  const isPlain = (event) => !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
  const detailOf = (card) => card.closest(".vd-plan__slot").querySelector(".vd-plan__detail");

  function close(slot) {
    slot.querySelector(".vd-plan__card").focus({ preventScroll: true });
    slot.classList.add("vd-plan__slot--closed");
  }

  board.addEventListener("keydown", (event) => {
    const slot = event.target.closest(".vd-plan__slot");
    if (!slot || !isPlain(event)) return;
    if (event.key === "Escape") {
      close(slot);
      return;
    }
    if (!event.target.matches(".vd-plan__card")) return;
    if (event.key === "Enter") {
      event.preventDefault();
      goTo(event.target);
      detailOf(event.target).querySelector("a, button:not([hidden])")?.focus();
      return;
    }
    const to = next(event.target, event.key);
    if (to === undefined) return;
    event.preventDefault();
    goTo(to);
  });

  board.addEventListener("click", (event) => {
    if (event.target.closest(".vd-plan__close")) {
      close(event.target.closest(".vd-plan__slot"));
      return;
    }
    const card = event.target.closest(".vd-plan__card");
    if (!card || !isPlain(event) || event.detail === 0) return;
    event.preventDefault();
    goTo(card);
  });

  board.addEventListener("focusin", (event) => {
    if (event.target.matches(".vd-plan__card")) makeReachable(event.target);
  });
  board.addEventListener("focusout", (event) => {
    const slot = event.target.closest(".vd-plan__slot");
    if (slot && !slot.contains(event.relatedTarget)) slot.classList.remove("vd-plan__slot--closed");
  });

  for (const button of board.querySelectorAll(".vd-plan__close")) button.hidden = false;
  if (all.length > 0) makeReachable(all[0]);

  /* --- now --------------------------------------------------------------------------------------------------------- */
  const lines = [...board.querySelectorAll(".vd-plan__now")];

  function moveNow() {
    const hours = (Date.now() - Date.parse(board.dataset.from)) / 3600000;
    for (const line of lines) {
      line.style.setProperty("--at-h", String(Math.floor(hours)));
      line.style.setProperty("--at-m", String((hours % 1) * 12));
    }
  }

  if (lines.length > 0) {
    moveNow();
    window.setInterval(moveNow, 60000);
  }
})();
