"""The model file and what it is made of: built on a small corpus of our own, saved, loaded, damaged."""

from __future__ import annotations

import itertools
import random
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checks.typos.base import own_model, progress
from checks.typos.codes import END, LATIN, NUMBER, OTHER, Vocabulary
from checks.typos.kneser import Chances, book, estimate, lay_out, nearest, prune
from checks.typos.model import MAGIC, Model, ModelError, load, save
from checks.typos.ngrams import ORDER
from checks.typos.scoring import Scorer
from checks.typos.table import build, fingerprint
from checks.typos.train import count, vocabulary
from checks.typos.trees import fit, from_plain

SUBJECTS = ("各级部门", "项目单位", "编辑部门", "审核人员", "有关企业", "基层组织")
VERBS = ("认真落实", "及时修订", "逐项核对", "定期检查", "按时汇总", "稳步推进")
OBJECTS = ("年度计划", "审校制度", "责任清单", "发布流程", "数据报表", "应急预案")


def corpus(size: int = 400) -> str:
    dice = random.Random(7)  # noqa: S311 - no secret
    return "\n".join(
        dice.choice(SUBJECTS) + dice.choice(VERBS) + dice.choice(OBJECTS) + "。" for _ in range(size)
    )


def chances() -> tuple[Vocabulary, np.ndarray[Any, Any], list[Chances]]:
    text = corpus()
    known = vocabulary([text], 1)
    codes = known.encode(text).codes
    orders = [count(codes, n, 1) for n in range(2, ORDER + 1)]
    single = np.bincount(codes, minlength=known.size).astype(float)
    return known, single, estimate(known.size, orders, [])


def small_model() -> Model:
    known, single, orders = chances()
    return Model(known, lay_out(single, orders), None, {}, {"title": "小"}, "")


MODEL = small_model()


def test_the_same_text_gives_the_same_bytes_and_they_load(tmp_path: Path) -> None:
    one, two = tmp_path / "one.model", tmp_path / "two.model"
    save(one, MODEL)
    save(two, small_model())
    assert one.read_bytes() == two.read_bytes()
    loaded = load(one)
    windows = loaded.vocabulary.encode(corpus(5)).codes[None]
    assert np.array_equal(Scorer(loaded).score(windows)[0], Scorer(MODEL).score(windows)[0])
    assert loaded.facts == {"title": "小"}


