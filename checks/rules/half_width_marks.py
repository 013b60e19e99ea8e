"""P001: half-width , ; : ? ! and . in Chinese text."""

from __future__ import annotations

from collections.abc import Iterator

from checks.late import regex
from checks.model import Example, Gate, Hit, Severity
from checks.registry import check
from checks.scan import blocks_with
from checks.sources import Source
from checks.text import CJK_MARKS, inside, is_chinese, is_han, sentence_span, verbatim_spans
from documents.model import Block, Document

_FULL = {",": "，", ";": "；", ":": "：", "?": "？", "!": "！"}
# A mark with the blanks after it: in Chinese text they stand in for the width of the full mark.
_MARK = regex(r"[,;:?!.][ \u3000]*")
_POINTS = "，。；：、？！,;:?!."
_CLOSERS = "\"'”’)）]］】》〉」』〕"
_OPENERS = "\"'“‘(（[［【《〈「『〔"
# Such a mark beside a Chinese character or mark, closing marks and blanks between left aside; or in a label 1,甲.
_NEEDLE = regex(
    r"[,;:?!.](?:(?<=[^!-~ \0][,;:?!.])|(?<=[)\]\"'][,;:?!.])|(?=[\"')\]( \u3000]{0,4}[^!-~ \u3000\0]))"
)
_ENTITY = regex(r"&[A-Za-z]{2,6}\Z|&#\d{2,5}\Z")
_HAN_LABEL = regex(r"[一二三四五六七八九十百]{1,4}\Z")
# References after GB/T 7714 are written with half-width marks: 张三.题名[J].刊名,2020,5(3):1-5.
_REFERENCE = regex(r"\[(?:[A-Z]|EB|DB|CP)(?:/[A-Z]{2})?\]")


@check(
    id="P001",
    title="中文里的半角标点",
    gate=Gate.QUALITY,
    severity=Severity.RED,
    source=Source.GBT_15834,
    why="中文句子用全角标点；半角的逗号、冒号等只用于外文、算式、时刻、比例和网址。",
    examples=(
        Example("坚持问题导向,补齐短板.", hits=(",", "."), fixed="坚持问题导向，补齐短板。"),
        Example(
            "他问:准备好了吗?大家说:好!", hits=(":", "?", ":", "!"), fixed="他问：准备好了吗？大家说：好！"
        ),
        Example("探索运用H5,长图等形式", hits=(",",), fixed="探索运用H5，长图等形式"),
        Example("认真学习, 深刻领会。", hits=(", ",), fixed="认真学习，深刻领会。"),
        Example("1,加强组织领导", hits=(",",), fixed="1.加强组织领导"),
        Example("一.总体要求是什么", hits=(".",), fixed="一、总体要求是什么"),
        Example("3:2获胜\n1.会议于10:30开始，比例为1:2，投入1,000万元，增长3.5%。"),
        Example("详见https://example.cn/a,b?x=1；邮箱为zhang@example.cn；附件为方案.docx。"),
        Example("The word 道, which means way, is old."),
        Example("函数f(a,b)返回两个值。"),
        Example("[1]张三.语言规范研究[J].学报,2020,5(3):1-5."),
    ),
)
def half_width_marks(document: Document) -> Iterator[Hit]:
    """Hits for half-width marks beside Chinese characters, outside addresses, numbers and foreign sentences."""
    for block in blocks_with(document, _NEEDLE):
        if not _REFERENCE.search(block.text) and is_chinese(block.text):
            yield from _in_block(block)


def _in_block(block: Block) -> Iterator[Hit]:
    text = block.text
    verbatim = verbatim_spans(text)
    chinese: dict[tuple[int, int], bool] = {}
    for match in _MARK.finditer(text):
        start = match.start()
        end = match.end() if _is_cjk_at(text, match.end()) else start + 1
        full = _replacement(text, start, end)
        if full is None or inside(verbatim, start):
            continue
        span = sentence_span(text, start, start + 1)
        if span not in chinese:
            chinese[span] = is_chinese(text[slice(*span)])
        if not chinese[span]:
            continue
        mark = text[start]
        if full:
            yield Hit(block.id, start, end, f"中文里的半角“{mark}”应为全角“{full}”。", full)
        else:
            message = "中文里的半角“.”：句末应为“。”，外国人名之间应为“·”。"
            yield Hit(block.id, start, start + 1, message, None, Severity.YELLOW)


def _replacement(text: str, start: int, end: int) -> str | None:
    """The full mark; '' = a fault without one sure answer; None = right as it stands."""
    mark = text[start]
    before, after = text[start - 1 : start], text[end : end + 1]
    # Runs of marks are for the checks of doubled marks and ellipses.
    if before in tuple(_POINTS) or (after and after in _POINTS and end == start + 1):
        return None
    if mark == ";" and _ENTITY.search(text, max(0, start - 8), start):
        return None  # &nbsp; of a page that was copied as source
    left = _letter_before(text, start)
    if mark == ".":
        return _stop(text, start, left, before, after)
    if mark == "," and 0 < start <= 3 and text[:start].isdecimal() and _is_cjk_at(text, end):
        return "."  # a label
    if mark in "?!":
        return _FULL[mark] if left else None
    return _FULL[mark] if left or _is_cjk_at(text, end, _OPENERS) else None


def _stop(text: str, start: int, left: bool, before: str, after: str) -> str | None:
    if not left:
        return None
    if 0 < start <= 4 and _HAN_LABEL.fullmatch(text[:start]) and after:
        return "、"
    if not after or (after in _CLOSERS and start + 2 >= len(text)):
        return "。"
    return "" if is_han(after) and is_han(before) else None


def _letter_before(text: str, index: int) -> bool:
    """Whether the character before `index`, closing marks left aside (at most 4), is Chinese."""
    for position in range(index - 1, max(-1, index - 6), -1):
        char = text[position]
        if char not in _CLOSERS:
            return is_han(char)
        if char in CJK_MARKS:
            return True
    return False


def _is_cjk_at(text: str, index: int, skip: str = "") -> bool:
    for char in text[index : index + 4]:
        if char not in skip:
            return is_han(char) or char in CJK_MARKS
        if char in CJK_MARKS:
            return True
    return False
