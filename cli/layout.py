"""`sanshen layout FILE`: an official document's layout against GB/T 9704, and a corrected copy as an offer.

Exit codes: 0 nothing but hints; 1 warnings; 2 the file could not be read, or the copy not be written.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from checks.house_toml import HouseError
from checks.language_tool import Absent
from checks.layout.report import LayoutReport, Row, corrected, examine
from checks.model import Severity
from cli.check_rules import Options, rules_for
from cli.check_sources import Source
from documents.errors import UnreadableError
from documents.limits import Limits

_SIGNS = {Severity.RED: "错误", Severity.YELLOW: "警告", Severity.BLUE: "提示"}
_SHOWN = 24  # characters of the text a finding stands on


def layout(
    file: Annotated[Path, typer.Argument(metavar="文件", help="Word 文档（.docx）")],
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON")] = False,
    elements: Annotated[bool, typer.Option("--elements", help="列出每一段被认作什么要素")] = False,
    fix: Annotated[
        bool, typer.Option("--fix", help="另存一份版式校正稿：只改版式，一个字也不改，原文件不动")
    ] = False,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="文件", help="校正稿的文件名")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="校正稿的文件已存在时覆盖")] = False,
) -> None:
    """公文版式：按 GB/T 9704 检查 Word 文档的纸张、边距、行距、字体、字号、缩进和各要素。

    退出码：0 没有问题，或只有提示；1 有警告；2 文件读不出来，或校正稿没有写成。
    """
    data = _read(file)
    try:
        _, house, _ = rules_for(Source(str(file), file), Options(None, Absent("不用"), search=True))
        report = examine(data, file.name, house)
        copy = corrected(data, file.name) if fix else None
    except UnreadableError as error:
        raise _stop(f"{file}：{error.reason}") from error
    except HouseError as error:
        raise _stop(str(error)) from error
    if as_json:
        typer.echo(_as_json(file, report))
    else:
        _show(file, report, elements=elements)
    if copy is not None:
        _write(copy, data, file, output, force=force, quiet=as_json)
    raise typer.Exit(int(any(row.severity is not Severity.BLUE for row in report.rows)))


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(Limits().packed + 1)
    except OSError as error:
        raise _stop(f"{path}：读不出来（{error.strerror}）。") from error


def _stop(message: str) -> typer.Exit:
    typer.echo(message, err=True)
    return typer.Exit(2)


def _write(copy: bytes, data: bytes, file: Path, output: Path | None, *, force: bool, quiet: bool) -> None:
    """Put the copy beside the file, or where it was asked for; never over a file nobody spoke of."""
    target = output or file.with_name(f"{file.stem}-版式校正稿.docx")
    if target.exists() and target.resolve() == file.resolve():
        raise _stop("校正稿不能写在原文件上。请另给一个文件名（-o）。")
    if target.exists() and not force:
        raise _stop(f"{target} 已经存在。请换一个文件名（-o），或加 --force 覆盖。")
    if copy == data:
        typer.echo("没有可以自动校正的地方，没有另存。", err=quiet)
        return
    try:
        target.write_bytes(copy)
    except OSError as error:
        raise _stop(f"{target}：写不进去（{error.strerror}）。") from error
    typer.echo(f"版式校正稿：{target}（文字未动，原文件未动）", err=quiet)


def _as_json(file: Path, report: LayoutReport) -> str:
    return json.dumps(
        {
            "file": str(file),
            "profile": report.profile.name,
            "standard": report.profile.standard,
            "findings": [asdict(row) for row in report.rows],
            "elements": [asdict(line) for line in report.lines],
            "unchecked": [asdict(item) for item in report.unchecked],
        },
        ensure_ascii=False,
        indent=2,
    )


def _show(file: Path, report: LayoutReport, *, elements: bool) -> None:
    if elements:
        for line in report.lines:
            typer.echo(f"{line.name}\t{_short(line.text)}")
        typer.echo("")
    # By element, elements in the order of their first finding.
    by_element: dict[str, list[Row]] = {}
    for row in report.rows:
        by_element.setdefault(row.element, []).append(row)
    for name, rows in by_element.items():
        typer.echo(name)
        for row in rows:
            typer.echo(_line(row))
    for item in report.unchecked:
        typer.echo(f"未能检查：{item.what}：{item.reason}")
    if report.rows:
        typer.echo("")
    warnings, hints = report.count(Severity.YELLOW) + report.count(Severity.RED), report.count(Severity.BLUE)
    typer.echo(
        f"{file}：认出 {len(report.lines)} 段；警告 {warnings} 项，提示 {hints} 项"
        + (f"，其中 {report.fixable} 项可用 --fix 生成校正稿。" if report.fixable else "。")
        + ("" if report.rows else f"符合{report.profile.title}版式（{report.profile.standard}）。")
    )


def _line(row: Row) -> str:
    many = f"，共 {row.count} 处" if row.count > 1 else ""
    kind = "（可校正）" if row.fixable else ""
    source = "［待与标准原文核对］" if row.mark == "K" else ""
    return (
        f"  {_SIGNS[row.severity]} {row.check} {row.item}：应为{row.expected}，实为{row.measured}{many}{kind}{source}\n"
        f"      “{_short(row.text)}”{row.advice and '　' + row.advice}"
    )


def _short(text: str) -> str:
    shown = " ".join(text.split())
    return shown if len(shown) <= _SHOWN else shown[:_SHOWN] + "…"
