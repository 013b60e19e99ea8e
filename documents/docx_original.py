"""The original view of a Word document: every tracked change rejected (ECMA-376-1, 17.13.5).

Rejecting is accepting with the two sides exchanged, so the XML is turned round and read by the same reader: what was
inserted becomes deleted, what was deleted becomes inserted, and formatting goes back to what it was before.
Elements keep their index paths, so anchors of both views lead to the same paragraphs of the file.
"""

from __future__ import annotations

from lxml import etree

from documents.docx_names import W

_TURNED = {
    W + a: W + b
    for a, b in (
        ("ins", "del"),
        ("del", "ins"),
        ("moveTo", "moveFrom"),
        ("moveFrom", "moveTo"),
        ("cellIns", "cellDel"),
        ("cellDel", "cellIns"),
        ("delText", "t"),
        ("delInstrText", "instrText"),
    )
}
_CHANGES = tuple(
    W + name
    for name in ("pPrChange", "rPrChange", "tblPrChange", "tblPrExChange", "trPrChange", "tcPrChange")
)
# What stands among the properties but is not in their former state: marks of other changes, nested properties.
_STAYS = {
    W + name
    for name in (
        "ins",
        "del",
        "moveFrom",
        "moveTo",
        "cellIns",
        "cellDel",
        "rPr",
        "sectPr",
        "cnfStyle",
        "divId",
    )
}


def turn_back(root: etree._Element) -> etree._Element:
    """`root` (changed in place) as it was before every tracked change in it."""
    for change in list(root.iter(*_CHANGES)):
        _restore(change)
    for change in list(root.iter(W + "ins")):
        numbered = change.getparent()
        if (
            numbered is not None
            and numbered.tag == W + "numPr"
            and (parent := numbered.getparent()) is not None
        ):
            parent.remove(numbered)  # the number was given with the change
    for element in root.iter(*_TURNED):
        element.tag = _TURNED[str(element.tag)]
    return root


def _restore(change: etree._Element) -> None:
    """Put the former properties, which the change holds, in place of those around it."""
    properties = change.getparent()
    if properties is None:
        return
    former = change.find(str(properties.tag))
    for child in list(properties):
        if child.tag not in _STAYS:
            properties.remove(child)
    if former is not None:
        # Behind what stays: the readers look properties up by name, never by place.
        properties.extend(child for child in list(former) if child.tag not in _STAYS)
