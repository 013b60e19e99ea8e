"""Reading an urgent draft again after its release (事后复核): shorter deadlines before, fresh eyes after.

Nothing of the course is put off: three reviews, proofs and secrecy come before the release whatever the hurry (先审后发).
On top of them, where the pipeline says so, somebody who neither wrote nor signed the draft reads what went out within
some working days and signs what they found. The task is a stage run of its own (`after_release`), so that inbox,
taking up, handing over, deadlines, reminders and escalation are those of every stage; its result is no decision.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, select

from models import (
    ADMIN_ROLES,
    AfterReview,
    AfterVerdict,
    Draft,
    DraftFacts,
    Release,
    StageRun,
    StageState,
    Version,
)
from models.base import pk
from review import deadlines, stages
from review.access import Act, require
from review.accounts import holders, unlock_signer
from review.acting import Deed, acting
from review.actors import Actor
from review.app import App
from review.audit.canonical import canonical
from review.audit.dossier import statement_hash
from review.audit.record import timestamp
from review.audit.tags import Tag
from review.claims import locked, require_capacity, require_unclaimed_by_others
from review.eligibility import Capacity
from review.errors import InvalidError, NotFoundError, SeparationError, StaleContentError, StateError
from review.keys import Signer
from review.pipelines import AFTER_RELEASE, Pipeline
from review.seats import seat_people
from review.separation import author_ids
from review.signing import absent_person

STATEMENT_FORMAT = "sanshen-after-review/1"
LONGEST_OPINION = 4000
FAULT_MEANING = "我没有参与本稿的审校。我已通读发布的全文，发现须更正或撤回的问题。"


@dataclass(frozen=True, slots=True)
class Given:
    """What a person who read a released draft again says of it. `seen`: content hash of the text they read."""

    verdict: AfterVerdict
    opinion: str
    seen: str
    on_behalf_of: int | None = None


def begin(deed: Deed, draft: Draft, release: Release, pipeline: Pipeline) -> StageRun | None:
    """Open the re-reading of a draft that has just been released; None where none is asked for.

    It is asked for if the draft is urgent, or was when one of the sign-offs it went out with was given.
    """
    after = pipeline.after_release
    if after is None or not was_urgent(deed.session, draft):
        return None
    run = StageRun(
        draft_id=pk(draft),
        version_id=release.version_id,
        stage_key=AFTER_RELEASE,
        stage_title=after.stage.title,
        ordinal=len(pipeline.stages),
        round=1,
        role=after.stage.role.value,
        counts_review=False,
        counts_proof=False,
        after_release=True,
        state=StageState.OPEN.value,
        created_at=deed.now,
        opened_at=deed.now,
    )
    deed.session.add(run)
    deed.session.flush()
    deadline = deadlines.days_after(deed.app, deed.session, draft, after.days, deed.now)
    run.deadline_at, run.deadline_warning = deadline.at, deadline.warning
    people = seat_people(deed, draft, run, after.stage)
    deed.record(
        Tag.AFTER_REVIEW_OPENED,
        draft,
        stage_run=run.id,
        release=release.id,
        days=after.days,
        deadline=None if deadline.at is None else timestamp(deadline.at),
        people=[p.id for p in people],
    )
    return run


def was_urgent(session: Session, draft: Draft) -> bool:
    """Whether the draft is urgent, or was when a standing sign-off was given: taking the mark away does not help."""
    facts = session.get(DraftFacts, pk(draft))
    if facts is not None and facts.urgent:
        return True
    signed = (json.loads(d.statement) for d in stages.active_signoffs(session, pk(draft)))
    return any(bool(statement.get("facts", {}).get("urgent")) for statement in signed)


def sign(app: App, actor: Actor, draft_id: int, given: Given, password: str) -> int:
    """Sign what one found on reading the released draft again. Returns the id of the signed result.

    Guards: access, separation of duties, who took it up, seen = released content, an opinion. A fault is told to those
    who wrote and signed the draft and to the administrators; the release is marked with it.

    Raises:
        NotAllowedError, SeparationError, StaleContentError, InvalidError, StateError, WrongPasswordError,
        LockedAccountError, NotFoundError: nothing is stored.
    """
    require(actor, Act.AFTER_REVIEW_SIGN)
    opinion = given.opinion.strip()
    if not opinion:
        raise InvalidError("请写复核意见。")
    if len(opinion) > LONGEST_OPINION:
        raise InvalidError(f"复核意见最多 {LONGEST_OPINION} 字。")
    with app.database.read() as session:
        run = stages.reading_again(session, draft_id)
        if run is None:
            raise NotFoundError("这份稿件没有事后复核。")
        original = session.get_one(Version, run.version_id).original_sha256
    app.store.get(original)  # what was read can be shown to be what is kept; the store verifies the hash
    signer = unlock_signer(app, actor, password)
    try:
        with acting(app, actor) as deed:
            return _sign(deed, signer, pk(run), given, opinion)
    except IntegrityError as error:
        raise SeparationError("数据库拒绝了这次签字：它违反分人规则，或刚刚已有人复核。") from error


def _sign(deed: Deed, signer: Signer, run_id: int, given: Given, opinion: str) -> int:
    run, draft = locked(deed, run_id)
    capacity = require_capacity(deed, run, given.on_behalf_of)
    if run.state != StageState.OPEN.value:
        raise StateError("这份稿件的事后复核已经办结。")
    release = deed.session.exec(select(Release).where(Release.draft_id == draft.id)).one()
    if given.seen != release.content_hash:
        raise StaleContentError(given.seen, release.content_hash)
    require_unclaimed_by_others(deed, run)
    pipeline = stages.pipeline_of(deed.session, draft)
    statement = canonical(_statement(deed, draft, release, run, pipeline, given.verdict, opinion, capacity))
    row = AfterReview(
        release_id=pk(release),
        stage_run_id=run_id,
        draft_id=pk(draft),
        verdict=given.verdict.value,
        opinion=opinion,
        person_id=deed.person.person_id,
        on_behalf_of_id=capacity.on_behalf_of_id,
        delegation_id=capacity.delegation_id,
        account_id=deed.person.account_id,
        content_hash=release.content_hash,
        statement=statement.decode(),
        signature=base64.b64encode(signer.sign(statement)).decode(),
        public_key=signer.public_key,
        act=deed.act,
        at=deed.now,
    )
    deed.session.add(row)
    deed.session.flush()
    stages.close(deed, run, StageState.SIGNED)
    deed.record(
        Tag.AFTER_REVIEW_SIGNED,
        draft,
        after_review=row.id,
        stage_run=run.id,
        verdict=row.verdict,
        content_hash=row.content_hash,
        statement_hash=statement_hash(row.statement),
        public_key=row.public_key,
    )
    _tell(deed, draft, row)
    return pk(row)


def _statement(
    deed: Deed, draft: Draft, release: Release, run: StageRun, pipeline: Pipeline, verdict: AfterVerdict,
    opinion: str, capacity: Capacity,
) -> dict[str, Any]:  # fmt: skip
    stage = pipeline.stage(AFTER_RELEASE)
    version = deed.session.get_one(Version, release.version_id)
    return {
        "format": STATEMENT_FORMAT,
        "draft": draft.number,
        "pipeline": draft.pipeline_hash,
        "version": version.number,
        "content_hash": release.content_hash,
        "original_sha256": release.original_sha256,
        "manifest_sha256": release.manifest_sha256,
        "stage": run.stage_key,
        "stage_title": run.stage_title,
        "verdict": verdict.value,
        "meaning": stage.meaning if verdict is AfterVerdict.CLEAR else FAULT_MEANING,
        "opinion": opinion,
        "person": {"id": deed.person.person_id, "name": deed.person.name, "account": deed.person.login},
        "on_behalf_of": absent_person(deed, capacity),
        "at": timestamp(deed.now),
    }


def _tell(deed: Deed, draft: Draft, row: AfterReview) -> None:
    """A clear result to those who wrote the draft; a fault also to those who signed it and to the administrators."""
    key = f"after_review:{row.id}"
    authors = author_ids(deed.session, pk(draft))
    if row.verdict == AfterVerdict.CLEAR.value:
        _tell_all(deed, authors, key, f"《{draft.title}》事后复核：无异议", draft)
        return
    signed = {d.person_id for d in stages.active_signoffs(deed.session, pk(draft))}
    _tell_all(deed, authors | signed, key, f"《{draft.title}》事后复核发现问题，请尽快更正或撤回", draft)
    # Administrators read no drafts: they are told which one, not what it is called.
    _tell_all(deed, holders(deed.session, ADMIN_ROLES), key, f"稿件 {draft.number} 事后复核发现问题", draft)


def _tell_all(deed: Deed, people: Iterable[int], key: str, text: str, draft: Draft) -> None:
    for person in sorted(people):
        deed.notify(person, key, text, pk(draft))
