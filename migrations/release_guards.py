"""Guards of migration 0008 around what goes out: a release is of the current, signed content with no stage waiting; and
tables whose rows are kept are not emptied in one stroke either (TRUNCATE on PostgreSQL fires no row trigger).

(name, table, event, condition under which the row is refused, message), as in migrations.guards.
"""

from __future__ import annotations

_KEPT = (
    "decision", "draft_author", "event", "checkpoint", "version", "receipt", "delegation", "qualification", "hold",
    "recusal", "after_review", "house_proposal", "house_version",
)  # fmt: skip

RULES: list[tuple[str, str, str, str, str]] = [
    ("release_of_the_current_version", "release", "INSERT",
     "NOT EXISTS (SELECT 1 FROM draft d JOIN version v ON v.id = d.current_version_id WHERE d.id = NEW.draft_id"
     " AND v.id = NEW.version_id AND v.content_hash = NEW.content_hash AND v.original_sha256 = NEW.original_sha256)",
     "a release is of the current version, as it is"),
    ("release_of_signed_content", "release", "INSERT",
     "NOT EXISTS (SELECT 1 FROM decision d WHERE d.draft_id = NEW.draft_id AND d.version_id = NEW.version_id"
     " AND d.content_hash = NEW.content_hash AND d.verdict = 'approve' AND d.late IS FALSE AND d.voided_at IS NULL)"
     " OR EXISTS (SELECT 1 FROM stage_run s WHERE s.draft_id = NEW.draft_id AND s.state IN ('preparing', 'open'))",
     "a draft goes out once it is signed and no stage waits"),
    *((f"{table}_not_emptied", table, "TRUNCATE", "", f"the rows of {table} are kept") for table in _KEPT),
]  # fmt: skip
