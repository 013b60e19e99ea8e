// Entry of every page: dialogs, toasts, and the parts that a page has. Everything works without this file.
import { startDesk } from "./desk.js";
import { startHunks } from "./hunks.js";
import { startKeys } from "./keys.js";
import { startProof } from "./proof.js";
import { startUpload } from "./upload.js";

const TOAST_MS = 8000;

function startDialogs() {
  for (const dialog of document.querySelectorAll("dialog.sign[open]")) {
    dialog.close();
    if (dialog.hasAttribute("data-reopen") || location.hash === `#${dialog.id}`) dialog.showModal();
  }
  for (const button of document.querySelectorAll("[data-open], [data-close]")) button.hidden = false;
  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-open]");
    if (opener) {
      event.preventDefault();
      document.getElementById(opener.dataset.open)?.showModal();
    }
    event.target.closest("[data-close]")?.closest("dialog")?.close();
  });
}

function startToasts() {
  const toasts = document.getElementById("toasts");
  new MutationObserver((changes) => {
    for (const change of changes) {
      for (const node of change.addedNodes) {
        // A refusal stays until it is clicked away; good news leaves by itself.
        if (node.nodeType === 1 && !node.classList.contains("refused")) setTimeout(() => node.remove(), TOAST_MS);
      }
    }
  }).observe(toasts, { childList: true });
  toasts.addEventListener("click", (event) => event.target.closest(".toast.refused")?.remove());
  toasts.addEventListener("submit", (event) => {
    const toast = event.target.closest(".toast");
    setTimeout(() => toast.remove(), 0);
  });
}

document.documentElement.classList.add("js");
startDialogs();
startToasts();
startUpload();
startHunks();
const desk = startDesk() ?? startProof();
startKeys(desk);
