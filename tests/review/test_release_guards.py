"""The database holds what is out by itself: no draft is called 已签发 or 已发布 without its release, nor called back."""

from __future__ import annotations

import re

import pytest
import sqlalchemy as sa

from models import DraftState
from review.database import downgrade, migrate
from tests.review.story import CLEAN, Story


def _run(story: Story, sql: str) -> None:
    with story.app.database.write() as session:
        session.execute(sa.text(sql))


def _refused(story: Story, sql: str, words: str) -> None:
    with pytest.raises(sa.exc.DBAPIError, match=re.escape(words)):
        _run(story, sql)


@pytest.fixture
def out(story: Story) -> tuple[Story, int]:
    """A story with a released draft."""
    draft_id = story.submit(pipeline="notice")
    story.sign_on(draft_id)
    assert story.draft(draft_id).state == "released"
    return story, draft_id


@pytest.mark.parametrize(("state", "words"), [("frozen", "has its release"), ("released", "a receipt")])
def test_no_shell_calls_a_draft_out_before_its_release(story: Story, state: str, words: str) -> None:
    draft_id = story.submit(pipeline="notice")
    story.work()
    _refused(story, f"UPDATE draft SET state = '{state}' WHERE id = {draft_id}", words)
    _refused(
        story,
        "INSERT INTO draft (number, title, author_id, pipeline_hash, state, current_version_id) SELECT number || 'x',"
        f" title, author_id, pipeline_hash, '{state}', current_version_id FROM draft WHERE id = {draft_id}",
        "begins before its release",
    )
    assert story.draft(draft_id).state == "in_review"


def test_no_shell_calls_a_released_draft_back(out: tuple[Story, int]) -> None:
    story, draft_id = out
    for state in DraftState:
        if state is not DraftState.RELEASED:
            _refused(story, f"UPDATE draft SET state = '{state}' WHERE id = {draft_id}", "stays so")
    other = story.submit(CLEAN.replace("按时", "准时"), pipeline="notice")
    version = story.draft(other).current_version_id
    _refused(
        story,
        f"UPDATE draft SET current_version_id = {version} WHERE id = {draft_id}",
        "stays as it was",
    )
    assert story.draft(draft_id).state == "released"


def test_no_shell_takes_a_release_away_or_rewrites_it(out: tuple[Story, int]) -> None:
    story, draft_id = out
    at = f"WHERE draft_id = {draft_id}"
    _refused(story, f"DELETE FROM release {at}", "never deleted")
    for change in (
        "manifest = '{}'", "content_hash = 'x'", "original_sha256 = 'x'", "state = 'frozen'", "draft_id = 0",
    ):  # fmt: skip
        _refused(story, f"UPDATE release SET {change} {at}", "only moves forward")
    if story.app.database.engine.dialect.name == "postgresql":
        for table in ("release", "draft"):
            _refused(story, f"TRUNCATE {table} CASCADE", "are kept")


def test_the_migration_goes_down_and_up_over_a_released_draft(out: tuple[Story, int]) -> None:
    story, draft_id = out
    url = story.app.settings.sqlalchemy_url
    downgrade(url, "0008")
    migrate(url)
    _refused(story, f"UPDATE draft SET state = 'withdrawn' WHERE id = {draft_id}", "stays so")
    assert story.draft(draft_id).state == "released"
