"""Plain text and charsets: every offset leads back to the decoded source."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from documents.charset import decode
from documents.errors import EmptyFileError, UnknownCharsetError, UnreadableError
from documents.model import BlockKind, Document
from documents.offsets import chunks
from documents.read import read
from tests.fixtures.documents import encoded_texts

LETTERS = st.sampled_from(
    list("甲乙，。 \u3000\t一、（1）.ae\u0301\u0300각\u1100\u1161\u11a8Å\U00020bb7\ufeff\u200b")
)


@pytest.mark.parametrize(("charset", "case"), list(encoded_texts().items()))
def test_charsets(charset: str, case: tuple[str, bytes]) -> None:
    text, data = case
    assert decode(data) == (text, charset)
    document = read(data, "a.txt")
    assert document.charset == charset
    assert document.blocks[0].text == text.splitlines()[0]


def test_bom_is_not_text() -> None:
    document = read("\ufeff题目\n正文。".encode(), "a.txt")
    assert (document.blocks[0].text, document.blocks[0].source_start) == ("题目", 0)


def test_other_languages() -> None:
    japanese = "安全な運用に関するお知らせです。詳しくは担当者までご連絡ください。"
    assert decode(japanese.encode("shift_jis"))[0] == japanese
    assert decode("Le café est fermé – à bientôt.".encode("cp1252"))[0].startswith("Le café est fermé")
    bare = "各单位要高度重视，压实责任，确保目标完成。\n"
    assert decode(bare.encode("utf-16-le")) == (bare, "utf-16-le")
    traditional = "關於做好安全生產工作的通知，請各單位遵照執行。"
    assert decode(traditional.encode("gbk")) == (traditional, "gb18030")


def test_kinds_and_levels() -> None:
    lines = ["\u3000\u3000关于检查的通知", "各单位：", "", "一、总体要求", "（一）目标"]
    text = "\r\n".join([*lines, "1.任务清单", "（1）摸清底数，建立台账。", "正文在此。", ""])
    document = read(text.encode(), "a.txt")
    assert [(b.kind.value, b.level, b.text, b.anchor.line) for b in document] == [
        ("heading", None, "关于检查的通知", 1),
        ("paragraph", None, "各单位：", 2),
        ("heading", 1, "一、总体要求", 4),
        ("heading", 2, "（一）目标", 5),
        ("heading", 3, "1.任务清单", 6),
        ("list_item", 4, "（1）摸清底数，建立台账。", 7),
        ("paragraph", None, "正文在此。", 8),
    ]
    assert document.blocks[0].source_start == 2


def test_repeated_title_and_long_first_line() -> None:
    document = read("通知\n通知\n通知\n".encode(), "a.txt")
    assert [b.kind for b in document] == [BlockKind.HEADING, BlockKind.HEADING, BlockKind.PARAGRAPH]
    assert read("这是一句话。".encode(), "a.txt").blocks[0].kind is BlockKind.PARAGRAPH


def test_decomposed_text_keeps_its_place() -> None:
    document = read("cafe\u0301吧。\nx".encode(), "a.txt")
    block = document.blocks[0]
    assert block.text == "café吧。"
    assert block.offsets == (0, 1, 2, 3, 5, 6, 7)
    assert block.source_range(3, 4) == (3, 5)
    assert Document.from_json(document.to_json()) == document


@given(st.text(LETTERS, max_size=60))
@example("\u1100\u1161\u11a8")
@example("a\u0300\u0301각\u11a8")
def test_chunks_normalise_apart(text: str) -> None:
    parts = [unicodedata.normalize("NFC", text[a:b]) for a, b in chunks(text)] if text else []
    assert "".join(parts) == unicodedata.normalize("NFC", text)


@given(st.lists(st.text(LETTERS, max_size=20), max_size=8), st.sampled_from(["\n", "\r\n", "\r"]))
def test_every_offset_leads_back(lines: list[str], end: str) -> None:
    source = "题" + end + end.join(lines)
    document = read(source.encode(), "a.txt")
    decoded = source
    for block in document:
        length = len(block.text)
        offsets = [block.source_offset(i) for i in range(length + 1)]
        assert offsets == sorted(o for o in offsets if o is not None)
        covered = block.source_range(0, length)
        assert covered is not None
        assert unicodedata.normalize("NFC", decoded[slice(*covered)]) == block.text
        for i, char in enumerate(block.text):
            place = block.source_range(i, i + 1)
            assert place is not None
            piece = decoded[slice(*place)]
            assert piece == char or not unicodedata.is_normalized("NFC", piece) or len(piece) > 1


@given(st.binary(max_size=300))
def test_any_bytes_end_in_text_or_a_refusal(data: bytes) -> None:
    try:
        document = read(data, "a.txt")
    except UnreadableError as error:
        assert error.reason  # noqa: PT017 - a refusal is as good as a text
    else:
        assert document.characters


def test_ten_megabytes_of_lines(tmp_path: Path) -> None:
    text = "各单位要高度重视，压实责任，确保目标完成。\n" * 100_000
    assert len(read(text.encode("gb18030"), "a.txt").blocks) == 100_000


def test_controls() -> None:
    assert read("甲\x0c乙\x0b丙".encode(), "a.txt").blocks[2].text == "丙"
    with pytest.raises(UnknownCharsetError):
        read(b"\x07" * 10, "a.txt")
    with pytest.raises(EmptyFileError):
        read("\u200b\n".encode(), "a.txt")
