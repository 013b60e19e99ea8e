"""Hand-written Word XML: every construct in the three views (final, original, all marks), stated literally."""

from __future__ import annotations

import io
import zipfile

import pytest

from documents.limits import Limits
from documents.model import BlockKind
from documents.read import read
from documents.read_docx import read_docx
from tests.fixtures.documents import R_NS, package, paragraph, run, zipped
from tests.fixtures.equations import letters, math, part
from tests.fixtures.views import three_views

WHO = 'w:id="9" w:author="李四" w:date="2026-01-05T09:00:00Z"'
_CHART = "http://schemas.openxmlformats.org/drawingml/2006/chart"
_DIAGRAM = "http://schemas.openxmlformats.org/drawingml/2006/diagram"
_A = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
STRICT = "http://purl.oclc.org/ooxml/"


def ins(text: str, properties: str = "") -> str:
    """A tracked insertion."""
    return f"<w:ins {WHO}>{run(text, properties)}</w:ins>"


def dele(text: str) -> str:
    """A tracked deletion."""
    return f"<w:del {WHO}><w:r><w:delText xml:space='preserve'>{text}</w:delText></w:r></w:del>"


def moved(kind: str, text: str) -> str:
    """Where text was moved from or to, with the marks Word puts around it."""
    marks = f'<w:{kind}RangeStart w:id="1" w:name="move1" w:author="李四"/>', f'<w:{kind}RangeEnd w:id="1"/>'
    return f"{marks[0]}<w:{kind} {WHO}>{run(text)}</w:{kind}>{marks[1]}"


def mark(change: str) -> str:
    """The properties of a paragraph whose end was inserted or deleted."""
    return f"<w:rPr><w:{change} {WHO}/></w:rPr>"


def cell(text: str, properties: str = "", inner: str = "") -> str:
    """A table cell."""
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{inner}{paragraph(text)}</w:tc>"


def rows(*lines: str) -> str:
    """A table of ready rows."""
    return f"<w:tbl><w:tblPr/>{''.join(f'<w:tr>{line}</w:tr>' for line in lines)}</w:tbl>"


def drawing(content: str) -> str:
    """A drawing in a run."""
    graphic = f"<a:graphic><a:graphicData>{content}</a:graphicData></a:graphic>"
    return f"<w:r><w:drawing><wp:inline>{graphic}</wp:inline></w:drawing></w:r>"


def box(content: str) -> str:
    """A text box."""
    return drawing(f"<wps:wsp><wps:txbx><w:txbxContent>{content}</w:txbxContent></wps:txbx></wps:wsp>")


def field(instruction: str, result: str, *, deleted: bool = False) -> str:
    """A complex field, its parts in runs of their own."""
    told = f"<w:{'delInstrText' if deleted else 'instrText'}>{instruction}</w:{'delInstrText' if deleted else 'instrText'}>"
    text = f"<w:r><w:delText>{result}</w:delText></w:r>" if deleted else run(result)
    begin, separate, end = (
        f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "separate", "end")
    )
    return f"{begin}<w:r>{told}</w:r>{separate}{text}{end}"


def notes(kind: str) -> dict[str, str]:
    """Three notes: one that stays, one whose mark is deleted, one whose mark is new."""
    said = ((2, "留注"), (3, "删注"), (4, "增注"))
    return {f"{kind}s": "".join(f'<w:{kind} w:id="{i}">{paragraph(run(t))}</w:{kind}>' for i, t in said)}


def note_marks(kind: str) -> str:
    """The marks of `notes` in a paragraph."""
    of = [f'<w:r><w:{kind}Reference w:id="{i}"/></w:r>' for i in (2, 3, 4)]
    return f"{of[0]}<w:del {WHO}>{of[1]}</w:del><w:ins {WHO}>{of[2]}</w:ins>"


