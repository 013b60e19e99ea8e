"""Makes models: an organisation's own from its archive, and the shipped one from its corpora."""

from __future__ import annotations

import resource
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from checks.typos.characters import FACTS, confusions
from checks.typos.codes import Vocabulary
from checks.typos.kneser import estimate, lay_out, prune
from checks.typos.model import Model, ModelError
from checks.typos.ngrams import ORDER
from checks.typos.train import (
    Corpus,
    Counted,
    count,
    dictionary,
    distinct,
    merge,
    vocabulary,
)

Say = Callable[[str], None]
LEAST_CHARACTERS = 2_000
MOST = (1 << 16, 1 << 30, 1 << 30, 2_870_000, 1_400_000)
"""How many n-grams of order 1 to 5 the shipped model keeps."""


@dataclass(frozen=True, slots=True)
class Progress:
    """Tells each step with the seconds since the start and the memory (GB) used at most."""

    say: Say
    started: float

    def __call__(self, step: str) -> None:
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
        self.say(f"{time.monotonic() - self.started:7.1f} 秒  {memory:4.1f} GB  {step}")


def progress(say: Say) -> Progress:
    """Progress from now on."""
    return Progress(say, time.monotonic())


def own_model(text: str, base: Model, facts: dict[str, Any], step: Progress) -> Model:
    """A model that adds the counts of `text` to `base`; it uses the same characters.

    Raises:
        ModelError: `text` holds too little to learn from.
    """
    if len(text) < LEAST_CHARACTERS:
        raise ModelError(f"文本太少：至少要 {LEAST_CHARACTERS:,} 字，现有 {len(text):,} 字")
    codes = base.vocabulary.encode(distinct(text, 3)).codes
    step(f"{len(codes):,} 字")
    orders = [count(codes, order, 1) for order in range(2, ORDER + 1)]
    step(" ".join(f"{order} 字串 {len(o.keys):,} 种" for order, o in enumerate(orders, 2)))
    single = np.bincount(codes, minlength=base.vocabulary.size).astype(np.float64)
    grams = lay_out(single, estimate(base.vocabulary.size, orders, []), base.grams.books)
    return Model(base.vocabulary, grams, None, {}, facts, "")


def counts_of(
    corpora: list[Corpus], extra: str, step: Progress
) -> tuple[Vocabulary, np.ndarray[Any, Any], list[Counted], list[Counted]]:
    """Vocabulary, single counts, n-grams of order 2 to 5 of all corpora and the dictionary, those of the dictionary alone."""
    texts = [distinct(c.text, c.repeat) for c in corpora]
    step(f"去重后 {sum(map(len, texts)):,} 字")
    known = vocabulary(texts, 3, extra)
    coded = [known.encode(t).codes for t in texts]
    words = known.encode(dictionary()).codes
    orders, alone = [], []
    for order in range(2, ORDER + 1):
        parts = [count(codes, order, c.least) for codes, c in zip(coded, corpora, strict=True)]
        alone.append(count(words, order, 1, False))
        orders.append(merge([*parts, alone[-1]], [1.0] * (len(parts) + 1)))
        step(f"{order} 字串 {len(orders[-1].keys):,} 种")
    single = np.bincount(np.concatenate([*coded, words]), minlength=known.size).astype(np.float64)
    single[0] -= (words == 0).sum()
    return known, single, orders, alone


def base_model(corpora: list[Corpus], facts: dict[str, Any], step: Progress) -> Model:
    """The shipped model without its classifier."""
    extra = np.load(FACTS)["characters"].tobytes().decode("utf-32-le")
    known, single, orders, words = counts_of(corpora, extra, step)
    chances = prune(estimate(known.size, orders, words), MOST)
    step("概率：" + " ".join(f"{len(c.keys):,}" for c in chances))
    grams = lay_out(single, chances)
    step("排成静态表")
    tables = confusions(known, grams.single)
    step("混淆表")
    return Model(known, grams, tables, {}, facts, "")
