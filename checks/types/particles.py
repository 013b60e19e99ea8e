"""The particles 的, 地 and 得: which of them a place asks for, told by the words before and after it.

Only sure places are told: both neighbours must be words of the list in the roles that the particle joins.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from checks import scan, wordlists
from checks.late import regex
from checks.literals import Literals
from checks.model import Hit
from checks.segment import is_word
from checks.text import is_han
from checks.types.adverbials import acts, follows, free
from documents.model import Document

LIST = "particle_words"
# A verb that these take as their object stands for a noun: 得到全面的贯彻落实 is right.
_TAKES_NOUN = regex(
    r"(?:得到|起了|起到|作出|做出|受到|注入|给予|进行|寻求|取得|具有|有着|没有|经过|获得|有了|有完|有明|有充|有广|有更|加以|发挥|实现|产生|是)"
    r"[^，。；：！？]{0,8}\Z"
)
_COMPOUND = regex(
    r"(?:方案|办法|目标|声音|时限|问题|兴趣|实践|体系|措施|方式|机制|制度|作用|能力|水平|计划|效果|者|和|与|及|、"
    "|态度|精神|意识|氛围|风气|习惯|经验|成果|成绩|过程|方法|带来|离不开|需要|是|值得|成为|使得|有利于|取决于|关系到)"
)
_LONGEST = 6  # code points of a word of the list


def _words(role: str) -> frozenset[str]:
    """The words of the list in `role`: adverb, only (never before a noun), manner (as often before 的), verb, act, event and
    plain (see `adverbials`), noun,
    modifier, or quality (takes 的 and 地, never 得, before a noun)."""
    return _by_role().get(role, frozenset())


@cache
def _by_role() -> dict[str, frozenset[str]]:
    words: dict[str, list[str]] = {}
    for entry in wordlists.load(LIST):
        for role in entry.fact("role").split("/"):
            words.setdefault(role, []).append(entry.term)
    return {role: frozenset(terms) for role, terms in words.items()}


@cache
def _search() -> tuple[Literals, tuple[tuple[str, int], ...]]:
    """One search for both checks; for each pattern the particle it was found by and its offset."""
    patterns = {
        f"{word}的": ("的", len(word)) for word in _words("adverb") | _words("manner") | _words("only")
    }
    patterns |= {f"{particle}{word}": (particle, 0) for particle in "地得" for word in _words("noun")}
    return Literals(patterns), tuple(patterns.values())


def _found(whole: scan.Joined) -> list[tuple[int, str, str]]:
    """(offset, written, right) of every sure place, in order."""
    search, patterns = _search()
    found: dict[int, tuple[str, str]] = {}
    for index, start, _ in search.find(whole.text):
        particle, offset = patterns[index]
        at = start + offset
        if particle == "的":
            if _adverbial(whole.text, start, at) and not _after_taker(whole.text, at):
                found[at] = (particle, "地")
        elif particle != "的" and _after_modifier(whole.text, at):
            found[at] = (particle, "的")
    return [(at, written, right) for at, (written, right) in sorted(found.items())]


def _adverbial(text: str, start: int, at: int) -> bool:
    """Whether the word from `start` to the particle at `at` stands before a verb with its object."""
    word = text[start:at]
    sure = word in _words("adverb") and _before_verb(text, at + 1)
    if sure or (word in _words("only") and follows(text, at + 1, _words)):
        return True
    return free(text, start) and acts(text, at + 1, _words)


def _before_verb(text: str, start: int) -> bool:
    """Whether a verb with its object begins at `start`: a verb that ends the clause may stand for a noun."""
    verbs = _words("verb")
    for length in (4, 3, 2, 1):
        if text[start : start + length] in verbs:
            following = text[start + length : start + length + 1]
            compound = (
                length == 1 and is_word(text[start : start + 2]) and text[start : start + 2] not in verbs
            )
            joined = compound or _COMPOUND.match(text, start + length)
            return bool(following) and is_han(following) and following != "的" and not joined
    return False


def _after_taker(text: str, at: int) -> bool:
    return _TAKES_NOUN.search(text, max(0, at - 12), max(0, at - 2)) is not None


def _after_modifier(text: str, at: int) -> bool:
    """Whether a word that asks for 的 ends at `at` and the particle is no part of a word (各地, 获得)."""
    before = text[at - 2 : at]
    if before not in _words("modifier") and (text[at] == "地" or before not in _words("quality")):
        return False
    if any(is_word(text[at - n : at + 1]) for n in (1, 2, 3)):
        return False
    return text[at] == "得" or not is_word(text[at : at + 2])  # 重要地方面临…… is of 地方


def noun_at(text: str, start: int) -> bool:
    """Whether a noun of the list begins at `start`."""
    return any(text[start : start + length] in _words("noun") for length in range(1, _LONGEST + 1))


def particle_hits(document: Document, right: str, message: str) -> Iterator[Hit]:
    """Hits for the places that ask for `right` (地 or 的). `message` may hold {written}.

    Raises:
        WordlistError: the list is faulty.
    """
    whole = scan.joined(document)
    for offset, written, wanted in whole.keep(_found):
        if wanted == right:
            block, at = whole.place(offset)
            yield Hit(block.id, at, at + 1, message.format(written=written), right)
