"""A whole sample draft for the dossier and log tests: real documents, real keys, a real log."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from documents.model import Anchor, Block, BlockKind, Cell, Document, Style
from review import pipelines
from review.audit import checkpoint, dossier
from review.audit.canonical import canonical
from review.audit.chain import StoredEvent
from review.audit.merkle import Frontier, leaf_hash
from review.keys import Signer, SystemKey

NUMBER = "2026-0001"
ORIGIN = "sanshen.example/audit"


def document(last: str) -> Document:
    """A document with every field that the content hash looks at, and some that it does not."""
    blocks = (
        Block("b1", BlockKind.HEADING, "关于春季学期工作的通知", level=1, style=Style(size_pt=22.5)),
        Block(
            "b2",
            BlockKind.PARAGRAPH,
            "各单位：𠀀\u2028“引号”\\ \x07",
            anchor=Anchor("word/document.xml", "p[2]"),
        ),
        Block("b3", BlockKind.TABLE_CELL, "表格", cell=Cell(0, 1, 2)),
        Block("b4", BlockKind.IMAGE, "", asset="ab" * 32),
        Block("b5", BlockKind.PARAGRAPH, last, offsets=(0, 1)),
    )
    return Document("docx", blocks)


def at(minute: int) -> str:
    """A time in the form of payloads and statements."""
    return f"2026-11-22T{10 + minute // 60:02}:{minute % 60:02}:00.000000Z"


@dataclass
class Log:
    """An audit log in memory, with checkpoints."""

    key: SystemKey = field(default_factory=lambda: SystemKey.generate(ORIGIN))
    events: list[StoredEvent] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def add(self, tag: str, draft: str | None = NUMBER, person: int | None = None, **data: Any) -> None:
        seq = len(self.events)
        payload = {
            "seq": seq,
            "at": at(seq),
            "tag": tag,
            "draft": draft,
            "actor": {"person": person},
            "data": data,
        }
        text = canonical(payload)
        self.events.append(StoredEvent(seq, text.decode(), leaf_hash(text).hex()))

    def seal(self) -> str:
        tree = Frontier()
        for event in self.events:
            tree.append(bytes.fromhex(event.leaf_hash))
        time = [f"time {at(tree.size)}"]
        self.notes.append(checkpoint.make(ORIGIN, tree.size, tree.root(), time, self.key))
        return self.notes[-1]


@dataclass
class Story:
    """A draft of two versions through `publishing`; version 2 voids the first review of version 1."""

    log: Log = field(default_factory=Log)
    signers: dict[int, Signer] = field(default_factory=dict)
    decisions: list[dossier.DossierDecision] = field(default_factory=list)
    pipeline: pipelines.Pipeline = field(default_factory=lambda: pipelines.shipped()["publishing"])
    people: dict[str, int] = field(
        default_factory=lambda: {
            s.key: 10 + i for i, s in enumerate(pipelines.shipped()["publishing"].stages)
        }
    )

    def versions(self) -> list[dossier.DossierVersion]:
        return [self._version(1, "甲"), self._version(2, "乙")]

    def _version(self, number: int, last: str) -> dossier.DossierVersion:
        original, parsed = f"original {number}".encode(), document(last)
        sha256 = hashlib.sha256(original).hexdigest()
        text, content = parsed.to_json(), parsed.content_hash()
        return dossier.DossierVersion(number, "通知.docx", "docx", original, sha256, text, content, at(0))

    def statement(
        self, stage: pipelines.Stage, version: dossier.DossierVersion, **changes: Any
    ) -> dict[str, Any]:
        person = self.people[stage.key]
        return {
            "format": "sanshen-signoff/1",
            "draft": NUMBER,
            "version": version.number,
            "content_hash": version.content_hash,
            "original_sha256": version.original_sha256,
            "stage": stage.key,
            "stage_title": stage.title,
            "round": 1,
            "counts": list(stage.counts),
            "verdict": "approve",
            "meaning": stage.meaning,
            "opinion": "同意。",
            "fields": {f.key: _answer(f) for f in stage.fields},
            "rule_pack": "sha256:" + "0" * 64,
            "open_findings": ["f1"],
            "dismissed_findings": ["f2"],
            "person": {"id": person, "name": f"审者{person}", "account": f"p{person}"},
            "on_behalf_of": None,
            "at": at(len(self.log.events)),
            **changes,
        }

    def sign(self, statement: dict[str, Any], *, void: bool = False, record: bool = True) -> None:
        person, text = statement["person"]["id"], canonical(statement)
        signer = self.signers.setdefault(person, signer_of(person))
        name = dossier.statement_hash(text.decode())
        if record:
            key = signer.public_key
            self.log.add("decision:signed", person=person, statement_hash=name, public_key=key)
        if void:
            self.log.add("signoff:voided", voided_statement_hashes=[name])
        signature = base64.b64encode(signer.sign(text)).decode()
        voided = (at(len(self.log.events)), "正文改动") if void else (None, None)
        self.decisions.append(dossier.DossierDecision(text.decode(), signature, signer.public_key, *voided))

    def play(self, skip: Iterable[str] = (), **changes: dict[str, Any]) -> None:
        """Sign every stage but `skip`; `changes` replaces statement fields by stage key."""
        first, second = self.versions()
        self.log.add("session:opened", None, 5)
        self.log.add("draft:submitted", person=5)
        self.sign(self.statement(self.pipeline.stages[0], first), void=True)
        for stage in self.pipeline.stages:
            if stage.key not in skip:
                self.sign(self.statement(stage, second, **changes.get(stage.key, {})))

    def release(self) -> dict[str, Any]:
        version = self.versions()[1]
        manifest = {
            "format": "sanshen-release/1",
            "draft": NUMBER,
            "version": 2,
            "content_hash": version.content_hash,
            "original_sha256": version.original_sha256,
        }
        receipt = {"channel": "folder", "location": NUMBER, "delivered_sha256": version.original_sha256}
        return {"manifest": manifest, "receipts": [receipt]}

    def parts(self, *, released: bool = True, **changes: Any) -> dossier.DossierParts:
        release = self.release() if released else None
        if release:
            digest = hashlib.sha256(canonical(release["manifest"])).hexdigest()
            self.log.add("release:frozen", manifest_sha256=digest)
        self.log.add("session:closed", None, 5)
        note = self.log.seal()
        own = [event for event in self.log.events if NUMBER in event.payload]
        facts: dict[str, Any] = {
            "number": NUMBER,
            "title": "关于春季学期工作的通知",
            "generated_at": at(599),
            "authors": [{"id": 5, "name": "作者"}],
            "pipeline": self.pipeline.plain(),
            "pipeline_hash": self.pipeline.hash,
            "pipeline_yaml": self.pipeline.source,
            "versions": self.versions(),
            "findings": [{"fingerprint": f"f{i}", "version": 2, "message": "问题"} for i in (1, 2)],
            "dispositions": [{"fingerprint": "f2", "state": "dismissed", "reason": "引文如此"}],
            "comments": [{"body": "请核", "person": 10}],
            "decisions": self.decisions,
            "events": dossier.prove_events(own, [e.leaf_hash for e in self.log.events]),
            "checkpoint": note,
            "release": release,
        }
        return dossier.DossierParts(**{**facts, **changes})

    def build(self, **changes: Any) -> bytes:
        return dossier.build(self.parts(**changes), self.log.key)


def _answer(field: pipelines.Field) -> str | bool:
    if field.kind is pipelines.FieldKind.BOOL:
        return True
    return field.choices[0] if field.choices else "已逐字审读。"


def signer_of(person: int) -> Signer:
    return Signer(Ed25519PrivateKey.from_private_bytes(hashlib.sha256(str(person).encode()).digest()))
