"""What every output format of `sanshen check` says in the same words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from checks.model import Severity
from cli.check_files import FileResult

SEVERITIES = {Severity.RED: "错误", Severity.YELLOW: "警告", Severity.BLUE: "提示"}
GATES = {"policy": "政治关", "content": "内容关", "quality": "质量关"}
WHOLE_FILE = "整个文件"


def counts(results: Sequence[FileResult]) -> Counter[Severity]:
    """How many findings of each severity."""
    return Counter(item.finding.severity for result in results for item in result.items)


def summary(results: Sequence[FileResult]) -> str:
    """One Chinese line over all files."""
    found = counts(results)
    parts = [f"{SEVERITIES[severity]} {found[severity]}" for severity in Severity]
    unread = sum(result.unread is not None for result in results)
    unchecked = sum(len(result.unchecked) for result in results)
    line = f"共 {len(results)} 个文件，{sum(r.characters for r in results)} 字：{'，'.join(parts)}"
    if unread:
        line += f"；{unread} 个文件读不出来"
    if unchecked:
        line += f"；{unchecked} 项未能检查"
    return line


def place(result: FileResult, index: int) -> str:
    """Where finding `index` of `result` is: line and column in a text file, else the block's id."""
    item = result.items[index]
    if item.region is None:
        return item.finding.block
    return f"{item.region.line}:{item.region.column}"
