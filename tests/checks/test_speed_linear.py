"""No check's cost grows faster than its text, whatever the text: hostile repeats, one huge block, thousands of tiny ones.

Every check of the registry runs over every shape at one size and at four times that size. Linear is a factor of 4 and
quadratic one of 16; a factor above `FACTOR` (2.8 a doubling) fails. CPU time of this process, the least of several
tries: a busy machine makes a try slower, never faster. What stays under `TRIFLE` is too short to be judged by a factor.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import pytest

from checks import scan
from checks.model import Check
from checks.registry import all_checks
from checks.runner import run
from documents.model import Block, BlockKind, Cell, Document

SIZE, TIMES = 4_000, 4  # code points
FACTOR = 2.8**2
TRIFLE = 0.03  # seconds for 16,000 code points
HOPELESS = 2.0  # seconds for 4,000 code points: not worth waiting for the longer text
TRIES = 6

UNITS = (
    "“（",
    "）”",
    "《",
    "《〈",
    "「『",
    "“”‘’",
    '"',
    "“甲",
    "“甲，",
    "（乙；",
    "（甲）",
    "一、",
    "（一）",
    "1.",
    "1.1.",
    "第一，",
    "，",
    "。",
    "…",
    "—",
    "·",
    "、",
    "通过",
    "的",
    "是否",
    "123,",
    "1",
    "1 ",
    "1.5%",
    "2026年",
    "13812345678",
    "二〇",
    "十",
    "约3",
    "超过5",
    "a",
    "a.",
    "a@",
    "http://",
    "A1-",
    "□",
    "X",
    "_",
    "\t",
    "\u3000",
    "國",
    "𠮷",
    "中国人民",
    "增长3%，",
    "其中男18人、女11人，",
    "附件1，",
    "图3、",
    "第三十条",
    "三项措施，",
    "张建国",
    "张建国主任、张健国主任，",
    "（以下简称甲）",
    "星期五",
    "1949年10月1日",
    "自2026年3月1日至",
    "2026-03-01",
    "1～",
    "5-",
    "3×4×",
    "100kg",
    "℃",
    "万亿",
    "￥",
    "提高",
    "加强水平”",
    "不断加大",
    "只有甲，",
    "在甲的",
    "以甲为",
    "每一位莘莘",
    "的的",
    "研究研究",
    "甲 乙",
    "“甲乙丙丁”",
    "王建国",
    "某某有限公司",
    "（以下简称“甲”）",
    "坚持以人民",
    "做的好",
)
HAN = str.maketrans("0123456789", "〇一二三四五六七八九")


def repeated(unit: str, size: int) -> str:
    return (unit * (size // len(unit) + 1))[:size]


def of(texts: Sequence[str], kind: BlockKind = BlockKind.PARAGRAPH) -> Document:
    return Document("txt", tuple(Block(f"b{i}", kind, text) for i, text in enumerate(texts)))


def one_block(unit: str) -> Callable[[int], Document]:
    return lambda size: of([repeated(unit, size)])


def many_blocks(unit: str) -> Callable[[int], Document]:
    return lambda size: of([unit] * max(1, size // max(10, len(unit))))


def numbered(form: str) -> Callable[[int], Document]:
    return lambda size: of([form.format(i, i % 7) for i in range(size // 20)])


def spelled(form: str) -> Callable[[int], Document]:
    """As `numbered`, the numbers in Chinese: names and terms that are all different."""
    return lambda size: of([form.format(str(1000 + i).translate(HAN), i % 7) for i in range(size // 20)])


def table(size: int) -> Document:
    rows = [
        ["项目", "数量", "占比"],
        *([f"第{i}项", str(i), "1%"] for i in range(size // 30)),
        ["合计", "9", "100%"],
    ]
    cells = (
        Block(f"c{r}.{c}", BlockKind.TABLE_CELL, text, cell=Cell(0, r, c))
        for r, row in enumerate(rows)
        for c, text in enumerate(row)
    )
    return Document("txt", tuple(cells))


def common_shapes() -> list[tuple[str, Callable[[int], Document]]]:
    shapes: list[tuple[str, Callable[[int], Document]]] = []
    shapes += [(f"{unit!r} × n", one_block(unit)) for unit in UNITS]
    shapes += [
        ("blocks of one character", lambda n: of(["甲"] * (n // 3))),
        ("headings", lambda n: of(["一、总体要求"] * (n // 10), BlockKind.HEADING)),
        ("list items", lambda n: of([f"{i}.事项。" for i in range(n // 10)], BlockKind.LIST_ITEM)),
        ("different blocks", numbered("第{0}条　本条规定第{1}项事项，见附件{0}、图{1}、表{0}。")),
        ("names and posts", numbered("市局局长王{1}平、副局长李{0}明参加，共{0}人，其中{1}人请假。")),
        ("dates", numbered("2026年{1}月{1}日，星期{1}，{0}项措施增长{1}.5%，由{0}万元增至{1}万元。")),
        ("labels", numbered("（{0}）（{1}）{0}.{1}.{0} 内容")),
        ("table", table),
        ("terms", spelled("各部门要认真实施“{0}惠民工程”，积极推进“{0}便民行动”，按时完成任务。")),
        ("organisations", spelled("会议由第{0}建筑有限公司、第{0}设计研究院（以下简称“{0}院”）共同组织。")),
        ("people", spelled("局长王{0}主持会议，李{0}同志介绍情况，村民张{0}作了发言，大家认真讨论。")),
        ("statutes", spelled("依照《中华人民共和国第{0}安全法》第{0}条和《{0}管理条例》的规定，给予处罚。")),
        ("phrases", spelled("只有加强管理水平，第{0}次不断提高工作力度，在推进改革的同时，就能取得成效。")),
    ]  # fmt: skip
    return shapes


def own_shapes(check: Check) -> list[tuple[str, Callable[[int], Document]]]:
    """The check's own examples, end to end in one block and each a block of its own many times over."""
    shapes: list[tuple[str, Callable[[int], Document]]] = []
    for number, example in enumerate(check.examples):
        text = example.text.replace("\n", "")
        if text:
            shapes.append((f"example {number} in one block", one_block(text)))
            if number == 0:
                shapes.append((f"example {number} in many blocks", many_blocks(text)))
        for hit in example.hits[:1]:
            if hit:
                shapes.append((f"hit {hit!r} × n", one_block(hit)))
    return shapes


