/* The one box by keyboard: a slash goes to the box, the arrows go through what was found, escape goes back. Without this
   script the box is a form and the results are links. */
"use strict";

(() => {
  const boxOf = (place) => place.querySelector("input[type=search]");
  const hitsOf = (place) => [...place.querySelectorAll("a[data-hit]")];
  const isWritten = (target) => target.closest("input, textarea, select, [contenteditable]") !== null;

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const inside = event.target.closest?.("[data-find]");
    if (!inside) {
      const place = document.querySelector("[data-find]");
      if (event.key !== "/" || !place || isWritten(event.target)) return;
      event.preventDefault();
      boxOf(place).select();
      return;
    }
    const box = boxOf(inside);
    const hits = hitsOf(inside);
    const at = hits.indexOf(event.target);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: at < 0 ? -2 : 0, End: at < 0 ? -2 : hits.length - 1 }[event.key];
    if (event.key === "Escape" && at >= 0) {
      event.preventDefault();
      box.select();
    } else if (to !== undefined && (event.target === box || at >= 0) && to > -2) {
      if (event.target === box && event.key !== "ArrowDown") return;
      event.preventDefault();
      (to < 0 ? box : hits[Math.min(to, hits.length - 1)])?.focus();
    }
  });
})();
