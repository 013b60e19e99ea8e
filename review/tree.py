"""The tree of units. A unit is named by its path, `中心/编辑室`, where the names alone could be confused."""

from __future__ import annotations

from sqlmodel import Session, col, select

from models import Unit
from models.base import pk
from review.acting import Deed
from review.audit.tags import Tag
from review.errors import InvalidError

SEPARATOR = "/"
DEEPEST = 8


def line_of(session: Session, unit_id: int | None) -> list[Unit]:
    """The unit and everything above it, nearest first; empty for None."""
    found: list[Unit] = []
    while unit_id is not None and len(found) < DEEPEST:
        unit = session.get_one(Unit, unit_id)
        found.append(unit)
        unit_id = unit.parent_id
    return found


def path_of(session: Session, unit_id: int | None) -> str:
    """`中心/编辑室`, '' for None."""
    return SEPARATOR.join(unit.name for unit in reversed(line_of(session, unit_id)))


def by_path(deed: Deed, path: str) -> Unit | None:
    """The unit of that path, made with everything above it if it is not there; None for ''.

    Raises:
        InvalidError: a name is too long, or the tree too deep.
    """
    names = [name.strip() for name in path.replace("／", SEPARATOR).split(SEPARATOR) if name.strip()]
    if len(names) > DEEPEST:
        raise InvalidError(f"单位至多分 {DEEPEST} 级。")
    unit: Unit | None = None
    for name in names:
        unit = child(deed, None if unit is None else pk(unit), name) or _add(deed, unit, name)
    return unit


def child(deed: Deed, parent_id: int | None, name: str) -> Unit | None:
    """The unit of that name right below `parent_id` (None: at the top)."""
    query = select(Unit).where(Unit.name == name, col(Unit.parent_id).is_not_distinct_from(parent_id))
    return deed.session.exec(query).first()


def _add(deed: Deed, parent: Unit | None, name: str) -> Unit:
    unit = Unit(name=valid_name(name), parent_id=None if parent is None else pk(parent), created_at=deed.now)
    deed.session.add(unit)
    deed.session.flush()
    deed.record(Tag.UNIT_CREATED, unit=unit.id, path=path_of(deed.session, unit.id))
    return unit


def valid_name(name: str) -> str:
    """The name, trimmed.

    Raises:
        InvalidError: empty, too long, or with a slash in it.
    """
    name = name.strip()
    if not name or len(name) > 120 or SEPARATOR in name:
        raise InvalidError("单位名称须有 1–120 字，不能含斜杠。")
    return name
