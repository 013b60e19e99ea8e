"""Tracked changes and comments: three views of one file, each mark with who, when and where."""

from __future__ import annotations

import zipfile
from io import BytesIO

from hypothesis import given
from hypothesis import strategies as st

from documents.limits import Limits
from documents.read import read
from documents.read_docx import locate, read_docx
from documents.revisions import Change, marks
from documents.safe_xml import parse
from tests.fixtures.documents import package, paragraph, run

WHO = 'w:id="9" w:author="李四" w:date="2026-01-05T09:00:00Z"'
LIMITS = Limits()


def ins(text: str) -> str:
    """A tracked insertion."""
    return f"<w:ins {WHO}>{run(text)}</w:ins>"


def dele(text: str) -> str:
    """A tracked deletion."""
    return f"<w:del {WHO}><w:r><w:delText xml:space='preserve'>{text}</w:delText></w:r></w:del>"


def views(body: str) -> tuple[list[str], list[str]]:
    """Texts of the final and the original view."""
    data = package(body)
    final, original = (read_docx(data, LIMITS, view) for view in ("final", "original"))
    return [b.text for b in final], [b.text for b in original]


def test_insertion_and_deletion() -> None:
    body = paragraph(run("甲") + ins("新增") + dele("删除") + run("乙"))
    assert views(body) == (["甲新增乙"], ["甲删除乙"])
    found = marks(package(body), LIMITS).revisions
    assert [(r.change, r.text, r.author, r.time) for r in found] == [
        (Change.INSERT, "新增", "李四", "2026-01-05T09:00:00Z"),
        (Change.DELETE, "删除", "李四", "2026-01-05T09:00:00Z"),
    ]
    assert found[0].context == "甲新增删除乙"


def test_an_insertion_deleted_by_another_is_in_neither_view() -> None:
    body = paragraph(run("甲") + f"<w:ins {WHO}>{dele('来了又走')}</w:ins>" + run("乙"))
    assert views(body) == (["甲乙"], ["甲乙"])
    assert [(r.change, r.text) for r in marks(package(body), LIMITS).revisions] == [
        (Change.DELETE, "来了又走")
    ]


def test_moves_and_paragraph_ends() -> None:
    gone = f"<w:rPr><w:del {WHO}/></w:rPr>"
    new = f"<w:rPr><w:ins {WHO}/></w:rPr>"
    body = (
        paragraph(run("并入"), gone)
        + paragraph(run("下段"))
        + paragraph(run("拆出"), new)
        + paragraph(run("后半") + f"<w:moveFrom {WHO}>{run('搬走')}</w:moveFrom>")
        + paragraph(run("末") + f"<w:moveTo {WHO}>{run('搬走')}</w:moveTo>")
    )
    assert views(body) == (["并入下段", "拆出", "后半", "末搬走"], ["并入", "下段", "拆出后半搬走", "末"])
    assert [r.change for r in marks(package(body), LIMITS).revisions] == [
        Change.PARAGRAPH_DELETE,
        Change.PARAGRAPH_INSERT,
        Change.MOVE_FROM,
        Change.MOVE_TO,
    ]


def test_rows() -> None:
    def row(text: str, mark: str = "") -> str:
        return f"<w:tr><w:trPr>{mark}</w:trPr><w:tc>{paragraph(run(text))}</w:tc></w:tr>"

    body = f"<w:tbl>{row('旧行', f'<w:del {WHO}/>')}{row('新行', f'<w:ins {WHO}/>')}{row('行')}</w:tbl>"
    assert views(body) == (["新行", "行"], ["旧行", "行"])
    assert [(r.change, r.text) for r in marks(package(body), LIMITS).revisions] == [
        (Change.ROW_DELETE, "旧行"),
        (Change.ROW_INSERT, "新行"),
    ]


