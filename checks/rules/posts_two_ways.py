"""C013: one person with two posts that are not told together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from checks.late import regex
from checks.model import Example, Gate, Hit, Severity
from checks.registry import check
from checks.sources import Source
from checks.types.people import Person, by_name
from checks.words import is_word
from documents.model import Document

_RANK = regex(r"[局处科股县镇乡馆站所队会厂园院校]长|理事长|董事长|秘书长")
_JOINS = "、兼和，"


@check(
    id="C013",
    title="同一人职务前后不一",
    gate=Gate.CONTENT,
    severity=Severity.YELLOW,
    source=Source.ERROR_RATE,
    why="同一个人前面是局长、后面成了副局长，必有一处写错；职务差错影响严肃性。",
    examples=(
        Example("局长李明华主持会议。会上，局长李明华讲话。副局长李明华作了总结。", hits=("副局长",)),
        Example("会长韩雪梅致辞。\n会长韩雪梅介绍情况。\n理事长韩雪梅颁奖。", hits=("理事长",)),
        Example("党组书记、局长李明华主持会议。局长李明华讲话。党组书记李明华作总结。"),
        Example("局长李明华、副局长张建国出席；张建国教授讲课。"),
    ),
)
def posts_two_ways(document: Document) -> Iterator[Hit]:
    """Hits for the rarer post; silent where the text itself names two posts side by side for the person."""
    for mentions in by_name(document).values():
        posts = [m for m in mentions if m.title]
        counts = Counter(m.title for m in posts)
        if len(counts) != 2 or any(_joined(m) for m in posts):
            continue
        first = [m.title for m in posts]
        (main, _), (other, seldom) = sorted(counts.items(), key=lambda c: (-c[1], first.index(c[0])))
        if seldom > 1 or not _at_odds(main, other) or is_word(posts[0].name[:2]):
            continue
        mention = next(m for m in posts if m.title == other)
        message = f"{mention.name}在文中又称“{main}”，这里是“{other}”，请核对。"
        yield Hit(mention.block.id, mention.title_start, mention.title_end, message, None)


def _at_odds(one: str, other: str) -> bool:
    """Whether nobody holds both: 局长 and 副局长, 科长 and 处长. 党委书记 and 局长 often go together."""
    if "原" in one + other or "代" in one + other:
        return False
    deputies = ("副" in one) != ("副" in other)
    a, b = one.replace("副", ""), other.replace("副", "")
    if deputies:
        return a == b
    return a != b and _RANK.fullmatch(a) is not None and _RANK.fullmatch(b) is not None


def _joined(mention: Person) -> bool:
    """Whether another post stands right before this one: 党组书记、局长李明华."""
    before = mention.block.text[max(0, mention.title_start - 1) : mention.title_start]
    after = mention.block.text[max(mention.title_end, mention.end) :][:1]
    return before in tuple(_JOINS[:3]) or (after in ("、", "兼") and mention.title_start > mention.start)
