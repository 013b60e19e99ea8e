"""The proof page (校样): one proof in step with its manuscript, its places and their answers, and all proofs before it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from documents.model import Block, Document
from documents.proof_marks import ink
from models import Draft, Proof, ProofAnswerState, ProofItem, ProofState, StageRun, StageState, Version
from models.base import pk
from models.people import Role
from review import proof_answers, proofs_state, stages
from review.actors import Actor
from review.app import App
from review.claims import claimed_by
from review.eligibility import Capacity, Moment, capacity
from review.errors import NotFoundError
from review.pipelines import Against, ProofOption, Show
from review.proofs_collate import document_of, stored
from review.read.common import draft_by_number, names
from review.read.drafts import DraftHead, head_of

AROUND = 14  # characters of context beside a place


@dataclass(frozen=True, slots=True)
class ProofRow:
    """A proof in the list of all. `answered` of `places` have an answer; `ink` is the colour of its marks."""

    id: int
    stage_run_id: int
    number: int
    stage_title: str
    stage_round: int
    ink: str
    filename: str
    format: str
    size: int
    characters: int
    pages: int | None
    sha256: str
    state: str
    problem: str | None
    supplied_by: str
    supplied_at: datetime
    replaced_at: datetime | None
    version: int
    places: int
    answered: int
    orders: int


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of text with what stands around it. `block` is '' where there is none."""

    block: str
    start: int
    last: str
    end: int
    before: str
    text: str
    after: str


@dataclass(frozen=True, slots=True)
class Earlier:
    """What a place has to do with an earlier proof: the order it rechecks, or the same difference and its answer."""

    proof: int
    number: int
    answer: str
    place: str
    wanted: str
    reason: str
    person: str


@dataclass(frozen=True, slots=True)
class ItemView:
    """A place as people see it. `default` is what 改 orders if nothing else is typed; `alike`: more of the same glyphs."""

    number: int
    origin: str
    kind: str
    place: Stretch
    manuscript: Stretch
    page: int | None
    unordered: bool
    answer: str
    mark: str
    wanted: str
    default: str
    reason: str
    needs_reason: bool
    person: str
    at: datetime | None
    earlier: Earlier | None
    alike: int

    @property
    def is_open(self) -> bool:
        """Whether it wants an answer."""
        return self.answer == ProofAnswerState.OPEN.value


@dataclass(frozen=True, slots=True)
class Row:
    """Blocks that stand side by side."""

    left: tuple[Block, ...]
    right: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Rights:
    """What this person may do here now."""

    supply: bool = False
    reuse: bool = False
    answer: bool = False
    held_by: str | None = None


@dataclass(frozen=True, slots=True)
class ProofPage:
    """Everything on the page. `proof` None: there is none yet; `wanted`: the open stage waits for a file."""

    head: DraftHead
    option: ProofOption | None
    stage_title: str
    stage_run_id: int | None
    proof: ProofRow | None
    history: tuple[ProofRow, ...]
    items: tuple[ItemView, ...]
    rows: tuple[Row, ...]
    compares: bool
    left_is_last: bool
    rights: Rights
    stands: bool

    @property
    def open_items(self) -> list[ItemView]:
        """The places without an answer."""
        return [item for item in self.items if item.is_open]

    @property
    def ordered(self) -> list[ItemView]:
        """The places answered 改."""
        return [item for item in self.items if item.answer == ProofAnswerState.CHANGE.value]


def page(app: App, actor: Actor, number: str, proof_number: int | None = None) -> ProofPage:
    """The page of `actor` on a proof; None asks for the one that stands, else for the last there was.

    Raises:
        NotFoundError: no such draft or proof.
    """
    with app.database.read() as session:
        draft = draft_by_number(session, number)
        run, option = _open_run(session, draft)
        chosen = _chosen(session, draft, run, proof_number)
        stands = chosen is not None and run is not None and chosen.stage_run_id == run.id
        rights = _rights(app, session, draft, run, chosen if stands else None, actor)
        proofs = history(session, draft)
        rows: tuple[Row, ...] = ()
        items: tuple[ItemView, ...] = ()
        shown = option if stands else _option_of(session, draft, chosen)
        if chosen is not None:
            left, right = _texts(app, session, chosen)
            items = _items(session, chosen, left, right)
            rows = _rows(app, chosen, left, right)
        return ProofPage(
            head=head_of(session, draft),
            option=option,
            stage_title="" if run is None else run.stage_title,
            stage_run_id=None if run is None else run.id,
            proof=None if chosen is None else next(row for row in proofs if row.id == chosen.id),
            history=proofs,
            items=items,
            rows=rows,
            compares=shown is None or shown.show is Show.COMPARE,
            left_is_last=chosen is not None and chosen.against == Against.PREVIOUS_PROOF.value,
            rights=rights,
            stands=stands,
        )


