"""The work of `sanshen check` once its options are understood: check, change, write, and say what was used."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import typer

from checks import language_tool as engines
from checks.house_toml import HouseError
from checks.language_tool import LanguageTool
from checks.language_tool_server import ServerError, find_installation
from checks.model import Severity
from checks.profiles import UnknownProfileError
from cli.check_files import FileResult
from cli.check_pool import check_all, collect_seldom
from cli.check_rules import Options, forget, house_file, rules_for
from cli.check_sources import Source, expand
from cli.interrupts import heard
from cli.output_common import Totals
from cli.output_text import MAX_WIDTH, Screen, render_file, render_totals

PROGRESS_FROM = 3  # files
INTERRUPTED = 130  # what shells expect after Ctrl-C


@dataclass(frozen=True, slots=True)
class Request:
    """What the command line asks for. `change`: "", "fix" or "diff"; the rest is as the options say."""

    files: tuple[str, ...]
    form: str
    output: Path | None
    profile: str | None
    select: tuple[str, ...]
    ignore: tuple[str, ...]
    config: Path | None
    search: bool
    change: str
    fix_level: str
    language_tool: str | None
    stdin_name: str
    jobs: int
    progress: bool
    verbose: bool


def run(request: Request) -> Totals:
    """Check everything asked for, writing results as they come, and add up.

    Raises:
        typer.BadParameter: a wrong profile, a faulty sanshen.toml, an output that cannot be written.
        typer.Exit: interrupted by Ctrl-C.
    """
    collect_seldom()
    forget()
    entries = list(expand(request.files, request.stdin_name))
    sources = [entry for entry in entries if isinstance(entry, Source)]
    options = options_for(request, sources)
    totals = Totals()
    try:
        with (
            heard() as interrupted,
            _bar(len(sources), request.progress) as bar,
            closing(check_all(entries, options, request.jobs)) as results,
        ):
            found = _until(results, interrupted)
            _write(request, _counted(found, sources, request, options, totals, bar), totals, bar)
    except KeyboardInterrupt:
        say("已中断，后面的文件没有检查。")
        raise typer.Exit(INTERRUPTED) from None
    return totals


def _until(results: Iterator[FileResult], interrupted: Callable[[], None]) -> Iterator[FileResult]:
    for result in results:
        interrupted()
        yield result


def say(line: str) -> None:
    """A line for people, beside the result, on stderr."""
    print(line, file=sys.stderr)  # noqa: T201 - a command talks


def tell(check_id: str | None, *, as_json: bool) -> None:
    """All checks, or one with its examples.

    Raises:
        typer.BadParameter: no check of that id.
    """
    from checks.registry import all_checks, by_id
    from cli import check_list

    if check_id is None:
        sys.stdout.write((check_list.as_json if as_json else check_list.as_text)(all_checks()))
        return
    try:
        check = by_id(check_id.upper())
    except KeyError as error:
        raise typer.BadParameter(f"没有编号为 {check_id} 的检查项", param_hint="--explain") from error
    sys.stdout.write(check_list.as_json([check]) if as_json else check_list.explain(check))


def options_for(request: Request, sources: Sequence[Source]) -> Options:
    """The options for every source, each source's rules looked at once, so that a fault is told before we begin."""
    options = Options(
        request.profile,
        engines.Absent("LanguageTool 已关闭"),
        request.config,
        request.search,
        request.select,
        request.ignore,
    )
    wanted = request.language_tool
    told: set[Path] = set()
    try:
        for source in sources:
            _, _, settings = rules_for(source, options)
            wanted = wanted or settings.language_tool
            file = house_file(source, options)
            if request.verbose and file and file.path not in told:
                told.add(file.path)
                say(f"本单位规则：{file.path}")
    except HouseError as error:
        raise typer.BadParameter(str(error), param_hint="sanshen.toml") from error
    except UnknownProfileError as error:
        raise typer.BadParameter(str(error), param_hint="--profile") from error
    if request.verbose and not told:
        say("本单位规则：没有用到 sanshen.toml")
    return Options(
        request.profile,
        _engine(wanted or "auto"),
        request.config,
        request.search,
        request.select,
        request.ignore,
        described=request.form != "text",
    )


