"""Programs outside Python: what they are kept from, what happens without them, and the formats they open."""

from __future__ import annotations

import io
import socket
import subprocess
import sys
import threading
import time
import zipfile
from pathlib import Path

import pytest

from documents import convert, errors, read_image, tools
from documents.limits import Limits
from documents.model import BlockKind
from documents.read import read
from tests.fixtures import documents as made
from tests.fixtures.flat_odt import convert_all, fodt, needs_libreoffice, p
from tests.fixtures.ofd import ofd_bytes, text_object

MIB = 1024 * 1024
PYTHON = sys.executable


def test_a_program_sees_no_secret_of_ours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SANSHEN_SECRET", "x")
    ran = tools.run(
        [PYTHON, "-c", "import os; print(sorted(os.environ))"], tmp_path, seconds=20, memory=900 * MIB
    )
    assert b"SANSHEN" not in ran.out
    assert b"HOME" in ran.out


def test_a_program_that_does_not_end_is_killed_with_its_children(tmp_path: Path) -> None:
    script = (
        "import subprocess, sys, time\n"
        f"subprocess.Popen([{PYTHON!r}, '-c', 'import time; time.sleep(3); open(\"late\", \"w\")'])\n"
        "time.sleep(60)\n"
    )
    start = time.monotonic()
    with pytest.raises(errors.TooSlowError):
        tools.run([PYTHON, "-c", script], tmp_path, seconds=1, memory=900 * MIB)
    assert time.monotonic() - start < 10
    time.sleep(4)
    assert not (tmp_path / "late").exists()


def test_computing_and_memory_are_bounded(tmp_path: Path) -> None:
    with pytest.raises(errors.TooSlowError):
        tools.run([PYTHON, "-c", "while True: pass"], tmp_path, seconds=60, cpu=0.5, memory=900 * MIB)
    ran = tools.run([PYTHON, "-c", "bytearray(10**9)"], tmp_path, seconds=20, memory=500 * MIB)
    assert b"MemoryError" in ran.err


def test_the_children_of_a_program_that_ended_are_gone(tmp_path: Path) -> None:
    child = "import time; time.sleep(2); open('late', 'w')"
    script = f"import subprocess; subprocess.Popen([{PYTHON!r}, '-c', {child!r}], stdout=-3, stderr=-3)"
    assert tools.run([PYTHON, "-c", script], tmp_path, seconds=20, memory=900 * MIB).code == 0
    time.sleep(3)
    assert not (tmp_path / "late").exists()


