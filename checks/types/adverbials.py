"""An adverbial before a verb with its object, told by what follows: 耐心的解释了政策, 科学的制定规划.

Many words stand before 的 and 地 alike (科学, 有效, 快速). Here they are told only where the verb after them has what
a noun cannot have: 了, a direction (下来), or an object that runs to the end of the clause without another predicate.
"""

from __future__ import annotations

from collections.abc import Callable

from checks.late import regex
from checks.text import is_han

_LONGEST = 3  # code points of a verb of the list
_REACH = 24  # code points of a clause that are looked at
_DONE = regex(
    "(?:了|着|过(?![程渡于度])|起(?!点|义|诉|源)来?|出(?!口|路|版|台|资)|下来|下去|上来|到(?!期|位)|成(?![本绩果员效])|好(?!评|处|坏)|住)"
)
_CLAUSE = regex(r"[^，。；：！？\n\0]*")
# A second predicate in the clause makes what stands before it a noun: 快速的增加带来了变化.
_PREDICATE = regex(
    "是|为|很|十分|非常|更|也|都|将|会|能|可以|可能|应当|应该|必须|需要|不|没|离不开|成为|带来|有|具有|意味|说明|表明|显示|证明|取决于|依赖|依靠"
    "|关系|在于|值得|得到|受到|引起|引发|导致|造成|起到|发挥|来自|源于|等|、|与|及"
)
# A noun that is told by the verb before it: 有效的防止措施, 积极的推进作用.
_HEAD = regex(
    "(?:机制|措施|方法|办法|工作|作用|能力|手段|制度|体系|方案|计划|过程|模式|方式|效果|结果|成果|功能|系统|平台|意义|力度|水平|态度|精神|意识|行为"
    "|活动|情况|问题|程度|速度|时间|条件|环境|原则|政策|机会|对象|标准|规则|程序|渠道|途径|目标|目的|任务|需求|要求|需要|意见|建议|氛围|格局|局面"
    "|力量|因素|关系|人员|人才|队伍|团队|机构|部门|单位|企业|服务|产品|技术|设备|设施|工具|武器|材料|信息|数据|成本|费用|价格|性|度|率|量|者|力|法|感|化|期|型|式|区|点|权)"
)
_NAMES = regex(r"(?:[一这那哪某每各][个种项次场套系列条些类]*|最|[的了过])\Z")


def acts(text: str, start: int, verbs: Callable[[str], frozenset[str]]) -> bool:
    """Whether a verb with what only a verb has begins at `start`. `verbs` gives the words of a role: act, event."""
    for length in range(_LONGEST, 0, -1):
        word = text[start : start + length]
        at = start + length
        if word in verbs("act"):
            return _done(text, at) or _with_object(text, at, length)
        if word in verbs("event"):
            return _done(text, at)
    return False


def follows(text: str, start: int, verbs: Callable[[str], frozenset[str]]) -> bool:
    """Whether any verb or preposition begins at `start`: enough behind 逐步, which no noun follows."""
    for length in range(_LONGEST, 0, -1):
        word = text[start : start + length]
        if any(word in verbs(role) for role in ("act", "event", "plain")):
            rest = text[start + length : start + length + 2]
            return (
                bool(rest) and is_han(rest[0]) and rest[0] != "的" and not _HEAD.match(text, start + length)
            )
    return False


def _done(text: str, at: int) -> bool:
    match = _DONE.match(text, at)
    return match is not None and text[match.end() : match.end() + 1] not in ("的", "")


def _with_object(text: str, at: int, length: int) -> bool:
    """Whether an object stands from `at` to the end of the clause; one of a single character may be a part of a word."""
    match = _CLAUSE.match(text, at, at + _REACH)
    rest = match.group() if match else ""
    if len(rest) < 2 or rest[0] in "的和与及或而":
        return False
    return length > 1 and not _PREDICATE.search(rest) and not _HEAD.match(rest)


def free(text: str, start: int) -> bool:
    """Whether nothing before `start` makes what follows a noun: 一个积极的……, 最有效的……."""
    return _NAMES.search(text, max(0, start - 4), start) is None
