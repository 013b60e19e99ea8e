"""F001: labels 一、（一）1.（1） that skip, repeat or run backwards."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from checks.late import regex
from checks.model import Example, Gate, Hit, Severity
from checks.registry import check
from checks.sources import Source
from documents.model import Block, BlockKind, Document

_HAN = "一二三四五六七八九十百零〇"
_LABELS = (
    regex(rf"([{_HAN}]{{1,5}})[、，：](?![{_HAN}])"),
    regex(rf"[（(]([{_HAN}]{{1,5}})[）)]"),
    regex(r"(\d{1,3})(?:[.．](?!\d)|[、，。：；](?!\d))"),
    regex(r"[（(](\d{1,3})[）)]"),
)
# The list of attachments below the text has numbers of its own: 附件：1.…
_ATTACHMENTS = regex(r"附件[：:]\s*(\d{1,2})[.．、]")
_KINDS = frozenset({BlockKind.HEADING, BlockKind.LIST_ITEM, BlockKind.PARAGRAPH})
_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0}
_ARABIC = 2
_ATTACHED = -1
_NAMES = ("一、", "（一）", "1.", "（1）")


@dataclass(frozen=True, slots=True)
class _Label:
    block: Block
    level: int  # 0–3, or _ATTACHED
    number: int
    end: int  # of the label in the block's text


@check(
    id="F001",
    title="层次序号",
    gate=Gate.QUALITY,
    severity=Severity.YELLOW,
    source=Source.GBT_9704,
    why="层次序数依次为“一、”“（一）”“1.”“（1）”，同级连续，逐级使用，不重号、不跳号、不越级。",
    examples=(
        Example("一、总体要求\n三、重点任务", hits=("三、",)),
        Example("一、总体要求\n二、重点任务\n二、保障措施", hits=("二、",)),
        Example("一、总体要求\n（一）指导思想\n（三）主要目标", hits=("（三）",)),
        Example(
            "一、总体要求\n1.坚持问题导向，补齐短板。\n2.坚持系统观念，统筹推进。\n二、重点任务\n3.建强队伍，提升能力。",
            hits=("1.",),
            note="越级每篇只报一次；跨部分连续编号可以。",
        ),
        Example(
            "一、总体要求\n（一）指导思想\n1.学习理论，指导实践。\n（1）制定计划。\n（2）组织实施。\n（二）目标\n二、任务"
        ),
        Example(
            "第一条 有下列情形之一的：\n（一）甲类；\n（二）乙类。\n第二条 应当：\n（一）登记；\n（二）公示。"
        ),
        Example("2026年工作要点\n3.5万人参加活动。\n十七、八岁的青年参加活动。"),
        Example("一、总体要求\n（一）学习理论，指导实践。\n特此通知。\n附件：1.任务分工表\n2.联系人名单"),
    ),
)
def level_numbering(document: Document) -> Iterator[Hit]:
    """Hits for labels that do not follow from the one before, and once a document for a level left out.

    A label may always restart at 1, and may run on over the labels above it (1.–19. through 一、–五、).
    """
    labels = list(_labels(document))
    last: dict[int, _Label] = {}
    fresh: set[int] = set()  # levels that a label above has opened anew
    plain = False  # text without a label since the last label
    skip_told = False
    path: list[int] = []  # levels above the current place
    for label in labels:
        if label is None:
            plain = True
            continue
        if label.level == _ATTACHED:
            last, path = {_ARABIC: label}, []
            fresh.clear()
            continue
        fault = _fault(last.get(label.level), label, label.level in fresh, plain)
        if fault:
            yield Hit(label.block.id, 0, label.end, fault, None)
        while path and path[-1] >= label.level:
            path.pop()
        if not skip_told and path and label.level - path[-1] > 1:
            skip_told = True
            yield Hit(label.block.id, 0, label.end, _skip_message(path[-1], label.level), None)
        path.append(label.level)
        last[label.level] = label
        fresh.discard(label.level)
        fresh.update(range(label.level + 1, len(_LABELS)))
        plain = False


def _labels(document: Document) -> Iterator[_Label | None]:
    """The labels in order; None stands for a block of text without one."""
    for block in document:
        if block.kind not in _KINDS:
            continue
        attached = _ATTACHMENTS.match(block.text)
        if attached:
            yield _Label(block, _ATTACHED, int(attached.group(1)), attached.end())
            continue
        for level, pattern in enumerate(_LABELS):
            match = pattern.match(block.text)
            number = _number(match.group(1)) if match else None
            if match and number:
                yield _Label(block, level, number, match.end())
                break
        else:
            yield None


def _fault(before: _Label | None, label: _Label, fresh: bool, plain: bool) -> str | None:
    if before is None or label.number == before.number + 1:
        return None
    mark = label.block.text[: label.end]
    previous = before.block.text[: before.end]
    if label.number == 1:
        # Another list begins. Two first items in a row are a repeat.
        repeats = before.number == 1 and not fresh and not plain
        return f"序号“{mark}”重复。" if repeats else None
    if label.number == before.number:
        return None if fresh and plain else f"序号“{mark}”重复。"
    if label.number < before.number:
        return f"序号“{mark}”接在“{previous}”之后，次序倒退。"
    missing = label.number - (1 if fresh else before.number + 1)
    return f"序号“{mark}”接在“{previous}”之后，跳号了。" if missing > 0 else None


def _skip_message(above: int, here: int) -> str:
    left_out = "".join(f"“{name}”" for name in _NAMES[above + 1 : here])
    return f"“{_NAMES[above]}”下直接用“{_NAMES[here]}”，越过了{left_out}一级。"


def _number(text: str) -> int | None:
    """Value of a label up to 999, None where it is not a well-formed number."""
    if text.isdecimal():
        return int(text)
    total = digit = 0
    for char in text:
        if char in _DIGITS:
            digit = _DIGITS[char]
        else:
            total += (digit or 1) * (100 if char == "百" else 10)
            digit = 0
    return total + digit
