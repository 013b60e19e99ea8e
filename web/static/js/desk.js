// The desk: marks and list stay together, keys act on the current finding, selected text becomes a comment.
import { unfold } from "./hunks.js";
import { makeCurrent } from "./keys.js";
import { startMarking, textOf } from "./marking.js";

const marksOf = (id) => document.querySelectorAll(`.mark[data-marks~="${CSS.escape(id)}"]`);

function show(id) {
  for (const old of document.querySelectorAll(".mark.current")) old.classList.remove("current");
  const marks = marksOf(id);
  for (const mark of marks) mark.classList.add("current");
  if (marks[0]) unfold(marks[0]);
  return marks[0];
}

// The list has answered; the paper follows. A mark is quiet once every finding on it has an answer.
function syncMarks(row) {
  for (const mark of marksOf(row.id)) {
    const rows = mark.dataset.marks.split(" ").map((id) => document.getElementById(id));
    const open = rows.some((other) => other && (other.dataset.state === "open" || other.matches(".comment:not(.resolved)")));
    mark.classList.toggle("settled", !open);
  }
}

function startComments(desk) {
  const form = document.getElementById("comment-form");
  const button = document.getElementById("select-note");
  if (!form) return () => {};
  const field = (name) => form.elements.namedItem(name);

  function compose(holder, start, end) {
    const text = [...textOf(holder)].slice(start, end).join("");
    form.querySelector("[data-quote]").textContent = text;
    field("block").value = holder.dataset.block;
    field("start").value = start;
    field("end").value = end;
    field("body").disabled = false;
    form.querySelector("button").disabled = false;
    form.hidden = false;
    form.scrollIntoView({ block: "nearest" });
    field("body").focus();
  }

  return startMarking(desk, form, button, ".mark.current", compose);
}

export function startDesk() {
  const desk = document.querySelector("[data-desk]");
  if (!desk) return null;
  const current = () => desk.querySelector(".finding.current");

  desk.addEventListener("stop", (event) => {
    const row = event.target.closest(".finding");
    if (row) show(row.id)?.scrollIntoView({ block: "center" });
  });
  desk.addEventListener("click", (event) => {
    const mark = event.target.closest(".mark");
    const row = mark && document.getElementById(mark.getAttribute("href").replace(/^.*#/, ""));
    if (mark && row && mark.getAttribute("href").startsWith("#")) {
      event.preventDefault();
      show(row.id);
      if (row.matches(".finding")) makeCurrent(row);
      else row.scrollIntoView({ block: "nearest" });
    }
    const number = event.target.closest(".finding .f-no");
    if (number) {
      event.preventDefault();
      makeCurrent(number.closest(".finding"));
    }
  });
  document.addEventListener("htmx:after:swap", () => {
    for (const row of desk.querySelectorAll(".finding, .comment")) if (row.matches(".finding")) syncMarks(row);
  });

  function next(row) {
    const open = [...desk.querySelectorAll('.finding[data-state="open"]')];
    const after = open.find((other) => row.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING);
    if (after) makeCurrent(after);
  }

  // The side may be as tall as what the window leaves below its top, which moves while the page scrolls.
  const side = document.getElementById("side");
  const fit = () => {
    const wide = getComputedStyle(side).position === "sticky";
    side.style.maxHeight = wide ? `${innerHeight - Math.max(side.getBoundingClientRect().top, 56) - 12}px` : "";
  };
  fit();
  addEventListener("scroll", fit, { passive: true });
  addEventListener("resize", fit);

  const comment = startComments(desk);
  return {
    accept() {
      const row = current();
      const button = row?.querySelector("[data-accept]");
      if (!button) return;
      button.click();
      next(row);
    },
    dismiss() {
      const details = current()?.querySelector("[data-dismiss]");
      if (!details) return;
      details.open = true;
      details.querySelector("textarea").focus();
    },
    comment,
  };
}
