#!/usr/bin/env python3
# ruff: noqa: T201 - a script of its own that talks to a terminal
"""Verify a review dossier (审签档案) without the system that made it.

    python verify.py [DOSSIER.zip | FOLDER] [--vkey VKEY]

Needs Python 3.9+ and the package `cryptography`. Without an argument it verifies the folder it lies in.
Prints each check in Chinese; exits with 0 if everything verified, else 1. The formats: docs/audit.md.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import json
import re
import sys
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

try:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
except ImportError:
    sys.exit("缺少 cryptography 库，请先安装：python -m pip install cryptography")

BROKEN = (OSError, RuntimeError, EOFError, zipfile.BadZipFile, zlib.error)
MALFORMED = (ValueError, LookupError, TypeError, AttributeError, RecursionError)
MAX_TOTAL = 2 << 30  # bytes unpacked; more is not a dossier
IGNORED = re.compile(r"(.*/)?(\.DS_Store|Thumbs\.db|desktop\.ini|__MACOSX/.*|__pycache__/.*)")
VOUCHERS = {"manifest.json", "manifest.sig"}  # not listed themselves, they vouch for all the others
JSON_PARTS = {f"{name}.json" for name in ("dossier", "findings", "dispositions", "comments", "decisions")}
TEXT_PARTS = {"pipeline.yaml", "events.jsonl", "checkpoint.txt", "vkey.txt", "README.txt", "verify.py"}


class WrongError(Exception):
    """A statement of the dossier does not hold; the text says which."""


def canonical(value: Any) -> bytes:
    """RFC 8785 for integers, strings, booleans, null, lists and objects; anything else is refused."""
    if isinstance(value, dict):
        keys = sorted(value, key=lambda k: k.encode("utf-16-be"))
        return b"{" + b",".join(canonical(k) + b":" + canonical(value[k]) for k in keys) + b"}"
    if isinstance(value, list):
        return b"[" + b",".join(canonical(v) for v in value) + b"]"
    if isinstance(value, float) or (isinstance(value, int) and abs(value) > 2**53 - 1):
        raise WrongError("含有不允许的数字")
    return json.dumps(value, ensure_ascii=False).encode()


def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len(dict(pairs)) != len(pairs):
        raise WrongError("JSON 中有重复的键")
    return dict(pairs)


def parse(text: str) -> Any:
    return json.loads(text, object_pairs_hook=unique)


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def decode(text: str) -> bytes:
    return base64.b64decode(text, validate=True)


def signed_by(public_key: bytes, signature: bytes, data: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, data)
    except (InvalidSignature, ValueError):
        return False
    return True


def content_hash(document: dict[str, Any]) -> str:
    """`sanshen-content/1`: kind, level, cell, text and asset of every block, in order."""
    rows = []
    for block in document["blocks"]:
        cell = block["cell"]
        place = [cell[k] for k in ("table", "row", "column", "row_span", "column_span")] if cell else None
        rows.append([block["kind"], block["level"], place, block["text"], block["asset"]])
    data = json.dumps(["sanshen-content/1", rows], ensure_ascii=False, separators=(",", ":"))
    return "sha256:" + sha256(data.encode())


def open_note(note: str, vkey: str) -> str:
    """Text of a C2SP signed note whose signature under `vkey` is right."""
    text, _, signatures = note.rpartition("\n\n")
    text += "\n"
    name, key_hash, encoded = vkey.strip().split("+", 2)
    key = decode(encoded)
    identity = hashlib.sha256(name.encode() + b"\n" + key).digest()[:4]
    if key[:1] != b"\x01" or len(key) != 33 or identity.hex() != key_hash:
        raise WrongError("公钥 vkey 本身不合格")
    verified = False
    for line in signatures.removesuffix("\n").split("\n"):
        dash, signer, signature = line.split(" ")
        data = decode(signature)
        known = (dash, signer, data[:4]) == ("—", name, identity)
        if known and not signed_by(key[1:], data[4:], text.encode()):
            raise WrongError("签名无效")
        verified = verified or known
    if not verified or not note.endswith("\n"):
        raise WrongError("没有该公钥的签名")
    return text


def included(leaf: bytes, index: int, size: int, proof: list[bytes], root: bytes) -> bool:
    """RFC 9162 §2.1.3.2."""
    first, last, node = index, size - 1, leaf
    if not 0 <= index < size:
        return False
    for sibling in proof:
        if last == 0:
            return False
        if first & 1 or first == last:
            node = hashlib.sha256(b"\x01" + sibling + node).digest()
            while first and not first & 1:
                first, last = first >> 1, last >> 1
        else:
            node = hashlib.sha256(b"\x01" + node + sibling).digest()
        first, last = first >> 1, last >> 1
    return last == 0 and node == root


def read_files(path: Path) -> dict[str, bytes]:
    """Name → bytes of a zip or of an unpacked folder; nothing is ever written."""
    if path.is_dir():
        names = {p.relative_to(path).as_posix(): p for p in path.rglob("*") if p.is_file()}
        return {name: p.read_bytes() for name, p in names.items() if not IGNORED.fullmatch(name)}
    with zipfile.ZipFile(path) as archive:
        entries = {entry.filename: entry for entry in archive.infolist()}
        size = sum(entry.file_size for entry in entries.values())
        if len(entries) != len(archive.infolist()) or size > MAX_TOTAL:
            raise WrongError("压缩包内有重名文件，或解开后过大")
        return {name: archive.read(entry) for name, entry in entries.items() if not entry.is_dir()}


class Dossier:
    """The parts, parsed when asked for."""

    def __init__(self, files: dict[str, bytes], vkey: str | None) -> None:
        self.files = files
        self._pinned = vkey

    def text(self, name: str) -> str:
        if name not in self.files:
            raise WrongError(f"缺少文件 {name}")
        return self.files[name].decode()

    def json(self, name: str) -> Any:
        return parse(self.text(name))

    @property
    def vkey(self) -> str:
        if self._pinned and self._pinned.strip() != self.text("vkey.txt").strip():
            raise WrongError("档案内的公钥与您给出的公钥不同")
        return self.text("vkey.txt")

    @property
    def about(self) -> Any:
        return self.json("dossier.json")

    @property
    def decisions(self) -> list[Any]:
        return list(self.json("decisions.json"))

    @property
    def standing(self) -> list[Any]:
        """Statements that count: neither voided nor late."""
        return [d["statement"] for d in self.decisions if not d["late"] and not d["voided_at"]]

    @property
    def after(self) -> Any:
        """The re-reading after the release, None where there is none."""
        return self.json("after_release.json") if "after_release.json" in self.files else None

    @property
    def signatures(self) -> list[Any]:
        """Everything that was signed: the decisions, and what was found on reading again after the release."""
        again = self.after and self.after["review"]
        return self.decisions + ([{**again, "voided_at": None}] if again else [])

    @property
    def events(self) -> list[Any]:
        return [parse(line) for line in self.text("events.jsonl").split("\n") if line]

    @property
    def checkpoint(self) -> tuple[int, bytes]:
        origin, size, root, *_ = open_note(self.text("checkpoint.txt"), self.vkey).split("\n")
        if not origin or not re.fullmatch(r"0|[1-9][0-9]*", size, re.ASCII) or len(decode(root)) != 32:
            raise WrongError("检查点格式不对")
        return int(size), decode(root)


def label(statement: dict[str, Any]) -> str:
    return f"{statement['stage_title']}（{statement['person']['name']}，{statement['at']}）"


def statement_hash(statement: Any) -> str:
    return "sha256:" + sha256(canonical(statement))


def people_of(signed: dict[str, Any]) -> set[int]:
    """Who stands behind a signature: the hand that signed, and the absent person it signed for."""
    return {signed["person"]["id"], (signed["on_behalf_of"] or signed["person"])["id"]}


def check_files(d: Dossier) -> Iterator[str]:
    listed = d.json("manifest.json")["files"]
    for name in sorted((JSON_PARTS | TEXT_PARTS | VOUCHERS | set(listed)) - set(d.files)):
        yield f"缺少文件 {name}"
    for name in sorted(set(d.files) - set(listed) - VOUCHERS):
        yield f"档案里多出文件：{name}"
    for name in sorted(set(listed) & set(d.files)):
        if sha256(d.files[name]) != listed[name]:
            yield f"文件被改动：{name}"


def check_seal(d: Dossier) -> Iterator[str]:
    text = open_note(d.text("manifest.sig"), d.vkey)
    if text != f"sanshen-dossier/1\n{d.about['number']}\n{sha256(d.files['manifest.json'])}\n":
        yield "封签所签的不是这份清单"


def check_versions(d: Dossier) -> Iterator[str]:
    known = set()
    for version in d.about["versions"]:
        number, original, document = version["number"], version["original"], version["document"]
        known |= {original, document}
        if sha256(d.files.get(original, b"")) != version["original_sha256"]:
            yield f"第 {number} 版原件的 SHA-256 不符"
        if content_hash(d.json(document)) != version["content_hash"]:
            yield f"第 {number} 版正文的内容哈希不符"
    for name in sorted({n for n in d.files if n.startswith("versions/")} - known):
        yield f"文件不属于任何版次：{name}"


def check_pipeline(d: Dossier) -> Iterator[str]:
    pipeline = d.about["pipeline"]
    if statement_hash(pipeline["content"]) != pipeline["hash"]:
        yield "流程内容与流程哈希不符"
    for decision in d.decisions:
        signed = decision["statement"]
        stage = {s["key"]: s for s in pipeline["content"]["stages"]}.get(signed["stage"])
        if signed.get("pipeline", pipeline["hash"]) != pipeline["hash"]:
            yield f"{label(signed)}：所签流程不是本流程"
        if stage is None and signed["verdict"] != "withdraw":  # an author withdraws outside every stage
            yield f"{label(signed)}：流程中没有这个环节"
        if stage and (signed["stage_title"], signed["counts"]) != (stage["title"], stage["counts"]):
            yield f"{label(signed)}：环节名称或审校计数与流程不符"


def check_signatures(d: Dossier) -> Iterator[str]:
    versions = {v["number"]: v for v in d.about["versions"]}
    findings = {f["fingerprint"] for f in d.json("findings.json")}
    for decision in d.decisions:
        signed = decision["statement"]
        if not signed_by(decode(decision["public_key"]), decode(decision["signature"]), canonical(signed)):
            yield f"{label(signed)}：签名无效"
        if signed["format"] != "sanshen-signoff/1" or signed["draft"] != d.about["number"]:
            yield f"{label(signed)}：签的不是本稿件"
        version = versions.get(signed["version"], {})
        for key, what in (("content_hash", "内容"), ("original_sha256", "原件")):
            if signed[key] != version.get(key):
                yield f"{label(signed)}：所签{what}不是第 {signed['version']} 版"
        if not findings.issuperset(signed["open_findings"] + signed["dismissed_findings"]):
            yield f"{label(signed)}：所签的问题不在问题清单里"


def check_proofs(d: Dossier) -> Iterator[str]:
    """Every proof hashes to what is said of it, and every signature on one covers file, result and answers."""
    proofs = {p["number"]: p for p in d.json("proofs.json")} if "proofs.json" in d.files else {}
    known = {p[part] for p in proofs.values() for part in ("original", "collation", "answers")}
    for name in sorted({n for n in d.files if n.startswith("proofs/")} - known):
        yield f"文件不属于任何校样：{name}"
    for number, proof in proofs.items():
        for part, named in (("original", "sha256"), ("collation", "collation_sha256")):
            if proof[part] is not None and sha256(d.files.get(proof[part], b"")) != proof[named]:
                yield f"第 {number} 份校样的{'原件' if part == 'original' else '比对结果'}与其 SHA-256 不符"
    yield from check_signed_proofs(d, proofs)


def check_signed_proofs(d: Dossier, proofs: dict[int, Any]) -> Iterator[str]:
    stages = {s["key"]: s.get("proof") for s in d.about["pipeline"]["content"]["stages"]}
    for signed in (decision["statement"] for decision in d.decisions):
        given, wanted = signed.get("proof"), stages.get(signed["stage"])
        if given is None:
            if (
                wanted
                and wanted["file"] == "required"
                and signed in d.standing
                and signed["verdict"] == "approve"
            ):
                yield f"{label(signed)}：本环节须有校样，签名里没有"
            continue
        proof = proofs.get(given["number"], {"sha256": None, "collation_sha256": None, "answers": ""})
        have = (proof["sha256"], proof["collation_sha256"], sha256(d.files.get(proof["answers"], b"")))
        if have != (given["sha256"], given["collation"], given["answers"]):
            yield f"{label(signed)}：所签的不是第 {given['number']} 份校样及其比对结果和答复"
    last = [s for s in d.standing if s.get("proof") and s["verdict"] == "approve"]
    if d.about["released"] and last:
        final = max(last, key=lambda s: s["at"])["proof"]
        if final["orders"]:
            yield "末次校样还有没有核红的改动，就已发布"
        if d.json("release.json")["manifest"].get("proof") != final:
            yield "发布清单所记的校样不是末次签过的校样"


def check_separation(d: Dossier) -> Iterator[str]:
    authors = {a["id"] for a in d.about["authors"]}
    owners: dict[str, int] = {}
    for decision in d.decisions:
        signed = decision["statement"]
        if authors & people_of(signed) and signed["verdict"] != "withdraw":
            yield f"{label(signed)}：作者签了自己的稿件"
        if owners.setdefault(decision["public_key"], signed["person"]["id"]) != signed["person"]["id"]:
            yield f"{label(signed)}：同一把签名密钥被两个人使用"
    approvals = [(s, person) for s in d.standing if s["verdict"] == "approve" for person in people_of(s)]
    for kind, title in (("review", "审"), ("proof", "校")):
        seen: dict[int, str] = {}
        for signed, person in approvals:
            first = seen.setdefault(person, signed["stage_title"]) if kind in signed["counts"] else None
            if first not in (None, signed["stage_title"]):
                yield f"{signed['person']['name']} 一人（或代同一人）签了两次{title}：{first}、{signed['stage_title']}"
    seats = [(s["stage"], s["round"], person) for s, person in approvals]
    for stage, turn, person in sorted({seat for seat in seats if seats.count(seat) > 1}):
        yield f"{stage} 第 {turn} 轮：编号 {person} 的人签了不止一次"


def check_events(d: Dossier) -> Iterator[str]:
    size, root = d.checkpoint
    last_index, last_at = -1, ""
    for event in d.events:
        index, payload = event["index"], event["payload"]
        content = parse(payload)
        leaf = hashlib.sha256(b"\x00" + payload.encode()).digest()
        if canonical(content) != payload.encode() or leaf.hex() != event["leaf_hash"]:
            yield f"第 {index} 号事件的内容与其哈希不符"
        if content["seq"] != index or index <= last_index or content["at"] < last_at:
            yield f"第 {index} 号事件的序号或时间次序不对"
        if not included(leaf, index, size, [bytes.fromhex(h) for h in event["proof"]], root):
            yield f"第 {index} 号事件不在检查点所签的日志里"
        last_index, last_at = index, content["at"]


def check_recorded(d: Dossier) -> Iterator[str]:
    payloads = [p for p in (parse(e["payload"]) for e in d.events) if p["draft"] == d.about["number"]]
    acts = [p["data"] for p in payloads]
    signing = [p for p in payloads if "statement_hash" in p["data"]]
    recorded = {(p["data"]["statement_hash"], p["data"]["public_key"], p["actor"]["person"]) for p in signing}
    voided = {name for act in acts for name in act.get("voided_statement_hashes", [])}
    for decision in d.signatures:
        signed, name = decision["statement"], statement_hash(decision["statement"])
        if (name, decision["public_key"], signed["person"]["id"]) not in recorded:
            yield f"{label(signed)}：审计日志里没有这个签名"
        if (name in voided) != bool(decision["voided_at"]):
            yield f"{label(signed)}：签名是否失效，档案与日志所记不一"
    for name in sorted({r[0] for r in recorded} - {statement_hash(x["statement"]) for x in d.signatures}):
        yield f"日志里有签名、档案里没有：{name[:23]}…"
    frozen = {act["manifest_sha256"] for act in acts if "manifest_sha256" in act}
    if frozen and not d.about["released"]:
        yield "日志里有发布，档案里没有"
    if d.about["released"] and sha256(canonical(d.json("release.json")["manifest"])) not in frozen:
        yield "审计日志里没有这份发布清单"


def check_release(d: Dossier) -> Iterator[str]:
    if not d.about["released"]:
        return
    release = d.json("release.json")
    manifest, pipeline = release["manifest"], d.about["pipeline"]["content"]
    if manifest["draft"] != d.about["number"]:
        yield "发布清单不属于本稿件"
    yield from check_course(d, manifest, pipeline)
    for receipt in release["receipts"]:
        if receipt["delivered_sha256"] != manifest["original_sha256"]:
            yield f"渠道 {receipt['channel']} 送达的内容不是所签原件"


def check_after(d: Dossier) -> Iterator[str]:
    """An urgent draft that went out is read again, by fresh eyes, and it is the released text they signed for."""
    tags = [p["tag"] for p in (parse(e["payload"]) for e in d.events) if p["draft"] == d.about["number"]]
    asked = "after_release" in d.about["pipeline"]["content"] and "release:delivered" in tags
    if asked and any(s.get("facts", {}).get("urgent") for s in d.standing) and d.after is None:
        yield "加急稿件已发布，流程要求事后复核，档案里没有"
    if (d.after is not None) != ("after_review:opened" in tags):
        yield "事后复核的有无，档案与日志所记不一"
    if d.after is None or d.after["review"] is None:
        return
    again, manifest = d.after["review"], d.json("release.json")["manifest"]
    signed = again["statement"]
    if not signed_by(decode(again["public_key"]), decode(again["signature"]), canonical(signed)):
        yield f"{label(signed)}：签名无效"
    if (signed["format"], signed["draft"]) != ("sanshen-after-review/1", d.about["number"]):
        yield f"{label(signed)}：签的不是本稿件的复核"
    read = [signed[k] for k in ("content_hash", "original_sha256", "version", "pipeline", "manifest_sha256")]
    sent = [
        manifest["content_hash"],
        manifest["original_sha256"],
        manifest["version"],
        manifest["pipeline"]["hash"],
    ]
    if read != [*sent, sha256(canonical(manifest))]:
        yield f"{label(signed)}：复核的不是发布的内容"
    others = [x for x in d.decisions if x["statement"]["verdict"] != "withdraw"]
    wrote = {a["id"] for a in d.about["authors"]}
    if people_of(signed) & wrote.union(*(people_of(x["statement"]) for x in others)):
        yield f"{label(signed)}：复核的人写过或签过本稿"
    if again["public_key"] in {x["public_key"] for x in d.decisions}:
        yield f"{label(signed)}：复核所用的签名密钥签过本稿"


def check_course(d: Dossier, manifest: Any, pipeline: Any) -> Iterator[str]:
    """Every stage that applies is signed, by as many as it needs, in its order."""
    # A return that resumes, and a stage that came to apply late, leave stages signed out of their order.
    loose = any(s.get("when") or s.get("after_return") for s in pipeline["stages"])
    start, end, side = "", "", None
    for stage in pipeline["stages"]:
        given = [s for s in d.standing if (s["stage"], s["verdict"]) == (stage["key"], "approve")]
        given = [s for s in given if s["content_hash"] == manifest["content_hash"]]
        if not given and stage.get("when") and stage["key"] in manifest.get("skipped", ()):
            if applies(stage["when"], {**d.standing[-1].get("facts", {}), "channel": pipeline["channels"]}):
                yield f"{stage['title']}：按签字时的稿件要素应办，却没有办"
            continue
        needed = stage.get("sign", {}).get("needed", 1)
        if len(given) < (1 if needed == "all" else needed):
            yield f"{stage['title']}：没有对发布内容的有效同意签名，或同意的人数不足"
            continue
        if side is None or stage.get("beside") != side:
            start, side = end, stage.get("beside")
        for signed in given:
            yield from stage_problems(stage, signed, manifest, "" if loose else start)
        end = max([end, *(s["at"] for s in given)])


def applies(table: list[dict[str, Any]], facts: dict[str, Any]) -> bool:
    """Whether a row of a stage's conditions holds for the signed facts; what counts findings is not judged here."""

    def holds(name: str, wanted: Any) -> bool:
        have = facts.get(name)
        if isinstance(wanted, bool):
            return have is wanted
        if not isinstance(wanted, list):
            return False
        return bool(set(wanted) & (set(have) if isinstance(have, list) else {have, "any" if have else ""}))

    return any(all(holds(name, wanted) for name, wanted in row.items()) for row in table)


