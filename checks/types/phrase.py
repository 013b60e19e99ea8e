"""Wrong words that are wrong only in a phrase: confusable pairs, collocations, redundant wording. The rows are data.

A row's term is a phrase with the wrong part in braces; the replacement stands for that part alone:

    {截止}(目前/今日)      the wrong part directly before one of two words
    {做出}…(贡献/牺牲)     … = at most 12 characters of the same clause between
    (提高/改善)·{规模}$    · = at most 6, without 、 and the words that join; $ = the clause ends here, ^ = begins
    {截止}#               # = a numeral

Own columns of such a list (`columns = ["not", "when"]` in its TOML, `searched = false`): `not`, words that silence
the row where they stand in the clause; `when`, words of which one must stand in the clause; both joined by /.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import ahocorasick_rs

from checks import scan, wordlists
from checks.late import regex
from checks.model import Hit
from checks.wordlists import Entry
from documents.model import Document

COLUMNS = ("not", "when")
LISTS = ("confusables", "collocations", "redundancy")
"""Every list of phrases; they are searched together, once a document."""

_CLAUSE_MARKS = "，。；：！？\n\0"
_TOKENS = regex(r"\{(?P<wrong>[^{}()/]+)\}|\((?P<choice>[^()]*)\)|(?P<sign>[…·$^#])|(?P<text>[^{}()…·$^#]+)")
# The object belongs to the verb that stands nearer: 加快提升能力 is right.
_OTHER_VERBS = (
    "提高|提升|提振|扩大|增强|增加|加强|加大|加快|改善|形成|实现|达到|适应|超过|缩小|降低|减少|发展|建设|转"
)
_SIGNS = {
    "…": f"[^{_CLAUSE_MARKS}]{{0,12}}?",
    "·": f"(?:(?!{_OTHER_VERBS})[^{_CLAUSE_MARKS}、和与及并而或且]){{0,6}}?",
    "$": r"(?=[，。；：！？、”’）》\s\0]|\Z)",
    "^": r"(?:(?<=[，。；：！？、“‘（《\s\0])|(?<![\s\S]))",
    "#": "[0-9０-９一二三四五六七八九十百千万两几数○〇]",
}  # fmt: skip
_LENGTHS = {"…": 12, "·": 6, "$": 0, "^": 0, "#": 1}
_CLAUSE_END = regex(r"[，。；：！？、”’）》\s\0]")
_FAR = 40  # code points within which the end of a clause is looked for
_BEFORE = 24  # code points looked at before the wrong part: two gaps' worth
_CLAUSE = 40  # code points looked at on each side for `not` and `when`


class PhraseError(ValueError):
    """A row's term is not a phrase with one wrong part in braces."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """A compiled row. `needles`: (text, offset of the wrong part in it), one of which every hit contains."""

    entry: Entry
    wrong: str
    needles: tuple[tuple[str, int], ...]
    left: re.Pattern[str] | None
    right: re.Pattern[str] | None
    silent: tuple[str, ...]
    only: tuple[str, ...]
    ends_within: int | None
    """The clause must end behind the wrong part, at most so many code points on; None = it need not."""
    ending: tuple[str, ...]
    """Where it must: what it ends with, one of these."""

    def at(self, text: str, start: int) -> bool:
        """Whether the phrase stands in `text` with its wrong part at `start`."""
        end = start + len(self.wrong)
        if self.right is not None and not self.right.match(text, end):
            return False
        if self.left is not None and not self.left.search(text, max(0, start - _BEFORE), start):
            return False
        if not (self.silent or self.only):
            return True
        clause = _clause(text, start, end)
        if any(word in clause for word in self.silent):
            return False
        return not self.only or any(word in clause for word in self.only)


def compiled(entry: Entry) -> Phrase:
    """The phrase of a row.

    Raises:
        PhraseError: no wrong part, more than one, or a sign out of place.
    """
    tokens = list(_TOKENS.finditer(entry.term))
    if "".join(t.group() for t in tokens) != entry.term:
        raise PhraseError(f"“{entry.term}”有不成对的括号")
    places = [i for i, t in enumerate(tokens) if t["wrong"]]
    if len(places) != 1:
        raise PhraseError(f"“{entry.term}”应有且只有一处用 {{}} 标出的错误部分")
    place = places[0]
    wrong = tokens[place]["wrong"]
    closed = tokens[-1].group() == "$"
    left, right = (_pattern(part) for part in (tokens[:place], tokens[place + 1 :]))
    return Phrase(
        entry=entry,
        wrong=wrong,
        needles=_needles(wrong, tokens[place - 1] if place else None, [*tokens[place + 1 :], None][0]),
        left=regex(rf"{left}\Z") if left else None,
        right=regex(right) if right else None,
        silent=_words(entry.fact("not")),
        only=_words(entry.fact("when")),
        ends_within=_longest(tokens[place + 1 : -1]) if closed else None,
        ending=tuple(_literals(tokens[-2])) if closed and place < len(tokens) - 2 else ("",),
    )


