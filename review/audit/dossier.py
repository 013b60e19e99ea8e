"""The dossier (审签档案): all that proves how a draft was reviewed, in one zip that verifies without us.

`build` writes down what it is given and judges nothing: a doctored database must still give a dossier, whose
verification then fails. The checks are in verify_dossier.py, which goes into the zip as verify.py.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from review.audit import note
from review.audit.chain import StoredEvent
from review.audit.merkle import Tree
from review.audit.note import NoteSigner

FORMAT = "sanshen-dossier/1"
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the zip format's own zero
_EXTENSION = re.compile(r"[a-z0-9]{1,8}", re.ASCII)
_VERIFIER = Path(__file__).with_name("verify_dossier.py")


@dataclass(frozen=True, slots=True)
class DossierVersion:
    """A version as the database has it: `document` is `Document.to_json`, `content_hash` `sha256:…`."""

    number: int
    filename: str
    format: str
    original: bytes
    original_sha256: str
    document: str
    content_hash: str
    created_at: str


@dataclass(frozen=True, slots=True)
class DossierDecision:
    """A decision: `statement` is the stored canonical JSON text, signature and public key are base64.

    The statement's fields: format `sanshen-signoff/1`, draft, version, content_hash, original_sha256, stage,
    stage_title, round, counts, verdict, meaning, opinion, fields, rule_pack, open_findings,
    dismissed_findings, person {id, name, account}, on_behalf_of (null or {id, …}), at; and `pipeline` (hash),
    verified if present.
    `voided_at` is a UTC text or None; `late` decisions are filed and count for nothing.
    """

    statement: str
    signature: str
    public_key: str
    voided_at: str | None = None
    void_cause: str | None = None
    late: bool = False


@dataclass(frozen=True, slots=True)
class DossierProof:
    """A proof: the typesetter's bytes, the stored result of the comparison and the answers, each as its hash covers it.

    A statement's `proof` names `number`, `sha256`, `collation` (of the result, bare hex) and `answers` (of the answers).
    `facts` say stage, round, who brought it and when, its state; `history` lists every answer ever given.
    """

    number: int
    format: str
    original: bytes
    sha256: str
    collation: bytes | None
    collation_sha256: str | None
    answers: bytes
    facts: Mapping[str, Any]
    history: Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class DossierEvent:
    """An event of the draft: `payload` canonical JSON text with `seq` and `at`, hashes in hex.

    Payloads are as `record.record` writes them. The verifier reads these in `data` of the draft's events:
    of a signing event (late ones too) `statement_hash` (`statement_hash(statement)`) and `public_key`
    (base64), with the signer as `actor.person`; of a voiding event `voided_statement_hashes`, a list; of
    the freezing event `manifest_sha256`, bare hex over the canonical JSON of the release manifest.
    """

    index: int
    payload: str
    leaf_hash: str
    proof: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DossierParts:
    """All of a dossier, as plain data.

    `authors`: `{"id": person id, "name": …}` each, everyone who wrote any version.
    `pipeline`: `Pipeline.plain()`; `pipeline_hash`: its hash; `pipeline_yaml`: its text.
    `findings`: `{"fingerprint": …, "version": …, …}` each, of every version.
    `dispositions`, `comments`: objects of any shape.
    `decisions`: in order of time. `events`: in order of seq, proofs for the size of `checkpoint`.
    `release`: None, or `{"manifest": {"draft", "version", "content_hash", "original_sha256", …},
    "receipts": [{"channel", "delivered_sha256", …}]}`. No floats in the manifest.
    `generated_at`: UTC text.
    `after_release`: None, or the re-reading of a released urgent draft: `{"opened_at", "deadline_at", "state",
    "review"}`, `review` None while it is open, then `{"statement" (canonical JSON text), "signature", "public_key"}`.
    """

    number: str
    title: str
    generated_at: str
    authors: Sequence[Mapping[str, Any]]
    pipeline: Mapping[str, Any]
    pipeline_hash: str
    pipeline_yaml: str
    versions: Sequence[DossierVersion]
    findings: Sequence[Mapping[str, Any]]
    dispositions: Sequence[Mapping[str, Any]]
    comments: Sequence[Mapping[str, Any]]
    decisions: Sequence[DossierDecision]
    events: Sequence[DossierEvent]
    checkpoint: str
    release: Mapping[str, Any] | None
    proofs: Sequence[DossierProof] = ()
    after_release: Mapping[str, Any] | None = None


def statement_hash(statement: str) -> str:
    """What events record of a signed statement (canonical JSON text): `sha256:` + hex."""
    return "sha256:" + hashlib.sha256(statement.encode()).hexdigest()


def prove_events(events: Iterable[StoredEvent], leaves: Iterable[str]) -> list[DossierEvent]:
    """The draft's events with their inclusion proofs in the tree of all `leaves`.

    Args:
        events: the events of the draft, in order of seq.
        leaves: leaf hashes (hex) of the whole log from 0 up to the size of the checkpoint.

    Raises:
        merkle.MerkleError: an event lies beyond the leaves: make a checkpoint first.
    """
    tree = Tree(bytes.fromhex(leaf) for leaf in leaves)
    return [
        DossierEvent(e.seq, e.payload, e.leaf_hash, tuple(h.hex() for h in tree.inclusion_proof(e.seq)))
        for e in events
    ]


def build(parts: DossierParts, signer: NoteSigner) -> bytes:
    """The dossier zip. The same parts give the same bytes.

    `signer` is the key of the log (`App.system_key`): it signs the list of files, so that nothing can be
    taken out, put in or changed on the way, and its verifier key is enclosed.

    Raises:
        ValueError: a part is not valid JSON where it should be.
    """
    files = _files(parts)
    files["vkey.txt"] = (note.vkey(signer.name, signer.public_key) + "\n").encode()
    files["README.txt"] = _readme(parts).encode()
    files["verify.py"] = _VERIFIER.read_bytes()
    hashes = {name: hashlib.sha256(data).hexdigest() for name, data in files.items()}
    manifest = _json({"format": "sanshen-manifest/1", "files": hashes})
    files["manifest.json"] = manifest
    files["manifest.sig"] = note.sign(seal_text(parts.number, manifest), signer).encode()
    return _zip(files)


def seal_text(number: str, manifest: bytes) -> str:
    """What the seal of a dossier signs: format, number of the draft, SHA-256 of manifest.json."""
    return f"{FORMAT}\n{number}\n{hashlib.sha256(manifest).hexdigest()}\n"


def _files(parts: DossierParts) -> dict[str, bytes]:
    files = {
        "pipeline.yaml": parts.pipeline_yaml.encode(),
        "findings.json": _json(list(parts.findings)),
        "dispositions.json": _json(list(parts.dispositions)),
        "comments.json": _json(list(parts.comments)),
        "decisions.json": _json(
            [{**asdict(d), "statement": json.loads(d.statement)} for d in parts.decisions]
        ),
        "events.jsonl": b"".join(_line(asdict(event)) for event in parts.events),
        "checkpoint.txt": parts.checkpoint.encode(),
    }
    if parts.release is not None:
        files["release.json"] = _json(parts.release)
    files |= _proof_files(parts.proofs)
    if parts.after_release is not None:
        files["after_release.json"] = _json(_after_release(parts.after_release))
    versions = []
    for version in parts.versions:
        folder = f"versions/{version.number}"
        extension = version.format if _EXTENSION.fullmatch(version.format) else "bin"
        original, document = f"{folder}/original.{extension}", f"{folder}/document.json"
        files[original], files[document] = version.original, version.document.encode()
        facts = asdict(version)
        versions.append({**facts, "original": original, "document": document})
    files["dossier.json"] = _json(
        {
            "format": FORMAT,
            "number": parts.number,
            "title": parts.title,
            "generated_at": parts.generated_at,
            "authors": list(parts.authors),
            "pipeline": {"hash": parts.pipeline_hash, "content": parts.pipeline},
            "versions": versions,
            "released": parts.release is not None,
        }
    )
    return files


def _after_release(given: Mapping[str, Any]) -> dict[str, Any]:
    review = given["review"]
    return {**given, "review": review and {**review, "statement": json.loads(review["statement"])}}


def _proof_files(proofs: Sequence[DossierProof]) -> dict[str, bytes]:
    if not proofs:
        return {}
    files: dict[str, bytes] = {}
    listed = []
    for proof in proofs:
        folder = f"proofs/{proof.number}"
        extension = proof.format if _EXTENSION.fullmatch(proof.format) else "bin"
        original, collation = f"{folder}/original.{extension}", f"{folder}/collation.json"
        files[original], files[f"{folder}/answers.json"] = proof.original, proof.answers
        if proof.collation is not None:
            files[collation] = proof.collation
        listed.append(
            {
                **proof.facts,
                "number": proof.number,
                "original": original,
                "sha256": proof.sha256,
                "collation": None if proof.collation is None else collation,
                "collation_sha256": proof.collation_sha256,
                "answers": f"{folder}/answers.json",
                "history": list(proof.history),
            }
        )
    return {**files, "proofs.json": _json(listed)}


def _json(value: Any) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True, allow_nan=False) + "\n").encode()


def _line(value: Any) -> bytes:
    return (json.dumps(value, ensure_ascii=False, sort_keys=True, allow_nan=False) + "\n").encode()


def _zip(files: Mapping[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.create_system = 3  # Unix, wherever it is built, so that the bytes are the same
            entry.external_attr = 0o100644 << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, files[name])
    return buffer.getvalue()


def _readme(parts: DossierParts) -> str:
    return f"""审签档案 {parts.number}《{parts.title}》
