"""Segments: joined they are the text, every mark covers exactly its span, whatever overlaps whatever."""

from __future__ import annotations

import re
from html import unescape

from hypothesis import given
from hypothesis import strategies as st

from web.annotate import Mark, render, segments


@st.composite
def marked(draw: st.DrawFn) -> tuple[str, list[Mark]]:
    text = draw(st.text(st.characters(exclude_categories=["Cs"]), max_size=60))
    spans = draw(st.lists(st.tuples(st.integers(0, len(text)), st.integers(0, len(text))), max_size=12))
    kinds = st.sampled_from(["red", "yellow", "blue", "comment"])
    return text, [
        Mark(f"f{i}", draw(kinds), min(a, b), max(a, b), f"错{i}", f"#f{i}", '说明<&">', draw(st.booleans()))
        for i, (a, b) in enumerate(spans)
    ]


@given(marked())
def test_segments_join_to_the_text_and_marks_keep_their_spans(case: tuple[str, list[Mark]]) -> None:
    text, marks = case
    found = segments(text, marks)
    assert "".join(s.text for s in found) == text
    for mark in marks:
        covered = "".join(s.text for s in found if mark in s.covering)
        assert covered == text[mark.start : mark.end]
        assert any(mark in s.covering for s in found)
        assert sum(mark in s.starting for s in found) == 1


@given(marked())
def test_html_holds_the_text_escaped_and_every_mark_once(case: tuple[str, list[Mark]]) -> None:
    text, marks = case
    html = str(render(text, marks))
    assert unescape(re.sub(r"<[^>]*>", "", html)) == text or "\r" in text or _html5_quirk(text)
    for mark in marks:
        assert html.count(f'id="m-{mark.id}"') == 1


def _html5_quirk(text: str) -> bool:
    """`unescape` maps some control characters that our escaping leaves as they are."""
    return any(ord(c) < 32 or 127 <= ord(c) < 160 for c in text) or "&" in text


def test_marks_beyond_the_text_are_cut_to_it() -> None:
    found = segments(
        "短文", [Mark("f1", "red", 1, 99, "错1", "#f1", ""), Mark("f2", "blue", 50, 60, "示2", "#f2", "")]
    )
    assert [(s.text, len(s.covering)) for s in found] == [("短", 0), ("文", 1), ("", 1)]


def test_hostile_text_and_labels_are_escaped() -> None:
    mark = Mark("f1", "red", 0, 8, '"><b>', '#"><b>', '"><script>')
    html = str(render("<script>alert(1)</script>", [mark]))
    assert "<script" not in html
    assert "<b>" not in html
    assert "&lt;script&gt;" in html


def test_offsets_count_code_points_not_utf16_units() -> None:
    html = str(render("𠮷野家", [Mark("f1", "red", 1, 2, "错1", "#f1", "")]))
    assert re.search(r">野</a>家$", html)
