"""One table: every kind of stage × every verdict × every guard, and what becomes of the answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest

from models import DispositionState, Finding, Role, Verdict
from models.base import pk
from review import claims, comments, draft_facts, findings, holds
from review.errors import (
    BlockedError,
    InvalidError,
    NotAllowedError,
    RefusedError,
    SeparationError,
    StaleContentError,
    StateError,
)
from review.pipelines import StageKind
from review.stages import document_of
from tests.review.custom import answer, give, open_runs, stage, use
from tests.review.story import FAULTY, Story

ROLE = {
    StageKind.REVIEW: "first_reviewer", StageKind.PAIRED: "first_reviewer", StageKind.PROOF: "proofreader",
    StageKind.READ: "proofreader", StageKind.ISSUE: "publisher", StageKind.COUNTERSIGN: "countersigner",
    StageKind.SECRECY: "countersigner",
}  # fmt: skip
SIGNER, OTHER, STRANGER = "qianyifan", "wujingyi", "zhouqiming"
REJECTING = {StageKind.REVIEW, StageKind.PAIRED, StageKind.ISSUE}
# guard → the refusal of an approval, of a return and of a rejection; None: the answer goes through
TABLE: dict[str, tuple[type[RefusedError] | None, type[RefusedError] | None, type[RefusedError] | None]] = {
    "role": (NotAllowedError,) * 3,
    "administrator": (NotAllowedError,) * 3,
    "author": (SeparationError,) * 3,
    "recused": (SeparationError,) * 3,
    "stale": (StaleContentError,) * 3,
    "hold": (StateError,) * 3,
    "claimed": (StateError,) * 3,
    "opinion": (InvalidError,) * 3,
    "red": (BlockedError, None, None),
    "yellow": (BlockedError, None, None),
    "questions": (BlockedError, None, None),
    "filing": (BlockedError, None, None),
    "fields": (BlockedError, None, None),
    "gates": (BlockedError, None, None),
    "none": (None, None, None),
}


@dataclass
class Bench:
    """A draft whose open stage is of one kind, and what stands in the way of signing it."""

    story: Story
    draft_id: int

    def settle(self, *severities: str) -> None:
        rows = [f for f in self.story.findings(self.draft_id) if f.severity in severities]
        self._answer(rows, DispositionState.DISMISSED)

    def reopen(self) -> None:
        self._answer(self.story.findings(self.draft_id), DispositionState.OPEN)

    def _answer(self, rows: list[Finding], state: DispositionState) -> None:
        ids = [pk(f) for f in rows if f.disposition != state.value]
        if ids:
            version = pk(self.story.version(self.draft_id))
            findings.settle_all(self.story.app, self.story.actors[SIGNER], version, ids, state, "原文如此")

    def facts(self, login: str = SIGNER, **values: object) -> None:
        draft_facts.amend(self.story.app, self.story.actors[login], self.draft_id, values)

    @contextmanager
    def ask(self) -> Iterator[None]:
        """A question, open for as long as it takes."""
        story, version = self.story, self.story.version(self.draft_id)
        block = document_of(story.app, version).blocks[0].id
        asked = comments.add(
            story.app, story.actors[SIGNER], pk(version), block, 0, 1, "？", comments.QUESTION
        )
        yield
        comments.resolve(story.app, story.actors[SIGNER], asked)


@contextmanager
def _guard(bench: Bench, name: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Put one guard up, and take it down again: who answers then, and how the answer differs from a good one."""
    story, draft_id = bench.story, bench.draft_id
    run = pk(next(iter(open_runs(story, draft_id).values())))
    who = {"role": STRANGER, "administrator": "majianguo", "author": "linxiaoyu", "recused": "hesumei"}
    changed: dict[str, dict[str, Any]] = {
        "stale": {"seen_content_hash": "sha256:another"},
        "opinion": {"opinion": " "},
        "fields": {"fields": {"gates": ["policy"]}},
        "gates": {"fields": {"note": "已阅"}},
    }
    up: dict[str, Callable[[], object]] = {
        "hold": lambda: holds.hold(story.app, story.actors["sunlihua"], draft_id, "等"),
        "claimed": lambda: claims.claim(story.app, story.actors[OTHER], run),
        "red": lambda: (bench.reopen(), bench.settle("yellow", "blue")),
        "yellow": lambda: (bench.reopen(), bench.settle("red", "blue")),
        "filing": lambda: bench.facts(topic="religion"),
    }
    down: dict[str, Callable[[], object]] = {
        "hold": lambda: holds.take_up(story.app, story.actors["sunlihua"], draft_id),
        "claimed": lambda: claims.unclaim(story.app, story.actors[OTHER], run),
        "red": lambda: bench.settle("red", "yellow", "blue"),
        "yellow": lambda: bench.settle("red", "yellow", "blue"),
        "filing": lambda: bench.facts(topic=""),
    }
    up.get(name, lambda: None)()
    if name == "questions":
        with bench.ask():
            yield SIGNER, {}
    else:
        yield who.get(name, SIGNER), changed.get(name, {})
    if name in down:
        down[name]()


