"""`sanshen check` as a git hook: real commits in a real repository."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from cli import main

ROOT = Path(main.__file__).resolve().parent.parent
pytestmark = pytest.mark.integration


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    if shutil.which("git") is None:
        pytest.skip("git is not installed")
    folder = tmp_path / "稿 件"
    folder.mkdir()
    git(folder, "init", "-q")
    (tmp_path / "sanshen").write_text(
        f'#!/bin/sh\nPYTHONPATH="{ROOT}" exec "{sys.executable}" -c '
        '"from cli import main; main.run()" "$@" --language-tool off\n'
    )
    (tmp_path / "sanshen").chmod(0o755)
    shutil.copy(ROOT / "tools" / "pre-commit.sh", folder / ".git" / "hooks" / "pre-commit")
    return folder


def git(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    who = ("-c", "user.name=编辑", "-c", "user.email=editor@example.cn", "-c", "commit.gpgsign=false")
    environment = {
        **{k: v for k, v in os.environ.items() if not k.startswith("GIT_")},
        "PATH": f"{folder.parent}{os.pathsep}{os.environ['PATH']}",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_SYSTEM": os.devnull,
    }
    return subprocess.run(
        ["git", *who, *arguments], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )


def commit(folder: Path, name: str, text: str) -> subprocess.CompletedProcess[str]:
    (folder / name).write_text(text, encoding="utf-8")
    git(folder, "add", name)
    return git(folder, "commit", "-m", name)


def test_a_red_finding_stops_the_commit_and_a_fix_lets_it_through(repository: Path) -> None:
    refused = commit(repository, "新 稿.txt", "严格布署各项任务。\n")
    assert refused.returncode != 0
    assert "W001" in refused.stdout + refused.stderr
    assert git(repository, "rev-parse", "HEAD").returncode != 0
    assert commit(repository, "新 稿.txt", "严格部署各项任务。\n").returncode == 0


def test_other_files_and_the_rules_of_the_repository(repository: Path) -> None:
    assert commit(repository, "a.py", "# 严格布署\n").returncode == 0
    assert commit(repository, "sanshen.toml", '[dictionary]\nwords = ["严格布署"]\n').returncode == 0
    assert commit(repository, "a.md", "严格布署各项任务。\n").returncode == 0
    git(repository, "rm", "-q", "a.md")
    assert git(repository, "commit", "-m", "weg").returncode == 0


def test_the_hooks_for_pre_commit_are_what_it_expects(tmp_path: Path) -> None:
    hooks = YAML(typ="safe").load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    assert [hook["id"] for hook in hooks] == ["sanshen-check", "sanshen-check-system"]
    for hook in hooks:
        program, *arguments = hook["entry"].split()
        assert program == "sanshen"
        assert {"id", "name", "entry", "language", "files"} <= set(hook)
        assert re.search(hook["files"], "稿件/a.docx")
        assert not re.search(hook["files"], "a.py")
        path = tmp_path / "a.txt"
        path.write_text("没有问题。\n", encoding="utf-8")
        start = [sys.executable, "-c", "from cli import main; main.run()"]
        assert subprocess.run([*start, *arguments, str(path)], cwd=ROOT, check=False).returncode == 0
