"""What a run measured, kept in a folder: a run of an hour that was broken off goes on from there.

The folder knows nothing of the checks: empty it when they change.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")


def kept(folder: str | None, name: str, make: Callable[[], T]) -> T:
    """What `make` gives, or what it gave before under that name; None = no folder, it is made each time."""
    if folder is None:
        return make()
    file = Path(folder) / f"{name}.pickle"
    if file.exists():
        return pickle.loads(file.read_bytes())  # type: ignore[no-any-return]  # noqa: S301 - our own file
    made = make()
    file.parent.mkdir(parents=True, exist_ok=True)
    part = file.with_suffix(".part")
    part.write_bytes(pickle.dumps(made))
    part.replace(file)
    return made
