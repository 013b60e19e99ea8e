"""Pipelines written for a test, and answers to any open stage of a draft by anybody."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest
from sqlmodel import select

from models import Account, Assignment, Draft, Role, RoleGrant, StageRun, Verdict
from models.base import pk
from review import decide, pipelines
from review.accounts import load_actor
from review.audit import verify_dossier
from review.seed import PASSWORD
from review.stages import running
from tests.review.story import Story, filled

STAGE = """
  - key: {key}
    title: {title}
    kind: {kind}
    who: {{role: {role}{who}}}
    deadline_hours: 8
    meaning: 我已办理。
    return_to: [{back}]
{more}"""
TITLES = {
    "first": "初审", "second": "复审", "final": "终审", "legal": "法务会签", "secrecy": "保密审查", "issue": "签发",
    "proof": "校对", "extra": "加审",
}  # fmt: skip
ROLES = {
    "first": "first_reviewer", "second": "second_reviewer", "final": "final_reviewer", "legal": "countersigner",
    "secrecy": "countersigner", "issue": "publisher", "proof": "proofreader", "extra": "second_reviewer",
}  # fmt: skip
KINDS = {"legal": "countersign", "secrecy": "secrecy", "issue": "issue", "proof": "proof"}


def stage(key: str, *more: str, back: str = "author", who: str = "", **changed: str) -> str:
    """The YAML of a stage; `more` are further lines."""
    return STAGE.format(
        key=key,
        title=changed.get("title", TITLES.get(key, key)),
        kind=changed.get("kind", KINDS.get(key, "review")),
        role=changed.get("role", ROLES.get(key, "first_reviewer")),
        who=who and ", " + who,
        back=back,
        more="".join(f"    {line}\n" for line in more),
    )


def use(patch: pytest.MonkeyPatch, *stages: str, top: str = "") -> None:
    """Let drafts be submitted to a pipeline `custom` of these stages."""
    text = f"name: custom\ntitle: 试验流程\nchannels: [folder]\n{top}\nstages:" + "".join(stages)
    known = pipelines.shipped() | {"custom": pipelines.parse(text, "custom")}
    patch.setattr(pipelines, "shipped", lambda: known)


def give(story: Story, login: str, *roles: Role) -> None:
    """Grant roles behind the rules' back, so that the rules at signing have to hold on their own."""
    person = story.actors[login].person_id
    with story.app.database.write() as session:
        for role in roles:
            session.add(RoleGrant(person_id=person, role=role.value, granted_at=story.app.clock()))
    reload(story)


def reload(story: Story) -> None:
    """Load everybody's roles again, as their next request would."""
    with story.app.database.read() as session:
        for account in session.exec(select(Account)).all():
            actor = load_actor(session, account)
            if actor is not None:
                story.actors[account.login] = actor


def open_runs(story: Story, draft_id: int) -> dict[str, StageRun]:
    """The stage runs a draft is in, by stage."""
    with story.app.database.read() as session:
        return {run.stage_key: run for run in running(session, session.get_one(Draft, draft_id))}


def answer(
    story: Story, draft_id: int, key: str, login: str, verdict: Verdict = Verdict.APPROVE, **options: Any
) -> decide.Decided:
    """Answer the latest passage of the draft through the stage `key`, as `login`."""
    with story.app.database.read() as session:
        query = select(StageRun).where(StageRun.draft_id == draft_id, StageRun.stage_key == key)
        run = session.exec(query.order_by(StageRun.id.desc())).first()
    assert run is not None, f"the draft never came to {key}"
    arguments: dict[str, Any] = {
        "opinion": "同意",
        "fields": filled(story.pipeline(draft_id).stage(key)),
        "seen_content_hash": story.version(draft_id).content_hash,
        "password": PASSWORD,
    } | options
    return decide.decide(story.app, story.actors[login], pk(run), verdict, **arguments)


def signed(story: Story, draft_id: int, key: str, login: str, **options: Any) -> None:
    """Approve a stage, then let the machine do its work."""
    answer(story, draft_id, key, login, **options)
    story.work()


def inbox_of(story: Story, draft_id: int) -> dict[str, set[str]]:
    """Who has each open stage of the draft in their inbox, by login."""
    logins = {actor.person_id: login for login, actor in story.actors.items()}
    found: dict[str, set[str]] = {}
    with story.app.database.read() as session:
        for key, run in open_runs(story, draft_id).items():
            rows = session.exec(select(Assignment).where(Assignment.stage_run_id == run.id)).all()
            found[key] = {logins[a.person_id] for a in rows if a.closed_at is None}
    return found


def verified(bundle: bytes) -> list[str]:
    """What the dossier's own verifier says against it."""
    with zipfile.ZipFile(io.BytesIO(bundle)) as archive:
        found = verify_dossier.Dossier({name: archive.read(name) for name in archive.namelist()}, None)
    return [p for _, check in verify_dossier.CHECKS for p in verify_dossier.problems_of(check, found)]
