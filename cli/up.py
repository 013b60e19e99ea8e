"""`sanshen up`: bring the schema up, then become the supervisor, which fills in the example people if asked."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from review.app import open_app
from review.settings import Settings


def up(
    demo: Annotated[bool, typer.Option("--demo", help="建立示例单位，各角色都有一位示例人员")] = False,
    port: Annotated[int | None, typer.Option(help="网页端口（默认 8420）")] = None,
    prefect_port: Annotated[int | None, typer.Option(help="Prefect 服务端口（默认 4820）")] = None,
    data: Annotated[Path | None, typer.Option(help="数据目录（默认 ./data）")] = None,
    prefect_page: Annotated[bool, typer.Option(help="提供 Prefect 自带的页面")] = True,
    without: Annotated[
        list[str] | None, typer.Option(metavar="web|prefect|worker", help="不在本机启动的进程（多机部署）")
    ] = None,
) -> None:
    """启动网页、Prefect 服务与执行进程，按 Ctrl-C 全部停止。"""
    chosen = {
        "SANSHEN_WEB_PORT": port,
        "SANSHEN_PREFECT_PORT": prefect_port,
        "SANSHEN_DATA_DIR": data.absolute() if data else None,
    }
    os.environ.update({name: str(value) for name, value in chosen.items() if value is not None})
    settings = Settings()
    open_app(settings, upgrade=True).close()
    typer.echo(f"数据目录 {settings.data_dir.absolute()}")
    arguments = [] if prefect_page else ["--no-prefect-page"]
    arguments += [argument for name in without or [] for argument in ("--without", name)]
    if demo:
        # The page need not wait for thirteen people and their keys.
        arguments += ["--once", "cli.seed"]
    # The supervisor lives in flows/, which a command must not import; it takes this process over.
    os.execv(sys.executable, [sys.executable, "-m", "flows.supervisor", *arguments])  # noqa: S606 - no shell wanted
