"""Wrong words, wrong idioms, slips of the input method. The lists in bench/quality/data are our own."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from bench.quality.cases import Case, Family, Group, Slip
from bench.quality.chance import Chance
from bench.quality.faults._lexicon import replace_word, word_cases

DATA = Path(__file__).resolve().parents[1] / "data"


@cache
def rows(name: str) -> tuple[tuple[str, str, str], ...]:
    """(right, wrong, phrase with ~) of one list."""
    lines = (DATA / name).read_text(encoding="utf-8").splitlines()
    parts = [line.split(" ", 2) for line in lines if line and not line.startswith("#")]
    return tuple((right, wrong, phrase) for right, wrong, phrase in parts)


def _in_text(chance: Chance, text: str) -> Slip | None:
    return replace_word(chance, text, rows("wrong_words.txt"))


def _input_in_text(chance: Chance, text: str) -> Slip | None:
    return replace_word(chance, text, rows("input_slips.txt"))


def _own(chance: Chance) -> Case | None:
    return word_cases(rows("wrong_words.txt"))(chance)


def _idiom(chance: Chance) -> Case | None:
    return word_cases(rows("wrong_idioms.txt"))(chance)


IN_TEXT = Family("wrong-word", "常见错词（语料句）", Group.WORDS, "现代汉语词典", inject=_in_text)
OWN = Family("wrong-word-own", "常见错词（自拟句）", Group.WORDS, "现代汉语词典", build=_own)
IDIOM = Family("wrong-idiom", "成语错字", Group.WORDS, "现代汉语词典", build=_idiom)
INPUT = Family("input-slip", "输入法同音、形近错字", Group.WORDS, "现代汉语词典", inject=_input_in_text)
