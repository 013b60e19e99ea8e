"""Pipelines (流程): read a YAML definition, refuse it with line and column, or give it as plain frozen data.

A pipeline is versioned by the hash of its content, and a draft keeps the one it started with. The shape is
published as pipelines/pipeline.schema.json; docs/pipelines.md explains it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from checks.model import Gate
from review.audit.canonical import canonical
from review.pipeline_yaml import PipelineError, Problem, read
from review.stage_rules import NO_RULES, Rules

__all__ = ["Field", "FieldKind", "Pipeline", "PipelineError", "Problem", "Role", "Stage", "StageKind"]

AUTHOR = "author"  # the place to return to that is no stage
AFTER_RELEASE = "after_release"  # key of the re-reading of urgent drafts, no stage of the course
EARLIER = "earlier"  # every stage before
FOLDER = Path(__file__).resolve().parent.parent / "pipelines"


class StageKind(StrEnum):
    """What is done at a stage."""

    REVIEW = "review"  # 审
    PROOF = "proof"  # 校
    PAIRED = "paired"  # 审校合一
    READ = "read"  # 通读
    ISSUE = "issue"  # 签发
    COUNTERSIGN = "countersign"  # 会签
    SECRECY = "secrecy"  # 保密审查


class Role(StrEnum):
    """The role that may act at a stage; values of `models.people.Role`."""

    FIRST_REVIEWER = "first_reviewer"
    SECOND_REVIEWER = "second_reviewer"
    FINAL_REVIEWER = "final_reviewer"
    PROOFREADER = "proofreader"
    CHIEF_PROOFREADER = "chief_proofreader"
    PUBLISHER = "publisher"
    COUNTERSIGNER = "countersigner"


class Against(StrEnum):
    """What the proof of a stage is held against."""

    MANUSCRIPT = "manuscript"  # 定稿：校异同；上一份校样有改动的，同时核红
    PREVIOUS_PROOF = "previous_proof"  # 上一份校样：只核红


class Show(StrEnum):
    """What a person at the stage reads."""

    COMPARE = "compare"  # 定稿与校样对照
    CLEAN = "clean"  # 只有校样（通读，脱离原稿）


@dataclass(frozen=True, slots=True)
class ProofOption:
    """The stage takes a typesetter's proof (校样). `required`: without a file nobody signs."""

    against: Against
    required: bool
    show: Show


class FieldKind(StrEnum):
    """Kind of a field on the sign dialog; its value is a str, one of the choices, or a bool."""

    TEXT = "text"
    CHOICE = "choice"
    BOOL = "bool"


_COUNTS: dict[StageKind, tuple[str, ...]] = {
    StageKind.REVIEW: ("review",),
    StageKind.PROOF: ("proof",),
    StageKind.PAIRED: ("review", "proof"),
    StageKind.READ: (),
    StageKind.ISSUE: (),
    StageKind.COUNTERSIGN: (),
    StageKind.SECRECY: (),
}


