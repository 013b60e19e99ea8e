"""From bytes to text: byte order mark, UTF-8, GB18030, then what charset-normalizer proposes, if it reads as
language.
"""

from __future__ import annotations

import codecs
import unicodedata
from functools import lru_cache

from documents.errors import UnknownCharsetError

_BOMS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16: its mark begins with the shorter one
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_WIDE = ("utf-16-le", "utf-16-be")
_OTHERS = ["big5", "cp950", "shift_jis", "cp932", "euc_jp", "euc_kr", "cp949", "cp1252"]
_LINE_CONTROLS = frozenset("\t\n\r\x0b\x0c\x85")
SAMPLE = 64 * 1024  # bytes that decide between charsets
SURE = 0.85  # plausibility at which GB18030 needs no rival; Big5 read as GB18030 stays below 0.7
PLAUSIBLE = 0.75


def decode(data: bytes) -> tuple[str, str]:
    """Text of `data` without its byte order mark, line ends as they are, and the charset's Python name.

    Raises:
        UnknownCharsetError: binary data, or text in no charset that makes sense of it.
    """
    for bom, charset in _BOMS:
        if data.startswith(bom):
            text = _strict(data[len(bom) :], charset)
            if text is not None and not _is_soup(text):
                return text, charset
            raise _unknown()
    text = _strict(data, "utf-8")
    if text is not None and "\x00" not in text:
        if _is_soup(text):
            raise _unknown()
        return text, "utf-8"
    return _guess(data)


def _guess(data: bytes) -> tuple[str, str]:
    text = None if b"\x00" in data else _strict(data, "gb18030")
    best = (plausibility(text[:SAMPLE]), "gb18030", text) if text is not None else (0.0, "", None)
    if best[0] < SURE:
        for charset in (*_WIDE, *_proposals(data)):
            text = _strict(data, charset)
            if text is not None and (score := plausibility(text[:SAMPLE])) > best[0]:
                best = (score, charset, text)
    score, charset, text = best
    if text is None or score < PLAUSIBLE or _is_soup(text):
        raise _unknown()
    return text, charset


def _proposals(data: bytes) -> list[str]:
    """Charsets that charset-normalizer proposes, best first, from the start of the file (for speed)."""
    if b"\x00" in data:
        return []
    # An even cut keeps two-byte characters mostly whole; the whole file is decoded strictly afterwards
    # anyway.
    import charset_normalizer  # noqa: PLC0415 - only for a text that is neither UTF-8 nor GB18030

    found = charset_normalizer.from_bytes(data[:SAMPLE], cp_isolation=_OTHERS, threshold=0.6)
    return [match.encoding for match in found] + ["big5", "cp950", "cp932"]


def _strict(data: bytes, charset: str) -> str | None:
    try:
        text = data.decode(charset)
    except (UnicodeDecodeError, LookupError):
        return None
    return None if any("\ud800" <= c <= "\udfff" for c in text) else text


def _is_soup(text: str) -> bool:
    """More control characters than slips explain. A NUL is never a slip."""
    if "\x00" in text:
        return True
    controls = sum(c < " " and c not in _LINE_CONTROLS for c in text)
    return controls * 1000 > len(text)


def plausibility(text: str) -> float:
    """Share of code points that ordinary Chinese, Japanese, Korean or western text is made of, 0–1."""
    if not text:
        return 0.0
    return sum(_weight(c) for c in text) / len(text)


@lru_cache(maxsize=4096)
def _weight(char: str) -> float:
    if " " <= char <= "~" or char in _LINE_CONTROLS:
        return 1.0
    if char in _common():
        return 1.0
    if (
        "\u3040" <= char <= "\u30ff"
    ):  # kana: a language of its own, but also what Big5 looks like under GB18030
        return 0.8
    if "\uac00" <= char <= "\ud7a3" or "\u00c0" <= char <= "\u024f":
        return 0.8
    category = unicodedata.category(char)
    if category in {"Cc", "Cn", "Co", "Cs"}:
        return -2.0
    return 0.3 if category == "Lo" else 0.5


@lru_cache(maxsize=1)
def _common() -> frozenset[str]:
    """The frequent halves of GB 2312 (level 1) and Big5 (level 1), and the marks of Chinese print."""
    gb = "".join(
        bytes((lead, trail)).decode("gb2312", "ignore")
        for lead in range(0xB0, 0xD8)
        for trail in range(0xA1, 0xFF)
    )
    big5 = "".join(
        bytes((lead, trail)).decode("big5", "ignore")
        for lead in range(0xA4, 0xC7)
        for trail in (*range(0x40, 0x7F), *range(0xA1, 0xFF))
    )
    marks = "　、。〈〉《》「」『』【】〔〕，．：；！？（）“”‘’—…·％￥～～﹏—–〇々①②③④⑤⑥⑦⑧⑨⑩℃"
    digits = "".join(chr(c) for c in range(0xFF10, 0xFF5B))
    return frozenset(gb + marks + digits + big5)


def _unknown() -> UnknownCharsetError:
    return UnknownCharsetError(
        "认不出文字编码，或者文件不是文本。请用记事本另存为 UTF-8 编码的文本后再上传。"
    )
