"""Which characters are mistaken for which, and which words sound alike: tables made once, stored in the model.

The facts come from characters.npz (see tools/typo_characters.py); here they become tables over a model's codes.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from checks.typos.codes import FIRST_HAN, Vocabulary
from checks.typos.ngrams import term
from checks.typos.table import Keys, StaticFunction, build, fingerprint

FACTS = Path(__file__).resolve().parent / "characters.npz"
SAME, NEAR, FAR, SHAPE = 1, 2, 4, 8
"""How a candidate relates to what was written: same sound, near sound, one letter of the sound, looks alike."""

STEP = float(np.log(1.09))
"""Frequencies of words are stored on a logarithmic scale."""

MOST = 100
_LEAST_COUNT = 12
_FAR_COUNT = 1500
_WORD_PLACE = np.uint64(0x5851F42D4C957F2D)
_FIT, _PART_CLOSE = 150, 165  # a part of the other, or the same part in both: as close as a fair likeness
_CLOSE = (120, 150, 180, 210, 240)
_LOOKS = (-4.0, -3.0, -1.5, 0.0, 0.7, 1.5)
_INITIALS = (("zh", "z"), ("ch", "c"), ("sh", "s"))
_FINALS = (("ang", "an"), ("eng", "en"), ("ing", "in"))


@dataclass(frozen=True, slots=True)
class Confusions:
    """Candidates of code c: `codes[starts[c]:starts[c+1]]`, most likely first, with `kinds` (bits) and `close` (0–255).

    `sound_keys` sorted, `sound_words[i]` the two codes of word i with that pair of (fuzzy) sounds; the sounds of code c
    are `sounds[sound_starts[c]:sound_starts[c+1]]`. `words`: frequency level of dictionary words of 2 to 4 characters.
    """

    starts: NDArray[np.uint32]
    codes: NDArray[np.uint16]
    kinds: NDArray[np.uint8]
    close: NDArray[np.uint8]
    sounds: NDArray[np.uint16]
    sound_starts: NDArray[np.uint32]
    sound_keys: NDArray[np.uint32]
    sound_words: NDArray[np.uint16]
    words: StaticFunction

    def word_levels(self, keys: Keys) -> NDArray[np.uint8]:
        """Frequency level of dictionary words, 0 = not a word (one other in 256 passes)."""
        words, hashes = self.words.get(keys)
        return np.where(words >> np.uint16(8) == fingerprint(hashes, 8), words & np.uint16(255), 0).astype(
            np.uint8
        )


def level(counts: NDArray[np.float64]) -> NDArray[np.uint8]:
    """The stored level of positive counts."""
    levels: NDArray[np.uint8] = np.clip(1 + np.rint(np.log(np.maximum(counts, 1.0)) / STEP), 1, 255).astype(
        np.uint8
    )
    return levels


def channel(kinds: NDArray[np.uint8], close: NDArray[np.uint8]) -> NDArray[np.float32]:
    """How likely (nats, same sound = 0) people write the one for the other: from the errors that learners, clerks and
    news writers made in public development sets."""
    looks = np.array(_LOOKS, np.float32)[np.searchsorted(_CLOSE, close, side="right")]
    shape, same, near = (kinds & SHAPE) > 0, (kinds & SAME) > 0, (kinds & NEAR) > 0
    sound = np.where(same, 0.0, np.where(near, -1.7, -3.5)).astype(np.float32)
    return np.where(
        shape & (same | near), sound + 1.6, np.where(shape, np.maximum(looks, -3.5), sound)
    ).astype(np.float32)


_WEIGHTS = np.exp(channel(np.arange(16, dtype=np.uint8)[:, None], np.arange(256)[None, :].astype(np.uint8)))


def word_key(codes: NDArray[np.uint16]) -> Keys:
    """Keys of words, one a row; apart from the keys of n-grams."""
    key = np.full(len(codes), _WORD_PLACE, np.uint64)
    for j in range(codes.shape[1]):
        key += term(codes[:, j], j)
    return key


def fuzzy(syllable: str) -> str:
    """The syllable as people who mix up z/zh, n/l, f/h, an/ang … hear it."""
    if syllable in ("lv", "nv"):
        return "lu"
    for long, short in _INITIALS:
        if syllable.startswith(long):
            syllable = short + syllable[len(long) :]
    for long, short in _FINALS:
        if syllable.endswith(long):
            syllable = syllable[: -len(long)] + short
    return {"n": "l", "f": "h", "r": "l"}.get(syllable[0], syllable[0]) + syllable[1:]


def one_letter(a: str, b: str) -> bool:
    """Whether two syllables of three letters or more differ in one letter."""
    if min(len(a), len(b)) < 2 or max(len(a), len(b)) < 3 or abs(len(a) - len(b)) > 1:
        return False
    if len(a) == len(b):
        return sum(x != y for x, y in zip(a, b, strict=True)) == 1
    short, long = sorted((a, b), key=len)
    return any(long[:i] + long[i + 1 :] == short for i in range(len(long)))


def confusions(vocabulary: Vocabulary, single: NDArray[np.float32], facts: Path = FACTS) -> Confusions:
    """The tables for one vocabulary. `single`: counts of its codes."""
    data = np.load(facts)
    chars = data["characters"].tobytes().decode("utf-32-le")
    syllables = data["syllables"].tobytes().decode().split()
    code_of = np.array([vocabulary.code(c) for c in chars], np.uint16)
    has = [data["sounds"][data["sound_starts"][i] : data["sound_starts"][i + 1]] for i in range(len(chars))]
    relation = _relations(syllables)
    members: list[list[int]] = [[] for _ in syllables]
    for i, sounds in enumerate(has):
        for s in sounds:
            members[s].append(i)
    rows: list[list[tuple[int, int, int]]] = [[] for _ in range(vocabulary.size)]
    for i in range(len(chars)):
        if code_of[i] >= FIRST_HAN:
            rows[code_of[i]] = _candidates(i, has, relation, members, data, code_of, single)
    lengths = np.array([len(r) for r in rows])
    flat = [item for row in rows for item in row]
    classes = sorted({fuzzy(s) for s in syllables})
    class_of = np.array([classes.index(fuzzy(s)) for s in syllables], np.uint16)
    sounds_of: list[list[int]] = [[] for _ in range(vocabulary.size)]
    for i, sounds in enumerate(has):
        if code_of[i] >= FIRST_HAN:
            sounds_of[code_of[i]] = sorted({int(class_of[s]) for s in sounds})
    keys, pairs = _sound_words(data, code_of, class_of)
    return Confusions(
        starts=np.concatenate([[0], np.cumsum(lengths)]).astype(np.uint32),
        codes=np.array([f[0] for f in flat], np.uint16),
        kinds=np.array([f[1] for f in flat], np.uint8),
        close=np.array([f[2] for f in flat], np.uint8),
        sounds=np.array([s for row in sounds_of for s in row], np.uint16),
        sound_starts=np.cumsum([0, *map(len, sounds_of)]).astype(np.uint32),
        sound_keys=keys,
        sound_words=pairs,
        words=_words(data, code_of),
    )


def _relations(syllables: list[str]) -> list[list[tuple[int, int]]]:
    """For every syllable the related ones and how."""
    fuzzied = [fuzzy(s) for s in syllables]
    related: list[list[tuple[int, int]]] = []
    for i, a in enumerate(syllables):
        row = []
        for j, b in enumerate(syllables):
            if i == j:
                row.append((j, SAME))
            elif fuzzied[i] == fuzzied[j]:
                row.append((j, NEAR))
            elif one_letter(a, b):
                row.append((j, FAR))
        related.append(row)
    return related


def _candidates(
    i: int,
    has: list[NDArray[np.uint16]],
    relation: list[list[tuple[int, int]]],
    members: list[list[int]],
    data: dict[str, NDArray[Any]],
    code_of: NDArray[np.uint16],
    single: NDArray[np.float32],
) -> list[tuple[int, int, int]]:
    found: dict[int, list[int]] = {}
    for sound in has[i]:
        for other, kind in relation[sound]:
            for j in members[other]:
                found.setdefault(j, [0, 0])[0] |= kind
    for j, close in zip(data["near"][i].tolist(), data["close"][i].tolist(), strict=True):
        item = found.setdefault(j, [0, 0])
        item[0] |= SHAPE
        item[1] = close
    for j, fit in zip(data["within"][i].tolist(), data["fit"][i].tolist(), strict=True):
        if fit >= _FIT:
            item = found.setdefault(j, [0, 0])
            item[0] |= SHAPE
            item[1] = max(item[1], _PART_CLOSE)
    for j in data["kin"][data["kin_starts"][i] : data["kin_starts"][i + 1]].tolist():
        item = found.setdefault(j, [0, 0])
        item[0] |= SHAPE
        item[1] = max(item[1], _PART_CLOSE)
    chosen = []
    for j, (kind, close) in found.items():
        count = float(single[code_of[j]]) if code_of[j] >= FIRST_HAN else 0.0
        if j != i and count >= (_FAR_COUNT if kind == FAR else _LEAST_COUNT):
            weight = count**0.5 * _WEIGHTS[kind, close]
            chosen.append((weight, int(code_of[j]), kind, close))
    chosen.sort(key=lambda c: (-c[0], c[1]))
    return [(code, kind, close) for _, code, kind, close in chosen[:MOST]]


def _sound_words(
    data: dict[str, NDArray[Any]], code_of: NDArray[np.uint16], class_of: NDArray[np.uint16]
) -> tuple[NDArray[np.uint32], NDArray[np.uint16]]:
    lengths = data["word_lengths"].astype(np.int64)
    begins = np.cumsum(lengths) - lengths
    sounds, frequencies = data["word_sounds"], data["word_frequencies"]
    chosen = np.flatnonzero((lengths == 2) & (sounds != 65535).all(axis=1) & (frequencies >= 20))
    pairs = code_of[np.stack([data["word_text"][begins[chosen]], data["word_text"][begins[chosen] + 1]], 1)]
    keys = class_of[sounds[chosen, 0]].astype(np.uint32) * np.uint32(1024) + class_of[sounds[chosen, 1]]
    known = (pairs >= FIRST_HAN).all(axis=1)
    keys, pairs, frequencies = keys[known], pairs[known], frequencies[chosen][known]
    order = np.lexsort((pairs[:, 1], pairs[:, 0], -frequencies.astype(np.int64), keys))
    return keys[order].astype(np.uint32), pairs[order].astype(np.uint16)


def _words(data: dict[str, NDArray[Any]], code_of: NDArray[np.uint16]) -> StaticFunction:
    lengths = data["word_lengths"].astype(np.int64)
    begins = np.cumsum(lengths) - lengths
    keys, levels = [], []
    for size in (2, 3, 4):
        at = begins[lengths == size]
        codes = code_of[np.stack([data["word_text"][at + j] for j in range(size)], 1)]
        known = (codes >= FIRST_HAN).all(axis=1)
        keys.append(word_key(codes[known]))
        levels.append(level(data["word_frequencies"][lengths == size][known].astype(np.float64)))
    words = np.concatenate(levels)
    return build(np.concatenate(keys), lambda h: words | (fingerprint(h, 8) << np.uint32(8)), np.uint16)
