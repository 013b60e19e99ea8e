"""Several drafts at once: taking them up, or signing stages of the same kind with one opinion. Never a final review.

Each draft is its own act with its own guards and its own signature; one that is refused does not stop the others.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from models import Draft, StageRun, Verdict, Version
from review import claims
from review.access import Act, require
from review.actors import Actor
from review.app import App
from review.decide import decide
from review.errors import (
    InvalidError,
    LockedAccountError,
    NotAllowedError,
    NotFoundError,
    RefusedError,
    WrongPasswordError,
)
from review.pipelines import Role, StageKind
from review.stages import pipeline_of

MOST = 50


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one of them; `refused` says why it was left as it was."""

    stage_run_id: int
    number: str
    title: str
    refused: str | None


def claim_many(app: App, actor: Actor, stage_run_ids: list[int]) -> list[Outcome]:
    """Take several stage runs up.

    Raises:
        NotAllowedError, InvalidError: none was taken up.
    """
    require(actor, Act.STAGE_CLAIM)
    return _each(app, stage_run_ids, lambda run: claims.claim(app, actor, run))


def approve_many(
    app: App,
    actor: Actor,
    seen: Mapping[int, str],
    *,
    opinion: str,
    password: str,
    fields: dict[str, Any] | None = None,
) -> list[Outcome]:
    """Approve several stage runs with the same opinion and form. `seen`: stage run id → content hash looked at.

    Raises:
        NotAllowedError: one of them is a final review or an issue: those are signed one by one. InvalidError,
        WrongPasswordError, LockedAccountError: none was signed.
    """
    require(actor, Act.STAGE_DECIDE)
    if not opinion.strip():
        raise InvalidError("请写审签意见。")
    with app.database.read() as session:
        for run_id in seen:
            _require_not_final(session, run_id)

    def approve(run_id: int) -> None:
        decide(app, actor, run_id, Verdict.APPROVE, opinion=opinion, fields=fields, seen_content_hash=seen[run_id],
               password=password)  # fmt: skip

    return _each(app, list(seen), approve)


def _require_not_final(session: Session, run_id: int) -> None:
    run = session.get(StageRun, run_id)
    if run is None:
        raise NotFoundError("没有这个环节。")
    pipeline = pipeline_of(session, session.get_one(Draft, run.draft_id))
    stage = pipeline.stage(run.stage_key)
    if stage.role is Role.FINAL_REVIEWER or stage.kind is StageKind.ISSUE or stage == pipeline.stages[-1]:
        raise NotAllowedError("终审和签发必须逐件办理，不能批量签。")


def _each(app: App, run_ids: list[int], act: Callable[[int], None]) -> list[Outcome]:
    if not 0 < len(run_ids) <= MOST:
        raise InvalidError(f"请选择 1–{MOST} 项。")
    outcomes = []
    for run_id in dict.fromkeys(run_ids):
        refused = None
        try:
            act(run_id)
        except (WrongPasswordError, LockedAccountError):
            raise
        except RefusedError as error:
            refused = error.message
        with app.database.read() as session:
            run = session.get(StageRun, run_id)
            draft = None if run is None else session.get(Draft, run.draft_id)
        number, title = ("", "") if draft is None else (draft.number, draft.title)
        outcomes.append(Outcome(run_id, number, title, refused))
    return outcomes


def seen_now(app: App, stage_run_ids: list[int]) -> dict[int, str]:
    """Content hash of each stage run's version, for a page that shows them before they are signed.

    Raises:
        NotFoundError: no such stage run.
    """
    found = {}
    with app.database.read() as session:
        for run_id in stage_run_ids:
            run = session.get(StageRun, run_id)
            if run is None:
                raise NotFoundError("没有这个环节。")
            found[run_id] = session.get_one(Version, run.version_id).content_hash
    return found
