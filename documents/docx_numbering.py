"""Automatic numbers of Word paragraphs, as the reader sees them (ECMA-376 part 1, 17.9).

What we cannot render, we say.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from lxml import etree

from documents.docx_names import MC, W, child_val, flag, number, val

_DIGITS = "〇一二三四五六七八九"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_ROMAN: list[tuple[int, str]] = [
    (1000, "M"),
    (900, "CM"),
    (500, "D"),
    (400, "CD"),
    (100, "C"),
    (90, "XC"),
    (50, "L"),
    (40, "XL"),
    (10, "X"),
    (9, "IX"),
    (5, "V"),
    (4, "IV"),
    (1, "I"),
]
_WIDE_ENDS = tuple("、．。）】〕：")


def chinese(value: int) -> str | None:
    """Counting numeral of 1–99 (十一, 二十); None beyond, where Word's formats differ in 零 and 〇."""
    if not 1 <= value <= 99:
        return None
    tens, ones = divmod(value, 10)
    head = {0: "", 1: "十"}.get(tens, _DIGITS[tens] + "十")
    return head + (_DIGITS[ones] if ones else "")


_LEGAL = str.maketrans("一二三四五六七八九十", "壹贰叁肆伍陆柒捌玖拾")


def _legal(value: int) -> str | None:
    """Numeral of accounts (壹拾贰 is 拾贰 in lists); None where `chinese` has none."""
    plain = chinese(value)
    return None if plain is None else plain.translate(_LEGAL)


