"""`sanshen check --fix` and `--diff`: what is changed in a file, and when a file is left alone."""

from __future__ import annotations

import codecs
import os
import stat
from itertools import pairwise
from pathlib import Path

import pytest
from docx import Document as Word
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from checks.language_tool import Absent
from checks.model import Finding, Gate, Severity
from cli import check_files, check_fix, main
from cli.check_files import Item, Region
from cli.check_rules import Options
from cli.check_sources import Source

FAULTY = "他做事一向按步就班，纪律松驰。\n严格布署各项任务。\n"
RIGHT = "他做事一向按部就班，纪律松弛。\n严格部署各项任务。\n"
OPTIONS = Options("quick", Absent("不用"))
RED = check_fix.severities(Severity.RED)


def call(*arguments: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(main.app, ["check", "--language-tool", "off", "--select", "W00*", *arguments])
    return result.exit_code, result.stdout, result.stderr


@pytest.mark.parametrize(
    ("encoded", "decoded"),
    [
        (lambda t: t.encode(), lambda b: b.decode()),
        (lambda t: codecs.BOM_UTF8 + t.encode(), lambda b: b[3:].decode()),
        (lambda t: t.replace("\n", "\r\n").encode("gb18030"), lambda b: b.decode("gb18030").replace("\r\n", "\n")),
        (lambda t: codecs.BOM_UTF16_LE + t.encode("utf-16-le"), lambda b: b[2:].decode("utf-16-le")),
        (lambda t: t.rstrip("\n").encode(), lambda b: b.decode() + "\n"),
    ],
    ids=["utf-8", "bom", "gb18030-crlf", "utf-16", "no-last-newline"],
)  # fmt: skip
def test_red_faults_are_put_right_and_nothing_else_changes(tmp_path: Path, encoded, decoded) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path / "a.txt"
    path.write_bytes(encoded(FAULTY))
    path.chmod(0o640)
    code, out, _ = call(str(path), "--fix")
    assert decoded(path.read_bytes()) == RIGHT
    assert code == 0
    assert "已改" in out
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert os.listdir(tmp_path) == ["a.txt"]  # noqa: PTH208 - hidden leftovers count too
    before = path.read_bytes()
    assert call(str(path), "--fix")[0] == 0
    assert path.read_bytes() == before


def test_a_diff_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(FAULTY, encoding="utf-8")
    code, out, err = call(str(path), "--diff")
    assert code == 1
    assert path.read_text(encoding="utf-8") == FAULTY
    assert "-严格布署各项任务。" in out
    assert "+严格部署各项任务。" in out
    assert "错误" in err


def test_only_the_levels_asked_for(tmp_path: Path) -> None:
    text = '会议指出要坚持树立典型,"做好"工作。\n'
    path = tmp_path / "a.txt"
    path.write_text(text, encoding="utf-8")
    arguments = ["check", "--language-tool", "off", "--fix", str(path)]
    result = check_files.check_file(Source(str(path), path), OPTIONS)
    levels = {i.finding.severity for i in result.items if i.suggestion is not None}
    assert levels
    CliRunner().invoke(main.app, [*arguments, "--fix-severity", "blue"])
    after = check_files.check_file(Source(str(path), path), OPTIONS)
    assert not [i for i in after.items if i.suggestion is not None]
    assert path.read_text(encoding="utf-8") != text


def test_markup_and_word_files_are_left_alone(tmp_path: Path) -> None:
    markdown, word = tmp_path / "a.md", tmp_path / "a.docx"
    markdown.write_text("他按**步就**班。\n", encoding="utf-8")
    document = Word()
    document.add_paragraph("严格布署。")
    document.save(str(word))
    before = word.read_bytes()
    code, _, err = call(str(markdown), str(word), "--fix")
    assert code == 1
    assert markdown.read_text(encoding="utf-8") == "他按**步就**班。\n"
    assert word.read_bytes() == before
    assert "Word 文档不能自动修改" in err


def test_a_file_changed_meanwhile_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(FAULTY, encoding="utf-8")
    source = Source(str(path), path)
    result = check_files.check_file(source, OPTIONS)
    path.write_text(FAULTY + "新的一段。\n", encoding="utf-8")
    with pytest.raises(check_fix.NotFixedError, match="被改动"):
        check_fix.fix(source, result, OPTIONS, RED, write=True)
    assert path.read_text(encoding="utf-8") == FAULTY + "新的一段。\n"


def test_a_character_set_that_lacks_the_suggestion_is_refused(tmp_path: Path) -> None:
    with pytest.raises(check_fix.NotFixedError, match="UTF-8"):
        check_fix._encoded("繁體中文的說明文件，請登錄平台辦理各項業務手續。".encode("big5"), "简体")


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    target, link = tmp_path / "real.txt", tmp_path / "link.txt"
    target.write_text(FAULTY, encoding="utf-8")
    link.symlink_to(target)
    call(str(link), "--fix")
    assert link.is_symlink()
    assert target.read_text(encoding="utf-8") == RIGHT


def test_options_that_do_not_go_together(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(FAULTY, encoding="utf-8")
    assert call(str(path), "--fix", "-f", "json")[0] == 2
    assert call("-", "--fix")[0] == 2


def item(start: int, end: int, suggestion: str, severity: Severity) -> Item:
    finding = Finding("P999", Gate.QUALITY, severity, "b", start, end, "", "话", suggestion, "源")
    return Item(finding, Region(start, end, 1, start + 1, 1, end + 1), suggestion, "", 0, 0)


SPANS = st.builds(
    lambda start, length, severity: item(start, start + length, "新", severity),
    st.integers(0, 30),
    st.integers(0, 4),
    st.sampled_from(list(Severity)),
)


@given(st.lists(SPANS, max_size=20))
def test_changes_never_touch_each_other(items: list[Item]) -> None:
    taken = list(check_fix.chosen(items, check_fix.severities(Severity.BLUE)))
    spans = [(i.region.start, i.region.end) for i in taken if i.region]
    assert spans == sorted(spans)
    assert all(end < start for (_, end), (start, _) in pairwise(spans))
    text = "".join(chr(0x4E00 + n) for n in range(40))
    kept = "".join(c for n, c in enumerate(text) if not any(s <= n < e for s, e in spans))
    assert check_fix.applied(text, taken).replace("新", "") == kept
    reds = [i for i in items if i.finding.severity is Severity.RED]
    if reds:
        assert any(i.finding.severity is Severity.RED for i in taken)
