"""What every output format of `sanshen check` says in the same words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from checks.model import Severity
from cli.check_files import FileResult

SEVERITIES = {Severity.RED: "错误", Severity.YELLOW: "警告", Severity.BLUE: "提示"}
GATES = {"policy": "政治关", "content": "内容关", "quality": "质量关"}
MARKS = {"D": "已按公开文本核对", "K": "按一般知识整理，请以本单位所存文本为准"}
WHOLE_FILE = "整个文件"


@dataclass(slots=True)
class Totals:
    """What a run over many files comes to, added up as the results come, so that none needs to be kept."""

    files: int = 0
    characters: int = 0
    unread: int = 0
    unchecked: int = 0
    seconds: float = 0.0
    found: Counter[Severity] = field(default_factory=Counter)

    def add(self, result: FileResult) -> None:
        """Count one file's result."""
        self.files += 1
        self.characters += result.characters
        self.unread += result.unread is not None
        self.unchecked += len(result.unchecked)
        self.seconds += result.seconds
        self.found.update(item.finding.severity for item in result.items)

    def line(self) -> str:
        """One Chinese line over all files."""
        parts = [f"{SEVERITIES[severity]} {self.found[severity]}" for severity in Severity]
        line = f"共 {self.files} 个文件，{self.characters} 字：{'，'.join(parts)}"
        if self.unread:
            line += f"；{self.unread} 个文件读不出来"
        if self.unchecked:
            line += f"；{self.unchecked} 项未能检查"
        return line


def totals(results: Iterable[FileResult]) -> Totals:
    """The totals of results that are all there."""
    added = Totals()
    for result in results:
        added.add(result)
    return added


def place(result: FileResult, index: int) -> str:
    """Where finding `index` of `result` is: line and column in a text file, else the block's id."""
    item = result.items[index]
    if item.region is None:
        return item.finding.block
    return f"{item.region.line}:{item.region.column}"
