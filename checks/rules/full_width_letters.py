"""P011: full-width digits and letters (２０２６, ＡＰＰ) and full-width ％ ＋ ＝ between digits."""

from __future__ import annotations

from collections.abc import Iterator

from checks.late import regex
from checks.model import Example, Gate, Hit, Severity
from checks.registry import check
from checks.sources import Source
from checks.types.matches import matches
from documents.model import Document

# A number with its point and groups, and a date, are one fault, not five.
_WIDE = regex(r"[０-９Ａ-Ｚａ-ｚ](?:[０-９Ａ-Ｚａ-ｚ年月．％＋－／＆]|，(?=[０-９]{3}))*|％(?<=\d％)")
_SEEK = regex("[０-９Ａ-Ｚａ-ｚ％]")
_HAN_DIGITS = tuple("一二三四五六七八九〇")
_HALF = {c: c - 0xFEE0 for c in range(0xFF01, 0xFF5F)}
_EDGE = "年月．＋－／＆"
_ZERO_OF_YEAR = regex(r"[ｏＯ０]+\Z")


@check(
    id="P011",
    title="全角数字和字母",
    gate=Gate.QUALITY,
    severity=Severity.YELLOW,
    source=Source.GBT_15834,
    why="阿拉伯数字和拉丁字母用半角；全角的占一个汉字宽，检索不到，也不能当数值用。",
    examples=(
        Example(
            "２０２６年完成投资３．５亿元。", hits=("２０２６", "３．５"), fixed="2026年完成投资3.5亿元。"
        ),
        Example(
            "２０２６年３月５日，到账３，１８９，２７０元。",
            hits=("２０２６年３月５", "３，１８９，２７０"),
            fixed="2026年3月5日，到账3,189,270元。",
        ),
        Example("下载ＡＰＰ，增长5％。", hits=("ＡＰＰ", "％"), fixed="下载APP，增长5%。"),
        Example("2026年完成投资3.5亿元，下载APP，增长5%。"),
        Example("每斤单价（元／斤）、男＋女、Ⅳ类水体、①②③。"),
    ),
)
def full_width_letters(document: Document) -> Iterator[Hit]:
    """Hits for runs of such characters, points and signs inside a run with them."""
    for block, match in matches(document, _WIDE, _SEEK):
        wide = match.group().rstrip(_EDGE)
        if _ZERO_OF_YEAR.match(wide) and block.text[match.start() - 1 : match.start()] in _HAN_DIGITS:
            continue  # 二ｏ二六: a Chinese year with a wrong zero has a check of its own
        half = wide.translate(_HALF)
        message = f"全角的“{wide[:20]}”应为半角“{half[:20]}”。"
        severity = Severity.BLUE if wide == "％" else None
        yield Hit(block.id, match.start(), match.start() + len(wide), message, half, severity)
