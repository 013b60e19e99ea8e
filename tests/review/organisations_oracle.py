"""Invariant 3 asked again, of the raw tables alone: who wrote, who signed what in which capacity, and what went out.

Nothing here uses review/: the pipeline is read from its stored text, rights are looked up with SQL of its own, and
signatures are verified with the cryptography library.
"""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from ruamel.yaml import YAML

from tests.review.organisations_ground import Shell

COUNTS = {"review": {"review"}, "proof": {"proof"}, "paired": {"review", "proof"}}
ADMINS = "('system_admin', 'security_admin', 'auditor')"
AGAIN = "after_release"  # the re-reading of an urgent draft, no stage of its way
HOUSE = ZoneInfo("Asia/Shanghai")
_COLUMNS = (
    "id", "draft_id", "version_id", "stage_run_id", "stage_key", "verdict", "person_id", "on_behalf_of_id",
    "account_id", "delegation_id", "content_hash", "statement", "signature", "public_key", "at", "late", "voided_at",
)  # fmt: skip


@lru_cache(maxsize=256)
def stages_of(text: str) -> dict[str, dict[str, Any]]:
    """The stages of a stored definition by key, in order."""
    written = YAML(typ="safe", pure=True).load(text)
    again = {AGAIN: written[AGAIN]} if AGAIN in written else {}
    return {stage["key"]: stage for stage in written["stages"]} | again


@dataclass(frozen=True)
class Signed:
    """A row of the table `decision`."""

    row: dict[str, Any]
    said: dict[str, Any]

    def __getattr__(self, name: str) -> Any:
        return self.row[name]

    @property
    def behind(self) -> set[int]:
        """The natural persons behind it, as it was signed."""
        absent = self.said["on_behalf_of"]
        return {self.said["person"]["id"]} | (set() if absent is None else {absent["id"]})

    @property
    def counts(self) -> bool:
        """An approval that moved something when it was given."""
        return self.verdict == "approve" and not self.late


