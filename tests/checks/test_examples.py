"""Every check's examples, run as its tests; and hostile text, on which no check may fall or slow down."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from checks import house as houses
from checks import language_tool
from checks.house import House
from checks.language_tool import Absent, EngineUnavailableError, LanguageTool
from checks.layout import topics as layouts
from checks.layout.sketch import sketch
from checks.model import Check, Example, Hit
from checks.registry import all_checks
from documents.errors import UnreadableError
from documents.layout_read import read_layout
from documents.model import Document
from documents.read import read

# A check with an engine talks to a server: only tests marked so may open a socket.
CASES = [
    pytest.param(
        check, example, id=f"{check.id}-{index}", marks=[pytest.mark.integration] if check.engine else []
    )
    for check in all_checks()
    for index, example in enumerate(check.examples)
]
OURS = [check for check in all_checks() if check.engine is None]


@pytest.fixture(scope="session")
def engine() -> Iterator[LanguageTool]:
    yield language_tool.open_engine("auto")
    language_tool.language_tool_server.stop_shared_server()


def document(text: str, form: str = "txt") -> Document:
    return read(sketch(text) if form == "docx" else text.encode(), f"example.{form}")


def found(
    check: Check, text: str, engine: LanguageTool, form: str = "txt", house: House | None = None
) -> list[tuple[Hit, str]]:
    """Hits with their texts, in document order."""
    source = document(text, form)
    order = {block.id: index for index, block in enumerate(source)}
    layout = read_layout(sketch(text)) if form == "docx" else None
    with language_tool.use(engine), houses.use(house or houses.NONE), layouts.use(layout):
        hits = sorted(check.find(source), key=lambda h: (order[h.block], h.start, h.end))
    return [(hit, source.block(hit.block).text[hit.start : hit.end]) for hit in hits]


def applied(text: str, hits: list[Hit], form: str = "txt") -> str:
    """`text` with every suggestion in its place; a hit overlapping one already applied is left."""
    source = document(text, form)
    changes = []
    for hit in hits:
        place = source.block(hit.block).source_range(hit.start, hit.end)
        if hit.suggestion is not None and place is not None:
            changes.append((*place, hit.suggestion))
    limit = len(text)
    for start, end, suggestion in sorted(changes, reverse=True):
        if end <= limit:
            text, limit = text[:start] + suggestion + text[end:], start
    return text


@pytest.mark.parametrize(("check", "example"), CASES)
def test_example(check: Check, example: Example, engine: LanguageTool) -> None:
    if check.engine is not None and isinstance(engine, Absent):
        pytest.skip(f"{check.engine}: {engine.reason}")
    hits = found(check, example.text, engine, example.format, example.house)
    assert tuple(text for _, text in hits) == example.hits
    assert all(hit.message.strip() for hit, _ in hits)
    if example.fixed is not None:
        assert applied(example.text, [hit for hit, _ in hits], example.format) == example.fixed
        assert found(check, example.fixed, engine, example.format, example.house) == []


@pytest.mark.parametrize("check", [c for c in OURS if any(e.house for e in c.examples)], ids=lambda c: c.id)
def test_a_check_of_house_rules_is_silent_without_them(check: Check) -> None:
    for example in check.examples:
        assert found(check, example.text, Absent("不用"), example.format) == []


@pytest.mark.parametrize("check", list(all_checks()), ids=lambda c: c.id)
def test_every_check_has_a_hit_and_a_silence_to_show(check: Check) -> None:
    assert any(example.hits for example in check.examples)
    assert any(not example.hits for example in check.examples)
    assert all(example.fixed is None for example in check.examples if not example.hits)


@pytest.mark.parametrize("check", [c for c in all_checks() if c.engine], ids=lambda c: c.id)
def test_an_engine_check_without_its_engine_says_so(check: Check) -> None:
    with pytest.raises(EngineUnavailableError, match="没有装"):
        found(check, "这里有一句完整的中文。\nHere is one complete English sentence.", Absent("没有装"))


ALPHABET = (
    "的了一二三十百〇年月日星期第章节条（）()《》〈〉“”‘’\"'「」『』【】[]{}，。、；：？！…—,.;:?!-~～·%％℃"
    "0123456789０１Ａabcdxyz XY@/#*_ \t\u3000\u200b\ufeff\u0301é😀𠮷𝟙国國后後着著密绝机"
)


@settings(deadline=None, max_examples=150, suppress_health_check=list(HealthCheck))
@given(st.lists(st.text(alphabet=ALPHABET, max_size=60), min_size=1, max_size=6))
def test_no_check_falls_over_any_text(lines: list[str]) -> None:
    try:
        source = document("\n".join(lines))
    except UnreadableError:
        return
    lengths = {block.id: len(block.text) for block in source}
    for check in OURS:
        for hit in check.find(source):
            assert 0 <= hit.start <= hit.end <= lengths[hit.block], check.id
            assert hit.message


UNITS = (
    "（ ） 《 “ ” \" ' ( [ 1 １ 一 的 甲乙 …… —— 1. （一） a 1, 2026年 - @a. 1- “‘ 😀 机密★ 第一条"
    " 12:30 www. 2026-1- 第 元/ 13800138000 110101199003070 ．．"
)
REPEATS = tuple(UNITS.split())


@pytest.mark.parametrize("check", OURS, ids=lambda c: c.id)
def test_repeats_stay_linear(check: Check) -> None:
    """10,000 times the same, in one block and in as many blocks: two seconds of the processor at most."""
    check_once = document("热身。")
    list(check.find(check_once))
    for unit in REPEATS:
        for text in (unit * 10_000, "\n".join([unit] * 3_000)):
            source = document("首" + text)
            started = time.process_time()
            list(check.find(source))
            assert time.process_time() - started < 2, (check.id, unit)
