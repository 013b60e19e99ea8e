"""`sanshen compare`: what differs, in words a proofreader uses, and an exit code a script can use."""

from __future__ import annotations

import json
import re
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


def test_the_page_holds_everything_and_loads_nothing(tmp_path: Path) -> None:
    filler = "".join(f"第{n}条，各部门按要求办理第{n}项工作。\n" for n in range(12))
    evil = "<script>alert(1)</script>附后。\n"
    old = f"{OLD}{filler}四是各单位要结合实际，认真核对第四项数据。\n{evil}"
    new = f"四是各单位要结合实际，仔细核对第四项数据。\n{OLD.replace('落', '洛').replace('，', '')}{filler}"
    pair, page = files(tmp_path, old, new.replace("\n", "\n\n")), tmp_path / "out.html"
    code, told = ran(*pair, "--html", str(page))
    assert (code, "共 4 处不同。" in told) == (1, True)
    html = page.read_text(encoding="utf-8")
    assert "改动 1 处，缺少 2 处，移位 1 处" in html
    assert '<ins id="d1">洛</ins>' in html
    assert "相同的 9 段" in html
    assert "<script" not in html
    assert "&lt;script&gt;" in html
    assert not re.search(r"(?:src|href)=[\"'](?!#)|url\(|@import", html)
    for number in re.findall(r'href="#(d\d+)"', html):
        assert html.count(f'id="{number}"') == 1
    assert "default-src 'none'" in html


def test_equal_texts_make_a_page_that_says_so(tmp_path: Path) -> None:
    page = tmp_path / "same.html"
    assert ran(*files(tmp_path, OLD, OLD), "--html", str(page))[0] == 0
    assert "校样与原稿一致。" in page.read_text(encoding="utf-8")


def test_a_page_that_cannot_be_written(tmp_path: Path) -> None:
    code, text = ran(*files(tmp_path, OLD, OLD), "--html", str(tmp_path / "no" / "where.html"))
    assert (code, "写不进去" in text) == (2, True)
