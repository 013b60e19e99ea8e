"""Whether two characters are read alike or look alike: what a slip of input puts for the other."""

from __future__ import annotations

from functools import cache

_LOOK_ALIKE = 120  # of 255, measure of shape in the table of characters


@cache
def _tables() -> tuple[dict[str, int], list[frozenset[str]], dict[int, frozenset[int]]]:
    import numpy as np  # noqa: PLC0415 - takes a tenth of a second, and few texts hold two names that are so alike

    from checks.typos.characters import FACTS, fuzzy  # noqa: PLC0415 - needs NumPy

    data = np.load(FACTS)
    chars = data["characters"].tobytes().decode("utf-32-le")
    syllables = data["syllables"].tobytes().decode().split()
    starts, sounds = data["sound_starts"], data["sounds"]
    heard = [
        frozenset(fuzzy(syllables[s]) for s in sounds[starts[i] : starts[i + 1]]) for i in range(len(chars))
    ]
    near = {
        i: frozenset(int(n) for n, c in zip(row, close, strict=True) if c >= _LOOK_ALIKE)
        for i, (row, close) in enumerate(zip(data["near"], data["close"], strict=True))
    }
    return {c: i for i, c in enumerate(chars)}, heard, near


def sound_alike(a: str, b: str) -> bool:
    """Whether two characters share a reading, as people who mix up z/zh, n/l, an/ang hear it."""
    places, heard, _ = _tables()
    first, second = places.get(a), places.get(b)
    return first is not None and second is not None and bool(heard[first] & heard[second])


def alike(a: str, b: str) -> bool:
    """Whether two characters sound alike or look alike."""
    places, _, near = _tables()
    first, second = places.get(a), places.get(b)
    if first is None or second is None:
        return False
    return sound_alike(a, b) or second in near[first] or first in near[second]
