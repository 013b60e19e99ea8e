"""Acceptance of writing back: thirty and more varied files go through comments, tracked changes and the clean copy.

What needs no change stays as it is to the byte, the text is that of before except for the correction, comments stand on
their words, and LibreOffice shows all of it on pages that look as before.
"""

from __future__ import annotations

import io
import re
import subprocess
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from functools import cache
from itertools import pairwise
from pathlib import Path

import pypdfium2
import pytest
from lxml import etree

from documents.annotate import annotate
from documents.docx_original import turn_back
from documents.limits import Limits
from documents.model import Document
from documents.package import Package
from documents.read import read
from documents.read_docx import read_docx
from documents.revisions import Change, marks
from documents.write_clean import clean
from documents.write_corrections import correct
from documents.write_model import Correction, Note, Written
from documents.write_xml import Source, root_of, scan
from tests.fixtures import word_files
from tests.fixtures.flat_odt import convert_all, fodt, needs_libreoffice
from tests.fixtures.word_files import RIGHT, SLIP, WordFile

AT = datetime(2026, 11, 23, 9, 30)  # noqa: DTZ001 - wall-clock time
MACHINE, PERSON = "机器检查", "王 “五” & 子"
LINES = ("【错误】“布署”应为“部署”", "建议：改为“部署”", "依据：通用规范")
_COMMENT_PARTS = {"word/comments.xml", "word/commentsExtended.xml", "word/people.xml"}
_LINKS = {"[Content_Types].xml", "word/_rels/document.xml.rels"}
LIMITS = Limits()


@cache
def made() -> dict[str, WordFile]:
    return {file.name: file for file in (*word_files.handmade(), *word_files.by_python_docx())}


every_file = pytest.mark.parametrize("name", sorted(made()))


def slips(document: Document) -> list[tuple[str, int, int]]:
    return [(b.id, m.start(), m.end()) for b in document for m in re.finditer(SLIP, b.text)]


@cache
def annotated(data: bytes) -> Written:
    document = read_docx(data, LIMITS)
    return annotate(data, [Note(*place, MACHINE, AT, LINES) for place in slips(document)])


@cache
def corrected(data: bytes, *, tracked: bool = True) -> Written:
    document = read_docx(data, LIMITS)
    return correct(
        data, [Correction(*place, RIGHT, PERSON, AT) for place in slips(document)], tracked=tracked
    )


def members(data: bytes) -> dict[str, tuple[bytes, bytes]]:
    """Name → (packed bytes as they stand in the file, content), in the order of the directory."""
    found = {}
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        for info in archive.infolist():
            start = info.header_offset
            skip = 30 + sum(int.from_bytes(data[start + at : start + at + 2], "little") for at in (26, 28))
            found[info.filename] = (data[start + skip :][: info.compress_size], archive.read(info))
    return found


def assert_untouched(before: bytes, after: bytes, may_change: set[str], may_come: set[str]) -> None:
    """All other parts keep content, packing, order and times; nothing else comes or goes."""
    old, new = members(before), members(after)
    assert list(new)[: len(old)] == list(old)
    assert set(new) - set(old) <= may_come
    for name, (packed, content) in old.items():
        if name not in may_change:
            assert new[name] == (packed, content), name
    with zipfile.ZipFile(io.BytesIO(before)) as one, zipfile.ZipFile(io.BytesIO(after)) as two:
        assert one.comment == two.comment
        for a, b in zip(one.infolist(), two.infolist(), strict=False):
            assert (a.filename, a.date_time, a.comment, a.extra) == (
                b.filename,
                b.date_time,
                b.comment,
                b.extra,
            )


def blocks_of(data: bytes, part: str) -> tuple[bytes, list[bytes], bytes]:
    """A story as its bytes before its blocks, every block, and the bytes behind them."""
    source = Source(Package(data, LIMITS).read(part), part)
    root = root_of(source)
    tree = etree.fromstring(
        source.data.replace(b"UTF-16", b"UTF-8", 1) if b"UTF-16" in source.data[:80] else source.data
    )
    body = next((i for i, e in enumerate(tree) if etree.QName(e).localname == "body"), None)
    path = () if body is None else (body,)
    holder = tree if body is None else tree[body]
    nodes = scan(source, [(*path, i) for i in range(len(holder))], deep=False)
    ordered = [nodes[*path, i] for i in range(len(holder))]
    assert root.start <= ordered[0].start
    pieces = [source.data[a.start : b.start] for a, b in pairwise(ordered)]
    last = ordered[-1]
    return (
        source.data[: ordered[0].start],
        [*pieces, source.data[last.start : last.end]],
        source.data[last.end :],
    )


