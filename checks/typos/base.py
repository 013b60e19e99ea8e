"""Makes models: an organisation's own from its archive, and the shipped one from its corpora."""

from __future__ import annotations

import resource
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from checks.typos.characters import FACTS, confusions
from checks.typos.codes import Vocabulary
from checks.typos.model import Model, ModelError
from checks.typos.ngrams import ORDER
from checks.typos.scoring import Scorer
from checks.typos.train import (
    Corpus,
    Counted,
    count,
    dictionary,
    distinct,
    fit_rests,
    lay_out,
    merge,
    take,
    vocabulary,
)

Say = Callable[[str], None]
OWN_WEIGHT = 3.0
"""An archive is small and speaks the organisation's language: each of its n-grams counts as three."""

LEAST_CHARACTERS = 2_000
BASE_CUTS = (1, 1, 1, 3)
"""n-grams of order 2, 3, 4, 5 seen less often are left out of the shipped model."""


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
    orders = []
    for order in range(2, ORDER + 1):
        counted = count(codes, order, 1 if order < ORDER else 2)
        orders.append(replace(counted, counts=counted.counts * OWN_WEIGHT))
        step(f"{order} 字串 {len(counted.keys):,} 种")
    single = np.bincount(codes, minlength=base.vocabulary.size).astype(np.float64) * OWN_WEIGHT
    return Model(base.vocabulary, lay_out(single, orders), None, {}, facts, "")


def counts_of(
    corpora: list[Corpus], extra: str, step: Progress
) -> tuple[Vocabulary, np.ndarray[Any, Any], list[Counted]]:
    """Vocabulary, single counts and n-grams of order 2 to 5 of all corpora and the dictionary."""
    texts = [distinct(c.text, c.repeat) for c in corpora]
    step(f"去重后 {sum(map(len, texts)):,} 字")
    known = vocabulary(texts, 3, extra)
    coded = [known.encode(t).codes for t in texts]
    words = known.encode(dictionary()).codes
    orders = []
    for order, cut in zip(range(2, ORDER + 1), BASE_CUTS, strict=True):
        parts = [count(codes, order, c.least) for codes, c in zip(coded, corpora, strict=True)]
        merged = merge([*parts, count(words, order, 1, False)], [1.0] * (len(parts) + 1))
        orders.append(take(merged, merged.counts >= cut))
        step(f"{order} 字串 {len(merged.keys):,} 种，留 {len(orders[-1].keys):,}")
    single = np.bincount(np.concatenate([*coded, words]), minlength=known.size).astype(np.float64)
    single[0] -= (words == 0).sum()
    return known, single, orders


def base_model(corpora: list[Corpus], held_out: str, facts: dict[str, Any], step: Progress) -> Model:
    """The shipped model without its classifier; λ is fitted to `held_out`, which must not be among the corpora."""
    extra = np.load(FACTS)["characters"].tobytes().decode("utf-32-le")
    known, single, orders = counts_of(corpora, extra, step)
    grams = lay_out(single, orders)
    step("排成静态表")
    model = Model(known, grams, None, {}, facts, "")
    grams = replace(grams, rests=fit_rests(Scorer(model), known.encode(held_out).codes))
    tables = confusions(known, grams.single)
    step("混淆表")
    return Model(known, grams, tables, {}, facts, "")
