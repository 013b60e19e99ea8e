"""P040: blanks between Chinese and Latin letters or digits, where the house rules want none, or one."""

from __future__ import annotations

from collections.abc import Iterator

from checks import house as houses
from checks import scan
from checks.house import House
from checks.late import regex
from checks.model import Example, Gate, Hit, Severity
from checks.registry import check
from checks.sources import Source
from checks.text import HAN, LATIN_WORD, verbatim_spans
from documents.model import Block, Document

_NONE, _SPACE = House(spacing="none"), House(spacing="space")

_HAN = "〇㐀-䶿一-鿿豈-﫿𠀀-\U0003fffd"
_BLANKS = "[ \u00a0\u2002-\u200a\u3000]"
WIDEST = 2  # three blanks or more, like a tab, set columns apart
_BETWEEN = regex(rf"(?<=[{_HAN}]){_BLANKS}++(?=[A-Za-z0-9])|(?<=[A-Za-z0-9]){_BLANKS}++(?=[{_HAN}])")
_TOUCHING = regex(rf"[A-Za-z0-9](?=[{_HAN}])|[{_HAN}](?=[A-Za-z0-9])")
# What numbers the block (1 总则, 3.2 范围, A.1 附录) or names a figure before its title (图 2 流程) keeps its blank.
_LABEL = regex(
    rf"\s*(?:(?:[图表式例]|附件|附录|附表|附图){_BLANKS}?)?(?:[A-Za-z]\.?)?(?:[0-9]{{1,3}}[.\-–]?){{0,6}}(?={_BLANKS})"
)


@check(
    id="P040",
    title="汉字与字母、数字之间的空格",
    gate=Gate.QUALITY,
    severity=Severity.YELLOW,
    source=Source.HOUSE_RULES,
    why="国家标准没有规定汉字与西文字母、数字之间是否留空格，公文通行不留，部分网站和刊物习惯留一个。"
    "本单位在“规则与词表”或 sanshen.toml 里选定一种（spacing），全文就应一致；没有选定就不检查。",
    examples=(
        Example(
            "会议通过了 5 项决定，由 OpenAPI 小组执行。",
            (" ",) * 4,
            "会议通过了5项决定，由OpenAPI小组执行。",
            house=_NONE,
        ),
        Example("共有12个单位使用API接口。", ("",) * 4, "共有 12 个单位使用 API 接口。", house=_SPACE),
        Example("共有  12 个单位。", ("  ",), "共有 12 个单位。", house=_SPACE),
        Example(
            "3.2 适用范围\n图2 办理流程\n详见https://example.cn/a 的说明。",
            note="序号、图表编号之后和网址之后的空格不查。",
            house=_NONE,
        ),
        Example("使用 Visual Studio 编写。", (" ", " "), "使用Visual Studio编写。", house=_NONE),
        Example("姓名   A001   张三", note="三个以上的空格用来分栏，不查。", house=_NONE),
        Example("The word 规划 stands for planning in this context, and 方案 for a scheme.", house=_NONE),
        Example("共有 12 个单位，增长 3.5%，详见附件。", house=_SPACE),
        Example("共有 12个单位使用API 接口。", note="没有选定写法时，本项不报任何问题。"),
    ),
)
def spacing(document: Document) -> Iterator[Hit]:
    """Hits by `House.spacing`; nothing for "free"."""
    wanted = houses.current().spacing
    if wanted == "none":
        for block in scan.blocks_with(document, _BETWEEN):
            if _mainly_chinese(block.text):
                yield from _superfluous(block)
    elif wanted == "space":
        for block in scan.blocks_with(document, _TOUCHING, _BETWEEN):
            if _mainly_chinese(block.text):
                yield from _missing(block)


def _mainly_chinese(text: str) -> bool:
    """An English sentence that quotes a Chinese word keeps the blanks of English."""
    return sum(1 for _ in HAN.finditer(text)) >= sum(1 for _ in LATIN_WORD.finditer(text))


def _superfluous(block: Block) -> Iterator[Hit]:
    label = _LABEL.match(block.text)
    # An address ends at its blank; without it, what follows would become part of it.
    edges = {edge for span in verbatim_spans(block.text) for edge in span}
    for blank in _BETWEEN.finditer(block.text):
        start, end = blank.span()
        numbering = label is not None and start == label.end()
        if end - start <= WIDEST and not numbering and start not in edges and end not in edges:
            message = f"本单位规定汉字与字母、数字之间不留空格：“{_around(block.text, start, end)}”。"
            yield Hit(block.id, start, end, message, "")


def _missing(block: Block) -> Iterator[Hit]:
    for touch in _TOUCHING.finditer(block.text):
        at = touch.end()
        message = f"本单位规定汉字与字母、数字之间留一个空格：“{_around(block.text, at, at)}”。"
        yield Hit(block.id, at, at, message, " ")
    for blank in _BETWEEN.finditer(block.text):
        start, end = blank.span()
        if blank.group() != " " and end - start <= WIDEST:
            message = f"本单位规定汉字与字母、数字之间留一个空格：“{_around(block.text, start, end)}”。"
            yield Hit(block.id, start, end, message, " ")


def _around(text: str, start: int, end: int) -> str:
    return text[max(0, start - 1) : end + 1]
