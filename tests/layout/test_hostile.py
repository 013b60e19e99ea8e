"""Layout of hostile files: a typed refusal or an answer, in bounded time, and never a crash."""

from __future__ import annotations

import io
import random
import re
import time
import zipfile
from contextlib import suppress

import pytest

from checks.layout.report import corrected, examine
from checks.layout.sketch import sketch
from documents.errors import UnreadableError
from documents.layout_read import read_layout
from tests.fixtures.documents import W_NS, package, paragraph, run
from tests.layout.official import conforming

NASTY = (
    "-1",
    "999999999999999999999",
    "1e308",
    "nan",
    "abc",
    "",
    "٣",
    "0",
    "-0",
    "1.5cm",
    "\u3000",
    "﷽" * 50,
)
_VALUE = re.compile(
    r'(w:(?:val|w|h|top|left|right|line|linePitch|charSpace|firstLine|before|num|sz|color)=")[^"]*(")'
)


def spoilt(data: bytes, source: random.Random) -> bytes:
    """One attribute or one stretch of bytes of one part made wrong."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        target = source.choice([n for n in old.namelist() if n.startswith("word/") and n.endswith(".xml")])
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, _wrong(content.decode(), source).encode() if name == target else content)
    return out.getvalue()


def _wrong(text: str, source: random.Random) -> str:
    places = list(_VALUE.finditer(text))
    if places and source.random() < 0.7:
        for match in source.sample(places, min(len(places), 3)):
            text = text.replace(match[0], match[1] + source.choice(NASTY) + match[2])
        return text
    start = source.randrange(len(text))
    cut = text[:start] + text[start + source.randrange(1, 60) :]
    return source.choice(
        [cut, re.sub(r"<w:(\w+)/>", r"<w:\1></w:\1>" * 2, text), text.replace("w:pPr", "w:rPr")]
    )


def bounded(data: bytes) -> None:
    started = time.process_time()
    with suppress(UnreadableError):
        examine(data, "a.docx")
        corrected(data, "a.docx")
    assert time.process_time() - started < 10


@pytest.mark.parametrize("part", range(4))
def test_spoilt_files_are_answered_or_refused(part: int) -> None:
    source = random.Random(part)  # noqa: S311
    data = conforming().data()
    for _ in range(6):
        bounded(spoilt(data, source))


@pytest.mark.full
@pytest.mark.parametrize("part", range(20))
def test_many_spoilt_files(part: int) -> None:
    source = random.Random(1000 + part)  # noqa: S311
    for data in (
        conforming().data(),
        sketch("{字体=宋体}关于放假的通知\n各科室：\n（一）甲。乙。\n附件：丙"),
    ):
        for _ in range(50):
            bounded(spoilt(data, source))


@pytest.mark.parametrize("value", NASTY)
def test_numbers_that_no_word_file_has(value: str) -> None:
    """Every measure of the file at once."""
    spacing = f'<w:spacing w:line="{value}" w:before="{value}" w:beforeLines="{value}"/>'
    indent = f'<w:ind w:left="{value}" w:firstLineChars="{value}" w:firstLine="{value}" w:right="{value}"/>'
    section = (
        f'<w:sectPr><w:pgSz w:w="{value}" w:h="{value}"/><w:pgMar w:top="{value}" w:left="{value}" w:footer="{value}"/>'
        f'<w:cols w:num="{value}"/><w:docGrid w:type="linesAndChars" w:linePitch="{value}" w:charSpace="{value}"/></w:sectPr>'
    )
    size = f'<w:color w:val="{value}"/><w:sz w:val="{value}"/>'
    lines = ("关于放假的通知", "各科室：", "（一）甲。乙。", "抄送：甲。", "办公室", "2026年1月5日")
    bounded(package("".join(paragraph(run(text, size), spacing + indent) for text in lines) + section))


def test_styles_in_a_circle_and_sections_without_end() -> None:
    styles = "".join(
        f'<w:style w:type="paragraph" w:styleId="s{i}"><w:basedOn w:val="s{(i + 1) % 50}"/></w:style>'
        for i in range(50)
    )
    bounded(package(paragraph(run("甲"), '<w:pStyle w:val="s1"/>'), {"styles": styles}))
    many = "".join(paragraph(run("甲"), "<w:sectPr><w:cols/></w:sectPr>") for _ in range(800))
    bounded(package(many))
    assert len(read_layout(package(many)).sections) == 800


def test_a_long_line_of_blanks_and_marks_stays_linear() -> None:
    for text in (
        "（" * 20_000,
        " " * 20_000 + "甲",
        "一、" * 10_000,
        "附件1" * 8_000,
        "2026年" * 8_000,
        "青政发〔" * 6_000,
    ):
        bounded(package(paragraph(run(text))))
        bounded(
            package(paragraph(run("关于放假的通知")) + paragraph(run(text)) + paragraph(run("2026年1月5日")))
        )


def test_what_a_reader_refuses_is_refused_in_the_same_words() -> None:
    entity = f'<!DOCTYPE w [<!ENTITY e "x">]><w:document xmlns:w="{W_NS}"><w:body/></w:document>'
    data = package("", replaced={"word/document.xml": entity.encode()})
    with pytest.raises(UnreadableError) as refused:
        read_layout(data)
    assert refused.value.code == "external_entity"
