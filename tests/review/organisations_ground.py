"""The ground the histories are played on: one installation with people, keys, uploads and sessions made by the use
cases, put back to that state before every history.

Everything is the product's own. What is saved is repetition: a fresh database per history would compile every
statement and check every text again.
"""

from __future__ import annotations

import re
import shutil
import sqlite3
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import product
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

with warnings.catch_warnings():
    warnings.simplefilter(
        "ignore"
    )  # the client's advice to move to a package that is not released for our pins
    from starlette.testclient import TestClient

from checks import runner
from models import Account, Person, PersonGroup, Role, RoleGrant, Unit
from models.base import pk
from review import drafts, house, layouts, prepare
from review.accounts import add_account, add_person, load_actor, sign_in
from review.acting import acting
from review.app import App, open_app
from review.audit.tags import Tag
from review.settings import Settings
from tests.review.organisations import MOST_PEOPLE, PASSWORD, credentials
from web.main import create_app

TEXTS = ("一篇短文。\n", "一篇短文，改过。\n", "一篇短文，又改过一次。\n")
PROFILES = ("web", "notice", "standard", "proof")
DAY_ONE = datetime(2026, 6, 1, 2, 0, tzinfo=UTC)
ADMIN = "admin"
UNITS = {1: None, 2: 1, 3: 1}  # id → above

_PARAMETER = re.compile(r"(?<!:):([a-z_]+)")


class Clock:
    """A clock that histories set forward."""

    def __init__(self) -> None:
        self.now = DAY_ONE

    def __call__(self) -> datetime:
        """The time; a moment passes with each look."""
        self.now += timedelta(milliseconds=1)
        return self.now


class Refused(Exception):  # noqa: N818 - an outcome, not a mistake
    """The database refused a statement of the raw shell."""


class Shell:
    """A bare connection beside the product's own, as a database administrator or an oracle has it."""

    def __init__(self, settings: Settings) -> None:
        self.sqlite = settings.database_url is None
        self._connection: Any = (
            sqlite3.connect(settings.data_dir / "sanshen.db", isolation_level=None, check_same_thread=False)
            if self.sqlite
            else psycopg.connect(str(settings.database_url), autocommit=True)
        )

    def rows(self, statement: str, **values: Any) -> list[Any]:
        """What a query gives; `:name` stands for a value on both databases."""
        found: list[Any] = self._connection.execute(self._spelled(statement), values).fetchall()
        return found

    def _spelled(self, statement: str) -> str:
        return statement if self.sqlite else _PARAMETER.sub(r"%(\1)s", statement.replace("%", "%%"))

    def run(self, statement: str, **values: Any) -> None:
        """Run a statement for good."""
        self._connection.execute(self._spelled(statement), values)

    def moment(self, at: datetime) -> Any:
        """A time as this database stores it."""
        return at.replace(tzinfo=None).isoformat(" ") if self.sqlite else at

    def attempt(self, statement: str, **values: Any) -> int:
        """Run a statement and take it back; how many rows it would have changed.

        Raises:
            Refused: the database does not allow it.
        """
        self._connection.execute("BEGIN")
        try:
            changed: int = self._connection.execute(self._spelled(statement), values).rowcount
            return changed
        except (sqlite3.IntegrityError, psycopg.errors.IntegrityError) as error:
            raise Refused(str(error)) from error
        finally:
            self._connection.execute("ROLLBACK")

    def restore_from(self, saved: sqlite3.Connection) -> None:
        """SQLite: put every page back."""
        saved.backup(self._connection)

    def copy(self) -> sqlite3.Connection:
        """SQLite: every page as it is now, in memory."""
        saved = sqlite3.connect(":memory:", check_same_thread=False)
        self._connection.backup(saved)
        return saved

    def script(self, text: str) -> None:
        """PostgreSQL: several statements in one go."""
        self._connection.execute(text)

    def close(self) -> None:
        """Let the connection go."""
        self._connection.close()


@dataclass
class Ground:
    """The installation. `uploads[person][text]`, `tokens[account]`: ids and tokens that every history begins with."""

    app: App
    clock: Clock
    shell: Shell
    web: TestClient
    uploads: dict[int, list[int]] = field(default_factory=dict)
    tokens: dict[int, str] = field(default_factory=dict)
    _reset: Callable[[], None] = lambda: None

    def reset(self) -> None:
        """Back to the first day."""
        self._reset()
        self.clock.now = DAY_ONE
        self._clear_folder()

    def mark(self) -> Callable[[], None] | None:
        """What brings this moment back; None on PostgreSQL, where a database is not copied in passing."""
        if not self.shell.sqlite:
            return None
        saved, now = self.shell.copy(), self.clock.now

        def back() -> None:
            self.shell.restore_from(saved)
            self.clock.now = now
            self._clear_folder()

        return back

    def _clear_folder(self) -> None:
        shutil.rmtree(self.app.releases_dir, ignore_errors=True)
        with suppress(FileNotFoundError):
            (self.app.settings.data_dir / "checkpoints.txt").unlink()