def _open_run(session: Session, draft: Draft) -> tuple[StageRun | None, ProofOption | None]:
    pipeline = stages.pipeline_of(session, draft)
    for run in stages.running(session, draft):
        option = pipeline.stage(run.stage_key).proof
        if option is not None and run.state == StageState.OPEN.value:
            return run, option
    return None, None


def _option_of(session: Session, draft: Draft, proof: Proof | None) -> ProofOption | None:
    if proof is None:
        return None
    run = session.get_one(StageRun, proof.stage_run_id)
    # A draft that went over to a newer pipeline may have a proof of a stage that is there no more.
    known = {stage.key: stage.proof for stage in stages.pipeline_of(session, draft).stages}
    return known.get(run.stage_key)


def _chosen(session: Session, draft: Draft, run: StageRun | None, number: int | None) -> Proof | None:
    query = select(Proof).where(Proof.draft_id == draft.id)
    if number is not None:
        found = session.exec(query.where(Proof.number == number)).first()
        if found is None:
            raise NotFoundError("没有这份校样。")
        return found
    standing = None if run is None else proofs_state.standing(session, pk(run))
    return standing or session.exec(query.order_by(col(Proof.number).desc())).first()


def _rights(
    app: App, session: Session, draft: Draft, run: StageRun | None, proof: Proof | None, actor: Actor
) -> Rights:
    if run is None or actor.is_administrator:
        return Rights()
    may_sign = isinstance(capacity(session, run, actor.person_id, Moment(app.clock(), app.zone)), Capacity)
    holder = claimed_by(session, pk(run))
    held = holder is not None and holder != actor.person_id and run.seats == 1
    supply = Role.EDITOR in actor.roles or (may_sign and not held)
    last = proofs_state.latest(session, pk(draft), run.version_id, pk(run))
    return Rights(
        supply=supply,
        reuse=supply and proof is None and last is not None and not proofs_state.orders(session, pk(last)),
        answer=may_sign and not held and proof is not None and proof.state == ProofState.READY.value,
        held_by=names(session, [holder]).get(holder or 0) if may_sign and held else None,
    )


def history(session: Session, draft: Draft) -> tuple[ProofRow, ...]:
    """All proofs of a draft, oldest first."""
    rows = session.exec(select(Proof).where(Proof.draft_id == draft.id).order_by(col(Proof.number))).all()
    people = names(session, [p.supplied_by for p in rows])
    runs = {run.id: run for run in session.exec(select(StageRun).where(StageRun.draft_id == draft.id))}
    versions = {v.id: v.number for v in session.exec(select(Version).where(Version.draft_id == draft.id))}
    counted: dict[int, list[str]] = {}
    for proof_id, answer in session.exec(
        select(ProofItem.proof_id, ProofItem.answer).where(ProofItem.draft_id == draft.id)
    ):
        counted.setdefault(proof_id, []).append(answer)
    return tuple(_row(p, runs[p.stage_run_id], people, versions, counted.get(pk(p), [])) for p in rows)


def _row(
    proof: Proof, run: StageRun, people: dict[int, str], versions: dict[int | None, int], answers: list[str]
) -> ProofRow:
    facts = ("number", "filename", "format", "size", "characters", "pages", "sha256", "state", "problem", "supplied_at",
             "replaced_at")  # fmt: skip
    counting = [a for a in answers if a != ProofAnswerState.WITHDRAWN.value]
    return ProofRow(
        id=pk(proof),
        stage_run_id=proof.stage_run_id,
        stage_title=run.stage_title,
        stage_round=run.round,
        ink=ink(proof.round).name,
        supplied_by=people.get(proof.supplied_by, ""),
        version=versions.get(proof.version_id, 0),
        places=len(counting),
        answered=sum(a != ProofAnswerState.OPEN.value for a in counting),
        orders=counting.count(ProofAnswerState.CHANGE.value),
        **{fact: getattr(proof, fact) for fact in facts},
    )


