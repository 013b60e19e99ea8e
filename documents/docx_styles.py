"""Style facts of a Word document, resolved through inheritance.

python-docx reads the styles; the XML fills its gaps.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from docx.oxml.parser import parse_xml
from docx.styles.style import BaseStyle
from docx.styles.styles import Styles
from lxml import etree

from documents.docx_names import A, W, child_val, flag, number
from documents.errors import DamagedError
from documents.package import Package

# Words of `w:jc` (ISO/IEC 29500-1 §17.18.44), strict ones too, as ours.
ALIGNMENTS = {
    "left": "left",
    "start": "left",
    "right": "right",
    "end": "right",
    "center": "center",
    "both": "justify",
    "distribute": "distribute",
}
_DEEPEST = 32  # Word itself stops at 11 levels of basedOn


@dataclass(frozen=True, slots=True)
class Facts:
    """What a style or direct formatting states; None where it is silent.

    `numbering` is (numId, level), level -1 where none is stated.
    """

    font: str | None = None
    size_pt: float | None = None
    alignment: str | None = None
    outline_level: int | None = None
    hidden: bool | None = None
    numbering: tuple[str, int] | None = None

    def under(self, upper: Facts) -> Facts:
        """These facts overlaid by `upper`."""
        stated = {name: value for name in Facts.__slots__ if (value := getattr(upper, name)) is not None}
        return replace(self, **stated) if stated else self


class StyleBook:
    """The styles part and the theme's fonts of one package."""

    def __init__(self, package: Package, styles: str | None, theme: str | None) -> None:
        self._fonts = _theme_fonts(package.xml(theme)) if theme else {}
        self._styles: dict[str, BaseStyle] = {}
        self._defaults = Facts()
        self._default_style = ""
        self._resolved: dict[str, Facts] = {}
        if styles is None:
            return
        # The same bounds on size and depth as every other part, before python-docx parses.
        if package.xml(styles).tag != W + "styles":
            raise DamagedError(f"文件已损坏：{styles} 不是样式表。")
        root: Any = parse_xml(package.xml_bytes(styles))
        for style in Styles(root):
            self._styles.setdefault(style.style_id, style)
            if (
                style.element.get(W + "default") in {"1", "true"}
                and style.element.get(W + "type") == "paragraph"
            ):
                self._default_style = style.style_id
        defaults = root.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr")
        paragraph = root.find(f"{W}docDefaults/{W}pPrDefault/{W}pPr")
        self._defaults = self.run(defaults).under(self.paragraph(paragraph))

    def name(self, style_id: str | None) -> str:
        """Lower-case built-in or given name of a style, '' where there is none."""
        style = self._styles.get(style_id or self._default_style)
        return (style.name or "").lower() if style is not None else ""

    def style(self, style_id: str | None) -> Facts:
        """Facts of a paragraph style (None: the default one) on top of the document's defaults."""
        return self._defaults.under(self._own(style_id or self._default_style))

    def character_style(self, style_id: str | None) -> Facts:
        """Facts a character style states itself or inherits."""
        return self._own(style_id) if style_id else Facts()

    def _own(self, style_id: str) -> Facts:
        if style_id in self._resolved:
            return self._resolved[style_id]
        chain: list[BaseStyle] = []
        style = self._styles.get(style_id)
        while style is not None and len(chain) < _DEEPEST:
            chain.append(style)
            style = self._styles.get(child_val(style.element, "basedOn") or "")
        facts = Facts()
        for style in reversed(chain):
            facts = facts.under(self.run(style.element.find(W + "rPr")))
            facts = facts.under(self.paragraph(style.element.find(W + "pPr")))
        self._resolved[style_id] = facts
        return facts

    def run(self, properties: etree._Element | None) -> Facts:
        """Facts of a w:rPr, without its character style."""
        if properties is None:
            return Facts()
        return Facts(
            font=self._font(properties.find(W + "rFonts")),
            size_pt=_points(child_val(properties, "sz")),
            hidden=flag(properties, "vanish"),
        )

    def paragraph(self, properties: etree._Element | None) -> Facts:
        """Facts of a w:pPr, without its style."""
        if properties is None:
            return Facts()
        outline = number(child_val(properties, "outlineLvl"))
        numbered = properties.find(W + "numPr")
        numbering = None
        if numbered is not None and (identity := child_val(numbered, "numId")) is not None:
            level = number(child_val(numbered, "ilvl"))
            numbering = (identity, -1 if level is None else level)
        return Facts(
            alignment=ALIGNMENTS.get(child_val(properties, "jc") or ""),
            outline_level=outline if outline is not None and 0 <= outline <= 9 else None,
            numbering=numbering,
        )

    def _font(self, fonts: etree._Element | None) -> str | None:
        if fonts is None:
            return None
        theme = fonts.get(W + "eastAsiaTheme")
        if theme is not None and (found := self._fonts.get(theme[:5])):
            return found
        return fonts.get(W + "eastAsia") or fonts.get(W + "ascii")


def _points(size: str | None) -> float | None:
    """Points of a w:sz: it counts half-points, or names its unit in Strict files (22.9.2.15)."""
    if size is not None and size.endswith("pt"):
        stated = number(size.removesuffix("pt"))
        return float(stated) if stated else None
    halves = number(size)
    return halves / 2 if halves else None


def _theme_fonts(root: etree._Element) -> dict[str, str]:
    """East Asian fonts of the theme by the first letters of their reference: `major`, `minor`."""
    found = {}
    for kind in ("major", "minor"):
        font = next(root.iter(f"{A}{kind}Font"), None)
        if font is None:
            continue
        east = font.find(A + "ea")
        hans = next((f for f in font.iterchildren(A + "font") if f.get("script") == "Hans"), None)
        name = (east.get("typeface") if east is not None else "") or (
            hans.get("typeface") if hans is not None else ""
        )
        if name:
            found[kind] = name
    return found
