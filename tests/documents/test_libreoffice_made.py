"""Files as LibreOffice writes them, made here from hand-written OpenDocument: each construct in the three views, and the
old formats through conversion.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from documents.convert import has_math
from documents.model import BlockKind
from documents.read import read
from tests.fixtures.documents import PNG
from tests.fixtures.flat_odt import (
    changed,
    convert_all,
    fodt,
    inserted,
    needs_libreoffice,
    p,
    picture,
    region,
)
from tests.fixtures.views import three_views

pytestmark = [pytest.mark.integration, needs_libreoffice]

_HIDDEN = '<style:style style:name="H" style:family="text"><style:text-properties text:display="none"/></style:style>'
_BOLD = (
    '<style:style style:name="B" style:family="text"><style:text-properties fo:font-weight="bold" '
    'style:font-weight-asian="bold"/></style:style>'
)
_LIST = (
    '<text:list-style style:name="L"><text:list-level-style-number text:level="1" '
    'style:num-format="一, 二, 三, ..." style:num-suffix="、"/><text:list-level-style-number text:level="2" '
    'style:num-format="1" style:num-suffix="." text:display-levels="1"/></text:list-style>'
)
_PAGE = '<text:page-number text:select-page="current">1</text:page-number>'
_MARGINS = "".join(
    f'<style:{side}-style><style:header-footer-properties fo:min-height="1cm"/></style:{side}-style>'
    for side in ("header", "footer")
)


def comment(name: str, who: str, text: str, about: str, resolved: str = "false") -> str:
    """A comment on `about`."""
    return (
        f'<office:annotation office:name="{name}" loext:resolved="{resolved}"><dc:creator>{who}</dc:creator>'
        f"<dc:date>2026-02-01T08:00:00</dc:date>{p(text)}</office:annotation>{about}"
        f'<office:annotation-end office:name="{name}"/>'
    )


def note(kind: str, mark: str, text: str) -> str:
    """A footnote or an endnote."""
    return (
        f'<text:note text:note-class="{kind}" text:id="{kind}1"><text:note-citation>{mark}</text:note-citation>'
        f"<text:note-body>{p(text)}</text:note-body></text:note>"
    )


def cell(content: str, spans: str = "") -> str:
    """A table cell."""
    return f"<table:table-cell {spans}>{content}</table:table-cell>"


def row(*cells: str) -> str:
    """A table row; '' is a place that a merged cell covers."""
    return f"<table:table-row>{''.join(c or '<table:covered-table-cell/>' for c in cells)}</table:table-row>"


def _object(content: str) -> str:
    return (
        '<draw:frame text:anchor-type="as-char" svg:width="8cm" svg:height="6cm">'
        f"<draw:object>{content}</draw:object></draw:frame>"
    )


def _value(text: str, kind: str = "string") -> str:
    stated = f'office:value-type="{kind}"' + (f' office:value="{text}"' if kind == "float" else "")
    return cell(p(text), stated)


def _chart() -> str:
    series = (
        '<chart:series chart:values-cell-range-address="local-table.$B$2:.$B$3" '
        'chart:label-cell-address="local-table.$B$1" chart:class="chart:bar"><chart:data-point chart:repeated="2"/>'
        "</chart:series>"
    )
    rows = row(_value("一季度"), _value("3", "float")) + row(_value("二季度"), _value("5", "float"))
    return _object(
        '<office:document office:mimetype="application/vnd.oasis.opendocument.chart" office:version="1.3"><office:body>'
        '<office:chart><chart:chart chart:class="chart:bar" svg:width="8cm" svg:height="6cm">'
        f'<chart:title>{p("各季度产量")}</chart:title><chart:plot-area chart:data-source-has-labels="both">'
        '<chart:axis chart:dimension="x"><chart:categories table:cell-range-address="local-table.$A$2:.$A$3"/>'
        f'</chart:axis><chart:axis chart:dimension="y"/>{series}</chart:plot-area><table:table table:name="local-table">'
        "<table:table-header-columns><table:table-column/></table:table-header-columns><table:table-columns>"
        "<table:table-column/></table:table-columns><table:table-header-rows>"
        f"{row(cell(p('')), _value('钢材'))}</table:table-header-rows><table:table-rows>{rows}</table:table-rows>"
        "</table:table></chart:chart></office:chart></office:body></office:document>"
    )


_MATH = _object(
    "<math:math><math:semantics><math:mrow><math:mfrac><math:mi>a</math:mi><math:mi>b</math:mi></math:mfrac>"
    "<math:mo>=</math:mo><math:msup><math:mi>x</math:mi><math:mn>2</math:mn></math:msup></math:mrow>"
    '<math:annotation encoding="StarMath 5.0">{a} over {b} = x^2</math:annotation></math:semantics></math:math>'
)
_TABLE = (
    '<table:table><table:table-column table:number-columns-repeated="3"/>'
    + row(cell(p("横跨"), 'table:number-columns-spanned="2"'), "", cell(p("右")))
    + row(
        cell(p("竖跨"), 'table:number-rows-spanned="2"'),
        cell(p("外") + f"<table:table><table:table-column/>{row(cell(p('内')))}</table:table>" + p("外二")),
        cell(p("角")),
    )
    + row("", cell(p("底")), cell(p("末")))
    + "</table:table>"
)

# name → (source, final view, original view, all marks); views that are the same as the final one are None.
CASES: dict[str, tuple[str, list[str], list[str] | None, list[str] | None]] = {
    "insertion and deletion": (
        fodt(
            changed(region("c1", "insertion") + region("c2", "deletion", p("删除")))
            + p("甲" + inserted("c1", "新增") + '<text:change text:change-id="c2"/>乙')
        ),
        ["甲新增乙"],
        ["甲删除乙"],
        ["甲[+新增][-删除]乙"],
    ),
    "paragraph ends": (
        fodt(
            changed(region("c1", "insertion") + region("c2", "deletion", p("") + p("")))
            + p('拆出<text:change-start text:change-id="c1"/>')
            + p('<text:change-end text:change-id="c1"/>后半')
            + p('并入<text:change text:change-id="c2"/>下段')
        ),
        ["拆出", "后半", "并入下段"],
        ["拆出后半", "并入", "下段"],
        ["拆出(+¶)", "后半", "并入(-¶)", "下段"],
    ),
    "format": (
        fodt(
            changed(region("c1", "format-change"))
            + p("前" + inserted("c1", '<text:span text:style-name="B">粗体</text:span>') + "后"),
            _BOLD,
        ),
        ["前粗体后"],
        None,
        ["前粗体后(格式)"],
    ),
    # LibreOffice 7.4 writes a move as a deletion and an insertion.
    "moved paragraph": (
        fodt(
            changed(region("c1", "deletion", p("整段搬动，这一段足够长。") + p("")) + region("c2", "insertion"))
            + p("甲段。")
            + p('<text:change text:change-id="c1"/>乙段。')
            + p('<text:change-start text:change-id="c2"/>整段搬动，这一段足够长。')
            + p('<text:change-end text:change-id="c2"/>丙段。')
        ),
        ["甲段。", "乙段。", "整段搬动，这一段足够长。", "丙段。"],
        ["甲段。", "整段搬动，这一段足够长。", "乙段。", "丙段。"],
        ["甲段。", "[-整段搬动，这一段足够长。](-¶)", "乙段。", "[+整段搬动，这一段足够长。](+¶)", "丙段。"],
    ),
    "comments": (
        fodt(
            p("请看" + comment("a1", "王五", "何据", "这里") + "。")
            + p(comment("a2", "赵六", "已改", "另一处", resolved="true") + "。")
        ),
        ["请看这里。", "另一处。"],
        None,
        ["请看这里。{王五：何据}", "另一处。{赵六：已改（已解决）}"],
    ),
    "tables": (
        fodt(_TABLE + p("表后")),
        ["横跨", "右", "竖跨", "外", "内", "外二", "角", "底", "末", "表后"],
        None,
        None,
    ),
    "text box": (
        fodt(
            p(
                '前<draw:frame text:anchor-type="char" svg:width="5cm" svg:height="2cm"><draw:text-box>'
                f"{p('框内')}</draw:text-box></draw:frame>后"
            )
        ),
        ["前后", "框内"],
        None,
        None,
    ),
    "notes": (
        fodt(p(f"正文{note('footnote', '1', '脚注文字')}与{note('endnote', 'i', '尾注文字')}。")),
        ["正文与。", "脚注文字", "尾注文字"],
        None,
        None,
    ),
    "header and footer": (
        fodt(
            p("正文"),
            master=f"<style:header>{p('页眉文字')}</style:header><style:footer>"
            f"{p(f'第{_PAGE}页')}</style:footer>",
            layout=_MARGINS,
        ),
        ["页眉文字", "正文", "第1页"],
        None,
        None,
    ),
    "fields": (fodt(p("共<text:page-count>9</text:page-count>页")), ["共1页"], None, None),
    "numbering": (
        fodt(
            '<text:list text:style-name="L"><text:list-item>' + p("总则") + "<text:list><text:list-item>" + p("目的。")
            + "</text:list-item><text:list-item>" + p("依据。") + "</text:list-item></text:list></text:list-item>"
            + f"<text:list-item>{p('分则')}</text:list-item></text:list>",
            _LIST,
        ),
        ["一、总则", "1.目的。", "2.依据。", "二、分则"],
        None,
        ["总则", "目的。", "依据。", "分则"],
    ),
    "hyperlink": (
        fodt(p('见<text:a xlink:type="simple" xlink:href="https://example.cn/a">链接文字</text:a>。')),
        ["见链接文字。"],
        None,
        None,
    ),
    "image": (fodt(p("图" + picture("会场照片"))), ["图", "会场照片"], None, ["图"]),
    "content controls": (
        fodt(
            p(
                '填<loext:content-control loext:showing-place-holder="true">单击此处</loext:content-control>'
                "与<loext:content-control>已填</loext:content-control>"
            )
        ),
        ["填单击此处与已填"],
        None,
        None,
    ),
    "hidden text": (
        fodt(p('明<text:span text:style-name="H">暗</text:span>处'), _HIDDEN),
        ["明处"],
        None,
        ["明[~暗]处"],
    ),
    "chart": (fodt(p("图" + _chart())), ["图", "各季度产量", "钢材", "一季度", "二季度"], None, ["图"]),
}  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where this module's files are made."""
    return tmp_path_factory.mktemp("made")


