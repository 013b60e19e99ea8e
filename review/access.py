"""The one table of who may do what. Pages, API and use cases all ask here; rules about single drafts come on top.

Deny beats allow: a person holding any administrator role is refused every act of a review, whatever else they hold.
"""

from __future__ import annotations

from enum import StrEnum

from models.people import ADMIN_ROLES, Role
from review.actors import Actor
from review.errors import NotAllowedError


class Act(StrEnum):
    """Everything a person can do, as subject:action."""

    HEALTH_SEE = "health:see"
    SETUP_RUN = "setup:run"
    SESSION_OPEN = "session:open"
    SESSION_CLOSE = "session:close"
    PASSWORD_CHANGE = "password:change"  # noqa: S105  (an act, not a password)
    INBOX_SEE = "inbox:see"
    DRAFT_SUBMIT = "draft:submit"
    DRAFT_READ = "draft:read"
    DRAFT_REVISE = "draft:revise"
    DRAFT_WITHDRAW = "draft:withdraw"
    FINDING_SETTLE = "finding:settle"
    COMMENT_WRITE = "comment:write"
    STAGE_CLAIM = "stage:claim"
    STAGE_DECIDE = "stage:decide"
    DRAFT_HOLD = "draft:hold"
    DRAFT_FACTS = "draft:facts"
    DELEGATION_MAKE = "delegation:make"
    UNIT_READ = "unit:read"
    QUALIFICATION_MANAGE = "qualification:manage"
    GROUP_MANAGE = "group:manage"
    PROOF_SUPPLY = "proof:supply"
    PROOF_ANSWER = "proof:answer"
    RELEASE_READ = "release:read"
    AFTER_REVIEW_SIGN = "after_review:sign"
    AFTER_REVIEW_SEE = "after_review:see"
    DOSSIER_READ = "dossier:read"
    AUDIT_READ = "audit:read"
    PIPELINE_READ = "pipeline:read"
    PIPELINE_PROPOSE = "pipeline:propose"
    PIPELINE_DECIDE = "pipeline:decide"
    PEOPLE_READ = "people:read"
    PEOPLE_MANAGE = "people:manage"
    ROLE_MANAGE = "role:manage"
    SYSTEM_READ = "system:read"
    SYSTEM_MANAGE = "system:manage"
    CALENDAR_READ = "calendar:read"
    CALENDAR_EDIT = "calendar:edit"
    DEADLINE_SET = "deadline:set"
    TELLING_CHOOSE = "telling:choose"
    ROBOT_MANAGE = "robot:manage"
    RULES_READ = "rules:read"
    RULES_PROPOSE = "rules:propose"
    RULES_DECIDE = "rules:decide"


ANYONE = frozenset({"anyone"})
SIGNED_IN = frozenset(Role)
REVIEWERS = frozenset(
    {
        Role.FIRST_REVIEWER,
        Role.SECOND_REVIEWER,
        Role.FINAL_REVIEWER,
        Role.PROOFREADER,
        Role.CHIEF_PROOFREADER,
        Role.PUBLISHER,
        Role.COUNTERSIGNER,
    }
)
# Heads of a section or of the house: they hand work to somebody else and lay a draft aside.
HEADS = frozenset({Role.SECOND_REVIEWER, Role.FINAL_REVIEWER, Role.CHIEF_PROOFREADER, Role.PUBLISHER})
STAFF = REVIEWERS | {Role.EDITOR}
# Who answers for the wording of the house. What is right to write is no administrator's business.
RULE_KEEPERS = frozenset({Role.FINAL_REVIEWER, Role.CHIEF_PROOFREADER, Role.PUBLISHER})

