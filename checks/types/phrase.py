"""Wrong words that are wrong only in a phrase: confusable pairs, collocations, redundant wording. The rows are data.

A row's term is a phrase with the wrong part in braces; the replacement stands for that part alone:

    {截止}(目前/今日)      the wrong part directly before one of two words
    {做出}…(贡献/牺牲)     … = at most 12 characters of the same clause between
    (提高/改善)·{规模}$    · = at most 10, without 、 and the words that join; $ = the clause ends here, ^ = begins
    {截止}#               # = a numeral
    {提高}·(意识)$        the verb surely being the predicate: also farther on, behind 的 and 和, as a hint (blue)
    水平～{加快}$         ～ = what stands before a predicate: 不断, 得到了进一步, 明显有所; ＋ = 很, 更加, 不够

Own columns of such a list (`columns = ["not", "when"]` in its TOML, `searched = false`): `not`, words that silence
the row where they stand in the clause; `when`, words of which one must stand in the clause; both joined by /.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from checks.late import regex
from checks.wordlists import Entry

COLUMNS = ("not", "when")
CLAUSE_MARKS = "，。；：！？\n\0"
_TOKENS = regex(
    r"\{(?P<wrong>[^{}()/]+)\}|\((?P<choice>[^()]*)\)|(?P<sign>[…·$^#～＋])|(?P<text>[^{}()…·$^#～＋]+)"
)
_SIGN = regex("[…·$^#～＋]")
_BARE = regex(r"\{(?P<wrong>[^{}()/]+)\}")
# The object belongs to the verb that stands nearer: 加快提升能力 is right. 建设 and 发展 are nouns before 步伐 and its like.
_OTHER_VERBS = (
    "提高|提升|提振|扩大|增强|增加|加强|加大|加快|改善|形成|实现|达到|适应|超过|缩小|降低|减少|解决|优化|完善|健全|巩固|营造|取得"
    "|发挥|履行|完成|创造|建立|构建|打造|激发|调动|丰富|拓展|拓宽|深化|强化|夯实|满足|树立|承担|化解|消除|克服|造成|产生|引起|制定"
    "|采取|减轻|缩短|迈出|迈上|起到|起了|成为|作为|转|(?:建设|发展)(?!的?(?:步伐|力度|水平|速度|规模|质量|能力|进度|进程|效率|成本|周期|工期|范围|成效))"
)
# 的 behind anything else than these ends a clause of its own more often than not: 享受社会福利的权利 is right.
_BEFORE_DE = (
    "良好|重要|重大|积极|显著|明显|有力|有效|切实|突出|巨大|深远|广泛|深刻|热烈|浓厚|强烈|宝贵|优异|优秀|坚实|充分|丰富|坚强|坚定|应有|更大|更高"
    "|较大|较高|较好|很大|很高|很好|极大|关键|决定|独特|自己|我们|他们|群众|人民|农民|职工|学生|企业|国家|社会|工作|生活|生产|服务|城乡|全市|全县"
    "|居民|干部|党员|双方|两国|各自|群体|城市|农村|部门|单位|不同|一定|全面|严格|具体|美好|光荣|艰巨|繁重|神圣|伟大|先进|优良|落后|困难"
)
_HEADS = "力度|步伐|速度|进度|规模|范围|覆盖面|水平|质量|效率|能力|素质|意识"
_ADVERB = (
    "不断|进一步|明显|显著|日益|持续|逐步|逐渐|大幅度|大幅|大大|稳步|迅速|快速|全面|普遍|越来越|愈加|更加|更|日趋|渐渐|有效"
    "|很大|较大|极大"
)
_BEFORE_ADVERB = "(?:也|都|已经|已|将会|将|会|还|均|正在|正|必将|才能|才|就|就会)?"
_DEGREE = "很|非常|十分|比较|较为|较|更加|更为|更|太|特别|不够|相当|最|极其|极为|极|越来越|不太|不|还不|偏|过"
_SIGNS = {
    "…": f"[^{CLAUSE_MARKS}]{{0,12}}?",
    "·": f"(?:(?!{_OTHER_VERBS}|(?<!{_BEFORE_DE})的(?!{_HEADS}))[^{CLAUSE_MARKS}、和与及并而或且]){{0,10}}?",
    "$": r"(?=[，。；：！？、”’）》\s\0]|\Z)",
    "^": r"(?:(?<=[，。；：！？、“‘（《\s\0])|(?<![\s\S]))",
    "#": "[0-9０-９一二三四五六七八九十百千万两几数○〇]",
    "～": (
        f"的?{_BEFORE_ADVERB}(?=[不进明显日持逐有大得稳迅快全普越愈更随渐])"
        f"(?:{_ADVERB}|得到|得以|有所|有|随之|了|的|地){{1,4}}"
    ),
    "＋": f"(?:{_DEGREE})",
}  # fmt: skip
# Where the wrong verb is surely the predicate, its object closes the clause whatever stands between.
_PREDICATE = regex(
    r"(?:[，。；：！？“\s\0]|(?<![\s\S])|[要应须将会已也都就才再还又均更他她我]|应当|必须|能够|可以|不断|进一步|积极|着力|努力|全面|切实|大力|继续"
    "|持续|有效|充分|认真|严格|逐步|全力|共同|深入|已经|正在|更好|更加|大幅|明显|显著|稳步|及时|坚决|主动|自觉|不得|不能|没有|尚未"
    "|从而|进而|分别|先后|一致|真正|极大|大大|牢固|深刻|相互|扎实|统筹|科学|准确|广泛|同时|尽快|尽力|普遍|坚持|注重|我们|他们|各地|各级|有关部门"
    "|大家|单位|政府|企业|公司|部门|干部|党员|同志|人民|群众|我国|全国|全省|全市|全县|双方|两国)\\Z"
)
_WIDE = (
    f"(?!的)(?:(?!{_OTHER_VERBS}|提供|具有|面临|凝聚|进行|参加|参与|涉及|带动|鼓励|取消|集聚|落实|结合|或者|[是有对为把等])"
    f"[^{CLAUSE_MARKS}、且]){{0,22}}?"
)
_WIDE_END = r"(?=[，。；：！？、”’）》\s\0]|\Z|[和与及](?:[^，。；：！？、的]{2}){1,2}[，。；])"
_WIDER = 12  # code points by which the wide gap exceeds ·
_LENGTHS = {"…": 12, "·": 10, "$": 0, "^": 0, "#": 1, "～": 21, "＋": 3}
BEFORE = 24  # code points looked at before the wrong part: two gaps' worth
_CLAUSE = 40  # code points looked at on each side for `not` and `when`


class PhraseError(ValueError):
    """A row's term is not a phrase with one wrong part in braces."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """A compiled row."""

    entry: Entry
    wrong: str
    left: re.Pattern[str] | None
    right: re.Pattern[str] | None
    silent: tuple[str, ...]
    only: tuple[str, ...]
    ends_within: int | None
    """The clause must end behind the wrong part, at most so many code points on; None = it need not."""
    ending: tuple[str, ...]
    """Where it must: what it ends with, one of these."""
    before: tuple[str, ...]
    """What stands before the wrong part, one of these; () = not looked for apart from `left`."""
    after: tuple[str, ...] = ()
    """What stands behind a gap, one of these, at most `within` code points on; () = not looked for apart from `right`."""
    within: int = 0
    far: re.Pattern[str] | None = None
    """As `right`, with a wider gap: for a wrong part that is surely the predicate. What stands so far apart is only hinted at."""

    def at(self, text: str, start: int) -> bool:
        """Whether the phrase stands in `text` with its wrong part at `start`."""
        end = start + len(self.wrong)
        if not self._goes_on(text, start, end):
            return False
        if self.left is not None:
            low = max(0, start - BEFORE)
            if self.before and not any(text.find(word, low, start) >= 0 for word in self.before):
                return False
            if not self.left.search(text, low, start):
                return False
        if not (self.silent or self.only):
            return True
        clause = _clause(text, start, end)
        if any(word in clause for word in self.silent):
            return False
        return not self.only or any(word in clause for word in self.only)

    def _goes_on(self, text: str, start: int, end: int) -> bool:
        """Whether what stands behind the wrong part is that of the phrase."""
        far = end + self.within
        if self.after and not any(text.find(word, end, far) >= 0 for word in self.after):
            return False
        if self.right is None or self.right.match(text, end):
            return True
        if self.far is None or not _PREDICATE.search(text, max(0, start - 4), start):
            return False
        return self.far.match(text, end) is not None

    def is_far(self, text: str, start: int) -> bool:
        """Whether the part behind the phrase, which stands at `start`, is there with the wider gap only."""
        return self.far is not None and not (self.right and self.right.match(text, start + len(self.wrong)))


