"""Triggers of the re-reading after a release (事后复核): by somebody who neither wrote nor signed the draft, of exactly
what went out, once and for good.

(name, table, event, condition under which the row is refused, message), as in migrations.guards.
"""
# ruff: noqa: S608 - the pieces put together are constants of this file

from __future__ import annotations

from migrations.guard_parts import ADMIN, unchanged

# Both the hand that signs and the absent person whose right it uses are held to every rule.
_BOTH = "(NEW.person_id, COALESCE(NEW.on_behalf_of_id, NEW.person_id))"

RULES: list[tuple[str, str, str, str, str]] = [
    ("stage_run_after_release", "stage_run", "INSERT",
     "NEW.after_release IS TRUE AND (NEW.counts_review IS TRUE OR NEW.counts_proof IS TRUE OR NOT EXISTS"
     " (SELECT 1 FROM release r WHERE r.draft_id = NEW.draft_id AND r.version_id = NEW.version_id))",
     "only what went out is read again after the release, and it counts as no review"),
    ("stage_run_stays_after_release", "stage_run", "UPDATE", f"NOT ({unchanged('after_release')})",
     "a stage run never moves to before or after the release"),
    ("stage_run_read_again", "stage_run", "UPDATE",
     "NEW.after_release IS TRUE AND NEW.state = 'signed' AND NOT EXISTS"
     " (SELECT 1 FROM after_review a WHERE a.stage_run_id = NEW.id)",
     "a re-reading ends with its signed result"),
    ("after_review_of_the_release", "after_review", "INSERT",
     "NOT EXISTS (SELECT 1 FROM release r JOIN stage_run s ON s.draft_id = r.draft_id AND s.version_id = r.version_id"
     " WHERE r.id = NEW.release_id AND s.id = NEW.stage_run_id AND s.after_release IS TRUE AND s.state = 'open'"
     " AND r.draft_id = NEW.draft_id AND r.content_hash = NEW.content_hash)",
     "a re-reading is of exactly what went out"),
    ("after_review_no_author", "after_review", "INSERT",
     "EXISTS (SELECT 1 FROM draft_author a WHERE a.draft_id = NEW.draft_id"
     f" AND a.person_id IN {_BOTH})",
     "an author may not read their own draft again"),
    ("after_review_no_signer", "after_review", "INSERT",
     "EXISTS (SELECT 1 FROM decision d WHERE d.draft_id = NEW.draft_id AND d.verdict != 'withdraw'"
     f" AND (d.person_id IN {_BOTH} OR d.on_behalf_of_id IN {_BOTH}))",
     "who signed a draft may not read it again after the release"),
    ("after_review_no_administrator", "after_review", "INSERT", f"EXISTS ({ADMIN} IN {_BOTH})",
     "an administrator may not take part in a review"),
    ("after_review_recused", "after_review", "INSERT",
     "EXISTS (SELECT 1 FROM recusal x WHERE x.draft_id = NEW.draft_id"
     f" AND x.person_id IN {_BOTH})",
     "a recused person may not read the draft again"),
    ("after_review_role", "after_review", "INSERT",
     "NOT EXISTS (SELECT 1 FROM role_grant r JOIN stage_run s ON s.role = r.role"
     " WHERE s.id = NEW.stage_run_id AND r.person_id = COALESCE(NEW.on_behalf_of_id, NEW.person_id))",
     "a signature needs the role of its stage"),
    ("after_review_delegated", "after_review", "INSERT",
     "NEW.on_behalf_of_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM delegation g JOIN stage_run s"
     " ON s.id = NEW.stage_run_id WHERE g.id = NEW.delegation_id AND g.principal_id = NEW.on_behalf_of_id"
     " AND g.delegate_id = NEW.person_id AND g.starts_at <= NEW.at AND g.ends_at > NEW.at AND g.revoked_at IS NULL"
     " AND (g.role IS NULL OR g.role = s.role))",
     "nobody signs on behalf of another without a delegation of that person in force"),
    ("after_review_account", "after_review", "INSERT",
     "NOT EXISTS (SELECT 1 FROM account a WHERE a.id = NEW.account_id AND a.person_id = NEW.person_id)",
     "the account belongs to another person"),
    ("after_review_kept", "after_review", "DELETE", "", "re-readings are never deleted"),
    ("after_review_fixed", "after_review", "UPDATE", "", "re-readings are never changed"),
    ("decision_not_after_release", "decision", "INSERT",
     "EXISTS (SELECT 1 FROM stage_run s WHERE s.id = NEW.stage_run_id AND s.after_release IS TRUE)",
     "a re-reading after the release is no decision"),
    ("decision_no_second_reader", "decision", "INSERT",
     "NEW.verdict != 'withdraw' AND EXISTS (SELECT 1 FROM after_review a WHERE a.draft_id = NEW.draft_id"
     f" AND (a.person_id IN {_BOTH} OR a.on_behalf_of_id IN {_BOTH}))",
     "who read a draft again after the release signs none of its stages"),
    ("draft_author_no_second_reader", "draft_author", "INSERT",
     "EXISTS (SELECT 1 FROM after_review a WHERE a.draft_id = NEW.draft_id"
     " AND NEW.person_id IN (a.person_id, a.on_behalf_of_id))",
     "who read a draft again after the release may not become its author"),
]  # fmt: skip
