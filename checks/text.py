"""Text helpers for rules: sentences, kinds of characters, the language around a place, text inside quotation
marks.

Rules run over every character of every draft, so everything here is a compiled pattern or a table built once.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache

from checks.late import regex

# Texts (blocks, as a rule) whose facts are remembered, because one check after another asks for them.
KEPT = 8192
_NEAR = 200

# Letters of Chinese writing: 〇, ideographs (with extensions), compatibility ideographs. No marks.
_HAN = "〇㐀-䶿一-鿿豈-﫿𠀀-\U0003fffd"
HAN = regex(f"[{_HAN}]")
HAN_RUN = regex(f"[{_HAN}]+")
CJK_MARKS = frozenset("，。、；：？！…—·（）【】《》〈〉「」『』〔〕［］｛｝“”‘’～￥")
_LATIN = regex("[A-Za-z]")
LATIN_WORD = regex(r"[A-Za-z]+(?:['’][A-Za-z]+)?")

# What a name such as user@host, a web address, a file path or code looks like: half-width marks are right in
# them. Bounded and without nested repeats, so that a hostile text stays linear.
VERBATIM = regex(
    r"(?:https?|ftp)://[!-~]+|www\.[!-~]+|[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,8}"
    r"|(?<![A-Za-z0-9.-])(?:[A-Za-z0-9-]{1,63}\.){1,8}(?:com|cn|org|net|gov|edu|io|html?|pdf|docx?|xlsx?|txt)"
    r"(?![A-Za-z0-9])(?:/[!-~]*)?"
)

# Begins with a set, so that the search runs over what cannot end a sentence many times faster.
_SENTENCE_END = regex(
    r"[。！？!?…\n\r\u2028.](?:(?<=[。！？!?…])[。！？!?…]*[”’」』）)》〉\"]*|(?<=[\n\r\u2028])[\n\r\u2028]*|(?<=[A-Za-z]\.)(?=\s))"
)
_OPENERS = dict(zip("“‘「『《〈【〔（", "”’」』》〉】〕）", strict=True))
# The only marks the context scan looks at besides letters: everything else is neutral.
_LETTER = regex(rf"[{_HAN}A-Za-zÀ-ɏ]")


def forget() -> None:
    """Let go of the texts remembered: a worker that lives for months should not keep drafts in memory."""
    for remembered in (is_chinese, verbatim_spans, quoted_spans, _ends):
        remembered.cache_clear()


def is_han(char: str) -> bool:
    """Whether `char` is a Chinese character (not a mark)."""
    return "一" <= char <= "鿿" or HAN.match(char) is not None


def is_cjk(char: str) -> bool:
    """Whether `char` is a Chinese character or a mark of Chinese punctuation."""
    return char in CJK_MARKS or is_han(char)


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """(start, end) of every sentence; closing quotes and brackets stay with it, edges are unstripped."""
    start = 0
    for end in _ends(text):
        yield start, end
        start = end
    if start < len(text):
        yield start, len(text)


@lru_cache(maxsize=KEPT)
def _ends(text: str) -> tuple[int, ...]:
    return tuple(match.end() for match in _SENTENCE_END.finditer(text))


def sentence_span(text: str, start: int, end: int) -> tuple[int, int]:
    """The sentence (or run of sentences) around [start, end), as offsets into `text`."""
    ends = _ends(text)
    before = bisect_right(ends, start)
    after = bisect_right(ends, max(start, end - 1))
    return (ends[before - 1] if before else 0), (ends[after] if after < len(ends) else len(text))


def near_sentence_span(text: str, start: int, end: int) -> tuple[int, int]:
    """As `sentence_span`, at most `_NEAR` code points on each side: a text without a full stop must not cost its square."""
    first, last = sentence_span(text, start, end)
    return max(first, start - _NEAR), min(last, end + _NEAR)


def is_chinese_context(text: str, index: int) -> bool:
    """Whether the character at `index` stands in Chinese text: a neighbouring letter is Chinese.

    The nearest letter on each side decides, at most 40 code points away, digits and marks skipped. Where the
    two sides differ (中文, English) the character still is in Chinese text; between two Latin letters it is
    not. A place without letters around it, such as 3.14, is not Chinese.
    """
    before = _last_letter(text, index)
    after = _LETTER.search(text, index + 1, index + 41)
    return (before is not None and is_han(before)) or (after is not None and is_han(after.group()))


def _last_letter(text: str, index: int) -> str | None:
    for position in range(index - 1, max(-1, index - 41), -1):
        if _LETTER.match(text, position):
            return text[position]
    return None


@lru_cache(maxsize=KEPT)
def is_chinese(text: str) -> bool:
    """Whether `text` reads as Chinese: a fifth of its letters or more, a Latin word counting as one."""
    if _LATIN.search(text) is None:
        return is_han(text[:1]) or HAN.search(text) is not None
    han = sum(len(run) for run in HAN_RUN.findall(text))
    return han > 0 and han * 4 >= sum(1 for _ in LATIN_WORD.finditer(text))


@lru_cache(maxsize=KEPT)
def verbatim_spans(text: str) -> list[tuple[int, int]]:
    """(start, end) of web and mail addresses and file names, where Chinese typography does not apply.

    The list is remembered for the next caller: not to be changed.
    """
    # Each of them has one of these marks, and an address without @ has a letter.
    if "@" not in text and (("." not in text and "://" not in text) or _LATIN.search(text) is None):
        return []
    return [match.span() for match in VERBATIM.finditer(text)]


@lru_cache(maxsize=KEPT)
def quoted_spans(text: str, openers: str = "“‘「『《〈") -> list[tuple[int, int]]:
    """(start, end) inside every outermost pair of quotation or title marks, the marks left out.

    An opener without its partner quotes nothing: the unpaired-mark check tells of it, no other rule should.
    The list is remembered for the next caller: not to be changed.
    """
    spans: list[tuple[int, int]] = []
    stack: list[tuple[str, int]] = []
    waiting: Counter[str] = Counter()
    closers = frozenset(_OPENERS[o] for o in openers)
    for match in _MARKS.finditer(text):
        mark, index = match.group(), match.start()
        if mark in openers:
            stack.append((_OPENERS[mark], index))
            waiting[_OPENERS[mark]] += 1
        elif mark in closers and waiting[mark]:
            # Openers in between never found their partner.
            while True:
                closer, start = stack.pop()
                waiting[closer] -= 1
                if closer == mark:
                    break
            while spans and spans[-1][0] > start:
                spans.pop()
            spans.append((start + 1, index))
    return spans


_MARKS = regex(f"[{''.join(_OPENERS)}{''.join(_OPENERS.values())}]")
_FAR = 1 << 60  # beyond any offset


def inside(spans: Sequence[tuple[int, int]], start: int, end: int | None = None) -> bool:
    """Whether [start, end) (one code point when `end` is None) lies within one of the ordered `spans`."""
    stop = start + 1 if end is None else end
    index = bisect_right(spans, (start, _FAR)) - 1
    return index >= 0 and spans[index][0] <= start and stop <= spans[index][1]
