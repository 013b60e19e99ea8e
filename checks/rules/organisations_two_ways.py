"""C014: the name of one organisation written two ways."""

from __future__ import annotations

import re
from collections.abc import Iterator

from checks.model import Example, Gate, Hit, Severity
from checks.registry import check
from checks.scan import joined
from checks.sources import Source
from checks.types.organisations import cut_to, organisations, same
from documents.model import Document

_MOST = 150  # names compared with one another: beyond, the text is a directory


@check(
    id="C014",
    title="机构名称前后不一",
    gate=Gate.CONTENT,
    severity=Severity.YELLOW,
    source=Source.ERROR_RATE,
    why="同一机构的全称在一篇里只能有一种写法；多字、漏字、换字会被当成两家。",
    examples=(
        Example(
            "南岭国家森林公园管理处负责巡护。南岭国家森林公园管理处要定期报告。南岭国家森林公园管理局将于7月提交方案。",
            hits=("南岭国家森林公园管理局",),
        ),
        Example(
            "青山农业科技有限责任公司中标。\n公示期间，对青山农业科技有限公司有异议的可以反映。\n青山农业科技有限责任公司应按期履约。",
            hits=("青山农业科技有限公司",),
        ),
        Example(
            "市第一实验小学和市第二实验小学参加；市教育局、市体育局、市财政局负责。市教育局牵头，市教育局汇总。"
        ),
    ),
)
def organisations_two_ways(document: Document) -> Iterator[Hit]:
    """Hits for the name told once, like one told at least twice; numbered and compass names are different houses."""
    found = organisations(document)
    often = [name for name, places in found.items() if len(places) > 1]
    once = [(name, places[0]) for name, places in found.items() if len(places) == 1]
    if not often or len(often) > _MOST or len(once) > _MOST * 4:
        return
    whole = joined(document)
    alike = _Candidates(often)
    for other, place in once:
        for name in alike.to(other):
            part = next((p for p in cut_to(name, other) if same(name, p)), None)
            if part is None or name in other or whole.text.count(part) > 1:
                continue
            if re.match(r"[”》]?[（(]?(?:以下)?简称", whole.text[place + len(other) :][:8]):
                break
            block, start = whole.place(place + len(other) - len(part))
            message = f"“{part}”与文中“{name}”写法不一，是否为同一机构？"
            yield Hit(block.id, start, start + len(part), message, None)
            break


class _Candidates:
    """Which names can be `same` as another: those whose first two characters it has, or that hold the same characters."""

    def __init__(self, names: list[str]) -> None:
        self._names = names
        self._by_head: dict[str, list[int]] = {}
        self._by_characters: dict[str, list[int]] = {}
        for number, name in enumerate(names):
            self._by_head.setdefault(name[:2], []).append(number)
            self._by_characters.setdefault("".join(sorted(name)), []).append(number)

    def to(self, other: str) -> list[str]:
        """The candidates, in the order of the names."""
        numbers = set(self._by_characters.get("".join(sorted(other)), ()))
        for at in range(len(other) - 1):
            numbers.update(self._by_head.get(other[at : at + 2], ()))
        return [self._names[number] for number in sorted(numbers)]
