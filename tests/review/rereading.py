"""An urgent draft that has been released, and people who may or may not read it again (事后复核)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlmodel import SQLModel, select

from models import AfterVerdict, Delegation, Notice, Release, StageRun
from review import after_review, draft_facts
from review.after_review import Given
from review.app import App
from review.seed import PASSWORD
from review.stages import reading_again
from review.working_time import SHANGHAI
from tests.review.custom import signed, stage, use
from tests.review.story import Story

FRIDAY = datetime(2026, 11, 20, 16, 0, tzinfo=SHANGHAI)
AFTER = (
    "after_release: {title: 事后复核, who: {role: chief_proofreader}, days: 3, meaning: 我已通读发布的全文。}"
)
READER, OTHER, SIGNER, ISSUER, AUTHOR = "hesumei", "zhenghaitao", "chensiyuan", "gaozhiyuan", "linxiaoyu"


class Out:
    """A story with a clock of its own, and an urgent draft that has been released."""

    def __init__(self, app: App, monkeypatch: pytest.MonkeyPatch) -> None:
        use(monkeypatch, stage("first", "urgent_hours: 2"), stage("issue"), top=AFTER)
        self.now = FRIDAY
        self.story = Story.begin(replace(app, clock=lambda: self.now))
        self.app = self.story.app
        self.draft_id = self.release()

    def release(
        self, urgent: bool = True, first: str = SIGNER, before_issue: Callable[[int], None] = lambda _: None
    ) -> int:
        draft_id = self.story.submit(pipeline="custom")
        if urgent:
            draft_facts.amend(self.app, self.story.actors[AUTHOR], draft_id, {"urgent": True})
        self.story.work()
        self.story.dismiss_all(draft_id, first)
        signed(self.story, draft_id, "first", first)
        before_issue(draft_id)
        signed(self.story, draft_id, "issue", ISSUER)
        assert self.story.draft(draft_id).state == "released"
        return draft_id

    @property
    def run(self) -> StageRun:
        with self.app.database.read() as session:
            found = reading_again(session, self.draft_id)
        assert found is not None
        return found

    def sign(self, login: str = READER, verdict: AfterVerdict = AfterVerdict.CLEAR, **changed: Any) -> int:
        with self.app.database.read() as session:
            seen = session.exec(select(Release).where(Release.draft_id == self.draft_id)).one().content_hash
        given = Given(
            verdict, changed.get("opinion", "已通读。"), changed.get("seen", seen), changed.get("behalf")
        )
        password = changed.get("password", PASSWORD)
        return after_review.sign(self.app, self.story.actors[login], self.draft_id, given, password)

    def rows(self, table: type[SQLModel]) -> list[Any]:
        with self.app.database.read() as session:
            return list(session.exec(select(table)))

    def told(self, words: str) -> set[str]:
        logins = {actor.person_id: login for login, actor in self.story.actors.items()}
        return {logins[n.person_id] for n in self.rows(Notice) if words in n.text}


def delegated(out: Out, principal: str, delegate: str) -> None:
    with out.app.database.write() as session:
        session.add(
            Delegation(
                principal_id=out.story.actors[principal].person_id,
                delegate_id=out.story.actors[delegate].person_id,
                starts_at=out.now - timedelta(days=1), ends_at=out.now + timedelta(days=9), reason="出差",
                created_by=out.story.actors[principal].person_id, created_at=out.now,
            )
        )  # fmt: skip
