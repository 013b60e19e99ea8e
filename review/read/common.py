"""Pieces that several read models share: names, drafts by number, and paging."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

from sqlmodel import Session, col, select

from models import Draft, Person, PipelineDefinition, StageRun, Version
from models.base import pk
from review.app import App
from review.errors import NotFoundError

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """One page of a long list. `number` counts from 1; `pages` is at least 1."""

    rows: tuple[Row, ...]
    number: int
    size: int
    total: int

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return max(1, -(-self.total // self.size))


def paged(rows: Iterable[Row], number: int, size: int, total: int) -> Page[Row]:
    """A page of already cut `rows`."""
    return Page(tuple(rows), number, size, total)


def clamp(number: int, size: int, total: int) -> int:
    """The page asked for, or the nearest there is."""
    return min(max(number, 1), max(1, -(-total // size)))


def names(session: Session, person_ids: Iterable[int | None]) -> dict[int, str]:
    """Names of persons by id."""
    wanted = {i for i in person_ids if i is not None}
    if not wanted:
        return {}
    rows = session.exec(select(Person).where(col(Person.id).in_(wanted)))
    return {p.id: p.name for p in rows if p.id is not None}


def draft_by_number(session: Session, number: str) -> Draft:
    """The draft people call `number`.

    Raises:
        NotFoundError: there is none.
    """
    draft = session.exec(select(Draft).where(Draft.number == number)).first()
    if draft is None:
        raise NotFoundError("没有这份稿件。请核对稿件编号。")
    return draft


def draft_id(app: App, number: str) -> int:
    """The id of the draft people call `number`.

    Raises:
        NotFoundError: there is none.
    """
    with app.database.read() as session:
        return pk(draft_by_number(session, number))


def version_by_number(session: Session, draft: Draft, number: int | None) -> Version:
    """A version of a draft; None asks for the current one.

    Raises:
        NotFoundError: there is none.
    """
    query = select(Version).where(Version.draft_id == draft.id)
    wanted = col(Version.id) == draft.current_version_id if number is None else col(Version.number) == number
    version = session.exec(query.where(wanted)).first()
    if version is None:
        raise NotFoundError("这份稿件没有这个版次。")
    return version


def current_run(session: Session, draft: Draft) -> StageRun | None:
    """The stage run the draft is in, None when it is in none."""
    if draft.current_stage_run_id is None:
        return None
    return session.get(StageRun, draft.current_stage_run_id)


def pipeline_title(session: Session, draft: Draft) -> str:
    """The title of the pipeline version the draft keeps."""
    definition = session.get(PipelineDefinition, draft.pipeline_hash)
    return definition.title if definition else draft.pipeline_hash
