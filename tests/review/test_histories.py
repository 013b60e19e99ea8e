"""Random histories: whatever people do in whatever order, the invariants hold after every act."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import ClassVar

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from sqlmodel import select

from models import Decision, Draft, Event, StageRun, Verdict, Version
from models.base import pk
from review import drafts, keys
from review.app import open_app
from review.audit.export import verify
from review.database import migrate
from review.errors import RefusedError, SeparationError
from review.settings import Settings
from tests.review.story import CLEAN, SIGNERS, Story

PEOPLE = sorted(set(SIGNERS.values()) | {"linxiaoyu", "zhouqiming", "majianguo", "tangyian"})
EDITS = (CLEAN, CLEAN.replace("按时", "准时"), CLEAN.replace("本月", "下月"), CLEAN.replace("\n", "\r\n"))


@contextmanager
def _refusal_in_words() -> Iterator[None]:
    """An act may be refused, but always with a sentence, and never by a crash."""
    refusals: list[RefusedError] = []
    try:
        yield
    except RefusedError as refused:
        refusals.append(refused)
    assert all(r.message.strip() for r in refusals)


class Histories(RuleBasedStateMachine):
    """One draft, many hands."""

    template: ClassVar[Path | None] = None

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="sanshen-history-"))
        if Histories.template is None:
            Histories.template = Path(tempfile.mkdtemp(prefix="sanshen-template-")) / "sanshen.db"
            migrate(f"sqlite:///{Histories.template}")
        shutil.copy(Histories.template, self.folder / "sanshen.db")
        self.app = open_app(
            Settings(data_dir=self.folder, argon_memory_kib=64, argon_time=1, language_tool_url="off")
        )
        self.story = Story.begin(self.app)
        self.draft_id = self.story.submit(pipeline="new-media", author="linxiaoyu")
        self.events = 0

    def teardown(self) -> None:
        result = verify(self.app)
        self.app.close()
        shutil.rmtree(self.folder)
        assert result.problems == ()

    @rule()
    def work(self) -> None:
        self.story.work()

    @rule(
        login=st.sampled_from(PEOPLE),
        verdict=st.sampled_from(Verdict),
        back_to=st.sampled_from(["author", "first_level"]),
    )
    def sign(self, login: str, verdict: Verdict, back_to: str) -> None:
        with _refusal_in_words():
            self.story.sign(self.draft_id, login, verdict, return_to=back_to)

    @precondition(lambda self: self.story.stage_run(self.draft_id).state == "open")
    @rule()
    def the_right_person_approves(self) -> None:
        if self.story.draft(self.draft_id).state == "in_review":
            signer = SIGNERS[self.story.stage_run(self.draft_id).stage_key]
            with suppress(SeparationError):  # the signer may have signed another stage in an earlier round
                self.story.dismiss_all(self.draft_id, signer)
                self.story.sign(self.draft_id)

    @rule(
        text=st.sampled_from(EDITS),
        author=st.sampled_from(["linxiaoyu", "zhouqiming", "chensiyuan"]),
        force=st.booleans(),
    )
    def revise(self, text: str, author: str, force: bool) -> None:
        with _refusal_in_words():
            self.story.revise(self.draft_id, text, author, replace_file=force)

    @rule(note=st.sampled_from(["", "无误"]))
    def resume(self, note: str) -> None:
        with _refusal_in_words():
            drafts.resume(self.app, self.story.actors["linxiaoyu"], self.draft_id, note=note)

    @invariant()
    def signatures_stand_only_on_the_current_content(self) -> None:
        with self.app.database.read() as session:
            draft = session.get_one(Draft, self.draft_id)
            version = session.get_one(Version, draft.current_version_id)
            rows = session.exec(select(Decision).where(Decision.draft_id == self.draft_id)).all()
            runs = session.exec(select(StageRun).where(StageRun.draft_id == self.draft_id)).all()
        standing = [d for d in rows if d.verdict == "approve" and not d.late and d.voided_at is None]
        assert all(d.content_hash == version.content_hash for d in standing)
        assert all(d.version_id == pk(version) for d in standing)
        for family in ("is_review", "is_proof"):
            people = [d.person_id for d in standing if getattr(d, family)]
            assert len(people) == len(set(people))
        assert self.story.actors["linxiaoyu"].person_id not in {
            d.person_id for d in rows if d.verdict != "withdraw"
        }
        assert sum(r.state in {"preparing", "open"} for r in runs) <= 1
        if draft.state in {"frozen", "released"}:
            assert {d.stage_key for d in standing} == {
                s.key for s in self.story.pipeline(self.draft_id).stages
            }
        for decision in rows:
            assert keys.verify(decision.public_key, decision.statement.encode(), decision.signature)
            assert json.loads(decision.statement)["content_hash"] == decision.content_hash

    @invariant()
    def the_log_only_grows(self) -> None:
        with self.app.database.read() as session:
            count = len(session.exec(select(Event.seq)).all())
        assert count >= self.events
        self.events = count


Histories.TestCase.settings = settings(
    max_examples=12, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck)
)
TestHistories = Histories.TestCase
