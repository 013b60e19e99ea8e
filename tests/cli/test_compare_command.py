"""`sanshen compare`: what differs, in words a proofreader uses, and an exit code a script can use."""

from __future__ import annotations

import json
from pathlib import Path

from typer.testing import CliRunner

from cli.main import app

OLD = "各单位要抓好落实。\n二是核对数据，形成台账。\n"


def ran(*arguments: str) -> tuple[int, str]:
    """(exit code, everything printed)."""
    result = CliRunner().invoke(app, ["compare", *arguments])
    return result.exit_code, result.output


def files(folder: Path, old: str, new: str) -> tuple[str, str]:
    """Two text files."""
    for name, text in (("m.txt", old), ("p.md", new)):
        (folder / name).write_text(text, encoding="utf-8")
    return str(folder / "m.txt"), str(folder / "p.md")


def test_equal_texts(tmp_path: Path) -> None:
    code, text = ran(*files(tmp_path, OLD, OLD.replace("\n", "\n\n")))
    assert (code, text.strip()) == (0, "校样与原稿一致。")


def test_differences_are_told(tmp_path: Path) -> None:
    pair = files(tmp_path, OLD, OLD.replace("落实", "洛实").replace("，", ""))
    code, text = ran(*pair)
    assert code == 1
    assert "抓好【落】实" in text
    assert "抓好【洛】实" in text
    assert "缺少" in text
    assert "共 2 处不同。" in text
    code, text = ran(*pair, "--json")
    assert [d["kind"] for d in json.loads(text)] == ["changed", "missing"]


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    old, _ = files(tmp_path, OLD, OLD)
    broken = tmp_path / "b.pdf"
    broken.write_bytes(b"%PDF-1.7\nnothing")
    code, text = ran(old, str(broken))
    assert code == 2
    assert "PDF 已损坏" in text
    assert ran(old, str(tmp_path / "none.txt"))[0] == 2
