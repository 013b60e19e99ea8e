"""S002: bank card numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from checks.late import regex
from checks.model import Example, Gate, Hit, Severity
from checks.registry import check
from checks.rules.identity_numbers import check_character
from checks.scan import LONG_NUMBER, blocks_with
from checks.sources import Source
from checks.text import inside, verbatim_spans
from documents.model import Document

# 62… is the range of cards issued in China (16 to 19 digits), the others are international schemes.
_CARD = regex(r"(?<![\dA-Za-z.])(?:\d{15,19}|\d{4}(?:[ \-]\d{4}){3}(?:[ \-]\d{1,3})?)(?![\dA-Za-z]|\.\d)")
_SCHEME = regex(r"62\d{14,17}|4\d{15}|5[1-5]\d{14}|35\d{14}|3[47]\d{13}|60\d{14,17}|9[58]\d{14,17}")
_NEAR = regex(r"卡号|银行卡|储蓄卡|信用卡|借记卡|账号|帐号|账户|帐户")


@check(
    id="S002",
    title="银行卡号",
    gate=Gate.CONTENT,
    severity=Severity.RED,
    source=Source.ISO_7812,
    why="公开银行卡号会使持卡人受到侵害。",
    private=True,
    examples=(
        Example("请汇至6222021234567890128。", hits=("6222021234567890128",)),
        Example("卡号4111 1111 1111 1111", hits=("4111 1111 1111 1111",)),
        Example("银行卡6222021234567890123", hits=("6222021234567890123",), note="校验位不符，报为警告。"),
        Example(
            "订单6222021234567890123，卡号622202*******0128，编号4111111111111111，单号20260305123456789。"
        ),
    ),
)
def bank_cards(document: Document) -> Iterator[Hit]:
    """Hits for numbers of a known scheme whose check digit (Luhn) is right: 62… anywhere, others beside a word for cards.

    Beside such a word a wrong check digit is told as a warning. The message shows the first and last four digits.
    """
    for block in blocks_with(document, LONG_NUMBER):
        text = block.text
        verbatim: list[tuple[int, int]] | None = None
        for match in _CARD.finditer(text):
            number = re.sub(r"\D", "", match.group())
            if not _SCHEME.fullmatch(number) or (len(number) == 18 and check_character(number) == number[-1]):
                continue
            named = _NEAR.search(text, max(0, match.start() - 20), match.start()) is not None
            right = luhn(number)
            if not (named or (right and number.startswith("62"))):
                continue
            verbatim = verbatim_spans(text) if verbatim is None else verbatim
            if inside(verbatim, match.start()):
                continue
            shown = f"{number[:4]}{'*' * (len(number) - 8)}{number[-4:]}"
            if right:
                yield Hit(block.id, match.start(), match.end(), f"出现银行卡号（{shown}），请删除或隐去。")
            else:
                message = f"像是银行卡号（{shown}），但校验位不符，请核对并隐去。"
                yield Hit(block.id, match.start(), match.end(), message, severity=Severity.YELLOW)


def luhn(number: str) -> bool:
    """Whether the last digit of `number` is the right check digit."""
    digits = [int(d) for d in reversed(number)]
    doubled = (sum(divmod(2 * d, 10)) for d in digits[1::2])
    return (sum(digits[::2]) + sum(doubled)) % 10 == 0
