"""N025: x, X and * between dimensions in place of ×."""

from __future__ import annotations

from collections.abc import Iterator

from checks.late import regex
from checks.model import Example, Gate, Hit, Severity
from checks.registry import check
from checks.sources import Source
from checks.text import is_chinese
from checks.types.matches import matches
from documents.model import Document

_NUMBER = r"\d{1,5}(?:\.\d{1,3})?"
_AFTER = r"[ 毫厘米公个小元人件份套箱平立寸亩排英尺，。；、）×xX*＊]|mm|cm|m(?![a-z])|km|天|次|像素|年|分|\Z"
_SIZE = regex(
    rf"(?<![A-Za-z\d.])({_NUMBER}) ?(毫米|厘米|米|公里|mm|cm|m|km)? ?([xX*＊ХхΧχ✕✖╳]) ?"
    rf"(?=({_NUMBER})(?!\d{{0,3}}[A-WYZ])(?:{_AFTER}))"
)
_SEEK = (regex(r"[xX*＊ХхΧχ✕✖╳](?<=[\d米m ][xX*＊ХхΧχ✕✖╳])(?= ?\d)"),)


@check(
    id="N025",
    title="乘号写法",
    gate=Gate.QUALITY,
    severity=Severity.YELLOW,
    source=Source.GB_3100,
    why="尺寸和算式里的乘号是“×”，不用字母x或星号。",
    examples=(
        Example("展板长宽为120*80厘米。", hits=("*",), fixed="展板长宽为120×80厘米。"),
        Example(
            "面积为3.5m x 4m，实行7X24小时值守。",
            hits=(" x ", "X"),
            fixed="面积为3.5m×4m，实行7×24小时值守。",
        ),
        Example("展板长宽为120×80厘米，型号2X5A，地址0x1F，代码a*b。"),
    ),
)
def multiplication_sign(document: Document) -> Iterator[Hit]:
    """Hits for the sign with its blanks, between two numbers; model names and code have letters around them."""
    for block, match in matches(document, _SIZE, *_SEEK):
        text, at = block.text, match.start(3)
        if not is_chinese(text) or (text[at - 1] == "0" and text[at - 2 : at - 1] in ("", " ", "，")):
            continue
        start = at - 1 if text[at - 1] == " " else at
        yield Hit(block.id, start, match.end(), "乘号应为“×”。", "×")
