"""Bad input: each kind is refused with its own type and a sentence in Chinese, in little time and memory."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from documents import errors
from documents.errors import UnreadableError
from documents.formats import ACCEPT, BY_SUFFIX
from documents.limits import Limits
from documents.read import read
from tests.fixtures import documents as made

ROOT = Path(__file__).parents[2]
GOOD = made.docx_bytes(["关于开展检查的通知", "正文。"])

CASES = [
    ("empty.docx", b"", errors.EmptyFileError),
    ("empty.txt", b"", errors.EmptyFileError),
    ("blank.txt", "\ufeff \r\n\u3000\u3000\n\t".encode(), errors.EmptyFileError),
    ("blank.md", b"---\ntitle: x\n---\n\n", errors.EmptyFileError),
    ("blank.docx", made.docx_bytes(["", "  "]), errors.EmptyFileError),
    ("locked.docx", made.encrypted_docx(), errors.EncryptedError),
    ("old.docx", made.old_doc(), errors.WrongTypeError),
    ("sheet.docx", made.compound_file(["Workbook"]), errors.WrongTypeError),
    ("cut.docx", made.truncated_docx(), errors.DamagedError),
    ("cut.docx", GOOD[:40], errors.DamagedError),
    ("run.docx", made.exe_named_docx(), errors.WrongTypeError),
    ("elf.docx", b"\x7fELF\x02\x01\x01" + bytes(60), errors.WrongTypeError),
    ("pdf.docx", b"%PDF-1.7\n%\xe2\xe3", errors.WrongTypeError),
    ("png.txt", made.PNG, errors.WrongTypeError),
    ("rar.docx", b"Rar!\x1a\x07\x01\x00" + bytes(30), errors.WrongTypeError),
    ("text.docx", "其实是文本".encode(), errors.WrongTypeError),
    ("page.html", b"<p hidden>x</p>", errors.EmptyFileError),
    ("page.xml", b"<p>x</p>", errors.WrongTypeError),
    ("proof.pdf", b"%PDF-1.7\n%\xe2\xe3", errors.WrongTypeError),
    ("good.txt", GOOD, errors.WrongTypeError),
    ("plain.zip", made.zipped({"a.txt": b"x"}), errors.WrongTypeError),
    ("plain.docx", made.zipped({"a.txt": b"x"}), errors.WrongTypeError),
    ("entity.docx", made.external_entity_docx(), errors.ExternalEntityError),
    ("entity.docx", made.external_entity_docx("word/styles.xml"), errors.ExternalEntityError),
    ("entity.docx", made.external_entity_docx("customXml/item9.xml"), errors.ExternalEntityError),
    ("entity.docx", made.external_entity_docx("word/_rels/document.xml.rels"), errors.ExternalEntityError),
    ("macro.docx", made.macro_docx(), errors.MacroError),
    ("macro.docm", GOOD, errors.MacroError),
    ("noise.txt", bytes(range(256)) * 40, errors.UnknownCharsetError),
    ("nul.txt", b"abc\x00def", errors.UnknownCharsetError),
    ("soup.txt", b"\x01\x02\x03\x04abc" * 30, errors.UnknownCharsetError),
    ("odd.txt", b"\xff\xfe\x41", errors.UnknownCharsetError),
]


@pytest.mark.parametrize(("name", "data", "kind"), CASES, ids=[f"{i}-{c[0]}" for i, c in enumerate(CASES)])
def test_is_refused_in_words(name: str, data: bytes, kind: type[UnreadableError]) -> None:
    with pytest.raises(kind) as caught:
        read(data, name)
    assert type(caught.value) is kind
    assert caught.value.reason.endswith(("。", "）"))
    assert any("\u4e00" <= c <= "\u9fff" for c in caught.value.reason)


def test_wrong_type_names_what_it_is() -> None:
    with pytest.raises(errors.WrongTypeError, match="可执行程序"):
        read(made.exe_named_docx(), "工资.docx")
    with pytest.raises(errors.WrongTypeError, match=r"另存为 \.docx"):
        read(made.old_doc(), "旧稿.docx")
    sheet = made.package(
        "", main_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    )
    with pytest.raises(errors.WrongTypeError, match="Excel"):
        read(sheet, "表.docx")


def test_a_refusal_lists_what_is_accepted() -> None:
    with pytest.raises(errors.WrongTypeError) as caught:
        read(b"x", "a.xyz")
    assert all(suffix in caught.value.reason for suffix in BY_SUFFIX)
    with pytest.raises(errors.WrongTypeError, match="只能作为校样"):
        read(b"%PDF-1.7", "a.pdf")


def test_the_pages_offer_what_the_readers_take() -> None:
    """One table: each suffix is offered, has a reader, and its format has a name in the catalogue."""
    words = json.loads((ROOT / "web/locale/zh.json").read_text(encoding="utf-8"))
    assert set(ACCEPT.split(",")) == set(BY_SUFFIX)
    for suffix, form in BY_SUFFIX.items():
        assert f"format.{form.name}" in words
        with pytest.raises(UnreadableError) as caught:
            read(b"\x00\xff\xfe\x01" * 40, "a" + suffix)
        assert "暂不支持" not in caught.value.reason


def test_every_refusal_has_a_code_of_its_own() -> None:
    kinds = UnreadableError.__subclasses__()
    assert len({kind.code for kind in kinds}) == len(kinds)
    for kind in kinds:
        again = errors.by_code(kind.code, "原因。")
        assert type(again) is kind
        assert again.reason == "原因。"
    assert type(errors.by_code("unknown", "x")) is UnreadableError


def test_sixty_megabytes_are_too_large() -> None:
    with pytest.raises(errors.TooLargeError, match="50 MB"):
        read(bytes(60 * 1024 * 1024), "big.docx")
    with pytest.raises(errors.TooLargeError):
        read("字".encode() * 2000, "big.txt", Limits(characters=1000))


def test_many_small_parts_are_counted_together() -> None:
    # Each part stays below the ratio's threshold; their sum does not stay below the bound.
    parts = {f"word/media/{i}.png": bytes(900_000) for i in range(30)}
    data = made.package(made.paragraph(made.run("正文")), replaced=parts)
    with pytest.raises(errors.TooLargeError):
        read(data, "sum.docx", Limits(unpacked=20_000_000))
    with pytest.raises(errors.ZipBombError):
        read(data, "count.docx", Limits(entries=20))


def test_a_declared_size_that_lies_is_found() -> None:
    data = bytearray(GOOD)
    with zipfile.ZipFile(io.BytesIO(GOOD)) as archive:
        size = archive.getinfo("word/document.xml").file_size
    real = size.to_bytes(4, "little")
    place = data.rfind(real)
    assert place > 0
    data[place : place + 4] = (10).to_bytes(4, "little")
    with pytest.raises(errors.DamagedError):
        read(bytes(data), "lie.docx")


def test_two_parts_of_one_name_are_refused() -> None:
    twice = made.package(made.paragraph(made.run("正文")), replaced={"WORD/Document.xml": b"<x/>"})
    with pytest.raises(errors.DamagedError):
        read(twice, "twice.docx")


def test_deep_nesting_ends_in_words() -> None:
    deep = "<w:tbl><w:tr><w:tc>" * 400 + made.paragraph(made.run("底")) + "</w:tc></w:tr></w:tbl>" * 400
    with pytest.raises(errors.DamagedError, match="嵌套"):
        read(made.package(deep), "deep.docx")
    allowed = "<w:tbl><w:tr><w:tc>" * 75 + made.paragraph(made.run("底")) + "</w:tc></w:tr></w:tbl>" * 75
    assert [b.text for b in read(made.package(allowed), "deep.docx")] == ["底"]


def test_a_flood_of_tags_is_refused_before_it_is_parsed() -> None:
    with pytest.raises(errors.TooLargeError):
        read(made.package("<w:p/>" * 3000), "tags.docx", Limits(xml_tags=2000))


def test_zip_bomb_costs_neither_time_nor_memory(tmp_path: Path) -> None:
    """In a process of its own, so that its peak memory can be read; 200 MB is the bound."""
    bomb = tmp_path / "bomb.docx"
    bomb.write_bytes(made.zip_bomb_docx())
    assert bomb.stat().st_size < 1_000_000
    script = (
        "import re, sys, pathlib\n"
        "from documents.read import read\n"
        "from documents.errors import ZipBombError\n"
        "data = pathlib.Path(sys.argv[1]).read_bytes()\n"
        "try:\n    read(data, 'bomb.docx')\n"
        # not ru_maxrss: that starts from the peak of the process that started this one
        "except ZipBombError:\n"
        "    print(re.search(r'VmHWM:\\s*(\\d+)', pathlib.Path('/proc/self/status').read_text())[1])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(bomb)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert 0 < int(done.stdout) < 200 * 1024
