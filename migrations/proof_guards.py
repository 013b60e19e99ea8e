"""Triggers of the proof tables: what was supplied and found stays, answers are people's and end with the signature.

(name, table, event, condition under which the row is refused, message), as in migrations.guards.
"""

from __future__ import annotations

from migrations.guard_parts import ADMIN, unchanged

_PROOF_SAME = unchanged(
    "id", "draft_id", "version_id", "stage_run_id", "number", "round", "filename", "format", "sha256",
    "document_sha256", "content_hash", "size", "characters", "pages", "last_id", "against", "supplied_by",
    "supplied_at",
)  # fmt: skip
_PROOF_STEP = (
    f"NOT ({_PROOF_SAME} AND ((OLD.state = 'collating' AND NEW.state IN ('ready', 'failed', 'replaced'))"
    f" OR (OLD.state IN ('ready', 'failed') AND NEW.state = 'replaced' AND {unchanged('collation_sha256', 'ready_at')})))"
)
_ITEM_SAME = (
    unchanged("id", "draft_id", "proof_id", "number", "origin", "kind", "start", "stop", "home_at", "page",
          "fingerprint", "unordered", "ordered", "earlier_id")
    + "".join(f" AND CAST(OLD.{c} AS TEXT) = CAST(NEW.{c} AS TEXT)" for c in ("place", "manuscript", "home"))
)  # fmt: skip
_SIGNED = (
    "EXISTS (SELECT 1 FROM proof p JOIN decision d ON d.stage_run_id = p.stage_run_id"
    " WHERE p.id = NEW.proof_id AND d.late IS FALSE)"
)
_BY_AUTHOR = (
    "EXISTS (SELECT 1 FROM draft_author a WHERE a.draft_id = NEW.draft_id AND a.person_id = NEW.answered_by)"
)

RULES: list[tuple[str, str, str, str, str]] = [
    ("proof_of_its_stage", "proof", "INSERT",
     "NEW.state != 'collating' OR NOT EXISTS (SELECT 1 FROM stage_run s WHERE s.id = NEW.stage_run_id"
     " AND s.draft_id = NEW.draft_id AND s.version_id = NEW.version_id)",
     "a proof belongs to a passage of its draft"),
    ("proof_no_administrator", "proof", "INSERT", f"EXISTS ({ADMIN} = NEW.supplied_by)",
     "an administrator may not supply a proof"),
    ("proof_before_signing", "proof", "INSERT",
     "EXISTS (SELECT 1 FROM decision d WHERE d.stage_run_id = NEW.stage_run_id AND d.late IS FALSE)",
     "a signed stage takes no other proof"),
    ("proof_steps", "proof", "UPDATE", _PROOF_STEP, "a proof only moves forward"),
    ("proof_kept", "proof", "DELETE", "", "proofs are never deleted"),
    ("proof_item_place", "proof_item", "UPDATE", f"NOT ({_ITEM_SAME})", "a place of a proof is never changed"),
    ("proof_item_signed", "proof_item", "UPDATE", _SIGNED, "answers end with the signature"),
    ("proof_item_late", "proof_item", "INSERT", _SIGNED, "answers end with the signature"),
    ("proof_item_replaced", "proof_item", "UPDATE",
     "EXISTS (SELECT 1 FROM proof p WHERE p.id = NEW.proof_id AND p.state = 'replaced')",
     "a replaced proof takes no answers"),
    ("proof_item_no_author", "proof_item", "UPDATE",
     f"{_BY_AUTHOR} OR EXISTS ({ADMIN} = NEW.answered_by)",
     "neither an author nor an administrator answers a proof"),
    ("proof_item_kept", "proof_item", "DELETE", "", "places of a proof are never deleted"),
    ("proof_answer_kept", "proof_answer", "DELETE", "", "answers are never deleted"),
    ("proof_answer_fixed", "proof_answer", "UPDATE", "", "answers are never changed"),
]  # fmt: skip
