"""Files made by LibreOffice are judged as those of Word, and LibreOffice opens what we write."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pypdfium2
import pytest
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.shared import Mm, Pt

from checks.layout.report import corrected, examine
from documents.read import read_proof
from tests.layout.flat_odt import LINES, flat_odt
from tests.layout.official import conforming, set_font, set_grid

pytestmark = [
    pytest.mark.integration,
    pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed"),
]


def convert(folder: Path, target: str, *files: Path) -> None:
    profile = f"-env:UserInstallation=file://{folder}/profile"
    command = ["soffice", profile, "--headless", "--convert-to", target, "--outdir", str(folder)]
    subprocess.run([*command, *map(str, files)], check=True, capture_output=True, timeout=180)


def test_a_conforming_document_of_libreoffice_has_no_fault(tmp_path: Path) -> None:
    (tmp_path / "公文.fodt").write_bytes(flat_odt())
    convert(tmp_path, "docx", tmp_path / "公文.fodt")
    data = (tmp_path / "公文.docx").read_bytes()
    report = examine(data, "公文.docx")
    assert [(row.check, row.measured, row.expected) for row in report.rows] == []
    assert [line.text for line in report.lines] == [text for _, text in LINES if text]
    assert corrected(data, "公文.docx") == data


def test_libreoffice_shows_the_corrected_copy_as_the_profile_asks(tmp_path: Path) -> None:
    made = conforming()
    section = made.section
    section.top_margin = section.bottom_margin = Mm(25.4)
    section.left_margin = section.right_margin = Mm(31.8)
    section.page_width, section.page_height = Mm(215.9), Mm(279.4)
    set_grid(made, 312, 0, "lines")
    for name in ("body", "body2", "closing", "opening"):
        for run in made.p[name].runs:
            set_font(run, "宋体", 12)
        made.p[name].paragraph_format.first_line_indent = Pt(0)
    made.p["title"].alignment = ALIGN.LEFT
    data = made.data()
    copy = corrected(data, "公文.docx")
    assert examine(copy, "公文.docx").rows == ()
    (tmp_path / "校正稿.docx").write_bytes(copy)
    convert(tmp_path, "pdf", tmp_path / "校正稿.docx")
    pdf = (tmp_path / "校正稿.pdf").read_bytes()
    pages = pypdfium2.PdfDocument(pdf)
    assert [round(length / 72 * 25.4) for length in pages[0].get_size()] == [210, 297]
    shown = "".join("".join(block.text.split()) for block in read_proof(pdf, "校正稿.pdf"))
    lines = examine(data, "公文.docx").lines
    assert len(lines) > 30
    for line in lines:
        if line.element != "table":  # the reader of a PDF puts a table's cells in another order
            assert "".join(line.text.split()) in shown
