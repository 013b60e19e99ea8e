"""`sanshen compare MANUSCRIPT PROOF`: 校异同 on two files, of the same or of different formats.

Exit codes: 0 the texts agree; 1 they differ; 2 a file could not be read (or written). A glyph difference (same letter, other code
point) is shown and does not count.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from cli.compare_html import KINDS, page_of, render
from documents.collate import Difference, Kind, collate
from documents.errors import UnreadableError
from documents.model import Document
from documents.read import read_proof
from documents.stream import Spot

_AROUND = 12  # characters of context on either side
_LONGEST = 60


def compare(
    manuscript: Annotated[
        Path, typer.Argument(metavar="原稿", help="已审定的稿件（docx、doc、md、html、txt、pdf 等）")
    ],
    proof: Annotated[
        Path, typer.Argument(metavar="校样", help="排版后的校样（pdf、docx、ofd、html、txt 等）")
    ],
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON")] = False,
    html: Annotated[
        Path | None,
        typer.Option(
            metavar="文件", help="另把结果写成一个 HTML 文件：不同之处的清单和两文对照，可离线打开、打印"
        ),
    ] = None,
) -> None:
    """校异同：校样与原稿逐字比对，不计版式（换行、空格、页眉、页码）。

    退出码：0 相同；1 有不同；2 有文件读不出来。
    """
    old, new = _read(manuscript), _read(proof)
    found = collate(old, new)
    if html is not None:
        _write(html, render(found, old, new, manuscript.name, proof.name))
    if as_json:
        typer.echo(json.dumps([asdict(d) for d in found], ensure_ascii=False, indent=2))
    else:
        _show(found, old, new)
    raise typer.Exit(int(any(d.kind is not Kind.GLYPH for d in found)))


def _write(path: Path, page: str) -> None:
    try:
        path.write_text(page, encoding="utf-8")
    except OSError as error:
        typer.echo(f"{path}：写不进去（{error.strerror}）。", err=True)
        raise typer.Exit(2) from error


def _read(path: Path) -> Document:
    try:
        return read_proof(path.read_bytes(), path.name)
    except UnreadableError as error:
        typer.echo(f"{path}：{error.reason}", err=True)
    except OSError as error:
        typer.echo(f"{path}：读不出来（{error.strerror}）。", err=True)
    raise typer.Exit(2)


def _show(found: Sequence[Difference], old: Document, new: Document) -> None:
    if not found:
        typer.echo("校样与原稿一致。")
        return
    for number, difference in enumerate(found, 1):
        typer.echo(f"{number}. {KINDS[difference.kind]}{page_of(new, difference.proof)}")
        typer.echo(f"   原稿：{_quoted(old, difference.manuscript)}")
        typer.echo(f"   校样：{_quoted(new, difference.proof)}")
        for inner in difference.within:
            typer.echo(f"     其中{KINDS[inner.kind]}：【{inner.manuscript.text}】→【{inner.proof.text}】")
    counted = sum(d.kind is not Kind.GLYPH for d in found)
    typer.echo(
        f"\n共 {counted} 处不同"
        + (f"，另有 {len(found) - counted} 处字形" if counted < len(found) else "")
        + "。"
    )


def _quoted(document: Document, spot: Spot) -> str:
    """The stretch in brackets with some characters around it."""
    if not spot.block:
        return "【】"
    before = document.block(spot.block).text[max(0, spot.start - _AROUND) : spot.start]
    after = document.block(spot.last).text[spot.end : spot.end + _AROUND]
    text = spot.text.replace("\n", "¶")
    if len(text) > _LONGEST:
        text = f"{text[: _LONGEST // 2]}……{text[-_LONGEST // 2 :]}（{len(text)} 字）"
    return f"{before}【{text}】{after}".replace("\n", "¶")
