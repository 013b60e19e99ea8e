"""Character differences of two texts, in pieces a reader can follow, in bounded time."""

from __future__ import annotations

import re
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Literal

from rapidfuzz.distance import Indel

Op = Literal["equal", "insert", "delete", "replace"]
_SENTENCE = re.compile(r"[^。！？；!?;\n]*[。！？；!?;\n]+|[^。！？；!?;\n]+")
_LARGEST = 16_000_000  # product of lengths that one character comparison may cost
_BY_SENTENCE = 400  # code points from which sentences are matched first, which also reads better


@dataclass(frozen=True, slots=True)
class Change:
    """One step from old [a, b) to new [c, d)."""

    op: Op
    a: int
    b: int
    c: int
    d: int


def differences(old: str, new: str) -> list[Change]:
    """Steps that turn `old` into `new`, covering both texts without a gap; neighbours differ in `op`."""
    if old == new:
        return [Change("equal", 0, len(old), 0, len(new))] if old else []
    short = min(len(old), len(new)) < _BY_SENTENCE
    return _readable(sequence_steps(old, new) if short else _sentences(old, new))


def sequence_steps(old: Sequence[Hashable], new: Sequence[Hashable]) -> list[Change]:
    """The same over any sequences, by longest common subsequence; one `replace` where that would cost too
    much.
    """
    head = 0
    while head < min(len(old), len(new)) and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < min(len(old), len(new)) - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    m, n = len(old) - tail, len(new) - tail
    steps = [Change("equal", 0, head, 0, head)]
    if (m - head) * (n - head) > _LARGEST:
        steps.append(Change("replace", head, m, head, n))
    else:
        for code in Indel.opcodes(old[head:m], new[head:n]):
            op: Op = "equal" if code.tag == "equal" else "replace"
            steps.append(
                Change(
                    op,
                    code.src_start + head,
                    code.src_end + head,
                    code.dest_start + head,
                    code.dest_end + head,
                )
            )
    steps.append(Change("equal", m, len(old), n, len(new)))
    return _joined(steps)


def _characters(old: str, new: str, a: int, c: int) -> list[Change]:
    return [Change(s.op, s.a + a, s.b + a, s.c + c, s.d + c) for s in sequence_steps(old, new)]


def _sentences(old: str, new: str) -> list[Change]:
    first, second = _SENTENCE.findall(old), _SENTENCE.findall(new)
    a = _places(first)
    c = _places(second)
    steps: list[Change] = []
    for step in sequence_steps(first, second):
        start, end, to, until = a[step.a], a[step.b], c[step.c], c[step.d]
        if step.op == "equal":
            steps.append(Change("equal", start, end, to, until))
        else:
            steps += _characters(old[start:end], new[to:until], start, to)
    return _joined(steps)


def _places(parts: list[str]) -> list[int]:
    places = [0]
    for part in parts:
        places.append(places[-1] + len(part))
    return places


def _joined(steps: list[Change]) -> list[Change]:
    """Empty steps out, neighbours of the same nature into one, the nature named by what is there."""
    joined: list[Change] = []
    for step in steps:
        if step.a == step.b and step.c == step.d:
            continue
        if joined and (joined[-1].op == "equal") == (step.op == "equal"):
            last = joined.pop()
            step = Change(last.op, last.a, step.b, last.c, step.d)  # noqa: PLW2901
        joined.append(step if step.op == "equal" else _named(step))
    return joined


def _named(step: Change) -> Change:
    op: Op = "insert" if step.a == step.b else "delete" if step.c == step.d else "replace"
    return Change(op, step.a, step.b, step.c, step.d)


def _readable(steps: list[Change]) -> list[Change]:
    """Single characters that only happen to agree amid rewritten text become part of the rewriting."""
    smooth: list[Change] = []
    for i, step in enumerate(steps):
        if step.op == "equal" and 0 < i < len(steps) - 1:
            around = min(_size(steps[i - 1]), _size(steps[i + 1]))
            if (step.b - step.a) * 2 <= around:
                step = Change("replace", step.a, step.b, step.c, step.d)  # noqa: PLW2901
        smooth.append(step)
    return _joined(smooth)


def _size(step: Change) -> int:
    return max(step.b - step.a, step.d - step.c)
