"""Pipelines in force: the shipped ones, and in their place or beside them those that two people made active.

A proposal is the whole new text of one pipeline. Drafts in flight keep the version they started with, unless a person
moves one explicitly (`move`): a signature covers the pipeline, so a moved draft starts again at the first stage.
"""

from __future__ import annotations

import re

from sqlmodel import Session, col, select

from models import (
    DraftState,
    PipelineDefinition,
    PipelineProposal,
    PipelineVersion,
    ProposalState,
    Version,
)
from models.base import pk
from review import pipelines, stages
from review.access import Act, require
from review.acting import Deed, acting
from review.actors import Actor
from review.app import App
from review.audit.record import lock_head
from review.audit.tags import Tag
from review.errors import InvalidError, NotFoundError, SeparationError, StateError
from review.pipeline_yaml import PipelineError
from review.pipelines import Pipeline
from review.proposals import (
    decided,
    keepers,
    require_another_persons,
    require_open,
    require_proposer_no_administrator,
)
from review.proposals import note as as_note
from review.proposals import reason as as_reason

_NAME = re.compile(r"[a-z][a-z0-9-]{1,39}")


class FaultyPipelineError(InvalidError):
    """A definition cannot be used. `problems`: each with its place, in words."""

    code = "faulty_pipeline"

    def __init__(self, error: PipelineError) -> None:
        super().__init__("流程定义有误：" + "；".join(map(str, error.problems[:3])))
        self.problems = tuple(map(str, error.problems))


def in_force(session: Session) -> dict[str, Pipeline]:
    """The pipelines that drafts may start with now, by name: those of people stand in place of shipped ones."""
    newest = select(PipelineVersion, PipelineDefinition.yaml).join(
        PipelineDefinition, col(PipelineDefinition.hash) == PipelineVersion.hash
    )
    rows = session.exec(newest.order_by(col(PipelineVersion.id))).all()
    return pipelines.shipped() | {row.name: pipelines.parse(yaml, row.name) for row, yaml in rows}


def keep(deed: Deed, definition: Pipeline) -> str:
    """Store a definition under its hash, once; returns the hash."""
    if deed.session.get(PipelineDefinition, definition.hash) is None:
        deed.session.add(
            PipelineDefinition(hash=definition.hash, name=definition.name, title=definition.title,
                               yaml=definition.source, created_at=deed.now)
        )  # fmt: skip
        deed.session.flush()
    return definition.hash


def read(name: str, text: str) -> Pipeline:
    """A definition that could be proposed.

    Raises:
        FaultyPipelineError: with every problem by line and column.
        InvalidError: not a name.
    """
    if not _NAME.fullmatch(name):
        raise InvalidError("流程的名称用小写字母、数字和连字符，以字母开头，2 到 40 个。")
    try:
        return pipelines.parse(text, name)
    except PipelineError as error:
        raise FaultyPipelineError(error) from error


def propose(app: App, actor: Actor, name: str, text: str, reason: str) -> int:
    """Propose a new text for the pipeline `name`, or a new pipeline. Returns the proposal's id.

    Raises:
        NotAllowedError, InvalidError, FaultyPipelineError: nothing proposed.
    """
    require(actor, Act.PIPELINE_PROPOSE)
    reason = as_reason(reason)
    wanted = read(name, text)
    with acting(app, actor) as deed:
        lock_head(deed.session)
        base = in_force(deed.session).get(name)
        if base is not None and base.hash == wanted.hash:
            raise InvalidError("没有改动：现行的流程已经是这样。")
        row = PipelineProposal(
            name=name,
            yaml=wanted.source,
            hash=wanted.hash,
            base_hash="" if base is None else base.hash,
            state=ProposalState.OPEN.value,
            reason=reason,
            proposed_by=actor.person_id,
            proposed_at=deed.now,
        )
        deed.session.add(row)
        deed.session.flush()
        deed.record(Tag.PIPELINE_PROPOSED, proposal=row.id, name=name, hash=row.hash, reason=reason)
        for person in keepers(deed.session) - {actor.person_id}:
            deed.notify(person, f"pipeline:{row.id}", f"{actor.name}提出修改流程“{wanted.title}”，等待启用")
        return pk(row)


def withdraw(app: App, actor: Actor, proposal_id: int) -> None:
    """Take back one's own proposal.

    Raises:
        NotAllowedError, NotFoundError, StateError: nothing changed.
    """
    require(actor, Act.PIPELINE_PROPOSE)
    with acting(app, actor) as deed:
        row = _locked(deed, proposal_id)
        require_open(row)
        if row.proposed_by != actor.person_id:
            raise NotFoundError("没有这份提案，或不是您提出的。")
        row.state = ProposalState.WITHDRAWN.value
        deed.session.add(row)
        deed.record(Tag.PIPELINE_WITHDRAWN, proposal=row.id, name=row.name)


