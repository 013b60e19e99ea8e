"""Names of people beside their posts: 局长张建国, 张建国同志. Only full names of three characters, the safe case."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from checks.late import regex
from checks.scan import Joined, among, joined
from documents.model import Block, Document

_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林郑谢罗梁宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔"
    "钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
    "温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗"
    "谷盛曲翁冉骆蓝路游辛靳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚"
    "岑景费卜冷晏席卫米柏宗瞿桂佟应臧闵苟邬卞姬师仇栾隋刁沙荣巫寇桑郎甄丛仲虞敖巩佘池查麻苑迟邝谈匡鞠荆冀郁胥储燕"
    "楚鄢劳谌奚皮冼蔺海阚练廉禹漆巴屠商"
)
_CORES = (
    "书记|副书记|主任|主席|会长|理事长|董事长|总经理|经理|总裁|局长|处长|科长|股长|县长|市长|省长|区长|镇长|乡长|"
    "村长|院长|校长|馆长|所长|站长|厅长|部长|司长"
    "|队长|组长|社长|行长|园长|厂长|团长|州长|盟长|旗长|署长|秘书长|主编|总编辑|总工程师|工程师|总监|委员|常委|"
    "教授|研究员|主任医师|医师|检察长|政委"
)
_PREFIX = "党委|党组|党支部|支部|总支|党总支|纪委|工委|常务|街道|办公室|执行|名誉|第一|村委会|居委会|社区"
TITLE = rf"(?:(?:{_PREFIX}){{0,2}}(?:副|代理?|总|原)?(?:{_CORES}))"
_PLAIN = (
    "同志|先生|女士|村民|负责人|模范|老师|记者|代表|职工|居民|民警|医生|护士|教师|学生|队员|农民"
    "|志愿者|网格员|被告人|原告|当事人|经办人|联系人|主持人|主讲人|店主|户主|养殖户|种植户|师傅|院士|作家"
)
_STAFF = (
    "护林|讲解|驾驶|教练|运动|宣讲|保洁|调解|辅导|炊事|乘务|快递|协管|安全|质检|检验|采购|销售|营业|服务|饲养|技术|飞行|航天|审判|管理|消防|救援"
    "|通讯|播音|指导|裁判|督导|统计|巡查|巡护|监督|保管|会计|管护|接线|收银|养护|配送|外卖|列车|售票"
)
_ADDRESS = "同志|先生|女士|老师|教授"
_NAME = regex(r"[一-鿿]{3}")
_BEFORE = regex(rf"(?:{TITLE}|{_PLAIN}|(?:{_STAFF})员)\Z")
_AFTER = regex(rf"{TITLE}|{_ADDRESS}")
_PLACE = regex("[一-鿿]?[区县市省局委部]")  # behind three characters: 镇长安街道办 is of a place
_LONGEST = 12  # code points of a title
_NO_POSTS = frozenset(f"{_PLAIN}|{_ADDRESS}|{_STAFF}".split("|"))
# What a title in front ends with, and one behind begins with.
_ENDINGS = frozenset((*_CORES.split("|"), *_PLAIN.split("|"), *(f"{staff}员" for staff in _STAFF.split("|"))))
_LENGTHS = sorted({len(ending) for ending in _ENDINGS})
_LAST = "".join({ending[-1] for ending in _ENDINGS})
_FIRST = "".join({word[0] for word in "|".join((_PREFIX, "副|代|总|原", _CORES, _ADDRESS)).split("|")})
# What the third character of a name is not; mostly a verb behind a name of two.
NO_END = frozenset(
    "于告家副及而则并但还又再能可会说表指强要在和与为就对出代率带前主作向从等将也都是同的了区县市镇乡村局处会委部院所科室校站馆中办厅司党人员长"
    "记任被因由提参致介宣讲称问答以及给把让到去来赴员干联驻届"
)
_TO = regex("向[有本该其上下省市县区社国各当所群公党组人前法我他你]")  # 当事人向有管辖权的: no surname


@dataclass(frozen=True, slots=True)
class Person:
    """One mention: the name at [start, end) of the block, and the post right before or after it, '' for 同志 and the like."""

    block: Block
    start: int
    end: int
    name: str
    title: str
    title_start: int
    title_end: int


def _people(whole: Joined) -> Iterator[Person]:
    """Every mention with a post or a form of address, in order; one with a title on either side twice."""
    text, points, at = whole.text, whole.points, whole.where(_SURNAMES)
    at = at[(at > 0) & (at + 3 < len(text))]
    at = at[among(points[at - 1], _LAST) | among(points[at + 3], _FIRST)]
    for start in at.tolist():
        for title in (_title_before(text, start), _AFTER.match(text, start + 3)):
            if title and _is_name(text, start):
                yield _person(whole, start, title)


def _title_before(text: str, start: int) -> re.Match[str] | None:
    # The words that titles end with are asked for first: most places have none.
    if _ENDINGS.isdisjoint([text[max(0, start - length) : start] for length in _LENGTHS]):
        return None
    return None if _PLACE.match(text, start + 3) else _BEFORE.search(text, max(0, start - _LONGEST), start)


def _is_name(text: str, start: int) -> bool:
    no_end = text[start + 2] in NO_END or text[start + 1] in "某副或" or _TO.match(text, start)
    return not no_end and _NAME.match(text, start) is not None


def _person(whole: Joined, start: int, title: re.Match[str]) -> Person:
    block, place = whole.place(start)
    shift = place - start
    post = title.group()
    plain = post in _NO_POSTS or post.removesuffix("员") in _NO_POSTS
    name = whole.text[start : start + 3]
    return Person(
        block, place, place + 3, name, "" if plain else post, title.start() + shift, title.end() + shift
    )


def by_name(document: Document) -> dict[str, list[Person]]:
    """Mentions by name; not to be changed."""
    return joined(document).keep(_by_name)


def _by_name(whole: Joined) -> dict[str, list[Person]]:
    found: dict[str, list[Person]] = defaultdict(list)
    for person in _people(whole):
        found[person.name].append(person)
    return found
