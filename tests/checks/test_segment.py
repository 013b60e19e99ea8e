"""Our cuts are jieba's cuts, out of the same dictionary."""

from __future__ import annotations

import warnings
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checks import segment

SENTENCES = (
    "各部门要按照统一布署抓好落实，大约30人左右。",
    "中华人民共和国国务院办公厅关于印发《年度工作要点》的通知",
    "研究生命的起源，乒乓球拍卖完了，他从马上下来。",
    "会议于2026年3月5日9:30召开，B超、T恤、C++ 与 Q版，吉林大学和吉林市。",
    "江南style，4S店，AT&T，3.5%，a-b_c#d，\r\n　全角空格\t制表。",
    "𠮷野家的龢龥鿿〇二〇年",
    "",
)


@pytest.fixture(scope="module")
def jieba() -> Any:
    """jieba's own tokenizer, without its copy of the dictionary in the shared temporary folder."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import jieba as module
    tokenizer = module.Tokenizer()
    tokenizer.FREQ, tokenizer.total = tokenizer.gen_pfdict(tokenizer.get_dict_file())
    tokenizer.initialized = True
    return tokenizer


def test_every_word_of_the_dictionary_is_found(jieba: Any) -> None:
    ours = segment.dictionary()
    assert ours.total == jieba.total
    assert all(ours.frequency(word) == frequency for word, frequency in jieba.FREQ.items())
    assert not segment.is_word("")
    assert not segment.is_word("一愁莫展")


@pytest.mark.parametrize("sentence", SENTENCES)
def test_sentences_are_cut_as_jieba_cuts(jieba: Any, sentence: str) -> None:
    assert segment.cut(sentence) == tuple(jieba.tokenize(sentence, HMM=False))


@settings(max_examples=400)
@given(st.text("一不人大国家工作机关研究生命的马上下来AB1c+#&._%-，。 \r\n\t\u3000𠮷超股恤吉林", max_size=40))
def test_any_text_is_cut_as_jieba_cuts(jieba: Any, sentence: str) -> None:
    assert segment.cut(sentence) == tuple(jieba.tokenize(sentence, HMM=False))


def test_a_dictionary_in_any_order_gives_the_same_words() -> None:
    known = segment.dictionary()
    lines = ["工作 3 n", "一 5 m", "工 2 n", "T恤 4 n", "一二 1 m", "T台 3 n", "工作者 1 n"]
    shuffled = segment.Dictionary("\n".join(lines).encode())
    assert shuffled.total == 19
    words = {line.split(" ")[0]: int(line.split(" ")[1]) for line in lines}
    assert {word: shuffled.frequency(word) for word in words} == words
    assert [shuffled.frequency(word) for word in ("作", "工作者们", "一二三", "人")] == [0, 0, 0, 0]
    assert known is segment.dictionary()
