"""`python -m cli.seed`: fill an installation with the example organisation and print who is in it."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table

from models import Role
from review.app import open_app
from review.seed import seed_demo
from review.settings import Settings

TITLE = "示例单位：登录名与密码"

_ROLES = {
    Role.EDITOR: "编辑",
    Role.FIRST_REVIEWER: "初审",
    Role.SECOND_REVIEWER: "复审",
    Role.FINAL_REVIEWER: "终审",
    Role.PROOFREADER: "校对",
    Role.CHIEF_PROOFREADER: "责任校对",
    Role.PUBLISHER: "签发",
    Role.COUNTERSIGNER: "会签",
    Role.AUDITOR: "审计管理员",
    Role.SYSTEM_ADMIN: "系统管理员",
    Role.SECURITY_ADMIN: "安全管理员",
}


def main() -> None:
    """Seed what is missing and print the table."""
    app = open_app(Settings())
    try:
        people = seed_demo(app)
    finally:
        app.close()
    table = Table(title=TITLE, title_justify="left")
    for heading in ("姓名", "登录名", "密码", "角色"):
        table.add_column(heading)
    for one in people:
        table.add_row(one.name, one.login, one.password, "、".join(_ROLES[role] for role in one.roles))
    Console(highlight=False).print(table)


if __name__ == "__main__":
    main()
