"""W005: a sentence that stands twice in one paragraph."""

from __future__ import annotations

from collections.abc import Iterator

from checks.model import Example, Gate, Hit, Severity
from checks.registry import check
from checks.sources import Source
from checks.text import HAN, sentences
from documents.model import Document

_SHORTEST = 8  # Chinese characters; shorter ones repeat for effect


@check(
    id="W005",
    title="句子重复",
    gate=Gate.QUALITY,
    severity=Severity.YELLOW,
    source=Source.ERROR_RATE,
    why="同一段里整句相同，多是粘贴时留下的。",
    examples=(
        Example(
            "要压实各级党组织责任。要压实各级党组织责任。还要定期检查。",
            hits=("要压实各级党组织责任。",),
            fixed="要压实各级党组织责任。还要定期检查。",
        ),
        Example(
            "要压实各级党组织责任。还要定期检查。要压实各级党组织责任。",
            hits=("要压实各级党组织责任。",),
            note="隔着别的句子，删哪一句由编辑定。",
        ),
        Example("加油！加油！我们要压实责任。大家要落实责任。"),
    ),
)
def doubled_sentences(document: Document) -> Iterator[Hit]:
    """Hits for the second of two equal sentences; the suggestion deletes it where it follows directly."""
    for block in document:
        text = block.text
        if len(text) < 2 * _SHORTEST:
            continue
        spans = list(sentences(text))
        if len(spans) < 2 or len({text[start:end].strip() for start, end in spans}) == len(spans):
            continue
        seen: set[str] = set()
        last = ""
        for start, end in spans:
            sentence = block.text[start:end].strip()
            if sentence in seen and len(HAN.findall(sentence)) >= _SHORTEST:
                suggestion = "" if sentence == last else None
                yield Hit(block.id, start, end, "这一句在本段里出现过，内容完全相同。", suggestion)
            seen.add(sentence)
            last = sentence
