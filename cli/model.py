"""`sanshen model train | info | evaluate`: the typo model, and an organisation's own beside it."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(
    name="model",
    help="错别字模型：用本单位文稿训练、查看、评测",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
)


@app.command()
def train(
    archive: Annotated[
        list[Path],
        typer.Argument(
            metavar="ARCHIVE...", help="已定稿的文件或文件夹（docx、md、html、txt、pdf）", exists=True
        ),
    ],
    output: Annotated[Path, typer.Option("--output", "-o", metavar="FILE", help="写到这个文件")] = Path(
        "house.model"
    ),
    title: Annotated[str, typer.Option("--title", help="模型的名称")] = "本单位文稿",
    date: Annotated[
        str, typer.Option("--date", help="训练日期，写进模型；留空则不写（便于得到相同的文件）")
    ] = "",
) -> None:
    """用本单位的定稿训练一个小模型，与自带的模型合用：本单位常用的写法不再被怀疑。"""
    from checks.typos.base import own_model, progress
    from checks.typos.model import ModelError, base, save

    step = progress(typer.echo)
    text, read, failed = _text(archive)
    step(f"读入 {read} 个文件，{len(text):,} 字" + (f"，{failed} 个读不出来" if failed else ""))
    facts = {"title": title, "date": date, "files": read, "characters": len(text), "base": base().hash}
    try:
        save(output, own_model(text, base(), facts, step))
    except ModelError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from error
    step(
        f"写好 {output}（{output.stat().st_size:,} 字节）。设置环境变量 SANSHEN_TYPO_MODEL={output.resolve()} 即启用"
    )


@app.command()
def info(
    file: Annotated[
        Path | None, typer.Argument(metavar="FILE", help="模型文件；不写为正在使用的模型")
    ] = None,
) -> None:
    """模型的名称、语料、日期、大小和校验值。"""
    from checks.typos.model import BASE, ModelError, load, own_path

    files = [file] if file else [BASE, *([p] if (p := own_path()) else [])]
    try:
        for path in files:
            started = time.perf_counter()
            model = load(path)
            seconds = time.perf_counter() - started
            typer.echo(
                f"{path.name}：{path.stat().st_size:,} 字节，校验值 {model.hash[:16]}，载入 {seconds:.3f} 秒"
            )
            for key, value in model.facts.items():
                typer.echo(f"  {key}: {value}")
    except ModelError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from error


@app.command()
def evaluate(
    pairs: Annotated[
        Path,
        typer.Argument(
            metavar="FILE",
            help="每行：原句 TAB 正确的句子（多于两列时取最后两列）",
            exists=True,
            dir_okay=False,
        ),
    ],
) -> None:
    """在成对的句子上评测：整句改对才算对。"""
    from checks.typos.evaluate import strict
    from checks.typos.model import ModelError

    rows = [line.split("\t")[-2:] for line in pairs.read_text(encoding="utf-8").splitlines() if "\t" in line]
    try:
        for name, result in strict([(a, b) for a, b in rows]).items():
            typer.echo(f"{name}：{result}")
    except ModelError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from error


def _text(archive: list[Path]) -> tuple[str, int, int]:
    """(the text of all readable files, how many, how many could not be read)."""
    from documents.errors import UnreadableError
    from documents.read import read

    parts, failed = [], 0
    files = [
        f
        for item in archive
        for f in (sorted(p for p in item.rglob("*") if p.is_file()) if item.is_dir() else [item])
    ]
    for file in files:
        try:
            document = read(file.read_bytes(), file.name)
        except (UnreadableError, OSError):
            failed += 1
            continue
        parts += [block.text for block in document]
    return "\n".join(parts), len(files) - failed, failed
