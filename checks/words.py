"""Finds the terms of wordlists in text, by Aho–Corasick and then by word boundary. The only importer of
jieba.

jieba costs most of a second to load and cuts a few hundred thousand characters a second, so it sees only
sentences that hold a candidate, and is loaded when the first such sentence comes.
"""

from __future__ import annotations

import logging
import threading
import warnings
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.metadata import version
from itertools import islice
from typing import Any, Literal

import ahocorasick_rs

from checks import wordlists
from checks.model import Hit
from checks.text import sentence_span
from checks.wordlists import Entry
from documents.model import Document

REMEMBERED = 400_000  # looked-up fragments: some 40 MB in a process that runs for months

Boundaries = Literal["off", "loose", "strict"]
"""How hits are held against jieba's words.

off: every occurrence counts. loose: a hit strictly inside one longer word, or cutting a word at both of its
edges, is part of other words and is dropped. strict: cutting a word at either edge is enough.
"""


@dataclass(frozen=True, slots=True)
class Match:
    """One occurrence of `entry.term`; offsets are code points of the searched text."""

    start: int
    end: int
    entry: Entry


class Matcher:
    """Searches for the terms of some entries. Longest match first; a hit inside an `unless` context is
    silent.

    A replacement that contains its own term (像话 → 不像话) is such a context too: the text is right already.
    """

    def __init__(self, entries: Iterable[Entry], boundaries: Boundaries = "off") -> None:
        self.boundaries = boundaries
        self._entries: dict[str, Entry] = {}
        self._contexts: dict[str, set[str]] = {}
        for entry in entries:
            self._entries.setdefault(entry.term, entry)
            for context in (*entry.unless, *(r for r in entry.replacements if entry.term in r)):
                self._contexts.setdefault(context, set()).add(entry.term)
        self._patterns = [*dict.fromkeys((*self._entries, *self._contexts))]
        self._longest_context = max(map(len, self._contexts), default=0)
        # Overlapping search needs the standard kind. Choosing the longest is done after the silencing, so
        # that a silenced term never hides its neighbour.
        self._automaton = ahocorasick_rs.AhoCorasick(self._patterns) if self._patterns else None

    def find(self, text: str) -> Iterator[Match]:
        """Matches in `text`, in order, none overlapping another."""
        last = 0
        for start, end, entry in sorted(self._candidates(text), key=lambda c: (c[0], -c[1])):
            if start >= last and not self._in_other_words(text, start, end, entry):
                last = end
                yield Match(start, end, entry)

    def _candidates(self, text: str) -> list[tuple[int, int, Entry]]:
        if self._automaton is None:
            return []
        found = [
            (self._patterns[index], start, end)
            for index, start, end in self._automaton.find_matches_as_indexes(text, overlapping=True)
        ]
        contexts: dict[int, list[tuple[int, set[str]]]] = {}
        for pattern, start, end in found:
            if pattern in self._contexts:
                contexts.setdefault(start, []).append((end, self._contexts[pattern]))
        return [
            (start, end, self._entries[pattern])
            for pattern, start, end in found
            if pattern in self._entries and not (contexts and self._silent(pattern, start, end, contexts))
        ]

    def _silent(
        self, term: str, start: int, end: int, contexts: dict[int, list[tuple[int, set[str]]]]
    ) -> bool:
        # A context around the hit begins at most its own length before the hit's end: a bounded look back.
        return any(
            end <= context_end and term in terms
            for begin in range(max(0, end - self._longest_context), start + 1)
            for context_end, terms in contexts.get(begin, ())
        )

    def _in_other_words(self, text: str, start: int, end: int, entry: Entry) -> bool:
        if self.boundaries == "off":
            return False
        sentence_start, sentence_end = sentence_span(text, start, end)
        cuts_start = cuts_end = within_one = False
        words = cut(text[sentence_start:sentence_end])
        first = max(0, bisect_right(words, start - sentence_start, key=lambda w: w[1]) - 1)
        for word, s, e in islice(words, first, None):
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


@cache
def matcher(name: str, boundaries: Boundaries = "off") -> Matcher:
    """The matcher over wordlist `name`, built once a process.

    Raises:
        WordlistError: see `wordlists.load`.
    """
    return Matcher(wordlists.load(name), boundaries)


