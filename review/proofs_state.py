"""What the proofs of a draft say: which one stands, what is ordered, what holds a signature, what a signature covers.

Only queries; the acts are in review.proofs and review.proofs_collate.
"""

from __future__ import annotations

import hashlib
from typing import Any

from sqlalchemy import bindparam
from sqlmodel import Session, col, func, select

from models import Draft, Proof, ProofAnswerState, ProofItem, ProofState, StageRun, Version
from models.base import pk
from review import stages
from review.acting import Deed
from review.audit.canonical import canonical
from review.audit.tags import Tag
from review.conditions import applies
from review.errors import Blocker, StaleProofError
from review.pipelines import Pipeline, Stage

ANSWERS_FORMAT = "sanshen-proof-answers/1"
DONE = "done"
RECHECK = "recheck"


_STANDING = select(Proof).where(
    Proof.stage_run_id == bindparam("stage_run"), Proof.state != ProofState.REPLACED.value
)


def standing(session: Session, stage_run_id: int) -> Proof | None:
    """The proof that stands at a passage of a stage; those it replaced do not."""
    return session.exec(_STANDING, params={"stage_run": stage_run_id}).first()


def latest(session: Session, draft_id: int, version_id: int, stage_run_id: int | None = None) -> Proof | None:
    """The last proof of this version that was compared and not replaced, leaving out one passage."""
    query = select(Proof).where(
        Proof.draft_id == draft_id, Proof.version_id == version_id, Proof.state == ProofState.READY.value
    )
    if stage_run_id is not None:
        query = query.where(Proof.stage_run_id != stage_run_id)
    return session.exec(query.order_by(col(Proof.number).desc())).first()


def items(session: Session, proof_id: int) -> list[ProofItem]:
    """The places of a proof by their number."""
    return list(
        session.exec(select(ProofItem).where(ProofItem.proof_id == proof_id).order_by(col(ProofItem.number)))
    )


def orders(session: Session, proof_id: int) -> list[ProofItem]:
    """What the typesetter is to do: every place answered 改, and rechecks that nobody has answered yet.

    An order stands until somebody says otherwise, so a proof put aside half-way loses none.
    """
    return [item for item in items(session, proof_id) if is_order(item)]


def is_order(item: ProofItem) -> bool:
    """Whether the place is an order in force."""
    if item.answer == ProofAnswerState.CHANGE.value:
        return True
    return item.answer == ProofAnswerState.OPEN.value and item.origin == RECHECK and item.kind != DONE


def count(session: Session, proof_id: int, answer: ProofAnswerState) -> int:
    """How many places of a proof are answered so."""
    query = select(func.count()).select_from(ProofItem)
    return session.exec(query.where(ProofItem.proof_id == proof_id, ProofItem.answer == answer.value)).one()


def round_of(pipeline: Pipeline, stage_key: str) -> int:
    """Which proof stage of the pipeline this is, from 1.

    Raises:
        ValueError: it takes no proofs.
    """
    return [stage.key for stage in pipeline.stages if stage.proof is not None].index(stage_key) + 1


def is_last_round(session: Session, stage_run: StageRun, pipeline: Pipeline) -> bool:
    """Whether no later stage will take proofs: what is ordered here, nobody would recheck."""
    draft, version = (
        session.get_one(Draft, stage_run.draft_id),
        session.get_one(Version, stage_run.version_id),
    )
    facts, signed = (
        stages.facts_of(session, draft, version, pipeline),
        stages.standing(session, draft, version),
    )
    later = pipeline.stages[stage_run.ordinal + 1 :]
    return not any(
        s.proof is not None and s.key not in signed and applies(s.rules.when, facts) for s in later
    )