def assert_only_slips_touched(before: bytes, after: bytes, part: str) -> None:
    head, blocks, tail = blocks_of(before, part)
    new_head, new_blocks, new_tail = blocks_of(after, part)
    assert (new_head, new_tail) == (head, tail)
    assert len(new_blocks) == len(blocks)
    for old, new in zip(blocks, new_blocks, strict=True):
        # Blocks that hold neither 布 nor 署, nor the mark of a note or box whose text does, stay to the byte.
        touched = re.search("布|署|&#|noteReference|txbxContent".encode(), old)
        assert touched or old == new


def texts(data: bytes) -> list[str]:
    return [block.text for block in read_docx(data, LIMITS)]


@every_file
def test_comments(name: str) -> None:
    file = made()[name]
    before = read(file.data, "a.docx")
    assert len(slips(before)) == file.slips, "the reader sees every slip"
    written = annotated(file.data)
    assert written.refused == ()
    assert len(written.elsewhere) == file.beside
    touched = {"word/document.xml", *_LINKS, *_COMMENT_PARTS}
    assert_untouched(file.data, written.data, touched, _COMMENT_PARTS)
    assert_only_slips_touched(file.data, written.data, "word/document.xml")
    assert read(written.data, "a.docx").content_hash() == before.content_hash()
    found = marks(written.data, LIMITS)
    ours = [r for r in found.remarks if r.author == MACHINE]
    assert len(ours) == file.slips
    assert {r.time for r in ours} == {"2026-11-23T09:30:00"}
    placed = [r for r in ours if not r.text.startswith("（")]
    assert len(placed) == file.slips - file.beside
    assert all(r.text == "\n".join(LINES) for r in placed)
    assert all(SLIP in r.text.partition("\n")[0] for r in ours)
    quotes = {r.quote for r in placed}
    assert quotes <= {SLIP, ""} if "formula" in name else quotes == {SLIP}
    old = marks(file.data, LIMITS)
    # A run that is parted by a comment tells the change of its format with each part.
    assert {replace(r, text="") for r in found.revisions} == {replace(r, text="") for r in old.revisions}
    assert "".join(r.text for r in found.revisions) == "".join(r.text for r in old.revisions)
    assert [r for r in found.remarks if r.author != MACHINE] == list(old.remarks), "what was there stays"
    assert len({r.id for r in found.remarks}) == len(found.remarks)


@every_file
def test_tracked_changes(name: str) -> None:
    file = made()[name]
    before = read_docx(file.data, LIMITS)
    written = corrected(file.data)
    assert len(written.refused) == file.stubborn
    stories = {n for n in members(file.data) if re.search(r"word/(document|header|foot|endnotes)", n)}
    assert_untouched(file.data, written.data, stories - _LINKS, set())
    assert_only_slips_touched(file.data, written.data, "word/document.xml")
    left = sum(text.count(SLIP) for text in texts(written.data))
    assert left == file.stubborn
    assert [t.replace(RIGHT, SLIP) for t in texts(written.data)] == [b.text for b in before]
    mine = [r for r in marks(written.data, LIMITS).revisions if r.author == PERSON]
    # In every copy of its place: the fallback of a text box, a header of the same words.
    assert len(mine) >= 2 * (file.slips - file.stubborn)
    assert {(r.change, r.text, r.time) for r in mine} == {
        (Change.DELETE, "布", "2026-11-23T09:30:00"),
        (Change.INSERT, "部", "2026-11-23T09:30:00"),
    }
    if not file.marked:
        assert [b.text for b in read_docx(written.data, LIMITS, "original")] == [b.text for b in before]


@every_file
def test_direct_corrections_leave_no_mark(name: str) -> None:
    file = made()[name]
    written = corrected(file.data, tracked=False)
    assert texts(written.data) == texts(corrected(file.data).data)
    assert not [r for r in marks(written.data, LIMITS).revisions if r.author == PERSON]


@every_file
def test_a_clean_copy(name: str) -> None:
    file = made()[name]
    both = corrected(annotated(file.data).data).data
    copy = clean(both)
    assert texts(copy) == texts(both) == texts(corrected(file.data).data)
    left = marks(copy, LIMITS)
    assert (left.revisions, left.remarks) == ((), ())
    for _, content in members(copy).values():
        assert PERSON.encode() not in content
        assert MACHINE.encode() not in content
    assert clean(copy) == copy
    kept = marks(clean(both, keep_comments=True), LIMITS)
    assert kept.revisions == ()
    assert len(kept.remarks) == len(marks(both, LIMITS).remarks)
    if not file.marked and "comments" not in name:
        assert clean(file.data) == file.data, "nothing to clean, nothing written"


