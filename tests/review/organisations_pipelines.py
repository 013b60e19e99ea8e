"""Generated pipelines: a fixed pool drawn by seed, from two stages to six, with every option a stage can have."""

from __future__ import annotations

import random
from collections.abc import Iterator
from functools import cache

from review import pipelines
from tests.review.custom import ROLES, stage

POOL = tuple(f"g{number:02}" for number in range(32))
_MIDDLE = ("first", "second", "third", "legal", "secrecy", "proof", "proof2", "extra", "read")
_KIND = {
    "third": "paired", "proof": "proof", "proof2": "proof", "extra": "review", "read": "read", "legal": "countersign",
    "secrecy": "secrecy",
}  # fmt: skip
_ROLE = ROLES | {
    "third": "second_reviewer",
    "proof2": "chief_proofreader",
    "read": "proofreader",
    "extra": "second_reviewer",
}
_WHO = ("", "", "", "", "", "group: desk", "qualification: final_review", "unit: same")
_SIGN = ("{needed: 2, objections: all}", "{needed: all, objections: one}", "{needed: any, objections: all}")
_WHEN = ("[{secrecy: [sensitive]}]", "[{characters_over: 8}, {urgent: true}]")


def _generated(name: str, rng: random.Random) -> str:
    keys = [key for key in _MIDDLE if rng.random() < 0.3][:5] or ["first"]
    couple = rng.randrange(len(keys) - 1) if len(keys) > 1 and rng.random() < 0.5 else None
    written = []
    for index, key in enumerate(keys):
        beside = couple is not None and index in (couple, couple + 1)
        more = list(_options(key, rng)) + (["beside: both"] if beside else [])
        before = keys[: couple if beside else index]
        back = ", ".join([*rng.sample(before, min(len(before), 2)), "author"])
        title = f"环节{index}"
        written.append(
            stage(
                key,
                *more,
                back=back,
                who=rng.choice(_WHO),
                kind=_KIND.get(key, "review"),
                role=_ROLE[key],
                title=title,
            )
        )
    last = rng.choice(["paired", "review", "issue"])
    role = "publisher" if last == "issue" else "final_reviewer"
    after = rng.choice(["restart", "resume", "ask"])
    written.append(
        stage("last", f"after_return: {after}", back="earlier, author", kind=last, role=role, title="末环节")
    )
    top = f"name: {name}\ntitle: 试验流程{name}\nchannels: [folder]\n"
    return top + "stages:" + "".join(written)


def _options(key: str, rng: random.Random) -> Iterator[str]:
    if key == "legal" or (key in ("extra", "read") and rng.random() < 0.4):
        yield f"sign: {rng.choice(_SIGN)}"
    if rng.random() < 0.25:
        yield f"when: {rng.choice(_WHEN)}"
    if rng.random() < 0.4:
        yield f"after_return: {rng.choice(['restart', 'resume', 'ask'])}"


@cache
def pool() -> dict[str, pipelines.Pipeline]:
    """The generated pipelines by name."""
    rng = random.Random(3)  # noqa: S311 - the same pool every time
    texts = {name: _generated(name, rng) for name in POOL}
    return {name: pipelines.parse(text, name) for name, text in texts.items()}