@pytest.fixture(scope="module")
def made(folder: Path) -> dict[str, bytes]:
    """Every case as docx, in one run of LibreOffice."""
    return convert_all(folder, {name: case[0] for name, case in CASES.items()}, "docx")


@pytest.mark.parametrize("name", list(CASES))
def test_three_views(name: str, made: dict[str, bytes]) -> None:
    _, final, original, every = CASES[name]
    assert three_views(made[name]) == (final, original or final, every or final)


def test_facts_beside_the_text(made: dict[str, bytes]) -> None:
    cells = {b.text: b.cell for b in read(made["tables"], "a.docx") if b.cell}
    assert [(c.table, c.row, c.column, c.row_span, c.column_span) for c in cells.values()] == [
        (0, 0, 0, 1, 2), (0, 0, 2, 1, 1), (0, 1, 0, 2, 1), (0, 1, 1, 1, 1), (1, 0, 0, 1, 1), (0, 1, 1, 1, 1),
        (0, 1, 2, 1, 1), (0, 2, 1, 1, 1), (0, 2, 2, 1, 1),
    ]  # fmt: skip
    kinds = {b.kind for b in read(made["header and footer"], "a.docx")}
    assert kinds == {BlockKind.HEADER, BlockKind.PARAGRAPH, BlockKind.FOOTER}
    image = read(made["image"], "a.docx").blocks[1]
    assert (image.kind, image.asset) == (BlockKind.IMAGE, hashlib.sha256(PNG).hexdigest())
    assert read(made["hyperlink"], "a.docx").facts["links"] == "https://example.cn/a"
    assert any("占位提示" in remark for remark in read(made["content controls"], "a.docx").notes)
    assert any("隐藏文字" in remark for remark in read(made["hidden text"], "a.docx").notes)
    found = [b.level for b in read(made["numbering"], "a.docx")]
    assert found == [1, 3, 3, 1]


