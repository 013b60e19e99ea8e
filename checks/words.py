"""Finds the terms of wordlists in text, by Aho–Corasick and then by word boundary. The only importer of
jieba.

jieba costs most of a second to load and cuts a few hundred thousand characters a second, so it sees only
sentences that hold a candidate, and is loaded when the first such sentence comes.
"""

from __future__ import annotations

import logging
import os
import stat
import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import Any, Literal

import ahocorasick_rs

from checks import wordlists
from checks.model import Hit
from checks.text import sentence_span
from checks.wordlists import Entry
from documents.model import Document

logger = logging.getLogger(__name__)

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
        # Overlapping search needs the standard kind. Choosing the longest is done after the silencing, so
        # that a silenced term never hides its neighbour.
        self._automaton = ahocorasick_rs.AhoCorasick(self._patterns) if self._patterns else None

    def find(self, text: str) -> Iterator[Match]:
        """Matches in `text`, in order, none overlapping another."""
        last = 0
        for start, end, entry in sorted(self._candidates(text), key=lambda c: (c[0], -c[1])):
            if start >= last and not self._in_other_words(text, start, end):
                last = end
                yield Match(start, end, entry)

    def _candidates(self, text: str) -> list[tuple[int, int, Entry]]:
        if self._automaton is None:
            return []
        found = [
            (self._patterns[index], start, end)
            for index, start, end in self._automaton.find_matches_as_indexes(text, overlapping=True)
        ]
        silent = [(s, e, self._contexts[p]) for p, s, e in found if p in self._contexts]
        return [
            (start, end, self._entries[pattern])
            for pattern, start, end in found
            if pattern in self._entries
            and not any(s <= start and end <= e and pattern in terms for s, e, terms in silent)
        ]

    def _in_other_words(self, text: str, start: int, end: int) -> bool:
        if self.boundaries == "off":
            return False
        sentence_start, sentence_end = sentence_span(text, start, end)
        cuts_start = cuts_end = within_one = False
        for _, s, e in cut(text[sentence_start:sentence_end]):
            word_start, word_end = s + sentence_start, e + sentence_start
            cuts_start |= word_start < start < word_end
            cuts_end |= word_start < end < word_end
            within_one |= word_start <= start and end <= word_end and (word_start, word_end) != (start, end)
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
    search = matcher(name, boundaries)
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
    return bool(_tokenizer().FREQ.get(text))


def engine() -> tuple[str, str]:
    """Name and version of the segmenter, for reports."""
    return "jieba", version("jieba")


_load_lock = threading.Lock()


def _tokenizer() -> Any:
    with _load_lock:
        return _load_tokenizer()


@cache
def _load_tokenizer() -> Any:
    import jieba  # noqa: PLC0415 - loaded late: most runs of `sanshen check` never need it

    # jieba logs its loading to stderr at DEBUG through a handler of its own.
    jieba.setLogLevel(logging.WARNING)
    tokenizer = jieba.Tokenizer()
    folder = _cache_folder()
    if folder is None:
        tokenizer.FREQ, tokenizer.total = tokenizer.gen_pfdict(tokenizer.get_dict_file())
        tokenizer.initialized = True
    else:
        tokenizer.tmp_dir = str(folder)
        tokenizer.cache_file = f"jieba-{version('jieba')}.cache"
        tokenizer.initialize()
    return tokenizer


def _cache_folder() -> Path | None:
    """A folder only this user can write, or None.

    jieba reads its cache with `marshal` from a fixed name in the shared temporary folder, where anybody on
    the machine could place a file of their own; ours must not.
    """
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    folder = Path(base) / "sanshen"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        facts = folder.stat()
    except (OSError, RuntimeError):
        return None
    if os.name == "posix" and (facts.st_uid != os.getuid() or facts.st_mode & (stat.S_IWGRP | stat.S_IWOTH)):
        logger.warning("jieba cache folder %s is writable by others; not used", folder)
        return None
    return folder if os.access(folder, os.W_OK) else None
