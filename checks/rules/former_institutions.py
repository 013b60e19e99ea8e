"""T004: names of institutions that are no longer in use."""

from __future__ import annotations

from collections.abc import Iterator

from checks.model import Example, Gate, Hit, Severity
from checks.registry import check
from checks.sources import Source
from checks.types.former_names import former_names
from documents.model import Document


@check(
    id="T004",
    title="机构旧称",
    gate=Gate.CONTENT,
    severity=Severity.YELLOW,
    source=Source.PARTY_DOCS,
    why="机构改革后仍用旧名，读者会找错部门；叙述历史时用当时的名称。",
    wordlists=("former_institutions",),
    examples=(
        Example("材料报国家工商总局备案。", hits=("国家工商总局",), fixed="材料报国家市场监督管理总局备案。"),
        Example("由市国土资源局负责审核。", hits=("国土资源局",), fixed="由市自然资源局负责审核。"),
        Example("2015年，国家工商总局印发通知；原环境保护部的职责划入生态环境部；该厂曾由环保局监管。"),
        Example("引用《国家工商总局关于有关问题的通知》，各级环保部门、国土资源部门参加。"),
    ),
)
def former_institutions(document: Document) -> Iterator[Hit]:
    """Hits for the entries of the list, where the sentence does not speak of the past."""
    yield from former_names(document, "former_institutions")