@every_file
def test_properties_stay_with_every_piece(name: str) -> None:
    """Turned back, the tracked file has each character under the properties it had."""
    file = made()[name]
    if file.marked:
        pytest.skip("turning back would reject its own changes as well")
    package = Package(file.data, LIMITS)
    for part in ("word/document.xml", "word/footnotes.xml", "word/header2.xml"):
        if part in package:
            after = turn_back(Package(corrected(file.data).data, LIMITS).xml(part))
            assert _looks(after) == _looks(package.xml(part))


def _looks(root: etree._Element) -> list[tuple[str, bytes]]:
    """Every character of a part that is not deleted, with the properties of its run."""
    w = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
    found = []
    for text in root.iter(w + "t"):
        if next(text.iterancestors(w + "del"), None) is None:
            properties = next(text.iterancestors(w + "r")).find(w + "rPr")
            look = b"" if properties is None else etree.tostring(properties, method="c14n", exclusive=True)
            found += [(character, look) for character in text.text or ""]
    return found


# --- LibreOffice ------------------------------------------------------------------------------------------------


def convert(folder: Path, files: dict[str, bytes], kind: str) -> dict[str, bytes]:
    """All files in one run of LibreOffice."""
    source, out = folder / "in", folder / kind
    source.mkdir(parents=True, exist_ok=True)
    paths = [source / f"{name}.docx" for name in files]
    for path, data in zip(paths, files.values(), strict=True):
        path.write_bytes(data)
    command = ["soffice", f"-env:UserInstallation={(folder.parent / 'profile').as_uri()}", "--headless"]
    command += ["--convert-to", kind, "--outdir", str(out), *map(str, paths)]
    subprocess.run(command, check=True, capture_output=True, timeout=400)
    return {name: (out / f"{name}.{kind}").read_bytes() for name in files}


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("office")


def by_libreoffice(folder: Path) -> list[WordFile]:
    bodies = word_files.OPEN_DOCUMENTS
    data = convert_all(folder / "made", {name: fodt(body) for name, (body, _) in bodies.items()}, "docx")
    return [
        WordFile(name, data[name], count, beside=int("footnote" in body))
        for name, (body, count) in bodies.items()
    ]


# Where LibreOffice's own sign of a comment moves the line by a hair: it stands between Chinese and a digit, between
# two tracked changes, or before the first table of the file.
_NUDGED = {"fields", "tracked-changes", "odt-table"}


@needs_libreoffice
@pytest.mark.slow
def test_libreoffice_shows_it_all(office: Path) -> None:
    files = {f.name.replace(" ", "-"): f for f in (*made().values(), *by_libreoffice(office))}
    assert len(files) >= 30
    assert {n: len(slips(read_docx(f.data, LIMITS))) for n, f in files.items()} == {
        n: f.slips for n, f in files.items()
    }
    commented = {name: annotated(f.data).data for name, f in files.items()}
    both = {name: corrected(data).data for name, data in commented.items()}
    for name, data in convert(office / "both", both, "odt").items():
        _assert_in_odt(name, data, files[name])
    before = convert(office / "before", {name: f.data for name, f in files.items()}, "pdf")
    after = convert(office / "after", commented, "pdf")
    for name in files:
        assert _words(after[name]) == _words(before[name]), name
        if name not in _NUDGED:
            assert _pages(after[name]) == _pages(before[name]), f"{name}: the pages look as before"


def _assert_in_odt(name: str, data: bytes, file: WordFile) -> None:
    """Comments and tracked changes with author and time, as LibreOffice took them in."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        root = etree.fromstring(archive.read("content.xml"))
    spaces = {
        "o": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
        "t": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
        "d": "http://purl.org/dc/elements/1.1/",
    }

    def found(path: str) -> Sequence[etree._Element]:
        return root.xpath(path, namespaces=spaces)  # type: ignore[no-any-return]

    ours = [a for a in found("//o:annotation") if a.findtext("d:creator", namespaces=spaces) == MACHINE]
    assert len(ours) == file.slips, f"{name}: {len(ours)} comments"
    assert {a.findtext("d:date", namespaces=spaces) for a in ours} == {"2026-11-23T09:30:00"}
    mine = [c for c in found("//o:change-info") if c.findtext("d:creator", namespaces=spaces) == PERSON]
    assert {c.findtext("d:date", namespaces=spaces) for c in mine} == {"2026-11-23T09:30:00"}
    inserted = sum(etree.QName(c.getparent()).localname == "insertion" for c in mine)
    # Each correction inserts once; LibreOffice keeps no tracked changes within shapes.
    assert inserted >= file.slips - file.stubborn - file.beside, f"{name}: {inserted} insertions"


def _pages(pdf: bytes) -> list[bytes]:
    document = pypdfium2.PdfDocument(pdf)
    return [page.render(scale=0.8).to_numpy().tobytes() for page in document]


def _words(pdf: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(pdf)
    return ["".join(page.get_textpage().get_text_bounded().split()) for page in document]
