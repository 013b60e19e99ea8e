"""Comments and corrections at any place of any paragraph, and what is refused."""

from __future__ import annotations

import io
import random
import re
import zipfile
from collections import Counter
from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from documents import annotate as annotate_module
from documents.annotate import annotate
from documents.errors import NotWritableError, UnreadableError
from documents.limits import Limits
from documents.model import Block
from documents.read import read
from documents.read_docx import read_docx
from documents.revisions import marks
from documents.write_back import Origin, corrected_draft, word_copy
from documents.write_clean import clean
from documents.write_corrections import correct
from documents.write_model import Correction, Note
from tests.fixtures.documents import package, paragraph, run, table
from tests.fixtures.mutations import inside

AT = datetime(2026, 11, 23, 9, 30)  # noqa: DTZ001 - wall-clock time
LIMITS = Limits()
_WHO = 'w:author="旧人" w:date="2026-01-05T09:00:00Z"'

words = st.text(alphabet=list("甲乙丙丁，。a1 &<>\u0301é\U00020bb7"), min_size=1, max_size=5)
runs = st.builds(run, words, st.sampled_from(["", "<w:b/>", '<w:rStyle w:val="x"/>']))
others = st.sampled_from(
    [
        "<w:r><w:t>上</w:t><w:tab/><w:t>下</w:t><w:br/></w:r>",
        '<w:bookmarkStart w:id="90" w:name="b"/><w:bookmarkEnd w:id="90"/>',
        f'<w:del w:id="91" {_WHO}><w:r><w:delText>旧</w:delText></w:r></w:del>',
        "<w:proofErr w:type='spellStart'/>",
        '<w:r><w:rPr/><w:sym w:font="Wingdings" w:char="F0FC"/></w:r>',
        '<w:r><w:t xml:space="preserve"> &#30002;<![CDATA[<乙>]]> </w:t><!-- c --></w:r>',
    ]
)
leaves = st.one_of(runs, runs, others)


