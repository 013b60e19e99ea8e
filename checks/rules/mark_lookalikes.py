"""P029: characters that look like a mark of Chinese punctuation and are another."""

from __future__ import annotations

import re
from collections.abc import Iterator

from checks.late import regex
from checks.model import Example, Gate, Hit, Severity
from checks.registry import check
from checks.sources import Source
from checks.types.matches import cjk_at, matches
from documents.model import Document

_LIKE = {
    "｡": "。",
    "､": "、",
    "｢": "「",
    "｣": "」",
    "﹐": "，",
    "﹑": "、",
    "﹒": "。",
    "﹔": "；",
    "﹕": "：",
    "﹖": "？",
    "﹗": "！",
    "﹙": "（",
    "﹚": "）",
    "︰": "：",
    "∶": "：",
    "꞉": "：",
    "˙": "·",
    "•": "·",
    "‧": "·",
    "∙": "·",
    "⋅": "·",
    "・": "·",
    "･": "·",
    "⋯": "……",
    "‥": "……",
    "〜": "～",
    "∼": "～",
    "﹏": "～",
    "˜": "～",
    "＂": None,
    "＇": None,
    "〝": "“",
    "〞": "”",
    "«": "《",
    "»": "》",
    "≪": "《",
    "≫": "》",
    "﹤": "〈",
    "﹥": "〉",
    "‹": "〈",
    "›": "〉",
    "﹪": "%",
    "¸": "，",
    "‚": "，",
    "″": "”",
    "′": "’",
    "`": None,
    "´": "’",
    "＜": "〈",
    "＞": "〉",
}
_OF_NUMBERS = frozenset("∶•″′´`＜＞≪≫˙・∼")  # have a use of their own beside digits and letters
_ANY = regex("[" + "".join(map(re.escape, _LIKE)) + "]+")


@check(
    id="P029",
    title="形似标点的其他字符",
    gate=Gate.QUALITY,
    severity=Severity.YELLOW,
    source=Source.GBT_15834,
    why="形状相近的字符不是中文标点：检索、排版、朗读都会出错。",
    examples=(
        Example("列夫•托尔斯泰的小说。", hits=("•",), fixed="列夫·托尔斯泰的小说。"),
        Example("会议要求∶抓好落实｡", hits=("∶", "｡"), fixed="会议要求：抓好落实。"),
        Example(
            "〝三审三校〞制度﹐学习≪条例≫。",
            hits=("〝", "〞", "﹐", "≪", "≫"),
            fixed="“三审三校”制度，学习《条例》。",
        ),
        Example("他说⋯⋯", hits=("⋯⋯",), fixed="他说……"),
        Example("列夫·托尔斯泰；比例为3∶2；北纬30°15′20″；a≪b；5′30″；x＜y。"),
        Example("• 第一项\n• 第二项", note="作项目符号。"),
    ),
)
def mark_lookalikes(document: Document) -> Iterator[Hit]:
    """Hits beside Chinese text; signs that numbers and formulas use are left alone between digits or letters."""
    for block, match in matches(document, _ANY, _ANY):
        text, (start, end) = block.text, match.span()
        run = match.group()
        if len(set(run)) > 1 or (len(run) > 2 and run[0] not in "⋯‥") or (start == 0 and run in _OF_NUMBERS):
            continue
        left, right = start == 0 or cjk_at(text, start - 1), cjk_at(text, end)
        both = run in _OF_NUMBERS or run == "·"
        if not ((left and (right or end == len(text))) if both else (left or right)):
            continue
        full = _LIKE[run[0]]
        told = f"应为“{full}”。" if full else "不是中文标点。"
        yield Hit(block.id, start, end, f"“{run}”{told}", full)
