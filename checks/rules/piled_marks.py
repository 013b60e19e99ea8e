"""P027: more than three exclamation or question marks, ！？ for ？！."""

from __future__ import annotations

from collections.abc import Iterator

from checks.late import regex
from checks.model import Example, Gate, Hit, Severity
from checks.registry import check
from checks.sources import Source
from checks.types.matches import matches
from documents.model import Document

_RUN = regex(r"[！!]{4,}|[？?]{4,}|！？|[！？!?]{3,}")
_RIGHT = {"！": "！！！", "!": "！！！", "？": "？？？", "?": "？？？"}


@check(
    id="P027",
    title="问号、叹号叠用",
    gate=Gate.QUALITY,
    severity=Severity.BLUE,
    source=Source.GBT_15834,
    why="叹号、问号叠用最多三个；疑问兼感叹时写作“？！”，问号在前。",
    examples=(
        Example("太好了！！！！！", hits=("！！！！！",), fixed="太好了！！！"),
        Example("怎么能这样！？", hits=("！？",), fixed="怎么能这样？！"),
        Example("太好了！！！怎么能这样？！"),
    ),
)
def piled_marks(document: Document) -> Iterator[Hit]:
    """Hits with the form the standard allows."""
    for block, match in matches(document, _RUN, "！！", "！？", "？？", "！!", "？?", "！？！", "？！？"):
        run = match.group()
        kinds = set(run.replace("!", "！").replace("?", "？"))
        right = "？！" if len(kinds) == 2 else _RIGHT[run[0]]
        if run not in (right, "？！"):
            yield Hit(block.id, match.start(), match.end(), f"应为“{right}”。", right)
