"""Chinese words by jieba. The only importer of jieba.

jieba itself takes half a second to lay out its dictionary as a table of prefixes, and keeps a copy under a fixed name in
the shared temporary folder, where anybody on the machine could leave one of their own. Here its dictionary file is read
as it is, in 15 ms: after a few mixed lines it is sorted by first character, so the words that begin with one character
are found when a text first has it. jieba asks this table and chooses among the words as always.

Dictionary words only (jieba's HMM=False): guessing new words out of wrongly written text would hide the very errors that
are looked for.
"""

from __future__ import annotations

import logging
import sys
import threading
import warnings
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import Any

REMEMBERED = 100_000  # pairs of characters: some 25 MB in a process that runs for months

# The dictionary of jieba 0.42.1, known to be in order from this line on, and the sum of its frequencies. Another file is
# put in order first, which takes 0.2 s more.
_KNOWN = {0x1394096D: ("\n一 ".encode(), 60_101_967)}  # CRC-32: no protection, only recognition

Words = tuple[tuple[str, int, int], ...]


class Dictionary:
    """The words of a jieba dictionary file (`word frequency tag` a line, UTF-8), looked up by their first two characters.

    The file stays as it is in memory (5 MB); what was looked up is remembered, `REMEMBERED` beginnings at most.
    `total` is the sum of all frequencies. Safe to share between threads.
    """

    def __init__(self, data: bytes) -> None:
        first, self.total = _KNOWN.get(zlib.crc32(data), (b"", 0))
        head = data.index(first) + 1 if first else 0
        if not head:
            lines = sorted(line for line in data.splitlines() if line.strip())
            self.total = sum(int(line.split(b" ", 2)[1]) for line in lines)
            data = b"\n".join(lines)
        self._lines = b"\n" + data[head:].rstrip() + b"\n"
        self._mixed: dict[str, list[str]] = {}
        for line in data[:head].decode().splitlines():
            self._mixed.setdefault(line[:2], []).append(line)
        self._groups: dict[str, tuple[int, int]] = {}
        self._alone: dict[str, int] = {}
        self._words: dict[str, dict[str, int] | None] = {}

    def alone(self, char: str) -> int:
        """Frequency of a single character as a word, 0 where it is none."""
        found = self._alone.get(char)
        if found is None:
            words = self._from(char, char + " ")
            found = self._alone[char] = words[char] if words else 0
        return found

    def words(self, pair: str) -> dict[str, int] | None:
        """Frequency of every word that begins with these two characters, 0 for mere beginnings; None without any."""
        try:
            return self._words[pair]
        except KeyError:
            if len(self._words) >= REMEMBERED:
                self._words.clear()
            found = self._words[pair] = self._from(pair[0], pair)
            return found

    def frequency(self, word: str) -> int:
        """Frequency of `word`, 0 where the dictionary has no such word."""
        if len(word) < 2:
            return self.alone(word) if word else 0
        return (self.words(word[:2]) or {}).get(word, 0)

    def tag(self, word: str) -> str:
        """jieba's part of speech of `word` (n noun, v verb, …), "" where its dictionary has no such word."""
        if not word:
            return ""
        key = b"\n" + word.encode("utf-8", "surrogatepass") + b" "
        at = self._lines.find(key, *self._group(word[0]))
        if at < 0:
            return ""
        end = self._lines.find(b"\n", at + 1)
        return self._lines[at + len(key) : end].rsplit(b" ", 1)[-1].decode()

    def get(self, fragment: str) -> int | None:
        """What jieba asks of its prefix table: frequency of a word, 0 for a mere beginning of words, None for neither."""
        if len(fragment) == 1:
            return self.alone(fragment)
        return (self.words(fragment[:2]) or {}).get(fragment)

    def __contains__(self, fragment: str) -> bool:
        return self.get(fragment) is not None

    def __getitem__(self, fragment: str) -> int:
        return self.get(fragment) or 0

    def _from(self, char: str, beginning: str) -> dict[str, int] | None:
        """The words of the lines that begin so."""
        key = b"\n" + beginning.encode("utf-8", "surrogatepass")
        lines = _beginning(self._lines, key, *self._group(char)).decode().split("\n")[1:]
        lines += self._mixed.get(beginning, ())
        if not lines:
            return None
        words: dict[str, int] = {}
        for line in lines:
            word, frequency, _ = line.split(" ", 2)
            words[word] = int(frequency)
            for length in range(2, len(word)):
                words.setdefault(word[:length], 0)
        return words

    def _group(self, char: str) -> tuple[int, int]:
        """[begin, end) of the lines that begin with `char`, the line feed before the first included."""
        group = self._groups.get(char)
        if group is None:
            key = char.encode("utf-8", "surrogatepass")
            group = self._groups[char] = (self._line_from(key), self._line_from(key + b"\xff"))
        return group

    def _line_from(self, key: bytes) -> int:
        """Where the line feed before the first line that is not less than `key` stands."""
        lines = self._lines
        low, high = 0, len(lines) - 1  # line feeds
        while low < high:
            feed = lines.rfind(b"\n", low, (low + high) // 2 + 1)
            if lines[feed + 1 : feed + 1 + len(key)] < key:
                low = lines.find(b"\n", feed + 1)
            else:
                high = feed
        return low


def _beginning(lines: bytes, key: bytes, begin: int, end: int) -> bytes:
    """The lines in [begin, end) that begin with `key` (its line feed included); they stand together."""
    first = at = lines.find(key, begin, end)
    while at >= 0 and lines.startswith(key, at):
        at = lines.find(b"\n", at + 1)
    return lines[first:at] if first >= 0 else b""


@cache
def dictionary() -> Dictionary:
    """jieba's dictionary, read once a process."""
    spec = find_spec("jieba")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("jieba")
    return Dictionary((Path(spec.origin).parent / "dict.txt").read_bytes())


def engine() -> tuple[str, str]:
    """Name and version of the segmenter, for reports."""
    from importlib.metadata import version  # noqa: PLC0415 - brings the e-mail package with it

    return "jieba", version("jieba")


def tag(word: str) -> str:
    """jieba's part of speech of `word`, "" where its dictionary has no such word."""
    return dictionary().tag(word)


def is_word(text: str) -> bool:
    """Whether jieba's dictionary has `text` as a word of its own."""
    return dictionary().frequency(text) > 0


@lru_cache(maxsize=512)
def cut(sentence: str) -> Words:
    """`sentence` as (word, start, end), offsets in code points, without gaps."""
    return tuple(_tokenizer().tokenize(sentence, HMM=False))


# What jieba imports and is not asked for here, and what stands for it meanwhile. setuptools tells the way to its files,
# which it opens itself without: a tenth of a second. The tables for guessing new words are for HMM=True alone.
_SPARED: dict[str, ModuleType | None] = {
    "pkg_resources": None,  # Python's own sign for "not to be imported"
    "jieba.finalseg": ModuleType("jieba.finalseg"),
}


@contextmanager
def _without_the_spared() -> Iterator[None]:
    absent = {name: module for name, module in _SPARED.items() if name not in sys.modules}
    sys.modules.update(absent)  # type: ignore[arg-type]
    try:
        yield
    finally:
        for name in absent:
            del sys.modules[name]


_load_lock = threading.Lock()


def _tokenizer() -> Any:
    with _load_lock:
        return _load_tokenizer()


@cache
def _load_tokenizer() -> Any:
    with warnings.catch_warnings(), _without_the_spared():
        # jieba's own source has escapes Python warns of; that is no news to our reader.
        warnings.simplefilter("ignore")
        import jieba  # noqa: PLC0415 - loaded late: many runs of `sanshen check` never need it

    # jieba logs its loading to stderr at DEBUG through a handler of its own.
    jieba.setLogLevel(logging.WARNING)
    tokenizer = jieba.Tokenizer()
    tokenizer.FREQ = dictionary()
    tokenizer.total = tokenizer.FREQ.total
    tokenizer.initialized = True
    return tokenizer
