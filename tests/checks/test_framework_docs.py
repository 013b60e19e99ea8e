"""docs/checks/ says what the checks declare, and nothing is stale."""

from __future__ import annotations

from pathlib import Path

from checks.model import Example
from checks.registry import all_checks
from tools import check_docs


def test_the_pages_are_up_to_date() -> None:
    said: list[str] = []
    assert check_docs.main(["--check"], said.append) == 0, said


def test_every_check_has_a_page_and_stands_in_the_index() -> None:
    pages = check_docs.pages()
    for check in all_checks():
        page = pages[f"{check.id}.md"]
        assert check.why in page
        assert check.source.short in page
        assert all(f"## {part}" in page for part in ("为什么", "示例", "依据", "如何关闭"))
        assert pages["index.md"].count(f"[{check.id}]({check.id}.md)") == 2


def test_stale_pages_are_found_and_removed(tmp_path: Path) -> None:
    wanted = check_docs.pages()
    (tmp_path / "Z999.md").write_text("旧", encoding="utf-8")
    for name, text in wanted.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    (tmp_path / "index.md").write_text("改过", encoding="utf-8")
    assert check_docs.stale(tmp_path, wanted) == ["Z999.md", "index.md"]


def test_hits_are_marked_in_order_and_markdown_stays_text() -> None:
    assert check_docs._marked(Example("甲,乙,丙", (",", ","))) == "甲⟦,⟧乙⟦,⟧丙"
    assert check_docs._quoted("```").startswith("````text")
