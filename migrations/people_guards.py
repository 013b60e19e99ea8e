"""Guards of migration 0005: who may sign for whom, 会签, recusal, holds; see migrations/guards.py."""
# ruff: noqa: S608 - the pieces put together are constants of this file

from __future__ import annotations

from migrations.guard_parts import ADMIN, unchanged

# Both the hand that signs and the absent person whose right it uses are held to every rule.
_BOTH = "(NEW.person_id, COALESCE(NEW.on_behalf_of_id, NEW.person_id))"
_SAME_PEOPLE = f"(d.person_id IN {_BOTH} OR d.on_behalf_of_id IN {_BOTH})"


def _one_each(kind: str) -> str:
    return (
        f"NEW.verdict = 'approve' AND NEW.late IS FALSE AND NEW.{kind} IS TRUE AND EXISTS (SELECT 1 FROM decision d"
        f" WHERE d.draft_id = NEW.draft_id AND d.verdict = 'approve' AND d.{kind} IS TRUE AND d.late IS FALSE"
        f" AND d.stage_key != NEW.stage_key AND {_SAME_PEOPLE})"
    )


def _standing_twice(kind: str) -> str:
    return (
        f"EXISTS (SELECT 1 FROM decision a JOIN decision b ON b.draft_id = a.draft_id AND b.stage_key != a.stage_key"
        f" WHERE a.draft_id = NEW.draft_id AND a.{kind} IS TRUE AND b.{kind} IS TRUE"
        " AND a.verdict = 'approve' AND a.late IS FALSE AND a.voided_at IS NULL"
        " AND b.verdict = 'approve' AND b.late IS FALSE AND b.voided_at IS NULL"
        " AND (b.person_id IN (a.person_id, a.on_behalf_of_id) OR b.on_behalf_of_id IN (a.person_id, a.on_behalf_of_id)))"
    )


def _kept(table: str, may_change: str, said: str) -> list[tuple[str, str, str, str, str]]:
    """A row that is never deleted, and changed only once, in the way `may_change` says."""
    return [
        (f"{table}_kept", table, "DELETE", "", f"{said} are never deleted"),
        (f"{table}_fixed", table, "UPDATE", f"NOT ({may_change})" if may_change else "", f"{said} are never rewritten"),
    ]  # fmt: skip


_DELEGATION_SAME = unchanged(
    "id", "principal_id", "delegate_id", "role", "starts_at", "ends_at", "reason", "created_by", "created_at"
)
_QUALIFICATION_SAME = unchanged(
    "id", "person_id", "kind", "valid_from", "valid_until", "reference", "granted_by", "granted_at"
)
_HOLD_SAME = unchanged("id", "draft_id", "reason", "held_by", "held_at")

