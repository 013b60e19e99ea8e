"""What a signature covers (invariant 2) and how a decision row is made of it.

The statement is canonical JSON; its Ed25519 signature is made with the person's own key, unlocked by the password
they give at that moment, so that name, time and meaning are bound to the content (21 CFR 11.50; 电子签名法 art. 13).
"""

from __future__ import annotations

import base64
from typing import Any

from sqlalchemy import bindparam
from sqlmodel import col, func, select

from models import Decision, DispositionState, Draft, Finding, Person, StageRun, Verdict, Version
from models.base import pk
from review.acting import Deed
from review.audit.canonical import canonical
from review.audit.dossier import statement_hash
from review.audit.record import timestamp
from review.eligibility import Capacity
from review.keys import Signer

STATEMENT_FORMAT = "sanshen-signoff/1"
MEANINGS = {
    Verdict.RETURN: "退回修改",
    Verdict.REJECT: "退稿，不再继续",
    Verdict.WITHDRAW: "作者撤回稿件",
}


def make_decision(
    deed: Deed,
    signer: Signer,
    draft: Draft,
    version: Version,
    stage_run: StageRun | None,
    verdict: Verdict,
    *,
    opinion: str,
    fields: dict[str, Any],
    return_to: str | None,
    meaning: str | None = None,
    late_reason: str | None = None,
    capacity: Capacity | None = None,
    more: dict[str, Any] | None = None,
) -> Decision:
    """Sign a statement and store it as a decision (flushed, so that the database's own guards have spoken).

    `capacity` names the absent person it is signed for; `more` is signed beside the usual contents.
    """
    found = _fingerprints(deed, version)
    statement = {
        "format": STATEMENT_FORMAT,
        "draft": draft.number,
        "pipeline": draft.pipeline_hash,
        "version": version.number,
        "content_hash": version.content_hash,
        "original_sha256": version.original_sha256,
        "stage": "author" if stage_run is None else stage_run.stage_key,
        "stage_title": "作者" if stage_run is None else stage_run.stage_title,
        "round": 0 if stage_run is None else stage_run.round,
        "counts": _counts(stage_run),
        "verdict": verdict.value,
        "return_to": return_to,
        "meaning": meaning or MEANINGS.get(verdict, "同意"),
        "opinion": opinion,
        "fields": fields,
        "rule_pack": None if stage_run is None else stage_run.rule_pack,
        "open_findings": found[DispositionState.OPEN],
        "dismissed_findings": found[DispositionState.DISMISSED],
        "person": {"id": deed.person.person_id, "name": deed.person.name, "account": deed.person.login},
        "on_behalf_of": absent_person(deed, capacity),
        "at": timestamp(deed.now),
        **(more or {}),
    }
    text = canonical(statement)
    decision = Decision(
        draft_id=pk(draft),
        version_id=pk(version),
        stage_run_id=None if stage_run is None else stage_run.id,
        stage_key=str(statement["stage"]),
        is_review=stage_run is not None and stage_run.counts_review,
        is_proof=stage_run is not None and stage_run.counts_proof,
        verdict=verdict.value,
        return_to=return_to,
        opinion=opinion,
        fields=fields,
        person_id=deed.person.person_id,
        on_behalf_of_id=None if capacity is None else capacity.on_behalf_of_id,
        delegation_id=None if capacity is None else capacity.delegation_id,
        seat=_seat(deed, stage_run),
        account_id=deed.person.account_id,
        content_hash=version.content_hash,
        statement=text.decode(),
        signature=base64.b64encode(signer.sign(text)).decode(),
        public_key=signer.public_key,
        act=deed.act,
        at=deed.now,
        late=late_reason is not None,
        late_reason=late_reason,
    )
    deed.session.add(decision)
    deed.session.flush()
    return decision


def absent_person(deed: Deed, capacity: Capacity | None) -> dict[str, Any] | None:
    """The absent person whose right is used, as a statement names them; None if the signer uses their own."""
    if capacity is None or capacity.on_behalf_of_id is None:
        return None
    person = deed.session.get_one(Person, capacity.on_behalf_of_id)
    return {"id": pk(person), "name": person.name, "delegation": capacity.delegation_id}


def _seat(deed: Deed, stage_run: StageRun | None) -> int:
    """The next free seat of the run."""
    if stage_run is None:
        return 1
    query = select(func.count()).select_from(Decision)
    query = query.where(Decision.stage_run_id == stage_run.id, col(Decision.late).is_(False))
    return deed.session.exec(query).one() + 1


def decision_facts(decision: Decision) -> dict[str, Any]:
    """What an event says of a signed decision; the dossier's verifier holds the signature against it."""
    return {
        "decision": decision.id,
        "stage": decision.stage_key,
        "verdict": decision.verdict,
        "return_to": decision.return_to,
        "content_hash": decision.content_hash,
        "statement_hash": statement_hash(decision.statement),
        "public_key": decision.public_key,
    }


def _counts(stage_run: StageRun | None) -> list[str]:
    if stage_run is None:
        return []
    return [
        name for name, on in (("review", stage_run.counts_review), ("proof", stage_run.counts_proof)) if on
    ]


def _fingerprints(deed: Deed, version: Version) -> dict[DispositionState, list[str]]:
    """The findings on a version by what was answered to them, each list in order."""
    found: dict[DispositionState, list[str]] = {state: [] for state in DispositionState}
    for state, name in deed.session.exec(_FINDINGS, params={"version": version.id}):
        found[DispositionState(state)].append(name)
    return {state: sorted(names) for state, names in found.items()}


_FINDINGS = select(Finding.disposition, Finding.fingerprint).where(Finding.version_id == bindparam("version"))
