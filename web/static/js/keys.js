// Keyboard: j/k move along the stops of a page, letters act on the current one. Typing in a field is never a command.
import { stepHunk } from "./hunks.js";

const TYPING = "input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]";

function stops() {
  return [...document.querySelectorAll("[data-stop]")].filter((stop) => stop.offsetParent !== null);
}

export function makeCurrent(stop) {
  for (const old of document.querySelectorAll("[data-stop].current")) old.classList.remove("current");
  stop.classList.add("current");
  stop.focus({ preventScroll: true });
  stop.scrollIntoView({ block: "nearest" });
  stop.dispatchEvent(new CustomEvent("stop", { bubbles: true }));
}

function move(step) {
  const all = stops();
  if (!all.length) return;
  const at = all.findIndex((stop) => stop.classList.contains("current"));
  const next = at < 0 ? (step > 0 ? 0 : all.length - 1) : Math.min(Math.max(at + step, 0), all.length - 1);
  makeCurrent(all[next]);
}

export function startKeys(desk) {
  let waitingForG = false;
  const commands = {
    j: () => move(1),
    k: () => move(-1),
    n: () => (desk?.step ?? stepHunk)(1),
    p: () => (desk?.step ?? stepHunk)(-1),
    a: () => desk?.accept(),
    d: () => desk?.dismiss(),
    c: () => desk?.comment(),
    s: () => document.querySelector("a[data-open=sign]")?.click(),
    "?": () => document.getElementById("help")?.showModal(),
    Enter: () => document.querySelector("tr[data-stop].current a.row")?.click(),
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.target.matches(TYPING) || document.querySelector("dialog:modal")) return;
    if (waitingForG && event.key === "i") {
      location.assign("/");
      return;
    }
    waitingForG = event.key === "g";
    const command = commands[event.key];
    if (!command || (event.key === "Enter" && !event.target.matches("tr[data-stop]"))) return;
    event.preventDefault();
    command();
  });
}