RULES: list[tuple[str, str, str, str, str]] = [
    ("decision_author_absent", "decision", "INSERT",
     "NEW.verdict != 'withdraw' AND EXISTS (SELECT 1 FROM draft_author a WHERE a.draft_id = NEW.draft_id"
     " AND a.person_id = NEW.on_behalf_of_id)",
     "nobody signs on behalf of an author"),
    ("decision_one_review_for_both", "decision", "INSERT", _one_each("is_review"),
     "one person may not sign two reviews of a draft, nor have two signed for them"),
    ("decision_one_proof_for_both", "decision", "INSERT", _one_each("is_proof"),
     "one person may not sign two proofs of a draft, nor have two signed for them"),
    ("decision_once_each", "decision", "INSERT",
     "NEW.late IS FALSE AND NEW.verdict != 'withdraw' AND EXISTS (SELECT 1 FROM decision d"
     f" WHERE d.stage_run_id = NEW.stage_run_id AND d.late IS FALSE AND {_SAME_PEOPLE})",
     "one person answers a stage run once"),
    ("decision_seat_is_there", "decision", "INSERT",
     "NEW.late IS FALSE AND NEW.stage_run_id IS NOT NULL AND NEW.verdict != 'withdraw' AND NOT EXISTS"
     " (SELECT 1 FROM stage_run s WHERE s.id = NEW.stage_run_id AND NEW.seat BETWEEN 1 AND s.seats)",
     "the stage run has no such seat"),
    ("decision_role", "decision", "INSERT",
     "NEW.verdict != 'withdraw' AND NOT EXISTS (SELECT 1 FROM role_grant r JOIN stage_run s ON s.role = r.role"
     " WHERE s.id = NEW.stage_run_id AND r.person_id = COALESCE(NEW.on_behalf_of_id, NEW.person_id))",
     "a signature needs the role of its stage"),
    ("decision_delegated", "decision", "INSERT",
     "NEW.on_behalf_of_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM delegation g JOIN stage_run s"
     " ON s.id = NEW.stage_run_id WHERE g.id = NEW.delegation_id AND g.principal_id = NEW.on_behalf_of_id"
     " AND g.delegate_id = NEW.person_id AND g.starts_at <= NEW.at AND g.ends_at > NEW.at AND g.revoked_at IS NULL"
     " AND (g.role IS NULL OR g.role = s.role))",
     "nobody signs on behalf of another without a delegation of that person in force"),
    ("decision_no_absent_administrator", "decision", "INSERT",
     f"EXISTS ({ADMIN} = NEW.on_behalf_of_id)",
     "an administrator may not take part in a review, nor have it done"),
    ("decision_recused", "decision", "INSERT",
     "NEW.verdict != 'withdraw' AND EXISTS (SELECT 1 FROM recusal x WHERE x.draft_id = NEW.draft_id"
     f" AND x.person_id IN {_BOTH})",
     "a recused person may not sign the draft"),
    ("decision_held", "decision", "INSERT",
     "NEW.verdict != 'withdraw' AND NEW.late IS FALSE AND EXISTS (SELECT 1 FROM hold h"
     " WHERE h.draft_id = NEW.draft_id AND h.lifted_at IS NULL)",
     "a draft on hold takes no decision"),
    ("decision_keeps_its_right", "decision", "UPDATE",
     f"NOT ({unchanged('on_behalf_of_id', 'delegation_id', 'seat')})",
     "a decision never changes on whose behalf it was signed"),
    ("draft_author_not_signed_for", "draft_author", "INSERT",
     "EXISTS (SELECT 1 FROM decision d WHERE d.draft_id = NEW.draft_id AND d.on_behalf_of_id = NEW.person_id)",
     "a person for whom a draft was signed may not become its author"),
    ("release_no_breach", "release", "INSERT",
     f"{_standing_twice('is_review')} OR {_standing_twice('is_proof')} OR EXISTS (SELECT 1 FROM decision d"
     " JOIN draft_author a ON a.draft_id = d.draft_id AND a.person_id IN (d.person_id, d.on_behalf_of_id)"
     " WHERE d.draft_id = NEW.draft_id AND d.verdict = 'approve' AND d.late IS FALSE AND d.voided_at IS NULL)",
     "a release needs signatures of different people"),
    ("delegation_no_administrator", "delegation", "INSERT",
     f"EXISTS ({ADMIN} IN (NEW.principal_id, NEW.delegate_id))",
     "an administrator neither delegates nor stands in"),
    ("delegation_of_ones_own", "delegation", "INSERT",
     "NEW.revoked_at IS NULL AND NOT EXISTS (SELECT 1 FROM role_grant r WHERE r.person_id = NEW.principal_id"
     " AND (NEW.role IS NULL OR r.role = NEW.role))",
     "only what one holds oneself can be delegated"),
    *_kept("delegation", f"{_DELEGATION_SAME} AND OLD.revoked_at IS NULL AND NEW.revoked_at IS NOT NULL",
           "delegations"),
    *_kept("qualification", f"{_QUALIFICATION_SAME} AND OLD.revoked_at IS NULL AND NEW.revoked_at IS NOT NULL",
           "qualifications"),
    *_kept("hold", f"{_HOLD_SAME} AND OLD.lifted_at IS NULL AND NEW.lifted_at IS NOT NULL", "holds"),
    *_kept("recusal", "", "recusals"),
]  # fmt: skip