def stage_problems(stage: Any, signed: Any, manifest: Any, last_at: str) -> Iterator[str]:
    if signed["original_sha256"] != manifest["original_sha256"]:
        yield f"{label(signed)}：所签原件不是发布的原件"
    if signed["at"] < last_at:
        yield f"{label(signed)}：早于前一环节的签名"
    for field in stage["fields"]:
        if field["required"] and signed["fields"].get(field["key"]) in (None, "", False):
            yield f"{label(signed)}：必填项“{field['title']}”没有填"


CHECKS: list[tuple[str, Callable[[Dossier], Iterator[str]]]] = [
    ("文件清单：每个文件的 SHA-256 与清单一致", check_files),
    ("档案封签：清单由系统密钥签名", check_seal),
    ("版次：原件与正文的哈希由内容重算一致", check_versions),
    ("流程：定义与哈希一致，签名都在流程之内", check_pipeline),
    ("审签：每个签名有效，且签的是档案中的版次", check_signatures),
    ("校样：原件、比对结果与答复和所签的一致，末次校样没有未核的改动", check_proofs),
    ("分工：三审、三校各不重人，作者不签自己的稿件", check_separation),
    ("事件：检查点由日志密钥签名，每条事件都在其日志里", check_events),
    ("登记：每个签名与发布都记入审计日志", check_recorded),
    ("发布：各环节齐备，送达的就是所签的", check_release),
    ("事后复核：加急稿件由没有写过、签过的人复核所发布的内容", check_after),
]


