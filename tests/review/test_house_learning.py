"""Answers counted per check and entry, once per finding; what is suggested, and that it takes two people."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlmodel import select

from checks.house import House
from models import DispositionState, Finding
from models.base import pk
from review import findings, house, learning
from review.errors import InvalidError, NotAllowedError
from review.read import house as house_model
from review.read.learning import TextCount, behind, texts_to_suggest, wilson_lower
from review.read.learning import learning as learned
from tests.review.story import FAULTY, Story
from tests.review.test_house import activate, make, put

TEXT = FAULTY + "身份证号11010519491231002X已登记。\n"


def answer(story: Story, draft_id: int, login: str, state: DispositionState, *checks: str) -> int:
    rows = [pk(f) for f in story.findings(draft_id) if f.check_id in checks]
    version = pk(story.version(draft_id))
    return findings.settle_all(story.app, story.actors[login], version, rows, state, "本单位用语")


def two_dismiss(story: Story, *checks: str, text: str = FAULTY) -> None:
    for login in ("chensiyuan", "zhaowenbo"):
        draft = story.submit(text)
        story.work()
        assert answer(story, draft, login, DispositionState.DISMISSED, *checks)


@pytest.mark.parametrize(
    ("hits", "of", "lower"),
    [(0, 0, 0.0), (0, 10, 0.0), (10, 10, 0.7225), (5, 10, 0.2366), (80, 100, 0.7112), (1, 1, 0.2065)],
)
def test_wilson(hits: int, of: int, lower: float) -> None:
    """Reference values of the Wilson score interval without continuity correction, z = 1.96."""
    assert wilson_lower(hits, of) == pytest.approx(lower, abs=5e-5)


def test_a_finding_that_follows_its_text_is_counted_once(story: Story) -> None:
    draft = story.submit(FAULTY)
    story.work()
    answer(story, draft, "chensiyuan", DispositionState.DISMISSED, "W001")
    answer(story, draft, "chensiyuan", DispositionState.ACCEPTED, "P001")
    story.revise(draft, FAULTY.replace(",", "，") + "请相互转告。\n")
    story.work()
    assert [f.disposition for f in story.findings(draft) if f.check_id == "W001"] == ["dismissed"]
    assert not any(f.check_id == "P001" for f in story.findings(draft))
    found = learned(story.app)
    counts = {t.check: (t.accepted, t.dismissed) for t in found.checks}
    assert counts == {"P001": (1, 0), "W001": (0, 1)}
    assert [(t.entry, t.term, t.dismissed) for t in found.entries] == [("wrong_words:布署", "布署", 1)]
    assert found.answered == 2


def test_a_term_is_suggested_when_two_persons_dismissed_it_in_two_drafts(story: Story) -> None:
    draft = story.submit(FAULTY)
    story.work()
    answer(story, draft, "chensiyuan", DispositionState.DISMISSED, "W001", "P001")
    second = story.submit(FAULTY)
    story.work()
    answer(story, second, "chensiyuan", DispositionState.DISMISSED, "W001", "P001")
    assert learned(story.app).suggestions == (), "one person twice is one opinion"
    third = story.submit(FAULTY)
    story.work()
    answer(story, third, "zhaowenbo", DispositionState.DISMISSED, "W001", "P001")
    (found,) = learned(story.app).suggestions
    assert (found.kind, found.text, found.persons, found.drafts) == ("dictionary", "布署", 2, 3)


def test_a_suggestion_becomes_a_rule_by_two_people_only(story: Story) -> None:
    two_dismiss(story, "W001")
    keys = [s.key for s in learned(story.app).suggestions]
    with pytest.raises(NotAllowedError):
        learning.propose(story.app, story.actors["tangyian"], keys, 90)
    with pytest.raises(InvalidError, match="勾选"):
        learning.propose(story.app, story.actors["linxiaoyu"], ["dictionary W001 别的词"], 90)
    proposal = learning.propose(story.app, story.actors["sunlihua"], keys, 90)
    view, _ = house_model.proposal(story.app, story.actors["sunlihua"], proposal)
    assert view.origin == "learning"
    assert "布署：不改 2 次、采纳 0 次" in view.reason
    assert house.active(story.app).house == House()
    activate(story, proposal, by="zhenghaitao")
    assert house.active(story.app).house.dictionary == ("布署",)
    assert learned(story.app).suggestions == (), "what is settled is not suggested again"


def test_personal_data_marks_and_corrected_texts_are_never_suggested() -> None:
    def kinds(check: str, text: str, accepted: int = 0) -> list[str]:
        row = TextCount(check, text, persons=3, drafts=3, dismissed=5, accepted=accepted)
        return [s.kind for s in texts_to_suggest([row], House())]

    assert kinds("W001", "布署") == ["dictionary"]
    assert kinds("N001", "三、五天") == []
    assert kinds("N001", "三五天") == ["ignored"]
    assert kinds("P001", ",,") == []
    assert kinds("S001", "11010519491231002X") == []
    assert kinds("W200", "各科室") == []
    assert kinds("W001", "布署", accepted=5) == []
    assert kinds("W001", "20261122") == []


def test_an_own_word_that_nobody_follows_is_to_be_lowered_or_dropped(story: Story) -> None:
    make(story, put("各科室", "各处室", "red"))
    for _ in range(4):
        draft = story.submit(FAULTY)
        story.work()
        answer(story, draft, "chensiyuan", DispositionState.DISMISSED, "W200")
    (found,) = [s for s in learned(story.app).suggestions if s.check == "W200"]
    assert (found.kind, found.text, found.dismissed, found.severity) == ("word_lower", "各科室", 8, "red")
    activate(story, learning.propose(story.app, story.actors["linxiaoyu"], [found.key], 90))
    assert house.active(story.app).house.words[0].severity == "yellow"


def test_a_check_that_nearly_everybody_dismisses_is_proposed_to_be_switched_off(story: Story) -> None:
    draft = story.submit(FAULTY)
    story.work()
    answer(story, draft, "chensiyuan", DispositionState.DISMISSED, "P001")
    with story.app.database.write() as session:
        row = session.exec(select(Finding).where(Finding.check_id == "P001")).one()
        for i in range(39):
            copied = row.model_dump(exclude={"id"}) | {
                "fingerprint": f"{i:032x}",
                "settled_at": row.settled_at,
            }
            session.add(Finding(**copied))
    (found,) = learned(story.app).suggestions
    assert (found.kind, found.check, found.dismissed) == ("check_off", "P001", 40)
    activate(story, learning.propose(story.app, story.actors["linxiaoyu"], [found.key], 90))
    assert house.active(story.app).house.off == ("P001",)
    assert learned(story.app).suggestions == ()


def test_only_answers_of_the_period_count(story: Story) -> None:
    two_dismiss(story, "W001")
    with story.app.database.write() as session:
        for row in session.exec(select(Finding).where(Finding.disposition == "dismissed")):
            row.settled_at = story.app.clock() - timedelta(days=40)
            session.add(row)
    assert learned(story.app, 30).answered == 0
    assert (learned(story.app, 90).answered, learned(story.app, 0).answered) == (2, 2)


def test_findings_behind_a_row_without_names_and_with_secrets_masked(story: Story) -> None:
    two_dismiss(story, "W001", "S001", text=TEXT)
    page = behind(story.app, check="W001", entry="wrong_words:布署", state="dismissed")
    assert (page.total, {f.text for f in page.rows}, {f.reason for f in page.rows}) == (
        2,
        {"布署"},
        {"本单位用语"},
    )
    assert behind(story.app, check="W001", state="accepted").total == 0
    secret = behind(story.app, check="S001").rows
    assert len(secret) == 2
    assert all("1101" not in f"{f.text}{f.message}{f.suggestion}{f.reason}" for f in secret)
    shown = {name for f in page.rows for name in f.__slots__}
    assert not {"settled_by", "person", "name"} & shown
