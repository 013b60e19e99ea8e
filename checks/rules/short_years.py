"""N012: years with two digits: 99年3月, ’26年, 08年."""

from __future__ import annotations

import re
from collections.abc import Iterator

from checks.late import regex
from checks.model import Example, Gate, Hit, Severity
from checks.registry import check
from checks.sources import Source
from checks.types.matches import matches
from documents.model import Document

_MARKED = r"[’'‘](?P<marked>\d\d)年"
_ZERO = r"(?<![\d.:：])(?P<zero>0\d)年(?![级内间期])"
_PART = r"(?<![\d.第])(?<!\d[:：])(?P<part>\d\d)年(?=(?:1[0-2]|0?[1-9])月|第?[一二三四]季度|[上下]半年|年[底初末终中]|春节|国庆)"
_WHEN = (
    r"(?:(?<=截至)|(?<=建于)|(?<=成立于)|(?<=早在)|(?<=预计)|(?<=始于))(?P<since>[0-4]\d|[89]\d)年(?=[，。；、底初末])"
    r"|(?<![\d.:：第近满约来去])(?P<task>[12][0-9]|[89]\d)年(?=度|全国|全[年省市县区]|国内生产总值|政府工作报告|工作总结)"
)
_YEAR = regex("|".join((_MARKED, _ZERO, _PART, _WHEN)))
_NEEDLES = (
    regex(r"年(?<=[’'‘]\d\d年)"),
    regex(r"年(?<=0\d年)(?<!\d0\d年)"),
    regex(r"年(?<=[^\d.]\d\d年)(?<=至\d\d年|于\d\d年|在\d\d年|计\d\d年)(?=[，。；、底初末])"),
    regex(
        r"年(?<=\d\d年)(?<!\d\d\d年)(?=\d{1,2}月|第?[一二三四]季|[上下]半年|年[底初末终中]|春节|国庆|度|全[国年省市县区]|国内生产|政府工作|工作总结)"
    ),
)
# Terms of prison and of contracts are counted in years and months.
_DURATION = regex(
    r"(?:徒刑|刑期|任期|工龄|党龄|军龄|年限|期限|为期|历时|长达|近|约|满|了|每隔|时隔|工作|服役|建设|合作)\Z"
)
_PIVOT = 50


@check(
    id="N012",
    title="年份只写两位",
    gate=Gate.QUALITY,
    severity=Severity.YELLOW,
    source=Source.GBT_15835,
    why="公元年份用四位数字，不简写；“99年”会被当成年数或别的世纪。",
    examples=(
        Example("公司成立于’98年。", hits=("’98年",), fixed="公司成立于1998年。"),
        Example(
            "方案自08年起实行，26年3月5日修订。",
            hits=("08年", "26年"),
            fixed="方案自2008年起实行，2026年3月5日修订。",
        ),
        Example("25年上半年增长5%。", hits=("25年",), fixed="2025年上半年增长5%。"),
        Example(
            "2026年3月，30年来，工作10年，判处有期徒刑12年3个月，1998—99年，20年间，服役12年3月，2025年上半年。"
        ),
    ),
)
def short_years(document: Document) -> Iterator[Hit]:
    """Hits for the year; the century is guessed (50 and above: 19), which the editor confirms by accepting."""
    for block, match in matches(document, _YEAR, *_NEEDLES):
        digits = next(group for group in match.groups() if group)
        head = block.text[max(0, match.start() - 4) : match.start()]
        if not match.group("marked") and (
            _DURATION.search(head) or re.search(r"[年\d][—～\-–至到、/]\Z", head)
        ):
            continue
        year = f"{'19' if int(digits) >= _PIVOT else '20'}{digits}年"
        yield Hit(block.id, match.start(), match.end(), f"年份用四位数字：“{year}”。", year)
