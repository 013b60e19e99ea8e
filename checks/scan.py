"""The whole document as one string, so that a rule looks only into the blocks that can hold what it seeks.

Eighty rules over five thousand short blocks cost more in calls than in looking. A rule names what a hit cannot be
without (a mark, a word, a pattern), and gets the few blocks that have it, in order.
"""

from __future__ import annotations

import re
import sys
import threading
from array import array
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

from checks import late
from checks import text as texts
from checks.late import regex
from documents.model import Block, Document

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from checks.concordance import Concordance

T = TypeVar("T")
SEPARATOR = "\0"
"""Between two blocks of the joined text: no reader lets it into a block, and no blank class matches it."""

# A pattern that can begin at one in so many places is tried at each of them. Python's own search runs over what does not
# begin with one certain character faster than over what is not of a set.
_FEW, _FEW_OF_SET = 150, 30
_SHORT = 5_000  # code points of a text that is as soon read as looked up in

LONG_NUMBER = regex(r"[0-9０-９]{4}[ \-]?\d{4}")
"""A needle that several checks share: numbers of persons, cards and telephones, in one piece or in groups."""


@dataclass(frozen=True, slots=True)
class Joined:
    """The texts of all blocks with `SEPARATOR` between them; `starts[i]` is where block i begins.

    What several checks of a run derive from it is kept in `kept`, and goes with it.
    """

    text: str
    starts: tuple[int, ...]
    blocks: tuple[Block, ...]
    kept: dict[Any, Any] = field(default_factory=dict, compare=False, repr=False)

    def index(self, offset: int) -> int:
        """Which block holds that offset of the joined text."""
        return bisect_right(self.starts, offset) - 1

    def place(self, offset: int) -> tuple[Block, int]:
        """The block at an offset of the joined text, and the offset in it."""
        index = self.index(offset)
        return self.blocks[index], offset - self.starts[index]

    def keep(self, make: Callable[[Joined], T]) -> T:
        """What the function `make` derives from this document, made when first asked for."""
        try:
            return self.kept[make]  # type: ignore[no-any-return]
        except KeyError:
            made = self.kept[make] = make(self)
            return made

    @property
    def alphabet(self) -> Counter[str]:
        """Every character of the text, and how often it stands there."""
        return self.keep(_alphabet)

    @property
    def points(self) -> NDArray[np.uint32]:
        """The code points of the text."""
        return self.keep(_points)

    def where(self, chars: Iterable[str]) -> NDArray[np.intp]:
        """The offsets of all that is one of `chars`, in order."""
        return self.keep(_concordance).any_of(chars)

    def holding(self, needle: str | re.Pattern[str]) -> array[int]:
        """The numbers of the blocks that hold `needle`, in order; looked for once, whichever checks ask."""
        found = self.kept.get(needle)
        if found is None:
            found = self.kept[needle] = array("I", self._look_for(needle))
        return found

    def find(self, needle: str | re.Pattern[str], start: int) -> int:
        """Where `needle` next stands in the text from `start` on, -1 = nowhere."""
        candidates = self._beginnings(needle)
        if candidates is None:
            return _next(needle, self.text, start)
        first = bisect_left(candidates, start)
        if isinstance(needle, str):
            return candidates[first] if first < len(candidates) else -1
        text, match = self.text, needle.match
        for index in range(first, len(candidates)):
            if match(text, candidates[index]):
                return candidates[index]
        return -1

    def _beginnings(self, needle: str | re.Pattern[str]) -> list[int] | None:
        """As `_candidates`, looked up once."""
        key = ("candidates", needle)
        if key not in self.kept:
            self.kept[key] = self._candidates(needle)
        found: list[int] | None = self.kept[key]
        return found

    def _candidates(self, needle: str | re.Pattern[str]) -> list[int] | None:
        """Where `needle` can begin, and does where it is a plain text; None = anywhere, or the text is soon read."""
        literal = needle if isinstance(needle, str) else late.head(needle)
        if not all(char in self.alphabet for char in literal):
            return []
        if len(self.text) < _SHORT:
            return None
        places = self.keep(_concordance)
        if isinstance(needle, str):
            return _list(places.text(needle))
        heads, begins, beside = late.heads(needle), late.first(needle), late.beside_digit(needle)
        near = self.keep(_near_digits) if beside else None
        if heads or begins:
            at = places.any_text(heads) if heads else self.where(begins)
            at = at if near is None else at[near[at]]
        elif near is not None:
            at = near.nonzero()[0]
        else:
            return None
        return _list(at) if len(at) * (_FEW_OF_SET if begins else _FEW) < len(self.text) else None

    def _look_for(self, needle: str | re.Pattern[str]) -> Iterator[int]:
        last = len(self.starts) - 1
        at = self.find(needle, 0)
        while at >= 0:
            index = self.index(at)
            yield index
            at = self.find(needle, self.starts[index + 1]) if index < last else -1


