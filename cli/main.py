"""The `sanshen` program: one subcommand a file, each imported only when it is called.

To add a subcommand: write cli/NAME.py and add one line to COMMANDS.
"""

from __future__ import annotations

import gc
import importlib
import os
import sys
from collections.abc import Sequence
from typing import Annotated, Any, NamedTuple

import typer
from typer import Context
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command


class Lazy(NamedTuple):
    """`target`: `module:name` of a function or a `typer.Typer`; `summary`: its line in `sanshen --help`."""

    target: str
    summary: str


COMMANDS = {
    "up": Lazy("cli.up:up", "启动网页、Prefect 服务与执行进程"),
    "demo": Lazy("cli.demo:demo", "演示：一份稿件从投稿到发布的全过程"),
    "test": Lazy("cli.test:run_tests", "运行全部检验（--quick 供日常使用）"),
    "check": Lazy("cli.check:check", "检查文件，不需要服务器"),
    "annotate": Lazy("cli.annotate:annotate", "检查结果写进 Word：批注、修订或清样"),
    "compare": Lazy("cli.compare:compare", "校异同：校样与原稿逐字比对"),
    "layout": Lazy("cli.layout:layout", "公文版式：按 GB/T 9704 检查 Word 文档，可另存校正稿"),
    "audit": Lazy("cli.audit:app", "审计日志：核验、封存、导出档案"),
    "model": Lazy("cli.model:app", "错别字模型：用本单位文稿训练、查看、评测"),
    "languagetool": Lazy("cli.languagetool:app", "安装或查看 LanguageTool（中英文语法检查引擎）"),
}


def load(name: str) -> Any:  # Typer's own command class is private
    """The command NAME, imported now.

    Raises:
        KeyError: no such command.
    """
    module, _, attribute = COMMANDS[name].target.partition(":")
    target = getattr(importlib.import_module(module), attribute)
    if not isinstance(target, typer.Typer):
        single = typer.Typer(add_completion=False, rich_markup_mode=None)
        single.command(name)(target)
        target = single
    command = get_command(target)
    command.name = name
    return command


class LazyGroup(TyperGroup):
    """Shows every command of COMMANDS in its help and imports only the one that is called."""

    def __init__(self, **attributes: Any) -> None:
        super().__init__(**attributes)
        for name, lazy in COMMANDS.items():
            self.add_command(TyperCommand(name, help=lazy.summary), name)

    def resolve_command(self, ctx: Context, args: list[str]) -> Any:  # type: ignore[override]
        """Put the real command in the place of its entry, then resolve as usual."""
        if args and args[0] in COMMANDS:
            self.add_command(load(args[0]), args[0])
        return super().resolve_command(ctx, args)


app = typer.Typer(
    cls=LazyGroup,
    name="sanshen",
    help="三审三校：出版审校流程引擎",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
    pretty_exceptions_enable=False,
)


def _show_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import PackageNotFoundError, version

        try:
            number = version("sanshen")
        except PackageNotFoundError:
            number = "未安装的源码"
        typer.echo(f"sanshen {number}")
        raise typer.Exit


@app.callback()
def _options(
    _version: Annotated[
        bool, typer.Option("--version", help="显示版本号", callback=_show_version, is_eager=True)
    ] = False,
) -> None:
    """三审三校：出版审校流程引擎"""


def run(arguments: Sequence[str] | None = None) -> None:
    """Entry point of the program. Ends the process with the command's exit code."""
    # Twenty thousand words and a hundred checks are made at the start and stay: the collector's looks at them were a
    # tenth of the time to the first finding. The threads that NumPy's BLAS would start are never used.
    gc.set_threshold(100_000, 20, 50)
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    # Chinese must come out whole whatever the locale says; a terminal that cannot show it shows a stand-in.
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    app(args=list(arguments) if arguments is not None else None, prog_name="sanshen")


if __name__ == "__main__":
    run()
