"""The outbox: leases, fencing, giving up, and that work is done once."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import select

from models import Finding, Job, StageRun
from review import jobs, prepare
from review.app import App
from review.errors import NotAllowedError
from tests.review.story import FAULTY, Story, run_job


def _later(app: App, seconds: float) -> App:
    return replace(app, clock=lambda: app.clock() + timedelta(seconds=seconds))


def test_a_job_is_leased_to_one_worker_at_a_time(story: Story) -> None:
    story.submit()
    assert len(jobs.claim(story.app, "a", 10)) == 1
    assert jobs.claim(story.app, "b", 10) == []


def test_a_dead_workers_job_is_claimed_again_and_the_zombie_cannot_finish_it(story: Story) -> None:
    story.submit(FAULTY)
    (zombie,) = jobs.claim(story.app, "a", 10)
    work = prepare.load(story.app, zombie)
    assert work is not None
    outcome = prepare.check(story.app, work)
    later = _later(story.app, story.app.settings.lease_seconds + 1)
    (heir,) = jobs.claim(later, "b", 10)
    assert (heir.id, heir.attempt) == (zombie.id, 2)
    run_job(later, heir)
    with pytest.raises(jobs.LeaseLostError):
        prepare.open_stage(story.app, zombie, work, outcome)
    assert not jobs.renew(story.app, zombie)
    with story.app.database.read() as session:
        fingerprints = session.exec(select(Finding.fingerprint)).all()
        assert len(fingerprints) == len(set(fingerprints)) > 0
        assert [r.state for r in session.exec(select(StageRun))] == ["open"]


def test_renewing_keeps_the_lease(story: Story) -> None:
    story.submit()
    (job,) = jobs.claim(story.app, "a", 10)
    half = _later(story.app, story.app.settings.lease_seconds * 0.9)
    assert jobs.renew(half, job)
    assert jobs.claim(_later(story.app, story.app.settings.lease_seconds + 1), "b", 10) == []


def test_a_failing_job_backs_off_then_dies_visibly_and_can_be_revived(story: Story) -> None:
    draft_id = story.submit()
    app = story.app
    for attempt in range(1, jobs.MAX_ATTEMPTS + 1):
        app = _later(app, 200)
        (job,) = jobs.claim(app, "a", 10)
        assert job.attempt == attempt
        jobs.fail(app, job, "磁盘已满")
        assert jobs.claim(app, "a", 10) == []
    assert jobs.claim(_later(app, 99999), "a", 10) == []
    assert "系统管理员" in (story.stage_run(draft_id).problem or "")
    with app.database.read() as session:
        row = session.exec(select(Job)).one()
    assert (row.state, row.error) == ("dead", "磁盘已满")
    with pytest.raises(NotAllowedError):
        jobs.revive(app, story.actors["linxiaoyu"], row.id or 0)
    jobs.revive(app, story.actors["majianguo"], row.id or 0)
    story.app = _later(app, 1)
    story.work()
    assert story.stage_run(draft_id).state == "open"


def test_giving_a_lease_back_costs_no_attempt(story: Story) -> None:
    story.submit()
    (job,) = jobs.claim(story.app, "a", 10)
    jobs.release_lease(story.app, job)
    (again,) = jobs.claim(story.app, "b", 10)
    assert again.attempt == 1


def test_a_stage_that_was_cancelled_meanwhile_is_not_opened(story: Story) -> None:
    draft_id = story.submit()
    (job,) = jobs.claim(story.app, "a", 10)
    work = prepare.load(story.app, job)
    assert work is not None
    outcome = prepare.check(story.app, work)
    story.revise(draft_id, "换了内容的一稿。\n")
    prepare.open_stage(story.app, job, work, outcome)
    with story.app.database.read() as session:
        states = [r.state for r in session.exec(select(StageRun).order_by(StageRun.id))]
    assert states == ["cancelled", "preparing"]


def test_a_known_result_is_reused_for_the_same_content_and_rules(story: Story) -> None:
    story.submit(FAULTY)
    story.submit(FAULTY)
    first, second = jobs.claim(story.app, "a", 10)
    run_job(story.app, first)
    work = prepare.load(story.app, second)
    assert work is not None
    assert prepare.check(story.app, work).reused
