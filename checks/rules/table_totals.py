"""C006: table rows and columns whose total is not the sum of their figures."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

from checks.late import regex
from checks.model import Example, Gate, Hit, Severity
from checks.registry import check
from checks.sources import Source
from documents.model import Block, Document

_TOTAL = regex(r"\s*(?:合\s*计|总\s*计|共\s*计|总\s*和|总\s*数|小\s*计)(?:[（(][^）)]{0,12}[）)])?\s*")
_SUBTOTAL = regex(r"\s*小\s*计")
_GRAND = regex(r"\s*(?:合|总|共)\s*[计和数]")
_NUMBER = regex(
    r"\s*([-－]?\d{1,3}(?:,\d{3})+(?:\.\d{1,4})?|[-－]?\d{1,15}(?:\.\d{1,4})?)\s*([%％]?)(?:[一-鿿]{1,2})?\s*"
)
_EMPTY = regex(r"[\s\-—－–/无]*")
# Columns and rows that are never summed up.
_NO_SUM = regex(
    r"序号|编号|年份|年度|年月|日期|电话|单价|均价|平均|增长|增幅|增速|同比|环比|率|排名|名次|邮编|代码|人均|"
    r"比上年|指数|单位$|备注|完成度|比重$"
)
_OF_WHICH = regex(r"其中|[#＃]|——")


@check(
    id="C006",
    title="表格合计不符",
    gate=Gate.CONTENT,
    severity=Severity.YELLOW,
    source=Source.HOUSE,
    why="表中“合计”“小计”应等于各行、各列之和；不等的，至少有一个数写错。",
    examples=(
        Example(
            (
                "| 单位 | 人数 | 经费 |\n|---|---|---|\n| 一处 | 12 | 3.5 |\n| 二处 | 15 | 4.2 |\n| 三处 | 9 | 2.1 |"
                "\n| 合计 | 35 | 9.8 |"
            ),
            hits=("35",),
            format="md",
        ),
        Example(
            "| 单位 | 男 | 女 | 合计 |\n|---|---|---|---|\n| 一处 | 5 | 7 | 12 |\n| 二处 | 8 | 6 | 15 |",
            hits=("15",),
            format="md",
        ),
        Example(
            "| 类别 | 数量 | 占比 |\n|---|---|---|\n| 甲 | 20 | 40% |\n| 乙 | 30 | 60% |\n| 合计 | 50 | 99% |",
            hits=("99%",),
            format="md",
        ),
        Example(
            "| 单位 | 人数 | 经费 | 增长率 |\n|---|---|---|---|\n| 一处 | 12 | 3.5 | 5% |\n| 二处 | 15 | 4.2 | 7% |\n"
            "| 合计 | 27 | 7.7 | 6% |",
            format="md",
            note="比率不相加。",
        ),
        Example(
            "| 单位 | 人数 |\n|---|---|\n| 甲区 | 30 |\n| 其中：一处 | 12 |\n| 乙区 | 15 |\n| 合计 | 45 |",
            format="md",
        ),
        Example(
            "| 序号 | 单位 | 人数 |\n|---|---|---|\n| 1 | 一处 | 12 |\n| 2 | 二处 | 15 |\n| 合计 | | 27 |",
            format="md",
        ),
    ),
)
def table_totals(document: Document) -> Iterator[Hit]:
    """Hits for the cell of the total. Subtotals, rows 其中 and columns of rates are told apart; merged cells end it."""
    tables: dict[int, dict[tuple[int, int], Block]] = defaultdict(dict)
    for block in document:
        if block.cell is not None:
            place = (block.cell.row, block.cell.column)
            # A cell of several paragraphs holds no plain figure.
            tables[block.cell.table][place] = block
    for cells in tables.values():
        if any(_TOTAL.fullmatch(block.text) for block in cells.values()):
            hits = [*_lines(cells, down=True), *_lines(cells, down=False)]
            yield from {hit.block: hit for hit in hits}.values()


def _lines(cells: dict[tuple[int, int], Block], *, down: bool) -> Iterator[Hit]:
    """The totals of columns (`down`) or of rows."""
    grid = {(r, c) if down else (c, r): block for (r, c), block in cells.items()}
    rows = sorted({r for r, _ in grid})
    columns = sorted({c for _, c in grid})
    labels = {r: _label(grid, r, columns) for r in rows}
    totals = [r for r in rows if _TOTAL.fullmatch(labels[r])]
    if not totals:
        return
    for column in columns:
        head = " ".join(
            grid[r, column].text for r in rows[:2] if (r, column) in grid and not _number(grid[r, column])
        )
        if not _NO_SUM.search(head):
            yield from _column(grid, rows, column, labels)


def _label(grid: dict[tuple[int, int], Block], row: int, columns: list[int]) -> str:
    """What names a row: the first of its leading cells that is a total's name, else its first text."""
    texts = [grid[row, c].text for c in columns[:3] if (row, c) in grid]
    return next(
        (t for t in texts if _TOTAL.fullmatch(t)), " ".join(t for t in texts if not _NUMBER.fullmatch(t))
    )


def _column(
    grid: dict[tuple[int, int], Block], rows: list[int], column: int, labels: dict[int, str]
) -> Iterator[Hit]:
    figures: list[Decimal] = []  # since the last subtotal
    subtotals: list[Decimal] = []
    leading: tuple[Block, Decimal] | None = None  # a total that stands above its rows
    for row in rows:
        block = grid.get((row, column))
        number = _number(block) if block is not None else None
        label = labels[row]
        if block is None or _OF_WHICH.search(label) or _NO_SUM.search(label):
            continue
        if number is None:
            if figures and not _EMPTY.fullmatch(block.text):
                return  # another part of the table begins, or a figure that cannot be read
            continue
        if not _TOTAL.fullmatch(label):
            figures.append(number)
        elif not figures and not subtotals:
            leading = (block, number)
        elif _SUBTOTAL.match(label):
            if len(figures) > 1:
                yield from _compare(block, number, [figures])
            subtotals.append(number)
            figures = []
        else:
            choices = [figures, subtotals, [*subtotals, *figures]] if subtotals else [figures]
            yield from _compare(block, number, [c for c in choices if len(c) > 1])
            return
    if leading is not None and len(figures) > 1 and not subtotals:
        yield from _compare(*leading, [figures])


def _compare(block: Block, number: Decimal, choices: list[list[Decimal]]) -> Iterator[Hit]:
    """Silent where one of `choices` makes the total, rounding of decimals granted."""
    best: Decimal | None = None
    for figures in choices:
        step = min(Decimal(1).scaleb(int(n.as_tuple().exponent)) for n in (*figures, number))
        slack = step * Decimal(len(figures)) / 2 if step < 1 else Decimal(0)
        total = sum(figures, Decimal(0))
        if abs(total - number) <= slack:
            return
        if best is None or abs(total - number) < abs(best - number):
            best = total
    if best is not None:
        yield Hit(
            block.id, 0, len(block.text), f"各项相加为{best:f}，与表中合计{number:f}不符，请核对。", None
        )


def _number(block: Block) -> Decimal | None:
    match = _NUMBER.fullmatch(block.text)
    return Decimal(match.group(1).replace(",", "").replace("－", "-")) if match else None
