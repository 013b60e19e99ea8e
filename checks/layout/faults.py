"""What the layout checks report: measured, expected, where, on what authority, and how to mend it."""

from __future__ import annotations

from dataclasses import dataclass

from checks.layout.lines import Line
from checks.layout.profile import Element, LayoutProfile
from checks.layout.topics import Topic
from documents.layout_changes import Change


@dataclass(frozen=True, slots=True)
class Fault:
    """One deviation. `element` and `item` name it in Chinese, offsets are those of the block's text.

    `mark` is D or K, the provenance of the rule; `hint`: less grave than its check says. `changes` mend it in a
    corrected copy; where there are none, `advice` says what a person has to do. `suggestion` replaces the text
    [start, end), None = it is not about text.
    """

    topic: Topic
    element: str
    block: str
    start: int
    end: int
    item: str
    measured: str
    expected: str
    mark: str
    changes: tuple[Change, ...] = ()
    advice: str = ""
    suggestion: str | None = None
    hint: bool = False

    @property
    def message(self) -> str:
        """The fault as a sentence."""
        return f"{self.element}的{self.item}应为{self.expected}，实为{self.measured}。"


# Names of the type sizes (字号) by points.
_SIZES = {
    42.0: "初号", 36.0: "小初", 26.0: "一号", 24.0: "小一", 22.0: "二号", 18.0: "小二", 16.0: "三号", 15.0: "小三",
    14.0: "四号", 12.0: "小四", 10.5: "五号", 9.0: "小五", 7.5: "六号", 6.5: "小六", 5.5: "七号", 5.0: "八号",
}  # fmt: skip
ALIGNMENTS = {
    "left": "左对齐",
    "right": "右对齐",
    "center": "居中",
    "justify": "两端对齐",
    "distribute": "分散对齐",
}


def size_name(points: float) -> str:
    """A size in words: 三号（16 pt）."""
    name = _SIZES.get(points)
    return f"{name}（{plain(points)} pt）" if name else f"{plain(points)} pt"


def plain(number: float) -> str:
    """A number with at most one decimal."""
    return f"{round(number, 1):g}"


def name_of(profile: LayoutProfile, element: Element, *, attached: bool = False) -> str:
    """The Chinese name of an element; text of an attachment says so."""
    name = profile.elements[element].name
    return f"附件{name}" if attached and not name.startswith("附件") else name


def span_of(line: Line, start: int | None = None, end: int | None = None) -> tuple[str, int, int]:
    """Block and offsets for a stretch of a line's paragraph; the whole block where they cannot be told."""
    text, paragraph = line.block.text, line.paragraph
    if start is None or end is None or paragraph is None or line.block.label + paragraph.text != text:
        return line.block.id, 0, len(text)
    shift = len(line.block.label)
    return line.block.id, shift + start, shift + end
