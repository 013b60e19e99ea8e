"""What a saved web page says about its text beside the text: charset, hidden or not, size, weight, alignment."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from lxml import etree

from documents.charset import decode
from documents.errors import TooLargeError
from documents.limits import Limits

_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]{1,40})""", re.IGNORECASE)
_XML_CHARSET = re.compile(rb"""\A\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.:-]{1,40})["']""")
_HEAD = 4096
# The web's own rule: a page that says GB2312 is written in what came of it.
_WIDER = {"gb2312": "gb18030", "gbk": "gb18030", "gb_2312-80": "gb18030", "x-gbk": "gb18030", "big5": "cp950"}
_UNIT_PX = {"px": 1.0, "pt": 4 / 3, "rem": 16.0, "in": 96.0, "cm": 96 / 2.54, "mm": 9.6 / 2.54}
_NAMED_PX = {
    "xx-small": 9.0, "x-small": 10.0, "small": 13.0, "medium": 16.0, "large": 18.0, "x-large": 24.0, "xx-large": 32.0,
}  # fmt: skip
_FONT_PX = {"1": 10.0, "2": 13.0, "3": 16.0, "4": 18.0, "5": 24.0, "6": 32.0, "7": 48.0}
_HEADING_EM = {"h1": 2.0, "h2": 1.5, "h3": 1.17, "h4": 1.0, "h5": 0.83, "h6": 0.67}
_SIZE = re.compile(r"(\d{0,4}(?:\.\d{1,4})?)(px|pt|rem|em|%|in|cm|mm)")
_ZERO = re.compile(r"0(?:\.0*)?(?:px|pt|em|rem|%)?")
_BOLD_TAGS = {"b", "strong", "th", *_HEADING_EM}


@dataclass(frozen=True, slots=True)
class Look:
    """How text at a place is shown: size in CSS pixels, bold, alignment, first font family."""

    px: float = 16.0
    bold: bool = False
    alignment: str | None = None
    font: str | None = None
    pre: bool = False


def page_text(data: bytes, limits: Limits) -> tuple[str, str]:
    """Text of a page and its charset: byte order mark, then what the page says of itself, then its bytes.

    Raises:
        UnknownCharsetError, TooLargeError: see the classes.
    """
    said = _CHARSET.search(data, 0, _HEAD) or _XML_CHARSET.search(data, 0, _HEAD)
    name = said.group(1).decode("ascii").lower() if said else ""
    name = _WIDER.get(name, name)
    text, charset = "", ""
    # A byte order mark beats the page's word, and a page that says UTF-16 in single bytes is not in UTF-16.
    if (
        name
        and not name.startswith("utf-16")
        and not data.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff"))
    ):
        try:
            text, charset = data.decode(name), name
        except (UnicodeError, LookupError):
            charset = ""
    if not charset or "\x00" in text:
        text, charset = decode(data)
    if len(text) > limits.characters:
        raise TooLargeError(
            f"网页超过 {limits.characters // 10_000} 万字符，请另存为 Word 文档或纯文本后再上传。"
        )
    return text, charset


def declarations(element: etree._Element) -> dict[str, str]:
    """The `style` attribute by property, lower case; the last of a property counts."""
    found = {}
    for piece in (element.get("style") or "").lower().split(";"):
        name, colon, value = piece.partition(":")
        if colon:
            found[name.strip()] = value.replace("!important", "").strip()
    return found


def is_hidden(element: etree._Element, style: dict[str, str]) -> bool:
    """Whether the element's own attributes keep it from the reader's eyes. Style sheets are not read."""
    if element.get("hidden") is not None and element.get("hidden") != "until-found":
        return True
    flat = style.get("overflow", "") in {"hidden", "clip"}
    return (
        style.get("display") == "none"
        or style.get("visibility") in {"hidden", "collapse"}
        or _ZERO.fullmatch(style.get("opacity", "1")) is not None
        or _ZERO.fullmatch(style.get("font-size", "1")) is not None
        or (flat and any(_ZERO.fullmatch(style.get(side, "1")) for side in ("height", "max-height", "width")))
    )


def look_of(tag: str, element: etree._Element, style: dict[str, str], around: Look) -> Look:
    """How text directly in the element looks, inside something that looks like `around`."""
    here = around
    if tag in _HEADING_EM:
        here = replace(here, px=around.px * _HEADING_EM[tag])
    elif tag == "font" and (element.get("size") or "") in _FONT_PX:
        here = replace(here, px=_FONT_PX[element.get("size") or ""])
    elif tag in {"small", "big", "sup", "sub"}:
        here = replace(here, px=around.px * (1.2 if tag == "big" else 0.83))
    if (size := _pixels(style.get("font-size", ""), around.px)) is not None:
        here = replace(here, px=size)
    weight = style.get("font-weight", "")
    if weight:
        here = replace(
            here, bold=weight in {"bold", "bolder"} or (weight.isdecimal() and int(weight[:5]) >= 600)
        )
    elif tag in _BOLD_TAGS:
        here = replace(here, bold=True)
    alignment = style.get("text-align") or (
        "center" if tag == "center" else (element.get("align") or "").lower()
    )
    if alignment in {"left", "right", "center", "justify"}:
        here = replace(here, alignment=alignment)
    if family := style.get("font-family", "").split(",")[0].strip(" \"'"):
        here = replace(here, font=family)
    if tag == "pre" or style.get("white-space", "").startswith(("pre", "break-spaces")):
        here = replace(here, pre=tag == "pre" or style["white-space"] != "pre-line")
    return here


def _pixels(size: str, around: float) -> float | None:
    if size in _NAMED_PX:
        return _NAMED_PX[size]
    found = _SIZE.fullmatch(size)
    if found is None or not found.group(1).strip("."):
        return None
    value, unit = float(found.group(1)), found.group(2)
    px = value * around if unit == "em" else value * around / 100 if unit == "%" else value * _UNIT_PX[unit]
    return min(max(px, 0.0), 1000.0)
