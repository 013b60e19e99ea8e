"""N036: telephone numbers with another sign than a hyphen, and postcodes of a wrong length."""

from __future__ import annotations

from collections.abc import Iterator

from checks.late import regex
from checks.model import Example, Gate, Hit, Severity
from checks.registry import check
from checks.sources import Source
from checks.types.matches import matches
from documents.model import Document

_PHONE = regex(r"(?<![\d.])(0\d{2,3})([—–－～一]|——)(\d{7,8})(?!\d)")
_POSTCODE = regex(r"(?:邮编|邮政编码)[：: ]{0,2}(\d{1,5}|\d{7,10})(?!\d)")


@check(
    id="N036",
    title="电话、邮编写法",
    gate=Gate.QUALITY,
    severity=Severity.YELLOW,
    source=Source.GBT_15834,
    why="区号和号码之间用短横“-”；邮政编码是六位数字。",
    examples=(
        Example("联系电话：010—12345678。", hits=("—",), fixed="联系电话：010-12345678。"),
        Example("邮编：10001", hits=("10001",)),
        Example("联系电话：010-12345678，邮编：100010，邮政编码100010。"),
    ),
)
def phone_forms(document: Document) -> Iterator[Hit]:
    """Hits for the sign, and for a postcode that has not six digits."""
    seek = regex(r"[—–－～一](?<=\d\d[—–－～一])(?=\d{7})")
    for block, match in matches(document, _PHONE, seek, regex(r"——(?=\d{7})")):
        yield Hit(block.id, *match.span(2), "区号和号码之间用短横“-”。", "-")
    for block, match in matches(document, _POSTCODE, "邮编", "邮政编码"):
        yield Hit(block.id, *match.span(1), "邮政编码是六位数字，请核对。", None)