def problems_of(check: Callable[[Dossier], Iterator[str]], dossier: Dossier) -> list[str]:
    found: list[str] = []
    try:
        found.extend(check(dossier))
    except WrongError as error:
        found.append(str(error))
    except MALFORMED as error:
        found.append(f"内容缺失或格式不对（{type(error).__name__}：{error}）")
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description="核验审签档案，不需要原系统")
    parser.add_argument("path", nargs="?", type=Path, default=Path(__file__).parent, help="档案或其文件夹")
    parser.add_argument("--vkey", help="单位另行公布的公钥，用来确认档案不是他人仿制")
    arguments = parser.parse_args()
    try:
        dossier = Dossier(read_files(arguments.path), arguments.vkey)
    except (WrongError, ValueError, *BROKEN) as error:
        print(f"✗ 无法读取档案：{error}")
        return 1
    failed = 0
    for title, check in CHECKS:
        problems = problems_of(check, dossier)
        failed += bool(problems)
        print("✗" if problems else "✓", title)
        for problem in problems:
            print("   ", problem)
    if not arguments.vkey and "vkey.txt" in dossier.files:
        enclosed = dossier.files["vkey.txt"].decode(errors="replace").strip()
        print("提示：公钥取自档案本身，请与单位公布的核对：", enclosed, sep="")
    print(f"结论：核验不通过，{failed} 项有问题" if failed else "结论：核验通过")
    return 1 if failed else 0


if __name__ == "__main__":
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(errors="replace")  # a console without ✓ still shows the rest
    sys.exit(main())
