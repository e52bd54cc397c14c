/* What the browser adds to the planning board, which can be read and used without it: arrow keys between the cards, a
   panel that opens instead of leaving the page, and a line for now that moves with the clock. */
"use strict";

(() => {
  const board = document.querySelector(".vd-plan");
  if (!board) return;
  const cardsOf = (row) => [...row.querySelectorAll(".vd-plan__card")];
  let reachable = null;

  /* --- one card is in the order of the Tab key; arrows reach the others ------------------------------------------- */
  function makeReachable(card) {
    if (reachable && reachable !== card) reachable.tabIndex = -1;
    card.tabIndex = 0;
    reachable = card;
  }

  function goTo(card) {
    if (!card) return;
    makeReachable(card);
    card.focus({ preventScroll: true });
    card.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  function middle(card) {
    const box = card.getBoundingClientRect();
    return box.left + box.width / 2;
  }

  function nearest(card, cards) {
    if (!cards) return null;
    const far = (other) => Math.abs(middle(other) - middle(card));
    return cards.reduce((best, other) => (far(other) < far(best) ? other : best));
  }

  /* The cards of the first row in that direction that has any. */
  function cardsBeside(row, way) {
    for (let other = row[way]; other; other = other[way]) {
      const cards = cardsOf(other);
      if (cards.length > 0) return cards;
    }
    return null;
  }

  function next(card, key) {
    const row = card.closest(".vd-plan__row");
    const cards = cardsOf(row);
    const place = cards.indexOf(card);
    switch (key) {
      case "ArrowRight": return cards[place + 1];
      case "ArrowLeft": return cards[place - 1];
      case "ArrowDown": return nearest(card, cardsBeside(row, "nextElementSibling"));
      case "ArrowUp": return nearest(card, cardsBeside(row, "previousElementSibling"));
      case "Home": return cards[0];
      case "End": return cards.at(-1);
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
  /* New cards step out of the order of the Tab key; one of all is in it. */
  function reachFirst() {
    for (const card of board.querySelectorAll(".vd-plan__card:not([tabindex])")) card.tabIndex = -1;
    if (reachable?.isConnected) return;
    const first = board.querySelector(".vd-plan__card");
    if (first) makeReachable(document.activeElement?.matches(".vd-plan__row .vd-plan__card") ? document.activeElement : first);
  }

  reachFirst();

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

  document.addEventListener("click", (event) => {
    const link = event.target.closest(".vd-plan__card, .vd-plan__shift-link, .vd-tray__item");
    if (!link || !isPlain(event) || !window.htmx) return;
    event.preventDefault();
    openPanel(link);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !panel.hidden) closePanel();
  });

  document.addEventListener("vd:close-panel", () => { if (!panel.hidden) closePanel(); });

  /* --- news: what changed takes the place of what was there; focus stays ------------------------------------------------ */
  let focused = null;
  document.body.addEventListener("htmx:beforeRequest", (event) => {
    if (event.detail.pathInfo.requestPath.includes("/live") && document.hidden) event.preventDefault();
  });
  document.body.addEventListener("htmx:beforeSwap", (event) => {
    /* Who is no longer logged in gets the log-in page: that is no news of the board. */
    if (!event.detail.xhr.responseURL.includes("/planning/")) {
      event.detail.shouldSwap = false;
      window.location.reload();
    }
    focused = document.activeElement?.dataset?.visit ?? null;
  });
  document.body.addEventListener("htmx:afterSettle", () => {
    moveNow();
    const lost = focused !== null && (document.activeElement === document.body || !document.activeElement);
    if (lost) board.querySelector(`[data-visit="${focused}"]`)?.focus({ preventScroll: true });
    focused = null;
    reachFirst();
  });

  /* --- now --------------------------------------------------------------------------------------------------------- */
  const first = Number(board.dataset.first);

  function moveNow() {
    const hours = (Date.now() / 60000 - first) / 60;
    for (const line of board.querySelectorAll(".vd-plan__now")) {
      line.style.setProperty("--at-h", String(Math.floor(hours)));
      line.style.setProperty("--at-m", String((hours % 1) * 12));
    }
  }

  moveNow();
  window.setInterval(moveNow, 60000);
})();
