"""Wordlists, the matcher over them, and the text helpers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks import text, wordlist_faults, wordlists, words
from checks.model import Severity
from checks.wordlists import Entry, validate
from checks.words import Matcher

HEADER = "term\treplacement\tseverity\tunless\twhy\n"
FACTS = """
title = "题"
purpose = "用"
date = "2026-11-22"
licence = "CC0-1.0"
[[provenance]]
what = "全部"
mark = "K"
where = "编者"
"""


def test_a_good_list_has_no_problems_and_parses() -> None:
    rows = HEADER + "# 说明\n\n按步就班\t按部就班\tred\t\t成语\n像话\t\t\t不像话|太不像话\n"
    assert validate(rows, FACTS) == []
    first, second = wordlists.parse(rows)
    assert first == Entry("按步就班", ("按部就班",), Severity.RED, (), "成语", 4)
    assert first.suggestion == "按部就班"
    assert second.unless == ("不像话", "太不像话")
    assert second.suggestion is None


@pytest.mark.parametrize(
    ("row", "line", "told"),
    [
        ("\t甲", 2, "term 为空"),
        ("甲\t甲", 2, "与自身相同"),
        (" 甲\t乙", 2, "首尾有空白"),
        ("甲\t乙 |丙", 2, "首尾有空白"),
        ("甲\t乙|乙", 2, "重复项"),
        ("e\u0301\t乙", 2, "NFC"),
        ("甲\t乙\tpurple", 2, "severity"),
        ("甲\t乙\t\t丙丁", 2, "应是包含"),
        ("甲\t乙\t\t\t为何\t多余", 2, "列数多于"),
        ("甲\t乙\n乙\t丙", 2, "本身又是第 3 行的待查词"),
        ("甲\t乙\n甲\t丙", 3, "与第 2 行重复"),
    ],
)
def test_each_fault_is_told_with_its_line(row: str, line: int, told: str) -> None:
    problems = validate(HEADER + row + "\n", FACTS)
    assert any(p.line == line and told in p.message for p in problems), problems


def test_header_and_facts_are_judged_too() -> None:
    assert "表头" in validate("词\t换\n甲\t乙\n")[0].message
    assert "空" in validate("")[0].message
    assert {p.message for p in validate(HEADER, "title = 'x'")} == {
        "说明文件缺少 purpose",
        "说明文件缺少 date",
        "说明文件缺少 licence",
        "说明文件缺少 provenance（来源）",
    }
    assert "TOML" in validate(HEADER, "= =")[0].message


@given(st.text("甲乙丙 |\t\nred\u3000#e\u0301\r", max_size=16))
def test_the_quick_look_lets_nothing_pass_that_the_judge_refuses(rows: str) -> None:
    assert not wordlist_faults.surely_sound(HEADER + rows, FACTS) or validate(HEADER + rows, FACTS) == []


def test_a_missing_list_is_an_error_in_words() -> None:
    with pytest.raises(wordlists.WordlistError, match="读不出来"):
        wordlists.load("no_such_list")


@pytest.mark.parametrize("name", wordlists.names())
def test_shipped_lists_are_sound(name: str) -> None:
    assert wordlists.validate_named(name) == []
    assert wordlists.load(name).hash.startswith("sha256:")


def spans(matcher: Matcher, sentence: str) -> list[str]:
    return [sentence[m.start : m.end] for m in matcher.find(sentence)]


def test_longest_match_wins_and_a_silenced_one_hides_nothing() -> None:
    matcher = Matcher([Entry("帐"), Entry("帐号"), Entry("账号密", unless=("账号密码",)), Entry("密码本")])
    assert spans(matcher, "帐号和帐") == ["帐号", "帐"]
    assert spans(matcher, "账号密码本") == ["密码本"]


def test_contexts_silence_only_inside_them() -> None:
    matcher = Matcher([Entry("像话", unless=("不像话",)), Entry("截止", ("截止到",))])
    assert spans(matcher, "太不像话，这才像话") == ["像话"]
    assert spans(matcher, "截止到今天，截止今天") == ["截止"]


@given(st.text(alphabet="𠮷😀甲乙像话a，", max_size=40))
def test_offsets_are_code_points_whatever_is_astral(prefix: str) -> None:
    sentence = prefix + "按步就班" + prefix
    found = list(Matcher([Entry("按步就班")]).find(sentence))
    assert [(m.start, m.end) for m in found] == [(len(prefix), len(prefix) + 4)]


def test_word_boundaries() -> None:
    loose = Matcher([Entry("中国"), Entry("份人"), Entry("华人")], "loose")
    assert spans(loose, "其中国家机关占一半。") == []
    assert spans(loose, "发展中国家的经验。") == []
    assert spans(loose, "爱我中国。") == ["中国"]
    assert spans(Matcher([Entry("部份", ("部分",))], "loose"), "这是一部份。") == ["部份"]
    strict = Matcher([Entry("按装")], "strict")
    assert spans(strict, "请按装置说明操作。") == []
    assert spans(Matcher([Entry("按装")]), "请按装置说明操作。") == ["按装"]


def test_jieba_stays_out_of_the_shared_folder_and_is_quiet(capfd: pytest.CaptureFixture[str]) -> None:
    assert words.is_word("国家")
    assert words.cut("𠮷我国社会") == (("𠮷", 0, 1), ("我国", 1, 3), ("社会", 3, 5))
    assert capfd.readouterr().err == ""


@given(st.text(alphabet="甲乙。！？…”』\n. aB1", max_size=60))
def test_sentences_cover_the_text_without_gaps(sample: str) -> None:
    cuts = list(text.sentences(sample))
    assert "".join(sample[s:e] for s, e in cuts) == sample
    for index in range(len(sample)):
        start, end = text.sentence_span(sample, index, index + 1)
        assert start <= index < end
        assert (start, end) in cuts


def test_chinese_context() -> None:
    for sample, index, chinese in (
        ("会议指出,要", 4, True),
        ("Hello, world", 5, False),
        ("用 Python, 也", 8, True),
        ("3.14", 1, False),
        ("共 1,000 人", 3, True),
    ):
        assert text.is_chinese_context(sample, index) is chinese, sample


def test_quoted_spans_survive_unpaired_marks() -> None:
    sample = "‘甲“乙”丙《丁》“戊"
    assert [sample[s:e] for s, e in text.quoted_spans(sample)] == ["乙", "丁"]
    nested = "“甲‘乙’丙”"
    assert [nested[s:e] for s, e in text.quoted_spans(nested)] == ["甲‘乙’丙"]
    assert text.inside(text.quoted_spans(nested), 3)
    assert not text.inside(text.quoted_spans(nested), 0)


def test_verbatim_spans() -> None:
    sample = "见 https://example.org/a,b 或 a.b@example.cn，文件 report.docx。"
    assert [sample[s:e] for s, e in text.verbatim_spans(sample)] == [
        "https://example.org/a,b",
        "a.b@example.cn",
        "report.docx",
    ]
