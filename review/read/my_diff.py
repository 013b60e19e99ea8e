"""What changed since this person last signed the draft (我签后的改动): the text, what the machine found, and comments."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from documents.compare_changes import Changes, changes
from models import Decision, Draft, Finding, StageRun, Verdict, Version
from models.base import pk
from review.actors import Actor
from review.app import App
from review.read.common import draft_by_number, version_by_number
from review.read.desk import CommentView, Desk, FindingView, findings_of
from review.stages import document_of


@dataclass(frozen=True, slots=True)
class LastSignature:
    """This person's last decision on the draft and the version they saw."""

    stage_title: str
    verdict: str
    at: datetime
    version: int
    late: bool


@dataclass(frozen=True, slots=True)
class MyDiff:
    """`changes` is empty where the text is the one that was signed. Lists hold only what is new since then.

    `gone` are findings of the signed version that are not in this one: mended, or their text was taken out.
    """

    since: LastSignature
    changes: Changes
    found: tuple[FindingView, ...]
    gone: tuple[FindingView, ...]
    answered: tuple[FindingView, ...]
    said: tuple[CommentView, ...]
    resolved: tuple[CommentView, ...]

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all happened since."""
        return not (
            self.changes.count or self.found or self.gone or self.answered or self.said or self.resolved
        )


def my_diff(app: App, actor: Actor, desk: Desk) -> MyDiff | None:
    """What changed between the version `actor` last decided on and that of `desk`; None if they never did.

    Raises:
        NotFoundError: the draft is gone.
    """
    with app.database.read() as session:
        draft = draft_by_number(session, desk.head.number)
        decision = _last(session, draft, actor)
        if decision is None:
            return None
        signed = session.get_one(Version, decision.version_id)
        shown = version_by_number(session, draft, desk.version)
        run = None if decision.stage_run_id is None else session.get(StageRun, decision.stage_run_id)
        title = "" if run is None else run.stage_title
        since = LastSignature(title, decision.verdict, decision.at, signed.number, decision.late)
        known, carried = _descent(session, draft, signed, desk.findings)
        before = () if signed.id == shown.id else findings_of(session, signed)
    same = signed.content_hash == shown.content_hash
    text = Changes((), 0) if same else changes(document_of(app, signed), document_of(app, shown))
    after = decision.at
    return MyDiff(
        since,
        text,
        found=tuple(f for f in desk.findings if signed.id != shown.id and f.id not in known),
        gone=tuple(f for f in before if f.id not in carried),
        answered=tuple(f for f in desk.findings if f.settled_at is not None and f.settled_at > after),
        said=tuple(c for c in desk.comments if c.at > after and c.person_id != actor.person_id),
        resolved=tuple(c for c in desk.comments if c.resolved_at is not None and c.resolved_at > after),
    )


def _last(session: Session, draft: Draft, actor: Actor) -> Decision | None:
    """The person's last answer to any stage of the draft; an author's withdrawal is no reading of the text."""
    query = select(Decision).where(
        Decision.draft_id == draft.id,
        Decision.person_id == actor.person_id,
        Decision.verdict != Verdict.WITHDRAW.value,
    )
    return session.exec(query.order_by(col(Decision.at).desc(), col(Decision.id).desc())).first()


def _descent(
    session: Session, draft: Draft, signed: Version, shown: Iterable[FindingView]
) -> tuple[set[int], set[int]]:
    """(findings shown that come from the signed version, findings of the signed version that they come from)."""
    rows = session.exec(
        select(Finding.id, Finding.carried_from_id, Finding.version_id).where(Finding.draft_id == draft.id)
    )
    above = {row_id: (parent, version) for row_id, parent, version in rows}
    known: set[int] = set()
    carried: set[int] = set()
    for finding in shown:
        here: int | None = finding.id
        while here is not None and above[here][1] != pk(signed):
            here = above[here][0]
        if here is not None:
            known.add(finding.id)
            carried.add(here)
    return known, carried
