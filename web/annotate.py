"""Text with its findings and comments as HTML. Marks overlap freely; HTML elements nest only, so the text is cut
into segments at every edge and each segment knows all marks that cover it. Offsets are Unicode code points."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise

from markupsafe import Markup

_RANK = {"red": 0, "yellow": 1, "blue": 2, "comment": 3}


@dataclass(frozen=True, slots=True)
class Mark:
    """A span to show: `kind` is red, yellow, blue or comment; `id` is unique over the page (f12, c3).

    `label` is the sign shown beside its start, `href` where a click leads, `settled` shows it quietly.
    """

    id: str
    kind: str
    start: int
    end: int
    label: str
    href: str
    title: str
    settled: bool = False


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of a block's text with the marks that cover it, and those that begin at its start.

    A mark of no length (a missing character) gets a segment of no text.
    """

    text: str
    covering: tuple[Mark, ...]
    starting: tuple[Mark, ...]


def segments(text: str, marks: Iterable[Mark]) -> list[Segment]:
    """Cut `text` at every edge of `marks`. The texts joined give `text` again, and every mark covers its own span.

    Marks that reach beyond the text are cut to it: a finding of another version must not break the page.
    """
    fitted = sorted((_fit(m, len(text)) for m in marks), key=lambda m: (m[0], -m[1], _RANK.get(m[2].kind, 9)))
    if not fitted:
        return [Segment(text, (), ())] if text else []
    cuts = sorted({0, len(text), *(start for start, _, _ in fitted), *(end for _, end, _ in fitted)})
    found = []
    for start, end in pairwise([*cuts, len(text)]):
        points = tuple(m for s, e, m in fitted if s == e == start)
        if points:
            around = tuple(m for s, e, m in fitted if s < start < e)
            found.append(Segment("", points + around, points))
        if start == end:
            continue
        covering = tuple(m for s, e, m in fitted if s <= start and end <= e)
        beginning = tuple(m for s, e, m in fitted if s == start and e > s)
        found.append(Segment(text[start:end], covering, beginning))
    return found


def _fit(mark: Mark, length: int) -> tuple[int, int, Mark]:
    start = min(max(mark.start, 0), length)
    return start, min(max(mark.end, start), length), mark


def render(text: str, marks: Sequence[Mark]) -> Markup:
    """The HTML of one block's text."""
    if not marks:
        return Markup(escape(text, quote=False))  # noqa: S704  escaped here
    return Markup("".join(html_of(s) for s in segments(text, marks)))  # noqa: S704  every part is escaped


def html_of(segment: Segment) -> str:
    """The HTML of one piece: its text, a link where marks cover it."""
    if not segment.covering:
        return escape(segment.text, quote=False)
    worst = min(segment.covering, key=lambda m: (m.settled, _RANK.get(m.kind, 9)))
    lead = next(iter(segment.starting), worst)
    kinds = sorted({m.kind for m in segment.covering if not m.settled}, key=lambda k: _RANK.get(k, 9))
    classes = ["mark", f"k-{worst.kind}", *(f"also-{k}" for k in kinds if k != worst.kind)]
    if worst.settled:
        classes.append("settled")
    if not segment.text:
        classes.append("point")
    attributes = [
        f'class="{" ".join(classes)}"',
        f'href="{escape(lead.href)}"',
        f'data-marks="{escape(" ".join(m.id for m in segment.covering))}"',
        f'title="{escape("；".join(m.title for m in segment.covering))}"',
        'tabindex="-1"',
    ]
    if segment.starting:
        attributes.append(f'id="m-{escape(segment.starting[0].id)}"')
        attributes.append(f'data-label="{escape(" ".join(m.label for m in segment.starting))}"')
    # A mark that starts where another does has no segment of its own to jump to.
    anchors = "".join(f'<i id="m-{escape(m.id)}"></i>' for m in segment.starting[1:])
    return f"{anchors}<a {' '.join(attributes)}>{escape(segment.text, quote=False)}</a>"
