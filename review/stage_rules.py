"""What a stage may ask for beyond a role: unit, qualification, group, several signers, neighbours, conditions, and
what a return means. Each is optional; a definition that uses none keeps the hash it had before they existed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from models.units import QualificationKind
from review import conditions


class UnitRule(StrEnum):
    """Which unit the signer belongs to, seen from the unit of the draft."""

    ANY = "any"
    SAME = "same"
    ABOVE = "above"


class Objections(StrEnum):
    """When objections of a 会签 return the draft."""

    ONE = "one"  # the first one
    ALL = "all"  # once so many object that the approvals needed cannot be reached


class AfterReturn(StrEnum):
    """What has to be signed again after a return to an earlier stage."""

    RESTART = "restart"  # that stage and everything after it
    RESUME = "resume"  # that stage and the one that returned; what was signed in between stands
    ASK = "ask"  # whoever returns says which


class Settled(StrEnum):
    """What must be settled before a stage is approved."""

    QUESTIONS = "questions"  # every comment that asks a question
    FILING = "filing"  # the filing number of a draft suspected of 重大选题


@dataclass(frozen=True, slots=True)
class Rules:
    """The options of a stage. `needed`: approvals that pass it, None = of all who may sign when it opens.

    `joint`: several people answer it (会签). Neighbours with the same `beside` run side by side. `when`: a decision
    table (review.conditions). `urgent_hours`: working hours for an urgent draft.
    """

    unit: UnitRule = UnitRule.ANY
    qualification: QualificationKind | None = None
    group: str | None = None
    joint: bool = False
    needed: int | None = 1
    objections: Objections = Objections.ONE
    beside: str | None = None
    when: tuple[conditions.Row, ...] = ()
    settles: tuple[Settled, ...] = ()
    after_return: AfterReturn = AfterReturn.RESTART
    urgent_hours: float | None = None

    @classmethod
    def of(cls, raw: Mapping[str, Any]) -> Rules:
        """The options of a stage as it is written."""
        who, sign = raw["who"], raw.get("sign", {})
        wanted, urgent, needed = who.get("qualification"), raw.get("urgent_hours"), sign.get("needed", 1)
        return cls(
            unit=UnitRule(who.get("unit", UnitRule.ANY.value)),
            qualification=None if wanted is None else QualificationKind(wanted),
            group=who.get("group"),
            joint="sign" in raw,
            needed={"all": None, "any": 1}.get(needed, needed),
            objections=Objections(sign.get("objections", Objections.ONE.value)),
            beside=raw.get("beside"),
            when=conditions.rows(raw.get("when", [])),
            settles=tuple(Settled(s) for s in raw.get("settles", ())),
            after_return=AfterReturn(raw.get("after_return", AfterReturn.RESTART.value)),
            urgent_hours=None if urgent is None else float(urgent),
        )

    def plain(self) -> dict[str, Any]:
        """The options that are used, as plain data for the hash and the dossier."""
        values: dict[str, tuple[Any, Any]] = {
            "unit": (self.unit.value, UnitRule.ANY.value),
            "qualification": (self.qualification and self.qualification.value, None),
            "group": (self.group, None),
            "sign": (self._signing(), None),
            "beside": (self.beside, None),
            "when": ([{n: _list(v) for n, v in row} for row in self.when], []),
            "settles": ([s.value for s in self.settles], []),
            "after_return": (self.after_return.value, AfterReturn.RESTART.value),
            "urgent_minutes": (self.urgent_hours and round(self.urgent_hours * 60), None),
        }
        return {name: value for name, (value, default) in values.items() if value != default}

    def _signing(self) -> dict[str, Any] | None:
        return {"needed": self.needed or "all", "objections": self.objections.value} if self.joint else None


NO_RULES = Rules()


def _list(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value
