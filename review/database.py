"""The database: one engine, read and write transactions, and bringing the schema up.

SQLite is used in WAL mode with `synchronous=FULL`; its write transactions begin IMMEDIATE, so a writer waits at the
door and never fails half-way when it turns from reading to writing. On PostgreSQL the use cases lock the rows they
decide on (`lock_draft`, the audit head), which gives the same order.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DataError
from sqlmodel import Session

from review.errors import InvalidError

if TYPE_CHECKING:
    from alembic.config import Config

BUSY_SECONDS = 30
MIGRATIONS = Path(__file__).parent.parent / "migrations"
# Any constant works, it only has to be the same for every process that migrates.
_ADVISORY_LOCK = 0x5A45


class Database:
    """Engine plus the two ways to use it."""

    def __init__(self, url: str) -> None:
        self.engine = make_engine(url)

    @property
    def is_sqlite(self) -> bool:
        """True on SQLite."""
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session for reading; one consistent snapshot on SQLite, rolled back at the end.

        Raises:
            InvalidError: asked for something that no text or number of the database can be.
        """
        with _holdable(), Session(self.engine, expire_on_commit=False) as session:
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """One transaction: commits at the end, rolls back on any exception.

        Raises:
            InvalidError: a text or number that the database cannot hold.
        """
        engine = self.engine.execution_options(sanshen_write=True)
        with _holdable(), _Act(engine, expire_on_commit=False) as session, session.begin():
            yield session


@contextmanager
def _holdable() -> Iterator[None]:
    """A NUL in a text, a number of twenty digits: what the database cannot hold is a refused input, not a fault."""
    try:
        yield
    except DataError as error:
        raise InvalidError(_UNFIT) from error
    except OverflowError as error:
        if "SQLite" not in str(error):
            raise
        raise InvalidError(_UNFIT) from error


_UNFIT = "填写的内容里有系统无法保存的字符，或数字过大，请改正后再提交。"


class _Act(Session):
    """The session of a write transaction: it holds on to the rows it has read until the act ends or takes a lock.

    A session of SQLAlchemy forgets a row as soon as nobody refers to it and reads it again at the next `get`: a third
    of the statements of a sign-off were such repeats.
    """


def forget_what_was_read(session: Session) -> None:
    """After taking a lock: rows read while waiting for it may be out of date, so they are read again when asked for."""
    session.info.pop(_READ, None)


def _hold(session: Any, row: Any) -> None:
    session.info.setdefault(_READ, []).append(row)


_READ = "rows read"
event.listen(_Act, "loaded_as_persistent", _hold)
event.listen(_Act, "pending_to_persistent", _hold)


def make_engine(url: str) -> Engine:
    """An engine for `url` with the settings each database needs."""
    if not url.startswith("sqlite"):
        return create_engine(url, pool_pre_ping=True, pool_size=10, max_overflow=20)
    path = url.removeprefix("sqlite:///")
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url, connect_args={"timeout": BUSY_SECONDS}, pool_size=10, max_overflow=20)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: sqlite3.Connection, _record: Any) -> None:
    connection.isolation_level = None  # the driver must not begin transactions on its own
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        f"busy_timeout={BUSY_SECONDS * 1000}",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    write = connection.get_execution_options().get("sanshen_write", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")


def alembic_config(url: str) -> Config:
    """Alembic's configuration for `url`, usable from anywhere."""
    from alembic.config import Config  # noqa: PLC0415  a fifth of the web page's start, and only migrations need it

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("sqlalchemy.url", url.replace("%", "%%"))
    return config


def migrate(url: str, revision: str = "head") -> None:
    """Bring the schema at `url` up to `revision`. Two processes may call it at once: one waits for the other."""
    from alembic import command  # noqa: PLC0415

    engine = make_engine(url)
    try:
        with engine.execution_options(sanshen_write=True).begin() as connection:
            if engine.dialect.name == "postgresql":
                connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_ADVISORY_LOCK})")
            config = alembic_config(url)
            config.attributes["connection"] = connection
            command.upgrade(config, revision)
    finally:
        engine.dispose()


def downgrade(url: str, revision: str = "base") -> None:
    """Take the schema at `url` down to `revision` (tests and recovery only)."""
    from alembic import command  # noqa: PLC0415

    engine = make_engine(url)
    try:
        with engine.execution_options(sanshen_write=True).begin() as connection:
            config = alembic_config(url)
            config.attributes["connection"] = connection
            command.downgrade(config, revision)
    finally:
        engine.dispose()
