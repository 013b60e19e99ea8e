"""SQLModel tables and nothing else. Importing this package registers all of them."""

from models.after_reviews import AfterReview, AfterVerdict
from models.audit import AuditHead, Checkpoint, Event
from models.decisions import Decision, Verdict
from models.drafts import Draft, DraftAuthor, DraftState, PipelineDefinition, Upload, Version
from models.findings import CheckRun, Comment, Disposition, DispositionState, Finding
from models.house import HouseProposal, HouseVersion, ProposalState
from models.jobs import Job, JobKind, JobState
from models.people import ADMIN_ROLES, Account, Person, Role, RoleGrant, SigningKey, WebSession
from models.pipelines import PipelineProposal, PipelineVersion
from models.proofs import Proof, ProofAnswer, ProofAnswerState, ProofItem, ProofState
from models.releases import Correction, Recall, Receipt, Release, ReleaseState
from models.stages import Assignment, Notice, StageRun, StageState
from models.telling import (
    CalendarDay,
    CalendarYear,
    Dispatch,
    DispatchedNotice,
    DispatchState,
    EscalationStep,
    Rhythm,
    Robot,
    TellingChoice,
    Way,
    WorkingHours,
)
from models.units import (
    Delegation,
    DraftFacts,
    GroupMember,
    Hold,
    PersonGroup,
    Qualification,
    QualificationKind,
    Recusal,
    RoleScope,
    Unit,
)

__all__ = [
    "ADMIN_ROLES", "Account", "AfterReview", "AfterVerdict", "Assignment", "AuditHead", "CalendarDay", "CalendarYear", "CheckRun",
    "Checkpoint", "Comment", "Correction", "Decision", "Delegation", "Dispatch", "DispatchState",
    "DispatchedNotice", "Disposition", "DispositionState", "Draft", "DraftAuthor", "DraftFacts", "DraftState",
    "EscalationStep", "Event", "Finding", "GroupMember", "Hold", "HouseProposal", "HouseVersion", "Job",
    "JobKind", "JobState", "Notice", "Person", "PersonGroup", "PipelineDefinition", "PipelineProposal",
    "PipelineVersion", "Proof", "ProofAnswer", "ProofAnswerState", "ProofItem", "ProofState", "ProposalState",
    "Qualification", "QualificationKind", "Recall", "Receipt", "Recusal", "Release", "ReleaseState", "Rhythm",
    "Robot", "Role", "RoleGrant", "RoleScope", "SigningKey", "StageRun", "StageState", "TellingChoice",
    "Unit", "Upload", "Verdict", "Version", "Way", "WebSession", "WorkingHours",
]  # fmt: skip
