"""`sanshen test`: install what the tests need where it can, then run every check of the project in order."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

ROOT = Path(__file__).resolve().parent.parent
_CODE = ["documents", "checks", "models", "channels", "review", "web", "cli", "flows"]


@dataclass(frozen=True)
class Step:
    """One check of the suite. `command` runs in the project folder."""

    title: str
    command: list[str]
    environment: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Need:
    """A program the tests want from the system: how to see it, and its Debian package."""

    title: str
    package: str
    present: Callable[[], bool]


def run_tests(
    quick: Annotated[bool, typer.Option("--quick", help="不跑慢测试与浏览器测试")] = False,
    full: Annotated[bool, typer.Option("--full", help="连长时间的故障注入一起跑")] = False,
    install: Annotated[bool, typer.Option(help="先安装测试所需的系统软件")] = True,
    arguments: Annotated[
        list[str] | None, typer.Argument(metavar="[-- PYTEST…]", help="只用这些参数运行 pytest")
    ] = None,
) -> None:
    """运行全部检验：代码检查、类型、依赖方向、迁移、文档、测试。"""
    console = Console(highlight=False)
    choice = ["--quick"] * quick + ["--full"] * full
    if arguments:
        raise typer.Exit(_run(_pytest("测试", [*choice, *arguments]), console))
    missing = _install(console) if install and not quick else _missing()
    if missing and os.environ.get("CI") == "true" and not quick:
        console.print(f"缺少：{'、'.join(missing)}。在 CI 中不允许跳过。", style="red")
        raise typer.Exit(1)
    began = time.monotonic()
    failed = [step.title for step in [*_steps(), *_tests(choice, quick=quick)] if _run(step, console) != 0]
    if failed:
        console.print(f"未通过：{'、'.join(failed)}（{time.monotonic() - began:.0f} 秒）", style="red")
        raise typer.Exit(1)


def _tests(choice: list[str], *, quick: bool) -> list[Step]:
    """All tests: what shares nothing on every core, file by file; whole installations and browsers one after another."""
    alone = "browser or slow"
    cores = min(os.cpu_count() or 1, 4)
    spread = ["-n", str(cores), "--dist", "loadfile"] if cores > 1 else []
    steps = [_pytest("测试（并行）", [*choice, "-m", f"not ({alone})", *spread])]
    return steps if quick else [*steps, _pytest("测试（浏览器与整套进程）", [*choice, "-m", alone])]


def _pytest(title: str, arguments: list[str]) -> Step:
    return Step(title, [sys.executable, "-m", "pytest", *arguments], {"PYTHONPATH": str(ROOT)})


def _steps() -> list[Step]:
    module = [sys.executable, "-m"]
    steps = [
        Step("代码检查 ruff check", [*module, "ruff", "check", "."]),
        Step("代码格式 ruff format", [*module, "ruff", "format", "--check", "."]),
        Step("类型 mypy --strict", [*module, "mypy"]),
        Step("依赖方向 import-linter", [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]),
        Step("数据库迁移", [*module, "tools.ci_migrations"]),
    ]
    if shutil.which("shellcheck"):
        scripts = ["sanshen", ".ci/run", *map(str, sorted((ROOT / "tools").glob("*.sh")))]
        steps.insert(2, Step("脚本 shellcheck", ["shellcheck", *scripts]))
    if (ROOT / "tools" / "check_docs.py").exists():
        steps.append(Step("文档", [*module, "tools.check_docs", "--check"]))
    return steps


def _run(step: Step, console: Console) -> int:
    console.rule(f"[bold]{step.title}", align="left")
    began = time.monotonic()
    # Unbuffered and untouched: pytest's own progress and its closing line are what people look for.
    environment = {**os.environ, "PYTHONUNBUFFERED": "1", **step.environment}
    code = subprocess.run(step.command, cwd=ROOT, env=environment, check=False).returncode  # noqa: S603 - ours
    if "pytest" not in step.command:
        console.print(
            f"{'通过' if code == 0 else '未通过'}：{step.title}（{time.monotonic() - began:.1f} 秒）"
        )
    return code


def _missing() -> list[str]:
    return [need.title for need in _needs() if not need.present()]


def _needs() -> list[Need]:
    from documents.convert import has_math
    from tools.private_postgres import binaries

    return [
        Need("Chromium", "chromium", lambda: bool(shutil.which("chromium") or shutil.which("google-chrome"))),
        Need("PostgreSQL", "postgresql", lambda: binaries() is not None),
        Need("中文字体", "fonts-noto-cjk", _has_chinese_font),
        Need("LibreOffice", "libreoffice-writer-nogui", lambda: bool(shutil.which("soffice"))),
        Need("LibreOffice Math", "libreoffice-math-nogui", has_math),
        Need("Poppler", "poppler-utils", lambda: bool(shutil.which("pdftoppm"))),
        Need("LanguageTool", "", _has_language_tool),
    ]


def _has_chinese_font() -> bool:
    if not shutil.which("fc-list"):
        return False
    said = subprocess.run(["fc-list", ":lang=zh-cn", "family"], capture_output=True, check=False)  # noqa: S607
    return bool(said.stdout.strip())


def _has_language_tool() -> bool:
    from checks.language_tool_server import has_jars, install_folder

    return bool(os.environ.get("SANSHEN_LANGUAGETOOL_URL")) or has_jars(install_folder())


def _install(console: Console) -> list[str]:
    """Install what is missing; return the titles of what is still missing afterwards, each said in words."""
    packages = [need.package for need in _needs() if need.package and not need.present()]
    if packages:
        _install_packages(packages, console)
    if not _has_language_tool() and shutil.which("java") and shutil.which("mvn"):
        _run(
            Step("安装 LanguageTool", [sys.executable, "-m", "cli.main", "languagetool", "install"]), console
        )
    missing = _missing()
    if missing:
        console.print(f"缺少 {'、'.join(missing)}：用到它们的测试会跳过，并说明原因。", style="yellow")
    return missing


def _install_packages(packages: list[str], console: Console) -> None:
    if not shutil.which("apt-get"):
        return
    sudo = [] if os.geteuid() == 0 else ["sudo", "-n"]
    if sudo and not shutil.which("sudo"):
        return
    quiet = {"DEBIAN_FRONTEND": "noninteractive"}
    _run(Step("更新软件源", [*sudo, "apt-get", "update", "-qq"], quiet), console)
    for package in packages:  # one by one: a package that a system lacks must not keep the others away
        command = [*sudo, "apt-get", "install", "-y", "-qq", "--no-install-recommends", package]
        _run(Step(f"安装 {package}", command, quiet), console)
