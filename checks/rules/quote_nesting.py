"""P012: quotation marks and title marks nested in the wrong order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from checks.late import regex
from checks.model import Example, Gate, Hit, Severity
from checks.registry import check
from checks.scan import blocks_with
from checks.sources import Source
from checks.text import is_chinese
from documents.model import Document

_MARK = regex("[“”‘’《》〈〉]")
_CLOSER = {"“": "”", "‘": "’", "《": "》", "〈": "〉"}
_OUTER = {"‘": "“", "〈": "《"}
_INNER = {"“": "‘", "《": "〈"}
_WRONG = (
    regex(r"“[^“”\0]*“"),
    regex(r"《[^《》\0]*《"),
    regex(r"‘"),
    regex(r"〈"),
)


@dataclass(slots=True)
class _Pair:
    mark: str  # the opening one
    start: int
    right: str  # the opening mark that belongs there
    end: int = -1


@check(
    id="P012",
    title="引号、书名号的层次",
    gate=Gate.QUALITY,
    severity=Severity.YELLOW,
    source=Source.GBT_15834,
    why="外层用双引号、双书名号，里面再用时用单引号、单书名号，第三层又用双的。",
    examples=(
        Example("他说：“要落实“三审三校”制度。”", hits=("“", "”"), fixed="他说：“要落实‘三审三校’制度。”"),
        Example(
            "印发《关于《管理办法》的说明》。", hits=("《", "》"), fixed="印发《关于〈管理办法〉的说明》。"
        ),
        Example("落实‘三审三校’制度。", hits=("‘", "’"), fixed="落实“三审三校”制度。"),
        Example(
            "他说：‘要落实“三审三校”制度。’",
            hits=("‘", "“", "”", "’"),
            fixed="他说：“要落实‘三审三校’制度。”",
        ),
        Example("学习〈管理办法〉。", hits=("〈", "〉"), fixed="学习《管理办法》。"),
        Example("他说：“要落实‘三审三校’制度。”印发《关于〈管理办法〉的说明》。"),
        Example("《论“双减”》和“学习《办法》”都写对了，It’s a boy’s book也对。"),
        Example("他写道：“老师说：‘读读“桃花源”那一段。’”", note="第三层又用双引号。"),
    ),
)
def quote_nesting(document: Document) -> Iterator[Hit]:
    """Hits for both marks of a pair on the wrong level; a block whose marks do not pair is left to P004."""
    for block in blocks_with(document, *_WRONG):
        for pair in _pairs(block.text):
            if pair.right == pair.mark or not is_chinese(block.text):
                continue
            for index, mark in ((pair.start, pair.right), (pair.end, _CLOSER[pair.right])):
                where = "里层" if pair.right in "‘〈" else "外层"
                yield Hit(block.id, index, index + 1, f"{where}应为 {mark} 。", mark)


def _pairs(text: str) -> list[_Pair]:
    """Pairs in order of their marks, with the mark each should have; empty where one has no partner."""
    stack: list[_Pair] = []
    done: list[_Pair] = []
    for match in _MARK.finditer(text):
        mark, index = match.group(), match.start()
        if mark == "’" and _is_apostrophe(text, index):
            continue
        if mark in _CLOSER:
            stack.append(_Pair(mark, index, _right(mark, stack)))
        elif not stack or _CLOSER[stack[-1].mark] != mark:
            return []
        else:
            pair = stack.pop()
            pair.end = index
            done.append(pair)
    return [] if stack else sorted(done, key=lambda p: p.start)


def _right(mark: str, stack: list[_Pair]) -> str:
    kind = "“‘" if mark in "“‘" else "《〈"
    around = next((p.right for p in reversed(stack) if p.right in kind), None)
    outer = _OUTER.get(mark, mark)
    return _INNER[outer] if around == outer else outer


def _is_apostrophe(text: str, index: int) -> bool:
    before = text[index - 1 : index]
    return before.isascii() and before.isalnum() and "‘" not in text[max(0, index - 30) : index]
