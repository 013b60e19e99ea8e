"""W002: wrongly written idioms and set phrases, by wordlist."""

from __future__ import annotations

from collections.abc import Iterator

from checks.model import Example, Gate, Hit, Severity
from checks.registry import check
from checks.sources import Source
from checks.words import hits
from documents.model import Document


@check(
    id="W002",
    title="成语和习用语错字",
    gate=Gate.QUALITY,
    severity=Severity.RED,
    source=Source.XIANHAN,
    why="成语用字固定，错一个字就失了本义。",
    wordlists=("wrong_idioms",),
    examples=(
        Example("面对困难一愁莫展。", hits=("一愁莫展",), fixed="面对困难一筹莫展。"),
        Example(
            "希望大家再接再励，不要迫不急待。",
            hits=("再接再励", "迫不急待"),
            fixed="希望大家再接再厉，不要迫不及待。",
        ),
        Example("踔励奋发、笃行不殆。", hits=("踔励奋发", "笃行不殆"), fixed="踔厉奋发、笃行不怠。"),
        Example("大家再接再厉，一如既往，与时俱进。"),
    ),
)
def wrong_idioms(document: Document) -> Iterator[Hit]:
    """Hits for wrong idioms of the list; four characters are long enough to need no word boundary."""
    yield from hits(document, "wrong_idioms", "“{term}”应为{replacements}。")
