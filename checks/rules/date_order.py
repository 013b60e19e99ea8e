"""C009: a start after its end, and a length of time that the dates do not have."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from checks.late import regex
from checks.model import Example, Gate, Hit, Severity
from checks.registry import check
from checks.sources import Source
from checks.types.dates import Date, dates
from checks.types.numerals import ordinal
from checks.types.places import sentences_with
from documents.model import Block, Document

_TO = regex(
    r"^(?:[（(](?:星期|周)[一二三四五六日天][）)])?(?:[上下]午|晚|晚上|\d{1,2}[:：]\d\d|\d{1,2}时)?起?\s?(?:持续到|延续到|一直到|至|到|[—～~－\-]{1,2}|起至|开始至|起，至)\s?$"
)
_NEEDLES = (
    regex(r"[日月年号][^。\0\d]{0,9}[至到—～][^。\0]{0,3}\d"),
    regex(r"(?:竣工|完工|结束|截止|闭幕|废止|到期|终止)"),
)
_STARTS = regex(r"(?:开工|动工|开始|启动|开幕|起算|生效|施行|任职|入职|开学|报到)")
_ENDS = regex(r"(?:竣工|完工|结束|截止|闭幕|失效|废止|离任|离职|放假|到期|终止)")
_LENGTH = regex(
    r"^(?:止|期间|之间)?(?:[（(](?:星期|周)[一二三四五六日天][）)])?[，,（(（]?(?:会期|工期|为期|历时|共计?|前后|时间|期限|任期|有效期)(?:为|了|共)?(?P<number>\d{1,3}|[一二两三四五六七八九十半百]{1,4})(?P<unit>个月|天|日|年|周)(?![级度前后内以起])"
)
_ANY_YEAR = 2001
_TURN = 6  # months back from which the end is in the next year: 12月20日至1月5日


@check(
    id="C009",
    title="起止时间矛盾",
    gate=Gate.CONTENT,
    severity=Severity.YELLOW,
    source=Source.CALENDAR,
    why="开始晚于结束，或“为期几天”与起止日期不符，读者无法照办。",
    examples=(
        Example("报名时间为2026年5月10日至2026年4月20日。", hits=("2026年5月10日至2026年4月20日",)),
        Example("培训自3月20日至3月15日举行。", hits=("3月20日至3月15日",)),
        Example("项目于2025年10月开工，2024年12月竣工。", hits=("2025年10月开工，2024年12月竣工",)),
        Example("会议于2026年3月1日至3月5日召开，为期7天。", hits=("2026年3月1日至3月5日召开，为期7天",)),
        Example("会期为2026年3月1日至5日，共3天。", hits=("2026年3月1日至5日，共3天",)),
        Example(
            "报名时间为2026年4月20日至5月10日，工期自2025年12月1日至2026年1月10日，12月20日至1月5日放假。"
        ),
        Example("会议于2026年3月1日至5日召开，为期5天；2024年10月竣工的项目，2025年12月开工二期。"),
    ),
)
def date_order(document: Document) -> Iterator[Hit]:
    """Hits from the first date to the last. 12月 to 1月 without years runs over New Year."""
    for block, start, end in sentences_with(document, *_NEEDLES):
        found = _with_years(block.text, start, end)
        for first, second in pairwise(found):
            hit = _judge(block, first, second)
            if hit is not None:
                yield hit


_TO_DAY = regex(r"(?:至|到|[—～~－\-]{1,2})")
_DAY_ONLY = regex(r"\s?(\d{1,2}|[一二三四五六七八九十]{1,3})日(?!报)")


def _with_years(text: str, start: int, end: int) -> list[Date]:
    """The dates of a sentence; a date without year or month takes those of the one before it."""
    out: list[Date] = []
    year: int | None = None
    for date in dates(text, start, end):
        out.append(date.with_year(year))
        year = out[-1].year
        to = _TO_DAY.match(text, date.end)
        day = _DAY_ONLY.match(text, to.end(), end) if to and date.exact else None
        if day:
            out.append(
                Date(day.start(1), day.end(), date.with_year(year).year, date.month, ordinal(day.group(1)))
            )
    return out


def _judge(block: Block, first: Date, second: Date) -> Hit | None:
    text = block.text
    between = text[first.end : second.start]
    joined = _TO.match(between) is not None
    if not joined and not _opposed(text, first, second, between):
        return None
    if first.year is None or second.year is None:
        return _without_year(block, first, second) if joined else None
    begin, finish = first.first, second.last
    if begin is None or finish is None:
        return None
    if begin > finish:
        return _reversed(block, first, second, joined)
    return _length(block, first, second) if joined else None


def _reversed(block: Block, first: Date, second: Date, joined: bool) -> Hit | None:
    if second.month is not None and first.month is None:
        return None
    if second.inferred and (first.month or 1) - (second.month or 12) >= _TURN:
        return None
    ends = None if joined else _ENDS.search(block.text, second.end)
    end = ends.end() if ends else second.end
    return Hit(block.id, first.start, end, "开始时间晚于结束时间，请核对。", None)


def _without_year(block: Block, first: Date, second: Date) -> Hit | None:
    if first.month is None or second.month is None or first.year != second.year:
        return None
    later = (first.month, first.day or 1) > (second.month, second.day or 31)
    # Backwards over more than half a year is the turn of the year: 12月20日至1月5日.
    if later and first.month - second.month < _TURN:
        return Hit(block.id, first.start, second.end, "开始时间晚于结束时间，请核对。", None)
    return _length(block, first.with_year(_ANY_YEAR), second.with_year(_ANY_YEAR)) if not later else None


def _opposed(text: str, first: Date, second: Date, between: str) -> bool:
    """……开工，……竣工 of one thing: both words right behind their dates."""
    if len(between) > 16 or "。" in between or "；" in between or first.year is None or second.year is None:
        return False
    return (
        _STARTS.match(between.lstrip("正式")) is not None
        and _ENDS.match(text[second.end :][:8].lstrip("正式建成")) is not None
    )


def _length(block: Block, first: Date, second: Date) -> Hit | None:
    text = block.text
    tail = text[second.end : second.end + 40]
    for skipped in range(min(16, len(tail))):
        if skipped and tail[skipped] not in "，,（(":
            continue
        match = _LENGTH.match(tail, skipped) or _LENGTH.match(tail[skipped:])
        if match is None:
            continue
        offset = skipped if match.string is not tail else 0
        number = ordinal(match.group("number"))
        if number is None or _fits(first, second, number, match.group("unit")):
            return None
        end = second.end + offset + match.end()
        return Hit(
            block.id,
            first.start,
            end,
            f"起止日期与“{match.group('number')}{match.group('unit')}”不符，请核对。",
            None,
        )
    return None


def _fits(first: Date, second: Date, number: int, unit: str) -> bool:
    begin, finish = first.first, second.last
    if begin is None or finish is None:
        return True
    days = (finish - begin).days + 1
    if unit in ("天", "日"):
        # With and without the first day are both in use.
        # Without a year, a leap day may lie between.
        leap = 1 if first.year == _ANY_YEAR and begin.month <= 2 < finish.month else 0
        return not (first.exact and second.exact) or days - 1 <= number <= days + leap
    if unit == "周":
        return abs(days - 7 * number) <= 7
    months = days / 30.44
    if unit == "个月":
        return abs(months - number) <= 1.2
    return abs(months / 12 - number) <= 1.05
