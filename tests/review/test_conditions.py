"""The decision table of conditional stages, cell by cell."""

from __future__ import annotations

import pytest

from review.conditions import Facts, applies, rows, topics

PLAIN = Facts(channels=frozenset({"folder"}))


@pytest.mark.parametrize(
    ("table", "facts", "expected"),
    [
        ([], PLAIN, True),
        ([{"channel": ["folder", "wechat"]}], PLAIN, True),
        ([{"channel": ["wechat"]}], PLAIN, False),
        ([{"secrecy": ["internal", "sensitive"]}], PLAIN, False),
        ([{"secrecy": ["internal", "sensitive"]}], Facts(secrecy="sensitive"), True),
        ([{"foreign_audience": True}], PLAIN, False),
        ([{"foreign_audience": True}], Facts(foreign_audience=True), True),
        ([{"foreign_audience": False}], PLAIN, True),
        ([{"urgent": True}], Facts(urgent=True), True),
        ([{"urgent": False}], Facts(urgent=True), False),
        ([{"topic": ["any"]}], PLAIN, False),
        ([{"topic": ["any"]}], Facts(topic="religion"), True),
        ([{"topic": ["religion", "ethnic"]}], Facts(topic="ethnic"), True),
        ([{"topic": ["religion"]}], Facts(topic="defence"), False),
        ([{"characters_over": 1000}], Facts(characters=1000), False),
        ([{"characters_over": 1000}], Facts(characters=1001), True),
        ([{"overruled_over": 0}], PLAIN, False),
        ([{"overruled_over": 0}], Facts(overruled=1), True),
        ([{"warnings_over": 2}], Facts(warnings=2), False),
        ([{"warnings_over": 2}], Facts(warnings=3), True),
        # cells of a row: all of them; rows: any of them
        ([{"urgent": True, "topic": ["any"]}], Facts(urgent=True), False),
        ([{"urgent": True, "topic": ["any"]}], Facts(urgent=True, topic="other"), True),
        ([{"urgent": True}, {"topic": ["any"]}], Facts(topic="other"), True),
        ([{"urgent": True}, {"topic": ["any"]}], PLAIN, False),
    ],
)
def test_table(table: list[dict[str, object]], facts: Facts, expected: bool) -> None:
    assert applies(rows(table), facts) is expected


def test_an_unknown_cell_is_a_bug() -> None:
    with pytest.raises(ValueError, match="weather"):
        applies(rows([{"weather": ["fine"]}]), PLAIN)


def test_the_classes_are_a_table_of_words() -> None:
    assert "religion" in topics()
    assert all(key.isascii() and title for key, title in topics().items())
