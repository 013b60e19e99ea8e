"""The grid of a Word table: which cells are really shown, where, and how far merged ones reach (17.4)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from documents.docx_names import W, child_val, number, val

_WIDEST = 100  # columns; Word allows 63, and a page of empty cells must stay a page


@dataclass(slots=True)
class GridCell:
    """One shown cell, positions from 0."""

    element: etree._Element
    path: str
    row: int
    column: int
    row_span: int
    column_span: int


def grid(table: etree._Element, path: str) -> list[GridCell]:
    """Shown cells in reading order: merged ones once, deleted rows and cells left out."""
    shown: list[GridCell] = []
    above: dict[int, GridCell] = {}  # by column: the cell that a vertical merge would continue
    row = 0
    for tr, tr_path in _inside(table, path, W + "tr"):
        properties = tr.find(W + "trPr")
        if properties is not None and properties.find(W + "del") is not None:
            continue
        column = max(0, min(number(child_val(properties, "gridBefore")) or 0, _WIDEST))
        current: dict[int, GridCell] = {}
        for tc, tc_path in _inside(tr, tr_path, W + "tc"):
            cell, column = _place(tc, tc_path, (row, column), above, current)
            if cell is not None:
                shown.append(cell)
        above = current
        row += 1
    return shown


def _place(
    tc: etree._Element,
    path: str,
    at: tuple[int, int],
    above: dict[int, GridCell],
    current: dict[int, GridCell],
) -> tuple[GridCell | None, int]:
    """The cell to show `at` (row, column), None where it only continues another, and the next free column."""
    row, column = at
    properties = tc.find(W + "tcPr")
    if properties is not None and properties.find(W + "cellDel") is not None:
        return None, column
    span = max(1, min(number(child_val(properties, "gridSpan")) or 1, _WIDEST - column))
    vertical = None if properties is None else properties.find(W + "vMerge")
    if vertical is not None and val(vertical) != "restart" and column in above:
        above[column].row_span += 1
        current[column] = above[column]
        return None, column + span
    if child_val(properties, "hMerge") == "continue" and current:
        last = current[max(current)]
        last.column_span += span
        return None, column + span
    cell = GridCell(tc, path, row, column, 1, span)
    current[column] = cell
    return cell, column + span


def _inside(parent: etree._Element, path: str, tag: str) -> Iterator[tuple[etree._Element, str]]:
    """Children `tag` of `parent`, also through content controls and custom XML, with their index paths."""
    stack = [(child, f"{path}/{i}") for i, child in reversed(list(enumerate(parent)))]
    while stack:
        element, here = stack.pop()
        if element.tag == tag:
            yield element, here
        elif element.tag in {W + "sdt", W + "sdtContent", W + "customXml", W + "ins", W + "moveTo"}:
            stack.extend((child, f"{here}/{i}") for i, child in reversed(list(enumerate(element))))
