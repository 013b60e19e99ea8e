"""What the proof flow does: hold the proof against the manuscript and the last proof, store what was found, open it.

Idempotent: the result is named by its content, and a proof leaves `collating` once, in the transaction that also
finishes the job under its lease.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlmodel import Session, col, select

from documents.corrections import Correction, OverlapError
from documents.in_step import Step, steps
from documents.model import Document
from documents.proof_marks import LAYOUT, Mark
from documents.proof_round import Found, Judge, Order, examine
from documents.stream import Spot
from models import (
    Assignment,
    Draft,
    Proof,
    ProofAnswerState,
    ProofItem,
    ProofState,
    StageRun,
    StageState,
    Version,
)
from models.base import pk
from review import jobs, proofs_state, stages
from review.acting import Deed, acting
from review.app import App
from review.audit.canonical import canonical
from review.audit.tags import Tag
from review.jobs import LeasedJob
from review.pipelines import Against

FORMAT = "sanshen-collation/1"
MOST_PLACES = 2000  # more is another text, not a proof of this one


@dataclass(frozen=True, slots=True)
class Work:
    """Everything the slow part needs, read in one go. `manuscript` None: only the last proof is compared."""

    proof_id: int
    draft_number: str
    proof_number: int
    sha256: str
    against: str
    proof: Document
    left: Document
    manuscript: Document | None
    last: Document | None
    last_number: int | None
    orders: tuple[ProofItem, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the comparison found, and the name of its stored text. `problem`: it could not be used, in words."""

    found: tuple[Found, ...] = ()
    collation_sha256: str | None = None
    problem: str | None = None


def load(app: App, job: LeasedJob) -> Work | None:
    """Read what the job needs; None (and the job closed) when the proof does not wait for it any more."""
    with app.database.read() as session:
        proof = session.get_one(Proof, job.payload["proof_id"])
        draft = session.get_one(Draft, proof.draft_id)
        version = session.get_one(Version, proof.version_id)
        last = None if proof.last_id is None else session.get_one(Proof, proof.last_id)
        ordered = () if last is None else tuple(proofs_state.orders(session, pk(last)))
        live = proof.state == ProofState.COLLATING.value
    if not live:
        jobs.close(app, job)
        return None
    manuscript = stages.document_of(app, version)
    previous = None if last is None else document_of(app, last)
    only_last = proof.against == Against.PREVIOUS_PROOF.value and previous is not None
    return Work(
        proof_id=pk(proof),
        draft_number=draft.number,
        proof_number=proof.number,
        sha256=proof.sha256,
        against=proof.against,
        proof=document_of(app, proof),
        left=previous if only_last and previous is not None else manuscript,
        manuscript=None if only_last else manuscript,
        last=previous,
        last_number=None if last is None else last.number,
        orders=ordered,
    )


def document_of(app: App, proof: Proof) -> Document:
    """The text of a proof as it was read, from the store."""
    return Document.from_json(app.store.get(proof.document_sha256).decode())


def compare(app: App, work: Work) -> Outcome:
    """Compare, and store the result under its hash. No transaction is open."""
    try:
        found = examine(work.proof, work.manuscript, work.last, [order_of(item) for item in work.orders])
    except OverlapError:
        return Outcome(problem="上一份校样里有两处改动互相重叠，无法核红。请与上一校的校对人员核对。")
    if len(found) > MOST_PLACES:
        text = f"与原稿不同的地方有 {len(found)} 处，不像是这份稿件的校样。请核对是否传错了文件。"
        return Outcome(problem=text)
    told = canonical(_plain(work, found, steps(work.left, work.proof)))
    return Outcome(found, app.store.put(told))


def wanted_of(item: ProofItem) -> str:
    """What an order wants: what its answer says, or for a recheck that nobody answered, what it wanted before."""
    return item.wanted if item.answer == ProofAnswerState.CHANGE.value else item.ordered


def order_of(item: ProofItem) -> Order:
    """An answered place as the order the recheck judges. A glyph reads the same, layout is for a person to look at."""
    place, wanted = item.place, wanted_of(item)
    if item.mark == Mark.MOVE.value and item.home:
        home = item.home
        away = Correction(place["block"], place["start"], place["end"], "", place["last"])
        return Order(
            pk(item), (away, Correction(home["block"], home["start"], home["end"], wanted, home["last"]))
        )
    judge = Judge.TEXT
    if item.mark == Mark.GLYPH.value:
        judge = Judge.GLYPH
    elif item.mark in {mark.value for mark in LAYOUT}:
        judge, wanted = Judge.PERSON, place["text"]
    return Order(
        pk(item), (Correction(place["block"], place["start"], place["end"], wanted, place["last"]),), judge
    )


