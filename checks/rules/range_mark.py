"""N004: a hyphen between the numbers of a range."""

from __future__ import annotations

from collections.abc import Iterator

from checks.late import regex
from checks.model import Example, Gate, Hit, Severity
from checks.registry import check
from checks.scan import blocks_with
from checks.sources import Source
from checks.text import is_chinese
from documents.model import Document

_AFTER = (
    r"%|％|‰|年(?![第\d])|月份?(?!\d)|日|天|周岁|岁|个|人|名|元|万|亿|米|公里|厘米|毫米|千米|公顷|亩|吨|公斤|千克|小时|分钟|分|时|点|倍|℃"
    r"|份|本|条|张|只|头|箱|次|家|户|件|套|台|级(?!联赛)|层|周|平方|立方|克|升|斤|[kcm]?m(?![A-Za-z])|kg|mL|座|所|辆|项"
)
_BETWEEN = "[万亿]?(?:元|人|吨|米|公里|厘米|毫米|千米|岁|天|年|月|日|倍|小时|分钟|℃|万|亿|亩|公斤|千克|克)"
_RANGE = regex(
    rf"(?<![\dA-Za-z.\-—～第/：:])(\d{{1,9}}(?:\.\d{{1,3}})?(?:[%％‰]|{_BETWEEN})?)"
    rf"(-{{1,2}}|－|—{{2}}|–|~|∼|〜)(\d{{1,9}}(?:\.\d{{1,3}})?)(?={_AFTER})"
)
_NEEDLES = (
    regex(
        r"[-－–~∼〜](?<=[\d%％‰元人吨米里岁天年月日倍时钟℃万亿亩斤克\-][-－–~∼〜])(?=\d[\d.]{0,12}[%％‰年月日天周岁个人名元万亿米公厘毫千亩吨小分时点倍℃份本条张只头箱次家户件套台级层平立克升斤kcmg座所辆项])"
    ),
    regex(r"——(?<=[\d%％]——)(?=\d)"),
)


@check(
    id="N004",
    title="数值范围的连接号",
    gate=Gate.QUALITY,
    severity=Severity.BLUE,
    source=Source.GBT_15835,
    why="数值和时间的起止用一字线“—”或浪纹线“～”，短横“-”用于编号、电话等。",
    examples=(
        Example("1-5月增长3-5%。", hits=("-", "-"), fixed="1—5月增长3～5%。"),
        Example("2021-2025年规划期内", hits=("-",), fixed="2021—2025年规划期内"),
        Example(
            "水深2米-3米，18~60岁，每组5——8人。",
            hits=("-", "~", "——"),
            fixed="水深2米～3米，18～60岁，每组5～8人。",
        ),
        Example("1—5月增长3%～5%，电话010-62345678，以3-1获胜，GB/T 15834-2011，型号A-5级。"),
    ),
)
def range_mark(document: Document) -> Iterator[Hit]:
    """Hits for the hyphen: — for months and years, ～ for quantities."""
    for block in blocks_with(document, *_NEEDLES):
        text = block.text
        if not is_chinese(text):
            continue
        for match in _RANGE.finditer(text):
            time = text[match.end() : match.end() + 1] in tuple("年月日时点")
            mark = "—" if time else "～"
            start, end = match.span(2)
            yield Hit(block.id, start, end, f"起止范围用“{mark}”。", mark)
