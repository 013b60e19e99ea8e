"""No audit row, no commit; and whatever is changed in the log behind its back is found."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import text, update
from sqlmodel import select

from migrations import guards
from models import AuditHead, Event, Person
from review.acting import UnrecordedActError, acting
from review.audit import seal
from review.audit.export import dossier, verify
from review.audit.tags import WORDS, Tag
from tests.review.story import Story


@pytest.fixture
def log(story: Story) -> Story:
    """A log with a released draft, sealed, its guards taken away as a database administrator could."""
    story.sign_on(story.submit(pipeline="notice"))
    seal.seal(story.app)
    with story.app.database.write() as session:
        for statement in guards.drop(session.get_bind().dialect.name):
            session.execute(text(statement))
    assert verify(story.app).problems == ()
    return story


def _count(story: Story) -> int:
    with story.app.database.read() as session:
        return len(session.exec(select(Event.seq)).all())


@pytest.mark.parametrize(
    "statements",
    [
        ["UPDATE event SET payload = replace(payload, '林晓雨', '林晓云') WHERE seq = 1"],
        ["DELETE FROM event WHERE seq = 5"],
        ["DELETE FROM event WHERE seq = (SELECT max(seq) FROM event)"],
        [
            "UPDATE event SET seq = -1 WHERE seq = 4",
            "UPDATE event SET seq = 4 WHERE seq = 5",
            "UPDATE event SET seq = 5 WHERE seq = -1",
        ],
        ["UPDATE event SET leaf_hash = (SELECT leaf_hash FROM event WHERE seq = 2) WHERE seq = 3"],
    ],
    ids=["changed", "deleted", "tail-cut", "reordered", "hash-swapped"],
)
def test_tampering_is_found(log: Story, statements: list[str]) -> None:
    with log.app.database.write() as session:
        for statement in statements:
            session.execute(text(statement))
    assert verify(log.app).problems


def test_a_consistent_rewrite_is_found_by_the_checkpoint(log: Story) -> None:
    """Someone who can recompute every hash still cannot sign the head."""
    from review.audit.canonical import canonical
    from review.audit.merkle import Frontier, leaf_hash

    with log.app.database.write() as session:
        frontier = Frontier()
        for event in session.exec(select(Event).order_by(Event.seq)).all():
            payload = json.loads(event.payload)
            if event.seq == 3:
                payload["data"]["name"] = "别人"
            event.payload = canonical(payload).decode()
            event.leaf_hash = leaf_hash(canonical(payload)).hex()
            frontier.append(bytes.fromhex(event.leaf_hash))
            session.add(event)
        session.execute(update(AuditHead).values(frontier=frontier.to_hex()))
    assert any("检查点" in p.message for p in verify(log.app).problems)


def test_an_act_without_an_event_does_not_commit(story: Story) -> None:
    with pytest.raises(UnrecordedActError), acting(story.app, None) as deed:
        deed.session.add(Person(name="无痕", created_at=deed.now))
    with story.app.database.read() as session:
        assert session.exec(select(Person).where(Person.name == "无痕")).first() is None


def test_a_failure_after_the_event_leaves_neither(story: Story) -> None:
    before = _count(story)
    with pytest.raises(RuntimeError), acting(story.app, None) as deed:  # noqa: PT012
        deed.session.add(Person(name="半截", created_at=deed.now))
        deed.record(Tag.PERSON_CREATED, name="半截")
        raise RuntimeError("power cut")
    assert _count(story) == before


def test_the_clock_set_back_never_makes_time_run_backwards(story: Story) -> None:
    from dataclasses import replace
    from datetime import timedelta

    late = replace(story.app, clock=lambda: story.app.clock() - timedelta(days=1))
    with acting(late, None) as deed:
        deed.record(Tag.LOG_VERIFIED)
    assert verify(story.app).problems == ()
    with story.app.database.read() as session:
        last = session.exec(select(Event).order_by(Event.seq.desc())).first()  # type: ignore[attr-defined]
    assert last is not None
    assert "clock" in json.loads(last.payload)


def test_every_tag_has_words() -> None:
    assert set(WORDS) == set(Tag)


def test_the_dossier_of_a_release_verifies_by_itself(
    story: Story, tmp_path_factory: pytest.TempPathFactory
) -> None:
    import subprocess
    import sys
    import zipfile

    draft_id = story.submit()
    story.sign_on(draft_id, until="second_review")
    story.revise(draft_id, "关于读书活动的通知\n各科室：\n请按时报名参加活动。\n")
    story.sign_on(draft_id)
    folder = tmp_path_factory.mktemp("dossier")
    bundle = folder / "档案.zip"
    bundle.write_bytes(dossier(story.app, draft_id))
    with zipfile.ZipFile(bundle) as archive:
        (folder / "verify.py").write_bytes(archive.read("verify.py"))
    ran = subprocess.run(
        [sys.executable, "-I", str(folder / "verify.py"), str(bundle)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "✗" not in ran.stdout
