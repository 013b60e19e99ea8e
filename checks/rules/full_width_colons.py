"""P037: the full-width colon in times and ratios."""

from __future__ import annotations

from collections.abc import Iterator

from checks.late import regex
from checks.model import Example, Gate, Hit, Severity
from checks.registry import check
from checks.sources import Source
from checks.types.matches import matches
from documents.model import Document

_TIME = regex(
    r"(?<![\d.：:第])([01]?\d|2[0-4])(：)([0-5]\d)(?:(：)[0-5]\d)?(?![\d.：%％年月日])(?![万亿元人个名吨米家])"
)
_RATIO = regex(r"(?:比例|比分|比率|配比|之比)(?:为|是|约为|达到|达|为约)?\d{1,4}(：)\d{1,4}(?![\d年])")
# 17;30 and 8.45 after a word or a time that says a clock time comes.
_MISTYPED = regex(
    r"(?:时间[为是：:]?|每[日天]|[上下]午|[早晚]上?|(?<=\d[:：]\d\d)[至到—～\-－]|自)(?:每[日天])?((?:[01]?\d|2[0-3])([;；.．。，])[0-5]\d)(?![\d%％.]|[万亿元个小米年公千吨斤升度秒克]|[kmKM])"
)
_SEEK = regex(r"：(?<=\d：)(?=\d)")
_MISTYPED_SEEK = (
    regex(r"[;；](?<=\d[;；])(?=[0-5]\d\D)"),
    regex(r"每[天日](?=\d{1,2}[.．。，][0-5]\d\D)"),
    regex(r"时间[为是：:]?(?=\d{1,2}[.．。，][0-5]\d\D)"),
    regex(r"[至到—～\-－](?<=[:：]\d\d[至到—～\-－])(?=\d{1,2}[.．。，][0-5]\d\D)"),
)


@check(
    id="P037",
    title="时刻、比例里的冒号",
    gate=Gate.QUALITY,
    severity=Severity.BLUE,
    source=Source.GBT_15835,
    why="时刻和比例里数字之间的冒号不占一个字的位置，用半角“:”。",
    examples=(
        Example("会议于10：30开始。", hits=("：",), fixed="会议于10:30开始。"),
        Example("男女比例为1：2。", hits=("：",), fixed="男女比例为1:2。"),
        Example(
            "服务时间为8:30至17;30，签到时间为8.45。",
            hits=("17;30", "8.45"),
            fixed="服务时间为8:30至17:30，签到时间为8:45。",
        ),
        Example("时间为3.5小时，时间：12.15秒。会议于10:30开始。表1：20家单位名单。参加人数：35人。"),
    ),
)
def full_width_colons(document: Document) -> Iterator[Hit]:
    """Hits for the colon between two numbers that are a time or a ratio."""
    for block, match in matches(document, _TIME, _SEEK):
        for group in (2, 4):
            if match.group(group):
                yield Hit(block.id, *match.span(group), "时刻里的冒号用半角。", ":")
    for block, match in matches(document, _RATIO, _SEEK):
        yield Hit(block.id, *match.span(1), "比例里的冒号用半角。", ":")
    for block, match in matches(document, _MISTYPED, *_MISTYPED_SEEK):
        right = match.group(1).replace(match.group(2), ":")
        yield Hit(block.id, *match.span(1), f"时刻写作“{right}”。", right, Severity.YELLOW)