def _bench(story: Story) -> Bench:
    bench = Bench(story, story.submit(FAULTY + "报名人数增长了百分之5。\n", pipeline="custom"))
    story.work()
    return bench


def _expected(kind: StageKind, verdict: Verdict, guard: str) -> type[RefusedError] | None:
    found = TABLE[guard][[Verdict.APPROVE, Verdict.RETURN, Verdict.REJECT].index(verdict)]
    if found is None and verdict is Verdict.REJECT and kind not in REJECTING:
        return InvalidError  # only a review, or the issue, says that a draft is not wanted
    return found


@pytest.mark.parametrize("kind", list(StageKind), ids=lambda kind: str(kind.value))
def test_every_kind_every_verdict_every_guard(
    story: Story, monkeypatch: pytest.MonkeyPatch, kind: StageKind
) -> None:
    tested = stage(
        "tested", "checks: standard", "gates: [policy]", "settles: [questions, filing]",
        "fields: [{key: note, title: 说明, kind: text, required: true}]", kind=kind.value, role=ROLE[kind],
    )  # fmt: skip
    use(monkeypatch, tested, *([] if kind is StageKind.ISSUE else [stage("issue")]))
    role = Role(ROLE[kind])
    give(story, "linxiaoyu", role)
    give(story, "hesumei", role)
    give(story, "majianguo", role)
    for login in (SIGNER, OTHER):
        if role not in story.actors[login].roles:
            give(story, login, role)
    give(story, STRANGER, Role.SECOND_REVIEWER)
    bench = _bench(story)
    claims.recuse(story.app, story.actors["hesumei"], bench.draft_id, "回避")
    assert {f.severity for f in story.findings(bench.draft_id)} >= {"red", "yellow"}
    bench.settle("red", "yellow", "blue")
    tried = 0
    for guard in TABLE:
        for verdict in (Verdict.APPROVE, Verdict.RETURN, Verdict.REJECT):
            expected = _expected(kind, verdict, guard)
            at = bench
            if expected is None:  # this one moves its draft, so it gets one of its own
                at = _bench(story)
                at.settle("red", "yellow", "blue")
            with _going_through(at, guard, expected is None) as (login, changed):
                tried += 1
                if expected is None:
                    done = answer(story, at.draft_id, "tested", login, verdict, return_to="author", **changed)
                    assert not done.late
                    continue
                with pytest.raises(expected) as refused:
                    answer(story, at.draft_id, "tested", login, verdict, return_to="author", **changed)
                assert refused.value.message.strip()
    assert tried == len(TABLE) * 3
    with pytest.raises(InvalidError):
        answer(story, bench.draft_id, "tested", SIGNER, Verdict.RETURN, return_to="issue")
    with pytest.raises(InvalidError):
        answer(story, bench.draft_id, "tested", SIGNER, Verdict.WITHDRAW)


@contextmanager
def _going_through(bench: Bench, guard: str, moves: bool) -> Iterator[tuple[str, dict[str, Any]]]:
    """A guard that is put up and left standing where the answer moves the draft, else taken down again."""
    manager = _guard(bench, guard)
    yield manager.__enter__()
    if not moves:
        manager.__exit__(None, None, None)
