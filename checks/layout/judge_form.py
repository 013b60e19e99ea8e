"""How the elements are written: marks, numbers and dates of lines whose element is known."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from checks.layout import patterns
from checks.layout.elements import Piece
from checks.layout.faults import Fault, name_of
from checks.layout.profile import Element, LayoutProfile
from checks.layout.topics import Topic

_Found = tuple[int, int, str, str, str | None, str]
"""Start and end in the block's text, what is written and what is wanted, the text to put there, the mark."""

_DIGITS = {c: str(i) for i, c in enumerate("〇一二三四五六七八九")} | {"零": "0", "○": "0", "Ｏ": "0"}
_PARTS = re.compile(
    r"(?P<year>(?:19|20)\d\d|[一二][〇零○Ｏ一二三四五六七八九]{3})\s*[年.．/\-－—]\s*"
    r"(?P<month>\d{1,2}|[一二三四五六七八九十]{1,3})\s*[月.．/\-－—]\s*(?P<day>\d{1,2}|[一二三四五六七八九十]{1,3})\s*日?"
)
_NUMBER_PARTS = re.compile(
    r"(?P<unit>[\u4e00-\u9fff]{1,12})\s*[〔\[［(（【{]?\s*(?P<year>(?:19|20)?\d\d)\s*年?\s*[〔\[［(（【〕\]］)）】}]\s*"
    r"第?\s*0*(?P<number>\d{1,5})\s*[〕\]］)）】]?\s*号"
)
_MARK_PARTS = re.compile(r"附\s*件\s*(?P<number>\d{1,2}|[一二三四五六七八九十]{1,3})?\s*[：:]?")


def judge_form(piece: Piece, profile: LayoutProfile) -> Iterator[Fault]:
    """The faults in how one line is written."""
    look = _LOOK.get(piece.element)
    if look is None:
        return
    for start, end, measured, expected, suggestion, mark in look(piece.line.block.text):
        yield Fault(
            Topic.FORM,
            name_of(profile, piece.element),
            piece.line.block.id,
            start,
            end,
            "写法",
            f"“{measured}”",
            expected,
            mark,
            advice="校正稿不改文字。",
            suggestion=suggestion,
        )


def _addressee(text: str) -> Iterator[_Found]:
    shown = text.rstrip()
    end = len(shown)
    if end and not shown.endswith("："):
        wrong = shown[-1] in "，、。；:."
        start = end - 1
        right = "：" if wrong else f"{shown[-1]}："
        yield start, end, shown[-6:], "末尾用全角冒号“：”", right, "K"


def _date(text: str) -> Iterator[_Found]:
    signed = patterns.SIGNED_DATE.fullmatch(text.strip())
    if signed is not None:
        yield 0, len(text), text.strip(), "署名和成文日期各占一行", None, "K"
    match = _PARTS.search(text)
    if match is None:
        if patterns.OPEN_DATE.fullmatch(text.strip()):
            yield 0, len(text), text.strip(), "年、月、日写全", None, "D"
        return
    year = "".join(_DIGITS.get(c, c) for c in match["year"])
    right = f"{year}年{_value(match['month'])}月{_value(match['day'])}日"
    if match[0] != right:
        yield *match.span(), match[0], f"“{right}”", right, "D"


def _value(text: str) -> int:
    """Of Arabic digits or a Chinese numeral below 100."""
    if text.isdecimal():
        return int(text)
    tens, found, ones = text.rpartition("十")
    one = int("".join(_DIGITS.get(c, "0") for c in ones) or "0")
    return one if not found else int(_DIGITS.get(tens, "1")) * 10 + one


def _number(text: str) -> Iterator[_Found]:
    match = _NUMBER_PARTS.search(text)
    if match is None:
        return
    year = match["year"] if len(match["year"]) == 4 else "20" + match["year"]
    right = f"{match['unit']}〔{year}〕{match['number']}号"
    if match[0] != right:
        yield *match.span(), match[0], f"“{right}”", right, "K"


def _copy_number(text: str) -> Iterator[_Found]:
    digits = re.search(r"\d+", text)
    if digits is not None and (len(digits[0]) != 6 or text.strip() != digits[0]):
        right = digits[0].zfill(6) if len(digits[0]) <= 6 else None
        yield 0, len(text), text.strip(), "6 位阿拉伯数字" + (f"“{right}”" if right else ""), right, "K"


def _signer(text: str) -> Iterator[_Found]:
    match = re.match(r"\s*签\s*发\s*人(?P<mark>[：:]?)", text)
    if match is not None and match["mark"] != "：":
        yield *match.span("mark"), match[0].strip(), "“签发人”后用全角冒号“：”", "：", "K"


def _attachment_mark(text: str) -> Iterator[_Found]:
    match = _MARK_PARTS.fullmatch(text.strip())
    if match is None:
        return
    right = "附件" + (str(_value(match["number"])) if match["number"] else "")
    if "".join(text.split()) != right:
        yield 0, len(text), text.strip(), f"“{right}”", right, "K"


def _printed(text: str) -> Iterator[_Found]:
    shown = text.rstrip()
    end = len(shown)
    match = re.search(r"印\s*发(?P<mark>[。，；、：:.]+)\Z", shown)
    if match is not None:
        yield *match.span("mark"), shown[-4:], "“印发”后面不加标点", "", "K"
    elif patterns.DATE.search(shown) and not re.search(r"印\s*发", shown):
        yield end - 1, end, shown[-6:], "日期后加“印发”", f"{shown[-1]}印发", "K"
    yield from (found for found in _date(text) if found[4] is not None)


_LOOK: dict[Element, Callable[[str], Iterator[_Found]]] = {
    Element.ADDRESSEE: _addressee,
    Element.DATE: _date,
    Element.NUMBER: _number,
    Element.COPY_NUMBER: _copy_number,
    Element.SIGNER: _signer,
    Element.ATTACHMENT_MARK: _attachment_mark,
    Element.PRINTED: _printed,
}
