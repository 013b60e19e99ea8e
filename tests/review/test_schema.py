"""Migrations up and down, no drift from the models, and names nobody else ships."""

from __future__ import annotations

import importlib.metadata
from collections.abc import Callable
from pathlib import Path

from alembic import command
from sqlalchemy import inspect, text
from sqlmodel import SQLModel

from migrations import guards
from review.database import alembic_config, downgrade, make_engine, migrate
from review.settings import Settings

OURS = {"flows", "checks", "models", "documents", "review", "channels", "web", "cli", "migrations"}


def test_up_down_up(database_kind: str, settings_for: Callable[[str], Settings]) -> None:
    url = settings_for(database_kind).sqlalchemy_url
    downgrade(url)
    engine = make_engine(url)
    assert set(inspect(engine).get_table_names()) <= {"alembic_version"}
    migrate(url)
    migrate(url)
    assert set(SQLModel.metadata.tables) <= set(inspect(engine).get_table_names())
    engine.dispose()


def test_the_migrated_schema_is_that_of_the_models(
    database_kind: str, settings_for: Callable[[str], Settings]
) -> None:
    url = settings_for(database_kind).sqlalchemy_url
    engine = make_engine(url)
    with engine.begin() as connection:
        config = alembic_config(url)
        config.attributes["connection"] = connection
        command.check(config)
    engine.dispose()


def test_every_guard_is_in_the_database(database_kind: str, settings_for: Callable[[str], Settings]) -> None:
    engine = make_engine(settings_for(database_kind).sqlalchemy_url)
    query = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
    }[database_kind]
    with engine.connect() as connection:
        found = set(connection.execute(text(query)).scalars())
    engine.dispose()
    made = [statement for statement in guards.create(database_kind) if statement.startswith("CREATE TRIGGER")]
    assert len(found) == len(made)


def test_no_dependency_ships_one_of_our_top_level_names() -> None:
    taken = importlib.metadata.packages_distributions()
    clashes = {name: taken[name] for name in OURS if set(taken.get(name, [])) - {"sanshen"}}
    assert clashes == {}


def test_every_package_of_ours_is_named_in_the_wheel() -> None:
    root = Path(__file__).parents[2]
    listed = (root / "pyproject.toml").read_text(encoding="utf-8")
    for name in OURS:
        assert f'"{name}" = "sanshen_app/{name}"' in listed
