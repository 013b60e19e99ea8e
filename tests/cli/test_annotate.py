"""`sanshen annotate`: comments, tracked changes and a clean copy, beside the file, never in it."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli.main import app
from documents.limits import Limits
from documents.read import read
from documents.revisions import marks
from tests.fixtures.documents import package, paragraph, run, tracked_docx

SOURCE = package(
    paragraph(run("关于开展读书活动的通知"), '<w:pStyle w:val="T"/>')
    + paragraph(run("请各科室认真布") + run("署工作", "<w:b/>") + run(",按时报名。"))
)


@pytest.fixture
def draft(tmp_path: Path) -> Path:
    path = tmp_path / "通知.docx"
    path.write_bytes(SOURCE)
    return path


def sanshen(*arguments: str | Path, code: int = 0) -> str:
    done = CliRunner().invoke(app, ["annotate", *map(str, arguments)])
    assert done.exit_code == code, done.output
    return done.output


def test_findings_become_comments_beside_the_file(draft: Path) -> None:
    said = sanshen(draft, "--no-config", "--language-tool", "off")
    target = draft.with_name("通知-批注.docx")
    assert f"已写入 {target}" in said
    remarks = marks(target.read_bytes(), Limits()).remarks
    assert {"布署", ","} <= {r.quote for r in remarks}
    assert {r.author for r in remarks} == {"机器检查"}
    assert f"批注 {len(remarks)} 条" in said
    assert "LanguageTool" in said, "what could not be checked is said"
    assert draft.read_bytes() == SOURCE


def test_suggestions_become_tracked_changes_up_to_a_severity(draft: Path, tmp_path: Path) -> None:
    out = tmp_path / "改.docx"
    sanshen(draft, "--corrections", "-o", out, "--author", "王五", "--select", "W*,P001", "--no-config")
    found = marks(out.read_bytes(), Limits()).revisions
    assert [r.text for r in found if r.change == "insert"] == ["部", "，"]
    assert {r.author for r in found} == {"王五"}
    assert read(out.read_bytes(), "a.docx").blocks[1].text == "请各科室认真部署工作，按时报名。"


def test_a_clean_copy(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    path.write_bytes(tracked_docx())
    sanshen(path, "--clean")
    left = marks(path.with_name("a-清样.docx").read_bytes(), Limits())
    assert (left.revisions, left.remarks) == ((), ())
    sanshen(path, "--clean", "--keep-comments", "--force")
    assert len(marks(path.with_name("a-清样.docx").read_bytes(), Limits()).remarks) == 1


def test_a_text_is_set_in_word(tmp_path: Path) -> None:
    path = tmp_path / "稿.md"
    path.write_text("# 通知\n\n认真布署。\n", encoding="utf-8")
    sanshen(path, "--no-config")
    assert [r.quote for r in marks(path.with_name("稿-批注.docx").read_bytes(), Limits()).remarks] == ["布署"]


def test_what_is_refused(draft: Path, tmp_path: Path) -> None:
    assert "已存在" in sanshen(draft, "-o", draft, code=2)
    assert "不能写回原文件" in sanshen(draft, "-o", draft, "--force", code=2)
    assert "应是 .docx" in sanshen(draft, "-o", tmp_path / "x.txt", code=2)
    assert "不能同时使用" in sanshen(draft, "--clean", "--corrections", code=2)
    broken = tmp_path / "b.docx"
    broken.write_bytes(SOURCE[:200])
    assert "已损坏" in sanshen(broken, code=2)
    sanshen(tmp_path / "nowhere.docx", code=2)
    assert draft.read_bytes() == SOURCE
