"""The words in a chart or a SmartArt drawing, each a part of its own (ECMA-376-1, 21.2 and 21.4)."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from documents.docx_names import CHART, DIAGRAM, A, path_of

_MOST = 2000  # words of one chart: a series may have as many names as a sheet has rows


def chart_texts(root: etree._Element) -> list[tuple[str, str]]:
    """(text, index path) of titles, names of series and categories, each text once; values are data, not text."""
    found: dict[str, str] = {}
    for element in root.iter(CHART + "title", CHART + "tx", CHART + "cat", CHART + "rich"):
        pieces = _paragraphs(element) if element.tag in {CHART + "title", CHART + "rich"} else _names(element)
        for text, path in pieces:
            if text.strip() and len(found) < _MOST:
                found.setdefault(text.strip(), path)
    return list(found.items())


def diagram_texts(root: etree._Element) -> list[tuple[str, str]]:
    """(text, index path) of every paragraph of the points of a diagram, in the order of the file."""
    points = root.iter(DIAGRAM + "t")
    return [(text.strip(), path) for point in points for text, path in _paragraphs(point) if text.strip()]


def _paragraphs(element: etree._Element) -> Iterator[tuple[str, str]]:
    for paragraph in element.iter(A + "p"):
        yield "".join(t.text or "" for t in paragraph.iter(A + "t")), path_of(paragraph)
    for value in element.iter(CHART + "v"):
        yield value.text or "", path_of(value)


def _names(element: etree._Element) -> Iterator[tuple[str, str]]:
    """Cached strings of a reference into the sheet behind the chart."""
    for cache in element.iter(CHART + "strCache", CHART + "strLit"):
        for value in cache.iter(CHART + "v"):
            yield value.text or "", path_of(value)
    for value in element.iterchildren(CHART + "v"):
        yield value.text or "", path_of(value)
