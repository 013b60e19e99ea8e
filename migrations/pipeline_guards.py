"""Triggers of changed pipelines: a second person, nothing rewritten.

(name, table, event, condition under which the row is refused, message), as in migrations.guards.
"""

from __future__ import annotations

from migrations.guard_parts import ADMIN

_FIXED = " AND ".join(
    f"OLD.{c} = NEW.{c}"
    for c in ("id", "name", "yaml", "hash", "base_hash", "reason", "proposed_by", "proposed_at")
)

RULES: list[tuple[str, str, str, str, str]] = [
    ("pipeline_proposal_begins", "pipeline_proposal", "INSERT", "NEW.state != 'open'", "a proposal begins open"),
    ("pipeline_proposal_steps", "pipeline_proposal", "UPDATE", f"NOT ({_FIXED} AND OLD.state = 'open')",
     "a proposal is decided once and never rewritten"),
    ("pipeline_proposal_active", "pipeline_proposal", "UPDATE",
     "NEW.state = 'activated' AND NOT EXISTS (SELECT 1 FROM pipeline_version v WHERE v.proposal_id = NEW.id"
     " AND v.activated_by = NEW.decided_by)",
     "an activated proposal has its version"),
    ("pipeline_proposal_kept", "pipeline_proposal", "DELETE", "", "proposals are never deleted"),
    ("pipeline_version_second_person", "pipeline_version", "INSERT",
     "NEW.activated_by = NEW.proposed_by OR NOT EXISTS (SELECT 1 FROM pipeline_proposal p"
     " WHERE p.id = NEW.proposal_id AND p.state = 'open' AND p.proposed_by = NEW.proposed_by AND p.hash = NEW.hash"
     " AND p.name = NEW.name)",
     "a pipeline is made active by a second person"),
    ("pipeline_version_no_administrator", "pipeline_version", "INSERT",
     f"EXISTS ({ADMIN} IN (NEW.activated_by, NEW.proposed_by))",
     "an administrator may not say who signs"),
    ("pipeline_version_kept", "pipeline_version", "DELETE", "", "versions of pipelines are never deleted"),
    ("pipeline_version_fixed", "pipeline_version", "UPDATE", "", "versions of pipelines are never changed"),
]  # fmt: skip
