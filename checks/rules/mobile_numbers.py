"""S003: mobile telephone numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from checks.late import regex
from checks.model import Example, Gate, Hit, Severity
from checks.registry import check
from checks.scan import LONG_NUMBER, blocks_with
from checks.sources import Source
from checks.text import inside, verbatim_spans
from documents.model import Document

_MOBILE = regex(
    r"(?<![\dA-Za-z.\-])(?:\+?86[- ]?)?"
    r"1(?:3\d|4[5-9]|5[0-35-9]|6[2567]|7[0-8]|8\d|9[0-35-9])([- ]?)\d{4}\1\d{4}"
    r"(?![\dA-Za-z%％万亿元吨]|\.\d|-\d)"
)


@check(
    id="S003",
    title="手机号码",
    gate=Gate.CONTENT,
    severity=Severity.YELLOW,
    source=Source.YD_NUMBERING,
    why="个人手机号码属个人信息，公开前应取得同意；对外联系宜用单位电话。",
    private=True,
    examples=(
        Example("联系人张某，电话13812345678。", hits=("13812345678",)),
        Example("电话：138-1234-5678或+8613912345678", hits=("138-1234-5678", "+8613912345678")),
        Example(
            "电话138****5678、010-62345678，编号2026138123456789，资金13812345678元，金额13812345678.50元。"
        ),
    ),
)
def mobile_numbers(document: Document) -> Iterator[Hit]:
    """Hits for 11-digit numbers of the ranges in use, not inside longer numbers, amounts or addresses."""
    for block in blocks_with(document, LONG_NUMBER):
        text = block.text
        verbatim: list[tuple[int, int]] | None = None
        for match in _MOBILE.finditer(text):
            verbatim = verbatim_spans(text) if verbatim is None else verbatim
            if inside(verbatim, match.start()):
                continue
            digits = re.sub(r"\D", "", match.group())[-11:]
            shown = f"{digits[:3]}****{digits[-4:]}"
            yield Hit(block.id, match.start(), match.end(), f"出现手机号码（{shown}），请确认可以公开。")
