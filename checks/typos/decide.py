"""From a document to judged changes: protected places, cached sentences, two thresholds."""

from __future__ import annotations

import itertools
import re
import threading
from collections import OrderedDict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from checks import house
from checks.scan import Joined
from checks.segment import cut, is_word
from checks.text import inside, quoted_spans, verbatim_spans
from checks.typos import model as models
from checks.typos.characters import SAME
from checks.typos.codes import END, Codes
from checks.typos.features import describe, relation
from checks.typos.joint import Judge
from checks.typos.scoring import Scorer
from checks.typos.search import Searcher, edits, lay

REMEMBERED = 20_000  # sentences
_BATCH = 60_000  # codes searched at a time
_OFTEN, _NEARBY = 3, 20_000

_SURNAMES = frozenset(
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦许何吕张孔曹严华金魏陶姜戚谢邹喻苏潘葛范彭郎鲁韦马苗凤方俞任袁柳唐罗薛雷贺倪汤"
    "殷毕郝邬安常乐于傅卞齐康伍余元顾孟黄穆萧尹姚邵汪祁毛禹狄米贝戴宋庞熊纪舒屈项祝董梁杜阮蓝闵季贾江童颜郭梅林钟徐邱骆"
    "高夏蔡田樊胡凌霍虞万柯管卢莫房解应丁邓洪包石崔吉龚程裴陆荣翁段侯宁武刘景詹龙叶黎薄白蒲赖卓蒙池谭申冉尚温庄柴瞿阎"
    "习牛边聂晁冀岳关曾沙游权盖公司欧单肖仇覃麦佟尤臧戎娄危茅郜郗蔚靳逯璩闫亓兰凡降阚帅苑"
)
_AFTER_NAME = re.compile(
    r"[一-鿿]{0,2}(?:同志|先生|女士|表示|介绍|说|指出|强调|认为|告诉|主任|书记|局长|处长|科长|院长|校长|教授|部长|市长|县长|"
    r"镇长|村长|董事长|经理|主席|委员|代表|记者|摄|撰|老师|医生|法官|检察官|院士|等人|[（(]|[、，])"
)
_PLACE_ENDS = frozenset("省市县区镇乡村街路巷屯旗州庄湾沟坪岭桥港河湖山岛站")
_VILLAGES = frozenset("镇乡村街屯庄")
_OFFICES = frozenset("部局厅司处科委办署会院所站队室组")
_PRONOUNS = frozenset("他她它")
_COUNTRIES = frozenset(
    "俄美英法德日韩朝蒙越老柬泰缅印巴阿伊沙土乌哈吉塔喀菲马文澳加墨古秘智委哥厄玻埃苏尼肯坦赞津刚塞科摩突利意西葡荷比卢瑞挪芬丹冰"
    "波捷匈罗保克斯希拉立爱白乍贝布毛莫佛圣汤斐所瓦萨瑙图帕基"
)
_BEFORE_NAME = frozenset("由和与及对向请让被把员长师任记席理")
_TITLES = (
    "负责人", "主任", "书记", "局长", "处长", "科长", "院长", "校长", "部长", "市长", "县长",
    "镇长", "乡长", "区长", "所长", "站长", "队长", "行长", "厂长", "会长", "董事长", "秘书长",
    "检察长", "经理", "主席", "记者", "教授", "医生", "工程师", "老师", "民警", "村民", "居民",
    "代表人", "委托人", "申请人", "被告人", "当事人", "联系人", "主持人", "发言人", "法官", "律师", "护士", "教练",
    "导演", "作家", "学者", "专家", "院士", "研究员", "总统", "总理", "首相", "外长", "国王", "大使", "议长", "司机",
    "市民", "学生", "家长", "烈士", "选手", "队员", "委员",
)  # fmt: skip
_SPEAKING = frozenset("说称讲谈问答表介指强认告")
_FUNCTION_WORDS = frozenset("或和与及也已的地得了在是有而于以为对从被把")
_PARTICLES = frozenset("的地得")
_REACH = 4  # characters either side in which a word is looked for
_NUMERALS = frozenset("〇零一二三四五六七八九十百千万亿两第号")


class Care(Enum):
    """How sure a change must be to be told."""

    USUAL = "usual"
    SOME = "some"
    MORE = "more"
    MOST = "most"


@dataclass(frozen=True, slots=True)
class Judged:
    """A change in the joined text: [start, end) should read `new`. `score`: log-odds that the change is right,
    `best`: the highest of its sentence."""

    start: int
    end: int
    old: str
    new: str
    score: float
    best: float
    kinds: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Found:
    """A change in a sentence, offsets in codes."""

    start: int
    old: tuple[int, ...]
    new: tuple[int, ...]
    score: float
    kinds: tuple[int, ...]


