"""Layout properties of a Word document resolved through defaults, styles, numbering and direct formatting.

Each level (ECMA-376-1, 17.7.2) is flattened into a small dictionary, and the levels are laid over one another.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable

from lxml import etree

from documents.docx_names import A, W, child_val, number, val
from documents.package import Package

Properties = dict[str, str]
_DEEPEST = 32  # Word itself stops at 11 levels of basedOn
_OFF = {"0", "false", "off", "none"}
_LENGTH = re.compile(r"(-?\d+(?:\.\d+)?)(pt|mm|cm|in|pc|pi)?")
_POINTS = {"pt": 1.0, "mm": 72 / 25.4, "cm": 720 / 25.4, "in": 72.0, "pc": 12.0, "pi": 12.0}
_FARTHEST = 31_680.0  # points; Word's own bound, and a file may say anything


def points(text: str | None, default: float = 0.0) -> float:
    """Points of a length of the file: twentieths of a point, or a number with its unit."""
    match = _LENGTH.fullmatch((text or "").strip())
    if match is None:
        return default
    length = float(match[1]) * (_POINTS[match[2]] if match[2] else 0.05)
    return length if math.isfinite(length) and abs(length) <= _FARTHEST else default


def hundredths(text: str | None) -> float:
    """A count of characters or lines from hundredths of them."""
    count = number(text)
    return count / 100 if count is not None and abs(count) <= 100_000 else 0.0


def on(text: str | None) -> bool:
    """Whether a flattened on/off property is on."""
    return text is not None and text not in _OFF


class LayoutBook:
    """The styles, numbering and theme of one package, as layers of properties."""

    def __init__(self, package: Package, parts: Callable[[str], str | None]) -> None:
        theme, styles, numbering = parts("theme"), parts("styles"), parts("numbering")
        self._theme = _theme(package.xml(theme)) if theme else {}
        self._styles: dict[str, etree._Element] = {}
        self._default = ""
        self._resolved: dict[str, Properties] = {}
        self.defaults: Properties = {}
        if styles is not None:
            root = package.xml(styles)
            for kind in ("rPr", "pPr"):
                found = root.find(f"{W}docDefaults/{W}{kind}Default/{W}{kind}")
                self.defaults |= self.flat(found)
            for style in root.iterchildren(W + "style"):
                identity = style.get(W + "styleId", "")
                self._styles.setdefault(identity, style)
                if on(style.get(W + "default")) and style.get(W + "type") == "paragraph":
                    self._default = identity
        self._levels = _levels(package.xml(numbering)) if numbering else {}

    def paragraph(self, properties: etree._Element | None) -> Properties:
        """Everything about a paragraph, and about text in it that says nothing of its own."""
        identity = child_val(properties, "pStyle") or self._default
        own = self.flat(properties, inner=False)
        style = self.style(identity)
        merged = self.defaults | style
        if "numId" in own:
            merged |= self._numbered(own | {"ilvl": own.get("ilvl", "0")})
        elif "numId" in style:
            merged = self.defaults | self._numbered(style) | style
        return merged | own

    def run(self, base: Properties, properties: etree._Element | None) -> Properties:
        """A run's properties over its paragraph's."""
        if properties is None:
            return base
        return base | self.style(child_val(properties, "rStyle") or "") | self.flat(properties)

    def style(self, identity: str) -> Properties:
        """What a style states itself or inherits."""
        if identity in self._resolved:
            return self._resolved[identity]
        chain: list[etree._Element] = []
        style = self._styles.get(identity)
        while style is not None and len(chain) < _DEEPEST:
            chain.append(style)
            style = self._styles.get(child_val(style, "basedOn") or "")
        merged: Properties = {}
        for style in reversed(chain):
            merged |= self.flat(style.find(W + "rPr")) | self.flat(style.find(W + "pPr"))
        self._resolved[identity] = merged
        return merged

    def table_borders(self, table: etree._Element) -> dict[str, etree._Element]:
        """Lines of a table by edge (top, bottom, insideH): its own, else its style's."""
        properties = table.find(W + "tblPr")
        found: dict[str, etree._Element] = {}
        style = self._styles.get(child_val(properties, "tblStyle") or "")
        for holder in (None if style is None else style.find(W + "tblPr"), properties):
            lines = None if holder is None else holder.find(W + "tblBorders")
            found |= {str(line.tag).removeprefix(W): line for line in (() if lines is None else lines)}
        return found

    def _numbered(self, properties: Properties) -> Properties:
        level = self._levels.get((properties.get("numId", "0"), properties.get("ilvl", "0")))
        return {} if level is None else self.flat(level.find(W + "pPr"), inner=False)

    def flat(self, properties: etree._Element | None, *, inner: bool = True) -> Properties:
        """A w:pPr or w:rPr as a dictionary. `inner`: with the w:rPr inside, which belongs to a style's text."""
        flat: Properties = {}
        for child in () if properties is None else properties:
            name = str(child.tag).removeprefix(W)
            if name == "rFonts":
                flat |= self._fonts(child)
            elif name == "rPr" and inner:
                flat |= self.flat(child)
            elif (take := _TAKE.get(name)) is not None:
                flat |= take(child)
        return flat

    def _fonts(self, fonts: etree._Element) -> Properties:
        flat: Properties = {}
        for key, attribute in (("east", "eastAsia"), ("latin", "ascii")):
            theme = self._theme.get((fonts.get(f"{W}{attribute}Theme", "")[:5], key))
            name = theme or fonts.get(W + attribute)
            if name:
                flat[key] = name
        return flat


