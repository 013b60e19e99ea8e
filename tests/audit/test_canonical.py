"""Canonical JSON: vectors after RFC 8785, refusals, and properties."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from review.audit.canonical import MAX_INTEGER, CanonicalError, canonical, is_canonical, load

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
values = st.recursive(
    st.none() | st.booleans() | st.integers(-MAX_INTEGER, MAX_INTEGER) | texts,
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(texts, inner, max_size=5),
    max_leaves=20,
)


def test_keys_are_sorted_by_utf16_code_units() -> None:
    # RFC 8785 §3.2.3: U+1F600 is D83D DE00 in UTF-16 and so stands before U+FB33, unlike by code point.
    data = {"\u20ac": 1, "\r": 2, "\ufb33": 3, "1": 4, "\U0001f600": 5, "\u0080": 6, "\u00f6": 7}
    keys = list(json.loads(canonical(data)))
    assert keys == ["\r", "1", "\u0080", "\u00f6", "\u20ac", "\U0001f600", "\ufb33"]


def test_escapes_and_layout() -> None:
    value = {"b": [True, None, -1, {}], "a": '€$\x0f\nA\'B"\\\\"/\x7f\b\t\f\r', "空": []}
    wanted = '{"a":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/\x7f\\b\\t\\f\\r","b":[true,null,-1,{}],"空":[]}'
    assert canonical(value).decode() == wanted


def test_text_is_not_normalised() -> None:
    assert canonical("e\u0301") != canonical("\u00e9")


@pytest.mark.parametrize(
    ("value", "path"),
    [
        (1.0, "$"),
        ({"a": [1, float("nan")]}, "$.a[1]"),
        (2**53, "$"),
        ({"a": -(2**53)}, "$.a"),
        ({1: 2}, "$"),
        ({"\ud800": 1}, "$"),
        (["\udfff"], "$[0]"),
        ({"a": b"x"}, "$.a"),
        ({"a": {1, 2}}, "$.a"),
    ],
)
def test_refusals_name_the_place(value: Any, path: str) -> None:
    with pytest.raises(CanonicalError) as caught:
        canonical(value)
    assert caught.value.path == path


def test_depth_is_limited() -> None:
    value: Any = 0
    for _ in range(100_000):
        value = [value]
    with pytest.raises(CanonicalError):
        canonical(value)
    with pytest.raises(CanonicalError):
        load("[" * 100_000)


@pytest.mark.parametrize(
    "text", ["1.0", "1e3", "NaN", "-Infinity", '{"a":1,"a":2}', "{", "", b"\xff", "[1,]"]
)
def test_load_refuses(text: str | bytes) -> None:
    with pytest.raises(CanonicalError):
        load(text)


@pytest.mark.parametrize(
    "text", ['{"b":1,"a":2}', '{"a": 1}', '"\\u4e2d"', "1.5", "-0", "\ufeff1", '"\ud800"']
)
def test_other_spellings_are_not_canonical(text: str) -> None:
    assert not is_canonical(text)


@given(values)
def test_round_trip(value: Any) -> None:
    data = canonical(value)
    assert load(data) == value
    assert is_canonical(data)
    assert canonical(load(data)) == data


@given(st.dictionaries(texts, st.integers(0, 9), max_size=8), st.randoms())
def test_order_of_insertion_does_not_matter(value: dict[str, int], random: Any) -> None:
    items = list(value.items())
    random.shuffle(items)
    assert canonical(dict(items)) == canonical(value)
