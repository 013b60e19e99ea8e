"""docs/checks/ says what the checks declare, and nothing is stale."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from checks import house_toml, wordlists
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
        assert all(f"## {part}" in page for part in ("检查什么", "为什么", "示例", "依据", "如何关闭"))
        assert f"[{check.source.mark}]" in page
        assert f'off = ["{check.id}"]' in page
        for name in check.wordlists:
            assert all(part.where.replace("|", "\\|") in page for part in wordlists.load(name).provenance)
        # By gate, by family and by standard.
        assert pages["index.md"].count(f"[{check.id}]({check.id}.md)") == 3


def test_links_of_the_pages_lead_somewhere() -> None:
    pages = check_docs.pages()
    for name, text in pages.items():
        for target in re.findall(r"\]\(([^)#]+)\)", text):
            assert target in pages or (check_docs.FOLDER / target).is_file(), (name, target)


def test_the_rules_an_example_is_read_under_are_shown_and_can_be_used() -> None:
    for check in all_checks():
        page = check_docs.page(check)
        for example in check.examples:
            if example.house is not None:
                text = house_toml.dumps(example.house)
                assert text.rstrip("\n") in page
                assert house_toml.loads(text) == example.house


def test_figures_of_the_bench_are_shown_where_there_are_any(tmp_path: Path) -> None:
    path = tmp_path / "quality.md"
    check = all_checks()[0]
    assert check_docs.quality(path) == {}
    assert "## 实测" not in check_docs.page(check, {})
    head = "| check | title | hits | missed | clean | levels | µs |\n|---|---|---|---|---|---|---|\n"
    row = f"| {check.id} | {check.title} | 199 | 1 | 0 | 190/9/0 | 0.8 |\n"
    path.write_text(
        f"# Quality\n\n## Each check\n\nText.\n\n{head}{row}\n## Typos\n\n| a |\n", encoding="utf-8"
    )
    page = check_docs.page(check, check_docs.quality(path))
    assert "| 注入的差错中找到 | 199 |" in page
    assert "| 其中错误/警告/提示 | 190/9/0 |" in page
    path.write_text("# Quality\n", encoding="utf-8")
    with pytest.raises(ValueError, match="no table"):
        check_docs.quality(path)


def test_the_bench_still_writes_the_table_we_read(tmp_path: Path) -> None:
    from bench.quality.page import Run, write

    path = tmp_path / "quality.md"
    write(Run("tuning", [], [], [], {"P001": 1.25}), path)
    figures = check_docs.quality(path)
    assert figures["P001"]["µs"] == "1.2"
    assert "## 实测" in check_docs.page(all_checks()[0], figures)


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