def _engine(setting: str) -> LanguageTool:
    """The engine for --language-tool; a local one is started here, so that worker processes share it."""
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


class _Bar:
    """Progress on stderr; `pause` takes it off the screen while something else is written."""

    def advance(self) -> None:
        """One more file is done."""

    def pause(self) -> None:
        """Make room."""

    def resume(self) -> None:
        """Show it again."""


@contextmanager
def _bar(files: int, wanted: bool) -> Iterator[_Bar]:
    """A bar for many files at a terminal, else one that shows nothing."""
    if not wanted or files < PROGRESS_FROM or not sys.stderr.isatty():
        yield _Bar()
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (
        TextColumn("检查"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("还需"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("", total=files)

        class Shown(_Bar):
            def advance(self) -> None:
                progress.advance(task)

            def pause(self) -> None:
                progress.stop()

            def resume(self) -> None:
                progress.start()

        yield Shown()


def _counted(
    found: Iterator[FileResult],
    sources: Sequence[Source],
    request: Request,
    options: Options,
    totals: Totals,
    bar: _Bar,
) -> Iterator[FileResult]:
    """The results, changed files checked again, each counted."""
    by_name = {source.name: source for source in sources}
    for result in found:
        source = by_name.get(result.file)
        if request.change and source is not None and result.items:
            result = _changed(source, result, request, options, bar)  # noqa: PLW2901 - the file is another now
        totals.add(result)
        bar.advance()
        yield result


def _changed(source: Source, result: FileResult, request: Request, options: Options, bar: _Bar) -> FileResult:
    from cli import check_fix

    wanted = check_fix.severities(Severity(request.fix_level))
    if not any(item.finding.severity in wanted for item in result.items):
        return result
    try:
        fixed = check_fix.fix(source, result, options, wanted, write=request.change == "fix")
    except check_fix.NotFixedError as error:
        bar.pause()
        say(f"{source.name}：{error}")
        bar.resume()
        return result
    if request.change == "diff":
        _out(check_fix.diff(source.name, fixed.before, fixed.after), bar)
        return result
    if fixed.changes:
        _out(f"已改 {source.name}：{fixed.changes} 处\n", bar)
    return fixed.result


def _write(request: Request, results: Iterator[FileResult], totals: Totals, bar: _Bar) -> None:
    """Text as it comes; the other formats are one document, so they come at the end."""
    if request.change == "diff":
        for _ in results:
            pass
        bar.pause()
        say(totals.line())
        return
    if request.form == "text" and request.output is None:
        screen = _screen()
        for result in results:
            _out(render_file(result, screen), bar)
        _out(render_totals(totals, screen), bar)
        return
    text = _renderer(request.form)(list(results))
    if request.output is None:
        _out(text, bar)
        return
    try:
        request.output.write_text(text, encoding="utf-8", errors="replace")
    except OSError as error:
        raise typer.BadParameter(f"写不进去：{error.strerror}", param_hint="--output") from error


def _renderer(form: str) -> Callable[[Sequence[FileResult]], str]:
    from cli import output_html, output_json, output_sarif, output_text

    renderers: dict[str, Callable[[Sequence[FileResult]], str]] = {
        "json": output_json.render,
        "sarif": output_sarif.render,
        "html": output_html.render,
        "text": lambda results: output_text.render(results, colour=False),
    }
    return renderers[form]


def _screen() -> Screen:
    at_terminal = sys.stdout.isatty()
    colour = (at_terminal or bool(os.environ.get("FORCE_COLOR"))) and not os.environ.get("NO_COLOR")
    return Screen(colour, shutil.get_terminal_size().columns if at_terminal else MAX_WIDTH)


def _out(text: str, bar: _Bar) -> None:
    if not text:
        return
    bar.pause()
    # Lone surrogates in a file name from the system must not stop the whole report.
    sys.stdout.write(text.encode("utf-8", "replace").decode())
    sys.stdout.flush()
    bar.resume()
