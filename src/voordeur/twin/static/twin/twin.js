/* Copies the address of a study. Without this script the address can be taken from the browser. */
"use strict";

(() => {
  for (const button of document.querySelectorAll("[data-copies]")) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(button.dataset.copies);
      document.getElementById(button.dataset.says).textContent = button.dataset.copied;
    });
  }
})();