def _texts(app: App, session: Session, proof: Proof) -> tuple[Document, Document]:
    """What the proof was compared with, and the proof itself."""
    if proof.against == Against.PREVIOUS_PROOF.value and proof.last_id is not None:
        left = document_of(app, session.get_one(Proof, proof.last_id))
    else:
        left = stages.document_of(app, session.get_one(Version, proof.version_id))
    return left, document_of(app, proof)


def _rows(app: App, proof: Proof, left: Document, right: Document) -> tuple[Row, ...]:
    """The blocks in step, as the stored comparison has them; before it is there, the proof alone."""
    told = stored(app, proof)
    if not told:
        return tuple(Row((), (block,)) for block in right)
    ones, others = {b.id: b for b in left}, {b.id: b for b in right}
    return tuple(
        Row(tuple(ones[i] for i in one), tuple(others[i] for i in other))
        for one, other in json.loads(told)["steps"]
    )


def _items(session: Session, proof: Proof, left: Document, right: Document) -> tuple[ItemView, ...]:
    rows = proofs_state.items(session, pk(proof))
    wanted = {row.earlier_id for row in rows if row.earlier_id is not None}
    before = (
        {pk(i): i for i in session.exec(select(ProofItem).where(col(ProofItem.id).in_(wanted)))}
        if wanted
        else {}
    )
    numbers = {pk(p): p.number for p in session.exec(select(Proof).where(Proof.draft_id == proof.draft_id))}
    people = names(session, [row.answered_by for row in [*rows, *before.values()]])
    lefts, rights = {b.id: b.text for b in left}, {b.id: b.text for b in right}
    return tuple(
        ItemView(
            number=row.number,
            origin=row.origin,
            kind=row.kind,
            place=_stretch(row.place, rights),
            manuscript=_stretch(row.manuscript, lefts),
            page=row.page,
            unordered=row.unordered,
            answer=row.answer,
            mark=row.mark,
            wanted=row.wanted,
            default=proof_answers.default_wanted(row),
            reason=row.reason,
            needs_reason=proof_answers.needs_reason(row),
            person=people.get(row.answered_by or 0, ""),
            at=row.answered_at,
            earlier=_earlier(before.get(row.earlier_id or 0), numbers, people),
            alike=sum(
                other.answer == ProofAnswerState.OPEN.value and proof_answers.same_glyphs(other, row)
                for other in rows
                if other is not row and row.kind == "glyph"
            ),
        )
        for row in rows
        if row.answer != ProofAnswerState.WITHDRAWN.value
    )


def _earlier(row: ProofItem | None, numbers: dict[int, int], people: dict[int, str]) -> Earlier | None:
    if row is None:
        return None
    person = people.get(row.answered_by or 0, "")
    return Earlier(
        numbers[row.proof_id], row.number, row.answer, row.place["text"], row.wanted, row.reason, person
    )


def _stretch(spot: dict[str, Any], texts: dict[str, str]) -> Stretch:
    if not spot or not spot["block"]:
        return Stretch("", 0, "", 0, "", "", "")
    before = texts.get(spot["block"], "")[: spot["start"]]
    after = texts.get(spot["last"], "")[spot["end"] :]
    return Stretch(
        spot["block"],
        spot["start"],
        spot["last"],
        spot["end"],
        before[-AROUND:],
        spot["text"],
        after[:AROUND],
    )


@dataclass(frozen=True, slots=True)
class ProofFile:
    """The exact bytes a typesetter returned."""

    filename: str
    data: bytes


def file(app: App, number: str, proof_number: int) -> ProofFile:
    """The bytes of a proof as they were supplied.

    Raises:
        NotFoundError: no such draft or proof.
    """
    with app.database.read() as session:
        proof = _chosen(session, draft_by_number(session, number), None, proof_number)
    if proof is None:
        raise NotFoundError("没有这份校样。")
    return ProofFile(proof.filename, app.store.get(proof.sha256))
