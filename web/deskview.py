"""What the desk page shows beyond its read model: filters, list pages, what this person may do here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from starlette.datastructures import FormData
from starlette.requests import Request

from checks.model import Gate
from models import DispositionState, DraftState, StageState
from review import decide
from review.access import Act, allowed
from review.errors import Blocker
from review.read.desk import Desk, FindingView
from review.read.drafts import DraftHead
from review.stage_rules import AfterReturn
from web import paper
from web.session import actor_of, app_of
from web.templating import t_of

PAGE_SIZE = 200
FIELD = "f_"
"""Prefix of the stage's own fields in the sign form."""
_CHANGEABLE = frozenset({DraftState.IN_REVIEW.value, DraftState.RETURNED.value})
_REJECTING = frozenset({"review", "paired", "issue"})


@dataclass(frozen=True, slots=True)
class Filter:
    """Which findings are listed. '' means any."""

    severity: str = ""
    gate: str = ""
    open_only: bool = False
    page: int = 1
    text: str = ""

    def takes(self, finding: FindingView) -> bool:
        """Whether `finding` is listed."""
        return (
            self.severity in {"", finding.severity}
            and self.gate in {"", finding.gate}
            and (not self.open_only or finding.disposition == DispositionState.OPEN.value)
        )

    def query(self, **changed: object) -> str:
        """The address query of this filter with some parts `changed`; empty parts are left out."""
        parts: dict[str, object] = {
            "severity": self.severity,
            "gate": self.gate,
            "open": "1" if self.open_only else "",
            "page": self.page if self.page > 1 else "",
            "text": self.text,
        }
        return urlencode({k: v for k, v in (parts | changed).items() if v})


@dataclass(frozen=True, slots=True)
class View:
    """Everything else the desk template needs. `links` gives each finding's label and where a click on it leads."""

    filter: Filter
    listed: tuple[FindingView, ...]
    matching: int
    pages: int
    pieces: list[paper.Piece]
    counts: dict[str, int]
    open_counts: dict[str, int]
    blockers: tuple[Blocker, ...]
    gates: tuple[str, ...]
    may_settle: bool
    may_dismiss_red: bool
    may_comment: bool
    may_sign: bool
    may_reject: bool
    may_revise: bool
    comment_block: str
    comment_quote: str
    progress: str
    waiting: bool
    links: dict[int, tuple[str, str]]


def view(request: Request, desk: Desk, wanted: Filter, comment_block: str) -> View:
    """The view of `desk` for the person asking."""
    app, actor = app_of(request), actor_of(request)
    matching = [f for f in desk.findings if wanted.takes(f)]
    pages = max(1, -(-len(matching) // PAGE_SIZE))
    number = min(max(wanted.page, 1), pages)
    shown = replace(wanted, page=number)
    listed = tuple(matching[(number - 1) * PAGE_SIZE : number * PAGE_SIZE])
    live = desk.is_current and desk.head.state in _CHANGEABLE
    seat, stage = desk.seat, desk.stage
    signer = live and seat is not None and seat.assigned and not desk.is_author
    signer = signer and allowed(actor, Act.STAGE_DECIDE)
    blockers = decide.blockers(app, actor, seat.stage_run_id) if signer and seat else []
    hidden, t = _pages_of(desk, matching), t_of(request)
    return View(
        filter=shown,
        listed=listed,
        matching=len(matching),
        pages=pages,
        pieces=paper.desk(
            desk.document, desk.findings, desk.comments, lambda f: _href(desk, shown, f, hidden), t
        ),
        counts=paper.counts(desk.findings),
        open_counts=paper.counts(f for f in desk.findings if f.disposition == DispositionState.OPEN.value),
        blockers=tuple(blockers),
        gates=tuple(g.value for g in Gate if any(f.gate == g.value for f in desk.findings)),
        may_settle=live and allowed(actor, Act.FINDING_SETTLE) and (signer or desk.is_author),
        may_dismiss_red=signer,
        may_comment=live and allowed(actor, Act.COMMENT_WRITE),
        may_sign=signer and (seat is None or seat.claimed_by_me or seat.claimed_by is None),
        may_reject=stage is not None and str(stage.kind) in _REJECTING,
        may_revise=live and allowed(actor, Act.DRAFT_REVISE) and desk.is_author,
        comment_block=comment_block,
        comment_quote=_quote(desk, comment_block),
        progress=progress(desk.head),
        waiting=is_waiting(desk.head),
        links={
            f.id: (f"{t('mark.' + f.severity)}{f.label}", _href(desk, shown, f, hidden))
            for f in desk.findings
        },
    )


def _pages_of(desk: Desk, matching: list[FindingView]) -> dict[int, tuple[bool, int]]:
    """For each finding: whether the filter lists it, and on which page (of the filtered or the whole list)."""
    everywhere = {f.id: (False, index // PAGE_SIZE + 1) for index, f in enumerate(desk.findings)}
    return everywhere | {f.id: (True, index // PAGE_SIZE + 1) for index, f in enumerate(matching)}


def _href(desk: Desk, shown: Filter, finding: FindingView, hidden: dict[int, tuple[bool, int]]) -> str:
    """Where a click on a mark leads: down the list if it is there, else to the page that lists it."""
    listed, number = hidden[finding.id]
    if listed and number == shown.page:
        return f"#f{finding.id}"
    base = shown if listed else Filter()
    version = "" if desk.is_current else desk.version
    return f"?{base.query(page=number if number > 1 else '', version=version)}#f{finding.id}"


def _quote(desk: Desk, block_id: str) -> str:
    if not block_id:
        return ""
    text = next((b.text for b in desk.document.blocks if b.id == block_id), "")
    return text if len(text) <= 60 else text[:60] + "……"


def progress(head: DraftHead) -> str:
    """A word that changes whenever the draft has moved: state, stage run and its state."""
    return f"{head.state}.{head.stage_run_id or 0}.{head.stage_state or '-'}.{head.current_version}"


def is_waiting(head: DraftHead) -> bool:
    """Whether the machine is at work on this draft."""
    return head.stage_state == StageState.PREPARING.value or head.state == DraftState.FROZEN.value


def typed(form: FormData) -> dict[str, Any]:
    """What a person typed into the sign form, to be shown again after a refusal; never the password."""
    values: dict[str, Any] = {k: str(v) for k, v in form.items() if k not in {"password", "gates"}}
    values["gates"] = [str(g) for g in form.getlist("gates")]
    return values


def number(text: object) -> int | None:
    """The id in a form's hidden field; None where there is none."""
    found = str(text or "")
    return int(found) if found.isascii() and found.isdigit() and len(found) < 10 else None


def policy(text: object) -> AfterReturn | None:
    """What the signer chose a return to mean; None where they were not asked."""
    return AfterReturn(str(text)) if str(text) in set(AfterReturn) else None


def stage_fields(values: Mapping[str, Any]) -> dict[str, Any]:
    """The stage's fields, as review.decide takes them, out of the typed values."""
    fields: dict[str, Any] = {k.removeprefix(FIELD): v for k, v in values.items() if k.startswith(FIELD)}
    return fields | {"gates": list(values.get("gates", []))}
