"""An organisation put into the installation, and who is picked to act on what."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

from models import QualificationKind, Role
from review import pipelines
from review.actors import Actor
from review.errors import RefusedError
from review.pipelines import Pipeline
from tests.review.organisations import MOST_PEOPLE, Act, Organisation
from tests.review.organisations_ground import Ground

KEEPER = 2 * MOST_PEOPLE + 1  # the administrator's account
LIVE = "('preparing', 'open')"


class NobodyError(RefusedError):
    """There is nothing of the kind to act on, or the person cannot sign in."""


@dataclass
class House:
    """One history in one organisation."""

    ground: Ground
    organisation: Organisation
    drafts: list[tuple[int, str]] = field(default_factory=list)
    first_day: dict[int, Actor] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.app, self.shell = self.ground.app, self.ground.shell
        self.people = range(1, len(self.organisation.members) + 1)
        self.pipeline: Pipeline = pipelines.shipped()[self.organisation.pipeline]

    def move_in(self) -> None:
        """Everybody's rights."""
        self.ground.reset()
        self._rights()
        self.first_day = {account: self._actor(account) for account in range(1, 2 * len(self.people) + 1)}

    def _rights(self) -> None:
        """Rows that an installation could have, put in by hand: the use cases would refuse half of them."""
        today = self.ground.clock.now.date()
        spans = {
            1: (-30, None),
            2: (-30, -1),
            3: (-30, 1),
            4: (1, None),
        }
        for person, member in zip(self.people, self.organisation.members, strict=True):
            held = member.holds()
            if self.organisation.superuser == person - 1:
                held.append(Role.SECURITY_ADMIN)
            for role in held:
                self.slip(person, role)
            if member.unit:
                self.shell.run(
                    "UPDATE person SET unit_id = :unit WHERE id = :person", unit=member.unit, person=person
                )
            if member.in_group:
                at = self.shell.moment(self.ground.clock.now)
                self.shell.run("INSERT INTO group_member VALUES (1, :person, :at)", person=person, at=at)
            if member.scope and held:
                self.shell.run("INSERT INTO role_scope VALUES (:person, :role, :unit)", person=person,
                               role=held[0].value, unit=member.scope)  # fmt: skip
            if member.qualified:
                since, until = spans[member.qualified]
                for kind in QualificationKind:
                    self._with_qualification(person, kind, today, since, until)

    def _with_qualification(
        self, person: int, kind: QualificationKind, today: date, since: int, until: int | None
    ) -> None:
        last = None if until is None else (today + timedelta(days=until)).isoformat()
        self.shell.run(
            "INSERT INTO qualification (person_id, kind, valid_from, valid_until, reference, granted_at)"
            " VALUES (:person, :kind, :since, :until, '', :at)",
            person=person,
            kind=kind.value,
            since=(today + timedelta(days=since)).isoformat(),
            until=last,
            at=self.shell.moment(self.ground.clock.now),
        )

    def slip(self, person: int, role: Role) -> None:
        """A role put into the table by hand."""
        self.shell.run(
            "INSERT INTO role_grant (person_id, role, granted_at) VALUES (:person, :role, :at) ON CONFLICT DO NOTHING",
            person=person,
            role=role.value,
            at=self.shell.moment(self.ground.clock.now),
        )

    # --- who, and on what ---

    def _account(self, act: Act) -> int:
        """The account that acts. Work is mostly taken up by somebody who has it in their inbox."""
        if (
            act.kind in ("grant", "revoke", "group", "qualify", "disqualify", "move", "leave")
            and not act.anybody
        ):
            return KEEPER
        if act.kind in ("approve", "go_back", "reject", "claim") and not act.anybody and self.drafts:
            fit = self._fit(self._run(act)[0])
            if fit:
                return 2 * fit[act.who % len(fit)] - (act.who // len(fit)) % 2
        if act.kind in ("revise", "resume", "withdraw") and not act.anybody and self.drafts:
            return 2 * (self.organisation.author + 1) - act.who % 2
        everybody = [*range(1, 2 * len(self.people) + 1), KEEPER]
        return everybody[act.who % len(everybody)]

    def _fit(self, run_id: int) -> list[int]:
        """Persons who have the run in their inbox (only who claimed it, if somebody did), and their delegates."""
        rows = self.shell.rows(
            "SELECT person_id, claimed_at FROM assignment WHERE stage_run_id = :run AND closed_at IS NULL",
            run=run_id,
        )
        asked = {person for person, claimed in rows if claimed is not None} or {person for person, _ in rows}
        lent = self.shell.rows("SELECT principal_id, delegate_id FROM delegation WHERE revoked_at IS NULL")
        return sorted(asked | {substitute for principal, substitute in lent if principal in asked})

    def _actor(self, account: int, act: Act | None = None) -> Actor:
        """As the web loads them with a request; `stale`: with the roles of the first day, as a slow request has."""
        if act is not None and act.stale and account in self.first_day:
            return self.first_day[account]
        login, person, name, active = self.shell.rows(
            "SELECT a.login, p.id, p.name, p.active FROM account a JOIN person p ON p.id = a.person_id WHERE a.id = :id",
            id=account,
        )[0]
        if not active:
            raise NobodyError("此人已停用，不能登录。")
        roles = self.shell.rows("SELECT role FROM role_grant WHERE person_id = :id", id=person)
        return Actor(person, account, name, login, frozenset(Role(r) for (r,) in roles))

    def _login(self, account: int) -> str:
        return "admin" if account == KEEPER else f"p{(account + 1) // 2}{'b' if account % 2 == 0 else ''}"

    def _second(self, act: Act) -> int:
        return self.people[(act.who + act.other) % len(self.people)]

    def _draft(self, act: Act) -> tuple[int, str]:
        """Mostly the latest; an act on the one before is late more often than not."""
        if not self.drafts:
            raise NobodyError("还没有稿件。")
        return self.drafts[-2] if act.old and len(self.drafts) > 1 else self.drafts[-1]

    def _run(self, act: Act) -> tuple[int, str, str]:
        """Id, stage and content hash of a passage: one that is open, or with `old` any."""
        query = (
            "SELECT s.id, s.stage_key, v.content_hash FROM stage_run s JOIN version v ON v.id = s.version_id"
            " WHERE s.draft_id = :draft"
        )
        draft = self._draft(act)[0]
        runs = [] if act.old else self.shell.rows(f"{query} AND s.state IN {LIVE} ORDER BY s.id", draft=draft)
        runs = runs or self.shell.rows(f"{query} ORDER BY s.id DESC", draft=draft)
        found: tuple[int, str, str] = tuple(runs[act.other % len(runs)])  # type: ignore[assignment]
        return found
