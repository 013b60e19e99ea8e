"""Triggers that hold invariant 3, the two people behind house rules and the append-only tables in the database
itself, for SQLite and PostgreSQL.

A trigger sees what the partial unique indexes on `decision` cannot: other tables and voided rows. SQLite fires
them whatever its foreign-key pragma says, so a bare `sqlite3` shell is held to them too.
"""

from __future__ import annotations

from migrations import after_guards, people_guards, pipeline_guards, proof_guards, release_guards
from migrations.guard_parts import ADMIN

# (name, table, event, condition under which the row is refused, message)
_DECISION_INSERT = [
    (
        "author_never_signs",
        "NEW.verdict != 'withdraw' AND EXISTS (SELECT 1 FROM draft_author a"
        " WHERE a.draft_id = NEW.draft_id AND a.person_id = NEW.person_id)",
        "an author may not sign their own draft",
    ),
    (
        "one_review_each",
        "NEW.verdict = 'approve' AND NEW.is_review IS TRUE AND EXISTS (SELECT 1 FROM decision d"
        " WHERE d.draft_id = NEW.draft_id AND d.person_id = NEW.person_id AND d.verdict = 'approve'"
        " AND d.is_review IS TRUE AND d.late IS FALSE AND d.stage_key != NEW.stage_key)",
        "one person may not sign two reviews of a draft",
    ),
    (
        "one_proof_each",
        "NEW.verdict = 'approve' AND NEW.is_proof IS TRUE AND EXISTS (SELECT 1 FROM decision d"
        " WHERE d.draft_id = NEW.draft_id AND d.person_id = NEW.person_id AND d.verdict = 'approve'"
        " AND d.is_proof IS TRUE AND d.late IS FALSE AND d.stage_key != NEW.stage_key)",
        "one person may not sign two proofs of a draft",
    ),
    (
        "tells_the_truth_about_its_stage",
        "NEW.stage_run_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM stage_run s WHERE s.id = NEW.stage_run_id"
        " AND s.draft_id = NEW.draft_id AND s.stage_key = NEW.stage_key"
        " AND s.counts_review = NEW.is_review AND s.counts_proof = NEW.is_proof)",
        "a decision must match its stage run",
    ),
    (
        "approval_needs_a_stage",
        "NEW.verdict = 'approve' AND NEW.stage_run_id IS NULL",
        "an approval needs a stage run",
    ),
    (
        "account_of_the_person",
        "NOT EXISTS (SELECT 1 FROM account a WHERE a.id = NEW.account_id AND a.person_id = NEW.person_id)",
        "the account belongs to another person",
    ),
    (
        "no_administrator_signs",
        "NEW.verdict != 'withdraw' AND EXISTS (SELECT 1 FROM role_grant r WHERE r.person_id = NEW.person_id"
        " AND r.role IN ('system_admin', 'security_admin', 'auditor'))",
        "an administrator may not take part in a review",
    ),
]
_SAME = " AND ".join(
    f"OLD.{c} = NEW.{c}"
    for c in (
        "id", "draft_id", "version_id", "stage_key", "is_review", "is_proof", "verdict", "opinion", "person_id",
        "account_id", "content_hash", "statement", "signature", "public_key", "act", "at", "late",
    )
) + " AND OLD.stage_run_id IS NOT DISTINCT FROM NEW.stage_run_id"  # fmt: skip
_VOID_ONLY = (
    f"NOT ({_SAME} AND OLD.voided_at IS NULL AND NEW.voided_at IS NOT NULL AND NEW.void_cause IS NOT NULL)"
)

_SPINE: list[tuple[str, str, str, str, str]] = [
    *(("decision_" + name, "decision", "INSERT", when, text) for name, when, text in _DECISION_INSERT),
    ("decision_only_voided", "decision", "UPDATE", _VOID_ONLY, "a decision may only be voided, once"),
    ("decision_kept", "decision", "DELETE", "", "decisions are never deleted"),
    (
        "draft_author_not_signer",
        "draft_author",
        "INSERT",
        "EXISTS (SELECT 1 FROM decision d WHERE d.draft_id = NEW.draft_id AND d.person_id = NEW.person_id"
        " AND d.verdict != 'withdraw')",
        "a signer of a draft may not become its author",
    ),
    ("draft_author_kept", "draft_author", "DELETE", "", "authors of a draft are never removed"),
    ("draft_author_fixed", "draft_author", "UPDATE", "", "authors of a draft are never changed"),
    (
        "account_keeps_its_person",
        "account",
        "UPDATE",
        "OLD.person_id != NEW.person_id",
        "an account never moves to another person",
    ),
    (
        "stage_run_keeps_its_kind",
        "stage_run",
        "UPDATE",
        "OLD.counts_review != NEW.counts_review OR OLD.counts_proof != NEW.counts_proof"
        " OR OLD.stage_key != NEW.stage_key OR OLD.draft_id != NEW.draft_id",
        "a stage run never changes its stage",
    ),
    ("event_kept", "event", "DELETE", "", "audit events are never deleted"),
    ("event_fixed", "event", "UPDATE", "", "audit events are never changed"),
    ("checkpoint_kept", "checkpoint", "DELETE", "", "checkpoints are never deleted"),
    ("checkpoint_fixed", "checkpoint", "UPDATE", "", "checkpoints are never changed"),
    ("version_kept", "version", "DELETE", "", "versions are never deleted"),
    ("version_fixed", "version", "UPDATE", "", "versions are never changed"),
    ("receipt_kept", "receipt", "DELETE", "", "receipts are never deleted"),
    ("receipt_fixed", "receipt", "UPDATE", "", "receipts are never changed"),
]


