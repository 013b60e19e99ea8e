"""G010: 通过……，使……: the sentence has no subject left."""

from __future__ import annotations

from collections.abc import Iterator

from checks.model import Example, Gate, Hit, Severity
from checks.registry import check
from checks.sources import Source
from checks.types.slip import needles, slip, slip_hits
from documents.model import Document

_START = r"(?:(?<![^。！？；\n])|(?<=[。！？；：]))"
_NEEDLES = needles("，使", "，让", "，令", "使我", "使大家", "让我", "让大家", "使全", "使广大")
_SLIPS = (
    slip(
        _START + r"(?P<x>通过|经过|由于|随着)(?!使)[^，。；：！？]{2,40}，(?:从而|进而|才|都|也|就)?"
        r"(?:使得|使|让|令)(?![命用馆节者徒臣])",
        "“通过”（“经过”“由于”等）与“使”连用，句子没有主语，宜删去一个。",
        severity=Severity.BLUE,
    ),
    slip(
        _START + r"(?P<x>通过|经过|由于)[^，。；：！？使让令]{2,24}(?:使得|使|让|令)"
        r"(?:我们|大家|全体|广大|同学|他们|全市|全县|我|他|她)(?![^，。；]{0,12}的)",
        "“通过”（“经过”“由于”）与“使”连用，句子没有主语，宜删去一个。",
    ),
    slip(
        _START
        + r"(?P<x>在)(?!于|使)[^，。；：！？使让令]{2,30}(?:下|中|后|之后|过程中|期间|基础上)，(?:从而|才|都|也|就)?"
        r"(?:使得|使|让|令)(?![命用馆节者徒臣])",
        "“在……下”（“在……中”）与“使”连用，句子没有主语，宜删去一个。",
        severity=Severity.BLUE,
    ),
    slip(
        _START + r"(?P<x>自|自从)[^，。；：！？使让令]{2,20}(?:以来|之后|后|起)，(?:从而|才|都|也|就)?"
        r"(?:使得|使|让|令)(?![命用馆节者徒臣])",
        "“自……以来”与“使”连用，句子没有主语，宜删去“使”。",
        severity=Severity.BLUE,
    ),
    slip(
        _START + r"(?P<x>从|对于|当|面对)[^，。；：！？使让令]{2,24}，(?:使得|使|让|令)"
        r"(?:我|我们|大家|全体|广大|同学|他|他们|她|人们|全市|全县)(?![^，。；]{0,12}的)",
        "前面是介词结构，后面又用“使”，句子没有主语，宜删去一个。",
        severity=Severity.BLUE,
    ),
    slip(
        _START + r"(?P<x>根据|关于|针对|为了|鉴于|按照|结合|围绕|自从|据)[^，。；：！？使让令]{2,24}，"
        r"(?:从而|才|都|也|就)?(?:使得|使|让|令)(?:我|大家|全体|广大|同学|他|她|人们|群众|干部|职工|村民)"
        r"(?![^，。；]{0,12}的)",
        "前面是介词结构，后面又用“使”，句子没有主语，宜删去一个。",
        severity=Severity.BLUE,
    ),
    slip(
        _START
        + r"(?:看到|看了|看完|听到|听了|听完|读了|读完|参加|参加了|参观|参观了|学习了|想到|想起|回顾|目睹|得知)"
        r"[^，。；：！？使让令]{2,24}，(?P<x>使得|使|让|令)"
        r"(?:我|大家|全体|同学|他|她|人们|群众|干部|职工|村民)(?![^，。；]{0,12}的)",
        "前面说的是人的动作，后面又用“使”，句子没有主语，宜删去“使”。",
        severity=Severity.BLUE,
    ),
)


@check(
    id="G010",
    title="缺主语：通过……使……",
    gate=Gate.QUALITY,
    severity=Severity.YELLOW,
    source=Source.ERROR_RATE,
    why="“通过”“经过”“由于”等介词结构不能作主语，后面再用“使”，全句就没有主语；删去其中一个。",
    examples=(
        Example("通过开展专题学习，使干部的认识有了提高。", hits=("通过",)),
        Example("由于各方支持，使工程提前完工。经过这次培训使大家受到教育。", hits=("由于", "经过")),
        Example("根据这次调查，使我们看到了差距。参观展览，让大家受到鼓舞。", hits=("根据", "让")),
        Example("自活动开展以来，使群众得到了实惠。", hits=("自",)),
        Example("自活动开展以来，群众得到了实惠。"),
        Example("通过学习，我们提高了认识；这次学习使我们提高了认识。"),
        Example("通过互联网使用服务的，应当实名；经过使馆批准，让路于民。"),
    ),
)
def missing_subject(document: Document) -> Iterator[Hit]:
    """Hits on the preposition; which of the two words goes is for the editor."""
    yield from slip_hits(document, _NEEDLES, _SLIPS)
