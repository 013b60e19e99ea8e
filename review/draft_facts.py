"""What a draft is about, as far as it decides its way: secrecy, audience, 重大选题 class and filing number, urgency.

Set when submitting, amended afterwards by its author (who may only make the way stricter) and by those who sign.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from models import Draft, DraftFacts, DraftState, Person, StageState
from models.base import pk
from review import stages
from review.access import Act, require
from review.acting import Deed, acting
from review.actors import Actor
from review.app import App
from review.audit.tags import Tag
from review.conditions import Secrecy, topics
from review.eligibility import Capacity, Moment, capacity
from review.errors import InvalidError, NotAllowedError, StateError
from review.separation import author_ids

_STRICTNESS = list(Secrecy)


@dataclass(frozen=True, slots=True)
class Given:
    """The facts people give. `topic`: a class of review/topics.tsv that the draft is suspected of, '' = none."""

    secrecy: str = Secrecy.PUBLIC.value
    foreign_audience: bool = False
    topic: str = ""
    filing_number: str = ""
    urgent: bool = False


def given_of(row: DraftFacts | None) -> Given:
    """The facts as they stand."""
    return Given() if row is None else Given(**{f.name: getattr(row, f.name) for f in fields(Given)})


def checked(values: Mapping[str, Any], base: Given) -> Given:
    """`base` with `values` put in.

    Raises:
        InvalidError: an unknown fact, class or degree of secrecy.
    """
    known = {f.name: type(getattr(base, f.name)) for f in fields(Given)}
    for name, value in values.items():
        if name not in known or not isinstance(value, known[name]):
            raise InvalidError(f"稿件要素“{name}”不能这样填。")
    merged = Given(**(asdict(base) | {n: v.strip() if isinstance(v, str) else v for n, v in values.items()}))
    if merged.secrecy not in set(Secrecy):
        raise InvalidError("请选择公开、内部或敏感。")
    if merged.topic and merged.topic not in topics():
        raise InvalidError("没有这一类重大选题，请从列表中选择。")
    if len(merged.filing_number) > 80:
        raise InvalidError("备案文号至多 80 字。")
    return merged


def begin(deed: Deed, draft: Draft, values: Mapping[str, Any] | None) -> None:
    """Store the facts of a new draft; it belongs to the unit of its author.

    Raises:
        InvalidError: as `checked`.
    """
    given = checked(values or {}, Given())
    unit = deed.session.get_one(Person, draft.author_id).unit_id
    deed.session.add(DraftFacts(draft_id=pk(draft), unit_id=unit, **asdict(given)))
    deed.session.flush()
    if given != Given():
        deed.record(Tag.DRAFT_FACTS, draft, **asdict(given))


def amend(app: App, actor: Actor, draft_id: int, values: Mapping[str, Any]) -> Given:
    """Change facts of a draft in review. Stages that apply now are still to be signed before it goes out.

    Raises:
        NotAllowedError, StateError, InvalidError, NotFoundError: nothing changed.
    """
    require(actor, Act.DRAFT_FACTS)
    with acting(app, actor) as deed:
        draft = deed.lock_draft(draft_id)
        if draft.state not in {DraftState.IN_REVIEW.value, DraftState.RETURNED.value}:
            raise StateError("稿件已办结，不能再改要素。")
        row = deed.session.get(DraftFacts, draft_id) or DraftFacts(draft_id=draft_id)
        before = given_of(row)
        after = checked(values, before)
        if after == before:
            raise InvalidError("没有改动。")
        if not _signs_now(deed, draft):
            _require_stricter_author(deed, draft, before, after)
        for name, value in asdict(after).items():
            setattr(row, name, value)
        deed.session.add(row)
        changed = {n: v for n, v in asdict(after).items() if v != asdict(before)[n]}
        deed.record(Tag.DRAFT_FACTS, draft, **changed, was={n: asdict(before)[n] for n in changed})
        return after


def _signs_now(deed: Deed, draft: Draft) -> bool:
    at = Moment(deed.now, deed.app.zone)
    return any(
        run.state == StageState.OPEN.value
        and isinstance(capacity(deed.session, run, deed.person.person_id, at), Capacity)
        for run in stages.running(deed.session, draft)
    )


def _require_stricter_author(deed: Deed, draft: Draft, before: Given, after: Given) -> None:
    if deed.person.person_id not in author_ids(deed.session, pk(draft)):
        raise NotAllowedError("只有作者和当前环节的审校人员可以修改稿件要素。")
    laxer = (
        _STRICTNESS.index(Secrecy(after.secrecy)) < _STRICTNESS.index(Secrecy(before.secrecy))
        or (before.topic and not after.topic)
        or (before.foreign_audience and not after.foreign_audience)
    )
    if laxer:
        raise NotAllowedError("放宽保密、对外或重大选题的要素，须由当前环节的审校人员确认。")
