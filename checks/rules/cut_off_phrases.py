"""G016: 在……的情况，: the word that closes the phrase is missing."""

from __future__ import annotations

from collections.abc import Iterator

from checks.model import Example, Gate, Hit, Severity
from checks.registry import check
from checks.sources import Source
from checks.types.slip import needles, slip, slip_hits
from documents.model import Document

_S = r"(?:(?<=[。！？；，])|(?<![^\n]))"
_NEEDLES = needles(
    "的情况，",
    "的前提，",
    "的条件，",
    "的形势，",
    "的背景，",
    "的帮助，",
    "的领导，",
    "的支持，",
    "的指导，",
    "的基础，",
    "的过程，",
    "的作用，",
    "的影响，",
    "的推动，",
    "支持，",
    "帮助，",
    "关怀，",
    "领导，",
    "努力，",
    "配合，",
    "指导，",
    "组织，",
    "推动，",
    "带领，",
    "感召，",
    "鼓舞，",
    "熏陶，",
)
_SLIPS = (
    slip(
        _S + r"在(?!于|职|岗|编|建|校|册|案|线|座|场)[^，。；：！？在是有为了]{2,24}的(?P<x>情况|前提|"
        r"条件|形势|背景|帮助|领导|支持|指导|推动|影响|"
        r"作用)(?=，)",
        "“在……的情况”后面缺“下”。",
        r"\g<x>下",
        unless="发挥|起到|产生|出现|面临|"
        r"存在|受|成为|作为|获得",
    ),
    slip(
        _S + r"在(?!于|职|岗|编|建|校|册|案|线|座|"
        r"场)[^，。；：！？在是有为了]{2,24}的(?P<x>基础)(?=，)",
        "“在……的基础”后面缺“上”。",
        r"\g<x>上",
        unless="发挥|"
        r"起到|产生|出现|面临|存在|受|成为|作为|获得",
    ),
    slip(
        _S + r"在(?!于|职|岗|编|建|校|册|案|线|座|"
        r"场)[^，。；：！？在是有为了]{2,24}的(?P<x>过程)(?=，)",
        "“在……的过程”后面缺“中”。",
        r"\g<x>中",
        unless="发挥|"
        r"起到|产生|出现|面临|存在|受|成为|作为|获得",
    ),
    slip(
        _S + r"在(?!于|职|岗|编|建|校|册|案|线|座|场|这|此)(?:有关|[^，。；：！？、在是有为了]){2,20}"
        r"(?P<x>领导和支持|关心支持|关心和支持|支持和帮助|"
        r"支持帮助|关怀和支持|领导和关怀|指导和帮助|关心帮助|帮助和指导|帮助支持|大力支持|亲切关怀|坚强领导|正确领导|的共同努力|"
        r"悉心指导|积极推动|大力推动|带领|感召|鼓舞|熏陶)(?=，)",
        "“在……的支持”后面缺“下”。",
        r"\g<x>下",
        unless="发挥|起到|产生|出现|面临|存在|受|成为|作为|获得|得到|感谢|离不开",
    ),
)


@check(
    id="G016",
    title="缺方位词",
    gate=Gate.QUALITY,
    severity=Severity.YELLOW,
    source=Source.ERROR_RATE,
    why="“在……的情况下”“在……的基础上”“在……的过程中”要有后面的方位词。",
    examples=(
        Example("在条件成熟的情况，可以试点。", hits=("情况",), fixed="在条件成熟的情况下，可以试点。"),
        Example("在调查研究的基础，提出意见。", hits=("基础",), fixed="在调查研究的基础上，提出意见。"),
        Example("在条件成熟的情况下，可以试点；在建项目的情况，请逐月报告；这是工作的基础，要打牢。"),
    ),
)
def cut_off_phrases(document: Document) -> Iterator[Hit]:
    """Hits on the noun after which the word of place is missing."""
    yield from slip_hits(document, _NEEDLES, _SLIPS)