@contextmanager
def ground_on(settings: Settings) -> Iterator[Ground]:
    """Make the ground in a migrated, empty installation."""
    clock = Clock()
    app = open_app(
        settings.model_copy(update={"session_hours": 24.0 * 365, "argon_memory_kib": 8}), clock=clock
    )
    shell = Shell(settings)
    with TestClient(create_app(app), base_url="http://127.0.0.1", follow_redirects=False) as web:
        ground = Ground(app, clock, shell, web)
        _people(ground)
        _known_texts(app)
        ground._reset = _sqlite_reset(shell) if shell.sqlite else _postgresql_reset(shell)
        try:
            yield ground
        finally:
            shell.close()
            app.close()


def _people(ground: Ground) -> None:
    """Eight editors with two accounts each and an administrator; ids from 1 on, in that order."""
    app = ground.app
    with acting(app, None) as deed:
        for name in ("中心", "编辑室", "法务室"):
            deed.session.add(Unit(name=name, parent_id=None if name == "中心" else 1, created_at=deed.now))
            deed.session.flush()
        deed.session.add(PersonGroup(key="desk", name="候选组", created_at=deed.now))
        for number in range(1, MOST_PEOPLE + 1):
            person = add_person(deed, name=f"p{number}", unit="", post="")
            for login in (f"p{number}", f"p{number}b"):
                add_account(deed, person, login, credentials(), must_change=False)
            deed.session.add(RoleGrant(person_id=pk(person), role=Role.EDITOR.value, granted_at=deed.now))
        keeper: Person = add_person(deed, name=ADMIN, unit="", post="")
        add_account(deed, keeper, ADMIN, credentials(), must_change=False)
        for role in (Role.SECURITY_ADMIN, Role.SYSTEM_ADMIN):
            deed.session.add(RoleGrant(person_id=pk(keeper), role=role.value, granted_at=deed.now))
        deed.record(Tag.SETUP_DONE)
    for account, login, person_id in ground.shell.rows(
        "SELECT id, login, person_id FROM account ORDER BY id"
    ):
        ground.tokens[account] = sign_in(app, login, PASSWORD).token
        if login.endswith("b") or login == ADMIN:
            continue
        with app.database.read() as session:
            actor = load_actor(session, session.get_one(Account, account))
        assert actor is not None
        given = [drafts.upload(app, actor, text.encode(), "稿.txt") for text in TEXTS]
        assert all(len(u.report.findings) == 0 for u in given), "a finding would hold every signature"
        ground.uploads[person_id] = [u.upload_id for u in given]


def _known_texts(app: App) -> None:
    """Check the texts once, as an installation that has seen them has; results are found by content."""
    engine, rules = prepare.engine_for(app), house.active(app)
    for data, name in product(TEXTS, PROFILES):
        document = drafts.read(data.encode(), "稿.txt")
        report = runner.run(document, name, language_tool=engine, house=rules.house)
        key = layouts.key(prepare.engine_key(engine, report), None)
        with acting(app, None) as deed:
            prepare.store_run(deed, document.content_hash(), name, key, report)
            deed.record(Tag.SETUP_DONE)


def _sqlite_reset(shell: Shell) -> Callable[[], None]:
    saved = shell.copy()
    return lambda: shell.restore_from(saved)


def _postgresql_reset(shell: Shell) -> Callable[[], None]:
    """Rows of the first day are kept in a schema of their own; triggers and keys rest while they are put back."""
    shell.script("CREATE SCHEMA saved")
    found = shell.rows(
        "SELECT c.relname, pg_get_serial_sequence(quote_ident(c.relname), a.attname) FROM pg_class c"
        " LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'id'"
        " WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace"
    )
    lines = ["BEGIN; SET LOCAL session_replication_role = replica"]
    for table, sequence in found:
        name = sql.Identifier(table).as_string()
        shell.script(f"CREATE TABLE saved.{name} AS TABLE public.{name}")
        lines.append(f"DELETE FROM public.{name}")
        if shell.rows(f"SELECT 1 FROM saved.{name} LIMIT 1"):
            lines.append(f"INSERT INTO public.{name} SELECT * FROM saved.{name}")
        if sequence is not None:
            lines.append(
                f"SELECT setval('{sequence}', (SELECT COALESCE(MAX(id), 0) + 1 FROM saved.{name}), false)"
            )
    script = "; ".join([*lines, "COMMIT"])
    return lambda: shell.script(script)


def fresh_settings(folder: Path, database_url: str | None = None) -> Settings:
    """Settings of an installation in `folder`, with cheap key stretching and no LanguageTool."""
    folder.mkdir(parents=True, exist_ok=True)
    return Settings(
        data_dir=folder, database_url=database_url, argon_memory_kib=64, argon_time=1, language_tool_url="off"
    )
