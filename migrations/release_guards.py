"""Guards of migrations 0008 and 0009 around what goes out: a release is of the current, signed content with no stage waiting; and
tables whose rows are kept are not emptied in one stroke either (TRUNCATE on PostgreSQL fires no row trigger). A draft is called
frozen or released only when there is the release, or its receipt, and never leaves that state.

(name, table, event, condition under which the row is refused, message), as in migrations.guards.
"""

# ruff: noqa: S608 - the pieces put together are constants of this file

from __future__ import annotations

from migrations.guard_parts import unchanged

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

_THE_RELEASE = "release r WHERE r.draft_id = NEW.id AND r.version_id = NEW.current_version_id"
_FROZEN = f"NEW.state = 'frozen' AND NOT EXISTS (SELECT 1 FROM {_THE_RELEASE})"
_RELEASED = (
    f"NEW.state = 'released' AND NOT EXISTS (SELECT 1 FROM {_THE_RELEASE}"
    " AND EXISTS (SELECT 1 FROM receipt c WHERE c.release_id = r.id))"
)
_SAME = unchanged(
    "id",
    "draft_id",
    "version_id",
    "content_hash",
    "original_sha256",
    "manifest",
    "manifest_sha256",
    "frozen_at",
)

STATES: list[tuple[str, str, str, str, str]] = [
    ("draft_frozen_with_release", "draft", "UPDATE", _FROZEN, "a frozen draft has its release"),
    ("draft_released_with_receipt", "draft", "UPDATE", _RELEASED, "a released draft has its release and a receipt"),
    ("draft_begins_before_release", "draft", "INSERT", "NEW.state IN ('frozen', 'released')",
     "a draft begins before its release"),
    ("draft_stays_released", "draft", "UPDATE",
     "(OLD.state = 'frozen' AND NEW.state NOT IN ('frozen', 'released'))"
     " OR (OLD.state = 'released' AND NEW.state != 'released')",
     "what went out stays so"),
    ("draft_keeps_what_went_out", "draft", "UPDATE",
     f"OLD.state IN ('frozen', 'released') AND NOT ({unchanged('current_version_id')})",
     "what went out stays as it was"),
    ("release_kept", "release", "DELETE", "", "releases are never deleted"),
    ("release_only_delivered", "release", "UPDATE",
     f"NOT ({_SAME}) OR (OLD.state = 'delivered' AND NEW.state NOT IN ('delivered', 'recalled'))"
     " OR (OLD.state = 'recalled' AND NEW.state != 'recalled')",
     "a release only moves forward"),
    ("release_not_emptied", "release", "TRUNCATE", "", "the rows of release are kept"),
    ("draft_not_emptied", "draft", "TRUNCATE", "", "the rows of draft are kept"),
]  # fmt: skip
