"""L003: web and mail addresses with full-width characters."""

from __future__ import annotations

from collections.abc import Iterator

from checks.late import regex
from checks.model import Example, Gate, Hit, Severity
from checks.registry import check
from checks.scan import blocks_with
from checks.sources import Source
from documents.model import Document

_ADDRESS = regex(
    r"(?:https?[:：][/／]{2}|www[.．。])[A-Za-z0-9.\-．。]{1,200}(?:[/／][A-Za-z0-9./\-_?=&%#~＿／．？＝＆－]{0,400})?"
    r"|[A-Za-z0-9._+\-]{1,64}[@＠][A-Za-z0-9\-]{1,63}(?:[.．。][A-Za-z0-9\-]{1,63}){1,4}"
)
_WIDE = regex(r"[：／．。＠＿？＝＆－]")
_HALF = str.maketrans("：／．。＠＿？＝＆－", ":/..@_?=&-")


@check(
    id="L003",
    title="网址、邮箱里的全角字符",
    gate=Gate.QUALITY,
    severity=Severity.RED,
    source=Source.SITE_INSPECTION,
    why="网址和邮箱里混入全角字符就打不开、寄不到。",
    examples=(
        Example(
            "网址：http：//www.example.cn/notice",
            hits=("http：//www.example.cn/notice",),
            fixed="网址：http://www.example.cn/notice",
        ),
        Example("邮箱office＠example．cn", hits=("office＠example．cn",), fixed="邮箱office@example.cn"),
        Example("网址是https://www.example.cn。邮箱是office@example.cn。"),
    ),
)
def full_width_addresses(document: Document) -> Iterator[Hit]:
    """Hits for addresses; a full stop behind an address ends the sentence and is no part of it."""
    for block in blocks_with(document, "http", "www", "@", "＠"):
        for match in _ADDRESS.finditer(block.text):
            address = match.group().rstrip("。．.？")
            if _WIDE.search(address):
                right = address.translate(_HALF)
                end = match.start() + len(address)
                yield Hit(block.id, match.start(), end, f"地址里有全角字符，应为“{right[:60]}”。", right)
