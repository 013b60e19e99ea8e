"""PDF proofs as a typesetter returns them: reading order of columns, running heads, page numbers, notes, joins."""

from __future__ import annotations

import pytest

from documents import errors
from documents.model import BlockKind, Document
from documents.read import read, read_proof
from tests.fixtures.flat_odt import convert_all, fodt, needs_libreoffice, p
from tests.fixtures.mutations import pdf_bytes

_PAGE = '<text:page-number text:select-page="current">1</text:page-number>'
_MARGINS = "".join(
    f'<style:{side}-style><style:header-footer-properties fo:min-height="1cm"/></style:{side}-style>'
    for side in ("header", "footer")
)
_COLUMNS = (
    '<style:style style:name="C" style:family="section"><style:section-properties text:dont-balance-text-columns="true">'
    '<style:columns fo:column-count="2" fo:column-gap="0.8cm"><style:column style:rel-width="1*" fo:end-indent="0.4cm"/>'
    '<style:column style:rel-width="1*" fo:start-indent="0.4cm"/></style:columns></style:section-properties></style:style>'
    '<style:style style:name="I" style:family="paragraph" style:parent-style-name="Standard">'
    '<style:paragraph-properties fo:text-indent="0.85cm" '
    'style:punctuation-wrap="simple" fo:text-align="justify"/></style:style>'
)
_SAID = (
    "城南书市今天上午在东门广场开市，第{}组读者在入口处领取导览图，随后依次参观了古籍修复、活字印刷和少儿阅读三个展区，"
    "工作人员按照预定路线引导，秩序良好；据统计，该组共借阅图书{}册，登记意见{}条，均已转交有关部门研究办理。"
)


def sentences(count: int) -> list[str]:
    """Paragraphs that are all different."""
    return [_SAID.format(number, number * 7, number * 3) for number in range(1, count + 1)]


def masters() -> dict[str, str]:
    """A running head, and the page's number at the foot."""
    return {
        "master": f"<style:header>{p('城南月刊 · 特稿')}</style:header><style:footer>{p(f'— {_PAGE} —')}</style:footer>",
        "layout": _MARGINS,
    }


def two_columns() -> str:
    """Three pages in two columns with head and foot."""
    body = "".join(p(text, "I") for text in sentences(36))
    section = f'<text:section text:style-name="C" text:name="s">{body}</text:section>'
    return fodt(section, _COLUMNS, **masters())


def notes() -> str:
    """Running text with footnotes on two pages."""
    marked = []
    for number, text in enumerate(sentences(24), 1):
        note = (
            f'<text:note text:note-class="footnote" text:id="f{number}"><text:note-citation>1</text:note-citation>'
            f"<text:note-body>{p(f'第{number}组的数据来自组委会公告。')}</text:note-body></text:note>"
        )
        marked.append(p(text + (note if number in {2, 15} else ""), "I"))
    small = '<style:text-properties style:font-size-asian="8pt" fo:font-size="8pt"/>'
    style = f'<style:style style:name="Footnote" style:family="paragraph">{small}</style:style>'
    return fodt("".join(marked).replace('"Standard">第', '"Footnote">第'), _COLUMNS + style, **masters())


def words() -> str:
    """Latin words among Chinese, broken at hyphens."""
    text = (
        "本刊采用开放获取（open access）方式出版，internationalization 与 characterization 等长词在行末断开。"
        * 6
    )
    style = (
        '<style:style style:name="N" style:family="paragraph"><style:paragraph-properties fo:margin-right="9cm"/>'
        '<style:text-properties fo:language="en" fo:country="US" fo:hyphenate="true"/></style:style>'
    )
    return fodt(p(text, "N"), style)


@pytest.fixture(scope="module")
def proofs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Document]:
    """All proofs of this module, set in one run of LibreOffice and read through the product's door."""
    sources = {"columns": two_columns(), "notes": notes(), "words": words()}
    made = convert_all(tmp_path_factory.mktemp("proofs"), sources, "pdf")
    return {name: read_proof(data, f"{name}.pdf") for name, data in made.items()}


def body(document: Document) -> list[str]:
    return [
        b.text for b in document if b.kind in {BlockKind.PARAGRAPH, BlockKind.HEADING, BlockKind.LIST_ITEM}
    ]


@pytest.mark.integration
@needs_libreoffice
class TestSetByLibreOffice:
    def test_columns_are_read_one_after_the_other(self, proofs: dict[str, Document]) -> None:
        assert int(proofs["columns"].facts["pages"]) >= 3
        assert "".join(body(proofs["columns"])) == "".join(sentences(36))
        assert body(proofs["columns"]) == sentences(36)

    def test_running_heads_once_and_page_numbers_never(self, proofs: dict[str, Document]) -> None:
        heads = [b.text for b in proofs["columns"] if b.kind is BlockKind.HEADER]
        assert [head.replace(" ", "") for head in heads] == ["城南月刊·特稿"]
        assert not any("—" in b.text for b in proofs["columns"])

    def test_footnotes_are_told_from_the_text(self, proofs: dict[str, Document]) -> None:
        found = [b.text for b in proofs["notes"] if b.kind is BlockKind.FOOTNOTE]
        assert [text.lstrip("12 ") for text in found] == [
            "第2组的数据来自组委会公告。",
            "第15组的数据来自组委会公告。",
        ]
        assert body(proofs["notes"]) == sentences(24)

    def test_lines_of_mixed_words_are_joined(self, proofs: dict[str, Document]) -> None:
        text = "".join(body(proofs["words"])).replace(" ", "")
        assert text.count("internationalization") == 6
        assert text.count("characterization") == 6
        assert text.count("开放获取（openaccess）方式出版") == 6


def test_a_hand_made_pdf_in_a_process_of_its_own() -> None:
    document = read_proof(pdf_bytes(), "校样.pdf")
    assert (document.format, document.facts["pages"]) == ("pdf", "2")
    assert [b.text for b in document] == ["关于检查的通知关于检查的通知正文一段文字正文一段文字"]


def test_a_pdf_is_no_draft() -> None:
    with pytest.raises(errors.WrongTypeError, match="只能作为校样"):
        read(pdf_bytes(), "稿.pdf")


@pytest.mark.parametrize("kept", [20, 200, 600])
def test_a_cut_pdf_is_refused_in_words(kept: int) -> None:
    with pytest.raises((errors.DamagedError, errors.EmptyFileError)):
        read_proof(pdf_bytes()[:kept], "校样.pdf")
