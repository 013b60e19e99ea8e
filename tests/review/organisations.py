"""Generated organisations and histories for invariant 3, played by the real use cases and by the raw API alike.

An organisation: eight people, some with a second account, roles at random (more than anybody should hold at once),
groups, qualifications, delegations in every direction, an administrator who also holds review roles behind the rules'
back. A history: acts of anybody at random, most of them wrong.
"""

from __future__ import annotations

import json
import random
import shutil
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from sqlmodel import Session, col, select

from models import (
    Account,
    Assignment,
    Decision,
    Delegation,
    Draft,
    DraftAuthor,
    GroupMember,
    Person,
    PersonGroup,
    Role,
    RoleGrant,
    StageRun,
    Verdict,
    Version,
)
from models.base import pk
from review import bulk, claims, decide, delegation, drafts, holds, jobs, people, pipelines, rights
from review.access import REVIEWERS
from review.accounts import Credentials, add_account, add_person, load_actor
from review.acting import acting
from review.actors import Actor
from review.app import App, open_app
from review.audit.tags import Tag
from review.errors import RefusedError
from review.keys import ArgonCost, create, hash_password
from review.settings import Settings
from review.stage_rules import AfterReturn
from review.stages import running
from tests.review.custom import stage
from tests.review.story import run_job

PASSWORD = "one-password-for-all-7"
TEXTS = ("一篇短文。\n", "一篇短文，改过。\n", "一篇短文，又改过。\n")
PEOPLE = 8
PIPELINE = (
    "name: custom\ntitle: 试验流程\nchannels: [folder]\nreject_after_reviews: 2\nstages:"
    + stage("first", who="group: desk")
    + stage("second", "after_return: ask", back="earlier, author")
    + stage("legal", "sign: {needed: 2, objections: all}", "beside: both", back="first, author")
    + stage("third", "beside: both", kind="paired", role="second_reviewer", back="first, author")
    + stage("proof", "after_return: resume", back="earlier, author")
    + stage("last", kind="paired", role="final_reviewer", back="earlier, author")
)
REVIEW_ROLES = sorted(REVIEWERS)


