"""What API clients send and what more than one endpoint answers."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from checks.model import Report
from documents.model import Document
from models import DispositionState, Role, Verdict
from review.actors import Actor
from review.read.common import Page
from review.stage_rules import AfterReturn

Row = TypeVar("Row")


class In(BaseModel):
    """Base of request bodies: an unknown key is an error, not silently dropped."""

    model_config = ConfigDict(extra="forbid")


class ErrorBody(BaseModel):
    """`code` is stable, `message` is Chinese; `blockers` only where guards hold a sign-off, `problems` where a text such
    as a pipeline has several."""

    code: str
    message: str
    blockers: list[dict[str, Any]] | None = None
    problems: list[str] | None = None


class Error(BaseModel):
    """The form of every error answer."""

    error: ErrorBody


class PageOut(BaseModel, Generic[Row]):
    """One page of a list."""

    rows: list[Row]
    page: int
    pages: int
    total: int

    @classmethod
    def of(cls, page: Page[Row]) -> PageOut[Row]:
        """From a read model's page."""
        return cls(rows=list(page.rows), page=page.number, pages=page.pages, total=page.total)


class NoteIn(In):
    """Why a proposal is rejected."""

    note: str


class SessionIn(In):
    """Sign in."""

    login: str
    password: str


class Me(BaseModel):
    """Who is signed in."""

    person_id: int
    account_id: int
    name: str
    login: str
    roles: list[Role]
    must_change_password: bool

    @classmethod
    def of(cls, actor: Actor) -> Me:
        """From an actor."""
        return cls(
            person_id=actor.person_id,
            account_id=actor.account_id,
            name=actor.name,
            login=actor.login,
            roles=sorted(actor.roles),
            must_change_password=actor.must_change_password,
        )


class SessionOut(BaseModel):
    """A new session; send `token` as `Authorization: Bearer …`."""

    token: str
    person: Me


class PasswordIn(In):
    """Change one's own password."""

    old: str
    new: str


class SetupIn(In):
    """The first administrator."""

    name: str
    login: str
    password: str


class ReportedFinding(BaseModel):
    """A finding of a preview; offsets are code points in the block's text."""

    check: str
    gate: str
    severity: str
    block: str
    start: int
    end: int
    text: str
    message: str
    suggestion: str | None
    source: str


class Unchecked(BaseModel):
    """What could not be looked at."""

    what: str
    reason: str


class UnreadPart(BaseModel):
    """A part of the file that could not be read."""

    part: str
    reason: str


class UploadOut(BaseModel):
    """A file that was read and looked over, not submitted yet."""

    id: int
    sha256: str
    format: str
    charset: str | None
    title: str
    characters: int
    blocks: int
    unread: list[UnreadPart]
    notes: list[str]
    findings: list[ReportedFinding]
    unchecked: list[Unchecked]
    rule_pack: str

    @classmethod
    def of(cls, upload_id: int, sha256: str, document: Document, report: Report) -> UploadOut:
        """From what reading and checking gave."""
        return cls(
            id=upload_id,
            sha256=sha256,
            format=document.format,
            charset=document.charset,
            title=document.title,
            characters=document.characters,
            blocks=len(document.blocks),
            unread=[UnreadPart(part=u.part, reason=u.reason) for u in document.unread],
            notes=list(document.notes),
            findings=[
                ReportedFinding.model_validate(f, from_attributes=True, extra="ignore")
                for f in report.findings
            ],
            unchecked=[Unchecked(what=u.what, reason=u.reason) for u in report.unchecked],
            rule_pack=report.rule_pack,
        )


class FactsIn(In):
    """What a draft is about; what is left out stays as it is."""

    secrecy: Literal["public", "internal", "sensitive"] | None = None
    foreign_audience: bool | None = None
    topic: str | None = Field(default=None, max_length=40)
    filing_number: str | None = Field(default=None, max_length=80)
    urgent: bool | None = None

    def values(self) -> dict[str, Any]:
        """The facts that were given."""
        return self.model_dump(exclude_none=True)


class DraftIn(In):
    """Submit an upload."""

    upload_id: int
    title: str
    pipeline: str
    note: str = ""
    facts: FactsIn | None = None


class DraftCreated(BaseModel):
    """The new draft; `number` is what the other endpoints take."""

    id: int
    number: str


class RevisionIn(In):
    """Put an upload in as the next version."""

    upload_id: int
    note: str = ""
    replace_file: bool = False


class RevisionOut(BaseModel):
    """What the revision did; `voided` are titles of stages whose sign-off fell."""

    version_id: int
    number: int
    changed: bool
    voided: list[str]


class ResumeIn(In):
    """Send a returned draft back unchanged."""

    note: str


class WithdrawalIn(In):
    """Take a draft back, signed."""

    reason: str
    password: str


class DispositionIn(In):
    """Answer a finding; `reason` is needed to dismiss."""

    state: DispositionState
    reason: str = ""


class DispositionsIn(DispositionIn):
    """Answer several findings of the current version at once."""

    finding_ids: list[int] = Field(min_length=1, max_length=1000)


class CommentIn(In):
    """A remark on `[start, end)` (code points) of a block of the current version."""

    block: str
    start: int
    end: int
    body: str
    kind: Literal["remark", "question"] = "remark"


class ResolveIn(In):
    """Settle a comment or open it again."""

    resolved: bool = True


class DecisionIn(In):
    """Sign. `seen_content_hash` is the hash of the content the person looked at, `seen_proof` the SHA-256 of the
    proof that stands at the stage, where there is one."""

    verdict: Literal[Verdict.APPROVE, Verdict.RETURN, Verdict.REJECT]
    opinion: str = ""
    fields: dict[str, Any] = Field(default_factory=dict)
    seen_content_hash: str
    seen_proof: str | None = None
    password: str
    return_to: str | None = None
    on_behalf_of: int | None = None
    after_return: Literal[AfterReturn.RESTART, AfterReturn.RESUME] | None = None


class DecisionOut(BaseModel):
    """What became of an answer. A late one is filed (`late_reason` says why) and moved nothing."""

    decision_id: int
    late: bool
    late_reason: str | None
    state: str
    voided: list[str]


class BlockerOut(BaseModel):
    """What stands between the person and their sign-off."""

    code: str
    message: str
    finding_ids: list[int]


class Created(BaseModel):
    """The id of something new."""

    id: int


class Done(BaseModel):
    """Done, nothing to tell."""

    ok: bool = True


class PersonIn(In):
    """A new person with a first account."""

    name: str
    unit: str = ""
    post: str = ""
    login: str
    password: str


class AccountIn(In):
    """A further account."""

    login: str
    password: str


class RoleIn(In):
    """A role to grant."""

    role: Role


class ActiveIn(In):
    """Let in or keep out."""

    active: bool


class NewPasswordIn(In):
    """A password set by the administrator."""

    password: str


class StageOut(BaseModel):
    """A stage of a pipeline."""

    key: str
    title: str
    kind: str
    role: str
    deadline_hours: float | None
    return_to: list[str]


class PipelineOut(BaseModel):
    """A pipeline drafts can be submitted to."""

    name: str
    title: str
    hash: str
    stages: list[StageOut]
    channels: list[str]


class VerifyOut(BaseModel):
    """Result of checking the audit log. `covered` leading events are vouched for by a signed checkpoint."""

    ok: bool
    events: int
    covered: int
    root: str
    problems: list[str]
    at: datetime