WHO: dict[Act, frozenset[Role] | frozenset[str]] = {
    Act.HEALTH_SEE: ANYONE,
    Act.SETUP_RUN: ANYONE,  # and only while there is no person at all
    Act.SESSION_OPEN: ANYONE,
    Act.SESSION_CLOSE: ANYONE,
    Act.PASSWORD_CHANGE: SIGNED_IN,
    Act.INBOX_SEE: SIGNED_IN,
    Act.DRAFT_SUBMIT: frozenset({Role.EDITOR}),
    Act.DRAFT_READ: STAFF | {Role.AUDITOR},
    Act.DRAFT_REVISE: frozenset({Role.EDITOR}),
    Act.DRAFT_WITHDRAW: frozenset({Role.EDITOR}),
    Act.FINDING_SETTLE: STAFF,
    Act.COMMENT_WRITE: STAFF,
    Act.STAGE_CLAIM: REVIEWERS,
    Act.STAGE_DECIDE: REVIEWERS,
    Act.DRAFT_HOLD: HEADS,
    Act.DRAFT_FACTS: STAFF,
    Act.DELEGATION_MAKE: REVIEWERS,  # of one's own right alone; review.delegation lets the security administrator too
    Act.UNIT_READ: SIGNED_IN,
    Act.QUALIFICATION_MANAGE: frozenset({Role.SECURITY_ADMIN}),
    Act.GROUP_MANAGE: frozenset({Role.SECURITY_ADMIN}),
    # Whoever brings the typesetter's file; only those who may sign the stage answer it, see review.proofs.
    Act.PROOF_SUPPLY: frozenset({Role.EDITOR, Role.PROOFREADER, Role.CHIEF_PROOFREADER}),
    Act.PROOF_ANSWER: REVIEWERS,
    Act.RELEASE_READ: STAFF | {Role.AUDITOR},
    Act.AFTER_REVIEW_SIGN: REVIEWERS,  # of drafts they neither wrote nor signed, see review.after_review
    # The list of what is open and overdue, by number: administrators see that it is done, not what is in it.
    Act.AFTER_REVIEW_SEE: STAFF | ADMIN_ROLES,
    Act.DOSSIER_READ: STAFF | {Role.AUDITOR},
    Act.AUDIT_READ: frozenset({Role.AUDITOR}),
    Act.PIPELINE_READ: SIGNED_IN,
    Act.PIPELINE_PROPOSE: RULE_KEEPERS,
    Act.PIPELINE_DECIDE: RULE_KEEPERS,  # and never on a proposal or draft of one's own
    Act.PEOPLE_READ: frozenset({Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDITOR}),
    Act.PEOPLE_MANAGE: frozenset({Role.SYSTEM_ADMIN}),
    Act.ROLE_MANAGE: frozenset({Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN}),  # see people.grant for the split
    Act.SYSTEM_READ: frozenset({Role.SYSTEM_ADMIN, Role.AUDITOR}),
    Act.SYSTEM_MANAGE: frozenset({Role.SYSTEM_ADMIN}),
    Act.CALENDAR_READ: SIGNED_IN,
    Act.CALENDAR_EDIT: frozenset({Role.SYSTEM_ADMIN}),
    Act.DEADLINE_SET: REVIEWERS,
    Act.TELLING_CHOOSE: SIGNED_IN,  # one's own alone
    Act.ROBOT_MANAGE: frozenset({Role.SYSTEM_ADMIN}),
    Act.RULES_READ: STAFF | {Role.AUDITOR},
    Act.RULES_PROPOSE: STAFF,
    Act.RULES_DECIDE: RULE_KEEPERS,  # and never on a proposal of one's own, see review.house
}

_REVIEW_ACTS = frozenset(
    {
        Act.DRAFT_SUBMIT,
        Act.DRAFT_REVISE,
        Act.DRAFT_WITHDRAW,
        Act.FINDING_SETTLE,
        Act.COMMENT_WRITE,
        Act.STAGE_CLAIM,
        Act.STAGE_DECIDE,
        Act.PROOF_SUPPLY,
        Act.PROOF_ANSWER,
        Act.AFTER_REVIEW_SIGN,
        Act.DRAFT_HOLD,
        Act.DRAFT_FACTS,
        Act.DELEGATION_MAKE,
        Act.DEADLINE_SET,
        Act.RULES_PROPOSE,
        Act.RULES_DECIDE,
        Act.PIPELINE_PROPOSE,
        Act.PIPELINE_DECIDE,
    }
)


def allowed(actor: Actor | None, act: Act) -> bool:
    """Whether `actor` (None: not signed in) may do `act` at all."""
    who = WHO[act]
    if who is ANYONE:
        return True
    if actor is None:
        return False
    if act in _REVIEW_ACTS and actor.roles & ADMIN_ROLES:
        return False
    # A person without any role yet may still change their password and see their empty inbox.
    return who is SIGNED_IN or bool(actor.roles & who)


def require(actor: Actor | None, act: Act) -> None:
    """Refuse unless `actor` may do `act`.

    Raises:
        NotAllowedError: with the reason in words.
    """
    if allowed(actor, act):
        return
    if actor is not None and act in _REVIEW_ACTS and actor.is_administrator:
        raise NotAllowedError("管理员（系统、安全、审计）不得参与审校。")
    raise NotAllowedError("您的角色不能进行这项操作。如有疑问，请联系安全管理员。")