def _alphabet(whole: Joined) -> Counter[str]:
    if len(whole.text) < _SHORT:
        return Counter(whole.text)
    import numpy as np  # noqa: PLC0415 - counts a long text in a thirtieth of the time, and takes a tenth of a second to load

    counts = np.bincount(whole.points)
    return Counter({chr(code): int(counts[code]) for code in np.flatnonzero(counts).tolist()})


def _points(whole: Joined) -> NDArray[np.uint32]:
    import numpy as np  # noqa: PLC0415 - as above

    return np.frombuffer(whole.text.encode("utf-32-le", "surrogatepass"), np.uint32)


def among(points: NDArray[np.uint32], chars: str) -> NDArray[np.bool_]:
    """Which of the code points are one of `chars`."""
    import numpy as np  # noqa: PLC0415 - as above

    wanted = np.zeros(sys.maxunicode + 1, np.bool_)
    wanted[[ord(char) for char in chars]] = True
    found: NDArray[np.bool_] = wanted[points]
    return found


_Points = TypeVar("_Points", "int", "NDArray[np.int64]")


def pair(first: _Points, second: _Points) -> _Points:
    """Two code points as one number."""
    return first << 21 | second


def _concordance(whole: Joined) -> Concordance:
    from checks.concordance import Concordance  # noqa: PLC0415 - as above

    return Concordance(whole.points)


def _near_digits(whole: Joined) -> NDArray[np.bool_]:
    """Which code points of a long text are digits, or have one right beside them."""
    import numpy as np  # noqa: PLC0415 - as above

    at = whole.where(char for char in whole.alphabet if char.isdecimal())
    near = np.zeros(len(whole.text) + 2, np.bool_)  # one more on either side
    for beside in range(3):
        near[at + beside] = True
    return near[1:-1]


class _Last(threading.local):
    document: Document | None = None
    joined: Joined | None = None


_last = _Last()


def joined(document: Document) -> Joined:
    """The joined text of `document`; the last document's is kept, a thread each, until `forget`."""
    if _last.document is not document or _last.joined is None:
        starts, at = [], 0
        for block in document.blocks:
            starts.append(at)
            at += len(block.text) + 1
        text = SEPARATOR.join(block.text for block in document.blocks)
        _last.document, _last.joined = document, Joined(text, tuple(starts), document.blocks)
    return _last.joined


def forget() -> None:
    """Let the last document go: a worker that lives for months should not keep a draft in memory."""
    texts.forget()
    _last.document = _last.joined = None


def blocks_with(document: Document, *needles: str | re.Pattern[str]) -> Iterator[Block]:
    """The blocks that hold one of `needles`, in order, each once.

    Literal needles are found many times faster than patterns; a pattern should begin with something rare, must not
    match across `SEPARATOR` (negated classes do) and sees no block edges (`^`, `$`).
    """
    whole = joined(document)
    if len(needles) == 1:
        places = iter(whole.holding(needles[0]))
    else:
        places = iter(sorted(set().union(*(whole.holding(needle) for needle in needles))))
    return (whole.blocks[index] for index in places)


def _list(at: NDArray[np.intp]) -> list[int]:
    found: list[int] = at.tolist()
    return found


def _next(needle: str | re.Pattern[str], text: str, start: int) -> int:
    """Where `needle` next occurs, -1 = nowhere."""
    if isinstance(needle, str):
        return text.find(needle, start)
    match = needle.search(text, start)
    return match.start() if match else -1