def compiled(entry: Entry) -> Phrase:
    """The phrase of a row.

    Raises:
        PhraseError: no wrong part, more than one, or a sign out of place.
    """
    if (bare := _BARE.fullmatch(entry.term)) is not None:
        wrong, only = bare["wrong"], _words(entry.fact("when"))
        silent = _words(entry.fact("not"))
        return Phrase(entry, wrong, None, None, silent, only, None, ("",), ())
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
    after = () if closed else tuple(_literals(tokens[place + 2]) if len(tokens) > place + 2 else ())
    object_ = tokens[2] if [t["sign"] for t in tokens] == [None, "·", None, "$"] else None
    return Phrase(
        entry=entry,
        wrong=wrong,
        left=regex(rf"{left}\Z") if left else None,
        right=regex(right) if right else None,
        silent=_words(entry.fact("not")),
        only=_words(entry.fact("when")),
        ends_within=_longest(tokens[place + 1 : -1]) + (_WIDER if object_ else 0)
        if closed and not _leaps(tokens[place:])
        else None,
        ending=tuple(_literals(tokens[-2])) if closed and place < len(tokens) - 2 else ("",),
        before=tuple(_literals(tokens[0])) if place and all(_literals(tokens[0])) else (),
        after=after if all(after) else (),
        within=_longest(tokens[place + 1 : place + 3]),
        far=regex(_WIDE + _choices(object_.group()) + _WIDE_END) if object_ else None,
    )


