"""What the machine does on its own: reminders, rechecks, seals."""

from __future__ import annotations

import pytest
from sqlmodel import select

from channels.publish.folder import FolderChannel
from channels.publish.interface import ChannelError, Package
from models import Checkpoint, CheckRun, Event, Receipt
from review import jobs, release
from review.audit import seal
from review.recheck import recheck
from tests.review.story import Story


def test_a_recheck_looks_once_at_each_release_under_the_same_rules(story: Story) -> None:
    story.sign_on(story.submit(pipeline="notice"))
    first, second = recheck(story.app), recheck(story.app)
    assert first.looked_at == 1
    assert second.looked_at == 0
    with story.app.database.read() as session:
        assert session.exec(select(CheckRun).where(CheckRun.profile == "standard")).first() is not None


def test_a_final_sign_off_is_sealed_and_nothing_new_makes_no_checkpoint(story: Story) -> None:
    story.sign_on(story.submit(pipeline="notice"))
    seal.seal(story.app)
    assert seal.seal(story.app) is None
    with story.app.database.read() as session:
        size = session.exec(select(Checkpoint.size).order_by(Checkpoint.size)).all()[-1]
        signed = session.exec(select(Event.seq).where(Event.tag == "release:frozen")).one()
    assert size > signed
    assert (story.app.settings.data_dir / "checkpoints.txt").exists()


def test_delivering_twice_delivers_once(story: Story) -> None:
    draft_id = story.submit(pipeline="notice")
    story.sign_on(draft_id, until="issue")
    story.dismiss_all(draft_id, "gaozhiyuan")
    story.sign(draft_id)
    job = next(j for j in jobs.claim(story.app, "a", 10) if j.kind == "release")
    work = release.load(story.app, job)
    assert work is not None
    first, second = release.deliver(story.app, work, "folder"), release.deliver(story.app, work, "folder")
    assert first == second
    release.complete(story.app, job, work)
    with story.app.database.read() as session:
        assert len(session.exec(select(Receipt)).all()) == 1


def test_changed_bytes_at_the_channel_are_never_passed_over(story: Story) -> None:
    draft_id = story.submit(pipeline="notice")
    story.sign_on(draft_id, until="issue")
    story.dismiss_all(draft_id, "gaozhiyuan")
    story.sign(draft_id)
    job = next(j for j in jobs.claim(story.app, "a", 10) if j.kind == "release")
    work = release.load(story.app, job)
    assert work is not None
    folder = story.app.releases_dir / story.draft(draft_id).number
    folder.mkdir(parents=True)
    (folder / "manifest.json").write_text("{}")
    with pytest.raises(ChannelError):
        release.deliver(story.app, work, "folder")
    assert story.draft(draft_id).state == "frozen"


def test_the_folder_channel_reads_back_what_arrived(story: Story) -> None:
    channel = FolderChannel(story.app.releases_dir)
    package = Package("k", "2026-0001", "题", "a.txt", b"signed", "<p></p>", b"{}")
    channel.deliver(package)
    (story.app.releases_dir / "2026-0001" / "original.txt").write_bytes(b"changed")
    import hashlib

    assert (
        channel.deliver(package).sha256
        == hashlib.sha256(b"changed").hexdigest()
        != hashlib.sha256(b"signed").hexdigest()
    )