_PROPOSAL_SAME = " AND ".join(
    f"OLD.{c} = NEW.{c}" for c in ("id", "proposed_by", "created_at", "base_number", "origin")
)
# A change set may still grow while it is a draft; after that only the decision is written, once.
_PROPOSAL_FIXED = (
    " AND OLD.reason = NEW.reason AND CAST(OLD.changes AS TEXT) = CAST(NEW.changes AS TEXT)"
    " AND OLD.submitted_at IS NOT DISTINCT FROM NEW.submitted_at"
)
_PROPOSAL_STEP = (
    f"NOT ({_PROPOSAL_SAME} AND ((OLD.state = 'draft' AND NEW.state IN ('draft', 'open', 'withdrawn'))"
    f" OR (OLD.state = 'open' AND NEW.state IN ('activated', 'rejected', 'withdrawn'){_PROPOSAL_FIXED})))"
)

_HOUSE: list[tuple[str, str, str, str, str]] = [
    ("house_proposal_begins", "house_proposal", "INSERT", "NEW.state NOT IN ('draft', 'open')",
     "a proposal begins as a draft or open"),
    ("house_proposal_steps", "house_proposal", "UPDATE", _PROPOSAL_STEP, "a proposal only moves forward"),
    ("house_proposal_active", "house_proposal", "UPDATE",
     "NEW.state = 'activated' AND NOT EXISTS (SELECT 1 FROM house_version v WHERE v.proposal_id = NEW.id"
     " AND v.activated_by = NEW.decided_by)",
     "an activated proposal has its version"),
    ("house_proposal_kept", "house_proposal", "DELETE", "", "proposals are never deleted"),
    ("house_version_follows", "house_version", "INSERT",
     "NEW.number != (SELECT COALESCE(MAX(v.number), 0) + 1 FROM house_version v)",
     "a version of the house rules follows the last"),
    ("house_version_second_person", "house_version", "INSERT",
     "NEW.activated_by = NEW.proposed_by OR NOT EXISTS (SELECT 1 FROM house_proposal p WHERE p.id = NEW.proposal_id"
     " AND p.state = 'open' AND p.proposed_by = NEW.proposed_by AND p.reason = NEW.reason)",
     "house rules are made active by a second person"),
    ("house_version_no_administrator", "house_version", "INSERT",
     f"EXISTS ({ADMIN} IN (NEW.activated_by, NEW.proposed_by))",
     "an administrator may not make house rules"),
    ("house_version_kept", "house_version", "DELETE", "", "versions of the house rules are never deleted"),
    ("house_version_fixed", "house_version", "UPDATE", "", "versions of the house rules are never changed"),
]  # fmt: skip

_RULES = {
    "0001": _SPINE,
    "0002": _HOUSE,
    "0003": proof_guards.RULES,
    "0005": people_guards.RULES,
    "0007": pipeline_guards.RULES,
    "0008": after_guards.RULES + release_guards.RULES,
    "0009": release_guards.STATES,
}


def _chosen(revision: str | None) -> list[tuple[str, str, str, str, str]]:
    return [rule for name, rules in _RULES.items() if revision in (None, name) for rule in rules]


def create(dialect: str, revision: str | None = None) -> list[str]:
    """SQL statements that create the guards of a migration, None = every guard."""
    if dialect == "sqlite":
        chosen = [rule for rule in _chosen(revision) if rule[2] != "TRUNCATE"]  # SQLite has no such statement
        return [_sqlite(*rule) for rule in chosen]
    return [statement for rule in _chosen(revision) for statement in _postgresql(*rule)]


def drop(dialect: str, revision: str | None = None) -> list[str]:
    """SQL statements that remove the guards of a migration, None = every guard."""
    if dialect == "sqlite":
        return [f"DROP TRIGGER IF EXISTS guard_{name}" for name, *_ in _chosen(revision)]
    return [
        sql
        for name, table, *_ in _chosen(revision)
        for sql in (
            f"DROP TRIGGER IF EXISTS guard_{name} ON {table}",
            f"DROP FUNCTION IF EXISTS guard_{name}()",
        )
    ]


def _sqlite(name: str, table: str, event: str, when: str, message: str) -> str:
    # SQLite spells null-safe equality IS; IS NOT DISTINCT FROM came only with 3.39.
    condition = f" WHEN {when.replace('IS NOT DISTINCT FROM', 'IS')}" if when else ""
    return f"CREATE TRIGGER guard_{name} BEFORE {event} ON {table}{condition} BEGIN SELECT RAISE(ABORT, '{message}'); END"


def _postgresql(name: str, table: str, event: str, when: str, message: str) -> list[str]:
    refuse = f"RAISE EXCEPTION '{message}' USING ERRCODE = 'integrity_constraint_violation';"
    body = f"IF {when} THEN {refuse} END IF;" if when else refuse
    row, each = {"DELETE": ("OLD", "ROW"), "TRUNCATE": ("NULL", "STATEMENT")}.get(event, ("NEW", "ROW"))
    return [
        f"CREATE FUNCTION guard_{name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} RETURN {row}; END $$",
        f"CREATE TRIGGER guard_{name} BEFORE {event} ON {table} FOR EACH {each} EXECUTE FUNCTION guard_{name}()",
    ]
