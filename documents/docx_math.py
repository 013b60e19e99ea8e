"""Equations of Word as one line of text: a/b, x^2, √(x), ∑_(i=1)^n (ECMA-376-1, 22.1; the signs follow Unicode's
linear format, UTN 28, where that is readable as plain text).
"""

from __future__ import annotations

from collections.abc import Callable

from lxml import etree

from documents.docx_names import M, W

_DEEPEST = 60  # levels; deeper structure is read as its text alone
ACCEPTED = frozenset({W + "del", W + "moveFrom"})
REJECTED = frozenset({W + "ins", W + "moveTo"})
_SCRIPTS = {"sup": "^", "sub": "_", "lim": "_"}
_ROOTS = {"": "√", "2": "√", "3": "∛", "4": "∜"}
_OPERATOR = "∫"  # what m:nary means without a character of its own


def linear(math: etree._Element, gone: frozenset[str] = ACCEPTED) -> str:
    """Text of an m:oMath; `gone` are the tracked changes whose content is not read."""
    return _Reader(gone).children(math, 0)


class _Reader:
    """Reading of one equation; the shapes below ask it for the text of their parts."""

    def __init__(self, gone: frozenset[str]) -> None:
        self.gone = gone

    def children(self, element: etree._Element | None, depth: int) -> str:
        return "" if element is None else "".join(self._one(child, depth + 1) for child in element)

    def _one(self, element: etree._Element, depth: int) -> str:
        tag = element.tag
        if not isinstance(tag, str) or tag in self.gone:
            return ""
        if tag in {M + "t", W + "t", W + "delText"}:
            return element.text or ""
        if depth > _DEEPEST or (tag == M + "r" and _is_plain_text(element)):
            return "".join(t.text or "" for t in element.iter(M + "t"))
        shape = _SHAPES.get(tag)
        if shape is None:
            return "" if tag.endswith("Pr") else self.children(element, depth)
        return shape(element, lambda part: self.children(part, depth))


def _is_plain_text(run: etree._Element) -> bool:
    return run.find(f"{M}rPr/{M}nor") is not None


_Read = Callable[[etree._Element | None], str]


def _part(element: etree._Element, read: _Read, name: str) -> str:
    return read(element.find(M + name))


def _wrapped(text: str) -> str:
    """In parentheses unless it is one sign, one number or one word."""
    text = text.strip()
    if len(text) <= 1 or text.isalnum() or (text[0] == "(" and text[-1] == ")" and text.count("(") == 1):
        return text
    return f"({text})"


def _property(element: etree._Element, kind: str, name: str) -> str | None:
    """A property of a structure; '' where it is stated as empty, None where it is not stated."""
    found = element.find(f"{M}{kind}Pr/{M}{name}")
    return None if found is None else found.get(M + "val", "")


def _fraction(element: etree._Element, read: _Read) -> str:
    if _property(element, "f", "type") == "noBar":
        return f"({_part(element, read, 'num')}¦{_part(element, read, 'den')})"
    return f"{_wrapped(_part(element, read, 'num'))}/{_wrapped(_part(element, read, 'den'))}"


def _radical(element: etree._Element, read: _Read) -> str:
    degree = _part(element, read, "deg").strip()
    body = _part(element, read, "e").strip()
    if degree in _ROOTS:
        return f"{_ROOTS[degree]}{_wrapped(body)}"
    return f"√({degree}&{body})"


def _script(*names: str) -> Callable[[etree._Element, _Read], str]:
    def shape(element: etree._Element, read: _Read) -> str:
        return _part(element, read, "e") + "".join(
            _SCRIPTS[name] + _wrapped(_part(element, read, name)) for name in names
        )

    return shape


def _before(element: etree._Element, read: _Read) -> str:
    return f"_{_wrapped(_part(element, read, 'sub'))}^{_wrapped(_part(element, read, 'sup'))}{_part(element, read, 'e')}"


def _nary(element: etree._Element, read: _Read) -> str:
    sign = _property(element, "nary", "chr")
    text = _OPERATOR if sign is None else sign
    for name in ("sub", "sup"):
        if limit := _part(element, read, name):
            text += _SCRIPTS[name] + _wrapped(limit)
    return text + " " + _part(element, read, "e")


def _delimited(element: etree._Element, read: _Read) -> str:
    begin, end, between = (_property(element, "d", name) for name in ("begChr", "endChr", "sepChr"))
    parts = [read(e) for e in element.findall(M + "e")]
    joined = ("|" if between is None else between).join(parts)
    return ("(" if begin is None else begin) + joined + (")" if end is None else end)


def _function(element: etree._Element, read: _Read) -> str:
    name, body = _part(element, read, "fName"), _part(element, read, "e")
    return name + (body if body.startswith("(") else " " + body)


def _upper(element: etree._Element, read: _Read) -> str:
    return f"{_part(element, read, 'e')}^{_wrapped(_part(element, read, 'lim'))}"


def _accent(element: etree._Element, read: _Read) -> str:
    sign = _property(element, "acc", "chr")
    return _wrapped(_part(element, read, "e")) + ("\u0302" if sign is None else sign)


def _bar(element: etree._Element, read: _Read) -> str:
    return _wrapped(_part(element, read, "e")) + (
        "\u0305" if _property(element, "bar", "pos") == "top" else "\u0332"
    )


def _rows(element: etree._Element, read: _Read) -> str:
    rows = element.findall(M + "mr")
    if not rows:  # an array of equations, one under the other
        return "; ".join(read(e) for e in element.findall(M + "e"))
    lines = (", ".join(read(e) for e in row.findall(M + "e")) for row in rows)
    return "[" + "; ".join(lines) + "]"


def _grouped(element: etree._Element, read: _Read) -> str:
    return _part(element, read, "e")


_SHAPES: dict[str, Callable[[etree._Element, _Read], str]] = {
    M + "f": _fraction,
    M + "rad": _radical,
    M + "sSup": _script("sup"),
    M + "sSub": _script("sub"),
    M + "sSubSup": _script("sub", "sup"),
    M + "sPre": _before,
    M + "nary": _nary,
    M + "d": _delimited,
    M + "func": _function,
    M + "limLow": _script("lim"),
    M + "limUpp": _upper,
    M + "acc": _accent,
    M + "bar": _bar,
    M + "m": _rows,
    M + "eqArr": _rows,
    M + "groupChr": _grouped,
}
