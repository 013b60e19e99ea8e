"""The author's new version against the last signature, at the same moment: no text goes out that nobody signed."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlmodel import col, select

from models import Decision, Release, Verdict, Version
from models.base import pk
from review import drafts
from review.decide import Decided, decide
from review.errors import RefusedError
from review.seed import PASSWORD
from tests.review.story import CLEAN, SIGNERS, Story, filled


def _race(story: Story, draft_id: int, serial: int) -> tuple[object, object]:
    run = story.stage_run(draft_id)
    fields = filled(story.pipeline(draft_id).stage(run.stage_key))
    seen = story.version(draft_id).content_hash
    author = story.actors["linxiaoyu"]
    uploaded = drafts.upload(story.app, author, f"{CLEAN}第{serial}次补充。\n".encode(), "通知.txt")
    gate = threading.Barrier(2)

    def sign() -> Decided | RefusedError:
        gate.wait()
        try:
            return decide(
                story.app, story.actors[SIGNERS["issue"]], pk(run), Verdict.APPROVE, opinion="同意",
                fields=fields, seen_content_hash=seen, password=PASSWORD,
            )  # fmt: skip
        except RefusedError as error:
            return error

    def edit() -> object:
        gate.wait()
        try:
            return drafts.revise(story.app, author, draft_id, uploaded.upload_id)
        except RefusedError as error:
            return error

    with ThreadPoolExecutor(2) as pool:
        first, second = pool.submit(sign), pool.submit(edit)
        return first.result(), second.result()


@pytest.mark.parametrize("races", [12, pytest.param(100, marks=pytest.mark.full)])
def test_no_unsigned_text_is_released(story: Story, races: int) -> None:
    outcomes = {"signed first": 0, "edited first": 0}
    for serial in range(races):
        draft_id = story.submit(pipeline="notice")
        story.sign_on(draft_id, until="issue")
        story.dismiss_all(draft_id, SIGNERS["issue"])
        signed, edited = _race(story, draft_id, serial)
        story.work()
        draft = story.draft(draft_id)
        if draft.state == "released":
            outcomes["signed first"] += 1
            assert isinstance(signed, Decided)
            assert isinstance(edited, RefusedError), "a frozen draft takes no new version"
        else:
            outcomes["edited first"] += 1
            assert draft.state == "in_review"
            assert isinstance(signed, RefusedError) or signed.late
    assert sum(outcomes.values()) == races
    with story.app.database.read() as session:
        for release in session.exec(select(Release)):
            version = session.get_one(Version, release.version_id)
            signatures = session.exec(
                select(Decision).where(
                    Decision.draft_id == release.draft_id,
                    col(Decision.voided_at).is_(None),
                    Decision.verdict == "approve",
                )
            ).all()
            assert {d.content_hash for d in signatures} == {version.content_hash}
            assert len(signatures) == 2
