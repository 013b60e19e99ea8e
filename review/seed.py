"""The example organisation of `sanshen up --demo`: named people in every role, ready to sign in."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import select

from models import Account, Person, Qualification, QualificationKind, Role, RoleGrant
from models.base import pk
from review.accounts import Credentials, add_account, add_person, make_credentials
from review.acting import Deed, acting
from review.app import App
from review.audit.tags import Tag
from review.keys import ArgonCost

UNIT = "示例市文化发展中心"
# The password is public on purpose: an installation seeded with it is for looking around, and says so.
PASSWORD = "sanshen-demo-2026"  # noqa: S105
# Stretching a public password protects nobody, and thirteen people would keep a first look waiting for seconds.
_CHEAP = ArgonCost(memory_kib=8192, time=1)


@dataclass(frozen=True, slots=True)
class Seeded:
    """A person of the example organisation."""

    name: str
    login: str
    password: str
    roles: tuple[Role, ...]
    post: str


_PEOPLE: tuple[tuple[str, str, str, tuple[Role, ...]], ...] = (
    ("林晓雨", "linxiaoyu", "编辑", (Role.EDITOR,)),
    ("周启明", "zhouqiming", "编辑", (Role.EDITOR,)),
    ("陈思远", "chensiyuan", "责任编辑", (Role.FIRST_REVIEWER, Role.EDITOR)),
    ("赵文博", "zhaowenbo", "编辑室主任", (Role.SECOND_REVIEWER, Role.FIRST_REVIEWER)),
    ("孙丽华", "sunlihua", "总编辑", (Role.FINAL_REVIEWER,)),
    ("钱一帆", "qianyifan", "校对", (Role.PROOFREADER,)),
    ("吴静怡", "wujingyi", "校对", (Role.PROOFREADER,)),
    ("郑海涛", "zhenghaitao", "责任校对", (Role.CHIEF_PROOFREADER,)),
    ("何素梅", "hesumei", "责任校对", (Role.CHIEF_PROOFREADER,)),
    ("高志远", "gaozhiyuan", "中心主任", (Role.PUBLISHER,)),
    ("许文静", "xuwenjing", "法务", (Role.COUNTERSIGNER,)),
    ("罗建平", "luojianping", "保密员", (Role.COUNTERSIGNER,)),
    ("马建国", "majianguo", "系统管理员", (Role.SYSTEM_ADMIN,)),
    ("冯雪", "fengxue", "安全管理员", (Role.SECURITY_ADMIN,)),
    ("唐亦安", "tangyian", "审计管理员", (Role.AUDITOR,)),
)
# What the pipeline for important drafts asks for beyond roles.
_QUALIFIED = {
    "sunlihua": QualificationKind.FINAL_REVIEW,
    "luojianping": QualificationKind.SECRECY_REVIEW,
}


def demo_people() -> list[Seeded]:
    """Everyone of the example organisation, with the password they sign in with."""
    return [Seeded(name, login, PASSWORD, roles, post) for name, login, post, roles in _PEOPLE]


def seed_demo(app: App) -> list[Seeded]:
    """Create the example organisation; people that are there already are left alone."""
    people = demo_people()
    with app.database.read() as session:
        known = set(session.exec(select(Account.login)))
    missing = [p for p in people if p.login not in known]
    credentials = [make_credentials(app, person.password, _CHEAP) for person in missing]
    if missing:
        _create(app, missing, credentials)
    return people


def _create(app: App, people: list[Seeded], credentials: list[Credentials]) -> None:
    with acting(app, None) as deed:
        for seeded, material in zip(people, credentials, strict=True):
            person = add_person(deed, name=seeded.name, unit=UNIT, post=seeded.post)
            account = add_account(deed, person, seeded.login, material, must_change=False)
            deed.record(Tag.PERSON_CREATED, person=person.id, name=person.name, unit=UNIT, post=person.post)
            deed.record(Tag.ACCOUNT_CREATED, person=person.id, account=account.id, login=account.login)
            for role in seeded.roles:
                deed.session.add(RoleGrant(person_id=pk(person), role=role.value, granted_at=deed.now))
                deed.record(Tag.ROLE_GRANTED, person=person.id, name=person.name, role=role.value)
            if seeded.login in _QUALIFIED:
                _qualify(deed, person, _QUALIFIED[seeded.login])


def _qualify(deed: Deed, person: Person, kind: QualificationKind) -> None:
    since = deed.now.astimezone(deed.app.zone).date()
    deed.session.add(
        Qualification(person_id=pk(person), kind=kind.value, valid_from=since, granted_at=deed.now)
    )
    deed.record(Tag.QUALIFICATION_GRANTED, person=person.id, name=person.name, kind=kind.value,
                valid_from=since.isoformat())  # fmt: skip
