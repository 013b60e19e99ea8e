"""P038: full-width marks in English sentences."""

from __future__ import annotations

from collections.abc import Iterator

from checks.late import regex
from checks.model import Example, Gate, Hit, Severity
from checks.registry import check
from checks.sources import Source
from checks.text import is_chinese
from checks.types.matches import matches
from documents.model import Document

_MARK = regex(r"[，。；：？！、（）](?<=[A-Za-z].)(?= ?[A-Za-z])")
_NEEDLE = regex("[A-Za-z](?=[，。；：？！、（）] ?[A-Za-z])")  # begins with what is rare in Chinese
_HALF = str.maketrans("，。；：？！、（）", ",.;:?!,()")


@check(
    id="P038",
    title="英文句子里的全角标点",
    gate=Gate.QUALITY,
    severity=Severity.YELLOW,
    source=Source.GBT_15834,
    why="英文句子用半角标点，标点后空一格。",
    examples=(
        Example(
            "The report was published，and the results were clear to all.",
            hits=("，",),
            fixed="The report was published, and the results were clear to all.",
        ),
        Example("The report was published, and the results were clear to all."),
        Example("推广CPI，PPI等指标，发布GDP、CPI数据。"),
    ),
)
def wide_marks_in_english(document: Document) -> Iterator[Hit]:
    """Hits in blocks that are not Chinese, between two Latin letters."""
    for block, match in matches(document, _MARK, _NEEDLE):
        text, at = block.text, match.start()
        if is_chinese(text) or match.group() in "（）":
            continue
        half = match.group().translate(_HALF)
        blank = "" if text[at + 1] == " " else " "
        yield Hit(block.id, at, at + 1, f"英文里用半角“{half}”。", half + blank)