def around(children: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    inside = st.lists(children, min_size=1, max_size=3).map("".join)
    shapes = (
        '<w:hyperlink w:anchor="x">{}</w:hyperlink>',
        f'<w:ins w:id="92" {_WHO}>{{}}</w:ins>',
        "<w:sdt><w:sdtPr/><w:sdtContent>{}</w:sdtContent></w:sdt>",
        '<w:smartTag w:element="x">{}</w:smartTag>',
        '<w:fldSimple w:instr=" QUOTE ">{}</w:fldSimple>',
    )
    return st.builds(lambda shape, content: shape.format(content), st.sampled_from(shapes), inside)


content = st.lists(st.recursive(leaves, around, max_leaves=4), min_size=1, max_size=5).map("".join)
bodies = st.lists(content, min_size=1, max_size=3).map(lambda found: "".join(map(paragraph, found)))


def span(block: Block, numbers: tuple[int, int]) -> tuple[str, int, int]:
    first, last = sorted(n % (len(block.text) + 1) for n in numbers)
    return block.id, first, last


def quoted(text: str) -> str:
    """What a comment's quote shows of a text: no tabs, breaks and symbols."""
    return text.translate(dict.fromkeys(map(ord, "\n\t\ufffc✓✔")))


numbers = st.tuples(st.integers(0, 60), st.integers(0, 60))


@settings(max_examples=30)
@given(bodies, st.lists(numbers, min_size=1, max_size=4), st.text("新旧<&\n\té", max_size=3))
def test_any_span_of_any_paragraph(body: str, places: list[tuple[int, int]], text: str) -> None:
    data = package(paragraph(run("题目")) + body + "<w:sectPr/>")
    document = read_docx(data, LIMITS)
    spans = [span(block, place) for block in document for place in places]
    written = annotate(data, [Note(*place, "机器检查", AT, ("说明",)) for place in spans])
    assert written.refused == written.elsewhere == ()
    assert read_docx(written.data, LIMITS).content_hash() == document.content_hash()
    wanted = Counter(quoted(document.block(block).text[a:b]) for block, a, b in spans)
    assert Counter(quoted(r.quote) for r in marks(written.data, LIMITS).remarks) == wanted
    # The title stays, so that the file never runs out of text.
    asked = [Correction(*place, text, "王五", AT) for place in spans if place[0] != "b1"]
    for tracked in (True, False):
        done = correct(written.data, asked, tracked=tracked)  # reads its own result and compares
        assert clean(done.data)
    told = {refusal.reason for refusal in done.refused}
    assert told <= {"与另一处修改重叠"}


def docx_of(*paragraphs: str) -> bytes:
    return package("".join(paragraphs) + "<w:sectPr/>")


def test_neighbours_at_one_place_keep_their_order() -> None:
    """Two insertions meet between 乙 and 丙; which was asked for first does not matter."""
    data = docx_of(paragraph(run("甲乙丙丁")))
    asked = [Correction("b1", 2, 4, "后丙丁", "王五", AT), Correction("b1", 0, 2, "甲乙前", "王五", AT)]
    for tracked in (True, False):
        written = correct(data, asked, tracked=tracked)
        assert read_docx(written.data, LIMITS).blocks[0].text == "甲乙前后丙丁"


def test_of_two_for_one_place_the_first_counts() -> None:
    data = docx_of(paragraph(run("甲乙丙丁")))
    asked = [Correction("b1", 1, 3, "一"), Correction("b1", 2, 4, "二"), Correction("b9", 0, 1, "三")]
    written = correct(data, [*asked, Correction("b1", 3, 9, "四"), Correction("b1", 3, 4, "\x00")])
    assert [(r.index, r.reason) for r in written.refused] == [
        (1, "与另一处修改重叠"),
        (2, "文件里没有这个位置"),
        (3, "文件里没有这个位置"),
        (4, "建议里有不能写进 Word 的字符"),
    ]
    assert read_docx(written.data, LIMITS).blocks[0].text == "甲一丁"


def test_an_insertion_parts_the_insertion_of_somebody_else() -> None:
    """Word knows no insertion within an insertion."""
    data = docx_of(paragraph(f'<w:ins w:id="5" {_WHO}>{run("甲乙丙")}</w:ins>'))
    written = correct(data, [Correction("b1", 1, 2, "新", "王五", AT)])
    found = [(r.change.value, r.text, r.author) for r in marks(written.data, LIMITS).revisions]
    assert found == [
        ("insert", "甲", "旧人"),
        ("delete", "乙", "王五"),
        ("insert", "新", "王五"),
        ("insert", "丙", "旧人"),
    ]


def test_only_so_many_comments(monkeypatch: pytest.MonkeyPatch) -> None:
    """Word opens no file with more than 32,767 comment ranges; here the bound is made small."""
    assert annotate_module.MOST < 32_767
    monkeypatch.setattr(annotate_module, "MOST", 5)
    data = docx_of(paragraph(run("甲")))
    written = annotate(data, [Note("b1", 0, 1, "机", AT, ("x",))] * 7)
    assert [r.index for r in written.refused] == [5, 6]
    assert len(marks(written.data, LIMITS).remarks) == 5


def test_remarks_may_say_anything() -> None:
    data = docx_of(paragraph(run("甲")))
    lines = ("<w:p>&amp; “引号” \x00\x08 \ufffe", "", "\U00020bb7\t末")
    author = "<\"张&三'>\n"
    remark = marks(annotate(data, [Note("b1", 0, 1, author, AT, lines)]).data, LIMITS).remarks[0]
    assert remark.author == author
    assert remark.text == "<w:p>&amp; “引号” \ufffd\ufffd \ufffd\n\U00020bb7\t末"


def test_a_table_of_a_text_draft_stands_in_word() -> None:
    source = "# 题\n\n| 甲 | 乙 |\n|---|---|\n| 布署 |  |\n\n1. 第一\n2. 第二布署\n\n![图的布署](a.png)\n\n引言  \n布署。\n"
    data = source.encode()
    document = read(data, "a.md")
    copy = word_copy(data, document)
    assert copy.origin is Origin.SET
    again = read_docx(copy.data, LIMITS)
    assert [b.cell for b in again if b.cell] == [b.cell for b in document if b.cell]
    spots = [(b.id, b.text.index("布署"), b.text.index("布署") + 2) for b in document if "布署" in b.text]
    written = copy.annotated([Note(*spot, "机器检查", AT, ("错",)) for spot in spots])
    assert [r.quote for r in marks(written.data, LIMITS).remarks] == ["布署"] * len(spots)
    done = corrected_draft(data, "a.md", document, [Correction(*spot, "部署") for spot in spots])
    assert done.data.decode() == source.replace("布署", "部署")


def test_a_text_draft_keeps_its_character_set() -> None:
    source = "题目\r\n认真布署。\r\n"
    for data in (source.encode("gb18030"), b"\xff\xfe" + source.encode("utf-16-le")):
        document = read(data, "a.txt")
        block = document.blocks[1]
        spot = (block.id, block.text.index("布署"), block.text.index("布署") + 2)
        done = corrected_draft(data, "a.txt", document, [Correction(*spot, "部署")])
        assert len(done.data) == len(data)
        assert read(done.data, "a.txt").blocks[1].text == "认真部署。"
    big5 = "認真佈署工作，請各單位確實辦理，謝謝大家。\n".encode("big5")
    document = read(big5, "a.txt")
    with pytest.raises(NotWritableError, match="编码写不出"):
        corrected_draft(big5, "a.txt", document, [Correction("b1", 2, 4, "\U00020bb7")])


def test_a_file_never_runs_out_of_text() -> None:
    data = docx_of(paragraph(run("甲")))
    with pytest.raises(NotWritableError, match="没有文字"):
        correct(data, [Correction("b1", 0, 1, "")])


def test_marks_of_a_text_are_not_overwritten() -> None:
    data = "甲**乙**丙\n".encode()
    document = read(data, "a.md")
    done = corrected_draft(
        data, "a.md", document, [Correction("b1", 0, 3, "新"), Correction("b1", 1, 2, "二")]
    )
    assert [r.index for r in done.refused] == [0]
    assert done.data.decode() == "甲**二**丙\n"


def test_accepting_follows_what_was_read() -> None:
    """Rows, cells, paragraph ends, moved paragraphs and a paragraph whose end is deleted before a table."""
    end = f'<w:rPr><w:del w:id="7" {_WHO}/></w:rPr>'
    grid = table([["甲", "乙"]])
    body = (
        paragraph(run("表前"), end)
        + grid
        + paragraph("", end)
        + grid
        + paragraph(run("一"), end)
        + '<w:bookmarkStart w:id="8" w:name="b"/>'
        + paragraph("", end)
        + paragraph(run("三"))
        + paragraph(run("末尾"), end)
    )
    data = docx_of(body)
    assert [b.text for b in read_docx(data, LIMITS) if b.cell is None] == ["表前", "一三", "末尾"]
    copy = clean(data)
    assert read_docx(copy, LIMITS).content_hash() == read_docx(data, LIMITS).content_hash()
    assert marks(copy, LIMITS).revisions == ()


def test_hostile_files_are_refused_in_words_or_written() -> None:
    """Whatever a damaged file is, writing into it ends in a file that reads as ordered or in a typed refusal."""
    good = docx_of(
        paragraph(run("关于工作的通知")),
        paragraph(run("认真布") + f'<w:ins w:id="1" {_WHO}>{run("署")}</w:ins>' + run("工作。")),
        table([["甲", "乙"]]),
    )
    outcomes = Counter(_write_all(inside(good, random.Random(seed))) for seed in range(60))  # noqa: S311 - repeatable, not secret
    assert outcomes["written"] > 15
    assert outcomes["unreadable"] > 5


def _write_all(data: bytes) -> str:
    try:
        document = read(data, "a.docx")
        copy = word_copy(data, document)
        places = [(b.id, 0, min(2, len(b.text))) for b in document]
        for result in (
            copy.annotated([Note(*p, "机器检查", AT, ("错",)) for p in places]).data,
            copy.corrected([Correction(*p, "新", "王五", AT) for p in places]).data,
            copy.cleaned(),
        ):
            read(result, "a.docx")
    except UnreadableError:
        return "unreadable"
    except NotWritableError:
        return "refused"
    return "written"


def test_numbers_are_never_taken_twice() -> None:
    taken = f'<w:ins w:id="2147483646" {_WHO}>{run("甲")}</w:ins><w:bookmarkStart w:id="1" w:name="b"/>{run("乙丙")}'
    data = docx_of(paragraph(taken + '<w:bookmarkEnd w:id="1"/>'))
    noted = annotate(data, [Note("b1", 0, 2, "机", AT, ("x",)), Note("b1", 1, 2, "机", AT, ("y",))]).data
    both = correct(
        noted, [Correction("b1", 0, 1, "一", "王", AT), Correction("b1", 1, 2, "二", "王", AT)]
    ).data
    with zipfile.ZipFile(io.BytesIO(both)) as archive:
        xml = archive.read("word/document.xml").decode()
    own = re.findall(r'<w:(?:ins|del|bookmarkStart|commentRangeStart) w:id="(\d+)"', xml)
    assert len(own) >= 8
    assert len(own) == len(set(own))
    assert all(int(number) < 2**31 for number in own)
