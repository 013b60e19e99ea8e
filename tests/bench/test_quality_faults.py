"""The fault generators: each spoils a text exactly at its span, the same way for the same seed."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.quality import corpora
from bench.quality.cases import Case, Edit, Family, Group, Line, Place
from bench.quality.chance import Chance
from bench.quality.faults import families
from bench.quality.injected import LETTERS, TOLERANCE, cases, score
from bench.quality.judge import document
from bench.quality.report import TARGETS
from checks.registry import FAMILIES

PARAGRAPHS = (Path(__file__).parent / "paragraphs.txt").read_text(encoding="utf-8").splitlines()
BY_ID = {family.id: family for family in families()}


def _made(family: Family, count: int = 12, seed: int = 3) -> list[Case]:
    return list(cases(family, PARAGRAPHS, count, "tuning", seed))


def test_there_are_enough_families_and_each_group_has_some() -> None:
    assert len(BY_ID) >= 24
    assert {family.group for family in BY_ID.values()} == set(Group) == set(TARGETS) == set(LETTERS)
    assert all(family.title and family.source for family in BY_ID.values())
    assert set("".join(LETTERS.values())) <= set(FAMILIES)


@pytest.mark.parametrize("family_id", sorted(BY_ID))
def test_a_generator_changes_the_text_exactly_at_its_span(family_id: str) -> None:
    made = _made(BY_ID[family_id])
    assert made, "no carrier in the test paragraphs"
    for case in made:
        spoiled = case.spoil()
        assert len(spoiled.lines) == len(case.lines)
        assert len(spoiled.spans) == len(case.edits) > 0
        rebuilt = [line.text for line in spoiled.lines]
        for edit, span in reversed(list(zip(case.edits, spoiled.spans, strict=True))):
            assert span.line == edit.line in case.target
            assert rebuilt[span.line][span.start : span.end] == edit.text
            right = case.lines[edit.line].text[edit.start : edit.end]
            assert right != edit.text
            rebuilt[span.line] = rebuilt[span.line][: span.start] + right + rebuilt[span.line][span.end :]
        assert rebuilt == [line.text for line in case.lines]


@pytest.mark.parametrize("family_id", sorted(BY_ID))
def test_related_places_hold_the_same_text_before_and_after(family_id: str) -> None:
    for case in _made(BY_ID[family_id]):
        spoiled = case.spoil()
        for before, after in zip(case.related, spoiled.related, strict=True):
            if any(
                e.line == before.line and e.start <= before.end and e.end >= before.start for e in case.edits
            ):
                continue  # the place touches the fault itself
            old = case.lines[before.line].text[before.start : before.end]
            assert spoiled.lines[after.line].text[after.start : after.end] == old


@pytest.mark.parametrize("family_id", sorted(BY_ID))
def test_the_same_seed_gives_the_same_faults_and_another_seed_others(family_id: str) -> None:
    family = BY_ID[family_id]
    first = [case.spoil().lines for case in _made(family)]
    assert first == [case.spoil().lines for case in _made(family)]
    assert first != [case.spoil().lines for case in _made(family, seed=4)]


@pytest.mark.parametrize("family_id", sorted(BY_ID))
def test_clean_and_faulted_texts_can_be_read_line_by_line(family_id: str) -> None:
    for case in _made(BY_ID[family_id], 4):
        for lines in (case.lines, case.spoil().lines):
            read = document(lines)
            # The reader trims blanks at the edges of a paragraph; nothing else may differ.
            assert [b.text for b in read] == [line.text.strip() for line in lines]


def test_no_mark_up_of_the_templates_reaches_a_text() -> None:
    for family in BY_ID.values():
        for case in _made(family, 6):
            for line in case.lines:
                assert not set("‹›‡¦{}|") & set(line.text), (family.id, line.text)


def test_moved_follows_edits_before_it() -> None:
    case = Case((Line("甲乙丙丁"),), (Edit(0, 1, 2, "乙乙乙"), Edit(0, 3, 4, "")), (Place(0, 2, 3),))
    spoiled = case.spoil()
    assert spoiled.lines[0].text == "甲乙乙乙丙"
    assert spoiled.spans == (Place(0, 1, 4), Place(0, 5, 5))
    assert spoiled.related == (Place(0, 4, 5),)
    assert [case.moved(0, i) for i in range(5)] == [0, 1, 4, 5, 5]


def test_a_known_fault_is_found_and_scored() -> None:
    found = score(BY_ID["half-comma"], PARAGRAPHS, 10, "tuning")
    assert found.total == 10
    assert found.found == 10
    assert found.fixed == 10
    assert TOLERANCE == 2


def test_the_halves_are_apart() -> None:
    lines = [f"第{i}行文字" for i in range(2000)]
    report, tuning = ({line for line in lines if corpora.part(line) == n} for n in (0, 1))
    assert report
    assert tuning
    assert not report & tuning


def test_each_half_has_its_own_words_and_wordings() -> None:
    items = [str(i) for i in range(41)]
    tuning, report = (set(Chance("seed", half).mine(items)) for half in ("tuning", "report"))
    assert not tuning & report
    assert tuning | report == set(items)
    assert Chance("seed", "report").mine("甲乙丙") == "甲乙丙"  # too few to share out
    wrong = {
        half: {case.edits[0].text for case in cases(BY_ID["wrong-idiom"], PARAGRAPHS, 60, half)}
        for half in ("tuning", "report")
    }
    assert not wrong["tuning"] & wrong["report"]