@contextmanager
def no_collections() -> Iterator[None]:
    """The garbage collector looks at the whole process now and then: no fault of the check that is measured."""
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def seconds(check: Check, document: Document) -> float:
    """CPU seconds of one pass; what checks share is made when first asked for, and kept."""
    started = time.process_time()
    for _hit in check.find(document):
        pass
    return time.process_time() - started


def least_seconds(check: Check, document: Document, tries: int) -> float:
    """The least of several passes, each from the beginning."""
    best = float("inf")
    for _ in range(tries):
        scan.forget()
        scan.joined(document)
        best = min(best, seconds(check, document))
    return best


def grown(checks: Sequence[Check], shape: Callable[[int], Document]) -> dict[str, str]:
    """The checks for which four times the text cost more than `FACTOR` times the time, and what they cost."""
    small, large = shape(SIZE), shape(SIZE * TIMES)
    told: dict[str, str] = {}
    scan.forget()
    parts = {check.id: seconds(check, small) for check in checks}
    scan.forget()
    for check in checks:
        part = parts[check.id]
        if part > HOPELESS:
            told[check.id] = f"{part:.1f} s for {SIZE} characters"
            continue
        whole = seconds(check, large)
        if whole > TRIFLE and whole > part * FACTOR and (still := _still(check, small, large)):
            told[check.id] = still
    return told


def _still(check: Check, small: Document, large: Document) -> str | None:
    """The same once more, slowly, for one that seemed to grow too fast."""
    part, whole = least_seconds(check, small, TRIES), least_seconds(check, large, 2)
    if whole > TRIFLE and whole > part * FACTOR:
        whole = min(whole, least_seconds(check, large, TRIES))
    if whole <= TRIFLE or whole <= part * FACTOR:
        return None
    return f"{part * 1000:.1f} ms → {whole * 1000:.1f} ms"


LOCAL = [check for check in all_checks() if check.engine is None]


@pytest.fixture(scope="module", autouse=True)
def _warm() -> None:
    for check in LOCAL:  # wordlists, patterns, the segmenter
        list(check.find(of(["预热，通过2026年3月1日的“布署”。"])))


@pytest.mark.timeout(120)
@pytest.mark.parametrize("shape", [pytest.param(shape, id=name) for name, shape in common_shapes()])
def test_cost_grows_with_the_text(shape: Callable[[int], Document]) -> None:
    with no_collections():
        assert grown(LOCAL, shape) == {}


@pytest.mark.timeout(120)
@pytest.mark.parametrize("check", LOCAL, ids=lambda check: check.id)
def test_cost_grows_with_its_own_examples(check: Check) -> None:
    with no_collections():
        found = {name: told for name, shape in own_shapes(check) if (told := grown([check], shape))}
    assert found == {}


def quadratic(document: Document) -> list[object]:
    """Dear enough to stand out on the quickest machine."""
    texts = [block.text for block in document]
    return [
        None for text in texts for i in range(len(text)) for mark in "甲丁戊己" if text.count(mark, i) < 0
    ]


def test_a_quadratic_check_would_be_caught() -> None:
    from dataclasses import replace

    planted = replace(LOCAL[0], find=quadratic)  # type: ignore[arg-type]
    # One measurement of the short text that something disturbed lets it pass once, not three times.
    assert any(grown([planted], one_block("乙丙")) for _ in range(3))


@pytest.mark.timeout(120)
def test_the_runner_grows_with_the_text() -> None:
    """Ordering, merging and house rules included, with a finding every few characters."""

    def cost(blocks: int) -> float:
        document = of(["大约30人左右参加，按照统一布署。"] * blocks)
        started = time.process_time()
        report = run(document, "quick")
        assert len(report.findings) >= blocks
        return time.process_time() - started

    cost(100)
    assert min(cost(4000) for _ in range(3)) < FACTOR * max(0.05, min(cost(1000) for _ in range(3)))
