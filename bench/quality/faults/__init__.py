"""The fault families: every module here holds one kind of fault (or a few siblings) and declares its families.

They are written from what editors get wrong, and from the standards, never from the checks: keep it so.
"""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache

from bench.quality.cases import Family


@cache
def families() -> tuple[Family, ...]:
    """Every declared family, by group and id.

    Raises:
        ValueError: two families carry one id, or one has not exactly one generator.
    """
    found: dict[str, Family] = {}
    for info in pkgutil.iter_modules(__path__):
        module = importlib.import_module(f"{__name__}.{info.name}")
        for value in vars(module).values():
            if not isinstance(value, Family):
                continue
            if found.setdefault(value.id, value) is not value or (value.inject is None) == (
                value.build is None
            ):
                raise ValueError(f"family {value.id}: declared twice, or not exactly one generator")
    return tuple(sorted(found.values(), key=lambda f: (f.group.value, f.id)))
