"""`sanshen check` and the organisation's rules: sanshen.toml, --select, --ignore, --list-checks, --explain."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from checks.registry import all_checks
from cli import main

TEXT = "会议指出,要坚持问题导向。\n请登录云上平台，严格布署。\n"


def call(*arguments: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(main.app, ["check", "--language-tool", "off", *arguments])
    return result.exit_code, result.stdout, result.stderr


def found(*arguments: str) -> set[tuple[str, str]]:
    _, out, _ = call(*arguments, "-f", "json")
    return {(f["check"], f["text"]) for f in json.loads(out)["findings"]}


@pytest.fixture
def draft(tmp_path: Path) -> Path:
    (tmp_path / "news").mkdir()
    path = tmp_path / "news" / "a.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


def write(folder: Path, text: str) -> Path:
    path = folder / "sanshen.toml"
    path.write_text(text, encoding="utf-8")
    return path


OWN = '[words]\nlist = [{ term = "云上平台", replacement = "云平台" }]\n[checks]\noff = ["P*"]\n'


def test_the_nearest_file_upwards_decides(draft: Path) -> None:
    assert ("W200", "云上平台") not in found(str(draft))
    write(draft.parent.parent, OWN)
    assert found(str(draft)) >= {("W200", "云上平台"), ("W001", "布署")}
    assert not any(check.startswith("P") for check, _ in found(str(draft)))
    write(draft.parent, '[ignore]\ntexts = ["布署"]\n')
    checks = {check for check, _ in found(str(draft))}
    assert "W200" not in checks
    assert "W001" not in checks
    assert any(check.startswith("P") for check in checks)


def test_one_file_can_be_named_or_none_used(draft: Path, tmp_path: Path) -> None:
    write(draft.parent, OWN)
    assert ("W200", "云上平台") not in found(str(draft), "--no-config")
    other = tmp_path / "other.toml"
    other.write_text('[dictionary]\nwords = ["严格布署"]\n', encoding="utf-8")
    checks = {check for check, _ in found(str(draft), "--config", str(other))}
    assert not checks & {"W001", "W200"}
    assert call(str(draft), "--config", str(other), "--no-config")[0] == 2


def test_which_file_is_used_is_said_when_asked(draft: Path) -> None:
    path = write(draft.parent, "")
    assert str(path) in call(str(draft), "-v")[2]
    assert str(path) not in call(str(draft))[2]
    assert "没有用到" in call(str(draft), "-v", "--no-config")[2]


def test_rules_for_paths_and_profile(draft: Path) -> None:
    write(draft.parent.parent, OWN + '[[paths]]\nmatch = "news/*"\noff = ["W*"]\n')
    assert not any(check[0] in "PW" for check, _ in found(str(draft)))
    write(draft.parent.parent, '[checks]\nprofile = "quick"\n')
    _, out, _ = call(str(draft), "-f", "json")
    assert json.loads(out)["unchecked"] == []  # the quick profile asks for no LanguageTool
    _, out, _ = call(str(draft), "-f", "json", "--profile", "standard")
    assert json.loads(out)["unchecked"] != []


def test_a_faulty_file_is_told_and_nothing_is_checked(draft: Path) -> None:
    path = write(draft.parent, "[checks]\nof = []\n")
    code, out, err = call(str(draft))
    assert code == 2
    assert out == ""
    flat = "".join(err.split()).replace("│", "")
    assert "第2行" in flat
    assert path.name in flat


def test_a_model_that_is_not_used_is_said(draft: Path) -> None:
    write(draft.parent, '[checks]\nmodel = "own.model"\n')
    _, out, _ = call(str(draft), "-f", "json")
    assert "checks.model" in " ".join(part["what"] for part in json.loads(out)["unchecked"])


def test_checks_can_be_chosen(draft: Path) -> None:
    assert {check for check, _ in found(str(draft), "--select", "W001")} == {"W001"}
    assert {check for check, _ in found(str(draft), "--select", "W*,P*", "--ignore", "P*")} == {"W001"}
    assert call(str(draft), "--select", "标点")[0] == 2


def test_checks_are_listed_and_explained() -> None:
    code, out, _ = call("--list-checks")
    assert code == 0
    assert all(check.id in out for check in all_checks())
    _, out, _ = call("--list-checks", "-f", "json")
    assert [fact["id"] for fact in json.loads(out)] == [check.id for check in all_checks()]
    for check in all_checks():
        code, out, _ = call("--explain", check.id)
        assert code == 0
        assert check.why in out
        assert check.source.short in out
    assert call("--explain", "X999")[0] == 2
