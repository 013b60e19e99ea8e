"""Names of the WordprocessingML elements that the docx reader knows (ECMA-376-1, 17, 20 and 22)."""

from __future__ import annotations

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
V = "{urn:schemas-microsoft-com:vml}"
CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
DIAGRAM = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}"
# What else stands among paragraphs as a block of its own: no paragraph continues across it.
BLOCKS = {
    *(
        W + name
        for name in ("tbl", "sdt", "customXml", "ins", "del", "moveTo", "moveFrom", "altChunk", "subDoc")
    ),
    MC + "AlternateContent",
}
_OFF = {"0", "false", "off", "none"}


def val(element: etree._Element | None) -> str | None:
    """`w:val` of an element, None where either is missing."""
    return None if element is None else element.get(W + "val")


def child_val(element: etree._Element | None, name: str) -> str | None:
    """`w:val` of the child `w:name`."""
    return None if element is None else val(element.find(W + name))


def number(text: str | None) -> int | None:
    """Integer of an attribute, None where it is missing or no number."""
    try:
        return None if text is None else int(float(text))
    except (ValueError, OverflowError):
        return None


def flag(element: etree._Element | None, name: str) -> bool | None:
    """An on/off property: True, False, or None where it is not stated."""
    found = None if element is None else element.find(W + name)
    if found is None:
        return None
    return (val(found) or "1") not in _OFF


def choose(alternate: etree._Element) -> etree._Element | None:
    """The one branch of an mc:AlternateContent to read: its first Choice that holds something we read, else
    Fallback.

    Both branches hold the same text box, so reading both would count it twice.
    """
    readable = (W + "t", W + "txbxContent", A + "blip", CHART + "chart", DIAGRAM + "relIds", M + "oMath")
    for choice in alternate.iterchildren(MC + "Choice"):
        if next(choice.iter(*readable), None) is not None:
            return choice
    fallback = alternate.find(MC + "Fallback")
    return fallback if fallback is not None else alternate.find(MC + "Choice")


def path_of(element: etree._Element) -> str:
    """Index path of `element` from its part's root, as `Anchor.path` has it."""
    indexes: list[str] = []
    parent = element.getparent()
    while parent is not None:
        indexes.append(str(parent.index(element)))
        element, parent = parent, parent.getparent()
    return "/".join(reversed(indexes))
