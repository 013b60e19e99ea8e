"""`sanshen layout`: what it says, what it writes, and what it refuses."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from checks.layout.report import examine
from checks.layout.sketch import sketch
from cli.main import run
from documents.read import read

GOOD = "青川市教育局关于开展安全检查的通知\n各学校：\n请认真抓好落实。\n青川市教育局\n2026年11月5日"
BAD = "{页面 上边距=25.4}\n" + GOOD.replace("请认真", "{字体=宋体}请认真").replace("11月5日", "11月05日")
Layout = Callable[..., tuple[int, str, str]]


@pytest.fixture
def layout(capsys: pytest.CaptureFixture[str]) -> Layout:
    def call(*arguments: str | Path) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as ended:
            run(["layout", *map(str, arguments)])
        out, err = capsys.readouterr()
        return int(ended.value.code or 0), out, err

    return call


@pytest.fixture
def bad(tmp_path: Path) -> Path:
    path = tmp_path / "通知.docx"
    path.write_bytes(sketch(BAD))
    return path


def test_it_tells_what_deviates(layout: Layout, bad: Path) -> None:
    code, out, _ = layout(bad)
    assert code == 1
    for text in (
        "上边距：应为37 mm，实为25.4 mm（可校正）",
        "字体：应为仿宋，实为宋体",
        "“2026年11月05日”",
        "校正稿不改文字",
    ):
        assert text in out, text
    assert "警告 3 项，提示 0 项，其中 2 项可用 --fix" in out


def test_a_conforming_file_ends_well(layout: Layout, tmp_path: Path) -> None:
    path = tmp_path / "好.docx"
    path.write_bytes(sketch(GOOD))
    code, out, _ = layout(path, "--fix")
    assert code == 0
    assert "符合党政机关公文版式（GB/T 9704-2012）" in out
    assert "没有可以自动校正的地方" in out
    assert [p.name for p in tmp_path.iterdir()] == ["好.docx"]


def test_json_and_elements(layout: Layout, bad: Path) -> None:
    code, out, err = layout(bad, "--json", "--fix", "-o", bad.with_name("新.docx"))
    told = json.loads(out)
    assert (code, told["standard"]) == (1, "GB/T 9704-2012")
    assert {f["check"] for f in told["findings"]} == {"F101", "F103", "F111"}
    first = told["findings"][0]
    assert (first["element"], first["measured"], first["expected"], first["mark"]) == (
        "页面",
        "25.4 mm",
        "37 mm",
        "D",
    )
    assert [e["element"] for e in told["elements"]] == ["title", "addressee", "body", "signature", "date"]
    assert "新.docx" in err
    assert "主送机关\t各学校：" in layout(bad, "--elements")[1]


def test_the_copy_is_beside_the_file_and_the_file_stays(layout: Layout, bad: Path) -> None:
    before = bad.read_bytes()
    code, out, _ = layout(bad, "--fix")
    copy = bad.with_name("通知-版式校正稿.docx")
    assert (code, bad.read_bytes()) == (1, before)
    assert str(copy) in out
    assert read(copy.read_bytes(), copy.name).content_hash() == read(before, bad.name).content_hash()
    assert [row.check for row in examine(copy.read_bytes(), copy.name).rows] == ["F111"]
    written = copy.read_bytes()
    assert layout(bad, "--fix")[0] == 2  # it does not write over a file unasked
    assert copy.read_bytes() == written
    assert layout(bad, "--fix", "--force")[0] == 1
    assert layout(bad, "--fix", "-o", bad, "--force")[0] == 2
    assert bad.read_bytes() == before


def test_what_cannot_be_looked_at_is_said(layout: Layout, tmp_path: Path) -> None:
    text = tmp_path / "稿.txt"
    text.write_text("关于放假的通知", encoding="utf-8")
    assert layout(text)[0] == 2
    assert "只有 Word 文档" in layout(text)[2]
    broken = tmp_path / "坏.docx"
    broken.write_bytes(sketch(GOOD)[:900])
    code, _, err = layout(broken)
    assert (code, "损坏" in err) == (2, True)
    assert layout(tmp_path / "没有.docx")[0] == 2


def test_house_rules_switch_checks_off(layout: Layout, bad: Path) -> None:
    bad.with_name("sanshen.toml").write_text('[checks]\noff = ["F101", "F111"]\n', encoding="utf-8")
    _, out, _ = layout(bad)
    assert "F103" in out
    assert "F101" not in out
    assert "F111" not in out


def test_the_official_profile_of_check_looks_at_the_layout(
    capsys: pytest.CaptureFixture[str], bad: Path
) -> None:
    with pytest.raises(SystemExit):
        run(["check", "--profile", "official", "--format", "json", str(bad)])
    found = {f["check"] for f in json.loads(capsys.readouterr().out)["findings"]}
    assert {"F101", "F103"} <= found
    with pytest.raises(SystemExit):
        run(["check", "--format", "json", str(bad)])
    assert not {f for f in found if f.startswith("F1")} & {
        f["check"] for f in json.loads(capsys.readouterr().out)["findings"]
    }
