"""P008: 、 between quotation marks or title marks that stand side by side."""

from __future__ import annotations

from collections.abc import Iterator

from checks.late import regex
from checks.model import Example, Gate, Hit, Severity
from checks.registry import check
from checks.sources import Source
from documents.model import Document

# A series of quoted terms or titles with 、 between all of them; the hit runs from the first mark to the last.
_SERIES = regex(r"》(?:、《[^《》]{1,60}》)*、(?=《)|”(?:、“[^“”]{1,60}”)*、(?=“)")


@check(
    id="P008",
    title="并列的引号、书名号之间的顿号",
    gate=Gate.QUALITY,
    severity=Severity.BLUE,
    source=Source.GBT_15834,
    why="标有引号或书名号的并列成分之间通常不用顿号，标号本身已经把它们分开；其间插有括注时才用。",
    examples=(
        Example("学习《党章》、《条例》。", hits=("》、",), fixed="学习《党章》《条例》。"),
        Example(
            "读《史记》、《汉书》、《后汉书》。",
            hits=("》、《汉书》、",),
            fixed="读《史记》《汉书》《后汉书》。",
        ),
        Example("坚持“三会一课”、“主题党日”制度。", hits=("”、",), fixed="坚持“三会一课”“主题党日”制度。"),
        Example("《办法》（试行）、《细则》和《规定》。"),
        Example("学习《党章》《条例》。"),
    ),
)
def pause_between_titles(document: Document) -> Iterator[Hit]:
    """One hit a series; the suggestion leaves every 、 between the marks out."""
    for block in document:
        for match in _SERIES.finditer(block.text):
            text = match.group()
            mark = text[0]
            opener = "《" if mark == "》" else "“"
            fixed = text[:-1].replace(f"{mark}、{opener}", f"{mark}{opener}")
            yield Hit(block.id, match.start(), match.end(), "标号相邻的并列成分之间通常不用顿号。", fixed)