def _plain(work: Work, found: Sequence[Found], rows: Sequence[Step]) -> dict[str, Any]:
    number = {pk(item): item.number for item in work.orders}
    return {
        "format": FORMAT,
        "draft": work.draft_number,
        "proof": work.proof_number,
        "sha256": work.sha256,
        "against": work.against,
        "left_content_hash": work.left.content_hash(),
        "proof_content_hash": work.proof.content_hash(),
        "last": work.last_number,
        "orders": [
            {
                "number": item.number,
                "mark": item.mark,
                "place": item.place,
                "home": item.home,
                "wanted": wanted_of(item),
            }
            for item in work.orders
        ],
        "found": [
            {
                "number": place,
                "origin": one.origin.value,
                "kind": one.kind,
                "place": _spot(one.place),
                "manuscript": _spot(one.manuscript),
                "home": _spot(one.home),
                "order": None if one.order is None else number[one.order],
                "unordered": one.unordered,
            }
            for place, one in enumerate(found, start=1)
        ],
        "steps": [[list(row.left), list(row.right)] for row in rows],
    }


def _spot(spot: Spot | None) -> dict[str, Any]:
    return {} if spot is None else asdict(spot)


def open_proof(app: App, job: LeasedJob, work: Work, outcome: Outcome) -> str:
    """Store the places and open the proof for its people, in one transaction with the end of the job.

    Raises:
        LeaseLostError: another worker has the job; nothing is stored.
    """
    with acting(app, None) as deed:
        proof = deed.session.get_one(Proof, work.proof_id)
        draft = deed.lock_draft(proof.draft_id)
        jobs.finish(deed.session, job, deed.now)
        deed.session.refresh(proof)
        if proof.state != ProofState.COLLATING.value:
            deed.record(Tag.PROOF_FAILED, draft, proof=proof.number, reason="replaced while comparing")
            return "校样已被替换。"
        if outcome.problem is not None:
            proof.state, proof.problem = ProofState.FAILED.value, outcome.problem
            deed.session.add(proof)
            deed.record(Tag.PROOF_FAILED, draft, proof=proof.number, reason=outcome.problem)
            deed.notify(proof.supplied_by, f"proof-failed:{proof.id}", f"《{draft.title}》的校样：{outcome.problem}",
                        draft.id)  # fmt: skip
            return outcome.problem
        _add_items(deed, proof, work, outcome.found)
        proof.state, proof.ready_at = ProofState.READY.value, deed.now
        proof.collation_sha256 = outcome.collation_sha256
        deed.session.add(proof)
        kinds = {
            kind: sum(f.kind == kind for f in outcome.found)
            for kind in sorted({f.kind for f in outcome.found})
        }
        deed.record(
            Tag.PROOF_COLLATED,
            draft,
            proof=proof.number,
            sha256=proof.sha256,
            collation=proof.collation_sha256,
            rechecked=len(work.orders),
            found=kinds,
        )
        _tell(deed, draft, proof, len(outcome.found))
        return f"校样 {proof.number}：{len(outcome.found)} 处待答复。"


def _add_items(deed: Deed, proof: Proof, work: Work, found: Sequence[Found]) -> None:
    order = {pk(item): item for item in work.orders}
    pages = {block.id: _page(block.anchor.part) for block in work.proof}
    answered = _answered_before(deed.session, proof)
    for number, one in enumerate(found, start=1):
        before = order[one.order] if one.order is not None else None
        earlier = before.id if before is not None else answered.get(_fingerprint(one))
        deed.session.add(
            ProofItem(
                draft_id=proof.draft_id,
                proof_id=pk(proof),
                number=number,
                origin=one.origin.value,
                kind=one.kind,
                place=_spot(one.place),
                manuscript=_spot(one.manuscript),
                home=_spot(one.home),
                start=one.at,
                stop=one.to,
                home_at=one.home_at,
                page=pages.get(one.place.block),
                fingerprint=_fingerprint(one),
                unordered=one.unordered,
                earlier_id=earlier,
                mark="" if before is None else before.mark,
                ordered=one.wanted,
            )
        )
    deed.session.flush()


def _page(part: str) -> int | None:
    return int(part.removeprefix("page/")) if part.startswith("page/") else None


def _fingerprint(found: Found) -> str:
    return hashlib.sha256(found.key.encode()).hexdigest() if found.key else ""


def _answered_before(session: Session, proof: Proof) -> dict[str, int]:
    """Differences that were answered 不改 in a proof before this one, by fingerprint; the latest answer counts."""
    query = (
        select(ProofItem)
        .join(Proof, col(Proof.id) == col(ProofItem.proof_id))
        .where(
            Proof.draft_id == proof.draft_id,
            Proof.version_id == proof.version_id,
            Proof.number < proof.number,
            ProofItem.answer == ProofAnswerState.KEEP.value,
            ProofItem.fingerprint != "",
        )
    )
    return {row.fingerprint: pk(row) for row in session.exec(query.order_by(col(ProofItem.id)))}


def _tell(deed: Deed, draft: Draft, proof: Proof, places: int) -> None:
    run = deed.session.get_one(StageRun, proof.stage_run_id)
    if run.state != StageState.OPEN.value:
        return
    text = f"《{draft.title}》{run.stage_title}：校样已比对，{places} 处待答复"
    query = select(Assignment.person_id).where(
        Assignment.stage_run_id == run.id, col(Assignment.closed_at).is_(None)
    )
    for person_id in deed.session.exec(query):
        deed.notify(person_id, f"proof-ready:{proof.id}", text, draft.id)


def stored(app: App, proof: Proof) -> bytes:
    """The stored result of the comparison, as it is signed; empty where there is none yet."""
    return app.store.get(proof.collation_sha256) if proof.collation_sha256 else b""
