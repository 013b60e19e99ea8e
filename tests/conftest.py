"""Shared fixtures: a migrated, empty installation per test on SQLite and PostgreSQL, and the options."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import hypothesis

# Prefect reads this when it is imported, and would use the profile of whoever runs the tests.
# Several processes may share the tests, each with a home of its own.
os.environ["PREFECT_HOME"] = str(
    Path(tempfile.gettempdir()) / f"sanshen-test-prefect-{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}"
)

import psycopg
import pytest
from pytest_socket import disable_socket, enable_socket, socket_allow_hosts

from cli.stack import Stack
from review.app import App, open_app
from review.database import migrate
from review.settings import Settings
from tools.private_postgres import binaries, private_postgres

# Times belong into bench/, machines are shared; and CI tries the same examples every time, new ones are for people.
hypothesis.settings.register_profile("sanshen", deadline=None, derandomize=os.environ.get("CI") == "true")
hypothesis.settings.load_profile("sanshen")

KINDS = ["sqlite", "postgresql"]
_NETWORKED = ("integration", "browser", "slow", "full")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--quick", action="store_true", help="leave out tests marked slow, browser or full")
    parser.addoption("--full", action="store_true", help="run the long campaigns too")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    quick, full = config.getoption("--quick"), config.getoption("--full")
    left_out = {"slow", "browser", "full"} if quick else set() if full else {"full"}
    chosen = [item for item in items if not any(item.get_closest_marker(mark) for mark in left_out)]
    config.hook.pytest_deselected(items=[item for item in items if item not in set(chosen)])
    # The long ones last, so that a plain mistake shows first.
    items[:] = sorted(chosen, key=lambda item: any(item.get_closest_marker(mark) for mark in _NETWORKED))


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Sockets only where a test asks for them; the database fixtures may reach PostgreSQL on loopback."""
    if any(item.get_closest_marker(mark) for mark in _NETWORKED):
        enable_socket()
    elif "postgresql" in item.name or "postgres_url" in getattr(item, "fixturenames", ()):
        enable_socket()
        socket_allow_hosts(["127.0.0.1"], allow_unix_socket=True)
    else:
        disable_socket(allow_unix_socket=True)  # asyncio wakes its loop through a socket pair


def pytest_runtest_teardown() -> None:
    enable_socket()


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """Address of this run's private PostgreSQL server. Absent binaries skip; in CI they fail."""
    if binaries() is None:
        said = "PostgreSQL is not installed: `./sanshen test` installs it where it can"
        if os.environ.get("CI") == "true":
            pytest.fail(said)
        pytest.skip(said)
    enable_socket()
    with private_postgres() as url:
        yield url


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated empty SQLite file, copied by every test."""
    path = tmp_path_factory.mktemp("template") / "sanshen.db"
    migrate(f"sqlite:///{path}")
    with_wal = path.with_name("sanshen.db-wal")
    assert not with_wal.exists(), "the template must be one file"
    return path


@pytest.fixture(scope="session")
def postgres_template(postgres_url: str) -> str:
    """Name of a migrated empty database on the private server, cloned by every test."""
    name = "sanshen_template"
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    migrate(Settings(database_url=database_on(postgres_url, name)).sqlalchemy_url)
    return name


def database_on(server_url: str, name: str) -> str:
    """The address of database `name` on the server."""
    return re.sub(r"/[^/]*$", f"/{name}", server_url)


@pytest.fixture
def settings_for(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[[str], Settings]]:
    """`settings_for("sqlite" | "postgresql")`: a fresh migrated installation with cheap key stretching."""
    dropped: list[tuple[str, str]] = []

    def make(kind: str) -> Settings:
        data_dir = tmp_path / f"data-{uuid.uuid4().hex[:8]}"
        data_dir.mkdir()
        url = None
        if kind == "postgresql":
            server = request.getfixturevalue("postgres_url")
            template = request.getfixturevalue("postgres_template")
            name = f"t_{uuid.uuid4().hex[:12]}"
            with psycopg.connect(server, autocommit=True) as connection:
                connection.execute(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")
            url = database_on(server, name)
            dropped.append((server, name))
        else:
            shutil.copy(request.getfixturevalue("sqlite_template"), data_dir / "sanshen.db")
        return Settings(
            data_dir=data_dir, database_url=url, argon_memory_kib=64, argon_time=1, language_tool_url="off"
        )

    yield make
    for server, name in dropped:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


@pytest.fixture(params=KINDS)
def database_kind(request: pytest.FixtureRequest) -> str:
    """Every test that asks for it, or for `app`, runs once on SQLite and once on PostgreSQL."""
    return str(request.param)


@pytest.fixture
def app(database_kind: str, settings_for: Callable[[str], Settings]) -> Iterator[App]:
    """A fresh installation, opened."""
    opened = open_app(settings_for(database_kind))
    yield opened
    opened.close()


@pytest.fixture
def sqlite_app(settings_for: Callable[[str], Settings]) -> Iterator[App]:
    """A fresh installation on SQLite only, where the database makes no difference."""
    opened = open_app(settings_for("sqlite"))
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def stack_for(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[str], Stack]]:
    """`stack_for("sqlite" | "postgresql")`: a real, seeded installation with all its processes, one a session.

    Only for tests marked `slow`. Leases are short, so that a killed worker's job is taken up within seconds.
    """
    running: dict[str, Stack] = {}

    def give(kind: str) -> Stack:
        if kind not in running:
            extra = {
                "SANSHEN_LEASE_SECONDS": "6",
                "SANSHEN_ARGON_MEMORY_KIB": "64",
                "SANSHEN_ARGON_TIME": "1",
            }
            if kind == "postgresql":
                server = request.getfixturevalue("postgres_url")
                with psycopg.connect(server, autocommit=True) as connection:
                    connection.execute("CREATE DATABASE stack")
                extra["SANSHEN_DATABASE_URL"] = database_on(server, "stack")
            stack = Stack(tmp_path_factory.mktemp(f"stack-{kind}"), extra)
            running[kind] = stack
            stack.start()
        stack = running[kind]
        stack.wait_for_page(90)
        stack.wait_for_prefect(180)
        return stack

    yield give
    for stack in running.values():
        stack.stop()
