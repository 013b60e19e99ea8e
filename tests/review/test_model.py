"""Random acts on the real thing and on the reference model: outcomes and states are equal after every one."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import col, func, select

from models import Decision, Draft, Event, Person, Role, RoleGrant, StageRun, Verdict, Version
from models.base import pk
from review import claims, decide, delegation, drafts, holds, jobs, pipelines
from review.accounts import add_account, add_person, load_actor
from review.acting import acting
from review.actors import Actor
from review.app import App
from review.audit.export import verify
from review.audit.tags import Tag
from review.errors import RefusedError
from review.stages import running, standing
from tests.review import reference
from tests.review.custom import stage
from tests.review.organisations import PASSWORD, credentials
from tests.review.reference import DONE, LATE, REFUSED, Model
from tests.review.story import run_job

PIPELINE = (
    "name: custom\ntitle: 试验流程\nchannels: [folder]\nstages:"
    + stage("first")
    + stage("legal", "sign: {needed: 2, objections: all}", "beside: both", back="first, author")
    + stage("second", "beside: both", back="first, author")
    + stage("final", "after_return: resume", back="earlier, author")
)
STAGE_ROLES = {
    "first": Role.FIRST_REVIEWER, "second": Role.SECOND_REVIEWER, "legal": Role.COUNTERSIGNER,
    "final": Role.FINAL_REVIEWER,
}  # fmt: skip
KEYS = tuple(STAGE_ROLES)


class Pair:
    """The real thing and the model, side by side."""

    def __init__(self, app: App, rng: random.Random) -> None:
        self.app, self.rng = app, rng
        self.actors = _people(app)
        self.names = {actor.person_id: name for name, actor in self.actors.items()}
        self.lent: list[tuple[str, str, int]] = []
        self.counted: Counter[str] = Counter()
        self.answers = 0
        self.begin()

    def begin(self) -> None:
        self.draft_id = drafts.submit(
            self.app, self.actors["author"], self.upload(0), title="稿", pipeline="custom"
        ).draft_id
        self.model = Model()
        self.model.advance()
        self.work()

    def upload(self, text: int) -> int:
        data = f"第{'一二三'[text]}稿的内容。\n".encode()
        return drafts.upload(self.app, self.actors["author"], data, "稿.txt").upload_id

    def work(self) -> None:
        while leased := jobs.claim(self.app, "test-worker", 10):
            for job in leased:
                run_job(self.app, job)

    def step(self) -> None:
        acts: list[Callable[[], tuple[str, str]]] = [
            *[self.likely] * 6, *[self.answer] * 6, self.claim, self.revise, self.resume, self.withdraw, self.recuse,
            self.hold, self.take_up, self.take_up, self.delegate, self.undelegate,
        ]  # fmt: skip
        act = self.rng.choice(acts)
        expected, happened = act()
        assert happened == expected, f"{act.__name__}: {happened}, the model says {expected}"
        self.counted[f"{act.__name__} {expected}"] += 1
        self.work()
        self.compare()
        if self.model.state in ("released", "rejected", "withdrawn") and self.rng.random() < 0.6:
            self.counted[f"ended {self.model.state}"] += 1
            self.begin()

    def compare(self) -> None:
        with self.app.database.read() as session:
            draft = session.get_one(Draft, self.draft_id)
            version = session.get_one(Version, draft.current_version_id)
            live = {run.stage_key for run in running(session, draft)}
            signed = {
                key: {frozenset(self.names[p] for p in (d.person_id, d.on_behalf_of_id) if p) for d in given}
                for key, given in standing(session, draft, version).items()
            }
        assert draft.state == self.model.state
        assert live == set(self.model.open)
        assert signed == {key: set(given) for key, given in self.model.standing.items()}

    # --- acts; each gives what the model says and what happened ---

    def real(self, act: Callable[[], Any]) -> str:
        try:
            done = act()
        except RefusedError as refused:
            return REFUSED if refused.message.strip() else "refused without a word"
        return LATE if isinstance(done, decide.Decided) and done.late else DONE

    def pairs(self) -> list[tuple[str, str]]:
        return [(principal, substitute) for principal, substitute, _ in self.lent]

    def likely(self) -> tuple[str, str]:
        """An approval by somebody who may: so that drafts get to the end."""
        keys = list(self.model.open) or [self.rng.choice(KEYS)]
        key = self.rng.choice(keys)
        fit = [p for p in reference.PEOPLE if self.model.behind(key, p, self.pairs())]
        return self._answer(key, self.rng.choice(fit or ["f1"]), "approve")

    def answer(self) -> tuple[str, str]:
        verdict = self.rng.choice(["approve", "approve", "return", "return", "reject"])
        if verdict == "reject" and self.rng.random() < 0.7:
            verdict = "return"
        return self._answer(self.rng.choice(KEYS), self.rng.choice(reference.PEOPLE), verdict)

    def _answer(self, key: str, person: str, verdict: str) -> tuple[str, str]:
        run = self._run(key)
        if run is None:
            return DONE, DONE  # the draft has not come to this stage yet
        target = self.rng.choice(["author", "first", "legal", "second", "final"])
        with self.app.database.read() as session:
            seen = session.get_one(Version, run.version_id).content_hash
        happened = self.real(
            lambda: decide.decide(
                self.app, self.actors[person], pk(run), Verdict(verdict), opinion="意见", seen_content_hash=seen,
                password=PASSWORD, return_to=target,
            )
        )  # fmt: skip
        expected = self.model.answer(key, person, verdict, target, self.pairs())
        self.answers += happened in (DONE, LATE)
        return expected, happened

    def _run(self, key: str) -> StageRun | None:
        """The latest passage through the stage: the open one, if it is open."""
        with self.app.database.read() as session:
            query = select(StageRun).where(StageRun.draft_id == self.draft_id, StageRun.stage_key == key)
            return session.exec(query.order_by(col(StageRun.id).desc())).first()

    def claim(self) -> tuple[str, str]:
        key, person = self.rng.choice(KEYS), self.rng.choice(reference.PEOPLE)
        run = self._run(key)
        if run is None:
            return DONE, DONE
        happened = self.real(lambda: claims.claim(self.app, self.actors[person], pk(run)))
        return self.model.claim(key, person, self.pairs()), happened

    def revise(self) -> tuple[str, str]:
        text, person = self.rng.choice([self.model.text, self.rng.randrange(3)]), "author"
        upload = self.upload(text)
        happened = self.real(lambda: drafts.revise(self.app, self.actors[person], self.draft_id, upload))
        return self.model.revise(person, text), happened

    def resume(self) -> tuple[str, str]:
        person = self.rng.choice(["author", "author", "f1"])
        happened = self.real(lambda: drafts.resume(self.app, self.actors[person], self.draft_id, note="无误"))
        return self.model.resume(person), happened

    def withdraw(self) -> tuple[str, str]:
        if self.rng.random() < 0.8:
            return DONE, DONE
        happened = self.real(
            lambda: drafts.withdraw(
                self.app, self.actors["author"], self.draft_id, reason="不发了", password=PASSWORD
            )
        )
        expected = self.model.withdraw("author")
        self.answers += happened == DONE
        return expected, happened

    def recuse(self) -> tuple[str, str]:
        if self.rng.random() < 0.7:
            return DONE, DONE
        person = self.rng.choice(["f2", "s2", "l1", "e2", "f1"])
        happened = self.real(lambda: claims.recuse(self.app, self.actors[person], self.draft_id, "回避"))
        return self.model.recuse(person), happened

    def hold(self) -> tuple[str, str]:
        happened = self.real(lambda: holds.hold(self.app, self.actors["e1"], self.draft_id, "等"))
        return self.model.hold(True), happened

    def take_up(self) -> tuple[str, str]:
        happened = self.real(lambda: holds.take_up(self.app, self.actors["e2"], self.draft_id))
        return self.model.hold(False), happened

    def delegate(self) -> tuple[str, str]:
        principal, substitute = self.rng.sample(reference.PEOPLE[1:], 2)
        if len(self.lent) >= 3 or (principal, substitute) in self.pairs():
            return DONE, DONE
        now = self.app.clock()
        made = delegation.delegate(
            self.app, self.actors[principal], self.actors[substitute].person_id,
            starts_at=now - timedelta(minutes=1), ends_at=now + timedelta(days=1), reason="出差",
        )  # fmt: skip
        self.lent.append((principal, substitute, made))
        return DONE, DONE

    def undelegate(self) -> tuple[str, str]:
        if not self.lent:
            return DONE, DONE
        principal, substitute, made = self.lent.pop(self.rng.randrange(len(self.lent)))
        for (
            key,
            run,
        ) in self.model.open.items():  # a claim that only the delegation allowed no longer stands in the way
            if run.claimed == substitute and self.model.behind(key, substitute, self.pairs()) is None:
                run.claimed = None
        return DONE, self.real(lambda: delegation.revoke(self.app, self.actors[principal], made))

    def finish(self) -> None:
        """The audit log is whole, and no answer was lost or counted twice."""
        assert verify(self.app).problems == ()
        tags = [Tag.DECISION_SIGNED.value, Tag.DECISION_LATE.value, Tag.DRAFT_WITHDRAWN.value]
        with self.app.database.read() as session:
            rows = session.exec(select(func.count()).select_from(Decision)).one()
            events = session.exec(
                select(func.count()).select_from(Event).where(col(Event.tag).in_(tags))
            ).one()
        assert rows == events == self.answers


def _people(app: App) -> dict[str, Actor]:
    with acting(app, None) as deed:
        for name in reference.PEOPLE:
            person: Person = add_person(deed, name=name, unit="", post="")
            add_account(deed, person, name, credentials(), must_change=False)
            roles = {STAGE_ROLES[key] for key in KEYS if name in reference.ROLES[key]}
            for role in roles or {Role.EDITOR}:
                deed.session.add(RoleGrant(person_id=pk(person), role=role.value, granted_at=deed.now))
        deed.record(Tag.SETUP_DONE)
    with app.database.read() as session:
        from models import Account

        found = [load_actor(session, account) for account in session.exec(select(Account))]
    return {actor.name: actor for actor in found if actor is not None}


def _drive(app: App, patch: pytest.MonkeyPatch, seed: int, steps: int) -> Counter[str]:
    known = pipelines.shipped() | {"custom": pipelines.parse(PIPELINE, "custom")}
    patch.setattr(pipelines, "shipped", lambda: known)
    pair = Pair(app, random.Random(seed))  # noqa: S311
    for number in range(steps):
        try:
            pair.step()
        except AssertionError as error:
            raise AssertionError(f"seed {seed}, step {number}: {error}") from error
    pair.finish()
    return pair.counted


@pytest.mark.parametrize("seed", [1, 2])
def test_the_real_thing_moves_as_the_model_does(app: App, monkeypatch: pytest.MonkeyPatch, seed: int) -> None:
    counted = _drive(app, monkeypatch, seed, 80)
    assert counted["answer late"] + counted["likely done"] > 10


@pytest.mark.full
def test_five_thousand_steps(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    counted = _drive(app, monkeypatch, 7, 5000)
    print(dict(counted.most_common()))
    assert counted["ended released"] > 20
