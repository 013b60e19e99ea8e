"""verify_log: every way to doctor a log that a checkpoint covers is found, and placed."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from review.audit import checkpoint, note
from review.audit.canonical import canonical, load
from review.audit.chain import MAX_PROBLEMS, Result, StoredEvent, verify_log
from review.audit.merkle import leaf_hash
from review.audit.note import NoteError
from review.keys import SystemKey
from tests.audit.audit_sample import ORIGIN, Log

SIZE = 40
SEALED = (0, 13, 30)  # sizes at which checkpoints were made


def make_log() -> Log:
    log = Log()
    for seq in range(SIZE):
        if seq in SEALED:
            log.seal()
        log.add("comment:added", body=f"第 {seq} 条", person=seq % 5)
    return log


LOG = make_log()


def check(events: list[StoredEvent], notes: list[str] | None = None, expected: int | None = None) -> Result:
    return verify_log(events, LOG.notes if notes is None else notes, LOG.key.vkey, expected)


def rehashed(event: StoredEvent, **changes: object) -> StoredEvent:
    """The event with other payload fields and a leaf hash made to fit, as an insider would."""
    payload = load(event.payload) | changes
    text = canonical(payload)
    return StoredEvent(payload["seq"], text.decode(), leaf_hash(text).hex())


def test_untouched_log() -> None:
    result = check(LOG.events, expected=SIZE)
    assert result.ok
    assert (result.size, result.covered, result.checkpoints) == (SIZE, 30, 3)


def test_empty_log() -> None:
    result = verify_log([], [], LOG.key.vkey)
    assert result.ok
    assert result.root == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


def test_works_on_a_stream() -> None:
    assert verify_log(iter(LOG.events), iter(LOG.notes), LOG.key.vkey).ok


@pytest.mark.parametrize("seq", list(range(SIZE)))
def test_changed_payload(seq: int) -> None:
    events = LOG.events.copy()
    events[seq] = replace(events[seq], payload=events[seq].payload.replace("条", "項"))
    assert seq in {p.seq for p in check(events).problems}


@pytest.mark.parametrize("seq", list(range(30)))
def test_changed_payload_with_its_hash_made_to_fit(seq: int) -> None:
    events = LOG.events.copy()
    events[seq] = rehashed(events[seq], tag="comment:edited")
    result = check(events)
    assert not result.ok
    low, high = (0, 12) if seq < 13 else (13, 29)
    assert f"第 {low} 至 {high} 号" in result.problems[0].message
    assert result.covered <= low


def test_change_after_the_last_checkpoint_is_not_covered() -> None:
    """What docs/audit.md says: nothing vouches for the newest events before the next checkpoint."""
    events = LOG.events.copy()
    events[35] = rehashed(events[35], tag="comment:edited")
    result = check(events)
    assert result.ok
    assert result.covered == 30


@pytest.mark.parametrize("seq", list(range(SIZE)))
def test_deleted_event(seq: int) -> None:
    events = LOG.events[:seq] + LOG.events[seq + 1 :]
    result = check(events, expected=SIZE)
    assert not result.ok
    if seq < SIZE - 1:
        assert any(f"缺第 {seq} 号事件" in p.message for p in result.problems)


@pytest.mark.parametrize("seq", list(range(29)))
def test_deleted_event_with_the_rest_renumbered(seq: int) -> None:
    tail = [rehashed(e, seq=e.seq - 1) for e in LOG.events[seq + 1 :]]
    assert not check(LOG.events[:seq] + tail).ok


@pytest.mark.parametrize("seq", list(range(29)))
def test_reordered_events(seq: int) -> None:
    events = LOG.events.copy()
    events[seq], events[seq + 1] = events[seq + 1], events[seq]
    assert not check(events).ok
    events[seq], events[seq + 1] = replace(events[seq], seq=seq), replace(events[seq + 1], seq=seq + 1)
    assert any("自记序号" in p.message for p in check(events).problems)
    events[seq], events[seq + 1] = rehashed(events[seq], seq=seq), rehashed(events[seq + 1], seq=seq + 1)
    assert not check(events).ok


def test_tail_cut() -> None:
    for size in range(30):
        assert any("末尾被截去" in p.message for p in check(LOG.events[:size]).problems)
    assert check(LOG.events[:30]).ok
    assert any("应有 40 条" in p.message for p in check(LOG.events[:30], expected=40).problems)
    assert any("却有 40 条" in p.message for p in check(LOG.events, expected=30).problems)


def test_inserted_and_repeated_events() -> None:
    assert not check([*LOG.events[:5], LOG.events[4], *LOG.events[5:]]).ok


def test_time_that_runs_backwards() -> None:
    events = [*LOG.events[:35], rehashed(LOG.events[35], at="2026-11-22T09:00:00.000000Z"), *LOG.events[36:]]
    problems = check(events).problems
    assert [p.seq for p in problems] == [35]
    assert "早于前一事件" in problems[0].message
    odd = [*LOG.events[:35], rehashed(LOG.events[35], at="yesterday"), *LOG.events[36:]]
    assert "没有合格的时间" in check(odd).problems[0].message


def test_changed_leaf_hash_alone() -> None:
    events = LOG.events.copy()
    events[7] = replace(events[7], leaf_hash="00" * 32)
    result = check(events)
    assert [p.seq for p in result.problems] == [7]


def test_payload_that_is_not_canonical_or_not_json() -> None:
    for payload in (LOG.events[35].payload + " ", "{", "[1]", '{"seq":35.0}', "\ud800"):
        events = LOG.events.copy()
        leaf = leaf_hash(payload.encode(errors="surrogatepass")).hex()
        events[35] = StoredEvent(35, payload, leaf)
        assert [p.seq for p in check(events).problems][:1] == [35]


def test_checkpoints_that_lie() -> None:
    other = SystemKey.generate(ORIGIN)
    forged = checkpoint.make(ORIGIN, 13, bytes(32), [], other)
    assert "签名无效" in check(LOG.events, [forged]).problems[0].message
    assert "格式不对" in check(LOG.events, ["x"]).problems[0].message
    worded = note.sign("origin\nzero\nroot\n", LOG.key)
    assert "格式不对" in check(LOG.events, [worded]).problems[0].message
    split = checkpoint.make(ORIGIN, 13, bytes(32), [], LOG.key)
    messages = [p.message for p in check(LOG.events, [*LOG.notes, split]).problems]
    assert any("两个版本" in m for m in messages)
    assert any("退回" in m for m in messages)
    foreign = checkpoint.make("other.example", 13, bytes(32), [], LOG.key)
    assert any("另一份日志" in p.message for p in check(LOG.events, [*LOG.notes, foreign]).problems)
    wrong_empty = checkpoint.make(ORIGIN, 0, bytes(32), [], LOG.key)
    assert any("空日志" in p.message for p in check(LOG.events, [wrong_empty]).problems)
    with pytest.raises(NoteError):
        verify_log(LOG.events, LOG.notes, "no key")


def test_many_problems_are_cut_short() -> None:
    events = [replace(LOG.events[i % SIZE], seq=i, leaf_hash="") for i in range(300)]
    assert len(check(events).problems) == MAX_PROBLEMS + 1


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_any_edit_of_covered_events_is_found(data: st.DataObject) -> None:
    events = LOG.events[:30]
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(events) - 1))
        match data.draw(st.sampled_from(["delete", "insert", "edit", "move"])):
            case "delete":
                del events[at]
            case "insert":
                events.insert(at, rehashed(events[at], tag="x:y"))
            case "edit":
                events[at] = rehashed(events[at], tag="x:z")
            case _:
                events.insert(data.draw(st.integers(0, len(events) - 1)), events.pop(at))
        if not events:
            break
    renumbered = [rehashed(e, seq=i) for i, e in enumerate(events)]
    for version in (events, renumbered):
        assert check(version).ok == (version == LOG.events[:30])
