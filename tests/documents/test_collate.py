"""校异同: every seeded change is found in the proof, nothing else is; layout alone is no difference."""

from __future__ import annotations

import random
import shutil
import subprocess
from pathlib import Path

import pytest
from docx import Document as WordDocument
from hypothesis import given
from hypothesis import strategies as st

from documents.collate import Difference, Kind, collate
from documents.limits import Limits
from documents.model import Block, BlockKind, Document
from documents.read import read
from documents.read_pdf import read_pdf

WORDS = [
    *(
        "各部门",
        "要",
        "结合",
        "实际",
        "抓好",
        "落实",
        "，",
        "并于",
        "月底",
        "前",
        "报送",
        "情况",
        "。",
        "审校",
        "制度",
    ),
    *(
        "核对",
        "流程",
        "版本",
        "（试行）",
        "责任",
        "编辑",
        "登记",
        "；",
        "稿件",
        "2026年3月",
        "经",
        "复审",
        "后",
        "按时",
    ),
    *(
        "、",
        "归档",
        "30",
        "项",
        "意见",
        "已经",
        "处理",
        "完毕",
        "形成",
        "台账",
        "Word",
        "文件",
        "由",
        "专人",
        "保管",
        "：",
    ),
]


def made(blocks: list[str]) -> Document:
    """A txt document of one paragraph a text."""
    return Document("txt", tuple(Block(f"b{i}", BlockKind.PARAGRAPH, t) for i, t in enumerate(blocks)))


def prose(chance: random.Random, paragraphs: int) -> list[str]:
    """Paragraphs of our own, some hundred characters each."""
    return [
        f"第{n}项工作，" + "".join(chance.choice(WORDS) for _ in range(chance.randint(40, 90))) + "。"
        for n in range(1, paragraphs + 1)
    ]


def test_layout_is_no_difference() -> None:
    assert collate(made(["甲乙，丙丁。", "戊 己"]), made(["甲乙，", "丙　丁。戊己"])) == ()


def test_each_kind() -> None:
    old = made(["各单位要抓好落实。", "二是核对数据，形成台账。", "三是按时报送有关情况。"])
    new = made(["各单位要抓好洛实。", "三是按时报送有关情况。", "二是核对数据形成台账。新加一句。"])
    found = collate(old, new)
    assert [(d.kind, d.manuscript.text, d.proof.text) for d in found] == [
        (Kind.CHANGED, "落", "洛"),
        (Kind.MISSING, "，", ""),
        (Kind.MOVED, "三是按时报送有关情况", "三是按时报送有关情况。"),
        (Kind.EXTRA, "", "新加一句"),
    ]


def test_a_moved_paragraph_that_was_touched_is_still_a_move() -> None:
    long = "四是各单位要结合实际，认真核对数据，形成台账，并于月底前报送有关情况。"
    rest = [f"第{n}项工作由专人负责，{'按时' * n}办结。" for n in range(1, 9)]
    found = collate(made([long, *rest]), made([*rest, long.replace("认真", "仔细")]))
    assert [d.kind for d in found] == [Kind.MOVED]
    assert [(d.kind, d.manuscript.text, d.proof.text) for d in found[0].within] == [
        (Kind.CHANGED, "认真", "仔细")
    ]


def test_lookalike_code_points_are_reported_apart() -> None:
    found = collate(made(["一马当先，ﬁle。"]), made(["⼀⻢当先，file。"]))
    assert [(d.kind, d.manuscript.text, d.proof.text) for d in found] == [
        (Kind.GLYPH, "一马", "⼀⻢"),
        (Kind.GLYPH, "ﬁ", "fi"),
    ]


def rebuilt(old: str, differences: tuple[Difference, ...]) -> str:
    """The old text with its changed, missing and extra stretches replaced; moves are not used here."""
    pieces, at = [], 0
    for difference in differences:
        pieces += [old[at : difference.manuscript.start], difference.proof.text]
        at = difference.manuscript.end
    return "".join(pieces) + old[at:]


@given(st.text("甲乙丙丁，。", max_size=60), st.text("甲乙丙丁，。", max_size=60))
def test_the_differences_turn_one_text_into_the_other(old: str, new: str) -> None:
    found = collate(made([old]), made([new]))
    if any(d.kind is Kind.MOVED for d in found):
        return
    assert rebuilt(old, found) == new


def faults(chance: random.Random, paragraphs: list[str], count: int) -> tuple[list[str], list[str]]:
    """`paragraphs` with `count` seeded changes in different paragraphs, and what each one did."""
    changed, told = list(paragraphs), []
    for index in chance.sample(range(len(changed)), count):
        text = changed[index]
        at = chance.randint(8, len(text) - 8)
        kind = chance.choice(["change", "drop", "add", "mark", "word"])
        if kind == "change":
            text = text[:at] + "囧" + text[at + 1 :]
        elif kind == "drop":
            text = text[:at] + text[at + 1 :]
        elif kind == "add":
            text = text[:at] + "囍" + text[at:]
        elif kind == "mark":
            text = text[:at] + ("！" if text[at] != "！" else "？") + text[at + 1 :]
        else:
            text = text[:at] + "囝囡" + text[at + 2 :]
        changed[index] = text
        told.append(kind)
    return changed, told


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_seeded_changes_in_a_pdf_proof(tmp_path: Path) -> None:
    chance = random.Random(20260305)  # noqa: S311 - test text
    paragraphs = prose(chance, 60)
    changed, told = faults(chance, paragraphs, 40)
    manuscript = read(_docx(tmp_path / "m.docx", paragraphs), "m.docx")
    proof = read_pdf(_pdf(tmp_path, changed), Limits())
    same = read_pdf(_pdf(tmp_path, paragraphs), Limits())
    assert collate(manuscript, same) == ()
    found = [d for d in collate(manuscript, proof) if d.kind is not Kind.GLYPH]
    assert len(found) == len(told)
    assert any(b.kind is BlockKind.HEADER and b.text == "审校工作手册" for b in proof)
    assert not any("第3页" in b.text for b in proof)


def _docx(path: Path, paragraphs: list[str]) -> bytes:
    word = WordDocument()
    word.sections[0].header.paragraphs[0].text = "审校工作手册"
    for text in paragraphs:
        word.add_paragraph(text)
    table = word.add_table(3, 3)
    for row in range(3):
        for column in range(3):
            table.cell(row, column).text = f"第{row}行第{column}列的内容比较长，需要换行才能放下。"
    word.save(str(path))
    return path.read_bytes()


def _pdf(folder: Path, paragraphs: list[str]) -> bytes:
    """What a typesetter returns: LibreOffice's PDF of these paragraphs."""
    _docx(folder / "proof.docx", paragraphs)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [
        "soffice",
        profile,
        "--headless",
        "--convert-to",
        "pdf",
        "--outdir",
        str(folder),
        str(folder / "proof.docx"),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=240)
    return (folder / "proof.pdf").read_bytes()
