"""What a character of a symbol font shows, where the font is one that every reader has.

Source: the published character sets of Adobe Symbol and of Wingdings; only signs that Unicode has as well.
"""

from __future__ import annotations

_GREEK = dict(zip("abcdefghijklmnopqrstuvwxyz", "αβχδεφγηιϕκλμνοπθρστυϖωξψζ", strict=True))
_GREEK |= dict(zip("ABCDEFGHIKLMNOPQRSTUWXYZ", "ΑΒΧΔΕΦΓΗΙΚΛΜΝΟΠΘΡΣΤΥΩΞΨΖ", strict=True))
_SYMBOL = {ord(letter): greek for letter, greek in _GREEK.items()} | {
    0xA3: "≤", 0xB3: "≥", 0xB9: "≠", 0xBB: "≈", 0xB4: "×", 0xB8: "÷", 0xB1: "±", 0xB0: "°", 0xA5: "∞", 0xB6: "∂",
    0xD6: "√", 0xE5: "∑", 0xF2: "∫", 0xAE: "→", 0xAC: "←", 0xAD: "↑", 0xAF: "↓", 0xDE: "⇒", 0xCE: "∈", 0xC7: "∩",
    0xC8: "∪", 0xCC: "⊂", 0xC6: "∅", 0xD1: "∇", 0xD7: "⋅", 0xB7: "•", 0xB2: "″", 0xA2: "′", 0xBC: "…",
}  # fmt: skip
_WINGDINGS = {
    0x6C: "●", 0x6E: "■", 0x6F: "□", 0x71: "❑", 0x75: "◆", 0x9F: "•", 0xA1: "○", 0xA7: "▪", 0xA8: "◻", 0xD8: "➢",
    0xE0: "→", 0xDF: "←", 0xFB: "✗", 0xFC: "✓", 0xFD: "☒", 0xFE: "☑",
}  # fmt: skip
_WINGDINGS_2 = {0x4F: "✗", 0x50: "✓", 0x51: "☒", 0x52: "☑", 0xA3: "□"}
_FONTS = {"symbol": _SYMBOL, "wingdings": _WINGDINGS, "wingdings 2": _WINGDINGS_2}


def symbol(font: str, code: int) -> str | None:
    """The character that `code` shows in `font`, None where the code says nothing without the font's drawing."""
    table = _FONTS.get(font.strip().lower())
    if table is not None:
        # Word puts the 256 codes of such fonts at F000.
        return table.get(code & 0xFF if 0xF000 <= code <= 0xF0FF else code)
    return chr(code) if 0x20 <= code < 0xD800 else None
