"""Clean text to judge by: readers of the development data, the split, cleaning by stated criteria, grouping.

Nothing here looks at what our checks find. A line is set aside, and counted, when it
- does not end as a sentence does (heading, broken line), is shorter than 12 or longer than 800 characters,
- holds control characters, private-use characters, table bars or mark-up,
- holds half-width marks beside Chinese characters, or full-width digits, letters or per cent signs (width noise of digitising),
- in the reports: begins with a closing mark, or has unpaired marks (page furniture and lines cut in two).
"""

from __future__ import annotations

import html
import os
import re
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

DEFAULT = Path(__file__).resolve().parents[3] / "shared" / "data"
CORPORA = {
    "statutes": "official/statutes.txt",
    "reports": "official/reports.txt",
    "news": "news/broadcast.txt",
}
OFFICIAL = ("statutes", "reports")
HALVES = {"report": 0, "tuning": 1}
SHORTEST, LONGEST = 12, 800
DOCUMENT_CHARACTERS = 2_500
NEIGHBOURS = 8  # paragraphs on either side that show whether a finding stands in the real surroundings

_HAN = "\u4e00-\u9fff"
_ENDS = re.compile(r"[。；：！？…]$|[。！？…][”’）》]$")
_DIRTY = re.compile(r"[\x00-\x1f\x7f\ufffd\ue000-\uf8ff|<>\u200b-\u200f\ufeff]")
_HALF_WIDTH = re.compile(rf"[{_HAN}][,;:?!()\"]|[,;:?!()\"][{_HAN}]|[{_HAN}]\.(?=[{_HAN}]|$)")
_FULL_WIDTH = re.compile(r"[０-９Ａ-Ｚａ-ｚ％]")
_BAD_START = re.compile(r"^[，。、；：！？”’）》〉]")
_PAIRS = ("《》", "（）", "“”")
_TITLE = re.compile(r"^[^。；，：]{2,60}(?:法|条例|办法|规定|细则|规则|决定|决议|解释)(?:（[^）]*）)?$")


class DataMissingError(Exception):
    """The development data is not where it was looked for."""


@dataclass
class Corpus:
    """Accepted lines of one corpus and one half, in order, and how many lines were set aside for which reason."""

    name: str
    lines: list[str] = field(default_factory=list)
    aside: Counter[str] = field(default_factory=Counter)
    source: list[str] = field(default_factory=list)  # every paragraph in its own order
    places: dict[str, int] = field(default_factory=dict)  # accepted line to its index in `source`

    @property
    def characters(self) -> int:
        """Code points of the accepted lines."""
        return sum(map(len, self.lines))

    def around(self, line: str) -> tuple[list[str], int]:
        """An accepted line between the paragraphs that really stand around it, and its index there."""
        place = self.places[line]
        first = max(0, place - NEIGHBOURS)
        return self.source[first : place + NEIGHBOURS + 1], place - first

    def documents(self) -> list[list[str]]:
        """The lines in groups of some 2,500 characters."""
        groups: list[list[str]] = [[]]
        size = 0
        for line in self.lines:
            if size >= DOCUMENT_CHARACTERS:
                groups.append([])
                size = 0
            groups[-1].append(line)
            size += len(line)
        return [group for group in groups if group]


def root(given: str | None = None) -> Path:
    """The data folder: the argument, the environment's SANSHEN_DATA, or `../shared/data` beside the checkout.

    Raises:
        DataMissingError: it does not hold the corpora.
    """
    folder = Path(given or os.environ.get("SANSHEN_DATA") or DEFAULT)
    missing = [name for name in CORPORA.values() if not (folder / name).is_file()]
    if missing:
        raise DataMissingError(
            f"没有找到评测数据：{folder} 里缺少 {'、'.join(missing)}。"
            "请用 --data 目录 或环境变量 SANSHEN_DATA 指明数据所在的目录。"
        )
    return folder


def part(line: str) -> int:
    """Which twentieth a stripped line belongs to: 0 report half, 1 tuning half, the rest is for training."""
    return zlib.crc32(line.encode()) % 20


