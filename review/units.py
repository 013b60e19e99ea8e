"""Administration of units (单位、部门): making, renaming, closing, and moving people between them."""

from __future__ import annotations

from sqlmodel import col, select

from models import Person, Unit
from models.base import pk
from review import assignments
from review.access import Act, require
from review.acting import Deed, acting
from review.actors import Actor
from review.app import App
from review.audit.tags import Tag
from review.errors import InvalidError, NotFoundError, StateError
from review.tree import by_path, child, path_of, valid_name


def create(app: App, actor: Actor, path: str) -> int:
    """Make a unit, and those above it that are missing. Returns its id.

    Raises:
        NotAllowedError, InvalidError: nothing made.
    """
    require(actor, Act.PEOPLE_MANAGE)
    with acting(app, actor) as deed:
        before = deed.events
        unit = by_path(deed, path)
        if unit is None:
            raise InvalidError("请填写单位名称。")
        if deed.events == before:
            raise InvalidError("已有这个单位。")
        return pk(unit)


def rename(app: App, actor: Actor, unit_id: int, name: str) -> None:
    """Give a unit another name; its people and drafts stay with it.

    Raises:
        NotAllowedError, NotFoundError, InvalidError: nothing changed.
    """
    require(actor, Act.PEOPLE_MANAGE)
    with acting(app, actor) as deed:
        unit = _unit(deed, unit_id)
        old, new = unit.name, valid_name(name)
        other = child(deed, unit.parent_id, new)
        if other is not None and other.id != unit.id:
            raise InvalidError("同一级已有这个名称的单位。")
        unit.name = new
        deed.session.add(unit)
        deed.record(Tag.UNIT_CHANGED, unit=unit_id, name=unit.name, was=old)


def set_active(app: App, actor: Actor, unit_id: int, active: bool) -> None:
    """Close a unit that nobody belongs to any more, or open it again.

    Raises:
        NotAllowedError, NotFoundError, StateError: nothing changed.
    """
    require(actor, Act.PEOPLE_MANAGE)
    with acting(app, actor) as deed:
        unit = _unit(deed, unit_id)
        members = select(Person.id).where(Person.unit_id == unit_id, col(Person.active).is_(True))
        below = select(Unit.id).where(Unit.parent_id == unit_id, col(Unit.active).is_(True))
        if not active and (deed.session.exec(members).first() or deed.session.exec(below).first()):
            raise StateError("单位还有在岗人员或下级单位，不能停用。请先把他们调到别处。")
        unit.active = active
        deed.session.add(unit)
        deed.record(Tag.UNIT_CHANGED, unit=unit_id, name=unit.name, active=active)


def place(app: App, actor: Actor, person_id: int, path: str, post: str | None = None) -> None:
    """Move a person to a unit ('' = none) and a post (None = as it is); what waits for them follows at once.

    Raises:
        NotAllowedError, NotFoundError, InvalidError: nothing changed.
    """
    require(actor, Act.PEOPLE_MANAGE)
    with acting(app, actor) as deed:
        person = deed.session.get(Person, person_id)
        if person is None:
            raise NotFoundError("没有这个人。")
        unit = by_path(deed, path)
        person.unit_id = None if unit is None else pk(unit)
        if post is not None:
            person.post = post.strip()[:120]
        deed.session.add(person)
        deed.session.flush()
        changed = assignments.sync(deed, person_id)
        deed.record(
            Tag.PERSON_PLACED,
            person=person_id,
            name=person.name,
            unit=path_of(deed.session, person.unit_id),
            post=person.post,
            offered=changed.offered,
            withdrawn=changed.withdrawn,
        )


def _unit(deed: Deed, unit_id: int) -> Unit:
    unit = deed.session.get(Unit, unit_id)
    if unit is None:
        raise NotFoundError("没有这个单位。")
    return unit
