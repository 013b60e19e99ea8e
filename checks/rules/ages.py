"""C010: an age that does not follow from the year of birth."""

from __future__ import annotations

from collections.abc import Iterator

from checks.late import regex
from checks.model import Example, Gate, Hit, Severity
from checks.registry import check
from checks.sources import Source
from checks.types.dates import document_year
from checks.types.numerals import ordinal
from checks.types.places import sentences_with
from documents.model import Block, Document

_YEAR = r"((?:18|19|20)\d\d)年"
_BORN = regex(
    rf"(?:{_YEAR}(?:\d{{1,2}}月)?(?:\d{{1,2}}日)?(?:，?[^，。；\d]{{0,12}}出生|生于?(?![产活效态长命效])|生人)|(?:出生于|生于){_YEAR})"
)
_NOW = regex(r"(?:今年|现年|现龄|年龄)(?:已经|已)?(\d{1,3}|[一二三四五六七八九十百]{1,4})(?:周?岁)")
_AT_YEAR = regex(
    rf"{_YEAR}(?:\d{{1,2}}月)?(?:\d{{1,2}}日)?[^，。；\d]{{0,12}}?，?(?:时年|年仅|当时|终年|享年)?(\d{{1,3}})周?岁"
)
_LIFE = regex(
    r"[（(]\s?(1[6-9]\d\d|20\d\d)年?(?:\d{1,2}月)?(?:\d{1,2}日)?\s?[—－～~\-]{1,2}\s?(1[6-9]\d\d|20\d\d)年?(?:\d{1,2}月)?(?:\d{1,2}日)?\s?[）)]"
)
_DIED = regex(r"(?:享年|终年|享寿)(\d{1,3})周?岁")
_OLDEST = 125


@check(
    id="C010",
    title="年龄与出生年份不符",
    gate=Gate.CONTENT,
    severity=Severity.YELLOW,
    source=Source.CALENDAR,
    why="出生年份、所在年份和年龄三者对不上，至少有一个写错。",
    examples=(
        Example("张某，1980年3月出生，2020年当选，时年50岁。", hits=("1980年3月出生，2020年当选，时年50岁",)),
        Example("王某，1982年生，2022年入选时52岁。", hits=("1982年生，2022年入选时52岁",)),
        Example("陈某（1920—2005），享年95岁。", hits=("1920—2005），享年95岁",)),
        Example(
            "李某，男，1985年5月出生，现年51岁。\n某市教育局\n2026年3月5日", hits=("1985年5月出生，现年51岁",)
        ),
        Example("张某，1980年3月出生，2020年当选，时年40岁；陈某（1920—2005），享年86岁。"),
        Example("李某，1985年5月出生，现年51岁。", note="没有落款日期，无从核对。"),
    ),
)
def ages(document: Document) -> Iterator[Hit]:
    """Hits from the birth to the age. A year more or less passes: birthdays, and ages counted from conception (虚岁)."""
    year: int | None = None
    known = False
    for block, start, end in sentences_with(document, "岁"):
        if not known:
            year, known = document_year(document), True
        for judge in (_lives, _births):
            yield from judge(block, start, end, year)


def _lives(block: Block, start: int, end: int, year: int | None) -> Iterator[Hit]:
    del year
    for life in _LIFE.finditer(block.text, start, end):
        died = _DIED.search(block.text, life.end(), min(end, life.end() + 60))
        if died:
            yield from _judge(
                block, life.start(1), died.end(), int(life.group(1)), int(life.group(2)), died.group(1)
            )


def _births(block: Block, start: int, end: int, year: int | None) -> Iterator[Hit]:
    text = block.text
    births = list(_BORN.finditer(text, start, end))
    for birth, following in zip(births, [*births[1:], None], strict=False):
        born = int(birth.group(1) or birth.group(2))
        stop = min(end, birth.end() + 80, following.start() if following else end)
        then = _AT_YEAR.search(text, birth.end(), stop)
        now = _NOW.search(text, birth.end(), stop)
        if then:
            yield from _judge(block, birth.start(), then.end(), born, int(then.group(1)), then.group(2))
        elif now and year is not None:
            yield from _judge(block, birth.start(), now.end(), born, year, now.group(1))


def _judge(block: Block, start: int, end: int, born: int, year: int, told: str) -> Iterator[Hit]:
    age = ordinal(told)
    right = year - born
    if age is not None and 0 <= right <= _OLDEST and age not in (right - 1, right, right + 1):
        yield Hit(
            block.id, start, end, f"{born}年出生，到{year}年应为{right}岁左右，不是{age}岁，请核对。", None
        )
