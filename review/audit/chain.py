"""Verify a whole audit log against its signed checkpoints. Pure: rows in, problems out, in one pass.

An event's payload is canonical JSON with at least `seq` (int, its place from 0) and `at` (UTC, fixed width,
`2026-11-22T10:00:00.000000Z`). docs/audit.md says what this proves and what it does not.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from review.audit import checkpoint as checkpoints_
from review.audit.canonical import CanonicalError, canonical, load
from review.audit.merkle import Frontier, leaf_hash
from review.audit.note import BadSignatureError, NoteError, parse_vkey

MAX_PROBLEMS = 200
_AT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", re.ASCII)


@dataclass(frozen=True, slots=True)
class StoredEvent:
    """A row of the log: `payload` is canonical JSON text, `leaf_hash` lower-case hex."""

    seq: int
    payload: str
    leaf_hash: str


@dataclass(frozen=True, slots=True)
class LogProblem:
    """What is wrong, in Chinese, and at which event (None: the log as a whole)."""

    seq: int | None
    message: str


@dataclass(frozen=True, slots=True)
class Result:
    """What a verification found.

    `size` and `root` (hex) are recomputed from the payloads; a witness compares them with its own.
    `covered` is the number of leading events that a rightly signed checkpoint vouches for: the rest could be
    changed together with their hashes, and nothing here would show it.
    """

    size: int
    root: str
    covered: int
    checkpoints: int
    problems: tuple[LogProblem, ...]

    @property
    def ok(self) -> bool:
        """True if there is no problem."""
        return not self.problems


@dataclass
class _Log:
    """State of the one pass."""

    heads: dict[int, list[bytes]]
    tree: Frontier = field(default_factory=Frontier)
    last_at: str = ""
    expected: int = 0
    covered: int = 0
    problems: list[LogProblem] = field(default_factory=list)

    def report(self, seq: int | None, message: str) -> None:
        if len(self.problems) < MAX_PROBLEMS:
            self.problems.append(LogProblem(seq, message))
        elif len(self.problems) == MAX_PROBLEMS:
            self.problems.append(LogProblem(None, f"问题超过 {MAX_PROBLEMS} 处，其余不再列出"))


def verify_log(
    events: Iterable[StoredEvent], checkpoints: Iterable[str], vkey: str, expected_size: int | None = None
) -> Result:
    """Verify the log's events, in the order of `seq`, against its checkpoints (notes, oldest first).

    Args:
        events: every row of the log from 0 on; may be a stream from the database.
        checkpoints: signed notes, those of the database and those that witnesses keep.
        vkey: the verifier key of the log (`review.audit.note.vkey`), from outside the database if possible.
        expected_size: number of events known from elsewhere, None if it is not known.

    Raises:
        NoteError: `vkey` is not a verifier key.
    """
    parse_vkey(vkey)
    log = _Log(heads={})
    signed = _read_checkpoints(log, checkpoints, vkey)
    _check_heads(log)
    for event in events:
        _check_event(log, event)
        _check_heads(log)
    for size in sorted(s for s in log.heads if s > log.tree.size):
        log.report(None, f"检查点记有 {size} 条，日志只有 {log.tree.size} 条：末尾被截去")
    if expected_size is not None and expected_size != log.tree.size:
        log.report(
            None,
            f"应有 {expected_size} 条，日志只有 {log.tree.size} 条"
            if expected_size > log.tree.size
            else f"应有 {expected_size} 条，日志却有 {log.tree.size} 条",
        )
    return Result(log.tree.size, log.tree.root().hex(), log.covered, signed, tuple(log.problems))


def _read_checkpoints(log: _Log, notes: Iterable[str], vkey: str) -> int:
    """Fill `log.heads` from the rightly signed notes, return their number."""
    signed, last_size, origin = 0, 0, None
    for number, note in enumerate(notes, 1):
        try:
            head = checkpoints_.verify(note, vkey)
        except BadSignatureError:
            log.report(None, f"第 {number} 个检查点的签名无效")
            continue
        except NoteError:
            log.report(None, f"第 {number} 个检查点格式不对，无法读取")
            continue
        signed += 1
        origin = origin or head.origin
        if head.origin != origin:
            log.report(None, f"第 {number} 个检查点属于另一份日志（{head.origin}）")
            continue
        if head.size < last_size:
            log.report(None, f"第 {number} 个检查点的条数由 {last_size} 退回 {head.size}：日志曾被还原")
        last_size = max(last_size, head.size)
        roots = log.heads.setdefault(head.size, [])
        if head.root not in roots:
            roots.append(head.root)
        if len(roots) == 2:
            log.report(None, f"同为 {head.size} 条的两个检查点根哈希不同：日志曾有两个版本")
    return signed


def _check_heads(log: _Log) -> None:
    """Compare every checkpoint of the present size with the root recomputed from the events."""
    roots = log.heads.get(log.tree.size)
    if not roots:
        return
    if all(root == log.tree.root() for root in roots):
        log.covered = log.tree.size
        return
    # The Frontier proves consistency by construction: one tree, compared at every signed size.
    size = log.tree.size
    if size == 0:
        log.report(None, "空日志的检查点根哈希不对")
        return
    span = f"第 {log.covered} 至 {size - 1} 号" if size - log.covered > 1 else f"第 {size - 1} 号"
    log.report(size - 1, f"前 {size} 条的根哈希与签名检查点不符：{span}事件中有改动、删除或换序")


def _check_event(log: _Log, event: StoredEvent) -> None:
    seq = event.seq
    if seq != log.expected:
        log.report(seq, _gap(log.expected, seq))
    log.expected = seq + 1 if seq >= log.expected else log.expected
    try:
        data = event.payload.encode()
        payload = load(data)
        if canonical(payload) != data:
            log.report(seq, f"第 {seq} 号事件的内容不是规范 JSON")
    except (CanonicalError, UnicodeEncodeError):
        log.report(seq, f"第 {seq} 号事件的内容无法读取")
        data, payload = event.payload.encode(errors="surrogatepass"), None
    leaf = leaf_hash(data)
    if leaf.hex() != event.leaf_hash:
        log.report(seq, f"第 {seq} 号事件的内容与其哈希不符：内容被改动")
    _check_payload(log, seq, payload)
    log.tree.append(leaf)


def _check_payload(log: _Log, seq: int, payload: Any) -> None:
    if not isinstance(payload, dict):
        if payload is not None:
            log.report(seq, f"第 {seq} 号事件的内容不是对象")
        return
    inner, at = payload.get("seq"), payload.get("at")
    if inner != seq or isinstance(inner, bool):
        log.report(seq, f"第 {seq} 号事件的内容自记序号为 {inner}：被换序或改号")
    if not isinstance(at, str) or not _AT.fullmatch(at):
        log.report(seq, f"第 {seq} 号事件没有合格的时间")
        return
    if at < log.last_at:
        log.report(seq, f"第 {seq} 号事件的时间 {at} 早于前一事件 {log.last_at}")
    log.last_at = max(at, log.last_at)


def _gap(expected: int, seq: int) -> str:
    if seq > expected:
        missing = f"第 {expected} 号" if seq == expected + 1 else f"第 {expected} 至 {seq - 1} 号"
        return f"缺{missing}事件：被删除"
    return f"第 {seq} 号事件重复或次序颠倒，此处应为第 {expected} 号"