class Proofreader:
    """One model ready to read documents. Safe to share between threads; remembers judged sentences."""

    def __init__(self, model: models.Model, own: models.Model | None = None) -> None:
        self.vocabulary = model.vocabulary
        self.searcher = Searcher(model, Scorer(model, own))
        self._judge = Judge(model.trees)
        self.red, self.blue = float(model.trees["red"]), float(model.trees["blue"])
        self._known: OrderedDict[bytes, tuple[_Found, ...]] = OrderedDict()
        self._lock = threading.Lock()

    def read(self, joined: Joined) -> Iterator[Judged]:
        """All changes worth a look, by place. Those of protected places are left out."""
        coded = joined.keep(self.encode)
        ends = np.flatnonzero(coded.codes == END)
        spans = [(int(a) + 1, int(b)) for a, b in itertools.pairwise(ends) if b > a + 2]
        sentences = [coded.codes[a:b] for a, b in spans]
        for (begin, _), found in zip(spans, self.judge(sentences), strict=True):
            best = max((item.score for item in found), default=0.0)
            for item in found:
                if item.score < self.blue:
                    continue
                first = begin + item.start
                places = coded.places[first : first + len(item.old)]
                start, end = int(places[0]), int(places[-1]) + 1
                if end - start != len(item.old):
                    continue  # blanks inside: a table or a letter-spaced heading
                new = "".join(self.vocabulary.char(c) for c in item.new)
                yield Judged(start, end, joined.text[start:end], new, item.score, best, item.kinds)

    def encode(self, joined: Joined) -> Codes:
        """The codes of a document; through `Joined.keep` they are made once for all checks of a run."""
        return self.vocabulary.encode(joined.text)

    def judge(self, sentences: list[NDArray[np.uint16]]) -> list[tuple[_Found, ...]]:
        """The changes of every sentence (codes without END)."""
        keys = [s.tobytes() for s in sentences]
        with self._lock:
            known = {key: self._known[key] for key in keys if key in self._known}
        fresh = {key: s for key, s in zip(keys, sentences, strict=True) if key not in known}
        for part in _batches(fresh):
            found = self._search([fresh[key] for key in part])
            known.update(zip(part, found, strict=True))
        with self._lock:
            for key in fresh:
                self._known[key] = known[key]
            while len(self._known) > REMEMBERED:
                self._known.popitem(last=False)
        return [known[key] for key in keys]

    def _search(self, sentences: list[NDArray[np.uint16]]) -> list[tuple[_Found, ...]]:
        text = lay(sentences)
        codes = self.searcher.changes(text)
        proposed = edits(text, codes)
        described = describe(self.searcher, text, codes, proposed)
        scores = self._judge.scores(described)
        out: list[list[_Found]] = [[] for _ in sentences]
        old = np.array([code for edit in described.edits for code in edit.old], np.uint16)
        new = np.array([code for edit in described.edits for code in edit.new], np.uint16)
        kinds = iter(relation(self.searcher, old, new)[0].tolist())
        for sentence, edit, score in zip(
            described.sentence.tolist(), described.edits, scores.tolist(), strict=True
        ):
            of_edit = tuple(itertools.islice(kinds, len(edit.old)))
            out[sentence].append(_Found(edit.start, edit.old, edit.new, score, of_edit))
        return [tuple(row) for row in out]


def proofreader() -> Proofreader:
    """The shipped model's, with the organisation's own where there is one; made at the first document.

    Raises:
        ModelError: a model file is missing or damaged.
    """
    return _proofreader(models.own_path())


@cache
def _proofreader(own: Path | None) -> Proofreader:
    return Proofreader(models.base(), models.own(own) if own else None)


def _batches(fresh: dict[bytes, NDArray[np.uint16]]) -> Iterator[list[bytes]]:
    part: list[bytes] = []
    size = 0
    for key, sentence in fresh.items():
        part.append(key)
        size += len(sentence)
        if size >= _BATCH:
            yield part
            part, size = [], 0
    if part:
        yield part


def unprotected(joined: Joined, judged: Iterable[Judged]) -> Iterator[tuple[Judged, Care]]:
    """The changes that touch no number, name, address or word of the organisation's own dictionary.

    Most care: inside quotation or title marks, or written the same way several times nearby (a term, a name). More:
    in the name of a place or an office, or one function word for another. Some: what is written is a word as well.
    """
    text, own = joined.text, house.OwnWords(house.current().dictionary)
    last, addresses, quoted = -1, [(0, 0)], [(0, 0)]
    for item in judged:
        if _touches_number(text, item) or _looks_like_name(text, item):
            continue
        if any(item.old in ones and item.new in ones for ones in (_OFFICES, _PRONOUNS)):
            continue  # which office or who is meant no count can tell
        index = joined.index(item.start)
        base, block = joined.starts[index], joined.blocks[index].text
        if index != last:  # once a block, which may be the whole of a long text
            last, addresses, quoted = index, verbatim_spans(block), _quoted(block)
        start, end = item.start - base, item.end - base
        if inside(addresses, start, end) or own.over(block, start, end):
            continue
        if inside(quoted, start, end) or _repeated(text, item):
            yield item, Care.MOST
        elif _ends_a_name(text, item) or _is_other_function_word(item):
            yield item, Care.MORE
        else:
            yield item, Care.SOME if _is_word(block, start, end) else Care.USUAL


