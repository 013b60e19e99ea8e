"""House rules and what was learnt: the same acts as the pages, with the same two people."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any, Literal

from fastapi import Request
from pydantic import BaseModel, Field

from review import house, house_edits
from review.access import Act
from review.errors import InvalidError
from review.house_changes import Change, difference
from review.read import house as model
from review.read import house_trial
from review.read import learning as learning_model
from web.api.schemas import Created, Done, In, NoteIn, PageOut
from web.routing import page, router
from web.session import actor_of, app_of

routes = router()


class HouseOut(BaseModel):
    """The rules in force; number 0 = none was ever made active. `toml` is `sanshen.toml`."""

    number: int
    hash: str
    words: list[dict[str, Any]]
    dictionary: list[str]
    ignored: list[dict[str, str]]
    off: list[str]
    spacing: str
    toml: str


class ChangeIn(In):
    """One fact: what it is now (null: not there) and what it shall be (null: gone)."""

    part: Literal["words", "dictionary", "ignored", "off", "spacing"]
    key: str
    before: dict[str, Any] | None = None
    after: dict[str, Any] | None = None


class ProposalIn(In):
    """A proposal: `changes`, or a whole `sanshen.toml` in `toml` (with `whole`: what it does not name is dropped)."""

    reason: str
    changes: list[ChangeIn] = Field(default=[], max_length=5000)
    toml: str | None = None
    whole: bool = False


class ActivationIn(In):
    """`seen_hash`: the `result_hash` the proposal showed; `red_seen`: new error-level words were looked at."""

    seen_hash: str
    note: str = ""
    red_seen: bool = False


class EffectOut(BaseModel):
    """What one change would do to the latest drafts."""

    part: str
    key: str
    new: int
    gone: int
    drafts: int
    in_released: int
    known: bool


class ProposalOut(BaseModel):
    """A proposal. `result_hash` names what it would make of the rules now, `refused` says why it cannot."""

    id: int
    state: str
    origin: str
    reason: str
    changes: list[dict[str, Any]]
    proposed_by: str
    created_at: datetime
    submitted_at: datetime | None
    decided_by: str | None
    decided_at: datetime | None
    decision_note: str
    version: int | None
    result_hash: str | None = None
    refused: str | None = None
    trial: list[EffectOut] = []

    @classmethod
    def of(cls, view: model.ProposalView, **more: Any) -> ProposalOut:
        """From the read model."""
        facts = {name: getattr(view, name) for name in cls.model_fields if hasattr(view, name)}
        return cls(**facts | {"changes": [asdict(c) for c in view.changes]} | more)


class ActivatedOut(BaseModel):
    """The number of the new version."""

    number: int


class TallyOut(BaseModel):
    """Answers to a check's findings, or to those of one entry; `lower` is the Wilson lower bound of the share."""

    check: str
    entry: str | None
    title: str
    accepted: int
    dismissed: int
    share: float
    lower: float
    noisy: bool


class LearningOut(BaseModel):
    """Counts and suggestions of the last `days` days (0 = ever)."""

    days: int
    checks: list[TallyOut]
    entries: list[TallyOut]
    suggestions: list[learning_model.Suggestion]


@page(routes, "GET", "/api/v1/house", act=Act.RULES_READ)
def in_force(request: Request, version: int | None = None) -> HouseOut:
    """The house rules in force, or those of a version."""
    found = model.house_in_full(app_of(request), version)
    return HouseOut(**found)


@page(routes, "GET", "/api/v1/house/versions", act=Act.RULES_READ)
def versions(request: Request, page: int = 1) -> PageOut[model.VersionView]:
    """Who changed the rules when, and why, latest first."""
    return PageOut.of(model.versions(app_of(request), page))


@page(routes, "GET", "/api/v1/house/proposals", act=Act.RULES_READ)
def proposals(request: Request, page: int = 1) -> PageOut[ProposalOut]:
    """Proposals, those that wait first."""
    found = model.proposals(app_of(request), actor_of(request), page)
    rows = [ProposalOut.of(view) for view in found.rows]
    return PageOut(rows=rows, page=found.number, pages=found.pages, total=found.total)


@page(routes, "POST", "/api/v1/house/proposals", act=Act.RULES_PROPOSE, status_code=201)
def propose(request: Request, body: ProposalIn) -> Created:
    """Propose a change of the house rules."""
    app, actor = app_of(request), actor_of(request)
    changes = [Change(**change.model_dump()) for change in body.changes]
    if body.toml is not None:
        if changes:
            raise InvalidError("changes 和 toml 只能给一样。")
        now = house.active(app).house
        changes = difference(now, house_edits.take_in("toml", body.toml, whole=body.whole)(now))
    return Created(id=house.propose(app, actor, changes, body.reason, "api"))


@page(routes, "GET", "/api/v1/house/proposals/{proposal_id}", act=Act.RULES_READ)
def proposal(request: Request, proposal_id: int) -> ProposalOut:
    """One proposal, and what it would do now."""
    app, actor = app_of(request), actor_of(request)
    view, outlook = model.proposal(app, actor, proposal_id)
    if view.state not in {"draft", "open"}:
        return ProposalOut.of(view)
    if outlook.refused is not None:
        return ProposalOut.of(view, refused=outlook.refused)
    tried = house_trial.trial(app, actor, outlook.house, view.changes)
    effects = [EffectOut.model_validate(e, from_attributes=True) for e in tried.effects]
    return ProposalOut.of(view, result_hash=outlook.hash, trial=effects)


@page(routes, "POST", "/api/v1/house/proposals/{proposal_id}/activation", act=Act.RULES_DECIDE)
def activate(request: Request, proposal_id: int, body: ActivationIn) -> ActivatedOut:
    """Make another person's proposal active."""
    number = house.activate(
        app_of(request),
        actor_of(request),
        proposal_id,
        seen_hash=body.seen_hash,
        note=body.note,
        red_seen=body.red_seen,
    )
    return ActivatedOut(number=number)


@page(routes, "POST", "/api/v1/house/proposals/{proposal_id}/rejection", act=Act.RULES_DECIDE)
def reject(request: Request, proposal_id: int, body: NoteIn) -> Done:
    """Do not take up another person's proposal."""
    house.reject(app_of(request), actor_of(request), proposal_id, body.note)
    return Done()


@page(routes, "POST", "/api/v1/house/proposals/{proposal_id}/withdrawal", act=Act.RULES_PROPOSE)
def withdraw(request: Request, proposal_id: int) -> Done:
    """Take back one's own proposal."""
    house.withdraw(app_of(request), actor_of(request), proposal_id)
    return Done()


@page(routes, "GET", "/api/v1/learning", act=Act.RULES_READ)
def learning(request: Request, days: int = 90) -> LearningOut:
    """What people's answers say about checks and words."""
    found = learning_model.learning(app_of(request), max(0, min(days, 3650)))
    return LearningOut(
        days=found.days,
        checks=[TallyOut.model_validate(t, from_attributes=True) for t in found.checks],
        entries=[TallyOut.model_validate(t, from_attributes=True) for t in found.entries],
        suggestions=list(found.suggestions),
    )