@pytest.mark.skipif(not has_math(), reason="LibreOffice has no equation editor")
def test_an_equation_is_read_as_a_line(folder: Path) -> None:
    data = convert_all(folder / "math", {"math": fodt(p("式" + _MATH + "毕"))}, "docx")["math"]
    assert three_views(data)[0] == ["式a/b=x^2毕"]


# doc keeps no content controls and no charts as such; rtf loses the state of comments. The text is the same in all.
_OLD = [
    "insertion and deletion",
    "tables",
    "comments",
    "notes",
    "numbering",
    "header and footer",
    "hyperlink",
]


@pytest.mark.parametrize("kind", ["doc", "rtf", "odt"])
def test_other_word_processors_files_read_the_same(kind: str, folder: Path) -> None:
    """All constructs in one file of the kind, through the conversion that an upload takes."""
    # LibreOffice writes 、 of a list label as ? into RTF: its fault, not the reader's.
    left_out = {"insertion and deletion", *(["numbering"] if kind == "rtf" else [])}
    parts = {name: CASES[name] for name in _OLD if name not in left_out}
    bodies = "".join(
        source[source.index("<office:text>") + 13 : source.index("</office:text>")]
        for source, *_ in parts.values()
    )
    marks = changed(region("c1", "insertion") + region("c2", "deletion", p("删除")))
    tracked = p("甲" + inserted("c1", "新增") + '<text:change text:change-id="c2"/>乙')
    whole = fodt(
        marks + tracked + bodies,
        _LIST,
        master=f"<style:header>{p('页眉文字')}</style:header>",
        layout=_MARGINS,
    )
    data = convert_all(folder / kind, {"whole": whole}, kind)["whole"]
    document = read(data, f"稿件.{kind}")
    assert document.format == kind
    assert document.facts["converted_by"].startswith("LibreOffice")
    assert any("签发的是原文件" in remark for remark in document.notes)
    assert document.facts["tracked_insertions"] == "1"
    texts = [
        b.text.strip() for b in document
    ]  # a tab between the mark and the text of a note comes back in RTF
    expected = ["页眉文字", "甲新增乙"]
    for name in parts:
        expected += [t for t in CASES[name][1] if t not in {"页眉文字", "第1页", "脚注文字", "尾注文字"}]
    assert texts == [*expected, "脚注文字", "尾注文字"]