@dataclass(frozen=True, slots=True)
class Field:
    """A field that the signer fills. A required bool must be ticked, a required text must not be blank."""

    key: str
    title: str
    kind: FieldKind
    required: bool
    choices: tuple[str, ...] = ()

    def problem(self, value: object) -> str | None:
        """What is wrong with `value` as an answer, in Chinese, or None. None and "" mean not filled."""
        if value is None or value == "" or (isinstance(value, str) and not value.strip()):
            return f"请填写“{self.title}”" if self.required else None
        if self.kind is FieldKind.BOOL:
            if not isinstance(value, bool):
                return f"“{self.title}”只能答是或否"
            return f"请确认“{self.title}”" if self.required and not value else None
        if not isinstance(value, str):
            return f"“{self.title}”应为文字"
        if self.kind is FieldKind.CHOICE and value not in self.choices:
            return f"“{self.title}”应为：{'、'.join(self.choices)}"
        return None


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage (环节). `deadline_hours` are working hours of the unit, a multiple of a quarter."""

    key: str
    title: str
    kind: StageKind
    role: Role
    meaning: str
    deadline_hours: float
    checks: str | None = None
    gates: tuple[Gate, ...] = ()
    return_to: tuple[str, ...] = ()
    fields: tuple[Field, ...] = ()
    rules: Rules = NO_RULES
    proof: ProofOption | None = None

    @property
    def counts(self) -> tuple[str, ...]:
        """What a signature here counts as: "review", "proof", both, or nothing."""
        return _COUNTS[self.kind]

    def problems(self, values: Mapping[str, object]) -> list[str]:
        """What keeps `values` (field key → answer) from being signed, in Chinese; empty if nothing."""
        known = {f.key for f in self.fields}
        found = [f"没有“{key}”这个填写项" for key in values if key not in known]
        return found + [p for f in self.fields if (p := f.problem(values.get(f.key))) is not None]


@dataclass(frozen=True, slots=True)
class AfterRelease:
    """Who re-reads an urgent draft once it is out (事后复核), and within how many working days of the unit.

    It comes on top of the course: no stage is put off till after the release, and who signed any cannot do it.
    """

    stage: Stage
    days: int


@dataclass(frozen=True, slots=True)
class Pipeline:
    """A pipeline. `source` is its YAML text with `\\n` line ends, kept for display and for storing."""

    name: str
    title: str
    note: str
    stages: tuple[Stage, ...]
    channels: tuple[str, ...]
    reject_after_reviews: int = 1
    open_marks_block: bool = True
    after_release: AfterRelease | None = None
    source: str = field(default="", compare=False, repr=False)

    def stage(self, key: str) -> Stage:
        """The stage of that key, the re-reading after the release included.

        Raises:
            KeyError: no such stage.
        """
        if key == AFTER_RELEASE and self.after_release is not None:
            return self.after_release.stage
        for stage in self.stages:
            if stage.key == key:
                return stage
        raise KeyError(key)

    def step(self, index: int) -> range:
        """Positions of the stages that run beside the one at `index`, itself included."""
        label, first, last = self.stages[index].rules.beside, index, index
        while label and first > 0 and self.stages[first - 1].rules.beside == label:
            first -= 1
        while label and last + 1 < len(self.stages) and self.stages[last + 1].rules.beside == label:
            last += 1
        return range(first, last + 1)

    def following(self, key: str) -> Stage | None:
        """The stage after that of `key`, None after the last.

        Raises:
            KeyError: no such stage.
        """
        index = self.stages.index(self.stage(key)) + 1
        return self.stages[index] if index < len(self.stages) else None

    def plain(self) -> dict[str, Any]:
        """The content as plain data with a canonical form: what `hash` covers and what a dossier carries."""
        return (
            {
                "format": "sanshen-pipeline/1",
                "name": self.name,
                "title": self.title,
                "note": self.note,
                "channels": list(self.channels),
                "stages": [_plain_stage(stage) for stage in self.stages],
            }
            | ({} if self.reject_after_reviews == 1 else {"reject_after_reviews": self.reject_after_reviews})
            | ({} if self.open_marks_block else {"open_marks": "allow"})
            | ({} if self.after_release is None else {"after_release": _plain_after(self.after_release)})
        )

    @property
    def hash(self) -> str:
        """`sha256:` + hex over the canonical JSON of `plain`; comments and layout do not count."""
        return _hash_of(self)


@lru_cache(maxsize=64)  # 3 ms for a long one, asked for several times when a draft is submitted
def _hash_of(pipeline: Pipeline) -> str:
    return "sha256:" + hashlib.sha256(canonical(pipeline.plain())).hexdigest()


@lru_cache(maxsize=64)  # 60 ms for the longest shipped one, asked for at every act; frozen data may be shared
def parse(text: str, name: str) -> Pipeline:
    """Read a definition. `name` is the name it is stored under (the file name without .yaml).

    Raises:
        PipelineError: with every problem found, each with line and column (from 1) and a sentence in Chinese.
    """
    source = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    data = read(source, name)
    keys = [raw["key"] for raw in data["stages"]]
    stages = tuple(_stage(raw, keys[:index]) for index, raw in enumerate(data["stages"]))
    note, channels = data.get("note", ""), tuple(data["channels"])
    rejecting, blocking = data.get("reject_after_reviews", 1), data.get("open_marks", "block") == "block"
    after = _after(data["after_release"]) if "after_release" in data else None
    return Pipeline(data["name"], data["title"], note, stages, channels, rejecting, blocking, after, source)


@cache
def shipped() -> dict[str, Pipeline]:
    """The pipelines that come with the product, by name.

    Raises:
        PipelineError: a shipped file was edited and no longer fits.
    """
    paths = sorted(FOLDER.glob("*.yaml"))
    return {path.stem: parse(path.read_text(encoding="utf-8"), path.stem) for path in paths}


def _stage(raw: dict[str, Any], earlier: list[str]) -> Stage:
    return Stage(
        key=raw["key"],
        title=raw["title"],
        kind=StageKind(raw["kind"]),
        role=Role(raw["who"]["role"]),
        meaning=raw["meaning"],
        deadline_hours=float(raw["deadline_hours"]),
        checks=raw.get("checks"),
        gates=tuple(Gate(gate) for gate in raw.get("gates", ())),
        return_to=_targets(raw.get("return_to", ()), earlier),
        fields=tuple(_field(f) for f in raw.get("fields", ())),
        rules=Rules.of(raw),
        proof=_proof(raw["proof"]) if "proof" in raw else None,
    )


def _after(raw: dict[str, Any]) -> AfterRelease:
    stage = Stage(
        key=AFTER_RELEASE,
        title=raw["title"],
        kind=StageKind.READ,
        role=Role(raw["who"]["role"]),
        meaning=raw["meaning"],
        deadline_hours=0.0,  # counted in days instead
        rules=Rules.of(raw),
    )
    return AfterRelease(stage, raw["days"])


def _plain_after(after: AfterRelease) -> dict[str, Any]:
    stage = after.stage
    asked = {"title": stage.title, "role": stage.role.value, "meaning": stage.meaning, "days": after.days}
    return asked | stage.rules.plain()


def _targets(given: Sequence[str], earlier: list[str]) -> tuple[str, ...]:
    """`earlier` stands for every stage before, the nearest first."""
    spelled = [k for key in given for k in (reversed(earlier) if key == EARLIER else (key,))]
    return tuple(dict.fromkeys(spelled))


def _proof(raw: dict[str, Any]) -> ProofOption:
    return ProofOption(Against(raw["against"]), raw["file"] == "required", Show(raw["show"]))


def _field(raw: dict[str, Any]) -> Field:
    kind = FieldKind(raw["kind"])
    return Field(raw["key"], raw["title"], kind, raw["required"], tuple(raw.get("choices", ())))


def _plain_stage(stage: Stage) -> dict[str, Any]:
    return (
        {
            "key": stage.key,
            "title": stage.title,
            "kind": stage.kind.value,
            "counts": list(stage.counts),
            "role": stage.role.value,
            "meaning": stage.meaning,
            "deadline_minutes": round(stage.deadline_hours * 60),  # no floats in canonical JSON
            "checks": stage.checks,
            "gates": [gate.value for gate in stage.gates],
            "return_to": list(stage.return_to),
            "fields": [
                {
                    "key": f.key,
                    "title": f.title,
                    "kind": f.kind.value,
                    "required": f.required,
                    "choices": list(f.choices),
                }
                for f in stage.fields
            ],
        }
        | _plain_proof(stage.proof)
        | stage.rules.plain()
    )


def _plain_proof(proof: ProofOption | None) -> dict[str, Any]:
    # Left out where there is none, so that definitions of before this option keep their hash.
    if proof is None:
        return {}
    file = "required" if proof.required else "optional"
    return {"proof": {"against": proof.against.value, "file": file, "show": proof.show.value}}
