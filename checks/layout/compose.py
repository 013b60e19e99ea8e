"""Sets plain lines as an official document: a Word file made in memory, each element in the form of the profile.

Small on purpose: one section, two footers, direct formatting. Any line and the page may be set otherwise, which is how
examples of faults are made (`checks.layout.sketch`).
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from xml.sax.saxutils import escape

from checks.layout.elements import Piece, recognise
from checks.layout.profile import Choice, Element, Form, LayoutProfile, Measure, official
from documents.model import Block, BlockKind, Document, nfc

_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MM = 72 / 25.4 * 20
_ISSUER_SIZE = 42.0  # pt; the standard leaves it to the eye
_TITLE_PITCH = "35"  # pt
_ABOVE = (Element.ISSUER, Element.NUMBER, Element.SIGNER)
_JC = {"justify": "both"}


@dataclass(frozen=True, slots=True)
class Setting:
    """A line and what is set otherwise in it. Keys: font, size, align, first, left, right (characters), line (pt),
    color, blank (empty lines before), rule (none).
    """

    text: str
    other: Mapping[str, str] = field(default_factory=dict)


def compose(
    lines: Sequence[Setting],
    page: Mapping[str, str] | None = None,
    profile: LayoutProfile | None = None,
) -> bytes:
    """A .docx of these lines. Empty lines stay empty paragraphs.

    Keys of `page`: the names of the profile's page measures and footer (mm), grid (pt; none), number (none, center).
    """
    chosen, other = profile or official(), page or {}
    texts = [nfc(line.text) for line in lines]
    blocks = [Block(f"b{i}", BlockKind.PARAGRAPH, text) for i, text in enumerate(texts) if text.strip()]
    pieces = {piece.line.block.id: piece for piece in recognise(Document("txt", tuple(blocks)), None)}
    body, before = [], None
    for index, line in enumerate(lines):
        piece = pieces.get(f"b{index}")
        if piece is None:
            body.append(_empty(1, chosen))
            continue
        body.append(_paragraph(line, piece, before, chosen))
        before = piece
    numbered = other.get("number") != "none"
    xml = "".join(body) + _section(other, chosen, numbered)
    return _zipped(xml, _footers(other, chosen) if numbered else {}, even=other.get("number") is None)


def _paragraph(line: Setting, piece: Piece, before: Piece | None, profile: LayoutProfile) -> str:
    form = profile.elements[piece.element]
    facts = _facts(form, piece) | dict(line.other)
    blank = float(facts.get("blank", _blank(form, piece, before)))
    size = float(facts["size"])
    spacing = (
        f'<w:spacing w:line="{round(float(facts["line"]) * 20)}" w:lineRule="exact"/>'
        if "line" in facts
        else ""
    )
    indents = "".join(
        f' w:{name}="{round(float(facts[key]) * size * 20)}" w:{name}Chars="{round(float(facts[key]) * 100)}"'
        for key, name in (("left", "left"), ("right", "right"), ("first", "firstLine"))
        if key in facts
    )
    new_page = "<w:pageBreakBefore/>" if form.new_page and "page" not in facts else ""
    properties = (
        f"{new_page}{_rule(piece, before, facts)}{spacing}<w:ind{indents}/>"
        f'<w:jc w:val="{_JC.get(facts["align"], facts["align"])}"/>'
    )
    runs = "".join(_run(text, facts, other) for text, other in _parts(line.text, piece, profile))
    return _empty(round(blank), profile) + f"<w:p><w:pPr>{properties}</w:pPr>{runs}</w:p>"


def _facts(form: Form, piece: Piece) -> dict[str, str]:
    """How an element is set, as the keys of a `Setting`; the first of several choices."""
    facts = {"font": "仿宋", "size": "16", "align": "justify"}
    for key in ("font", "align", "color"):
        choice = getattr(form, key)
        if isinstance(choice, Choice):
            facts[key] = choice.values[0]
    if isinstance(form.size, Measure):
        facts["size"] = str(form.size.value)
    if piece.element is Element.ISSUER:
        facts["size"] = str(_ISSUER_SIZE)
    if piece.element in {Element.TITLE, Element.ATTACHMENT_TITLE}:
        facts["line"] = _TITLE_PITCH  # on the grid of the text a title of two lines would fall apart
    if form.start is not None:
        facts["first"] = str(form.start.value)
    if form.end is not None:
        facts |= {"align": "right", "right": str(form.end.value)}
    if piece.element is Element.ATTACHMENT_NOTE and not piece.line.text.startswith("附"):
        facts |= {"first": "5"}  # below the first name
    return facts


def _blank(form: Form, piece: Piece, before: Piece | None) -> float:
    if form.blank is None or before is None or before.element is piece.element:
        return 0
    if piece.element is Element.TITLE and before.element not in _ABOVE:
        return 0
    return form.blank.value


def _rule(piece: Piece, before: Piece | None, facts: Mapping[str, str]) -> str:
    """The red line below 版头, the line above 版记."""
    if facts.get("rule") == "none":
        return ""
    if piece.element is Element.NUMBER:
        return '<w:pBdr><w:bottom w:val="single" w:sz="12" w:space="11" w:color="FF0000"/></w:pBdr>'
    first = before is None or before.element not in {Element.COPIES, Element.PRINTED}
    if piece.element in {Element.COPIES, Element.PRINTED} and first:
        return '<w:pBdr><w:top w:val="single" w:sz="8" w:space="1" w:color="000000"/></w:pBdr>'
    return ""


def _parts(text: str, piece: Piece, profile: LayoutProfile) -> list[tuple[str, Mapping[str, str]]]:
    """The text in pieces of one font: a heading, and the text that follows it in the same paragraph."""
    stop = text.find("。")
    labelled = piece.element in {Element.LEVEL_1, Element.LEVEL_2}
    if not labelled or not 0 <= stop < len(text.rstrip()) - 1:
        return [(text, {})]
    body = profile.elements[Element.BODY].font
    return [(text[: stop + 1], {}), (text[stop + 1 :], {"font": body.values[0] if body else "仿宋"})]


def _run(text: str, facts: Mapping[str, str], other: Mapping[str, str]) -> str:
    color = {"red": "FF0000", "black": "000000"}.get(facts.get("color", ""), facts.get("color", "auto"))
    font = _font_name(other.get("font", facts["font"]))
    return (
        f'<w:r><w:rPr><w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:eastAsia="{escape(font)}"/>'
        f'<w:color w:val="{color}"/><w:sz w:val="{round(float(facts["size"]) * 2)}"/></w:rPr>'
        f'<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'
    )


def _font_name(name: str) -> str:
    family = official().fonts.get(name)
    return name if family is None else family.write


def _empty(count: int, profile: LayoutProfile) -> str:
    return count * '<w:p><w:pPr><w:rPr><w:rFonts w:eastAsia="仿宋"/><w:sz w:val="32"/></w:rPr></w:pPr></w:p>'


def _section(other: Mapping[str, str], profile: LayoutProfile, numbered: bool) -> str:
    page = {key: float(other.get(key, rule.value)) * _MM for key, rule in profile.page.items()}
    footer = float(other.get("footer", 24.0)) * _MM
    grid = float(other["grid"]) if other.get("grid", "none") != "none" else profile.grid["line_pitch"].value
    kind = "" if other.get("grid") == "none" else ' w:type="lines"'
    references = "".join(
        f'<w:footerReference w:type="{name}" r:id="{name}"/>'
        for name in (("default", "even") if other.get("number") is None else ("default",))
    )
    return (
        f"<w:sectPr>{references if numbered else ''}"
        f'<w:pgSz w:w="{round(page["width"])}" w:h="{round(page["height"])}"/>'
        f'<w:pgMar w:top="{round(page["top"])}" w:right="{round(page["right"])}" w:bottom="{round(page["bottom"])}" '
        f'w:left="{round(page["left"])}" w:header="850" w:footer="{round(footer)}" w:gutter="0"/>'
        f'<w:docGrid{kind} w:linePitch="{round(grid * 20)}"/></w:sectPr>'
    )


def _footers(other: Mapping[str, str], profile: LayoutProfile) -> dict[str, str]:
    """Parts of the footers by kind: odd pages at the right, even ones at the left, one character in."""
    font = profile.page_number["font"]
    name = profile.fonts[font.values[0]].write if isinstance(font, Choice) else "宋体"
    name = other.get("number_font", name)
    size = round(float(other.get("number_size", "14")) * 2)
    properties = f'<w:rPr><w:rFonts w:ascii="{name}" w:hAnsi="{name}" w:eastAsia="{name}"/><w:sz w:val="{size}"/></w:rPr>'

    def footer(place: str) -> str:
        text = "".join(f"<w:r>{properties}{content}</w:r>" for content in _PAGE_FIELD)
        return f'<w:ftr xmlns:w="{_WORD}"><w:p><w:pPr>{place}</w:pPr>{text}</w:p></w:ftr>'

    if other.get("number") == "center":
        return {"default": footer('<w:jc w:val="center"/>')}
    return {
        "default": footer('<w:ind w:right="280" w:rightChars="100"/><w:jc w:val="right"/>'),
        "even": footer('<w:ind w:left="280" w:leftChars="100"/><w:jc w:val="left"/>'),
    }


_PAGE_FIELD = (
    '<w:t xml:space="preserve">— </w:t>',
    '<w:fldChar w:fldCharType="begin"/>',
    '<w:instrText xml:space="preserve"> PAGE </w:instrText>',
    '<w:fldChar w:fldCharType="separate"/>',
    "<w:t>1</w:t>",
    '<w:fldChar w:fldCharType="end"/>',
    '<w:t xml:space="preserve"> —</w:t>',
)


def _zipped(body: str, footers: Mapping[str, str], *, even: bool) -> bytes:
    """The package around a body."""
    names = {name: f"footer_{name}" for name in footers}
    parts = {**{names[name]: xml for name, xml in footers.items()}, "styles": _STYLES}
    if footers and even:
        parts["settings"] = f'<w:settings xmlns:w="{_WORD}"><w:evenAndOddHeaders/></w:settings>'
    overrides = "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="{_TYPE}.{name.partition("_")[0]}+xml"/>'
        for name in parts
    )
    relations = "".join(
        f'<Relationship Id="{name.partition("_")[2] or name}" Type="{_RELATED}/{name.partition("_")[0]}" '
        f'Target="{name}.xml"/>'
        for name in parts
    )
    files = {
        "[Content_Types].xml": (
            f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
            f'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Default Extension="xml" ContentType="application/xml"/>'
            f'<Override PartName="/word/document.xml" ContentType="{_TYPE}.document.main+xml"/>{overrides}</Types>'
        ),
        "_rels/.rels": (
            f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="r1" '
            f'Type="{_RELATED}/officeDocument" Target="word/document.xml"/></Relationships>'
        ),
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">{relations}</Relationships>',
        "word/document.xml": (
            f'<w:document xmlns:w="{_WORD}" xmlns:r="{_RELATED}"><w:body>{body}</w:body></w:document>'
        ),
        **{f"word/{name}.xml": xml for name, xml in parts.items()},
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, xml in files.items():
            # One time for all: the same lines give the same bytes.
            archive.writestr(zipfile.ZipInfo(name), (_HEAD + xml).encode(), zipfile.ZIP_DEFLATED)
    return out.getvalue()


_STYLES = (
    f'<w:styles xmlns:w="{_WORD}"><w:docDefaults><w:rPrDefault><w:rPr>'
    '<w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:eastAsia="仿宋"/><w:sz w:val="32"/>'
    '<w:lang w:val="en-US" w:eastAsia="zh-CN"/></w:rPr></w:rPrDefault></w:docDefaults>'
    '<w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/></w:style></w:styles>'
)