def _letters(value: int) -> str:
    return chr(ord("a") + (value - 1) % 26) * ((value - 1) // 26 + 1)  # Word counts y, z, aa, bb


def _roman(value: int) -> str:
    text = ""
    for size, letters in _ROMAN:
        text += letters * (value // size)
        value %= size
    return text


def _from(first: int, count: int) -> Callable[[int], str | None]:
    """Numbers that are single characters from code point `first` on; plain digits beyond, as Word has them."""
    return lambda n: chr(first + n - 1) if n <= count else str(n)


_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"


_FORMATS: dict[str, Callable[[int], str | None]] = {
    "decimal": str,
    "decimalZero": lambda n: f"{n:02d}",
    "decimalFullWidth": lambda n: "".join(chr(ord(d) + 0xFEE0) for d in str(n)),
    "decimalHalfWidth": str,
    "decimalFullWidth2": lambda n: "".join(chr(ord(d) + 0xFEE0) for d in str(n)),
    "decimalEnclosedCircle": _from(0x2460, 20),
    "decimalEnclosedCircleChinese": _from(0x2460, 20),
    "decimalEnclosedParen": _from(0x2474, 20),
    "decimalEnclosedFullstop": _from(0x2488, 20),
    "ideographEnclosedCircle": _from(0x3280, 10),
    "numberInDash": lambda n: f"- {n} -",
    "upperLetter": lambda n: _letters(n).upper(),
    "lowerLetter": _letters,
    "upperRoman": _roman,
    "lowerRoman": lambda n: _roman(n).lower(),
    "chineseCounting": chinese,
    "chineseCountingThousand": chinese,
    "japaneseCounting": chinese,
    "taiwaneseCountingThousand": chinese,
    "ideographDigital": lambda n: "".join(_DIGITS[int(d)] for d in str(n)),
    "taiwaneseDigital": lambda n: "".join(_DIGITS[int(d)] for d in str(n)),
    "ideographTraditional": lambda n: _STEMS[n - 1] if 1 <= n <= 10 else str(n),
    "ideographZodiac": lambda n: _BRANCHES[n - 1] if 1 <= n <= 12 else str(n),
    "chineseLegalSimplified": _legal,
    "none": lambda _: "",
}


def rendered(name: str, value: int) -> str | None:
    """`value` in the number format `name` (17.18.59), None where it cannot be rendered for certain."""
    if value == 0 and name == "decimal":
        return "0"
    render = _FORMATS.get(name)
    return render(value) if render is not None and 0 < value < 10_000 else None


@dataclass(frozen=True, slots=True)
class _Level:
    format: str
    text: str
    start: int
    suffix: str
    restart: int | None
    legal: bool


class Numbering:
    """The numbering part and its running counters. Ask for labels in document order, once a paragraph."""

    def __init__(self, root: etree._Element | None) -> None:
        self._abstract: dict[str, dict[int, _Level]] = {}
        self._links: dict[str, str] = {}
        self._numbers: dict[str, str] = {}
        self._overrides: dict[tuple[str, int], _Level | int] = {}
        self._counters: dict[str, dict[int, int]] = {}
        self._started: set[tuple[str, int]] = set()
        self._style_levels: dict[tuple[str, str], int] = {}
        self.unknown: set[str] = set()
        if root is not None:
            self._load(root)

    def _load(self, root: etree._Element) -> None:
        by_style: dict[str, str] = {}
        for abstract in root.iterchildren(W + "abstractNum"):
            identity = abstract.get(W + "abstractNumId", "")
            self._abstract[identity] = {
                number(level.get(W + "ilvl")) or 0: _level(level)
                for level in abstract.iterchildren(W + "lvl")
            }
            for level in abstract.iterchildren(W + "lvl"):
                if (style := child_val(level, "pStyle")) is not None:
                    self._style_levels[identity, style] = number(level.get(W + "ilvl")) or 0
            if (style := child_val(abstract, "styleLink")) is not None:
                by_style[style] = identity
            if (style := child_val(abstract, "numStyleLink")) is not None:
                self._links[identity] = style
        self._links = {a: by_style[style] for a, style in self._links.items() if style in by_style}
        for num in root.iterchildren(W + "num"):
            identity = num.get(W + "numId", "")
            abstract_id = child_val(num, "abstractNumId") or ""
            self._numbers[identity] = self._links.get(abstract_id, abstract_id)
            for override in num.iterchildren(W + "lvlOverride"):
                self._override(identity, override)

    def _override(self, identity: str, override: etree._Element) -> None:
        level = number(override.get(W + "ilvl")) or 0
        own = override.find(W + "lvl")
        start = number(child_val(override, "startOverride"))
        if own is not None:
            self._overrides[identity, level] = _level(own)
        elif start is not None:
            self._overrides[identity, level] = start

    def _definition(self, num: str, level: int) -> _Level | None:
        own = self._overrides.get((num, level))
        return (
            own if isinstance(own, _Level) else self._abstract.get(self._numbers.get(num, ""), {}).get(level)
        )

    def level_of_style(self, num: str, style: str | None) -> int:
        """Level (from 0) that a list binds to a paragraph style, for styles that name the list only."""
        return self._style_levels.get((self._numbers.get(num, ""), style or ""), 0)

    def label(self, num: str, level: int) -> str | None:
        """The label of the next paragraph at `level` of list `num` with what separates it from the text.

        '' for bullets and for no number. None where the label cannot be rendered for certain; its format then
        stands in `unknown`.
        """
        definition = self._definition(num, level)
        if definition is None or num == "0":
            return ""
        counters = self._counters.setdefault(self._numbers[num], {})
        self._count(num, level, definition, counters)
        if definition.format == "bullet":
            return ""
        parts: list[str] = []
        for piece in re.split(r"(%[1-9])", definition.text):
            if not re.fullmatch(r"%[1-9]", piece):
                parts.append(piece)
                continue
            shown = self._shown(num, int(piece[1]) - 1, counters, legal=definition.legal)
            if shown is None:
                return None
            parts.append(shown)
        label = "".join(parts)
        return label + _separator(definition.suffix, label)

    def _count(self, num: str, level: int, definition: _Level, counters: dict[int, int]) -> None:
        start = self._overrides.get((num, level))
        first = (num, level) not in self._started
        self._started.add((num, level))
        if isinstance(start, int) and first:
            counters[level] = start
        else:
            counters[level] = counters[level] + 1 if level in counters else definition.start
        for deeper in [d for d in counters if d > level]:
            below = self._definition(num, deeper)
            # lvlRestart 0: never; n: only a level above n restarts it.
            if below is None or below.restart is None or (below.restart != 0 and level < below.restart):
                del counters[deeper]

    def _shown(self, num: str, level: int, counters: dict[int, int], *, legal: bool) -> str | None:
        definition = self._definition(num, level)
        if definition is None:
            return ""
        value = counters.setdefault(level, definition.start)
        name = "decimal" if legal else definition.format
        shown = rendered(name, value)
        if shown is None:
            self.unknown.add(name)
        return shown


def _level(element: etree._Element) -> _Level:
    start = number(child_val(element, "start"))
    # A format of the user's own stands in an AlternateContent; its fallback is not what Word shows.
    custom = element.find(MC + "AlternateContent") is not None
    return _Level(
        format=child_val(element, "numFmt") or ("custom" if custom else "decimal"),
        text=val(element.find(W + "lvlText")) or "",
        start=0 if start is None else start,
        suffix=child_val(element, "suff") or "tab",
        restart=number(child_val(element, "lvlRestart")),
        legal=flag(element, "isLgl") is True,
    )


def _separator(suffix: str, label: str) -> str:
    """A tab is shown as one blank, and as nothing after a wide mark, which brings its own space."""
    if not label or suffix == "nothing":
        return ""
    return "" if suffix == "tab" and label.endswith(_WIDE_ENDS) else " "
