"""`sanshen check FILE…`: the checks on files, without any server.

Exit codes: 0 no finding at or above --fail-on (default red); 1 there is one; 2 a file could not be read, or
the command was called wrongly. A part that could not be checked is always in the result and does not change
the code.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:  # the checks and their libraries are imported when the command runs, not for its help
    from checks.language_tool import LanguageTool
    from cli.check_files import FileResult

PROGRESS_FROM = 3  # files


class Format(StrEnum):
    """Output formats."""

    TEXT = "text"
    JSON = "json"
    SARIF = "sarif"
    HTML = "html"


class FailOn(StrEnum):
    """The lowest severity that makes the exit code 1."""

    RED = "red"
    YELLOW = "yellow"
    BLUE = "blue"
    NEVER = "never"


def check(
    files: Annotated[
        list[str], typer.Argument(metavar="FILE...", help="文件或文件夹（docx、md、txt）；- 为标准输入")
    ],
    form: Annotated[Format, typer.Option("--format", "-f", help="输出格式")] = Format.TEXT,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="写入文件，不写到屏幕")
    ] = None,
    profile: Annotated[
        str,
        typer.Option("--profile", "-p", metavar="NAME", help="检查方案：standard、web、proof、quick、notice"),
    ] = "standard",
    language_tool: Annotated[
        str,
        typer.Option(
            "--language-tool",
            metavar="URL|auto|local|off",
            help="LanguageTool：服务地址；auto 用配置的地址；local 启动本机服务（需要几秒）；off 不用",
        ),
    ] = "auto",
    fail_on: Annotated[
        FailOn, typer.Option("--fail-on", help="有这一级或更严重的问题时退出码为 1")
    ] = FailOn.RED,
    stdin_name: Annotated[
        str, typer.Option("--stdin-name", metavar="NAME", help="标准输入按这个文件名识别格式")
    ] = "stdin.txt",
    jobs: Annotated[int, typer.Option("--jobs", "-j", min=0, help="并行进程数，0 为自动")] = 0,
) -> None:
    """检查文件，列出问题、所在的句子和修改建议。

    退出码：0 没有达到 --fail-on 的问题；1 有；2 有文件读不出来，或用法不对。
    """
    results = _results(files, stdin_name, profile, language_tool, jobs)
    _write(_render(results, form, to_screen=output is None), output)
    raise typer.Exit(exit_code(results, fail_on))


def exit_code(results: Sequence[FileResult], fail_on: FailOn) -> int:
    """The exit code for `results`, see the module."""
    if any(result.unread is not None for result in results):
        return 2
    if fail_on is FailOn.NEVER:
        return 0
    order = list(FailOn)
    counted = {severity.value for severity in order[: order.index(fail_on) + 1]}
    return int(any(item.finding.severity.value in counted for result in results for item in result.items))


def _results(
    files: Sequence[str], stdin_name: str, profile: str, language_tool: str, jobs: int
) -> list[FileResult]:
    from checks.profiles import UnknownProfileError
    from checks.profiles import profile as named_profile
    from cli.check_files import FileResult, Options, Source, check_all, expand

    try:
        named_profile(profile)
    except UnknownProfileError as error:
        raise typer.BadParameter(str(error), param_hint="--profile") from error
    entries = list(expand(files, stdin_name))
    sources = [entry for entry in entries if isinstance(entry, Source)]
    options = Options(profile, _engine(language_tool))
    with _progress(len(sources)) as done:
        checked = iter(check_all(sources, options, jobs, done))
    return [entry if isinstance(entry, FileResult) else next(checked) for entry in entries]


def _engine(setting: str) -> LanguageTool:
    """The engine for --language-tool; a local one is started here, so that worker processes share it."""
    import os

    from checks import language_tool as engines
    from checks.language_tool_server import ServerError, find_installation

    configured = os.environ.get(engines.URL_SETTING, "").strip()
    chosen = (configured or "auto") if setting == "auto" else setting
    if chosen == "auto":
        # Starting Java takes longer than all other checks together, so a quick look does not do it unasked.
        try:
            find_installation()
        except ServerError as error:
            return engines.Absent(str(error))
        return engines.Absent("本次没有启动，加 --language-tool local 可一并检查")
    if chosen != "local":
        return engines.open_engine(chosen)
    try:
        return engines.Server(engines.Local().url)
    except engines.EngineUnavailableError as error:
        return engines.Absent(str(error))


@contextmanager
def _progress(files: int) -> Iterator[Callable[[], None]]:
    """A bar on stderr for many files at a terminal; yields what to call after each."""
    if files < PROGRESS_FROM or not sys.stderr.isatty():
        yield lambda: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("检查"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("", total=files)
        yield lambda: progress.advance(task)


def _render(results: Sequence[FileResult], form: Format, *, to_screen: bool) -> str:
    from cli import output_html, output_json, output_sarif, output_text

    match form:
        case Format.JSON:
            return output_json.render(results)
        case Format.SARIF:
            return output_sarif.render(results)
        case Format.HTML:
            return output_html.render(results)
        case Format.TEXT:
            import os
            import shutil

            at_terminal = to_screen and sys.stdout.isatty()
            colour = to_screen and (at_terminal or bool(os.environ.get("FORCE_COLOR")))
            colour = colour and not os.environ.get("NO_COLOR")
            width = shutil.get_terminal_size().columns if at_terminal else output_text.MAX_WIDTH
            return output_text.render(results, colour=colour, width=width)


def _write(text: str, output: Path | None) -> None:
    if output is None:
        # Lone surrogates in a file name from the system must not stop the whole report.
        sys.stdout.write(text.encode("utf-8", "replace").decode())
        sys.stdout.flush()
        return
    try:
        output.write_text(text, encoding="utf-8", errors="replace")
    except OSError as error:
        raise typer.BadParameter(f"写不进去：{error.strerror}", param_hint="--output") from error