def blockers(session: Session, stage_run: StageRun, stage: Stage, pipeline: Pipeline) -> list[Blocker]:
    """What of the proof stands between anybody and an approval of this stage."""
    if stage.proof is None:
        return []
    proof = standing(session, pk(stage_run))
    if proof is None:
        return _without_file(session, stage_run, required=stage.proof.required)
    if proof.state == ProofState.COLLATING.value:
        return [Blocker("proof", "校样正在比对，请稍候")]
    if proof.state == ProofState.FAILED.value:
        return [Blocker("proof", f"校样没有比对成功：{proof.problem}")]
    found = []
    waiting = count(session, pk(proof), ProofAnswerState.OPEN)
    if waiting:
        found.append(Blocker("proof", f"校样还有 {waiting} 处没有答复（改或不改）"))
    ordered = count(session, pk(proof), ProofAnswerState.CHANGE)
    if ordered and is_last_round(session, stage_run, pipeline):
        text = f"末次校样还有 {ordered} 处“改”：请排版改样后上传新校样核红，或改答“不改”并写明理由"
        found.append(Blocker("proof", text))
    return found


def _without_file(session: Session, stage_run: StageRun, *, required: bool) -> list[Blocker]:
    last = latest(session, stage_run.draft_id, stage_run.version_id, pk(stage_run))
    left = 0 if last is None else len(orders(session, pk(last)))
    if left:
        return [Blocker("proof", f"上一份校样有 {left} 处改动还没有核红：请上传改后的校样")]
    if required:
        return [Blocker("proof", "本环节在校样上进行：请先上传排版校样")]
    return []


def require_seen(session: Session, stage_run: StageRun, seen: str | None) -> None:
    """Refuse a signature by somebody who had another proof before them than the one that stands.

    Raises:
        StaleProofError: a proof was supplied or replaced since.
    """
    proof = standing(session, pk(stage_run))
    current = "" if proof is None else proof.sha256
    if (seen or "") != current:
        raise StaleProofError


def signed_facts(session: Session, stage_run: StageRun | None) -> dict[str, Any] | None:
    """What a statement says of the proof: the file, the result of its comparison, and every answer, by hash."""
    proof = None if stage_run is None else standing(session, pk(stage_run))
    if proof is None or proof.state != ProofState.READY.value:
        return None
    rows = items(session, pk(proof))
    return {
        "number": proof.number,
        "sha256": proof.sha256,
        "collation": proof.collation_sha256,
        "answers": hashlib.sha256(answers_text(rows)).hexdigest(),
        "orders": sum(is_order(row) for row in rows),
        "kept": sum(row.answer == ProofAnswerState.KEEP.value for row in rows),
    }


def answers_text(rows: list[ProofItem]) -> bytes:
    """Canonical JSON of every place and its answer: what the hash in a statement covers."""
    return canonical(
        {
            "format": ANSWERS_FORMAT,
            "items": [
                {
                    "number": row.number,
                    "origin": row.origin,
                    "kind": row.kind,
                    "place": row.place,
                    "answer": row.answer,
                    "mark": row.mark,
                    "wanted": row.wanted,
                    "reason": row.reason,
                    "person": row.answered_by,
                }
                for row in rows
            ],
        }
    )


def ask_for_file(deed: Deed, draft: Draft, stage_run: StageRun, stage: Stage) -> None:
    """Tell the author that this stage waits for the typesetter's file."""
    if stage.proof is None or not _without_file(deed.session, stage_run, required=stage.proof.required):
        return
    text = f"《{draft.title}》{stage_run.stage_title}：请上传排版校样"
    deed.notify(draft.author_id, f"proof-wanted:{stage_run.id}", text, draft.id)


def send_orders(deed: Deed, draft: Draft, stage_run: StageRun) -> None:
    """Once a round is signed, its orders go to the typesetter: recorded, and told to whoever brings the next proof."""
    proof = standing(deed.session, pk(stage_run))
    if proof is None:
        return
    ordered = [item.number for item in orders(deed.session, pk(proof))]
    if not ordered:
        return
    deed.record(Tag.PROOF_SENT, draft, proof=proof.number, stage=stage_run.stage_key, orders=ordered)
    text = (
        f"《{draft.title}》{stage_run.stage_title}标出 {len(ordered)} 处改动，请交排版改样，再上传改后的校样"
    )
    for person_id in {draft.author_id, proof.supplied_by}:
        deed.notify(person_id, f"proof-sent:{proof.id}", text, draft.id)
