"""P002: half-width () and [] in Chinese text."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator

from checks.late import regex
from checks.model import Example, Gate, Hit, Severity
from checks.registry import check
from checks.scan import blocks_with
from checks.sources import Source
from checks.text import CJK_MARKS, HAN_RUN, inside, is_chinese, is_han, sentence_span, verbatim_spans
from documents.model import Block, Document

_FULL = {"(": "（", ")": "）", "[": "［", "]": "］"}
_BRACKET = regex(r"[()\[\]（）［］]")
_PARTNER = {")": "(", "）": "(", "]": "[", "］": "["}
_KIND = {"(": "(", "（": "(", "[": "[", "［": "["}
_LABEL = regex(r"\s*[0-9a-zA-Z]{1,3}\Z")
_CITATION = regex(r"[\d,，\-–—~～、 ]+\Z")
_YEAR = regex(r"(?:19|20)\d\d\Z")
# References after GB/T 7714 are written with half-width marks: 张三.题名[J].刊名,2020,5(3):1-5.
_REFERENCE = regex(r"\[(?:[A-Z]|EB|DB|CP)(?:/[A-Z]{2})?\]")


@check(
    id="P002",
    title="中文里的半角括号",
    gate=Gate.QUALITY,
    severity=Severity.RED,
    source=Source.GBT_15834,
    why="中文里的括号用全角；半角括号只用于外文、算式和代码。",
    examples=(
        Example("各部门党组(党委)要抓好落实。", hits=("(", ")"), fixed="各部门党组（党委）要抓好落实。"),
        Example("联合国(UN)发布报告。", hits=("(", ")"), fixed="联合国（UN）发布报告。"),
        Example("干部出国(境）管理", hits=("(",), fixed="干部出国（境）管理"),
        Example("[注]本表数据为初步统计", hits=("[", "]"), fixed="［注］本表数据为初步统计"),
        Example("函数f(x)的值为(1+2)*3，参见文献[12]。"),
        Example("The Tao (道) is a key term in the philosophy of that time."),
        Example("访问https://example.cn/a(1)查看。"),
        Example("[1]张三.语言规范研究[J].学报,2020,5(3):1-5."),
    ),
)
def half_width_brackets(document: Document) -> Iterator[Hit]:
    """Hits for half-width brackets that hold Chinese or stand beside it; pairs are judged together."""
    for block in blocks_with(document, *_FULL):
        if is_chinese(block.text) and not _REFERENCE.search(block.text):
            yield from _in_block(block)


def _in_block(block: Block) -> Iterator[Hit]:
    text = block.text
    verbatim = verbatim_spans(text)
    han = _HanCount(text)
    chinese: dict[tuple[int, int], bool] = {}
    found: list[int] = []
    for start, end in _pairs(text, verbatim):
        first = start if start is not None else end
        last = end if end is not None else start
        if first is None or last is None or not _wants_full(text, start, end, han):
            continue
        span = sentence_span(text, first, last + 1)
        if span not in chinese:
            chinese[span] = is_chinese(text[slice(*span)])
        if chinese[span]:
            found += [i for i in (start, end) if i is not None and text[i] in _FULL]
    for index in sorted(found):
        full = _FULL[text[index]]
        yield Hit(block.id, index, index + 1, f"中文里的半角“{text[index]}”应为全角“{full}”。", full)


def _pairs(text: str, verbatim: list[tuple[int, int]]) -> Iterator[tuple[int | None, int | None]]:
    """(opening, closing) index of every pair, either one None where it has no partner."""
    stack: list[int] = []
    for match in _BRACKET.finditer(text):
        index = match.start()
        mark = match.group()
        if inside(verbatim, index):
            continue
        if mark in _KIND:
            stack.append(index)
        elif stack and _KIND[text[stack[-1]]] == _PARTNER[mark]:
            yield stack.pop(), index
        elif not (mark in "])" and _LABEL.match(text[max(0, index - 8) : index])):
            yield None, index
    for index in stack:
        yield index, None


def _wants_full(text: str, start: int | None, end: int | None, han: _HanCount) -> bool:
    if start is not None and end is not None:
        if text[start] not in _FULL and text[end] not in _FULL:
            return False
        inner = text[start + 1 : end] if end - start < 24 else ""
        if text[start] == "[" and (_CITATION.match(inner) or _YEAR.match(inner)):
            return False
        if han.between(start, end):
            return True
        # f(x) and (1+2)*3: a foreign call or formula inside Chinese text stays as it is.
        ends = end + 1 == len(text) or not text[end + 1].isascii() or text[end + 1] in ",.;:?! "
        return (_cjk(text, start - 1) and ends) or (start == 0 and _cjk(text, end + 1))
    index = start if start is not None else end
    return index is not None and (_cjk(text, index - 1) or _cjk(text, index + 1))


def _cjk(text: str, index: int) -> bool:
    return 0 <= index < len(text) and (is_han(text[index]) or text[index] in CJK_MARKS)


class _HanCount:
    """How many Chinese characters stand between two places, without a look at every character in between."""

    def __init__(self, text: str) -> None:
        self._starts: list[int] = []
        self._sums = [0]
        for run in HAN_RUN.finditer(text):
            self._starts.append(run.start())
            self._sums.append(self._sums[-1] + run.end() - run.start())

    def between(self, start: int, end: int) -> int:
        """Count of the characters in the runs that begin in [start, end): 0 only where there is none."""
        return self._sums[bisect_left(self._starts, end)] - self._sums[bisect_left(self._starts, start)]
