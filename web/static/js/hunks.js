// Walking along the changes of a page: n and p, the two buttons, and a counter that says where one is.
const all = () => [...document.querySelectorAll("[data-hunk]")];

// What is folded away opens before it is shown.
export function unfold(element) {
  for (let fold = element.closest("details"); fold; fold = fold.parentElement?.closest("details")) fold.open = true;
}

function tell(at, of) {
  for (const walk of document.querySelectorAll("[data-walk]")) {
    const words = walk.dataset.walk.replace("{at}", at || "–").replace("{of}", of);
    walk.querySelector("[data-hunk-at]").textContent = words;
  }
}

export function stepHunk(step) {
  const hunks = all();
  if (!hunks.length) return;
  const at = hunks.findIndex((hunk) => hunk.classList.contains("current"));
  const next = at < 0 ? (step > 0 ? 0 : hunks.length - 1) : Math.min(Math.max(at + step, 0), hunks.length - 1);
  hunks[at]?.classList.remove("current");
  hunks[next].classList.add("current");
  unfold(hunks[next]);
  hunks[next].focus({ preventScroll: true });
  hunks[next].scrollIntoView({ block: "center" });
  tell(next + 1, hunks.length);
}

export function startHunks() {
  const walks = document.querySelectorAll("[data-walk]");
  if (!walks.length) return;
  for (const walk of walks) walk.hidden = false;
  tell(0, all().length);
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-hunk-step]");
    if (button) stepHunk(Number(button.dataset.hunkStep));
  });
}