def hits(document: Document, name: str, message: str, boundaries: Boundaries = "off") -> Iterator[Hit]:
    """The whole body of a wordlist check: a hit for every match of list `name` in every block.

    `message` may hold {term}, {replacements} (alternatives joined by 或, quoted) and {why}; an entry's own
    `why` is added at the end where the message does not place it. The suggestion is set where there is one
    replacement.
    """
    yield from hits_of(document, matcher(name, boundaries), name, message)


def hits_of(document: Document, search: Matcher, name: str, message: str) -> Iterator[Hit]:
    """As `hits`, over a matcher at hand; `name` stands before the colon of `Hit.entry`."""
    for block in document:
        for match in search.find(block.text):
            entry = match.entry
            alternatives = "或".join(f"“{r}”" for r in entry.replacements)
            text = message.format(term=entry.term, replacements=alternatives, why=entry.why)
            if entry.why and "{why}" not in message:
                text = f"{text.rstrip('。')}。{entry.why}"
            yield Hit(
                block.id,
                match.start,
                match.end,
                text,
                entry.suggestion,
                entry.severity,
                f"{name}:{entry.term}",
            )


@lru_cache(maxsize=256)
def cut(sentence: str) -> tuple[tuple[str, int, int], ...]:
    """`sentence` as (word, start, end), code-point offsets. Dictionary words only: guessing new words out of
    wrongly written text would hide the very errors that are looked for."""
    return tuple(_tokenizer().tokenize(sentence, HMM=False))


def is_word(text: str) -> bool:
    """Whether jieba's dictionary has `text` as a word of its own."""
    return bool(text) and bool(_tokenizer().FREQ.get(text))


def engine() -> tuple[str, str]:
    """Name and version of the segmenter, for reports."""
    return "jieba", version("jieba")


_load_lock = threading.Lock()


def _tokenizer() -> Any:
    with _load_lock:
        return _load_tokenizer()


@cache
def _load_tokenizer() -> Any:
    with warnings.catch_warnings():
        # jieba's own source has escapes Python warns of; that is no news to our reader.
        warnings.simplefilter("ignore")
        import jieba  # noqa: PLC0415 - loaded late: most runs of `sanshen check` never need it

    # jieba logs its loading to stderr at DEBUG through a handler of its own.
    jieba.setLogLevel(logging.WARNING)
    tokenizer = jieba.Tokenizer()
    with tokenizer.get_dict_file() as file:
        lines = sorted(file.read().decode("utf-8").splitlines())
    tokenizer.FREQ = Frequencies(lines)
    tokenizer.total = sum(int(line.split(" ", 2)[1]) for line in lines)
    tokenizer.initialized = True
    return tokenizer


class Frequencies:
    """What jieba asks of its prefix dictionary, answered from the sorted lines of its dictionary file.

    jieba itself builds a table of half a million prefixes, or reads that table with `marshal` from a fixed name in
    the shared temporary folder, where anybody on the machine could leave one of their own. Looking into the sorted
    lines starts ten times sooner and writes nothing; what was looked up is remembered.
    """

    def __init__(self, lines: list[str]) -> None:
        self._lines = lines
        self._known: dict[str, int | None] = {}

    def get(self, fragment: str) -> int | None:
        """Frequency of a word, 0 for a mere beginning of words, None for neither."""
        try:
            return self._known[fragment]
        except KeyError:
            if len(self._known) >= REMEMBERED:
                self._known.clear()
            found = self._known[fragment] = self._look(fragment)
            return found

    def __contains__(self, fragment: str) -> bool:
        return self.get(fragment) is not None

    def __getitem__(self, fragment: str) -> int:
        return self.get(fragment) or 0

    def _look(self, fragment: str) -> int | None:
        # A line is "word frequency tag", and the space sorts before all that a word is made of.
        index = bisect_left(self._lines, fragment + " ")
        line = self._lines[index] if index < len(self._lines) else ""
        if line.startswith(fragment + " "):
            return int(line.split(" ", 2)[1])
        return 0 if line.startswith(fragment) else None