NUMBERING = {
    "numbering": '<w:abstractNum w:abstractNumId="5"><w:lvl w:ilvl="0"><w:start w:val="1"/>'
    '<w:numFmt w:val="chineseCounting"/><w:lvlText w:val="%1、"/></w:lvl></w:abstractNum>'
    '<w:num w:numId="1"><w:abstractNumId w:val="5"/></w:num>'
}
NUMBERED = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/>{}</w:numPr>'
HEADED = (
    '<w:sectPr><w:headerReference w:type="default" r:id="header1"/>'
    '<w:footerReference w:type="default" r:id="footer1"/></w:sectPr>'
)
PLACEHOLDER = (
    f"<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{run('单击此处')}</w:sdtContent></w:sdt>"
)
LINK = f'<w:hyperlink r:id="far">{run("链接")}{ins("新")}{dele("旧")}</w:hyperlink>'
FAR = f'<Relationship Id="far" Type="{R_NS}/hyperlink" Target="https://example.cn/a" TargetMode="External"/>'

# name → (file, final view, original view, all marks)
CASES: dict[str, tuple[bytes, list[str], list[str], list[str]]] = {
    "insertion and deletion": (
        package(paragraph(run("甲") + ins("新增") + dele("删除") + run("乙"))),
        ["甲新增乙"],
        ["甲删除乙"],
        ["甲[+新增][-删除]乙"],
    ),
    "move": (
        package(paragraph(run("前") + moved("moveFrom", "搬")) + paragraph(run("后") + moved("moveTo", "搬"))),
        ["前", "后搬"],
        ["前搬", "后"],
        ["前[<搬]", "后[>搬]"],
    ),
    "paragraph ends": (
        package(
            paragraph(run("拆"), mark("ins")) + paragraph(run("开"))
            + paragraph(run("并"), mark("del")) + paragraph(run("合"))
        ),
        ["拆", "开", "并合"],
        ["拆开", "并", "合"],
        ["拆(+¶)", "开", "并(-¶)", "合"],
    ),
    "format": (
        package(
            f"<w:p><w:r><w:rPr><w:b/><w:rPrChange {WHO}><w:rPr/></w:rPrChange></w:rPr><w:t>粗</w:t></w:r></w:p>"
            + paragraph(run("中"), f'<w:jc w:val="center"/><w:pPrChange {WHO}><w:pPr/></w:pPrChange>')
        ),
        ["粗", "中"],
        ["粗", "中"],
        ["粗(格式)", "中(格式)"],
    ),
    "table rows and cells": (
        package(
            rows(
                f"<w:trPr><w:del {WHO}/></w:trPr>" + cell(run("删行")),
                f"<w:trPr><w:ins {WHO}/></w:trPr>" + cell(run("增行")),
                cell(run("左"))
                + cell(run("删格"), f"<w:cellDel {WHO}/>")
                + cell(run("增格"), f"<w:cellIns {WHO}/>"),
            )
        ),
        ["增行", "左", "增格"],
        ["删行", "左", "删格"],
        ["删行", "增行", "左", "删格", "增格", "(-行)", "(+行)", "(-行)", "(+行)"],
    ),
    "merged and nested cells": (
        package(
            rows(
                cell(run("横跨"), '<w:gridSpan w:val="2"/>'),
                cell(run("竖跨"), '<w:vMerge w:val="restart"/>') + cell(run("外"), "", rows(cell(run("内") + ins("增")))),
                cell("", "<w:vMerge/>") + cell(run("底")),
            )
        ),
        ["横跨", "竖跨", "内增", "外", "底"],
        ["横跨", "竖跨", "内", "外", "底"],
        ["横跨", "竖跨", "内[+增]", "外", "底"],
    ),
    "text box": (
        package(paragraph(run("前") + box(paragraph(run("框") + ins("内") + dele("外"))) + run("后"))),
        ["前后", "框内"],
        ["前后", "框外"],
        ["前后", "框[+内][-外]"],
    ),
    "text box that was inserted": (
        package(paragraph(run("文") + f"<w:ins {WHO}>{box(paragraph(run('新框')))}</w:ins>")),
        ["文", "新框"],
        ["文"],
        ["文", "新框"],
    ),
    "footnotes": (
        package(paragraph(run("文") + note_marks("footnote")), notes("footnote")),
        ["文", "留注", "增注"],
        ["文", "留注", "删注"],
        ["文", "留注", "删注", "增注"],
    ),
    "endnotes": (
        package(paragraph(run("文") + note_marks("endnote")), notes("endnote")),
        ["文", "留注", "增注"],
        ["文", "留注", "删注"],
        ["文", "留注", "删注", "增注"],
    ),
    "header and footer": (
        package(
            paragraph(run("正文")) + HEADED,
            {"header1": paragraph(run("页眉") + ins("新")), "footer1": paragraph(run("第") + field("PAGE", "1") + run("页"))},
        ),
        ["页眉新", "正文", "第1页"],
        ["页眉", "正文", "第1页"],
        ["页眉[+新]", "正文", "第1页"],
    ),
    "fields": (
        package(
            paragraph(
                run("第")
                + f"<w:ins {WHO}>{field('PAGE', '3')}</w:ins><w:del {WHO}>{field('DATE', '今日', deleted=True)}</w:del>"
                + f'<w:fldSimple w:instr="NUMPAGES">{run("9")}</w:fldSimple>'
            )
        ),
        ["第39"],
        ["第今日9"],
        ["第[+3][-今日]9"],
    ),
    "numbering": (
        package(paragraph(run("甲"), NUMBERED.format("")) + paragraph(run("乙"), NUMBERED.format(f"<w:ins {WHO}/>")), NUMBERING),
        ["一、甲", "二、乙"],
        ["一、甲", "乙"],
        ["甲", "乙"],
    ),
    "hyperlink": (package(paragraph(LINK), relations=FAR), ["链接新"], ["链接旧"], ["链接[+新][-旧]"]),
    "content controls": (
        package(
            f"<w:sdt><w:sdtContent>{paragraph(run('块') + ins('新'))}</w:sdtContent></w:sdt>"
            + paragraph(run("行") + PLACEHOLDER)
            + f"<w:tbl><w:tr><w:sdt><w:sdtContent>{cell(run('格') + dele('旧'))}</w:sdtContent></w:sdt></w:tr></w:tbl>"
        ),
        ["块新", "行单击此处", "格"],
        ["块", "行单击此处", "格旧"],
        ["块[+新]", "行单击此处", "格[-旧]"],
    ),
    "hidden text": (
        package(paragraph(run("明") + run("暗", "<w:vanish/>") + ins("增暗", "<w:vanish/>") + ins("增"))),
        ["明增"],
        ["明"],
        ["明[~暗][+[~增暗]][+增]"],
    ),
    "equation": (
        package(
            paragraph(
                run("由")
                + math(
                    part("f", part("num", letters("a+b")) + part("den", letters("2")))
                    + letters("=")
                    + part("sSup", part("e", letters("x")) + part("sup", letters("2")))
                    + f"<w:ins {WHO}>{letters('+1')}</w:ins><w:del {WHO}>{letters('+2')}</w:del>"
                )
                + run("得")
            )
        ),
        ["由(a+b)/2=x^2+1得"],
        ["由(a+b)/2=x^2+2得"],
        ["由[-(a+b)/2=x^2+2][+(a+b)/2=x^2+1]得"],
    ),
    "phonetic guide": (
        package(
            paragraph(f"<w:r><w:ruby><w:rt>{run('hàn')}</w:rt><w:rubyBase>{run('汉')}</w:rubyBase></w:ruby></w:r>" + ins("字"))
        ),
        ["汉字"],
        ["汉"],
        ["汉[+字]"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", list(CASES))
def test_three_views(name: str) -> None:
    data, *views = CASES[name]
    assert three_views(data) == tuple(views)


def strict(data: bytes) -> bytes:
    """The same package with the names of ISO/IEC 29500 Strict, in both kinds of quotes."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    head = b"http://schemas.openxmlformats.org/"
    for kind in (b"wordprocessingml", b"officeDocument", b"drawingml"):
        for name, content in files.items():
            text = content.replace(head + kind + b"/2006/", STRICT.encode() + kind + b"/")
            files[name] = text.replace(
                b'xmlns:a="http://purl.oclc.org/ooxml/drawingml/main"',
                b"xmlns:a='http://purl.oclc.org/ooxml/drawingml/main'",
            )
    return zipped(files)


@pytest.mark.parametrize("name", list(CASES))
def test_strict_files_read_the_same(name: str) -> None:
    data, *views = CASES[name]
    assert three_views(strict(data)) == tuple(views)


def test_strict_sizes_name_their_unit() -> None:
    document = read(package(paragraph(run("字", '<w:sz w:val="16pt"/>'))), "a.docx")
    assert document.blocks[0].style.size_pt == 16.0


def related(name: str, kind: str, content: str) -> dict[str, object]:
    """Arguments of `package` for a further part `word/NAME.xml`."""
    relation = f'<Relationship Id="{name}" Type="{R_NS}/{kind}" Target="{name}.xml"/>'
    return {"relations": relation, "replaced": {f"word/{name}.xml": content.encode()}}


def test_words_of_a_chart() -> None:
    def cached(values: list[str]) -> str:
        points = "".join(f'<c:pt idx="{i}"><c:v>{v}</c:v></c:pt>' for i, v in enumerate(values))
        return f"<c:strRef><c:f>Sheet1!A1</c:f><c:strCache>{points}</c:strCache></c:strRef>"

    chart = (
        f'<c:chartSpace xmlns:c="{_CHART}" {_A}><c:chart><c:title><c:tx><c:rich><a:p><a:r><a:t>各季度</a:t></a:r><a:r>'
        "<a:t>产量</a:t></a:r></a:p></c:rich></c:tx></c:title><c:plotArea><c:barChart><c:ser>"
        f"<c:tx>{cached(['钢材'])}</c:tx><c:cat>{cached(['一季度', '二季度'])}</c:cat><c:val><c:numRef><c:numCache>"
        '<c:pt idx="0"><c:v>3</c:v></c:pt></c:numCache></c:numRef></c:val></c:ser></c:barChart></c:plotArea></c:chart>'
        "</c:chartSpace>"
    )
    shown = drawing(f'<c:chart xmlns:c="{_CHART}" r:id="chart1"/>')
    document = read(package(paragraph(run("图") + shown), **related("chart1", "chart", chart)), "a.docx")  # type: ignore[arg-type]
    assert [b.text for b in document] == ["图", "各季度产量", "钢材", "一季度", "二季度"]
    assert {b.kind for b in document.blocks[1:]} == {BlockKind.CAPTION}
    assert document.blocks[1].anchor.part == "word/chart1.xml"
    assert document.unread == ()


def test_words_of_a_diagram() -> None:
    points = "".join(
        f"<dgm:pt><dgm:t><a:p><a:r><a:t>{text}</a:t></a:r></a:p></dgm:t></dgm:pt>"
        for text in ("受理", "审核", "办结")
    )
    data = f'<dgm:dataModel xmlns:dgm="{_DIAGRAM}" {_A}><dgm:ptLst>{points}</dgm:ptLst></dgm:dataModel>'
    shown = drawing(f'<dgm:relIds xmlns:dgm="{_DIAGRAM}" r:dm="data1"/>')
    document = read(package(paragraph(run("图") + shown), **related("data1", "diagramData", data)), "a.docx")  # type: ignore[arg-type]
    assert [b.text for b in document] == ["图", "受理", "审核", "办结"]


def test_symbols_of_known_fonts_and_others() -> None:
    signs = [
        ("Wingdings", "F0FE"),
        ("Symbol", "F061"),
        ("Wingdings 2", "F052"),
        ("Webdings", "F061"),
        ("", "25A1"),
    ]
    body = "".join(f'<w:r><w:sym w:font="{font}" w:char="{code}"/></w:r>' for font, code in signs)
    document = read(package(paragraph(run("符号") + body)), "a.docx")
    assert document.blocks[0].text == "符号☑α☑\ufffc□"
    assert any("1 个特殊符号" in remark for remark in document.notes)


def test_what_is_told_beside_the_text() -> None:
    document = read(CASES["content controls"][0], "a.docx")
    assert any("1 处内容控件还是占位提示" in remark for remark in document.notes)
    assert any("隐藏文字没有读入" in remark for remark in read(CASES["hidden text"][0], "a.docx").notes)
    assert any("1 处注音" in remark for remark in read(CASES["phonetic guide"][0], "a.docx").notes)
    assert read(CASES["hyperlink"][0], "a.docx").facts["links"] == "https://example.cn/a"
    assert read(CASES["header and footer"][0], "a.docx").facts["tracked_insertions"] == "1"


@pytest.mark.parametrize("name", list(CASES))
def test_views_share_what_is_not_marked(name: str) -> None:
    """Both views of a file hold the same kinds of facts, and a file read twice has one hash."""
    data = CASES[name][0]
    for view in ("final", "original"):
        first, again = (read_docx(data, Limits(), view) for _ in range(2))
        assert first.content_hash() == again.content_hash()
