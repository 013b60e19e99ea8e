"""`sanshen annotate FILE -o OUT`: a Word file with what the checks found as comments, or as tracked changes, or clean.

Exit codes: 0 the file was written; 2 the file could not be read, OUT could not be written, or the call was wrong.
Texts that are no Word file are set plainly in one (documents.write_docx). The file itself is never changed.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from checks.model import Finding, Severity
from cli.check import (
    Config,
    FixLevel,
    Ignore,
    LanguageToolSetting,
    Level,
    NoConfig,
    ProfileName,
    Select,
    ids_of,
)
from cli.check_files import check_file
from cli.check_fix import severities
from cli.check_run import Request, options_for
from cli.check_sources import Source
from documents.errors import NotWritableError, UnreadableError
from documents.read import read
from documents.write_back import WordCopy, word_copy
from documents.write_model import MACHINE, Correction, Note, Written, finding_lines

_ENDINGS = {"comments": "批注", "corrections": "修订", "clean": "清样"}

File = Annotated[Path, typer.Argument(metavar="FILE", help="要检查的文件（docx、doc、md、html、txt 等）")]
Output = Annotated[
    Path | None,
    typer.Option("--output", "-o", metavar="OUT", help="写入这个 .docx；默认在原文件旁，文件名加“-批注”等"),
]
AsCorrections = Annotated[bool, typer.Option("--corrections", help="把有唯一建议的问题写成修订，而不是批注")]
AsClean = Annotated[bool, typer.Option("--clean", help="清样：接受全部修订，去掉批注（不检查）")]
KeepComments = Annotated[bool, typer.Option("--keep-comments", help="清样里保留批注")]
Author = Annotated[str, typer.Option("--author", metavar="NAME", help="批注和修订署的名字")]
Force = Annotated[bool, typer.Option("--force", help="OUT 已存在时覆盖")]


def annotate(
    file: File,
    output: Output = None,
    as_corrections: AsCorrections = False,
    as_clean: AsClean = False,
    keep_comments: KeepComments = False,
    fix_level: FixLevel = Level.RED,
    author: Author = MACHINE,
    force: Force = False,
    profile: ProfileName = None,
    select: Select = None,
    ignore: Ignore = None,
    config: Config = None,
    no_config: NoConfig = False,
    language_tool: LanguageToolSetting = None,
) -> None:
    """检查结果写进 Word：批注（默认）、修订（--corrections）或清样（--clean）。原文件不动。

    退出码：0 已写好；2 文件读不出来、写不进去，或用法不对。
    """
    if as_corrections and as_clean:
        raise typer.BadParameter("不能同时使用", param_hint="--corrections/--clean")
    if config is not None and no_config:
        raise typer.BadParameter("不能与 --config 同时使用", param_hint="--no-config")
    mode = "clean" if as_clean else "corrections" if as_corrections else "comments"
    target = _target(file, output, mode, force)
    request = _request(file, profile, select, ignore, config, no_config, fix_level, language_tool)
    try:
        data = file.read_bytes()
        copy = word_copy(data, read(data, file.name))
        if mode == "clean":
            new, told = copy.cleaned(keep_comments=keep_comments), ""
        else:
            found = _findings(Source(str(file), file, data), request)
            write = _corrected if as_corrections else _annotated
            new, told = write(copy, found, request, author)
        _put(target, new)
    except (UnreadableError, NotWritableError) as error:
        _fail(f"{file}：{error.reason}")
    except OSError as error:
        _fail(f"{error.filename or file}：{error.strerror}")
    typer.echo(f"{told}已写入 {target}")


def _target(file: Path, output: Path | None, mode: str, force: bool) -> Path:
    """Where to write.

    Raises:
        typer.BadParameter: no Word file, there already, or the file itself.
    """
    target = output or file.with_name(f"{file.stem}-{_ENDINGS[mode]}.docx")
    if target.suffix.lower() != ".docx":
        raise typer.BadParameter("应是 .docx 文件", param_hint="--output")
    if target.exists() and not force:
        raise typer.BadParameter(f"{target} 已存在，要覆盖请加 --force", param_hint="--output")
    if target.exists() and file.exists() and target.samefile(file):
        raise typer.BadParameter("不能写回原文件", param_hint="--output")
    return target


def _request(
    file: Path,
    profile: str | None,
    select: list[str] | None,
    ignore: list[str] | None,
    config: Path | None,
    no_config: bool,
    level: Level,
    language_tool: str | None,
) -> Request:
    """The options as `sanshen check` understands them."""
    return Request(
        files=(str(file),),
        form="text",
        output=None,
        profile=profile,
        select=ids_of(select, "--select"),
        ignore=ids_of(ignore, "--ignore"),
        config=config,
        search=not no_config,
        change="",
        fix_level=level.value,
        language_tool=language_tool,
        stdin_name=file.name,
        jobs=1,
        progress=False,
        verbose=False,
    )


def _put(target: Path, data: bytes) -> None:
    """Write in one step: a full disk leaves what was there, never half a file."""
    beside = target.with_name(f".{target.name}.part")
    try:
        beside.write_bytes(data)
        beside.replace(target)
    finally:
        beside.unlink(missing_ok=True)


def _fail(line: str) -> NoReturn:
    typer.echo(line, err=True)
    raise typer.Exit(2)


def _findings(source: Source, request: Request) -> list[Finding]:
    result = check_file(source, options_for(request, [source]))
    if result.unread is not None:
        raise UnreadableError(result.unread)
    for part in result.unchecked:
        typer.echo(f"没有检查：{part.what}（{part.reason}）", err=True)
    return [item.finding for item in result.items]


def _annotated(copy: WordCopy, found: Sequence[Finding], _: Request, author: str) -> tuple[bytes, str]:
    """The file with every finding as a comment, and a line that says how many."""
    now = datetime.now()  # noqa: DTZ005 - comments carry wall-clock time
    notes = [Note(f.block, f.start, f.end, author, now, _lines(f)) for f in found]
    return _told(copy.annotated(notes), found, "批注 {} 条，")


def _lines(f: Finding) -> tuple[str, ...]:
    return finding_lines(f.severity.value, f.message, f.text, f.suggestion, f"{f.source}（{f.check}）")


def _corrected(copy: WordCopy, found: Sequence[Finding], request: Request, author: str) -> tuple[bytes, str]:
    """The file with suggestions as tracked changes: of two for one place the more severe, as `check --fix` has it."""
    now = datetime.now()  # noqa: DTZ005
    wanted = severities(Severity(request.fix_level))
    order = list(Severity)
    chosen = sorted(
        (f for f in found if f.severity in wanted and f.suggestion not in {None, f.text}),
        key=lambda f: order.index(f.severity),
    )
    asked = [Correction(f.block, f.start, f.end, f.suggestion or "", author, now) for f in chosen]
    return _told(copy.corrected(asked), chosen, "修订 {} 处，")


def _told(written: Written, asked: Sequence[Finding], words: str) -> tuple[bytes, str]:
    """What was written, with every refusal said aloud."""
    for refusal in written.refused:
        f = asked[refusal.index]
        typer.echo(f"没有写入：“{f.text}”（{f.message}）：{refusal.reason}", err=True)
    return written.data, words.format(len(asked) - len(written.refused))
