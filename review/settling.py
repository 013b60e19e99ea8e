"""What must be settled before a stage is approved: open questions, the filing number, a draft that is on hold."""

from __future__ import annotations

from sqlalchemy import bindparam
from sqlmodel import Session, col, select

from models import Comment, Draft, DraftFacts, Hold, StageRun
from review.comments import QUESTION
from review.conditions import topics
from review.errors import Blocker, StateError
from review.pipelines import Pipeline, Stage
from review.stage_rules import Settled


def unsettled(session: Session, run: StageRun, pipeline: Pipeline, stage: Stage) -> list[Blocker]:
    """What this stage has to settle and is still open. Before the last stage passes, a suspected 重大选题 is filed
    whatever the pipeline says."""
    found = []
    if Settled.QUESTIONS in stage.rules.settles:
        query = select(Comment.id).where(
            Comment.version_id == run.version_id,
            Comment.kind == QUESTION,
            col(Comment.resolved_at).is_(None),
        )
        questions = session.exec(query).all()
        if questions:
            found.append(Blocker("questions", f"有 {len(questions)} 条质疑尚未答复，请先在批注中答复并解决"))
    if Settled.FILING in stage.rules.settles or stage == pipeline.stages[-1]:
        facts = session.get(DraftFacts, run.draft_id)
        if facts is not None and facts.topic and not facts.filing_number:
            title = topics().get(facts.topic, facts.topic)
            found.append(Blocker("filing", f"疑似重大选题（{title}），请先备案并填写备案文号"))
    if live_hold(session, run.draft_id) is not None:
        found.append(Blocker("hold", "稿件已暂停办理"))
    return found


_LIVE_HOLD = select(Hold).where(Hold.draft_id == bindparam("draft"), col(Hold.lifted_at).is_(None))


def live_hold(session: Session, draft_id: int) -> Hold | None:
    """The hold that the draft is under now, if any."""
    return session.exec(_LIVE_HOLD, params={"draft": draft_id}).first()


def require_not_held(session: Session, draft: Draft) -> None:
    """Refuse an act on a draft that is on hold.

    Raises:
        StateError: with the reason of the hold.
    """
    hold = live_hold(session, draft.id or 0)
    if hold is not None:
        raise StateError(f"稿件已暂停办理：{hold.reason}")
