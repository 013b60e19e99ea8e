"""Words that keep company: counted from text, stored in bits, compared with the rest of a sentence."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from checks.typos.codes import END, Vocabulary
from checks.typos.company import MEASURES, PAIR_STEP, REACH, Company, fitting, pair_key, word_keys
from checks.typos.features import NAMES, describe
from checks.typos.model import base, load, save
from checks.typos.search import Searcher, edits, lay
from checks.typos.wording import begins, cut
from tools.typo_company import company


@cache
def searcher() -> Searcher:
    return Searcher(base())


def codes(text: str) -> np.ndarray[tuple[int], np.dtype[np.uint16]]:
    known: Vocabulary = searcher().scorer.model.vocabulary
    return known.encode(text).codes


def made(lines: list[str]) -> Company:
    model = searcher().scorer.model
    text = np.concatenate([codes(line + "。") for line in lines])
    single = np.log(np.maximum(model.grams.single, 1)).astype(np.float32)
    return company([text], [1], searcher().tables, single, dimensions=4)


def corpus() -> Iterator[str]:
    """Farming and courts, each with its own words, in sentences that share only their frame."""
    dice = np.random.default_rng(3)
    fields = (
        ["小麦", "水稻", "化肥", "农田", "丰收", "灌溉"],
        ["法院", "仲裁", "裁决", "原告", "诉讼", "律师"],
    )
    for i in range(600):
        words = dice.permutation(fields[i % 2])[:4]
        yield "今天" + "和".join(words) + "都有消息"


def fit_of(made_of: Company, sentence: str, word: str) -> dict[str, float]:
    """MEASURES of `word` in `sentence`."""
    row = codes(sentence)[1:-1]
    at = sentence.index(word)
    rows = np.full((1, 2 * REACH + len(word)), END, np.uint16)
    rows[0, REACH - at : REACH - at + len(row)] = row
    single = searcher().scorer.log_single
    values = fitting(made_of, searcher().tables, single, rows, REACH, np.array([len(word)]))
    return dict(zip(MEASURES, values[0].tolist(), strict=True))


def test_a_word_fits_the_sentence_of_its_own_field() -> None:
    table = made(list(corpus()))
    own = fit_of(table, "法院和原告和仲裁", "仲裁")
    strange = fit_of(table, "小麦和水稻和仲裁", "仲裁")
    assert own["company_max"] > strange["company_max"] + 0.3
    assert own["company_sum"] > strange["company_sum"]
    assert own["company_near"] > strange["company_near"] == 0


def test_near_pairs_know_which_word_comes_first() -> None:
    table = made(["他们种植小麦"] * 40 + list(corpus()))
    rows = codes("种植小麦")[1:-1][None, :]
    keys = word_keys(begins(searcher().tables, searcher().scorer.log_single, rows), rows)
    first, second = keys[:, 0], keys[:, 2]
    assert table.nearness(first, second)[0] >= 2 * PAIR_STEP
    assert table.nearness(second, first)[0] == 0
    assert pair_key(first, second)[0] != pair_key(second, first)[0]


def test_words_that_were_not_counted_have_no_direction() -> None:
    table = made(list(corpus()))
    assert table.rows(np.array([12345], np.uint64))[0] == 0
    assert not table.directions(np.array([0])).any()
    vectors = table.directions(np.arange(1, len(table.company_vectors)))
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1, abs=1e-5)
    assert not any(fit_of(table, "鳄鱼和企鹅", "企鹅").values())


def test_same_text_same_tables() -> None:
    one, two = made(list(corpus())), made(list(corpus()))
    assert np.array_equal(one.company_vectors, two.company_vectors)
    assert np.array_equal(one.company_pairs.cells, two.company_pairs.cells)
    assert np.array_equal(one.company_rows.cells, two.company_rows.cells)


def test_the_cut_and_where_its_words_begin_agree() -> None:
    rows = np.stack(
        [codes(text)[1:13] for text in ("人民法院应当依法公开审理案件", "国家鼓励发展现代农业和畜牧业")]
    )
    tables, single = searcher().tables, searcher().scorer.log_single
    sizes = begins(tables, single, rows)
    assert sizes.sum(axis=1).tolist() == [12, 12]
    assert (sizes > 0).sum(axis=1).tolist() == cut(tables, single, rows, 0).words.tolist()


def test_a_change_is_described_the_same_whatever_else_is_read() -> None:
    sentences = [codes(t)[1:-1] for t in ("向仲采委员会提出申请", "他门明天开会讨论经济发站问题")]

    def rows(
        chosen: list[np.ndarray[tuple[int], np.dtype[np.uint16]]],
    ) -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
        text = lay(chosen)
        found = searcher().changes(text)
        return describe(searcher(), text, found, edits(text, found)).values

    together = rows(sentences)
    assert len(together) >= 2
    assert np.array_equal(together, np.concatenate([rows([s]) for s in sentences]))
    assert together[:, [NAMES.index(f"{name}_new") for name in MEASURES]].any()


def test_the_model_file_keeps_the_tables(tmp_path: Path) -> None:
    model, path = base(), tmp_path / "a.model"
    save(path, model)
    again = load(path)
    assert model.company is not None
    assert again.company is not None
    assert np.array_equal(again.company.company_vectors, model.company.company_vectors)
    assert again.hash == model.hash