def _longest(tokens: list[re.Match[str]]) -> int:
    """How many code points the tokens match at most."""
    return sum(max(sum(_LENGTHS.get(char, 1) for char in word) for word in _alternatives(t)) for t in tokens)


def _pattern(tokens: list[re.Match[str]]) -> str:
    return "".join(_SIGNS.get(t.group()) or _choices(t) for t in tokens)


def _choices(token: re.Match[str]) -> str:
    return "(?:" + "|".join(_alternative(word) for word in _alternatives(token)) + ")"


def _alternatives(token: re.Match[str]) -> list[str]:
    return token["choice"].split("/") if token["choice"] is not None else [token.group()]


def _alternative(word: str) -> str:
    return "".join(_SIGNS.get(char) or re.escape(char) for char in word)


def _literals(token: re.Match[str] | None) -> list[str]:
    """What stands there, letter for letter; [""] where that is not fixed."""
    if token is None or token["sign"]:
        return [""]
    words = _alternatives(token)
    return [""] if any(char in _SIGNS for word in words for char in word) else words


def _needles(
    wrong: str, before: re.Match[str] | None, after: re.Match[str] | None
) -> tuple[tuple[str, int], ...]:
    """The wrong part with the words next to it: the rarer the needle, the fewer places are looked at."""
    following = _literals(after)
    if all(following):
        return tuple((wrong + word, 0) for word in following)
    leading = _literals(before)
    if all(leading):
        return tuple((word + wrong, len(word)) for word in leading)
    return ((wrong, 0),)


def _words(cell: str) -> tuple[str, ...]:
    return tuple(word for word in cell.split("/") if word)


def _clause(text: str, start: int, end: int) -> str:
    left, right = max(0, start - _CLAUSE), min(len(text), end + _CLAUSE)
    left = max([left, *(text.rfind(mark, left, start) + 1 for mark in _CLAUSE_MARKS)])
    stops = [at for mark in _CLAUSE_MARKS if (at := text.find(mark, end, right)) >= 0]
    return text[left : min([right, *stops])]


Row = tuple[str, int, Phrase]
"""The list, where the wrong part begins in the needle, and the phrase."""


@cache
def _rows() -> tuple[ahocorasick_rs.AhoCorasick, tuple[tuple[Row, ...], ...]]:
    """One search over the needles of all lists, and the rows of each needle."""
    rows: dict[str, list[Row]] = {}
    for name in LISTS:
        for entry in wordlists.load(name):
            phrase = compiled(entry)
            for needle, offset in phrase.needles:
                rows.setdefault(needle, []).append((name, offset, phrase))
    kind = ahocorasick_rs.Implementation.ContiguousNFA
    return ahocorasick_rs.AhoCorasick([*rows], implementation=kind), tuple(map(tuple, rows.values()))


def _found(whole: scan.Joined) -> dict[str, list[tuple[int, Phrase]]]:
    """Hits of every list in the joined text: list name to (offset, phrase), in order."""
    search, rows = _rows()
    found: dict[str, dict[int, Phrase]] = {name: {} for name in LISTS}
    text = whole.text
    end, distance, rest = -1, 0, None
    for index, start, _ in search.find_matches_as_indexes(text, overlapping=True):
        for name, offset, phrase in rows[index]:
            if phrase.ends_within is not None:
                # Most verbs have their object farther off: one look for the clause's end spares a pattern a row.
                if end != (end := start + offset + len(phrase.wrong)):
                    distance, rest = _to_clause_end(text, end)
                if distance > phrase.ends_within or (rest is not None and not rest.endswith(phrase.ending)):
                    continue
            if start + offset not in found[name] and phrase.at(text, start + offset):
                found[name][start + offset] = phrase
    return {name: sorted(places.items()) for name, places in found.items()}


def _to_clause_end(text: str, start: int) -> tuple[int, str | None]:
    """The distance to what may end the clause, and the text up to it; None where a gap can go on behind it."""
    match = _CLAUSE_END.search(text, start, start + _FAR)
    if match is None:
        return min(_FAR, len(text) - start), None
    end = match.start()
    return end - start, text[start:end] if text[end] in _CLAUSE_MARKS else None


def phrase_hits(document: Document, name: str, message: str) -> Iterator[Hit]:
    """The whole body of a check over one list of phrases. `message` may hold {term} (the wrong part) and
    {replacements}; the row's own `why` follows it.

    Raises:
        WordlistError, PhraseError: a list is faulty.
    """
    whole = scan.joined(document)
    last = 0
    for offset, phrase in whole.keep(_found)[name]:
        if offset < last:
            continue
        last = offset + len(phrase.wrong)
        entry = phrase.entry
        block, start = whole.place(offset)
        right = "或".join(f"“{r}”" for r in entry.replacements)
        text = message.format(term=phrase.wrong, replacements=right) + (f"{entry.why}。" if entry.why else "")
        where = f"{name}:{entry.term}"
        yield Hit(block.id, start, start + len(phrase.wrong), text, entry.suggestion, entry.severity, where)