@dataclass
class Oracle:
    """Looks after every act: new decisions while their moment lasts, and all that has gone out."""

    shell: Shell
    known: set[int] = field(default_factory=set)
    released: set[int] = field(default_factory=set)

    def copy(self) -> Oracle:
        """One that knows the same."""
        return Oracle(self.shell, set(self.known), set(self.released))

    def look(self) -> None:
        """Everything that came since the last look.

        Raises:
            AssertionError: a breach.
        """
        rows = self.shell.rows(f"SELECT {', '.join(_COLUMNS)} FROM decision ORDER BY id")
        every = [
            Signed(row, json.loads(row["statement"]))
            for row in (dict(zip(_COLUMNS, r, strict=True)) for r in rows)
        ]
        for signed in every:
            if signed.id not in self.known and signed.verdict != "withdraw":
                self._rightly_signed(signed, every)
            self.known.add(signed.id)
        for release, draft, version, content in self.shell.rows(
            "SELECT id, draft_id, version_id, content_hash FROM release ORDER BY id"
        ):
            if release not in self.released:
                self._rightly_released(draft, version, content, [d for d in every if d.draft_id == draft])
                self.released.add(release)
        out = self.shell.rows(
            "SELECT id FROM draft WHERE state IN ('frozen', 'released')"
            " AND id NOT IN (SELECT draft_id FROM release)"
        )
        assert not out, "a draft went out without a release"

    # --- one signature ---

    def _rightly_signed(self, signed: Signed, every: list[Signed]) -> None:
        said = signed.said
        key = Ed25519PublicKey.from_public_bytes(base64.b64decode(signed.public_key))
        key.verify(base64.b64decode(signed.signature), signed.statement.encode())
        owner = self._one("SELECT person_id FROM account WHERE id = :id", id=signed.account_id)
        keys = self.shell.rows(
            "SELECT public_key FROM signing_key WHERE account_id = :id", id=signed.account_id
        )
        assert (signed.public_key,) in keys, "a key of somebody else"
        assert owner == signed.person_id == said["person"]["id"], "an account of somebody else"
        absent = None if said["on_behalf_of"] is None else said["on_behalf_of"]["id"]
        assert (absent, said["stage"], said["verdict"], said["content_hash"]) == (
            signed.on_behalf_of_id, signed.stage_key, signed.verdict, signed.content_hash,
        ), "the row does not say what was signed"  # fmt: skip
        assert not signed.behind & self._wrote(signed.draft_id), "an author signed"
        admins = {p for (p,) in self.shell.rows(f"SELECT person_id FROM role_grant WHERE role IN {ADMINS}")}
        assert not signed.behind & admins, "an administrator signed"
        recused = self.shell.rows("SELECT person_id FROM recusal WHERE draft_id = :id", id=signed.draft_id)
        assert not signed.behind & {p for (p,) in recused}, "a recused person signed"
        self._had_the_right(signed, absent)
        if not signed.late:
            held = self.shell.rows(
                "SELECT 1 FROM hold WHERE draft_id = :id AND lifted_at IS NULL", id=signed.draft_id
            )
            assert not held, "signed while on hold"
            same = [
                d for d in every if d.stage_run_id == signed.stage_run_id and d.id < signed.id and not d.late
            ]
            assert not any(d.behind & signed.behind for d in same), "one person answered a passage twice"
        if signed.stage_key == AGAIN:
            taken = {p for d in every if d.draft_id == signed.draft_id and d.id < signed.id for p in d.behind}
            assert not signed.behind & taken, "re-read by somebody who signed the draft"
        self._stands_behind_one(signed, every)

    def _stands_behind_one(self, signed: Signed, every: list[Signed]) -> None:
        """Nobody two of the reviews, nobody two of the proofs; sign-offs voided since count too."""
        if not signed.counts:
            return
        kinds = self._kinds(signed.draft_id)
        for other in every:
            if other.draft_id != signed.draft_id or not other.counts or other.stage_key == signed.stage_key:
                continue
            common = kinds[other.stage_key] & kinds[signed.stage_key]
            assert not (common and other.behind & signed.behind), f"one person behind two of the {common}"

    def _had_the_right(self, signed: Signed, absent: int | None) -> None:
        """Role, unit, scope and group of whose right it is; qualification of the hand that signed, on that day."""
        who = self._stages(signed.draft_id)[signed.stage_key]["who"]
        holder, role, at = absent or signed.person_id, who["role"], moment(signed.at)
        active = self._one("SELECT active FROM person WHERE id = :id", id=signed.person_id)
        assert active, "signed by a person who has left"
        assert self._one("SELECT active FROM person WHERE id = :id", id=holder), (
            "signed for a person who has left"
        )
        grants = self.shell.rows(
            "SELECT 1 FROM role_grant WHERE person_id = :id AND role = :role", id=holder, role=role
        )
        assert grants, f"signed without the role {role}"
        if absent is not None:
            self._was_lent(signed, role, at)
        line = self._line(
            self._one("SELECT unit_id FROM draft_facts WHERE draft_id = :id", id=signed.draft_id)
        )
        scope = self.shell.rows(
            "SELECT unit_id FROM role_scope WHERE person_id = :id AND role = :role", id=holder, role=role
        )
        assert not scope or {u for (u,) in scope} & set(line), "signed outside the units of the role"
        own = self._one("SELECT unit_id FROM person WHERE id = :id", id=holder)
        if who.get("unit") == "same":
            assert own in line[:1], "signed from another unit"
        if who.get("unit") == "above":
            assert own in (line[1:] or line), "signed from a unit that is not above"
        if "group" in who:
            query = (
                "SELECT 1 FROM group_member m JOIN person_group g ON g.id = m.group_id"
                " WHERE g.key = :key AND m.person_id = :id"
            )
            assert self.shell.rows(query, key=who["group"], id=holder), "signed from outside the group"
        if "qualification" in who:
            self._was_qualified(signed.person_id, who["qualification"], at)

    def _was_lent(self, signed: Signed, role: str, at: datetime) -> None:
        row = self.shell.rows(
            "SELECT principal_id, delegate_id, role, starts_at, ends_at, revoked_at FROM delegation WHERE id = :id",
            id=signed.delegation_id,
        )
        assert row, "signed for another without a delegation"
        principal, delegate, lent, begins, ends, revoked = row[0]
        assert (principal, delegate) == (signed.on_behalf_of_id, signed.person_id), "a delegation of others"
        assert lent in (None, role), "a delegation for another role"
        assert revoked is None, "a delegation taken back"
        assert moment(begins) <= at < moment(ends), "a delegation not in force"

    def _was_qualified(self, person: int, kind: str, at: datetime) -> None:
        day = at.astimezone(HOUSE).date().isoformat()
        rows = self.shell.rows(
            "SELECT valid_from, valid_until FROM qualification"
            " WHERE person_id = :id AND kind = :kind AND revoked_at IS NULL",
            id=person,
            kind=kind,
        )
        fit = [1 for since, until in rows if str(since) <= day and (until is None or str(until) >= day)]
        assert fit, f"signed without the qualification {kind} on {day}"

    # --- what went out ---

    def _rightly_released(self, draft: int, version: int, content: str, given: list[Signed]) -> None:
        current, stored = self.shell.rows(
            "SELECT d.current_version_id, v.content_hash FROM draft d JOIN version v ON v.id = :version"
            " WHERE d.id = :draft",
            draft=draft,
            version=version,
        )[0]
        assert (version, content) == (current, stored), "what went out is not the current version"
        standing = [d for d in given if d.counts and d.voided_at is None]
        assert all(d.version_id == version and d.content_hash == content for d in standing), (
            "signed on other content"
        )
        stages, kinds = self._stages(draft), self._kinds(draft)
        asked = {
            key
            for key, stage in stages.items()
            if key != AGAIN and self._applies(draft, version, stage.get("when"))
        }
        assert asked <= {d.stage_key for d in standing}, "went out with a stage unsigned"
        for key, stage in stages.items():
            people = [person for d in standing if d.stage_key == key for person in d.behind]
            assert len(people) == len(set(people)), "one person behind two seats of a stage"
            needed = stage.get("sign", {}).get("needed", 1)
            if key in asked and isinstance(needed, int):
                assert sum(d.stage_key == key for d in standing) >= needed, "too few signed"
        for kind in ("review", "proof"):
            counted = [key for key in {d.stage_key for d in standing} if kind in kinds[key]]
            hands = [{p for d in standing if d.stage_key == key for p in d.behind} for key in counted]
            assert sum(map(len, hands)) == len(set().union(*hands)), f"one person behind two of the {kind}s"

    def _applies(self, draft: int, version: int, table: list[dict[str, Any]] | None) -> bool:
        if not table:
            return True
        secrecy, foreign, topic, urgent = self.shell.rows(
            "SELECT secrecy, foreign_audience, topic, urgent FROM draft_facts WHERE draft_id = :id", id=draft
        )[0]
        characters = self._one("SELECT characters FROM version WHERE id = :id", id=version)
        holds = {
            "secrecy": lambda wanted: secrecy in wanted,
            "foreign_audience": lambda wanted: bool(foreign) is wanted,
            "urgent": lambda wanted: bool(urgent) is wanted,
            "topic": lambda wanted: bool(topic) and (topic in wanted or "any" in wanted),
            "characters_over": lambda wanted: characters > wanted,
        }
        return any(all(holds[name](wanted) for name, wanted in row.items()) for row in table)

    # --- tables ---

    def _one(self, statement: str, **values: Any) -> Any:
        return self.shell.rows(statement, **values)[0][0]

    def _stages(self, draft: int) -> dict[str, dict[str, Any]]:
        query = "SELECT p.yaml FROM pipeline_definition p JOIN draft d ON d.pipeline_hash = p.hash WHERE d.id = :id"
        return stages_of(self._one(query, id=draft))

    def _kinds(self, draft: int) -> dict[str, set[str]]:
        return {key: COUNTS.get(stage.get("kind", ""), set()) for key, stage in self._stages(draft).items()}

    def _wrote(self, draft: int) -> set[int]:
        return {
            p
            for (p,) in self.shell.rows(
                "SELECT author_id FROM draft WHERE id = :id UNION SELECT created_by FROM version WHERE draft_id = :id"
                " UNION SELECT person_id FROM draft_author WHERE draft_id = :id",
                id=draft,
            )
        }

    def _line(self, unit: int | None) -> list[int]:
        found: list[int] = []
        while unit is not None:
            found.append(unit)
            unit = self._one("SELECT parent_id FROM unit WHERE id = :id", id=unit)
        return found


def moment(stored: Any) -> datetime:
    """A stored time of either database, aware."""
    at = stored if isinstance(stored, datetime) else datetime.fromisoformat(stored)
    return at if at.tzinfo else at.replace(tzinfo=UTC)
