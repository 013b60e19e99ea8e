"""SQLModel tables and nothing else. Importing this package registers all of them."""

from models.audit import AuditHead, Checkpoint, Event
from models.decisions import Decision, Verdict
from models.drafts import Draft, DraftAuthor, DraftState, PipelineDefinition, Upload, Version
from models.findings import CheckRun, Comment, Disposition, DispositionState, Finding
from models.house import HouseProposal, HouseVersion, ProposalState
from models.jobs import Job, JobKind, JobState
from models.people import ADMIN_ROLES, Account, Person, Role, RoleGrant, SigningKey, WebSession
from models.releases import Correction, Recall, Receipt, Release, ReleaseState
from models.stages import Assignment, Notice, StageRun, StageState

__all__ = [
    "ADMIN_ROLES", "Account", "Assignment", "AuditHead", "CheckRun", "Checkpoint", "Comment", "Correction", "Decision",
    "Disposition", "DispositionState", "Draft", "DraftAuthor", "DraftState", "Event", "Finding", "HouseProposal",
    "HouseVersion", "Job", "JobKind", "JobState", "Notice", "Person", "PipelineDefinition", "ProposalState", "Recall",
    "Receipt", "Release", "ReleaseState", "Role", "RoleGrant", "SigningKey", "StageRun", "StageState", "Upload",
    "Verdict", "Version", "WebSession",
]  # fmt: skip
