"""L007: note marks [1] and the notes they point to."""

from __future__ import annotations

from collections.abc import Iterator

from checks.late import regex
from checks.model import Example, Gate, Hit, Severity
from checks.registry import check
from checks.scan import blocks_with
from checks.sources import Source
from documents.model import Block, Document

_NOTE = regex(r"\s*(\[(\d{1,3})\]|〔(\d{1,3})〕|［(\d{1,3})］|([①-⑳]))\s*\S")
_MARK = regex(r"\[(\d{1,3})\]|〔(\d{1,3})〕|［(\d{1,3})］")
_ANY_MARK = regex(r"[\[［〔]\d{1,3}[\]］〕]")
_FORMS = "[〔［"
_FEWEST = 2


@check(
    id="L007",
    title="注码与注文不符",
    gate=Gate.CONTENT,
    severity=Severity.YELLOW,
    source=Source.ERROR_RATE,
    why="文中的注码都应有注文，注文依次编号，读者才找得到出处。",
    examples=(
        Example("办法沿用至今[1]，后经修订[3]。\n[1] 见档案目录。\n[2] 见工作年鉴。", hits=("[3]",)),
        Example(
            "办法沿用至今[1]，后经修订[2]。\n[1] 见档案目录。\n[2] 见工作年鉴。\n[4] 见大事记。",
            hits=("[4]",),
        ),
        Example("办法沿用至今[1]，后经修订[2]。\n[1] 见档案目录。\n[2] 见工作年鉴。"),
        Example("依据国办发〔2026〕5号，取值范围[1]至[9]。", note="没有注文，不是注码。"),
    ),
)
def note_numbers(document: Document) -> Iterator[Hit]:
    """Hits for marks without their note, and for notes that skip; where fewer than two notes are listed, silent."""
    notes: dict[str, list[tuple[Block, int, int, int]]] = {form: [] for form in _FORMS}
    others: list[Block] = []
    for block in blocks_with(document, _ANY_MARK):
        match = _NOTE.match(block.text)
        if match and not match.group(5):
            number = int(next(g for g in match.groups()[1:4] if g))
            notes[match.group(1)[0]].append((block, number, match.start(1), match.end(1)))
        else:
            others.append(block)
    for form, listed in notes.items():
        if len(listed) < _FEWEST or listed[0][1] != 1:
            continue
        last = 0
        for block, number, start, end in listed:
            if number != last + 1:
                yield Hit(
                    block.id, start, end, f"注文编号“{block.text[start:end]}”接在{last}之后，不连续。", None
                )
            last = number
        numbers = {number for _, number, _, _ in listed}
        for block in others:
            for match in _MARK.finditer(block.text):
                if match.group()[0] == form and int(match.group()[1:-1]) not in numbers:
                    yield Hit(
                        block.id, match.start(), match.end(), f"注码“{match.group()}”没有对应的注文。", None
                    )
