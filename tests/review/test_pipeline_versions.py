"""Changing a pipeline: two people, nothing rewritten, drafts in flight kept or moved explicitly; dry runs."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import select

from models import Event, PipelineProposal, PipelineVersion, RoleGrant
from review import drafts, pipeline_versions, pipelines
from review.errors import InvalidError, NotAllowedError, NotFoundError, SeparationError, StateError
from review.pipeline_versions import FaultyPipelineError
from review.read import pipelines as model
from tests.review.story import CLEAN, SIGNERS, Story

NOTICE = pipelines.shipped()["notice"].source
FASTER = NOTICE.replace("deadline_hours: 4", "deadline_hours: 2", 1)
KEEPER, OTHER = "sunlihua", "gaozhiyuan"


def do(story: Story, login: str, act: Any, *args: Any, **options: Any) -> Any:
    return act(story.app, story.actors[login], *args, **options)


def propose(story: Story, text: str = FASTER, name: str = "notice", login: str = KEEPER) -> int:
    return int(do(story, login, pipeline_versions.propose, name, text, "时限太长"))


def activate(story: Story, proposal: int, login: str = OTHER, seen: str | None = None) -> None:
    with story.app.database.read() as session:
        seen = seen or session.get_one(PipelineProposal, proposal).hash
    do(story, login, pipeline_versions.activate, proposal, seen_hash=seen, note="同意")


def test_two_people_change_a_pipeline_and_drafts_keep_theirs(story: Story) -> None:
    before = story.submit(pipeline="notice")
    old = story.pipeline(before)
    activate(story, propose(story))
    after = story.submit(pipeline="notice")
    assert story.pipeline(before).hash == old.hash
    assert story.pipeline(after).stages[0].deadline_hours == 2
    [notice] = [x for x in model.listed(story.app) if x.pipeline.name == "notice"]
    assert (notice.own, notice.activated_by, len(notice.in_flight)) == (True, "高志远", 1)
    story.sign_on(before)
    assert story.draft(before).state == "released"
    with story.app.database.read() as session:
        tags = set(session.exec(select(Event.tag)))
    assert {"pipeline:proposed", "pipeline:activated"} <= tags


def test_moving_a_draft_voids_its_signatures_and_starts_again(story: Story) -> None:
    draft_id = story.submit(pipeline="notice")
    story.work()
    story.dismiss_all(draft_id, SIGNERS["check"])
    story.sign(draft_id)
    story.work()
    with pytest.raises(StateError, match="已经在现行流程上"):
        do(story, OTHER, pipeline_versions.move, draft_id, "改时限")
    activate(story, propose(story))
    do(story, OTHER, pipeline_versions.move, draft_id, "改时限")
    assert [bool(d.voided_at) for d in story.decisions(draft_id)] == [True]
    assert story.pipeline(draft_id).stages[0].deadline_hours == 2
    story.work()
    assert (story.stage_run(draft_id).stage_key, story.stage_run(draft_id).round) == ("check", 2)
    story.sign_on(draft_id)
    assert story.draft(draft_id).state == "released"


def test_nobody_moves_their_own_draft_or_without_a_reason(story: Story) -> None:
    draft_id = story.submit(pipeline="notice", author="chensiyuan")
    activate(story, propose(story))
    for login, reason, error in (
        (OTHER, " ", InvalidError),
        ("linxiaoyu", "x", NotAllowedError),
        ("majianguo", "x", NotAllowedError),
    ):
        with pytest.raises(error):
            do(story, login, pipeline_versions.move, draft_id, reason)
    with story.app.database.write() as session:
        person = story.actors["chensiyuan"].person_id
        session.add(RoleGrant(person_id=person, role="publisher", granted_at=story.app.clock()))
    author = story.actors["chensiyuan"]
    story.actors["chensiyuan"] = type(author)(**{**_fields(author), "roles": author.roles | {"publisher"}})
    with pytest.raises(SeparationError, match="自己稿件"):
        do(story, "chensiyuan", pipeline_versions.move, draft_id, "x")


def _fields(actor: Any) -> dict[str, Any]:
    return {name: getattr(actor, name) for name in actor.__dataclass_fields__}


def test_a_second_person_who_has_seen_it(story: Story) -> None:
    proposal = propose(story)
    with pytest.raises(SeparationError, match="提案人自己"):
        activate(story, proposal, KEEPER)
    with pytest.raises(NotAllowedError):
        activate(story, proposal, "linxiaoyu")
    with pytest.raises(NotAllowedError):
        activate(story, proposal, "majianguo")
    with pytest.raises(StateError, match="看过的不是"):
        activate(story, proposal, OTHER, "sha256:x")
    with pytest.raises(NotFoundError):
        do(story, OTHER, pipeline_versions.withdraw, proposal)
    activate(story, proposal)
    with pytest.raises(StateError, match="已有结论"):
        activate(story, proposal)


def test_a_proposal_on_an_older_version_is_not_made_active(story: Story) -> None:
    first, second = propose(story), propose(story, FASTER.replace("deadline_hours: 2", "deadline_hours: 1"))
    activate(story, first)
    assert model.proposal(story.app, second).base_gone
    with pytest.raises(StateError, match="又有改动"):
        activate(story, second)
    do(story, OTHER, pipeline_versions.reject, second, "请在现行流程上重提")
    lines = model.proposals(story.app)
    assert [(x.state, x.decision_note) for x in lines] == [
        ("rejected", "请在现行流程上重提"),
        ("activated", "同意"),
    ]


def test_what_cannot_be_proposed(story: Story) -> None:
    for text, name, error, said in (
        (NOTICE, "notice", InvalidError, "没有改动"),
        (NOTICE, "Not A Name", InvalidError, "小写字母"),
        (FASTER.replace("kind: paired", "kind: pared", 1), "notice", FaultyPipelineError, "pared"),
        (FASTER, "other-name", FaultyPipelineError, "应与文件名"),
    ):
        with pytest.raises(error, match=said):
            propose(story, text, name)
    with pytest.raises(InvalidError, match="理由"):
        do(story, KEEPER, pipeline_versions.propose, "notice", FASTER, " ")
    with pytest.raises(NotAllowedError):
        propose(story, login="linxiaoyu")


def test_a_new_pipeline_is_offered_once_it_is_active(story: Story) -> None:
    text = FASTER.replace("name: notice", "name: brief")
    proposal = propose(story, text, "brief")
    with pytest.raises(InvalidError, match="选择流程"):
        story.submit(pipeline="brief")
    activate(story, proposal)
    story.sign_on(draft_id := story.submit(pipeline="brief"))
    assert story.draft(draft_id).state == "released"


def test_the_database_refuses_one_hand(story: Story) -> None:
    proposal = propose(story)
    person = story.actors[KEEPER].person_id
    other = story.actors[OTHER].person_id
    admin = story.actors["majianguo"].person_id
    with story.app.database.read() as session:
        row = session.get_one(PipelineProposal, proposal)
        name = row.hash
    with story.app.database.write() as session:
        session.execute(
            sa.text(
                "INSERT INTO pipeline_definition (hash, name, title, yaml, created_at)"
                " VALUES (:h, 'notice', 't', 'y', CURRENT_TIMESTAMP)"
            ),
            {"h": name},
        )
    insert = (
        "INSERT INTO pipeline_version (name, hash, proposal_id, proposed_by, activated_by, activated_at)"
        " VALUES ('notice', :h, :p, :a, :b, CURRENT_TIMESTAMP)"
    )
    forged = [
        (insert, {"h": name, "p": proposal, "a": person, "b": person}),
        (insert, {"h": name, "p": proposal, "a": other, "b": person}),
        (insert, {"h": name, "p": proposal, "a": person, "b": admin}),
        ("UPDATE pipeline_proposal SET yaml = 'x' WHERE id = :p", {"p": proposal}),
        (
            "UPDATE pipeline_proposal SET state = 'activated', decided_by = :b WHERE id = :p",
            {"p": proposal, "b": other},
        ),
        ("DELETE FROM pipeline_proposal WHERE id = :p", {"p": proposal}),
    ]
    for sql, values in forged:
        with pytest.raises(sa.exc.DBAPIError), story.app.database.write() as session:
            session.execute(sa.text(sql), values)
    activate(story, proposal)
    for sql in ("UPDATE pipeline_version SET hash = hash", "DELETE FROM pipeline_version"):
        with pytest.raises(sa.exc.DBAPIError), story.app.database.write() as session:
            session.execute(sa.text(sql))
    with story.app.database.read() as session:
        assert len(session.exec(select(PipelineVersion)).all()) == 1


def test_a_dry_run_says_who_and_where_it_stops(story: Story) -> None:
    plain = story.submit()
    trials = model.trials(story.app, pipelines.shipped()["publishing"])
    assert [(t.number, t.stop) for t in trials] == [(story.draft(plain).number, "")]
    first = trials[0].stations[0]
    assert first.people == ("陈思远", "赵文博")
    by_reviewer = story.submit(author="chensiyuan")
    [mine, _] = model.trials(story.app, pipelines.shipped()["publishing"])
    assert mine.stations[0].people == ("赵文博",), "an author does not sign their own"
    # Then the first review falls to the only person who may do the second.
    assert (mine.number, mine.stop) == (story.draft(by_reviewer).number, "复审")
    assert "须再有一人" in mine.why
    with story.app.database.write() as session:
        grant = session.exec(select(RoleGrant).where(RoleGrant.role == "publisher")).one()
        session.delete(grant)
    last = model.trials(story.app, pipelines.shipped()["publishing"])[1]
    assert (last.stop, last.why) == ("签发", "没有人有资格办理。")
    assert story.stage_run(plain).state == "preparing", "nothing was changed"


def test_a_dry_run_asks_for_fresh_eyes_after_an_urgent_release(story: Story) -> None:
    actor = story.actors["linxiaoyu"]
    uploaded = drafts.upload(story.app, actor, CLEAN.encode(), "通知.txt")
    drafts.submit(
        story.app, actor, uploaded.upload_id, title="讲话", pipeline="major", facts={"urgent": True}
    )
    major = pipelines.shipped()["major"]
    [trial] = model.trials(story.app, major)
    assert (trial.stop, trial.stations[-1].title) == ("", "事后复核")
    assert set(trial.stations[-1].people) == {"郑海涛", "何素梅"}, "one proofreads, the other reads it again"
    with story.app.database.write() as session:
        person = story.actors["hesumei"].person_id
        session.delete(session.exec(select(RoleGrant).where(RoleGrant.person_id == person)).one())
    [trial] = model.trials(story.app, major)
    assert trial.stop == "事后复核"


def test_changes_are_told_line_by_line() -> None:
    told = model.changes(NOTICE, FASTER)
    assert [line for line in told if line[0] in "+-"] == [
        ("-", "    deadline_hours: 4"),
        ("+", "    deadline_hours: 2"),
    ]
    assert model.changes(NOTICE, NOTICE) == ()
