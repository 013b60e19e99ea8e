"""G012: 能否……是……的保证: two sides before, one side after, or the other way round."""

from __future__ import annotations

from collections.abc import Iterator

from checks.model import Example, Gate, Hit, Severity
from checks.registry import check
from checks.sources import Source
from checks.types.slip import needles, slip, slip_hits
from documents.model import Document

_TWO = (
    "能否|能不能|是否|有无|与否|好坏|成败|优劣|高低|大小|强弱|快慢|得失|兴衰|存亡|多少|程度|如何|怎样|胜负"
    "|输赢|关系到|取决于|决定着|直接影响|长短|盛衰"
    "|安危|荣辱|祸福|生死|去留|难易|试金石|标尺|分水岭|衡量|检验|考验"
)
_BOTH = "|".join(word for word in _TWO.split("|") if word not in ("取决于", "决定着"))
_NEEDLES = needles("能否", "是否", "能不能", "有没有")
_SLIPS = (
    slip(
        r"(?:(?<![^。！？；，\n])|(?<=[。！？；，]))(?P<x>能否|能不能|是否|有没有)[^，。；：！？]{2,40}，?(?:都|也|才|就)?是[^，。；：！？]{2,40}的(?:保证|保障|前提|关键|基础|条件|必要条件|重要条件|根本|途径|有效途径|重要途径|体现|重要体现)(?=[，。；！])",
        "前面是两面（“能否”“是否”），后面只有一面，前后不照应。",
        unless=f"(?:是|，)[^，]*(?:{_TWO})",
    ),
    slip(
        r"(?:(?<![^。！？；\n])|(?<=[。！？；]))(?!能否|是否|能不能)[^，。；：！？]{3,30}，?是(?P<x>能否|能不能)[^，。；：！？]{2,30}的(?:保证|保障|前提|关键|基础|条件|必要条件|决定因素|根本)(?=[，。；！])",
        "前面是一面，后面是两面（“能否”），前后不照应。",
        "能",
        unless=f"^[^，]*(?:{_TWO}|质量|水平|能力|力度|问题|状况|情况)[^，]*，?是",
    ),
    slip(
        r"(?:对|对于)[^，。；：！？]{0,20}(?P<x>能否|能不能)[^，。；：！？]{2,24}(?:充满|满怀|抱有|很有|有|缺乏|失去)(?:了)?(?:坚定的|必胜的|十足的)?信心",
        "“充满信心”只对一面说，与“能否”不照应。",
    ),
    slip(
        r"(?:(?<![^。！？；\n])|(?<=[。！？；]))(?![^，。；]*(?:能否|是否|能不能|有没有|与否))[^，。；：！？]{2,24}，"
        r"(?:关键|根本|重点)(?:就|还)?(?:在于|在|是|取决于)(?P<x>能否|能不能)(?=[^，。；：！？]{2,20}[。；！])",
        "前面是一面，后面是两面（“能否”），前后不照应。",
        "能",
        severity=Severity.BLUE,
        unless=f"^[^，]*(?:{_TWO}|质量|水平|能力|力度|问题|状况|情况|效果|如何|怎样)[^，]*，",
    ),
    slip(
        r"(?:(?<![^。！？；\n])|(?<=[。！？；]))[^，。；：！？]{0,12}(?P<x>能否|能不能)[^，。；：！？]{2,24}，"
        r"(?:关键在于|关键是|取决于|决定于|根本在于)[^，。；：！？]{2,24}(?=[。；！])",
        "前面是两面（“能否”），后面只有一面，前后不照应。",
        severity=Severity.BLUE,
        unless=f"(?:关键在于|关键是|取决于|决定于|根本在于)[^，]*(?:{_BOTH}|能否|是否|有没有|质量|水平|能力|什么|谁|哪)",
    ),
)


@check(
    id="G012",
    title="一面与两面不照应",
    gate=Gate.QUALITY,
    severity=Severity.YELLOW,
    source=Source.ERROR_RATE,
    why="前面说“能否”“是否”，后面也要照顾到两面；前面只说一面，后面也只说一面。",
    examples=(
        Example("能否做好普查工作，是完成全年任务的保证。", hits=("能否",)),
        Example("加强学习是能否做好工作的前提。", hits=("能否",), fixed="加强学习是能做好工作的前提。"),
        Example("大家对能否按期完成任务充满信心。", hits=("能否",)),
        Example("能否做好普查工作，关系到能否完成全年任务；能否坚持创新，是企业成败的关键。"),
        Example("做好普查工作是完成任务的保证；是否同意，由会议决定。"),
    ),
)
def one_sided(document: Document) -> Iterator[Hit]:
    """Hits on the word that opens two sides where the other half has one."""
    yield from slip_hits(document, _NEEDLES, _SLIPS)