生成时间 {parts.generated_at}

怎样核验
  1. 准备 Python 3.9 以上和 cryptography 库：python -m pip install cryptography
  2. 在本文件夹运行 python verify.py，或对压缩包运行 python verify.py 档案.zip
  3. 加上 --vkey 单位另行公布的公钥，可确认档案不是他人仿制。
  档案里的 verify.py 也可能被人替换；要紧的时候，请用另外取得的同一程序核验。

能证明什么
  · 每个版次的原件和正文，与各人签名时的内容一字不差。
  · 每一环节由谁、何时、以什么意见签名；签名只有本人的密钥能作出。
  · 三审不重人，三校不重人，作者没有签自己的稿件。
  · 发布出去的原件，就是最后签发的原件；加急稿件的事后复核，由没有写过也没有签过本稿的人签名。
  · 上述行为都记在检查点所签的审计日志里，事后不能增删改而不被发现。

不能证明什么
  · 操作密钥的确是其本人；这要靠单位的账号管理。
  · 日志在检查点之后的内容，以及单位是否另有一份不同的日志；这要靠外部见证方保存的检查点。
  · 时间由本单位的服务器记录，没有第三方时间戳。

文件
  dossier.json 总说明；pipeline.yaml 流程；versions/ 各版次原件与正文；findings.json 问题；
  dispositions.json 处置；comments.json 批注；decisions.json 审签；events.jsonl 审计事件与证明；
  proofs.json 与 proofs/ 历次校样、比对结果、答复（有校样时）；
  after_release.json 加急稿件发布后的复核（有复核时）；
  checkpoint.txt 检查点；vkey.txt 公钥；release.json 发布与回执；manifest.json 清单；manifest.sig 封签。
"""
