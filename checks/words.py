"""Finds the terms of wordlists in text, by Aho–Corasick and then by word boundary.

The shipped lists are searched for together: one automaton over the terms of all of them goes once over the joined text
of a document, and every wordlist check of the run takes its own from what was found. The segmenter sees only sentences
that hold a candidate.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal

from checks import scan, wordlists
from checks.literals import Literals
from checks.model import Hit
from checks.segment import cut, engine, is_word
from checks.text import sentence_span
from checks.wordlists import Entry, Wordlist, WordlistError
from documents.model import Block, Document

__all__ = [
    "Boundaries",
    "Match",
    "Matcher",
    "cut",
    "engine",
    "found_in",
    "hits",
    "hits_of",
    "is_word",
    "matcher",
]

Boundaries = Literal["off", "loose", "strict"]
"""How hits are held against jieba's words.

off: every occurrence counts. loose: a hit strictly inside one longer word, or cutting a word at both of its
edges, is part of other words and is dropped. strict: cutting a word at either edge is enough.
"""

_LONG_SENTENCE, _MARGIN = 300, 60  # code points
Found = tuple[str, int, int]
"""A pattern (a term or a context) and [start, end) in the searched text."""
_Contexts = dict[int, list[tuple[int, Collection[str]]]]
"""By where a context begins: its end and the terms it silences."""


@dataclass(frozen=True, slots=True)
class Match:
    """One occurrence of `entry.term`; offsets are code points of the searched text."""

    start: int
    end: int
    entry: Entry


class Matcher:
    """Searches for the terms of some entries. Longest match first; a hit inside a context of its entry is silent.

    `shared` is the name of a shipped list with these very entries: a document is then searched together with the
    other lists.
    """

    def __init__(
        self, entries: Iterable[Entry], boundaries: Boundaries = "off", shared: str | None = None
    ) -> None:
        self.boundaries = boundaries
        self._shared = shared
        self._entry: Callable[[str], Entry | None]
        self._contexts: Mapping[str, Collection[str]]
        if isinstance(entries, Wordlist):  # makes the entries that are asked for
            self._entry, self._contexts = entries.find, entries.contexts
            self._terms: Iterable[str] = entries.terms
        else:
            by_term: dict[str, Entry] = {}
            contexts: dict[str, list[str]] = {}
            for entry in entries:
                by_term.setdefault(entry.term, entry)
                for context in entry.contexts:
                    contexts.setdefault(context, []).append(entry.term)
            self._entry, self._contexts, self._terms = by_term.get, contexts, by_term.keys()
        self._longest_context = max(map(len, self._contexts), default=0)
        self._search: Literals | None = None

    def find(self, text: str) -> Iterator[Match]:
        """Matches in `text`, in order, none overlapping another."""
        last = 0
        for start, end, entry in self._candidates(_found(self._own(), text)):
            if start >= last and not self._in_other_words(text, start, end, entry):
                last = end
                yield Match(start, end, entry)

    def find_in(self, document: Document) -> Iterator[tuple[Block, Match]]:
        """Matches in every block, in order; offsets are those of the block. Many times faster than `find` by block."""
        whole = scan.joined(document)
        last = 0
        for start, end, entry in self._candidates(self._found(whole)):
            if start < last:
                continue
            block, at = whole.place(start)
            if not self._in_other_words(block.text, at, at + end - start, entry):
                last = end
                yield block, Match(at, at + end - start, entry)

    def _found(self, whole: scan.Joined) -> list[Found]:
        if self._shared is not None:
            by_list = whole.keep(_found_by_list)
            if self._shared in by_list:
                return by_list[self._shared]
        return _found(self._own(), whole.text)

    def _own(self) -> Literals:
        if self._search is None:
            self._search = Literals(dict.fromkeys((*self._terms, *self._contexts)))
        return self._search

    def _candidates(self, found: list[Found]) -> list[tuple[int, int, Entry]]:
        """The occurrences of terms outside their contexts, by start, the longest first."""
        contexts: _Contexts = {}
        for pattern, start, end in found:
            if pattern in self._contexts:
                contexts.setdefault(start, []).append((end, self._contexts[pattern]))
        candidates = [
            (start, end, entry)
            for pattern, start, end in found
            if (entry := self._entry(pattern))
            and not (contexts and self._silent(pattern, start, end, contexts))
        ]
        return sorted(candidates, key=lambda c: (c[0], -c[1]))

    def _silent(self, term: str, start: int, end: int, contexts: _Contexts) -> bool:
        # A context around the hit begins at most its own length before the hit's end: a bounded look back.
        return any(
            end <= context_end and term in terms
            for begin in range(max(0, end - self._longest_context), start + 1)
            for context_end, terms in contexts.get(begin, ())
        )

    def _in_other_words(self, text: str, start: int, end: int, entry: Entry) -> bool:
        if self.boundaries == "off":
            return False
        sentence_start, sentence_end = _stretch(text, start, end)
        cuts_start = cuts_end = within_one = False
        words = cut(text[sentence_start:sentence_end])
        first = max(0, bisect_right(words, start - sentence_start, key=lambda w: w[1]) - 1)
        for index in range(first, len(words)):
            word, s, e = words[index]
            word_start, word_end = s + sentence_start, e + sentence_start
            if word_start >= end:
                break
            covers = word_start <= start and end <= word_end and (word_start, word_end) != (start, end)
            # jieba's dictionary knows wrong compounds too (一部份); with the replacement they are words as well.
            if covers and any(is_word(word.replace(entry.term, r)) for r in entry.replacements):
                return False
            cuts_start |= word_start < start < word_end
            cuts_end |= word_start < end < word_end
            within_one |= covers
        if self.boundaries == "strict":
            return cuts_start or cuts_end
        return within_one or (cuts_start and cuts_end)


def _stretch(text: str, start: int, end: int) -> tuple[int, int]:
    """The sentence around [start, end); of one that never ends a part, the same for all that stands near."""
    sentence_start, sentence_end = sentence_span(text, start, end)
    if sentence_end - sentence_start <= 2 * _LONG_SENTENCE:
        return sentence_start, sentence_end
    part = start - start % _LONG_SENTENCE
    after = max(end, part + _LONG_SENTENCE) + _MARGIN
    return max(sentence_start, part - _MARGIN), min(sentence_end, after)


def _found(search: Literals, text: str) -> list[Found]:
    texts = search.texts
    return [(texts[number], start, end) for number, start, end in search.find(text)]


@cache
def _all_lists() -> tuple[Literals, dict[str, list[str]], tuple[str, ...]]:
    """One search for every shipped list whose terms are looked for, the lists of each pattern, and their names."""
    lists: dict[str, list[str]] = {}
    names: list[str] = []
    for name in wordlists.names():
        try:
            words = wordlists.load(name)
        except WordlistError:
            continue  # the check that uses the list tells of it
        if words.facts.get("searched", True):
            names.append(name)
            for pattern in _patterns(words):
                lists.setdefault(pattern, []).append(name)
    return Literals(lists), lists, tuple(names)


def _patterns(words: Wordlist) -> Iterable[str]:
    """What is looked for: terms and their contexts, or the members of terms that list several (`members` in the TOML)."""
    if between := words.facts.get("members"):
        return dict.fromkeys(member for term in words.terms for member in term.split(between))
    return dict.fromkeys((*words.terms, *words.contexts))


def found_in(document: Document, name: str) -> list[Found]:
    """Every occurrence of the patterns of list `name`, overlapping ones too, with offsets in `scan.joined(document)`.

    For checks that judge the places themselves: the search is the one that all lists share.

    Raises:
        WordlistError: see `wordlists.load`.
    """
    whole = scan.joined(document)
    by_list = whole.keep(_found_by_list)
    if name in by_list:
        return by_list[name]
    return _found(Literals(_patterns(wordlists.load(name))), whole.text)


def _found_by_list(whole: scan.Joined) -> dict[str, list[Found]]:
    search, owners, names = _all_lists()
    by_list: dict[str, list[Found]] = {name: [] for name in names}
    for found in _found(search, whole.text):
        for name in owners[found[0]]:
            by_list[name].append(found)
    return by_list


@cache
def matcher(name: str, boundaries: Boundaries = "off") -> Matcher:
    """The matcher over wordlist `name`, built once a process.

    Raises:
        WordlistError: see `wordlists.load`.
    """
    return Matcher(wordlists.load(name), boundaries, name)


def hits(document: Document, name: str, message: str, boundaries: Boundaries = "off") -> Iterator[Hit]:
    """The whole body of a wordlist check: a hit for every match of list `name` in every block.

    `message` may hold {term}, {replacements} (alternatives joined by 或, quoted) and {why}; an entry's own
    `why` is added at the end where the message does not place it. The suggestion is set where there is one
    replacement.
    """
    yield from hits_of(document, matcher(name, boundaries), name, message)


def hits_of(
    document: Document, search: Matcher, name: str, message: str, bare: str | None = None
) -> Iterator[Hit]:
    """As `hits`, over a matcher at hand; `name` stands before the colon of `Hit.entry`. `bare` is the message of entries
    without a replacement, None = `message` serves them too."""
    for block, match in search.find_in(document):
        entry = match.entry
        alternatives = "或".join(f"“{r}”" for r in entry.replacements)
        form = message if entry.replacements or bare is None else bare
        text = form.format(term=entry.term, replacements=alternatives, why=entry.why)
        if entry.why and "{why}" not in message:
            text = f"{text.rstrip('。')}。{entry.why}"
        where = f"{name}:{entry.term}"
        yield Hit(block.id, match.start, match.end, text, entry.suggestion, entry.severity, where)
