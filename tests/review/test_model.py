"""Random acts on the real thing and on the reference model: outcomes and states are equal after every one.

One of the acts is killing the process that does the work (tests/review/victim.py): afterwards the state is that of
before or after the act, never between, and what was acknowledged is there.
"""

from __future__ import annotations

import copy
import os
import random
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlmodel import col, func, select

from models import Account, Decision, Draft, Event, Person, Recusal, Role, RoleGrant, StageRun, Version
from models.base import pk
from review import delegation, pipelines
from review.accounts import add_account, add_person, load_actor
from review.acting import acting
from review.actors import Actor
from review.app import App
from review.audit.export import verify
from review.audit.tags import Tag
from review.claims import claimed_by
from review.settling import live_hold
from review.stages import running, standing
from tests.review import reference
from tests.review.custom import stage
from tests.review.organisations import credentials
from tests.review.reference import DONE, LATE, Model
from tests.review.victim import NAME, Death, Nursery, Order, clock_ahead, perform, work

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
LONGEST = 90  # statements of the longest act, about; a death after that comes too late and the act is done
Step = tuple[Order, Callable[[Model], str]]
"""An act, and what the model makes of it."""


class Pair:
    """The real thing and the model, side by side."""

    def __init__(self, app: App, rng: random.Random, nursery: Nursery) -> None:
        self.ahead = timedelta()
        self.app = replace(app, clock=self.now)
        self.rng, self.nursery = rng, nursery
        self.actors = _people(self.app)
        self.names = {actor.person_id: name for name, actor in self.actors.items()}
        self.lent: list[tuple[str, str, int]] = []
        self.counted: Counter[str] = Counter()
        self.past = self.answers = 0  # answers to the drafts before, and to this one
        self.begin()

    def now(self) -> datetime:
        """The time of the installation, which a kill sets forward past the leases of the dead."""
        return clock_ahead(self.ahead)()

    def begin(self) -> None:
        order, known = Order("submit", self.actors["author"].account_id, {"yaml": PIPELINE}), self._drafts()
        said = self._killed([order])[0] if self.rng.random() < 0.3 else []
        made = self._drafts() - known
        assert len(made) == 1 or (made == set() and said == []), f"acknowledged {said}, submitted {made}"
        if not made:
            assert perform(self.app, order) == DONE
            made = self._drafts() - known
        (self.draft_id,) = made
        self.past += self.answers
        self.model, self.answers = Model(), 0
        self.model.advance()
        work(self.app)

    def step(self) -> None:
        acts: list[Callable[[], Step | None]] = [
            *[self.likely] * 6, *[self.answer] * 6, self.claim, self.revise, self.resume, self.withdraw, self.recuse,
            self.hold, self.take_up, self.take_up,
        ]  # fmt: skip
        chosen = self.rng.randrange(len(acts) + 6)
        if chosen >= len(acts) + 2:
            self.kill(self._claimed_and_approved() if self.rng.random() < 0.4 else [self.rng.choice(acts)()])
        elif chosen == len(acts):
            self.delegate()
        elif chosen == len(acts) + 1:
            self.undelegate()
        else:
            self.act(acts[chosen])
        work(self.app)
        assert self.state() == self.said(self.model, self.answers)
        if self.model.state in ("released", "rejected", "withdrawn") and self.rng.random() < 0.6:
            self.counted[f"ended {self.model.state}"] += 1
            self.begin()

    def act(self, choose: Callable[[], Step | None]) -> None:
        step = choose()
        if step is None:
            return  # nothing of the kind to do
        order, model = step
        happened, expected = perform(self.app, order), model(self.model)
        assert happened == expected, f"{order}: {happened}, the model says {expected}"
        self.answers += _is_answer(order, happened)
        self.counted[f"{order.name} {happened}"] += 1

    def kill(self, chosen: list[Step | None]) -> None:
        """Let another process do the acts and the machine's work after each, and kill it on the way."""
        steps = [step for step in chosen if step is not None]
        if not steps:
            return
        orders = [order for act, _ in steps for order in (act, Order("work"))]
        said, killed = self._killed(orders)
        work(self.app)
        may_be = [(copy.deepcopy(self.model), self.answers)]
        for number, (order, model) in enumerate(steps):
            after, answers = copy.deepcopy(may_be[-1])
            expected = model(after)
            may_be.append((after, answers + _is_answer(order, expected)))
            acknowledged = said[2 * number : 2 * number + 1]
            assert acknowledged in ([], [expected]), f"{order}: {acknowledged}, the model says {expected}"
        least = (len(said) + 1) // 2  # an act that was acknowledged is not lost
        real = self.state()
        fitting = [one for one in may_be[least:] if self.said(*one) == real]
        assert fitting, f"neither before nor after {[o.name for o, _ in steps]}: {real}, {may_be[least:]}"
        self.model, self.answers = fitting[0]
        self.counted["killed at work" if len(said) % 2 else "killed in an act"] += killed

    def _killed(self, orders: list[Order]) -> tuple[list[str], bool]:
        """Have the orders done by a process that dies; what it acknowledged, and whether it died before the end."""
        death = Death(statement=self.rng.randrange(1, LONGEST * len(orders) // 2))
        if self.rng.random() < 0.3:
            death = Death(seconds=self.rng.random() ** 2 * 0.1 * len(orders))
        said, killed = self.nursery.run(self.app.settings, self.ahead, orders, death)
        self._wait_until_gone()
        self.ahead += timedelta(
            seconds=self.app.settings.lease_seconds + 1
        )  # what it had leased falls to others
        assert killed or len(said) == len(orders)
        self.counted["killed" if killed else "outlived"] += 1
        if self.counted["killed"] % 25 == 1:
            assert verify(self.app).problems == ()
        return said, killed

    def _claimed_and_approved(self) -> list[Step | None]:
        """The same person takes a stage up and signs it."""
        key = self.rng.choice(list(self.model.open) or KEYS)
        fit = [p for p in reference.PEOPLE if self.model.behind(key, p, self.pairs())]
        person = self.rng.choice(fit or ["f1"])
        return [self._claim(key, person), self._answer(key, person, "approve")]

    def _wait_until_gone(self) -> None:
        """PostgreSQL notices a little later that the other end is dead."""
        query = text("SELECT count(*) FROM pg_stat_activity WHERE application_name = :name")
        until = time.monotonic() + 30
        while not self.app.database.is_sqlite:
            with self.app.database.read() as session:
                if session.connection().execute(query, {"name": NAME}).scalar_one() == 0:
                    return
            assert time.monotonic() < until, "the victim's connection is still there"
            time.sleep(0.005)

    # --- the two states, in the same words ---

    def state(self) -> tuple[Any, ...]:
        with self.app.database.read() as session:
            draft = session.get_one(Draft, self.draft_id)
            version = session.get_one(Version, draft.current_version_id)
            signed = {
                key: {frozenset(self.names[p] for p in (d.person_id, d.on_behalf_of_id) if p) for d in given}
                for key, given in standing(session, draft, version).items()
            }
            recused = session.exec(select(Recusal.person_id).where(Recusal.draft_id == self.draft_id))
            runs = running(session, draft)
            held = {run.stage_key: claimed_by(session, pk(run)) for run in runs if run.seats == 1}
            return (
                draft.state,
                {run.stage_key for run in runs},
                {key: self.names[person] for key, person in held.items() if person is not None},
                signed,
                live_hold(session, self.draft_id) is not None,
                {self.names[person] for person in recused},
                self._decisions() - self.past,
            )

    def said(self, model: Model, answers: int) -> tuple[Any, ...]:
        signed = {key: set(given) for key, given in model.standing.items()}
        held = {key: run.claimed for key, run in model.open.items() if run.claimed is not None}
        return (model.state, set(model.open), held, signed, model.held, set(model.recused), answers)

    def _decisions(self) -> int:
        with self.app.database.read() as session:
            return session.exec(select(func.count()).select_from(Decision)).one()

    def _drafts(self) -> set[int]:
        with self.app.database.read() as session:
            return {pk(draft) for draft in session.exec(select(Draft))}

    # --- acts; each gives the order and what the model makes of it, None where there is nothing to act on ---

    def pairs(self) -> list[tuple[str, str]]:
        return [(principal, substitute) for principal, substitute, _ in self.lent]

    def order(self, name: str, person: str, **values: Any) -> Order:
        return Order(name, self.actors[person].account_id, {"draft": self.draft_id, **values})

    def likely(self) -> Step | None:
        """An approval by somebody who may: so that drafts get to the end."""
        key = self.rng.choice(list(self.model.open) or KEYS)
        fit = [p for p in reference.PEOPLE if self.model.behind(key, p, self.pairs())]
        return self._answer(key, self.rng.choice(fit or ["f1"]), "approve")

    def answer(self) -> Step | None:
        verdict = self.rng.choice(["approve", "approve", "return", "return", "reject"])
        if verdict == "reject" and self.rng.random() < 0.7:
            verdict = "return"
        return self._answer(self.rng.choice(KEYS), self.rng.choice(reference.PEOPLE), verdict)

    def _answer(self, key: str, person: str, verdict: str) -> Step | None:
        run = self._run(key)
        if run is None:
            return None  # the draft has not come to this stage yet
        target = self.rng.choice(["author", "first", "legal", "second", "final"])
        with self.app.database.read() as session:
            seen = session.get_one(Version, run.version_id).content_hash
        order = self.order("decide", person, run=pk(run), verdict=verdict, seen=seen, back=target)
        lent = self.pairs()
        return order, lambda model: model.answer(key, person, verdict, target, lent)

    def _run(self, key: str) -> StageRun | None:
        """The latest passage through the stage: the open one, if it is open."""
        with self.app.database.read() as session:
            query = select(StageRun).where(StageRun.draft_id == self.draft_id, StageRun.stage_key == key)
            return session.exec(query.order_by(col(StageRun.id).desc())).first()

    def claim(self) -> Step | None:
        return self._claim(self.rng.choice(KEYS), self.rng.choice(reference.PEOPLE))

    def _claim(self, key: str, person: str) -> Step | None:
        run, lent = self._run(key), self.pairs()
        if run is None:
            return None
        return self.order("claim", person, run=pk(run)), lambda model: model.claim(key, person, lent)

    def revise(self) -> Step:
        number = self.rng.choice([self.model.text, self.rng.randrange(3)])
        return self.order("revise", "author", text=number), lambda model: model.revise("author", number)

    def resume(self) -> Step:
        person = self.rng.choice(["author", "author", "f1"])
        return self.order("resume", person), lambda model: model.resume(person)

    def withdraw(self) -> Step | None:
        if self.rng.random() < 0.8:
            return None
        return self.order("withdraw", "author"), lambda model: model.withdraw("author")

    def recuse(self) -> Step | None:
        if self.rng.random() < 0.7:
            return None
        person = self.rng.choice(["f2", "s2", "l1", "e2", "f1"])
        return self.order("recuse", person), lambda model: model.recuse(person)

    def hold(self) -> Step:
        return self.order("hold", "e1"), lambda model: model.hold(True)

    def take_up(self) -> Step:
        return self.order("take_up", "e2"), lambda model: model.hold(False)

    def delegate(self) -> None:
        principal, substitute = self.rng.sample(reference.PEOPLE[1:], 2)
        if len(self.lent) >= 3 or (principal, substitute) in self.pairs():
            return
        now = self.app.clock()
        made = delegation.delegate(
            self.app, self.actors[principal], self.actors[substitute].person_id,
            starts_at=now - timedelta(minutes=1), ends_at=now + timedelta(days=9), reason="出差",
        )  # fmt: skip
        self.lent.append((principal, substitute, made))
        self.counted["delegate done"] += 1

    def undelegate(self) -> None:
        if not self.lent:
            return
        principal, _, made = self.lent.pop(self.rng.randrange(len(self.lent)))
        delegation.revoke(self.app, self.actors[principal], made)
        self.counted["undelegate done"] += 1

    def finish(self) -> None:
        """The audit log is whole, and no answer was lost or counted twice."""
        assert verify(self.app).problems == ()
        tags = [Tag.DECISION_SIGNED.value, Tag.DECISION_LATE.value, Tag.DRAFT_WITHDRAWN.value]
        with self.app.database.read() as session:
            events = session.exec(
                select(func.count()).select_from(Event).where(col(Event.tag).in_(tags))
            ).one()
        assert self._decisions() == events == self.past + self.answers


def _is_answer(order: Order, outcome: str) -> bool:
    return outcome == LATE or (outcome == DONE and order.name in ("decide", "withdraw"))


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
        found = [load_actor(session, account) for account in session.exec(select(Account))]
    return {actor.name: actor for actor in found if actor is not None}


@pytest.fixture(scope="module")
def nursery() -> Iterator[Nursery]:
    """The process whose children are killed."""
    made = Nursery()
    yield made
    made.close()


def _drive(app: App, nursery: Nursery, patch: pytest.MonkeyPatch, seed: int, steps: int) -> Counter[str]:
    known = pipelines.shipped() | {"custom": pipelines.parse(PIPELINE, "custom")}
    patch.setattr(pipelines, "shipped", lambda: known)
    pair = Pair(app, random.Random(seed), nursery)  # noqa: S311
    for number in range(steps):
        try:
            pair.step()
        except AssertionError as error:
            raise AssertionError(f"seed {seed}, step {number}: {error}") from error
        if number % 500 == 499:
            print(
                f"{number + 1} steps, {time.process_time():.0f} CPU s: {dict(pair.counted.most_common())}",
                flush=True,
            )
    pair.finish()
    return pair.counted


@pytest.mark.parametrize("seed", [1, 2])
def test_the_real_thing_moves_as_the_model_does(
    app: App, nursery: Nursery, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    counted = _drive(app, nursery, monkeypatch, seed, 80)
    assert counted["decide late"] + counted["decide done"] > 10
    assert counted["killed"] > 2


@pytest.mark.full
@pytest.mark.timeout(3 * 3600)
def test_five_thousand_steps(app: App, nursery: Nursery, monkeypatch: pytest.MonkeyPatch) -> None:
    """SANSHEN_MODEL_STEPS and SANSHEN_FIRST_SEED set length and seed."""
    steps = int(os.environ.get("SANSHEN_MODEL_STEPS", "5000"))
    counted = _drive(app, nursery, monkeypatch, int(os.environ.get("SANSHEN_FIRST_SEED", "7")), steps)
    print(dict(counted.most_common()))
    assert counted["ended released"] > steps / 250
    assert counted["killed"] > steps / 50