def _leaps(tokens: list[re.Match[str]]) -> bool:
    """Whether a gap among the tokens can go on behind a 、."""
    return any("…" in t.group() for t in tokens)


def _longest(tokens: list[re.Match[str]]) -> int:
    """How many code points the tokens match at most."""
    return sum(max(sum(_LENGTHS.get(char, 1) for char in word) for word in _alternatives(t)) for t in tokens)


def _pattern(tokens: list[re.Match[str]]) -> str:
    return "".join(_SIGNS.get(t.group()) or _choices(t.group()) for t in tokens)


@lru_cache(maxsize=1024)  # most rows share their groups of adverbs and objects
def _choices(token: str) -> str:
    return "(?:" + "|".join(_alternative(word) for word in _split(token)) + ")"


def _alternatives(token: re.Match[str]) -> list[str]:
    return _split(token.group())


def _split(token: str) -> list[str]:
    return token[1:-1].split("/") if token.startswith("(") else [token]


def _alternative(word: str) -> str:
    return "".join(_SIGNS.get(char) or re.escape(char) for char in word)


def _literals(token: re.Match[str] | None) -> list[str]:
    """What stands there, letter for letter; [""] where that is not fixed."""
    if token is None or token["sign"]:
        return _DEGREE.split("|") if token and token["sign"] == "＋" else [""]
    words = _alternatives(token)
    return [""] if any(char in _SIGNS for word in words for char in word) else words


def _beginnings(token: re.Match[str] | None) -> list[str]:
    """What each alternative begins with, letter for letter."""
    if token is None or token["sign"]:
        return [""]
    return [_SIGN.split(word, maxsplit=1)[0] for word in _alternatives(token)]


def needles(term: str) -> tuple[tuple[str, int], ...]:
    """(text, offset of the wrong part in it), one of which every hit of the phrase `term` contains: the wrong part with
    the words next to it, because the rarer the needle, the fewer places are looked at.

    Raises:
        PhraseError: no wrong part. `compiled` tells the other faults.
    """
    begin, end = term.find("{"), term.find("}")
    wrong = term[begin + 1 : end]
    if begin < 0 or not wrong:
        raise PhraseError(f"“{term}”没有用 {{}} 标出的错误部分")
    following = _beginnings(_TOKENS.match(term, end + 1))
    if all(following):
        return tuple((wrong + word, 0) for word in following)
    before = [*_TOKENS.finditer(term, 0, begin)]
    leading = _literals(before[-1] if before else None)
    if all(leading):
        return tuple((word + wrong, len(word)) for word in leading)
    return ((wrong, 0),)


def _words(cell: str) -> tuple[str, ...]:
    return tuple(word for word in cell.split("/") if word)


def _clause(text: str, start: int, end: int) -> str:
    left, right = max(0, start - _CLAUSE), min(len(text), end + _CLAUSE)
    left = max([left, *(text.rfind(mark, left, start) + 1 for mark in CLAUSE_MARKS)])
    stops = [at for mark in CLAUSE_MARKS if (at := text.find(mark, end, right)) >= 0]
    return text[left : min([right, *stops])]
