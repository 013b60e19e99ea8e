"""From counts to probabilities: interpolated Kneser–Ney with three discounts an order (Chen and Goodman 1999).

Below the highest order an n-gram counts as often as different codes stand before it: what a thousand copies of one
law repeat is no better known than what two laws say. Then the n-grams that change the least are left out and what
their histories have to spare is worked out anew (Seymore and Rosenfeld 1996, Stolcke 1998).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from checks.typos.ngrams import CHANCES, GRAM_PRINT, LONG_PRINT, PAIR_PRINT, RESTS, NGrams, term
from checks.typos.table import Keys, build, fingerprint
from checks.typos.train import Counted, lookup

Floats = NDArray[np.float64]
Places = NDArray[np.int64]
_FIRMER = 1.1
"""Discounts are raised by a tenth: what is checked is not of the corpora, and text held out of them likes it too."""
_LEAST_REST = 1e-4


@dataclass(frozen=True, slots=True)
class Chances:
    """n-grams of one order: log p of the last code after the others, and log of what the n-gram as a history gives on
    to shorter ones (0 = never a history). `prefix`, `suffix`: their places in the order below. `weight`: how often seen.
    """

    keys: Keys
    logs: Floats
    rests: Floats
    prefix: Places
    suffix: Places
    weight: Floats


def estimate(size: int, orders: list[Counted], words: list[Counted]) -> list[Chances]:
    """Probabilities of orders 1, 2, … from the counts of orders 2, 3, … over `size` codes.

    `words`: those of a dictionary, by order, already among the counts, or nothing: every repetition of a word there counts as one
    more code before its n-grams, for a word list has no text that could show it.
    """
    keys = term(np.arange(size, dtype=np.uint16), 0)
    sort = np.argsort(keys)
    last = orders[0].suffixes
    seen: Floats = np.bincount(sort[np.searchsorted(keys[sort], last)], minlength=size) + np.float64(0.5)
    none = np.zeros(0, np.int64)
    below = Chances(keys[sort], np.log(seen / seen.sum())[sort], np.zeros(size), none, none, seen[sort])
    out = [below]
    for i, counted in enumerate(orders):
        counts = counted.counts
        if i + 1 < len(orders):
            repeats = np.maximum(lookup(words[i], counted.keys) - 1, 0) if words else 0
            counts = np.maximum(_before(orders[i + 1], counted) + repeats, 1)
        out[-1], below = _order(counted, counts, out[-1])
        out.append(below)
    return out


def _before(longer: Counted, counted: Counted) -> Floats:
    """How many different codes stand before each n-gram."""
    keys, counts = np.unique(longer.suffixes, return_counts=True)
    if not len(keys):
        return np.zeros(len(counted.keys))
    at = np.minimum(np.searchsorted(keys, counted.keys), len(keys) - 1)
    return np.where(keys[at] == counted.keys, counts[at], 0).astype(np.float64)


def _order(counted: Counted, counts: Floats, below: Chances) -> tuple[Chances, Chances]:
    """(the order below with its rests, this order)."""
    prefix = np.searchsorted(below.keys, counted.prefixes).astype(np.int64)
    suffix = np.searchsorted(below.keys, counted.suffixes).astype(np.int64)
    off = np.minimum(_discounts(counts)[np.minimum(np.floor(counts), 3).astype(np.int64)], counts)
    total = np.bincount(prefix, counts, len(below.keys))
    spare = np.bincount(prefix, off, len(below.keys))
    rest = np.where(total > 0, spare / np.maximum(total, 1), 1)
    chance = (counts - off) / total[prefix] + rest[prefix] * np.exp(below.logs[suffix])
    rests = np.log(np.clip(rest, _LEAST_REST, 1))
    this = Chances(counted.keys, np.log(chance), np.zeros(len(counts)), prefix, suffix, counts)
    return replace(below, rests=rests), this


def _discounts(counts: Floats) -> Floats:
    once, twice, thrice, four = (max(int((np.floor(counts) == n).sum()), 1) for n in (1, 2, 3, 4))
    y = once / (once + 2 * twice)
    plain = [0, 1 - 2 * y * twice / once, 2 - 3 * y * thrice / twice, 3 - 4 * y * four / thrice]
    discounts: Floats = _FIRMER * np.clip(np.array(plain), 0, [0, 0.9, 1.6, 2.2])
    return discounts


def prune(orders: list[Chances], most: tuple[int, ...]) -> list[Chances]:
    """At most `most[i]` n-grams of order i + 1: those of highest weight times difference to what shorter ones give.
    Parts of an n-gram that stays do stay."""
    out = list(orders)
    needed = np.zeros(len(out[-1].keys), bool)
    for i in range(len(out) - 1, 0, -1):
        this, below = out[i], out[i - 1]
        gain = this.weight * (this.logs - below.rests[this.prefix] - below.logs[this.suffix])
        order = np.lexsort((this.keys, -gain, ~needed))
        keep = np.zeros(len(gain), bool)
        keep[order[: max(most[i], int(needed.sum()))]] = True
        out[i] = _kept(this, keep)
        out[i - 1] = _rested(below, out[i])
        if i < len(out) - 1:
            moved = np.cumsum(keep) - 1
            out[i + 1] = replace(out[i + 1], prefix=moved[out[i + 1].prefix], suffix=moved[out[i + 1].suffix])
        needed = np.zeros(len(below.keys), bool)
        needed[out[i].prefix], needed[out[i].suffix] = True, True
    return out


def _kept(this: Chances, keep: NDArray[np.bool_]) -> Chances:
    return Chances(
        this.keys[keep],
        this.logs[keep],
        this.rests[keep],
        this.prefix[keep],
        this.suffix[keep],
        this.weight[keep],
    )


def _rested(below: Chances, this: Chances) -> Chances:
    """`below` with what its n-grams give on now that some that followed them are gone."""
    size = len(below.keys)
    used = np.bincount(this.prefix, np.exp(this.logs), size)
    shorter = np.bincount(this.prefix, np.exp(below.logs[this.suffix]), size)
    followed = np.bincount(this.prefix, minlength=size) > 0
    rest = np.clip((1 - used) / np.maximum(1 - shorter, 1e-9), _LEAST_REST, 1)
    return replace(below, rests=np.where(followed, np.log(rest), 0.0))


def book(values: Floats, size: int) -> NDArray[np.float32]:
    """`size` values, ascending, that stand for all of `values` with little error (Lloyd 1982)."""
    if not len(values):
        return np.zeros(size, np.float32)
    ordered = np.sort(values)
    sums = np.concatenate([[0.0], np.cumsum(ordered)])
    middles = np.quantile(ordered, (np.arange(size) + 0.5) / size)
    for _ in range(40):
        cuts = np.searchsorted(ordered, (middles[1:] + middles[:-1]) / 2)
        edges = np.concatenate([[0], cuts, [len(ordered)]])
        counts = np.diff(edges)
        middles = np.where(counts > 0, np.diff(sums[edges]) / np.maximum(counts, 1), middles)
    return np.sort(middles).astype(np.float32)


def nearest(values: Floats, chosen: NDArray[np.float32]) -> NDArray[np.uint32]:
    """Which value of a book stands for each."""
    return np.searchsorted((chosen[1:] + chosen[:-1]) / 2, values).astype(np.uint32)


def books_of(orders: list[Chances]) -> NDArray[np.float32]:
    """The books for orders 1 to 5, as NGrams has them."""
    rows = [book(this.logs, size - 1) for this, size in zip(orders[1:], CHANCES, strict=True)]
    rows += [
        book(this.rests[this.rests < 0], size - 1) for this, size in zip(orders[1:-1], RESTS, strict=True)
    ]
    return np.concatenate([np.concatenate([np.zeros(1, np.float32), row]) for row in rows])


def lay_out(
    single: NDArray[np.float64], orders: list[Chances], books: NDArray[np.float32] | None = None
) -> NGrams:
    """The model of orders 1 to 5, with `books` of another model where they are given."""
    books = books_of(orders) if books is None else books
    ends = np.cumsum([*CHANCES, *RESTS])
    rows = [row[1:] for row in np.split(books, ends[:-1])]
    words = []
    for i, this in enumerate(orders[1:]):
        value = 1 + nearest(this.logs, rows[i])
        if i < len(RESTS):
            rest = np.where(this.rests < 0, 1 + nearest(this.rests, rows[len(CHANCES) + i]), 0)
            value |= rest.astype(np.uint32) << np.uint32(8 if i == 0 else 16)
        words.append(value)
    keys = [this.keys for this in orders[1:]]
    grams = np.concatenate(words[1:-1])
    place = np.searchsorted(orders[0].keys, term(np.arange(len(single), dtype=np.uint16), 0))
    return NGrams(
        single=single.astype(np.float32),
        chance=orders[0].logs[place].astype(np.float32),
        rest=orders[0].rests[place].astype(np.float32),
        books=books,
        pairs=build(keys[0], lambda h: words[0] | (fingerprint(h, PAIR_PRINT) << np.uint32(16)), np.uint32),
        grams=build(
            np.concatenate(keys[1:-1]),
            lambda h: grams | (fingerprint(h, GRAM_PRINT) << np.uint32(5)),
            np.uint32,
        ).split(),
        longs=build(keys[-1], lambda h: words[-1] | (fingerprint(h, LONG_PRINT) << np.uint32(5)), np.uint16),
    )