@pytest.mark.parametrize(
    ("data", "name"), [(made.old_doc(), "旧稿.doc"), (made.old_doc(), "旧稿.wps"), (b"{\\rtf1 x}", "稿.rtf")]
)
def test_without_libreoffice_the_refusal_says_what_to_do(
    data: bytes, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(errors.MissingToolError, match=r"没有安装 LibreOffice.*另存为 \.docx"):
        read(data, name)


def test_without_tesseract_a_picture_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    read_image._languages.cache_clear()
    try:
        with pytest.raises(errors.MissingToolError, match="tesseract"):
            read(made.PNG, "图.png")
    finally:
        read_image._languages.cache_clear()


def word(flags: int, streams: tuple[str, ...] = ("WordDocument", "1Table")) -> bytes:
    """An old Word file whose FIB has these flags."""
    data = bytearray(made.compound_file(list(streams)))
    place = 512 * 3  # the first stream begins behind header, allocation table and directory
    data[place : place + 2] = (0xA5EC).to_bytes(2, "little")
    data[place + 10 : place + 12] = flags.to_bytes(2, "little")
    return bytes(data)


def test_old_files_with_a_password_or_macros_never_reach_libreoffice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")  # it would be refused as missing otherwise
    with pytest.raises(errors.EncryptedError):
        read(word(0x0100), "密.doc")
    with pytest.raises(errors.MacroError):
        read(made.compound_file(["WordDocument", "Macros"]), "宏.doc")
    with pytest.raises(errors.MissingToolError):
        read(word(0), "平.doc")


def odt(content: str, more: dict[str, bytes] | None = None, encrypted: str = "") -> bytes:
    """An OpenDocument package around the XML of a text, its kind first and unpacked."""
    out = io.BytesIO()
    kind = "application/vnd.oasis.opendocument.text"
    manifest = (
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.3">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/>'
        '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml">'
        f"{encrypted}</manifest:file-entry></manifest:manifest>"
    )
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", kind)
        archive.writestr("META-INF/manifest.xml", manifest)
        archive.writestr("content.xml", content)
        for name, data in (more or {}).items():
            archive.writestr(name, data)
    return out.getvalue()


def odt_content(body: str) -> str:
    """The content part of an OpenDocument text."""
    flat = fodt(body)
    head = flat.replace("office:document ", "office:document-content ").replace(
        "</office:document>", "</office:document-content>"
    )
    styles = head.index("<office:styles>"), head.index("<office:automatic-styles>")
    masters = head.index("<office:master-styles>"), head.index("<office:body>")
    return head[: styles[0]] + head[styles[1] : masters[0]] + head[masters[1] :]


def test_opendocument_with_macros_or_a_password_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(errors.MacroError):
        read(odt(odt_content(p("文")), {"Basic/Standard/Module1.xml": b"<x/>"}), "a.odt")
    with pytest.raises(errors.EncryptedError):
        read(odt(odt_content(p("文")), encrypted="<manifest:encryption-data/>"), "a.odt")
    with pytest.raises(errors.MissingToolError):
        read(odt(odt_content(p("文"))), "a.odt")


@pytest.mark.parametrize(
    ("data", "name", "kind"),
    [
        (made.old_doc(), "a.docx", errors.WrongTypeError),
        (made.old_doc(), "a.txt", errors.WrongTypeError),
        (b"{\\rtf1 x}", "a.txt", errors.WrongTypeError),
        (made.PNG, "a.jpg", None),
        (made.PNG, "a.docx", errors.WrongTypeError),
        (odt("<x/>"), "a.docx", errors.WrongTypeError),
        (ofd_bytes([text_object("文", 10, 10)]), "a.docx", errors.WrongTypeError),
        (made.docx_bytes(["题"]), "a.ofd", errors.WrongTypeError),
        ("文".encode(), "a.png", errors.WrongTypeError),
        ("文".encode(), "a.doc", errors.WrongTypeError),
    ],
)
def test_a_name_that_says_something_else(
    data: bytes, name: str, kind: type[errors.UnreadableError] | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    read_image._languages.cache_clear()
    with pytest.raises(kind or errors.MissingToolError) as caught:
        read(data, name)
    read_image._languages.cache_clear()
    assert type(caught.value) is (kind or errors.MissingToolError)


@pytest.mark.integration
@needs_libreoffice
class TestLibreOffice:
    def test_wps_is_words_old_format(self, tmp_path: Path) -> None:
        data = convert_all(tmp_path, {"a": fodt(p("关于检查的通知") + p("正文。"))}, "doc")["a"]
        document = read(data, "稿.wps")
        assert (document.format, [b.text for b in document]) == ("wps", ["关于检查的通知", "正文。"])

    def test_damage_is_told_and_nothing_is_left(self) -> None:
        with pytest.raises(errors.DamagedError, match=r"另存为 \.docx"):
            read(made.old_doc(), "坏.doc")

    def test_a_conversion_that_takes_too_long_is_stopped(self) -> None:
        with pytest.raises(errors.TooSlowError):
            convert.to_docx(b"{\\rtf1 slow}", "rtf", Limits(), seconds=0.05)

    def test_neither_network_nor_files_are_read_for_a_document(self, tmp_path: Path) -> None:
        """A section linked to a local file and a picture linked to a server: neither is opened."""
        secret = tmp_path / "secret.txt"
        secret.write_text("机密内容", encoding="utf-8")
        asked: list[bytes] = []
        with socket.create_server(("127.0.0.1", 0)) as server:
            server.settimeout(0.2)
            done = threading.Event()

            def listen() -> None:
                while not done.is_set():
                    try:
                        connection, _ = server.accept()
                    except TimeoutError:
                        continue
                    with connection:
                        asked.append(connection.recv(200))

            thread = threading.Thread(target=listen)
            thread.start()
            address = f"http://127.0.0.1:{server.getsockname()[1]}/x.png"
            body = (
                f'<text:section text:name="s"><text:section-source xlink:href="{secret.as_uri()}"/>{p("旧文")}</text:section>'
                + p(
                    '图<draw:frame text:anchor-type="as-char" svg:width="1cm" svg:height="1cm">'
                    f'<draw:image xlink:href="{address}"/></draw:frame>'
                )
            )
            try:
                document = read(odt(odt_content(body)), "链.odt")
            finally:
                done.set()
                thread.join()
        assert asked == []
        assert "机密" not in "".join(b.text for b in document)
        assert "旧文" in [b.text for b in document]

    def test_the_second_reading_of_an_upload_takes_no_conversion(self, tmp_path: Path) -> None:
        data = convert_all(tmp_path, {"a": fodt(p("只转一次。"))}, "rtf")["a"]
        first = read(data, "a.rtf")
        start = time.perf_counter()
        assert read(data, "a.rtf") == first
        assert time.perf_counter() - start < 0.5


def picture(folder: Path) -> bytes:
    """A page of large letters as PNG, set by LibreOffice."""
    look = '<style:text-properties style:font-size-asian="24pt"/>'
    style = f'<style:style style:name="G" style:family="paragraph">{look}</style:style>'
    lines = ("城南书市开市", "今天上午，城南书市在东门广场开市。", "欢迎各位读者前来。")
    page = folder / "page.pdf"
    page.write_bytes(
        convert_all(folder, {"a": fodt("".join(p(line, "G") for line in lines), style)}, "pdf")["a"]
    )
    subprocess.run(
        ["pdftoppm", "-png", "-r", "100", "-singlefile", str(page), str(folder / "page")], check=True
    )
    return (folder / "page.png").read_bytes()


@pytest.mark.integration
@needs_libreoffice
@pytest.mark.skipif(
    "chi_sim" not in read_image._languages(), reason="tesseract with Chinese is not installed"
)
def test_a_picture_is_read_by_machine_and_says_so(tmp_path: Path) -> None:
    document = read(picture(tmp_path), "海报.png")
    assert document.format == "image"
    text = "".join(b.text for b in document)
    assert "今天上午，城南书市在东门广场开市。" in text
    assert {b.anchor.part for b in document} == {"ocr/1"}
    assert document.facts["machine_read"] == str(len(document.blocks))
    assert document.facts["read_by"].startswith("tesseract")
    assert any("由机器从图片识别" in unread.reason for unread in document.unread)
    with pytest.raises(errors.EmptyFileError):
        read(made.PNG, "空.png")


def test_a_picture_of_too_many_pixels_is_refused_unopened() -> None:
    huge = made.PNG[:16] + (30_000).to_bytes(4, "big") * 2 + made.PNG[24:]
    assert read_image._pixels(huge) == 900_000_000
    jpeg = (
        b"\xff\xd8\xff\xe0\x00\x04\x00\x00\xff\xc0\x00\x0b\x08"
        + (400).to_bytes(2, "big")
        + (300).to_bytes(2, "big")
        + bytes(8)
    )
    assert read_image._pixels(jpeg) == 120_000
    assert read_image._pixels(b"\xff\xd8\xff") == 0


LINE = "各位代表要高度重视安全生产工作，压实各方责任，确保"


def test_ofd_like_a_proof() -> None:
    first = (
        text_object("关于做好检查的通知", 70, 40, 7.8)
        + text_object("　　" + LINE[:24], 28, 60)
        + text_object("保全年目标任务完成。", 28, 70)
        + text_object("　　第二段。", 28, 80)
        + text_object("— 1 —", 100, 285, 4.9)
    )
    second = first.replace("— 1 —", "— 2 —").replace("检查", "督查")
    document = read(ofd_bytes([first, second], text_object("内部资料", 28, 15, 3.7)), "文.ofd")
    assert document.format == "ofd"
    assert [(b.kind, b.text) for b in document][:4] == [
        (BlockKind.HEADER, "内部资料"),
        (BlockKind.PARAGRAPH, "关于做好检查的通知"),
        (BlockKind.PARAGRAPH, LINE[:24] + "保全年目标任务完成。"),
        (BlockKind.PARAGRAPH, "第二段。"),
    ]
    assert document.blocks[4].text == "关于做好督查的通知"
    assert document.blocks[4].anchor.part == "page/2"
    assert document.facts == {"pages": "2"}
    assert any("版式文件" in note for note in document.notes)


@pytest.mark.parametrize(
    ("files", "kind"),
    [
        ({"OFD.xml": b"<OFD/>"}, errors.EmptyFileError),
        ({"OFD.xml": b"<OFD><DocRoot>no.xml</DocRoot></OFD>"}, errors.DamagedError),
        ({"OFD.xml": b"<OFD/>", "Doc_0/Encryptions.xml": b"<x/>"}, errors.EncryptedError),
        (
            {"OFD.xml": b"<!DOCTYPE x [<!ENTITY y SYSTEM 'file:///etc/hostname'>]><OFD/>"},
            errors.ExternalEntityError,
        ),
        ({"a.txt": b"x"}, errors.WrongTypeError),
    ],
)
def test_ofd_refusals(files: dict[str, bytes], kind: type[errors.UnreadableError]) -> None:
    with pytest.raises(kind):
        read(made.zipped(files), "a.ofd")