def test_formats_go_back() -> None:
    was = (
        f'<w:rPr><w:sz w:val="44"/><w:rPrChange {WHO}><w:rPr><w:sz w:val="32"/></w:rPr></w:rPrChange></w:rPr>'
    )
    body = f"<w:p><w:r>{was}<w:t>大字</w:t></w:r></w:p>" + paragraph(
        run("居中"),
        f'<w:jc w:val="center"/><w:pPrChange {WHO}><w:pPr><w:jc w:val="left"/></w:pPr></w:pPrChange>',
    )
    data = package(body)
    final, original = (read_docx(data, LIMITS, view) for view in ("final", "original"))
    assert final.blocks[0].style.size_pt == 22.0
    assert original.blocks[0].style.size_pt == 16.0
    assert (final.blocks[1].style.alignment, original.blocks[1].style.alignment) == ("center", "left")
    assert [(r.change, r.text) for r in marks(data, LIMITS).revisions] == [
        (Change.FORMAT, "大字"),
        (Change.FORMAT, "居中"),
    ]


def test_anchors_of_both_views_and_of_marks_lead_to_the_paragraph() -> None:
    data = package(paragraph(run("题")) + paragraph(run("甲") + ins("增") + dele("删")))
    root = parse(zipfile.ZipFile(BytesIO(data)).read("word/document.xml"), "x", LIMITS)
    target = locate(root, marks(data, LIMITS).revisions[0].path)
    for view in ("final", "original"):
        assert locate(root, read_docx(data, LIMITS, view).blocks[1].anchor.path) is target


def test_comments_with_replies_and_resolved_state() -> None:
    w14 = 'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"'

    def comment(identity: int, text: str) -> str:
        para = f'<w:p {w14} w14:paraId="0000000{identity}"><w:r><w:t>{text}</w:t></w:r></w:p>'
        return (
            f'<w:comment w:id="{identity}" w:author="王五" w:date="2026-02-01T08:00:00Z">{para}</w:comment>'
        )

    extended = (
        b'<w15:commentsEx xmlns:w15="http://schemas.microsoft.com/office/word/2012/wordml">'
        b'<w15:commentEx w15:paraId="00000001" w15:done="0"/>'
        b'<w15:commentEx w15:paraId="00000002" w15:paraIdParent="00000001" w15:done="0"/>'
        b'<w15:commentEx w15:paraId="00000003" w15:done="1"/></w15:commentsEx>'
    )
    relation = (
        '<Relationship Id="ex" Type="http://schemas.microsoft.com/office/2011/relationships/commentsExtended" '
        'Target="commentsExtended.xml"/>'
    )
    body = paragraph(
        run("请看")
        + '<w:commentRangeStart w:id="1"/>' + run("这里") + '<w:commentRangeEnd w:id="1"/>'
        + '<w:r><w:commentReference w:id="1"/></w:r>' + run("。")
    )  # fmt: skip
    data = package(
        body,
        {"comments": comment(1, "何据") + comment(2, "见附件") + comment(3, "已改")},
        relations=relation,
        replaced={"word/commentsExtended.xml": extended},
    )
    found = marks(data, LIMITS)
    assert [(r.id, r.text, r.quote, r.parent, r.resolved) for r in found.remarks] == [
        ("1", "何据", "这里", None, False),
        ("2", "见附件", "", "1", False),
        ("3", "已改", "", None, True),
    ]
    assert [r.id for r in found.open_remarks] == ["1"]
    assert read(data, "a.docx").blocks[0].text == "请看这里。"


PIECES = st.lists(
    st.tuples(st.sampled_from(["keep", "ins", "del"]), st.text("甲乙丙丁", min_size=1, max_size=4)),
    max_size=8,
)


@given(PIECES)
def test_views_equal_what_was_tracked(pieces: list[tuple[str, str]]) -> None:
    made = {"keep": run, "ins": ins, "del": dele}
    body = paragraph(run("始") + "".join(made[kind](text) for kind, text in pieces) + run("终"))
    final, original = views(body)
    assert final == ["始" + "".join(t for k, t in pieces if k != "del") + "终"]
    assert original == ["始" + "".join(t for k, t in pieces if k != "ins") + "终"]
    told = marks(package(body), LIMITS).revisions
    assert "".join(r.text for r in told) == "".join(t for k, t in pieces if k != "keep")
