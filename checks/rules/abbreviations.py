"""C016: an abbreviation that is agreed on, and then written another way."""

from __future__ import annotations

import re
from collections.abc import Iterator

from checks.late import regex
from checks.model import Example, Gate, Hit, Severity
from checks.registry import check
from checks.scan import joined
from checks.sources import Source
from checks.types.sounds import alike
from documents.model import Document

_AGREED = regex(r"(?:以下|下文|后文)?(?:简称|统称)[：:为]?\s?[“《]?([一-鿿]{3,10})[”》]?(?=[）)，。；])")
_HAN = regex("[一-鿿]")
_ENDINGS = regex("总站|中心|平台|云台|系统|工程|行动|计划|服务站|站|所|局|处|办")
_MOST = 300  # places of a half that are looked at; it is a common word then
_VERBS = frozenset("的了在是和与及将对由为有")


@check(
    id="C016",
    title="简称与约定不一致",
    gate=Gate.CONTENT,
    severity=Severity.YELLOW,
    source=Source.ERROR_RATE,
    why="“以下简称”约定之后，应一直用这个简称；改一个字就成了另一个名称。",
    examples=(
        Example(
            "城乡居民基本养老保险（以下简称城乡居保）提高标准。城乡居保按月发放。\n要做好城居保的衔接。",
            hits=("城居保",),
            fixed="城乡居民基本养老保险（以下简称城乡居保）提高标准。城乡居保按月发放。\n要做好城乡居保的衔接。",
        ),
        Example(
            "实施素质提升三年计划（以下简称“提升计划”）。提升计划分步实施。提高计划的日常工作由办公室承担。",
            hits=("提高计划",),
        ),
        Example(
            "市公共资源交易中心（以下简称“市交易中心”）。市交易中心开门办公。市交易所的日常工作由办公室承担。",
            hits=("市交易所",),
        ),
        Example(
            "实施素质提升三年计划（以下简称“提升计划”）。各镇要落实提升计划，提出计划时间表，不断提升计划性。"
        ),
        Example("市公共资源交易中心（以下简称市交易中心）负责；市交易中心和市采购中心配合，服务中心值班。"),
    ),
)
def abbreviations(document: Document) -> Iterator[Hit]:
    """Hits for the like words that begin a clause or stand between particles; the agreed one is suggested."""
    whole = joined(document)
    done: set[str] = set()
    for agreed in _terms(whole.text):
        name, at = agreed.group(1), agreed.end()
        if name in done or whole.text.find(name, at) < 0:
            continue
        done.add(name)
        for start, end in _variants(whole.text, name, at):
            found = whole.text[start:end]
            if (
                not _whole(whole.text, start, end, name)
                or not _like(name, found)
                or whole.text.count(found) > 1
            ):
                continue
            block, place = whole.place(start)
            message = f"前文约定简称“{name}”，这里写作“{found}”，请统一。"
            yield Hit(block.id, place, place + len(found), message, name)


def _terms(text: str) -> Iterator[re.Match[str]]:
    for word in ("简称", "统称"):
        at = text.find(word)
        while at >= 0:
            match = _AGREED.match(text, at)
            if match:
                yield match
            at = text.find(word, at + 2)


def _variants(text: str, name: str, at: int) -> Iterator[tuple[int, int]]:
    """Places of what may be written for `name`: one character replaced or left out, or other last words.

    One half of the name stays as it is, and halves are found at the speed of a text.
    """
    middle = len(name) // 2
    seen: set[tuple[int, int]] = set()
    for half, offset in ((name[:middle], 0), (name[middle:], middle)):
        place, tries = text.find(half, at), 0
        while place >= 0 and tries < _MOST:
            for start, end in _windows(text, name, place - offset, offset):
                if start >= at and (start, end) not in seen and "\0" not in text[start:end]:
                    seen.add((start, end))
                    yield start, end
            place, tries = text.find(half, place + 1), tries + 1


def _windows(text: str, name: str, start: int, offset: int) -> Iterator[tuple[int, int]]:
    size = len(name)
    same = text[start : start + size]
    if same == name:
        return
    if sum(a != b for a, b in zip(name, same, strict=False)) == 1 and len(same) == size and start >= 0:
        yield start, start + size
    if size > 3:
        # One character left out of the middle: before the second half, or after the first.
        first = start + (1 if offset else 0)
        short = text[first : first + size - 1]
        if any(name[:i] + name[i + 1 :] == short for i in range(1, size - 1)):
            yield first, first + size - 1
    if not offset and size >= 4 and text.startswith(name[:-2], start):
        ending = _ENDINGS.match(text, start + size - 2)
        if ending and ending.group() != name[-2:]:
            yield start, ending.end()


def _whole(text: str, start: int, end: int, name: str) -> bool:
    """Whether the words stand alone: at the beginning of a clause or behind a verb, before a particle or a verb."""
    before, after = text[start - 1 : start], text[end : end + 1]
    opens = not _HAN.match(before) or before in "好了在对由为和与及将以按施行进化实"
    closes = not _HAN.match(after) or after in "的是由要应将已和与为共在自按从上覆投累"
    return opens and closes and name not in text[max(0, start - len(name)) : end + len(name)]


def _like(name: str, found: str) -> bool:
    """Whether a slip or another word for the same explains the difference; another first word is another thing."""
    if set(found) - set(name) & _VERBS or any(c in _VERBS for c in found if c not in name):
        return False
    if len(found) == len(name):
        wrong = [(a, b) for a, b in zip(name, found, strict=True) if a != b]
        if len(wrong) == 1:
            place = next(i for i, (a, b) in enumerate(zip(name, found, strict=True)) if a != b)
            return (
                alike(*wrong[0])
                or (place > 0 and len(name) >= 4)
                or (len(name) >= 4 and found[1:] == name[1:] and name[1:2] in "理改治升")
            )
    return True
