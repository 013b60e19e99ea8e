"""OFD (GB/T 33190-2016), the layout format of Chinese government files: letters at places, read like a PDF's pages.

Read here are the text objects of pages and of the templates behind them. Annotations, stamps and signatures are not.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass, replace

from lxml import etree

from documents.errors import DamagedError, EmptyFileError, EncryptedError, TooLargeError, WrongTypeError
from documents.limits import Limits
from documents.model import Document
from documents.package import Package
from documents.pdf_lines import MOST_CHARACTERS, MOST_PAGES, Char, Page, page_of
from documents.read_pdf import from_pages

_POINTS = 72 / 25.4  # a millimetre, OFD's unit
_A4 = (0.0, 0.0, 210.0, 297.0)
_ASCENT = 0.88  # of the font size: how far the box of a letter reaches above its base line
_GLYPHS = {"PathObject", "ImageObject", "CompositeObject"}
Matrix = tuple[float, float, float, float, float, float]
_PLAIN: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


@dataclass(slots=True)
class _Sheet:
    """The letters of one page while they are collected; its box in millimetres."""

    left: float
    top: float
    width: float
    height: float
    chars: list[Char]
    drawings: int = 0


def read_ofd(data: bytes, limits: Limits) -> Document:
    """Document of an OFD file. `Anchor` as for a PDF: `page/N` (from 1) and the line on the page (from 1).

    Raises:
        EncryptedError, DamagedError, TooLargeError, WrongTypeError, EmptyFileError: see the classes.
    """
    package = Package(data, limits)
    if "OFD.xml" not in package:
        raise WrongTypeError("文件名是 .ofd，内容却不是 OFD 版式文件。请确认文件没有损坏，另存后再上传。")
    if any(name.rpartition("/")[2] == "Encryptions.xml" for name in package.names()):
        raise EncryptedError("文件有密码保护。请取消密码后再上传。")
    read = list(_pages(package))
    if not any(page.lines for page in read):
        raise EmptyFileError("OFD 里没有文字，可能是扫描件。请上传由办公软件直接导出的文件。")
    document = from_pages(read, "ofd")
    note = "OFD 是版式文件：段落由各行的位置还原；批注、印章和签名没有读入。"
    return replace(document, notes=(note, *document.notes))


def _pages(package: Package) -> Iterator[Page]:
    root = package.xml("OFD.xml")
    number = characters = 0
    for body in _found(root, "DocRoot"):
        home = _joined("OFD.xml", body.text)
        document = package.xml(home)
        templates = {
            e.get("ID", ""): _joined(home, e.get("BaseLoc")) for e in _found(document, "TemplatePage")
        }
        area = _box(next(_found(document, "PhysicalBox"), None)) or _A4
        for page in _found(document, "Page"):
            if number >= MOST_PAGES:
                raise TooLargeError(f"OFD 超过 {MOST_PAGES} 页。请拆分后再上传。")
            content = package.xml(_joined(home, page.get("BaseLoc")))
            behind = [templates.get(e.get("TemplateID", "")) for e in _found(content, "Template")]
            roots = [content, *(package.xml(part) for part in behind if part is not None and part in package)]
            sheet = _sheet(roots, area)
            characters += len(sheet.chars)
            if characters > MOST_CHARACTERS:
                raise TooLargeError("OFD 的文字超过 1000 万字。请拆分后再上传。")
            size = (sheet.width * _POINTS, sheet.height * _POINTS)
            yield page_of(number, size, sheet.chars, sheet.drawings)
            number += 1


def _found(root: etree._Element, name: str) -> Iterator[etree._Element]:
    """Elements of that local name: writers disagree on the namespace."""
    return (e for e in root.iter() if isinstance(e.tag, str) and e.tag.rpartition("}")[2] == name)


def _joined(part: str, target: str | None) -> str:
    """The part that `target` names, seen from `part`."""
    target = (target or "").strip()
    folder = "" if target.startswith("/") else posixpath.dirname(part)
    return posixpath.normpath(posixpath.join(folder, target.lstrip("/")))


def _numbers(text: str | None) -> list[float]:
    found = []
    for piece in (text or "").split():
        try:
            found.append(_finite(piece))
        except ValueError:
            return []
    return found


def _box(element: etree._Element | None) -> tuple[float, float, float, float] | None:
    values = _numbers(None if element is None else element.text)
    return (values[0], values[1], values[2], values[3]) if len(values) == 4 and min(values[2:]) > 0 else None


def _sheet(roots: list[etree._Element], area: tuple[float, float, float, float]) -> _Sheet:
    own = _box(next(_found(roots[0], "PhysicalBox"), None))
    sheet = _Sheet(*(own or area), chars=[])
    for root in roots:
        for element in root.iter():
            name = element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
            if name == "TextObject" and element.get("Visible", "true") != "false":
                _text_object(element, sheet)
            sheet.drawings += name in _GLYPHS
    return sheet


def _text_object(element: etree._Element, sheet: _Sheet) -> None:
    """The letters of one text object: each TextCode begins at X, Y and steps on by its deltas."""
    box = _numbers(element.get("Boundary"))
    matrix = _numbers(element.get("CTM"))
    turn: Matrix = (*matrix,) if len(matrix) == 6 else _PLAIN  # type: ignore[assignment]
    size = next(iter(_numbers(element.get("Size"))), 0.0) or 3.5
    left, top = (box[0], box[1]) if len(box) == 4 else (0.0, 0.0)
    x = y = 0.0
    for code in _found(element, "TextCode"):
        x = next(iter(_numbers(code.get("X"))), x)
        y = next(iter(_numbers(code.get("Y"))), y)
        text = (code.text or "").strip("\r\n")
        across, down = _deltas(code.get("DeltaX"), len(text)), _deltas(code.get("DeltaY"), len(text))
        here_x, here_y = x, y
        for index, char in enumerate(text):
            if not char.isspace():
                _place(char, (here_x, here_y), size, turn, (left, top), sheet)
            wide = size if char >= "\u2e80" else size / 2
            here_x += across[index] if across else 0.0 if down else wide
            here_y += down[index] if down else 0.0


def _deltas(text: str | None, count: int) -> list[float]:
    """Steps between letters; `g N V` stands for N times V. Short lists repeat their last step."""
    steps: list[float] = []
    pieces = (text or "").split()
    while pieces and len(steps) < count:
        try:
            if pieces[0] == "g" and len(pieces) >= 3:
                steps += [_finite(pieces[2])] * min(max(int(pieces[1]), 0), count)
                pieces = pieces[3:]
            else:
                steps.append(_finite(pieces[0]))
                pieces = pieces[1:]
        except ValueError:
            raise DamagedError("OFD 已损坏：文字位置不是数字。请重新导出后再上传。") from None
    return steps + [steps[-1]] * (count - len(steps)) if steps else []


def _finite(text: str) -> float:
    value = float(text)
    if not abs(value) < 1e6:
        raise ValueError(text)
    return value


def _place(
    char: str, at: tuple[float, float], size: float, turn: Matrix, corner: tuple[float, float], sheet: _Sheet
) -> None:
    a, b, c, d, e, f = turn
    x = a * at[0] + c * at[1] + e + corner[0] - sheet.left
    base = b * at[0] + d * at[1] + f + corner[1] - sheet.top
    height = size * max((c * c + d * d) ** 0.5, 1e-3)
    wide = height if char >= "\u2e80" else height / 2
    top = (sheet.height - base + height * _ASCENT) * _POINTS
    points = height * _POINTS
    left = x * _POINTS
    sheet.chars.append(Char(char, left, left + wide * _POINTS, top - points, top, points, len(sheet.chars)))