def _ends_a_name(text: str, item: Judged) -> bool:
    """Whether one character before the ending of a place's name is to change, or what an office is called: 局 for 居."""
    if len(item.old) > 1:
        return False
    after, second = text[item.end : item.end + 1], text[item.end + 1 : item.end + 2]
    return after in _PLACE_ENDS or second in _VILLAGES or item.old in _OFFICES


def _quoted(block: str) -> list[tuple[int, int]]:
    """What stands in quotation marks, straight ones too where they pair up."""
    straight = [at for at, char in enumerate(block) if char == '"'] if '"' in block else []
    if not straight or len(straight) % 2:
        return quoted_spans(block)
    pairs = [(a + 1, b) for a, b in zip(straight[::2], straight[1::2], strict=True)]
    return sorted([*quoted_spans(block), *pairs])


def _is_word(block: str, start: int, end: int) -> bool:
    """Whether what is written is a word of two characters or more as it stands, such as 主题 for 主体: both may be meant."""
    left = max(0, start - _REACH)
    words = cut(block[left : end + _REACH])
    return any(s + left <= start and end <= e + left and e - s > 1 and is_word(word) for word, s, e in words)


def _is_other_function_word(item: Judged) -> bool:
    """Whether for a function word another is proposed, or a character that does not sound the same: 甲或乙 is rarer than
    甲和乙 and as right."""
    if item.old in _PARTICLES and item.new in _PARTICLES:
        return False  # those are told apart by what stands around them
    if len(item.old) > 1 or item.old not in _FUNCTION_WORDS:
        return False
    return item.new in _FUNCTION_WORDS or not any(kind & SAME for kind in item.kinds)


def _touches_number(text: str, item: Judged) -> bool:
    """Whether a numeral is written, stands beside the change or would come of it; the 一 of a word such as 统一 is none."""
    if any(c in _NUMERALS for c in item.old):
        return True
    before, after = text[item.start - 1 : item.start], text[item.end : item.end + 1]
    if before.isdigit() or after.isdigit():
        return True
    if not any(c in _NUMERALS for c in item.new):
        return False
    return before in _NUMERALS or after in _NUMERALS or not _makes_word(text, item)


def _makes_word(text: str, item: Judged) -> bool:
    """Whether all of what would be written lies in one word of two characters or more."""
    left = max(0, item.start - _REACH)
    words = cut(text[left : item.start] + item.new + text[item.end : item.end + _REACH])
    begin, end = item.start - left, item.start - left + len(item.new)
    return any(s <= begin and end <= e and e - s > 1 and is_word(word) for word, s, e in words)


def _looks_like_name(text: str, item: Judged) -> bool:
    """A surname up to two characters before with a title before it, or with what follows names after it; what a named
    person does next; or a country in one character, as in 喀方, 菲中 and 中希建交."""
    if item.old in _COUNTRIES and _stands_for_country(text, item):
        return True
    if item.old[0] in _SPEAKING and _is_titled(text, item.start - 3):
        return True
    for at in range(item.start, max(-1, item.start - 3), -1):
        if _is_titled(text, at):
            return True
        if text[at] in _SURNAMES and _AFTER_NAME.match(text, max(item.end, at + 2)):
            before = text[at - 1 : at]
            if not "一" <= before <= "鿿" or before in _BEFORE_NAME:
                return True
    return False


def _is_titled(text: str, at: int) -> bool:
    """Whether a surname behind a title stands at `at`."""
    return at > 0 and text[at] in _SURNAMES and text[max(0, at - 3) : at].endswith(_TITLES)


def _stands_for_country(text: str, item: Judged) -> bool:
    before, after = text[max(0, item.start - 1) : item.start], text[item.end : item.end + 2]
    return after[:1] in ("方", "中", "双") or (
        before == "中" and after in ("建交", "两国", "关系", "友好", "双方", "合作")
    )


def _repeated(text: str, item: Judged) -> bool:
    """Whether the same letters in the same surroundings stand in the document several times."""
    left, right = text[max(0, item.start - 1) : item.end], text[item.start : item.end + 1]
    near = (max(0, item.start - _NEARBY), item.end + _NEARBY)
    return len(left) > 1 and min(text.count(left, *near), text.count(right, *near)) >= _OFTEN
