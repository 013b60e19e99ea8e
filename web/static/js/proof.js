// The proof: list and columns stay together, keys answer the current place, selected text becomes an order.
import { makeCurrent } from "./keys.js";
import { startMarking, textOf } from "./marking.js";

const OPEN = '.place[data-state="open"]';

// Its marks in both columns, whichever paragraphs they are cut over.
const marksOf = (row) => [...document.querySelectorAll(`.mark[href="#${CSS.escape(row.id)}"]`)];

function show(row) {
  for (const old of document.querySelectorAll(".mark.current")) old.classList.remove("current");
  const marks = marksOf(row);
  for (const mark of marks) mark.classList.add("current");
  (marks.find((mark) => mark.closest(".right")) ?? marks[0])?.scrollIntoView({ block: "center" });
}

// The list has answered; the columns follow.
function syncMarks(row) {
  for (const mark of marksOf(row)) {
    mark.classList.toggle("settled", row.dataset.state === "keep" || row.dataset.state === "withdrawn");
    mark.classList.toggle("k-order", row.dataset.state === "change");
  }
}

function startOrders(page) {
  const form = document.getElementById("order-form");
  const button = document.getElementById("select-order");
  if (!form) return () => {};
  const field = (name) => form.elements.namedItem(name);

  function compose(holder, start, end) {
    form.querySelector("[data-quote]").textContent = [...textOf(holder)].slice(start, end).join("") || "……";
    for (const element of form.elements) element.disabled = false;
    field("block").value = holder.dataset.block;
    field("start").value = start;
    field("end").value = end;
    form.dataset.marked = "";
    form.hidden = false;
    form.scrollIntoView({ block: "nearest" });
    field("wanted").value = "";
    field("wanted").focus();
  }

  return startMarking(page, form, button, ".right .mark.current", compose);
}

export function startProof() {
  const page = document.querySelector("[data-proof]");
  if (!page) return null;
  const current = () => page.querySelector(".place.current");

  page.addEventListener("stop", (event) => {
    const row = event.target.closest(".place");
    if (row) show(row);
  });
  page.addEventListener("click", (event) => {
    const mark = event.target.closest(".mark");
    const row = mark ? document.getElementById(mark.getAttribute("href").slice(1)) : event.target.closest(".place .f-no")?.closest(".place");
    if (!row) return;
    event.preventDefault();
    makeCurrent(row);
  });
  document.addEventListener("htmx:after:swap", () => {
    for (const row of page.querySelectorAll(".place")) syncMarks(row);
  });

  // The next (or last) place without an answer; where there is none on this page, the page that has one.
  function step(by) {
    const open = [...page.querySelectorAll(OPEN)];
    const here = current();
    const side = by > 0 ? Node.DOCUMENT_POSITION_FOLLOWING : Node.DOCUMENT_POSITION_PRECEDING;
    const ahead = here ? open.filter((row) => here.compareDocumentPosition(row) & side) : open;
    const row = by > 0 ? ahead[0] : ahead[ahead.length - 1];
    if (row) makeCurrent(row);
    else if (by > 0 && !open.some((other) => other !== here)) document.querySelector("[data-next-open]")?.click();
  }

  const side = document.getElementById("side");
  const fit = () => {
    const wide = getComputedStyle(side).position === "sticky";
    side.style.maxHeight = wide ? `${innerHeight - Math.max(side.getBoundingClientRect().top, 56) - 12}px` : "";
  };
  fit();
  addEventListener("scroll", fit, { passive: true });
  addEventListener("resize", fit);
  const asked = location.hash ? document.getElementById(location.hash.slice(1)) : null;
  if (asked?.matches(".place")) makeCurrent(asked);

  const comment = startOrders(page);
  return {
    accept() {
      const button = current()?.querySelector("[data-accept]");
      if (!button) return;
      button.click();
      step(1);
    },
    dismiss() {
      const details = current()?.querySelector("[data-dismiss]");
      if (!details) return;
      details.open = true;
      details.querySelector("textarea").focus();
    },
    comment,
    step,
  };
}