@pytest.mark.parametrize("damage", ["missing", "empty", "magic", "cut", "flipped", "header"])
def test_a_damaged_file_is_a_typed_error(tmp_path: Path, damage: str) -> None:
    path = tmp_path / "a.model"
    save(path, MODEL)
    data = bytearray(path.read_bytes())
    if damage == "missing":
        path.unlink()
    elif damage == "empty":
        path.write_bytes(b"")
    else:
        if damage == "magic":
            data[:4] = b"xxxx"
        elif damage == "cut":
            data = data[: len(data) // 2]
        elif damage == "flipped":
            data[-100] ^= 1
        else:
            data[len(MAGIC) + 20] ^= 0xFF
        path.write_bytes(data)
    with pytest.raises(ModelError):
        load(path)


@settings(deadline=None, max_examples=30)
@given(st.integers(0, 10_000))
def test_probabilities_after_a_history_sum_to_at_most_one(seed: int) -> None:
    known, scorer = MODEL.vocabulary, Scorer(MODEL)
    codes = known.encode(corpus(20)).codes
    at = seed % (len(codes) - 5)
    history = codes[at : at + 4]
    windows = np.concatenate(
        [np.tile(history, (known.size, 1)), np.arange(known.size, dtype=np.uint16)[:, None]], axis=1
    )
    total = np.exp(scorer.score(windows)[0].astype(np.float64)).sum()
    # Probabilities are stored as the nearest of 31 or 255 values, so a sum may be a few per cent off.
    assert 0.85 < total < 1.15


def test_pruning_keeps_the_parts_of_what_it_keeps_and_the_sum_of_one() -> None:
    _, _, orders = chances()
    sizes = [len(order.keys) for order in orders]
    pruned = prune(orders, (*sizes[:3], sizes[3] // 2, sizes[4] // 4))
    assert len(pruned[4].keys) == sizes[4] // 4
    assert sizes[3] // 2 <= len(pruned[3].keys) < sizes[3]
    for below, this in itertools.pairwise(pruned):
        assert (this.prefix < len(below.keys)).all()
        assert (this.suffix < len(below.keys)).all()
        # What follows a history sums to one: the kept n-grams, and the shorter ones times what is given on.
        used = np.bincount(this.prefix, np.exp(this.logs), len(below.keys))
        shorter = np.bincount(this.prefix, np.exp(below.logs[this.suffix]), len(below.keys))
        followed = np.bincount(this.prefix, minlength=len(below.keys)) > 0
        total = used + np.exp(below.rests) * (1 - shorter)
        assert np.abs(total[followed] - 1).max() < 0.02


def test_a_code_after_many_different_ones_is_likelier_than_one_after_the_same_again() -> None:
    text = "\n".join(["甲乙", *["丙丁"] * 9, *(f"{c}乙" for c in "戊己庚辛")])
    known = vocabulary([text], 1)
    codes = known.encode(text).codes
    orders = estimate(known.size, [count(codes, n, 1) for n in range(2, ORDER + 1)], [])
    grams = lay_out(np.bincount(codes, minlength=known.size).astype(float), orders)
    assert grams.chance[known.code("乙")] > grams.chance[known.code("丁")] + 1


@settings(deadline=None, max_examples=40)
@given(st.lists(st.floats(-12, 0), min_size=1, max_size=300), st.integers(2, 40))
def test_a_book_has_a_near_value_for_every_value(values: list[float], size: int) -> None:
    chosen = book(np.array(values), size)
    assert (np.diff(chosen) >= 0).all()
    off = np.abs(chosen[nearest(np.array(values), chosen)] - np.array(values))
    assert off.max() <= max(np.ptp(values), 1e-4)
    assert off.mean() <= np.ptp(values) / 2 + 1e-4


def test_no_ngram_is_seen_unless_its_parts_are() -> None:
    levels = Scorer(MODEL).score(MODEL.vocabulary.encode(corpus(30)[::2]).codes[None])[1]
    for shorter, longer in itertools.pairwise(levels):
        size = longer.shape[1]
        assert ((longer == 0) | ((shorter[:, :size] > 0) & (shorter[:, 1 : size + 1] > 0))).all()
    assert (levels[0] > 0).any()
    assert (levels[3] == 0).any()


@pytest.mark.parametrize("size", [1, 2, 17, 3_000])
def test_a_static_function_gives_back_what_it_was_given(size: int) -> None:
    keys = np.unique(np.random.default_rng(size).integers(0, 2**63, size, dtype=np.uint64))
    values = (keys % np.uint64(31)).astype(np.uint16)
    function = build(keys, lambda h: values | (fingerprint(h, 11) << np.uint32(5)), np.uint16)
    words, hashes = function.get(keys)
    assert np.array_equal(words & 31, values)
    assert np.array_equal(words >> 5, fingerprint(hashes, 11))
    wide = build(keys, lambda h: (keys % np.uint64(1 << 20)).astype(np.uint32), np.uint32).split()
    words, hashes = wide.get(keys)
    assert np.array_equal(words, keys % np.uint64(1 << 16))
    assert np.array_equal(wide.nibbles_of(hashes), keys >> np.uint64(16) & np.uint64(15))
    others, hashes = function.get(keys + np.uint64(1 << 20))
    assert (others >> 5 == fingerprint(hashes, 11)).mean() < 0.01 + 2 / size


@settings(deadline=None)
@given(st.text(alphabet="部门审校，。！12ab Ａ９\u3000\n😀𠮷々é", max_size=80))
def test_every_code_knows_its_place(text: str) -> None:
    known: Vocabulary = MODEL.vocabulary
    coded = known.encode(text)
    assert coded.codes[0] == END
    assert coded.codes[-1] == END or not text.strip()
    assert not ((coded.codes[1:] == END) & (coded.codes[:-1] == END)).any()
    for code, place in zip(coded.codes.tolist(), coded.places.tolist(), strict=True):
        if 0 <= place < len(text) and code not in (END, OTHER, NUMBER, LATIN):
            assert known.code(text[place]) == code


def test_an_archive_that_is_too_small_is_refused() -> None:
    with pytest.raises(ModelError, match="文本太少"):
        own_model("太短。", MODEL, {}, progress(lambda _: None))


def test_an_archive_makes_its_words_likelier() -> None:
    own = own_model(corpus(300) + "\n部门审校年度清单。" * 60, MODEL, {}, progress(lambda _: None))
    windows = MODEL.vocabulary.encode("部门审校年度清单。").codes[None]
    assert Scorer(MODEL, own).score(windows)[0].sum() > Scorer(MODEL).score(windows)[0].sum() + 1


def test_the_classifier_learns_and_survives_its_plain_form() -> None:
    values = np.random.default_rng(3).normal(size=(2_000, 4)).astype(np.float32)
    answers = ((values[:, 0] > 0) ^ (values[:, 2] > 0.5)).astype(np.int64)
    trees = fit(values, answers, np.ones(2_000), trees=40, depth=3)
    again = from_plain(trees.plain())
    assert ((again.scores(values) > 0) == answers).mean() > 0.95
    with pytest.raises(KeyError):
        from_plain({})
