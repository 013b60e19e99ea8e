"""Freezing after the last sign-off, and handing the frozen bytes to the channels. What goes out is what was signed."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass

from sqlmodel import Session, select

from channels.publish import channel as publish_channel
from channels.publish.interface import Package
from documents.write_html import clean_html
from models import Decision, Draft, DraftState, JobKind, Person, Receipt, Release, ReleaseState, Version
from models.base import pk
from review import after_review, jobs, stages
from review.acting import Deed, acting
from review.app import App
from review.audit.canonical import canonical
from review.audit.record import timestamp
from review.audit.tags import Tag
from review.conditions import applies
from review.errors import StateError
from review.jobs import LeasedJob
from review.pipelines import Pipeline

MANIFEST_FORMAT = "sanshen-release/1"


class BytesDifferError(Exception):
    """A channel holds other bytes than were signed. Never passed over: the release stays undelivered and says so."""


@dataclass(frozen=True, slots=True)
class ReleaseWork:
    """A frozen release and the channels it still has to reach."""

    release_id: int
    draft_number: str
    channels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReceiptView:
    """What a channel answered."""

    channel: str
    location: str
    sha256: str


def freeze(deed: Deed, draft: Draft, version: Version, pipeline: Pipeline) -> Release:
    """Freeze the signed content with its manifest; the job that delivers it commits with the last sign-off.

    Raises:
        StateError: a stage has no standing sign-off on this very content (a bug elsewhere; nothing goes out).
    """
    signed = stages.standing(deed.session, draft, version)
    facts = stages.facts_of(deed.session, draft, version, pipeline)
    missing = [s.title for s in pipeline.stages if s.key not in signed and applies(s.rules.when, facts)]
    if missing:
        raise StateError(f"还缺签字：{'、'.join(missing)}。稿件未冻结。")
    manifest = canonical(_manifest(deed, draft, version, pipeline, signed))
    row = Release(
        draft_id=pk(draft),
        version_id=pk(version),
        content_hash=version.content_hash,
        original_sha256=version.original_sha256,
        manifest=manifest.decode(),
        manifest_sha256=hashlib.sha256(manifest).hexdigest(),
        state=ReleaseState.FROZEN.value,
        frozen_at=deed.now,
    )
    deed.session.add(row)
    deed.session.flush()  # before the state: the database lets no draft be frozen without its release
    draft.state = DraftState.FROZEN.value
    deed.session.add(draft)
    deed.record(
        Tag.RELEASE_FROZEN,
        draft,
        release=row.id,
        manifest_sha256=row.manifest_sha256,
        content_hash=row.content_hash,
        original_sha256=row.original_sha256,
    )
    deed.enqueue(JobKind.RELEASE, f"release:{row.id}", {"release_id": row.id}, draft.id)
    deed.enqueue(JobKind.SEAL, f"seal:frozen:{row.id}", {"cause": f"final sign-off of {draft.number}"})
    return row


def _manifest(
    deed: Deed, draft: Draft, version: Version, pipeline: Pipeline, signed: dict[str, list[Decision]]
) -> dict[str, object]:
    names = {p.id: p.name for p in deed.session.exec(select(Person))}
    return {
        "format": MANIFEST_FORMAT,
        "draft": draft.number,
        "title": draft.title,
        "author": names[draft.author_id],
        "version": version.number,
        "filename": version.filename,
        "content_hash": version.content_hash,
        "original_sha256": version.original_sha256,
        "pipeline": {"name": pipeline.name, "hash": pipeline.hash},
        "channels": list(pipeline.channels),
        "frozen_at": timestamp(deed.now),
        "signoffs": [
            {
                "stage": stage.key,
                "title": stage.title,
                "person": names[decision.person_id],
                "on_behalf_of": names.get(decision.on_behalf_of_id),
                "at": timestamp(decision.at),
                "statement": hashlib.sha256(decision.statement.encode()).hexdigest(),
                "signature": decision.signature,
                "public_key": decision.public_key,
            }
            for stage in pipeline.stages
            for decision in signed.get(stage.key, ())
        ],
        "skipped": [stage.key for stage in pipeline.stages if stage.key not in signed],
        **_last_proof([decision for given in signed.values() for decision in given]),
    }


def _last_proof(signed: list[Decision]) -> dict[str, object]:
    """The proof that was signed last, with the hash of its file: what the printed matter can be held to."""
    given = [json.loads(decision.statement) for decision in sorted(signed, key=lambda d: (d.at, d.id or 0))]
    proofs = [statement["proof"] for statement in given if statement.get("proof")]
    return {"proof": proofs[-1]} if proofs else {}


def load(app: App, job: LeasedJob) -> ReleaseWork | None:
    """The release and its channels; None (and the job closed) when it has been delivered already."""
    with app.database.read() as session:
        row = session.get_one(Release, job.payload["release_id"])
        draft = session.get_one(Draft, row.draft_id)
        names = tuple(stages.pipeline_of(session, draft).channels)
    if row.state != ReleaseState.FROZEN.value:
        jobs.close(app, job)
        return None
    return ReleaseWork(pk(row), draft.number, names)


def deliver(app: App, work: ReleaseWork, channel: str) -> ReceiptView:
    """Hand the frozen bytes to one channel and store its receipt; a channel that answered already is not asked again.

    Raises:
        ChannelError: not delivered, to be tried again. BytesDifferError: the bytes there are not the signed ones.
    """
    with app.database.read() as session:
        known = _receipt(session, work.release_id, channel)
        if known is not None:
            return _view(known)
        row = session.get_one(Release, work.release_id)
        version = session.get_one(Version, row.version_id)
        draft = session.get_one(Draft, row.draft_id)
    original = app.store.get(row.original_sha256)  # the store verifies the hash on reading
    document = stages.document_of(app, version)
    package = Package(
        key=f"{app.settings.origin}#{draft.number}",
        number=draft.number,
        title=draft.title,
        filename=version.filename,
        original=original,
        html=clean_html(document, draft.title),
        manifest=row.manifest.encode(),
    )
    delivered = publish_channel(channel, app.releases_dir).deliver(package)
    if delivered.sha256 != row.original_sha256:
        raise BytesDifferError(f"{channel}: delivered {delivered.sha256}, signed {row.original_sha256}")
    with acting(app, None) as deed:
        locked = deed.lock_draft(pk(draft))
        known = _receipt(deed.session, work.release_id, channel)
        receipt = known or Receipt(
            release_id=pk(row),
            channel=channel,
            location=delivered.location,
            delivered_sha256=delivered.sha256,
            detail=delivered.detail,
            at=deed.now,
        )
        if known is None:
            deed.session.add(receipt)
        deed.record(
            Tag.RELEASE_RECEIVED,
            locked,
            release=row.id,
            channel=channel,
            location=delivered.location,
            sha256=delivered.sha256,
            again=known is not None,
        )
        return _view(receipt)


def complete(app: App, job: LeasedJob, work: ReleaseWork) -> None:
    """Close the release once every channel has answered, in one transaction with the end of the job.

    Raises:
        LeaseLostError: another worker has the job. StateError: a channel has not answered.
    """
    with acting(app, None) as deed:
        row = deed.session.get_one(Release, work.release_id)
        draft = deed.lock_draft(row.draft_id)
        jobs.finish(deed.session, job, deed.now)
        answered = set(deed.session.exec(select(Receipt.channel).where(Receipt.release_id == row.id)))
        if not set(work.channels) <= answered:
            raise StateError("还有渠道没有回执。")
        row.state = ReleaseState.DELIVERED.value
        row.delivered_at = deed.now
        draft.state = DraftState.RELEASED.value
        draft.updated_at = deed.now
        deed.session.add(row)
        deed.session.add(draft)
        deed.record(Tag.RELEASE_DELIVERED, draft, release=row.id, channels=sorted(answered))
        deed.notify(draft.author_id, f"released:{row.id}", f"《{draft.title}》已发布", draft.id)
        after_review.begin(deed, draft, row, stages.pipeline_of(deed.session, draft))
        deed.enqueue(JobKind.SEAL, f"seal:delivered:{row.id}", {"cause": f"release of {draft.number}"})


def _receipt(session: Session, release_id: int, channel: str) -> Receipt | None:
    return session.exec(
        select(Receipt).where(Receipt.release_id == release_id, Receipt.channel == channel)
    ).first()


def _view(receipt: Receipt) -> ReceiptView:
    return ReceiptView(receipt.channel, receipt.location, receipt.delivered_sha256)


def manifest_of(row: Release) -> dict[str, object]:
    """The manifest as data."""
    parsed: dict[str, object] = json.loads(row.manifest)
    return parsed
