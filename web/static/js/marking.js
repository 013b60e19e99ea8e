// Marking text with the mouse, by its whole paragraph, or by the mark that is current: a place in a block, in code points.

// The server counts code points, the DOM counts UTF-16 units.
const codePoints = (text) => [...text].length;

// The text as it is now: what an earlier version had, and marks that are no text, do not count.
export function textOf(node) {
  const copy = node.cloneNode(true);
  for (const other of copy.querySelectorAll("del, [data-aside]")) other.remove();
  return copy.textContent;
}

function offsetIn(holder, node, offset) {
  const range = document.createRange();
  range.selectNodeContents(holder);
  range.setEnd(node, offset);
  return codePoints(textOf(range.cloneContents()));
}

function selectedSpan() {
  const selection = getSelection();
  if (!selection.rangeCount || selection.isCollapsed) return null;
  const range = selection.getRangeAt(0);
  const closest = (node) => (node.nodeType === 1 ? node : node.parentElement)?.closest("[data-block]");
  const first = closest(range.startContainer);
  if (!first) return null;
  const same = closest(range.endContainer) === first;
  const end = same ? offsetIn(first, range.endContainer, range.endOffset) : codePoints(textOf(first));
  const start = offsetIn(first, range.startContainer, range.startOffset);
  return start < end ? { holder: first, start, end } : null;
}

// `compose(holder, start, end)` opens the form for a place. Returns what a key does: the selection, else the mark at hand.
export function startMarking(page, form, button, current, compose) {
  form.hidden = form.hasAttribute("data-idle");
  document.addEventListener("selectionchange", () => {
    const span = selectedSpan();
    button.hidden = !span;
    if (!span) return;
    const box = getSelection().getRangeAt(0).getBoundingClientRect();
    button.style.left = `${Math.max(8, box.left + scrollX)}px`;
    button.style.top = `${box.bottom + scrollY + 6}px`;
  });
  // mousedown, because a click would first take the selection away
  button.addEventListener("mousedown", (event) => {
    event.preventDefault();
    const span = selectedSpan();
    if (span) compose(span.holder, span.start, span.end);
  });
  page.addEventListener("click", (event) => {
    const link = event.target.closest("[data-note]");
    if (!link) return;
    event.preventDefault();
    const holder = page.querySelector(`[data-block="${CSS.escape(link.dataset.note)}"]`);
    compose(holder, 0, codePoints(textOf(holder)));
  });
  return () => {
    const span = selectedSpan();
    const mark = page.querySelector(current);
    const holder = mark?.closest("[data-block]");
    if (span) compose(span.holder, span.start, span.end);
    else if (holder) {
      const start = offsetIn(holder, mark, 0);
      compose(holder, start, start + codePoints(mark.textContent));
    }
  };
}
