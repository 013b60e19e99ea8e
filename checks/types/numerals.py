"""Values of Chinese and Arabic numerals, shared by the checks of facts and of references."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache

from checks.late import regex

DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_SMALL = {"十": 10, "百": 100, "千": 1000}
_LARGE = {"万": 10**4, "亿": 10**8}
HAN_NUMERAL = "零〇一二两三四五六七八九十百千万亿"
_LONGEST = 24  # characters of a numeral; what is longer is no number anybody wrote on purpose
_WELL_FORMED = regex(
    r"(?:[一二两三四五六七八九]?十[一二三四五六七八九]?"
    r"|(?:[一二两三四五六七八九]千)?(?:零?[一二两三四五六七八九]百)?(?:零?[一二两三四五六七八九]?十)?(?:零?[一二两三四五六七八九])?)"
)


@lru_cache(maxsize=4096)  # the labels of articles, again and again
def han_value(text: str) -> int | None:
    """Value of a Chinese numeral such as 三百零六, 十二, 一万五千, or of a row of digits 二〇二六; None for anything else."""
    if not text or len(text) > _LONGEST or any(c not in HAN_NUMERAL for c in text):
        return None
    if all(c in DIGITS for c in text):
        return DIGITS[text] if len(text) == 1 else int("".join(str(DIGITS[c]) for c in text))
    total, rest = 0, text
    for mark in ("亿", "万"):
        head, found, tail = rest.rpartition(mark)
        if found:
            value = han_value(head) if mark in _LARGE and "亿" in head else _section(head)
            if value is None:
                return None
            total, rest = total + value * _LARGE[mark], tail
    section = _section(rest.removeprefix("零")) if rest else 0
    return None if section is None else total + section


def _section(text: str) -> int | None:
    """Value of a numeral below 10,000."""
    if not text or not _WELL_FORMED.fullmatch(text):
        return None
    total = digit = 0
    for char in text:
        if char in _SMALL:
            total += (digit or 1) * _SMALL[char]
            digit = 0
        else:
            digit = DIGITS[char]
    return total + digit


def value(text: str) -> Decimal | None:
    """Value of an Arabic numeral (thousands marks allowed) or a Chinese one; None for anything else."""
    plain = text.replace(",", "").replace("，", "")
    if plain.replace(".", "", 1).isdecimal():
        return Decimal(plain)
    found = han_value(text)
    return None if found is None else Decimal(found)


def ordinal(text: str) -> int | None:
    """Value of a label's number up to 9,999: 三, 十二, 3, 12; None for anything else."""
    found = value(text)
    return int(found) if found is not None and found == int(found) and found < 10_000 else None


def han(number: int) -> str:
    """Chinese numeral of 0 ≤ number < 10,000, as articles and counts are written: 三十, 一百零六."""
    if number < 10:
        return "零一二三四五六七八九"[number]
    digits, names, out, zero = str(number), ("", "十", "百", "千"), "", False
    for place, char in zip(range(len(digits) - 1, -1, -1), digits, strict=True):
        if char == "0":
            zero = True
            continue
        out += ("零" if zero and out else "") + "零一二三四五六七八九"[int(char)] + names[place]
        zero = False
    return out[1:] if 10 <= number < 20 else out
