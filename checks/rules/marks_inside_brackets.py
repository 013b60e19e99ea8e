"""P018: a point mark just inside a bracket, quotation mark or title mark."""

from __future__ import annotations

from collections.abc import Iterator

from checks.late import regex
from checks.model import Example, Gate, Hit, Severity
from checks.registry import check
from checks.scan import blocks_with
from checks.sources import Source
from documents.model import Document

_AFTER_OPENING = regex(r"[（《〈【〔“‘]([，。、；：]+)(?=[^\s”’）》〉】〕，。、；：])")
_BEFORE_CLOSING = regex(
    r"(?<=[^\s“‘（《〈【〔，。、；：])([，、；：]+)[）》〉】〕]|(?<=[^\s“‘（《〈【〔，。、；：])([，、]+)[”’]"
)
_OPENED = regex(r"[（《〈【〔“‘][，。、；：]")
_CLOSED = regex(r"[）》〉】〕”’](?<=[，、；：][）》〉】〕”’])")


@check(
    id="P018",
    title="括号、引号、书名号边上的多余点号",
    gate=Gate.QUALITY,
    severity=Severity.YELLOW,
    source=Source.GBT_15834,
    why="括号、引号、书名号的前一半后面不用点号，后一半前面不用逗号、顿号。",
    examples=(
        Example("各县（，市、区）要落实。", hits=("，",), fixed="各县（市、区）要落实。"),
        Example(
            "各县（市、区、）要落实《条例，》。", hits=("、", "，"), fixed="各县（市、区）要落实《条例》。"
        ),
        Example(
            "坚持“三会一课，”制度。",
            hits=("，",),
            fixed="坚持“三会一课”制度。",
            note="要停顿时逗号放在后引号外面。",
        ),
        Example("将“，”改为“。”，删去“、农村”二字，增加“和社区、”四字。"),
        Example("他说：“好。”（见附件）各县（市、区）都要落实。“我家就在这里，”他说，“走几步就到。”"),
    ),
)
def marks_inside_brackets(document: Document) -> Iterator[Hit]:
    """Hits for the mark, which the suggestion takes out; an amendment names marks and words with them on purpose."""
    for block in blocks_with(document, _OPENED, _CLOSED):
        text = block.text
        # Marks told of in an amendment stand in quotation marks; turned marks are another fault.
        quoted = _AMENDS.search(text) is None and _TURNED.search(text) is None
        for match in _AFTER_OPENING.finditer(text):
            if quoted or match.group()[0] not in "“‘":
                yield Hit(block.id, *match.span(1), f"“{match.group()[0]}”后面不用点号。", "")
        for match in _BEFORE_CLOSING.finditer(text):
            span = match.span(1) if match.group(1) else match.span(2)
            closing = match.group()[-1]
            said = closing in "”’" and _SAID.match(text, match.end())
            if not said and (quoted or closing not in "”’"):
                yield Hit(block.id, *span, f"“{closing}”前面不用点号。", "")


# “我家就在这里，”他说: the comma of an interrupted speech stands inside.
_SAID = regex(r"[^，。；：！？“”]{0,12}[说道问答喊称叹]")
_TURNED = regex(r"\A[^“”]*”|“[^“”]*“|”[^“”]*”|“[^“”]*\Z")
_AMENDS = regex("修改为|改为|删去|删除|增加|[之其]后|[之其]前|移至|句[中末首]|标点|逗号|顿号|字样")
