"""`sanshen check FILE…`: the checks on files, without any server.

Exit codes: 0 no finding at or above --fail-on (default red); 1 there is one; 2 a file could not be read, or
the command was called wrongly; 130 interrupted. A part that could not be checked is always in the result and does not
change the code. With --fix, what was put right no longer counts.
"""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer


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


class Level(StrEnum):
    """A severity on the command line."""

    RED = "red"
    YELLOW = "yellow"
    BLUE = "blue"


# The options, named here so that the command below reads as a list of them.
Files = Annotated[
    list[str] | None,
    typer.Argument(metavar="FILE...", help="文件或文件夹（docx、doc、md、html、txt 等）；- 为标准输入"),
]
FormOption = Annotated[Format, typer.Option("--format", "-f", help="输出格式")]
Output = Annotated[Path | None, typer.Option("--output", "-o", metavar="FILE", help="写入文件，不写到屏幕")]
ProfileName = Annotated[
    str | None,
    typer.Option(
        "--profile", "-p", metavar="NAME", help="检查方案：standard（默认）、web、proof、quick、notice"
    ),
]
Select = Annotated[
    list[str] | None, typer.Option("--select", metavar="ID", help="只查这些编号，如 P*,N001；可多次使用")
]
Ignore = Annotated[
    list[str] | None, typer.Option("--ignore", metavar="ID", help="不查这些编号，如 F0*；可多次使用")
]
Config = Annotated[
    Path | None,
    typer.Option(
        "--config", metavar="FILE", help="用这个 sanshen.toml；默认从文件所在文件夹向上找最近的一个"
    ),
]
NoConfig = Annotated[bool, typer.Option("--no-config", help="不用 sanshen.toml")]
Fix = Annotated[bool, typer.Option("--fix", help="把有唯一建议的错误直接改进 txt、md、srt、vtt 文件")]
ShowDiff = Annotated[bool, typer.Option("--diff", help="只显示 --fix 会改什么，不动文件")]
FixLevel = Annotated[Level, typer.Option("--fix-severity", help="改到哪一级为止：red 只改错误")]
LanguageToolSetting = Annotated[
    str | None,
    typer.Option(
        "--language-tool",
        metavar="URL|auto|local|off",
        help="LanguageTool：服务地址；auto 用配置的地址；local 启动本机服务（需要几秒）；off 不用",
    ),
]
FailOnOption = Annotated[FailOn, typer.Option("--fail-on", help="有这一级或更严重的问题时退出码为 1")]
StdinName = Annotated[str, typer.Option("--stdin-name", metavar="NAME", help="标准输入按这个文件名识别格式")]
Jobs = Annotated[int, typer.Option("--jobs", "-j", min=0, help="并行进程数，0 为自动")]
ShowProgress = Annotated[bool, typer.Option(help="文件多时在终端显示进度")]
Verbose = Annotated[bool, typer.Option("--verbose", "-v", help="说明用了哪个 sanshen.toml")]
ListChecks = Annotated[bool, typer.Option("--list-checks", help="列出全部检查项")]
Explain = Annotated[str | None, typer.Option("--explain", metavar="ID", help="说明一项检查")]


def check(
    files: Files = None,
    form: FormOption = Format.TEXT,
    output: Output = None,
    profile: ProfileName = None,
    select: Select = None,
    ignore: Ignore = None,
    config: Config = None,
    no_config: NoConfig = False,
    fix: Fix = False,
    show_diff: ShowDiff = False,
    fix_level: FixLevel = Level.RED,
    language_tool: LanguageToolSetting = None,
    fail_on: FailOnOption = FailOn.RED,
    stdin_name: StdinName = "stdin.txt",
    jobs: Jobs = 0,
    progress: ShowProgress = True,
    verbose: Verbose = False,
    list_checks: ListChecks = False,
    explain: Explain = None,
) -> None:
    """检查文件，列出问题、所在的句子和修改建议。

    退出码：0 没有达到 --fail-on 的问题；1 有；2 有文件读不出来，或用法不对。
    """
    from cli import check_run

    if list_checks or explain is not None:
        check_run.tell(explain, as_json=form is Format.JSON)
        return
    if not files:
        raise typer.BadParameter("没有给出要检查的文件", param_hint="FILE...")
    if config is not None and no_config:
        raise typer.BadParameter("不能与 --config 同时使用", param_hint="--no-config")
    if (fix or show_diff) and (form is not Format.TEXT or "-" in files):
        raise typer.BadParameter("只能用于文件和 text 格式", param_hint="--fix/--diff")
    request = check_run.Request(
        files=tuple(files),
        form=form.value,
        output=output,
        profile=profile,
        select=ids_of(select, "--select"),
        ignore=ids_of(ignore, "--ignore"),
        config=config,
        search=not no_config,
        change="diff" if show_diff else "fix" if fix else "",
        fix_level=fix_level.value,
        language_tool=language_tool,
        stdin_name=stdin_name,
        jobs=jobs,
        progress=progress,
        verbose=verbose,
    )
    totals = check_run.run(request)
    raise typer.Exit(exit_code(totals.unread, set(totals.found), fail_on))


def exit_code(unread: int, found: set[str], fail_on: FailOn) -> int:
    """The exit code for a run, see the module. `found`: the severities there were."""
    if unread:
        return 2
    if fail_on is FailOn.NEVER:
        return 0
    order = list(FailOn)
    counted = {severity.value for severity in order[: order.index(fail_on) + 1]}
    return int(not counted.isdisjoint(found))


def ids_of(values: list[str] | None, option: str) -> tuple[str, ...]:
    """The id patterns given; commas part them."""
    import re

    ids = tuple(part.strip() for value in values or () for part in value.split(",") if part.strip())
    for pattern in ids:
        if not re.fullmatch(r"[A-Z*?][0-9*?]{0,3}", pattern):
            raise typer.BadParameter(f"“{pattern}”不是检查项编号，应像 P001、P0* 或 *", param_hint=option)
    return ids
