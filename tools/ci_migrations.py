"""`python -m tools.ci_migrations`: every migration up, down and up again, on SQLite and PostgreSQL.

At the top the schema must be what models/ declares; at the bottom nothing may be left.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from alembic import command
from sqlalchemy import inspect

from review.database import alembic_config, downgrade, make_engine, migrate
from review.settings import Settings
from tools.private_postgres import binaries, private_postgres


def exercise(url: str) -> None:
    """Run the whole ladder at `url`.

    Raises:
        alembic.util.CommandError: tables and migrations differ.
        AssertionError: downgrading left tables behind.
    """
    migrate(url)
    command.check(alembic_config(url))
    downgrade(url)
    engine = make_engine(url)
    left = set(inspect(engine).get_table_names()) - {"alembic_version"}
    engine.dispose()
    if left:
        raise AssertionError(f"left behind: {sorted(left)}")
    migrate(url)


def main() -> int:
    """0: all good on every database that is here."""
    with tempfile.TemporaryDirectory() as folder:
        exercise(Settings(data_dir=Path(folder), database_url=None).sqlalchemy_url)
        print("SQLite：通过")
    if binaries() is None:
        print("PostgreSQL：未安装，跳过")
        return 0
    with private_postgres() as url:
        exercise(Settings(database_url=url).sqlalchemy_url)
        print("PostgreSQL：通过")
    return 0


if __name__ == "__main__":
    sys.exit(main())