@dataclass
class World:
    """One organisation with its drafts."""

    app: App
    rng: random.Random
    actors: list[Actor] = field(default_factory=list)
    drafts: list[int] = field(default_factory=list)
    done: Counter[str] = field(default_factory=Counter)

    @classmethod
    def begin(cls, template: Path, folder: Path, rng: random.Random) -> World:
        """A fresh copy of the migrated database, with people."""
        folder.mkdir(parents=True)
        shutil.copy(template, folder / "sanshen.db")
        settings = Settings(data_dir=folder, argon_memory_kib=64, argon_time=1, language_tool_url="off")
        world = cls(open_app(settings), rng)
        world._people()
        world._delegations()
        world.reload()
        return world

    def _people(self) -> None:
        rng = self.rng
        logins = [f"p{i}" for i in range(PEOPLE)] + [f"p{i}b" for i in range(PEOPLE) if rng.random() < 0.4]
        with acting(self.app, None) as deed:
            group = PersonGroup(key="desk", name="候选组", created_at=deed.now)
            deed.session.add(group)
            made: dict[str, Person] = {}
            for login in logins:
                name = login.removesuffix("b")
                if name not in made:
                    made[name] = add_person(deed, name=name, unit="", post="")
                    self._roles(deed.session, made[name])
                add_account(deed, made[name], login, credentials(), must_change=False)
            deed.session.flush()
            for person in made.values():
                if rng.random() < 0.7:
                    deed.session.add(GroupMember(group_id=pk(group), person_id=pk(person), added_at=deed.now))
            deed.record(Tag.SETUP_DONE)

    def _roles(self, session: Session, person: Person) -> None:
        """Far more than anybody should hold: separation has to hold all the same. The last one administers as well."""
        chosen = {Role.EDITOR, *(r for r in REVIEW_ROLES if self.rng.random() < 0.6)}
        if person.name == f"p{PEOPLE - 1}":
            chosen |= {Role.SECURITY_ADMIN, Role.SYSTEM_ADMIN}
        for role in sorted(chosen):
            session.add(RoleGrant(person_id=pk(person), role=role.value, granted_at=self.app.clock()))

    def _delegations(self) -> None:
        self.reload()
        for _ in range(self.rng.randrange(6)):
            self.attempt(self.delegate)

    def reload(self) -> None:
        """Everybody's roles as they are now."""
        with self.app.database.read() as session:
            accounts = session.exec(select(Account).order_by(Account.id)).all()
            found = [load_actor(session, account) for account in accounts]
        self.actors = [actor for actor in found if actor is not None]

    def somebody(self) -> Actor:
        return self.rng.choice(self.actors)

    def play(self, histories: int, steps: int) -> None:
        """So many histories, each a new draft and `steps` acts; the invariant is looked at after every act."""
        acts: list[Callable[[], None]] = [
            *[self.approve] * 22, self.go_back, self.reject, self.claim, self.reassign, self.recuse, self.revise,
            self.resume, self.delegate, self.undelegate, self.grant, self.revoke, self.bulk, self.hold, self.take_up,
            self.take_up, self.group, self.smuggle,
        ]  # fmt: skip
        for _ in range(histories):
            known = len(self.drafts)
            while len(self.drafts) == known:
                self.attempt(self.submit)
            self.work()
            for _ in range(steps):
                self.attempt(self.rng.choice(acts))
                self.work()
                self.check()
            self.done["histories"] += 1
            with self.app.database.read() as session:
                self.done[f"ended {session.get_one(Draft, self.drafts[-1]).state}"] += 1

    def attempt(self, act: Callable[[], None]) -> None:
        try:
            act()
            self.done[act.__name__] += 1
        except RefusedError as refused:
            self.done["refused" if refused.message.strip() else "refused without a word"] += 1

    # --- acts ---

    def submit(self) -> None:
        author = self.somebody()
        uploaded = drafts.upload(self.app, author, TEXTS[0].encode(), "稿.txt")
        self.drafts.append(
            drafts.submit(self.app, author, uploaded.upload_id, title="稿", pipeline="custom").draft_id
        )

    def revise(self) -> None:
        author = self.somebody()
        uploaded = drafts.upload(self.app, author, self.rng.choice(TEXTS).encode(), "稿.txt")
        drafts.revise(self.app, author, self._draft(), uploaded.upload_id)

    def resume(self) -> None:
        drafts.resume(self.app, self.somebody(), self._draft(), note="无误")

    def approve(self) -> None:
        self._decide(Verdict.APPROVE)

    def go_back(self) -> None:
        self._decide(Verdict.RETURN)

    def reject(self) -> None:
        self._decide(Verdict.REJECT)

    def _decide(self, verdict: Verdict) -> None:
        run, version = self._run()
        actor, behalf = self.somebody(), None
        if verdict is Verdict.APPROVE and self.rng.random() < 0.85:
            actor = self._likely(run)
        elif self.rng.random() < 0.3:
            behalf = self.somebody().person_id
        decide.decide(
            self.app,
            actor,
            pk(run),
            verdict,
            opinion="意见",
            seen_content_hash=version.content_hash,
            password=PASSWORD,
            return_to=self.rng.choice(["author", "first", "second"]),
            on_behalf_of=behalf,
            after_return=self.rng.choice(list(AfterReturn)),
        )

    def _likely(self, run: StageRun) -> Actor:
        """Somebody who has the run in their inbox, or stands in for such a person: so that drafts get to the end."""
        with self.app.database.read() as session:
            live = select(Assignment).where(
                Assignment.stage_run_id == run.id, col(Assignment.closed_at).is_(None)
            )
            rows = session.exec(live).all()
            lent = select(Delegation).where(col(Delegation.principal_id).in_([a.person_id for a in rows]))
            ids = [a.person_id for a in rows if a.claimed_at is not None] or [
                *(a.person_id for a in rows), *(d.delegate_id for d in session.exec(lent))
            ]  # fmt: skip
        return self.rng.choice([a for a in self.actors if a.person_id in ids] or self.actors)

    def _run(self) -> tuple[StageRun, Version]:
        """Mostly a stage that is open, now and then one that was."""
        with self.app.database.read() as session:
            draft = session.get_one(Draft, self._draft())
            runs = running(session, draft)
            if not runs or self.rng.random() < 0.05:
                runs = list(session.exec(select(StageRun).where(StageRun.draft_id == draft.id)))
            return self.rng.choice(runs), session.get_one(Version, draft.current_version_id)

    def claim(self) -> None:
        claims.claim(self.app, self.somebody(), pk(self._run()[0]))

    def reassign(self) -> None:
        claims.reassign(self.app, self.somebody(), pk(self._run()[0]), self.somebody().person_id, "改派")

    def recuse(self) -> None:
        if self.rng.random() < 0.15:
            claims.recuse(self.app, self.somebody(), self._draft(), "回避")

    def delegate(self) -> None:
        now, actor = self.app.clock(), self.somebody()
        delegation.delegate(
            self.app,
            actor,
            self.somebody().person_id,
            starts_at=now - timedelta(hours=1),
            ends_at=now + timedelta(days=1),
            reason="出差",
            role=self.rng.choice([None, *REVIEW_ROLES]),
        )

    def undelegate(self) -> None:
        with self.app.database.read() as session:
            rows = session.exec(select(Delegation)).all()
        if rows:
            row = self.rng.choice(rows)
            by = next(a for a in self.actors if a.person_id == row.principal_id)
            delegation.revoke(self.app, by, pk(row))

    def grant(self) -> None:
        people.grant(self.app, self._security(), self.somebody().person_id, self.rng.choice(REVIEW_ROLES))
        self.reload()

    def revoke(self) -> None:
        if self.rng.random() < 0.4:
            people.revoke(
                self.app, self._security(), self.somebody().person_id, self.rng.choice(REVIEW_ROLES)
            )
            self.reload()

    def group(self) -> None:
        member = self.rng.random() < 0.7
        rights.set_member(self.app, self._security(), 1, self.somebody().person_id, member)

    def _security(self) -> Actor:
        return next(a for a in self.actors if Role.SECURITY_ADMIN in a.roles)

    def bulk(self) -> None:
        runs = [self._run()[0] for _ in range(2)]
        seen = bulk.seen_now(self.app, [pk(r) for r in runs])
        bulk.approve_many(self.app, self.somebody(), seen, opinion="同意", password=PASSWORD)

    def hold(self) -> None:
        if self.rng.random() < 0.15:
            holds.hold(self.app, self.somebody(), self._draft(), "等")

    def take_up(self) -> None:
        holds.take_up(self.app, self.somebody(), self._draft())

    def smuggle(self) -> None:
        """A role slipped into the table without the use case, as a database administrator could."""
        with self.app.database.write() as session:
            person, role = self.somebody().person_id, self.rng.choice(REVIEW_ROLES).value
            known = select(RoleGrant.id).where(RoleGrant.person_id == person, RoleGrant.role == role)
            if session.exec(known).first() is None:
                session.add(RoleGrant(person_id=person, role=role, granted_at=self.app.clock()))
        self.reload()

    def _draft(self) -> int:
        """Mostly the latest draft; an act on the one before is late more often than not."""
        return self.drafts[-1] if self.rng.random() < 0.9 else self.rng.choice(self.drafts[-2:])

    def work(self) -> None:
        """Everything the machine has to do."""
        while leased := jobs.claim(self.app, "test-worker", 10):
            for job in leased:
                run_job(self.app, job)

    # --- what must hold ---

    def check(self) -> None:
        """Invariant 3, asked of the statements that were signed, by a rule of its own."""
        with self.app.database.read() as session:
            for draft_id in self.drafts[-2:]:
                self._check(session, session.get_one(Draft, draft_id))

    def _check(self, session: Session, draft: Draft) -> None:
        rows = session.exec(select(Decision).where(Decision.draft_id == draft.id)).all()
        authors = set(session.exec(select(DraftAuthor.person_id).where(DraftAuthor.draft_id == draft.id)))
        admins = {a.person_id for a in self.actors if a.is_administrator}
        taken: dict[tuple[str, int], str] = {}
        for row in rows:
            said = json.loads(row.statement)
            behind = {said["person"]["id"], (said["on_behalf_of"] or said["person"])["id"]}
            assert not behind & (authors | admins), "an author or an administrator signed"
            if said["verdict"] != "approve" or row.late:
                continue
            for kind in said["counts"]:
                for person in behind:
                    first = taken.setdefault((kind, person), said["stage"])
                    assert first == said["stage"], f"{person} stands behind two of the {kind}s"
        if draft.state in ("frozen", "released"):
            self._check_released(session, draft, rows)

    def _check_released(self, session: Session, draft: Draft, rows: list[Decision]) -> None:
        version = session.get_one(Version, draft.current_version_id)
        standing = [r for r in rows if r.verdict == "approve" and not r.late and r.voided_at is None]
        assert all(r.content_hash == version.content_hash for r in standing)
        assert {r.stage_key for r in standing} == {s.key for s in custom().stages}
        assert sum(r.stage_key == "legal" for r in standing) == 2
        for kind in ("is_review", "is_proof"):
            hands = [
                (r.stage_key, p)
                for r in standing
                if getattr(r, kind)
                for p in (r.person_id, r.on_behalf_of_id)
            ]
            stages_of: dict[int, set[str]] = {}
            for key, person in hands:
                if person is not None:
                    stages_of.setdefault(person, set()).add(key)
            assert all(len(keys) == 1 for keys in stages_of.values())


def custom() -> pipelines.Pipeline:
    """The pipeline of these organisations."""
    return pipelines.parse(PIPELINE, "custom")


_CHEAP = ArgonCost(memory_kib=64, time=1)
_HASHED: list[str] = []


def credentials() -> Credentials:
    """A sign-in with a key of its own; the password hash is the same for all, to save time."""
    if not _HASHED:
        _HASHED.append(hash_password(PASSWORD, _CHEAP))
    return Credentials(_HASHED[0], create(PASSWORD, _CHEAP))
