/* What the browser adds to the planning board, which can be read and used without it: arrow keys between the cards, a
   panel that opens instead of leaving the page, and a line for now that moves with the clock. */
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

  board.addEventListener("keydown", (event) => {
    if (!event.target.matches(".vd-plan__card") || !isPlain(event)) return;
    const to = next(event.target, event.key);
    if (to === undefined) return;
    event.preventDefault();
    goTo(to);
  });
  board.addEventListener("focusin", (event) => {
    if (event.target.matches(".vd-plan__card")) makeReachable(event.target);
  });
  /* What does not fit on a card is read by pointing at it. */
  board.addEventListener("pointerover", (event) => {
    const card = event.target.closest(".vd-plan__card");
    if (card && !card.title) card.title = card.getAttribute("aria-label");
  });
  if (all.length > 0) makeReachable(all[0]);

  /* --- the panel: the page of a visit or of a craftsman's day, beside the board ------------------------------------- */
  const panel = document.getElementById("panel");
  let opener = null;

  function closePanel() {
    panel.hidden = true;
    panel.replaceChildren();
    opener?.classList.remove("vd-plan__open");
    opener?.focus({ preventScroll: true });
    opener = null;
  }

  async function openPanel(link) {
    opener?.classList.remove("vd-plan__open");
    opener = link;
    link.classList.add("vd-plan__open");
    await window.htmx.ajax("GET", link.href, { target: panel, swap: "innerHTML" });
    if (opener !== link) return;
    const close = document.createElement("button");
    close.type = "button";
    close.className = "vd-button vd-button--small vd-plan__close";
    close.textContent = panel.dataset.close;
    close.addEventListener("click", closePanel);
    panel.append(close);
    panel.hidden = false;
    panel.focus({ preventScroll: true });
    link.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  board.addEventListener("click", (event) => {
    const link = event.target.closest(".vd-plan__card, .vd-plan__shift-link");
    if (!link || !isPlain(event) || !window.htmx) return;
    event.preventDefault();
    openPanel(link);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !panel.hidden) closePanel();
  });

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
