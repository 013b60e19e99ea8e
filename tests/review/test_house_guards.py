"""The two people behind house rules, held by the database itself: raw SQL meets the same refusals."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from review import house
from review import house_edits as edits
from review.house_changes import difference
from tests.review.story import Story

INSERT = """
INSERT INTO house_version (number, content, hash, proposal_id, reason, proposed_by, activated_by, activated_at)
SELECT :number, '{}', 'h', id, reason, :proposer, :activator, created_at FROM house_proposal WHERE id = :proposal
"""
PROPOSE = """
INSERT INTO house_proposal (state, origin, reason, changes, base_number, proposed_by, created_at, submitted_at,
    decided_by, decision_note)
SELECT :state, 'page', :reason, '[]', 0, :proposer, created_at, created_at, :decider, '' FROM person WHERE id = :proposer
"""


def sql(story: Story, statement: str, **values: Any) -> None:
    with story.app.database.write() as session:
        session.execute(text(statement), values)


@pytest.fixture
def proposal(story: Story) -> int:
    now = house.active(story.app).house
    changes = difference(now, edits.add_dictionary("数智办")(now))
    return house.propose(story.app, story.actors["linxiaoyu"], changes, "统一")


def people(story: Story, proposer: str, activator: str) -> dict[str, int]:
    return {
        "proposer": story.actors[proposer].person_id,
        "activator": story.actors[activator].person_id,
    }


def test_a_second_person_passes(story: Story, proposal: int) -> None:
    sql(story, INSERT, number=1, proposal=proposal, **people(story, "linxiaoyu", "sunlihua"))


@pytest.mark.parametrize(
    ("number", "proposer", "activator"),
    [
        (1, "linxiaoyu", "linxiaoyu"),  # one person
        (1, "zhouqiming", "linxiaoyu"),  # a false proposer
        (1, "linxiaoyu", "majianguo"),  # an administrator
        (2, "linxiaoyu", "sunlihua"),  # a gap in the numbers
        (0, "linxiaoyu", "sunlihua"),
    ],
)
def test_any_other_version_is_refused(
    story: Story, proposal: int, number: int, proposer: str, activator: str
) -> None:
    with pytest.raises(IntegrityError):
        sql(story, INSERT, number=number, proposal=proposal, **people(story, proposer, activator))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE house_proposal SET state = 'activated', decided_by = proposed_by",
        "UPDATE house_proposal SET state = 'activated', decided_by = (SELECT max(id) FROM person)",  # no version
        "UPDATE house_proposal SET state = 'rejected'",
        "UPDATE house_proposal SET state = 'draft'",
        "UPDATE house_proposal SET changes = '[1]'",
        "UPDATE house_proposal SET reason = 'another'",
        "UPDATE house_proposal SET proposed_by = (SELECT max(id) FROM person), state = 'withdrawn'",
        "DELETE FROM house_proposal",
    ],
)
def test_a_submitted_proposal_stands(story: Story, proposal: int, statement: str) -> None:
    with pytest.raises(IntegrityError):
        sql(story, statement)


@pytest.mark.parametrize("statement", ["UPDATE house_version SET reason = 'x'", "DELETE FROM house_version"])
def test_a_version_stands(story: Story, proposal: int, statement: str) -> None:
    sql(story, INSERT, number=1, proposal=proposal, **people(story, "linxiaoyu", "sunlihua"))
    with pytest.raises(IntegrityError):
        sql(story, statement)


@pytest.mark.parametrize("state", ["activated", "rejected", "withdrawn", "nonsense"])
def test_a_proposal_begins_at_its_beginning(story: Story, state: str) -> None:
    someone = people(story, "linxiaoyu", "sunlihua")
    with pytest.raises(IntegrityError):
        sql(
            story,
            PROPOSE,
            state=state,
            reason="x",
            proposer=someone["proposer"],
            decider=someone["activator"],
        )


def test_no_proposal_without_a_reason_and_one_draft_each(story: Story) -> None:
    someone = story.actors["linxiaoyu"].person_id
    with pytest.raises(IntegrityError):
        sql(story, PROPOSE, state="open", reason="", proposer=someone, decider=None)
    sql(story, PROPOSE, state="draft", reason="", proposer=someone, decider=None)
    with pytest.raises(IntegrityError):
        sql(story, PROPOSE, state="draft", reason="", proposer=someone, decider=None)
