"""Migration 0005 on a database in use: units that were words become rows, and words again on the way down."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import text

from review.database import downgrade, make_engine, migrate
from review.settings import Settings

BEFORE = [
    "INSERT INTO person (id, name, unit, post, active, created_at)"
    " VALUES (1, '甲', '编辑部', '', TRUE, '2026-01-01 00:00:00'), (2, '乙', '', '', TRUE, '2026-01-01 00:00:00'),"
    " (3, '丙', '编辑部', '', TRUE, '2026-01-02 00:00:00')",
    "INSERT INTO pipeline_definition (hash, name, title, yaml, created_at)"
    " VALUES ('h', 'n', 't', 'y', '2026-01-01 00:00:00')",
    "INSERT INTO draft (id, number, title, author_id, pipeline_hash, state, created_at, updated_at)"
    " VALUES (7, '2026-0001', '稿', 3, 'h', 'in_review', '2026-01-01 00:00:00', '2026-01-01 00:00:00')",
]


def test_units_of_a_database_in_use(database_kind: str, settings_for: Callable[[str], Settings]) -> None:
    url = settings_for(database_kind).sqlalchemy_url
    downgrade(url, "0003")
    engine = make_engine(url)
    with engine.begin() as connection:
        for statement in BEFORE:
            connection.execute(text(statement))
    migrate(url)
    with engine.connect() as connection:
        units = connection.execute(text("SELECT id, name, parent_id FROM unit")).all()
        people = connection.execute(text("SELECT id, unit_id FROM person ORDER BY id")).all()
        facts = connection.execute(text("SELECT draft_id, unit_id, secrecy, topic FROM draft_facts")).all()
    unit = units[0][0]
    assert [tuple(row) for row in units] == [(unit, "编辑部", None)]
    assert [tuple(row) for row in people] == [(1, unit), (2, None), (3, unit)]
    assert [tuple(row) for row in facts] == [(7, unit, "public", "")]
    downgrade(url, "0003")
    with engine.connect() as connection:
        words = connection.execute(text("SELECT id, unit FROM person ORDER BY id")).all()
    engine.dispose()
    assert [tuple(row) for row in words] == [(1, "编辑部"), (2, ""), (3, "编辑部")]
