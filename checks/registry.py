"""Collects the declared checks: one module in checks/rules declares one check with the `check` decorator.

Nothing central is edited to add a check; the registry finds every module in the package and refuses what
would make a report ambiguous: an id used twice, a family letter that is not ours, a check without examples.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Callable, Iterable
from functools import cache

from checks.model import Check, Example, Gate, Hit, Severity
from checks.sources import Source
from documents.model import Document

FAMILIES = {
    "P": "标点",
    "W": "词语",
    "N": "数字",
    "U": "计量",
    "T": "术语与称谓",
    "F": "格式",
    "C": "一致性",
    "S": "保密与个人信息",
    "L": "链接与引用",
    "G": "语法",
}
"""Families of check ids, letter to Chinese name. An id is a letter and three digits and is never reused."""

_ID = re.compile(rf"[{''.join(FAMILIES)}]\d{{3}}")

Find = Callable[[Document], Iterable[Hit]]


class DeclarationError(Exception):
    """A check is declared wrongly; told to the developer at import, never at run time."""


def check(
    *,
    id: str,  # noqa: A002 - the word every declaration, report and page uses
    title: str,
    gate: Gate,
    severity: Severity,
    source: Source,
    why: str,
    examples: tuple[Example, ...],
    wordlists: tuple[str, ...] = (),
    preview: bool = False,
    private: bool = False,
    engine: str | None = None,
    state: Callable[[], str] | None = None,
    layout: bool = False,
) -> Callable[[Find], Check]:
    """Declare the decorated function as a check; the name in the module becomes the `Check` itself.

    Raises:
        DeclarationError: the id is not a known family letter and three digits, or a required part is empty.
    """
    if not _ID.fullmatch(id):
        raise DeclarationError(f"{id!r}: a check id is one of {' '.join(FAMILIES)} and three digits")
    if not (title.strip() and why.strip() and examples):
        raise DeclarationError(f"{id}: title, why and examples must not be empty")

    def declare(find: Find) -> Check:
        return Check(
            id=id,
            title=title,
            gate=gate,
            severity=severity,
            source=source,
            why=why,
            examples=examples,
            find=find,
            wordlists=wordlists,
            preview=preview,
            private=private,
            engine=engine,
            state=state,
            layout=layout,
        )

    return declare


def collect(modules: Iterable[object]) -> tuple[Check, ...]:
    """The checks declared in `modules`, by id.

    Raises:
        DeclarationError: two different checks carry one id.
    """
    found: dict[str, Check] = {}
    for module in modules:
        for value in vars(module).values():
            if not isinstance(value, Check):
                continue
            if found.setdefault(value.id, value) is not value:
                raise DeclarationError(f"check id {value.id} is declared twice")
    return tuple(found[key] for key in sorted(found))


@cache
def all_checks() -> tuple[Check, ...]:
    """Every check in checks/rules, by id.

    Raises:
        DeclarationError: a declaration is wrong (see `check` and `collect`).
    """
    package = importlib.import_module("checks.rules")
    names = sorted(info.name for info in pkgutil.iter_modules(package.__path__))
    return collect(importlib.import_module(f"checks.rules.{name}") for name in names)


def by_id(check_id: str) -> Check:
    """The check of that id.

    Raises:
        KeyError: no such check.
    """
    for declared in all_checks():
        if declared.id == check_id:
            return declared
    raise KeyError(check_id)