def _indent(element: etree._Element) -> Properties:
    """w:ind. A level that states a first line cancels the hanging one below it, and the other way round."""
    flat: Properties = {}
    for key, names in (("left", ("left", "start")), ("right", ("right", "end"))):
        for name in names:
            for suffix in ("", "Chars"):
                if (value := element.get(f"{W}{name}{suffix}")) is not None:
                    flat[key + suffix] = value
    for suffix in ("", "Chars"):
        hanging, first = element.get(f"{W}hanging{suffix}"), element.get(f"{W}firstLine{suffix}")
        if hanging is not None:
            flat["first" + suffix] = "-" + hanging.lstrip("-")
        elif first is not None:
            flat["first" + suffix] = first
    return flat


def _spacing(element: etree._Element) -> Properties:
    names = ("before", "after", "beforeLines", "afterLines", "line", "lineRule")
    flat = {name: value for name in names if (value := element.get(W + name)) is not None}
    if "line" in flat:
        flat.setdefault("lineRule", "auto")
    return flat


def _numbering(element: etree._Element) -> Properties:
    names = ("numId", "ilvl")
    return {name: value for name in names if (value := child_val(element, name)) is not None}


def _borders(element: etree._Element) -> Properties:
    flat: Properties = {}
    for edge in ("top", "bottom"):
        line = element.find(W + edge)
        if line is not None:
            shown = val(line) not in {None, "nil", "none"}
            flat[edge] = f"{line.get(W + 'sz', '4')} {line.get(W + 'color', 'auto')}" if shown else ""
    return flat


def _value(name: str, default: str = "") -> Callable[[etree._Element], Properties]:
    return lambda element: {name: val(element) or default}


_TAKE: dict[str, Callable[[etree._Element], Properties]] = {
    "sz": _value("sz"),
    "b": _value("b", "1"),
    "color": _value("color", "auto"),
    "jc": _value("jc", "left"),
    "snapToGrid": _value("snapToGrid", "1"),
    "pageBreakBefore": _value("pageBreakBefore", "1"),
    "ind": _indent,
    "spacing": lambda e: _spacing(e) if e.get(W + "val") is None else {},  # in w:rPr it is something else
    "numPr": _numbering,
    "pBdr": _borders,
}


def _theme(root: etree._Element) -> dict[tuple[str, str], str]:
    """Fonts of the theme by (major or minor, east or latin)."""
    found: dict[tuple[str, str], str] = {}
    for kind in ("major", "minor"):
        font = next(root.iter(f"{A}{kind}Font"), None)
        if font is None:
            continue
        hans = next((f for f in font.iterchildren(A + "font") if f.get("script") == "Hans"), None)
        for key, elements in (("east", (font.find(A + "ea"), hans)), ("latin", (font.find(A + "latin"),))):
            names: Iterable[str] = (e.get("typeface", "") for e in elements if e is not None)
            if name := next(filter(None, names), ""):
                found[kind, key] = name
    return found


def _levels(root: etree._Element) -> dict[tuple[str, str], etree._Element]:
    """Levels of the lists by (numId, ilvl), overridden ones in place of the shared ones."""
    abstract = {e.get(W + "abstractNumId", ""): e for e in root.iterchildren(W + "abstractNum")}
    found: dict[tuple[str, str], etree._Element] = {}
    for num in root.iterchildren(W + "num"):
        shared = abstract.get(child_val(num, "abstractNumId") or "")
        own = (override.find(W + "lvl") for override in num.iterchildren(W + "lvlOverride"))
        for level in [*(() if shared is None else shared.iterchildren(W + "lvl")), *own]:
            if level is not None:
                found[num.get(W + "numId", ""), level.get(W + "ilvl", "0")] = level
    return found
