"""S001: citizen identity numbers (公民身份号码)."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from checks.late import regex
from checks.model import Example, Gate, Hit, Severity
from checks.registry import check
from checks.scan import LONG_NUMBER, blocks_with
from checks.sources import Source
from documents.model import Document

_NUMBER = regex(r"(?<![\dA-Za-z])([1-8]\d{5})([ \-]?)((?:18|19|20)\d{6})\2(\d{3}[\dXxＸ])(?![\dA-Za-z])")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK = "10X98765432"


@check(
    id="S001",
    title="居民身份证号码",
    gate=Gate.CONTENT,
    severity=Severity.RED,
    source=Source.GB_11643,
    why="公开身份证号码会使当事人受到侵害；公示确需时应隐去出生日期等部分。",
    private=True,
    examples=(
        Example("张某，身份证号11010519491231002X，已通过审核。", hits=("11010519491231002X",)),
        Example(
            "证件号110105194912310021待核实。", hits=("110105194912310021",), note="校验码不符，报为警告。"
        ),
        Example("身份证号110105********002X，统一社会信用代码91110000100000000X，流水号110105194913310021。"),
    ),
)
def identity_numbers(document: Document) -> Iterator[Hit]:
    """Hits for 18-character numbers with a valid date of birth; red where the check character is right.

    The message shows the first three and the last two characters only.
    """
    for block in blocks_with(document, LONG_NUMBER):
        for match in _NUMBER.finditer(block.text):
            area, _, birth, rest = match.groups()
            number = (area + birth + rest).upper().replace("Ｘ", "X")
            if not _is_date(birth):
                continue
            shown = f"{number[:3]}{'*' * 13}{number[-2:]}"
            if check_character(number) == number[-1]:
                yield Hit(
                    block.id, match.start(), match.end(), f"出现公民身份号码（{shown}），请删除或隐去。"
                )
            else:
                message = f"像是公民身份号码（{shown}），但校验码不符，请核对并隐去。"
                yield Hit(block.id, match.start(), match.end(), message, severity=Severity.YELLOW)


def check_character(number: str) -> str:
    """The 18th character that belongs to the first 17 digits (ISO 7064 MOD 11-2)."""
    return _CHECK[sum(w * int(d) for w, d in zip(_WEIGHTS, number, strict=False)) % 11]


def _is_date(text: str) -> bool:
    try:
        datetime.date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        return False
    return True
