"""Change sets over any rules: what a difference says leads there, merging is doing one after the other."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from checks.house import House, Ignored
from checks.model import Severity
from checks.wordlists import Entry
from review.house_changes import (
    FaultyRulesError,
    applied,
    check_rules,
    content_of,
    difference,
    from_json,
    house_from,
    merged,
    normal,
    shaped,
    to_json,
    tsv_of,
    words_from_tsv,
)

WORDS = st.text("甲乙丙丁戊己", min_size=1, max_size=3)
ENTRIES = st.builds(
    Entry,
    term=WORDS,
    replacements=st.lists(WORDS, max_size=2, unique=True).map(tuple),
    severity=st.none() | st.sampled_from(Severity),
    unless=st.just(()) | WORDS.map(lambda w: (w + "子丑",)),
    why=st.sampled_from(["", "本单位规定"]),
)
HOUSES = st.builds(
    House,
    words=st.lists(ENTRIES, max_size=4, unique_by=lambda e: e.term).map(tuple),
    dictionary=st.lists(WORDS, max_size=3).map(tuple),
    ignored=st.lists(st.builds(Ignored, WORDS, st.sampled_from(["*", "P001", "W0*"])), max_size=3).map(tuple),
    off=st.lists(st.sampled_from(["P001", "P002", "W*"]), max_size=2).map(tuple),
    spacing=st.sampled_from(["free", "none", "space"]),
)


@given(HOUSES, HOUSES)
def test_a_difference_leads_from_one_to_the_other_and_back(old: House, new: House) -> None:
    changes = difference(old, new)
    assert applied(old, changes) == normal(new)
    assert (changes == []) == (normal(old) == normal(new))
    assert applied(new, difference(new, old)) == normal(old)
    assert from_json(to_json(changes)) == changes == [shaped(change) for change in changes]
    assert applied(normal(new), changes) == normal(new), "what is so already is left as it is"


@given(HOUSES, HOUSES, HOUSES)
def test_two_change_sets_become_one(first: House, second: House, third: House) -> None:
    together = merged(difference(first, second), difference(second, third))
    assert applied(first, together) == normal(third)
    assert all(change.before != change.after for change in together)


@given(HOUSES)
def test_content_is_stable_and_comes_back(house: House) -> None:
    text, name = content_of(house)
    assert content_of(house_from(text)) == (text, name)
    assert house_from(text) == normal(house)
    shuffled = replace(
        house, words=tuple(reversed(house.words)), dictionary=house.dictionary[::-1], off=house.off[::-1] * 2
    )
    assert content_of(shuffled) == (text, name)


@given(HOUSES)
def test_words_that_pass_go_through_a_file(house: House) -> None:
    words = normal(house).words
    if not words:
        return
    try:
        check_rules(House(words=words))
    except FaultyRulesError:
        return
    assert words_from_tsv(tsv_of(words)) == words


@given(st.text(max_size=12), st.text(max_size=12), st.text(max_size=12))
def test_any_typed_word_is_taken_or_refused_in_words(term: str, replacement: str, why: str) -> None:
    from review.house_edits import entry_of, put_word

    entry: Any = entry_of(term, replacement, "", "", why)
    try:
        check_rules(put_word(entry)(House()))
    except FaultyRulesError:
        return
    assert words_from_tsv(tsv_of([entry])) == (entry,)
