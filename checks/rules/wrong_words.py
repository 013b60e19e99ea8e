"""W001: common wrong words, by wordlist."""

from __future__ import annotations

from collections.abc import Iterator

from checks.model import Example, Gate, Hit, Severity
from checks.registry import check
from checks.sources import Source
from checks.words import hits
from documents.model import Document


@check(
    id="W001",
    title="常见错别字",
    gate=Gate.QUALITY,
    severity=Severity.RED,
    source=Source.XIANHAN,
    why="形近、音近字的误用，词表里的写法在规范文字中不出现。",
    wordlists=("wrong_words",),
    examples=(
        Example("按照统一布署抓好落实。", hits=("布署",), fixed="按照统一部署抓好落实。"),
        Example("设备已经按装到位。", hits=("按装",), fixed="设备已经安装到位。"),
        Example("纪律有所松驰，作风有些浮燥。", hits=("松驰", "浮燥"), fixed="纪律有所松弛，作风有些浮躁。"),
        Example("按装机容量计算，文件公布署名。部署、安装、松弛都写对了。"),
        Example("他自己经常举措失当后再改善长期规划。"),
    ),
)
def wrong_words(document: Document) -> Iterator[Hit]:
    """Hits for words of two and three characters; both edges must be word boundaries."""
    yield from hits(document, "wrong_words", "“{term}”应为{replacements}。", boundaries="strict")
