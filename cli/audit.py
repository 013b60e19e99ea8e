"""`sanshen audit`: check the log, seal it, and take a draft's dossier out, on the server's own machine."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from sqlmodel import select

from models import Draft
from models.base import pk
from review.app import App, open_app
from review.audit import export
from review.audit.seal import seal
from review.settings import Settings

app = typer.Typer(
    help="审计日志：核验、封存、导出档案", no_args_is_help=True, rich_markup_mode=None, add_completion=False
)
Data = Annotated[Path | None, typer.Option(help="数据目录（默认 ./data）")]
_SHOWN = 50


def _open(data: Path | None) -> App:
    settings = Settings() if data is None else Settings(data_dir=data)
    if settings.database_url is None and not (settings.data_dir / "sanshen.db").exists():
        typer.echo(f"{settings.data_dir} 里没有数据库。请用 --data 指定数据目录。", err=True)
        raise typer.Exit(2)
    return open_app(settings)


@app.command()
def verify(
    data: Data = None,
    checkpoints: Annotated[
        Path | None,
        typer.Option(help="另存于别处的检查点文件；有它才能发现整库回退", exists=True, dir_okay=False),
    ] = None,
) -> None:
    """重算整个日志，与全部检查点核对。完好返回 0，有问题返回 1。"""
    opened = _open(data)
    try:
        extra = _notes(checkpoints.read_text(encoding="utf-8")) if checkpoints else []
        result = export.verify(opened, extra_checkpoints=extra)
    finally:
        opened.close()
    console = Console(highlight=False, soft_wrap=True)
    console.print(f"事件 {result.size} 条，树根 {result.root}")
    console.print(f"检查点 {result.checkpoints} 个，覆盖前 {result.covered} 条")
    for problem in result.problems[:_SHOWN]:
        place = "" if problem.seq is None else f"第 {problem.seq} 条："
        console.print(f"[red]✗[/red] {place}{problem.message}")
    if len(result.problems) > _SHOWN:
        console.print(f"……另有 {len(result.problems) - _SHOWN} 处")
    if result.problems:
        raise typer.Exit(1)
    console.print("[green]✓[/green] 日志完好")


def _notes(text: str) -> list[str]:
    """Single notes of a file in which each ends with its signature lines and an empty line."""
    notes: list[str] = []
    lines: list[str] = []
    signed = False
    for line in text.splitlines():
        if signed and not line.startswith("\u2014"):
            notes.append("\n".join(lines) + "\n")
            lines, signed = [], False
        if line or lines:
            lines.append(line)
        signed = signed or line.startswith("\u2014")
    if signed:
        notes.append("\n".join(lines) + "\n")
    return notes


@app.command()
def checkpoint(data: Data = None) -> None:
    """对当前日志签发一个检查点并打印出来，供另行保存。"""
    opened = _open(data)
    try:
        note = seal(opened)
    finally:
        opened.close()
    typer.echo(note if note is not None else "自上一个检查点以来没有新的事件。")


@app.command()
def dossier(
    number: Annotated[str, typer.Argument(help="稿件编号，如 2026-0001")],
    output: Annotated[Path | None, typer.Option(help="存为（默认 审签档案-编号.zip）")] = None,
    data: Data = None,
) -> None:
    """导出一份稿件的审签档案。"""
    opened = _open(data)
    try:
        with opened.database.read() as session:
            draft = session.exec(select(Draft).where(Draft.number == number)).first()
        if draft is None:
            typer.echo(f"没有编号为 {number} 的稿件。", err=True)
            raise typer.Exit(2)
        target = output or Path(f"审签档案-{number}.zip")
        target.write_bytes(export.dossier(opened, pk(draft)))
    finally:
        opened.close()
    typer.echo(f"已导出 {target}")