def reject(app: App, actor: Actor, proposal_id: int, note: str) -> None:
    """Do not take up another person's proposal, and say why.

    Raises:
        NotAllowedError, SeparationError, NotFoundError, StateError, InvalidError: nothing changed.
    """
    require(actor, Act.PIPELINE_DECIDE)
    note = as_reason(note)
    with acting(app, actor) as deed:
        row = _another_persons(deed, proposal_id)
        decided(deed, row, ProposalState.REJECTED, note)
        deed.record(Tag.PIPELINE_REJECTED, proposal=row.id, name=row.name, note=note)
        deed.notify(row.proposed_by, f"pipeline:{row.id}", f"您的流程提案未采纳：{note}")


def activate(app: App, actor: Actor, proposal_id: int, *, seen_hash: str, note: str = "") -> None:
    """Make another person's proposal the pipeline that new drafts start with.

    `seen_hash`: hash of the definition the person looked at.

    Raises:
        NotAllowedError, SeparationError, NotFoundError, StateError, FaultyPipelineError: nothing changed.
    """
    require(actor, Act.PIPELINE_DECIDE)
    note = as_note(note)
    with acting(app, actor) as deed:
        lock_head(deed.session)
        row = _another_persons(deed, proposal_id)
        if row.hash != seen_hash:
            raise StateError("您看过的不是这份提案。请刷新页面，看过后再启用。")
        now = in_force(deed.session).get(row.name)
        if (now.hash if now else "") != row.base_hash:
            raise StateError("提案之后流程又有改动。请退回，由提案人在现行流程上重新提出。")
        require_proposer_no_administrator(deed.session, row)
        keep(deed, read(row.name, row.yaml))
        deed.session.add(
            PipelineVersion(
                name=row.name,
                hash=row.hash,
                proposal_id=pk(row),
                proposed_by=row.proposed_by,
                activated_by=actor.person_id,
                activated_at=deed.now,
            )
        )
        deed.session.flush()
        decided(deed, row, ProposalState.ACTIVATED, note)
        deed.record(
            Tag.PIPELINE_ACTIVATED, proposal=row.id, name=row.name, hash=row.hash, before=row.base_hash,
            proposed_by=row.proposed_by, reason=row.reason, note=note,
        )  # fmt: skip
        deed.notify(row.proposed_by, f"pipeline:{row.id}", "您的流程提案已启用，新投的稿件按新流程办理")


def move(app: App, actor: Actor, draft_id: int, reason: str) -> None:
    """Move a draft in flight to the version of its pipeline that is in force now; it starts again at the first stage.

    Raises:
        NotAllowedError, NotFoundError: nothing changed.
        StateError: the draft is done, frozen or with its author, or on the version in force already.
        SeparationError: one's own draft.
        InvalidError: no reason.
    """
    require(actor, Act.PIPELINE_DECIDE)
    reason = as_reason(reason)
    with acting(app, actor) as deed:
        draft = deed.lock_draft(draft_id)
        if actor.person_id == draft.author_id:
            raise SeparationError("不能改换自己稿件的流程。")
        if draft.state != DraftState.IN_REVIEW.value:
            raise StateError("只有在审的稿件可以改用现行流程。")
        old = stages.pipeline_of(deed.session, draft)
        new = in_force(deed.session).get(old.name)
        if new is None or new.hash == old.hash:
            raise StateError("稿件已经在现行流程上。")
        stages.void(deed, draft, f"改用现行流程：{reason}", lambda _: True)
        stages.cancel(deed, draft)
        draft.pipeline_hash = keep(deed, new)
        draft.updated_at = deed.now
        deed.session.add(draft)
        deed.session.flush()
        deed.record(Tag.PIPELINE_MOVED, draft, before=old.hash, after=new.hash, name=new.name, reason=reason)
        version = deed.session.get_one(Version, draft.current_version_id)
        stages.advance(deed, draft, version, new)
        deed.notify(
            draft.author_id,
            f"moved:{draft.id}:{new.hash}",
            f"《{draft.title}》改用现行流程，从头办理",
            draft.id,
        )


def _locked(deed: Deed, proposal_id: int) -> PipelineProposal:
    query = select(PipelineProposal).where(PipelineProposal.id == proposal_id).with_for_update()
    row = deed.session.exec(query.execution_options(populate_existing=True)).first()
    if row is None:
        raise NotFoundError("没有这份提案。")
    return row


def _another_persons(deed: Deed, proposal_id: int) -> PipelineProposal:
    row = _locked(deed, proposal_id)
    require_another_persons(deed, row)
    return row
