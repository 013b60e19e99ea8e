"""Lists of drafts, the head every page of a draft shows, and its versions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, func, or_, select

from models import Draft, DraftAuthor, Person, Release, StageRun, Version
from models.base import pk
from review.app import App
from review.errors import NotFoundError
from review.read.common import (
    Page,
    clamp,
    current_run,
    draft_by_number,
    names,
    paged,
    pipeline_title,
    version_by_number,
)
from review.stages import pipeline_of

PAGE_SIZE = 30


@dataclass(frozen=True, slots=True)
class DraftRow:
    """A line of the list of drafts."""

    number: str
    title: str
    author: str
    state: str
    stage_title: str | None
    stage_state: str | None
    deadline_at: datetime | None
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class VersionRow:
    """A version of a draft. `same_as` is the number of the version whose content it repeats."""

    id: int
    number: int
    filename: str
    format: str
    size: int
    characters: int
    original_sha256: str
    content_hash: str
    note: str
    same_as: int | None
    created_by: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class DraftHead:
    """What every page of a draft shows at its top."""

    id: int
    number: str
    title: str
    state: str
    author: str
    author_ids: frozenset[int]
    pipeline_title: str
    current_version: int
    versions: tuple[VersionRow, ...]
    stage_run_id: int | None
    stage_key: str | None
    stage_title: str | None
    stage_state: str | None
    round: int | None
    deadline_at: datetime | None
    deadline_warning: str | None
    problem: str | None
    release: bool
    proofs: bool
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Original:
    """The exact bytes of a version as they were uploaded."""

    filename: str
    data: bytes
    sha256: str


def drafts(
    app: App, *, search: str = "", state: str = "", page: int = 1, author_id: int | None = None
) -> Page[DraftRow]:
    """Drafts, latest change first. `search` looks in number, title and author's name."""
    with app.database.read() as session:
        query = select(Draft, Person.name).join(Person, col(Person.id) == Draft.author_id)
        if search.strip():
            pattern = "%" + _escape_like(search.strip()) + "%"
            query = query.where(
                or_(
                    col(Draft.number).ilike(pattern, escape="\\"),
                    col(Draft.title).ilike(pattern, escape="\\"),
                    col(Person.name).ilike(pattern, escape="\\"),
                )
            )
        if state:
            query = query.where(Draft.state == state)
        if author_id is not None:
            query = query.where(Draft.author_id == author_id)
        total = session.exec(select(func.count()).select_from(query.subquery())).one()
        number = clamp(page, PAGE_SIZE, total)
        ordered = query.order_by(col(Draft.updated_at).desc(), col(Draft.id).desc())
        rows = session.exec(ordered.offset((number - 1) * PAGE_SIZE).limit(PAGE_SIZE)).all()
        return paged((_row(session, draft, author) for draft, author in rows), number, PAGE_SIZE, total)


def _escape_like(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _row(session: Session, draft: Draft, author: str) -> DraftRow:
    run = current_run(session, draft)
    return DraftRow(
        number=draft.number,
        title=draft.title,
        author=author,
        state=draft.state,
        stage_title=run.stage_title if run else None,
        stage_state=run.state if run else None,
        deadline_at=run.deadline_at if run else None,
        updated_at=draft.updated_at,
    )


def head(app: App, number: str) -> DraftHead:
    """The head of a draft.

    Raises:
        NotFoundError: no such draft.
    """
    with app.database.read() as session:
        return head_of(session, draft_by_number(session, number))


def head_of(session: Session, draft: Draft) -> DraftHead:
    """The head of a draft already loaded."""
    run = current_run(session, draft)
    versions = versions_of(session, draft)
    authors = session.exec(select(DraftAuthor.person_id).where(DraftAuthor.draft_id == draft.id))
    current = next((v.number for v in versions if v.id == draft.current_version_id), 0)
    released = session.exec(select(Release.id).where(Release.draft_id == draft.id)).first()
    return DraftHead(
        id=pk(draft),
        number=draft.number,
        title=draft.title,
        state=draft.state,
        author=names(session, [draft.author_id]).get(draft.author_id, ""),
        author_ids=frozenset(authors) | {draft.author_id},
        pipeline_title=pipeline_title(session, draft),
        current_version=current,
        versions=versions,
        release=released is not None,
        proofs=any(stage.proof is not None for stage in pipeline_of(session, draft).stages),
        created_at=draft.created_at,
        **_stage_facts(run),
    )


def _stage_facts(run: StageRun | None) -> dict[str, Any]:
    facts = ("stage_key", "stage_title", "round", "deadline_at", "deadline_warning", "problem")
    values = {fact: getattr(run, fact) if run else None for fact in facts}
    return values | {"stage_run_id": run.id if run else None, "stage_state": run.state if run else None}


def versions_of(session: Session, draft: Draft) -> tuple[VersionRow, ...]:
    """All versions of a draft, oldest first."""
    found = session.exec(
        select(Version).where(Version.draft_id == draft.id).order_by(col(Version.number))
    ).all()
    numbers = {v.id: v.number for v in found}
    people = names(session, [v.created_by for v in found])
    return tuple(
        VersionRow(
            id=pk(v),
            number=v.number,
            filename=v.filename,
            format=v.format,
            size=v.size,
            characters=v.characters,
            original_sha256=v.original_sha256,
            content_hash=v.content_hash,
            note=v.note,
            same_as=numbers.get(v.same_as_id) if v.same_as_id else None,
            created_by=people.get(v.created_by, ""),
            created_at=v.created_at,
        )
        for v in found
    )


def original(app: App, number: str, version: int | None = None) -> Original:
    """The uploaded bytes of a version (None: the current one).

    Raises:
        NotFoundError: no such draft or version.
    """
    with app.database.read() as session:
        row = version_by_number(session, draft_by_number(session, number), version)
    return Original(row.filename, app.store.get(row.original_sha256), row.original_sha256)


def version_id(app: App, number: str, version: int | None = None) -> int:
    """The id of a version of a draft (None: the current one).

    Raises:
        NotFoundError: no such draft or version.
    """
    with app.database.read() as session:
        return pk(version_by_number(session, draft_by_number(session, number), version))


def number_of(app: App, draft_id: int) -> str:
    """The number people quote for a draft.

    Raises:
        NotFoundError: no such draft.
    """
    with app.database.read() as session:
        draft = session.get(Draft, draft_id)
    if draft is None:
        raise NotFoundError("没有这份稿件。")
    return draft.number