def read(folder: Path, name: str, half: str) -> Corpus:
    """The accepted lines of one corpus ("statutes", "reports", "news") and one half, without repetitions."""
    corpus = Corpus(name)
    seen: set[str] = set()
    for raw in _lines(folder / CORPORA[name]):
        ours = part(raw) == HALVES[half]
        for text in _paragraphs(raw) if name == "news" else (raw,):
            corpus.source.append(text)
            if not ours or text in seen:
                continue
            seen.add(text)
            reason = _reason(text, name)
            if reason:
                corpus.aside[reason] += 1
            else:
                corpus.lines.append(text)
                corpus.places[text] = len(corpus.source) - 1
    return corpus


def _lines(path: Path) -> Iterator[str]:
    with path.open(encoding="utf-8") as file:
        yield from (stripped for line in file if (stripped := line.strip()))


def _paragraphs(raw: str) -> Iterable[str]:
    if "<p>" not in raw:
        return (raw,)
    plain = (html.unescape(re.sub(r"<[^>]*>", "", piece)).strip() for piece in re.split(r"</?p>", raw))
    return (piece for piece in plain if piece)


def _reason(text: str, name: str) -> str:
    """Why a line is set aside, '' where it is accepted."""
    if not SHORTEST <= len(text) <= LONGEST:
        return "length"
    for reason, fault in _ASIDE.items():
        if fault(text):
            return reason
    return "cut lines" if name == "reports" and _cut(text) else ""


_ASIDE: dict[str, Callable[[str], object]] = {
    "control characters, tables, mark-up": _DIRTY.search,
    "does not end as a sentence": lambda text: not _ENDS.search(text),
    "half-width marks": _HALF_WIDTH.search,
    "full-width digits or letters": _FULL_WIDTH.search,
}


def _cut(text: str) -> bool:
    return bool(_BAD_START.search(text)) or not paired(text)


def paired(text: str) -> bool:
    """Whether title marks, brackets and quotation marks open as often as they close."""
    return all(text.count(pair[0]) == text.count(pair[1]) for pair in _PAIRS)


def whole_statutes(folder: Path, half: str) -> list[list[str]]:
    """Whole statutes in their own order, chosen by their title line's part: for what a check says about the
    relation of two places.

    Set aside: statutes with dirty characters or width noise, and those with gaps in their numbering (the data had
    sentences taken out). So false alarms of numbering checks cannot be measured here.
    """
    chosen: list[list[str]] = []
    current: list[str] | None = None
    for raw in _lines(folder / CORPORA["statutes"]):
        if _TITLE.match(raw):
            current = [raw] if part(raw) == HALVES[half] else None
            if current:
                chosen.append(current)
        elif current is not None:
            current.append(raw)
    return [
        lines for lines in chosen if len(lines) >= 20 and not any(map(_noisy, lines)) and _unbroken(lines)
    ]


_LABELS = (re.compile(r"第([一二三四五六七八九十百千零]+)条"), re.compile(r"（([一二三四五六七八九十百]+)）"))
_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")}
_POWERS = {"十": 10, "百": 100, "千": 1000}


def _unbroken(lines: Sequence[str]) -> bool:
    """Whether articles run from 1 without a gap, and every item is the first or follows its predecessor."""
    article = item = 0
    for line in lines:
        if match := _LABELS[0].match(line):
            if _value(match[1]) != article + 1:
                return False
            article += 1
        elif match := _LABELS[1].match(line):
            if _value(match[1]) not in (1, item + 1):
                return False
            item = _value(match[1])
    return article > 0


def _value(numeral: str) -> int:
    total, digit = 0, 0
    for char in numeral:
        if char in _POWERS:
            total += (digit or 1) * _POWERS[char]
            digit = 0
        else:
            digit = _DIGITS[char]
    return total + digit


def _noisy(line: str) -> bool:
    return bool(_DIRTY.search(line) or _HALF_WIDTH.search(line) or _FULL_WIDTH.search(line))
