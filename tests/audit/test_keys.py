"""Keys: sealing, sign-in hashes, and the system key file under races."""

from __future__ import annotations

import base64
import json
import os
import stat
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from review import keys
from review.audit import note
from review.keys import (
    ArgonCost,
    BadPasswordError,
    DamagedKeyError,
    KeyFileError,
    SealedKey,
    SystemKey,
    WrongPasswordError,
)

CHEAP = ArgonCost(8, 1, 1)
NAME = "sanshen.example/audit"
ROOT = Path(__file__).resolve().parents[2]


def b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def test_create_unlock_sign_verify() -> None:
    sealed = keys.create("一把好密码", CHEAP)
    signer = keys.unlock(sealed, "一把好密码")
    assert signer.public_key == sealed.public_key
    signature = b64(signer.sign(b"text"))
    assert keys.verify(sealed.public_key, b"text", signature)
    assert not keys.verify(sealed.public_key, b"texts", signature)
    assert not keys.verify(keys.create("x", CHEAP).public_key, b"text", signature)


def test_wrong_password() -> None:
    sealed = keys.create("right", CHEAP)
    for wrong in ("Right", "right ", "", "x" * 2000):
        with pytest.raises(WrongPasswordError):
            keys.unlock(sealed, wrong)


def test_full_width_letters_are_the_same_password() -> None:
    assert keys.unlock(keys.create("ａｂｃ１２３", CHEAP), "abc123")
    assert keys.verify_password(keys.hash_password("abc123", CHEAP), "ａｂｃ１２３")


def test_stored_text_round_trip_and_has_no_secret() -> None:
    sealed = keys.create("secret-word", CHEAP)
    text = sealed.to_json()
    assert SealedKey.from_json(text) == sealed
    assert "secret-word" not in text
    assert b64(keys.unlock(sealed, "secret-word")._private_key.private_bytes_raw()) not in text


def test_every_stored_field_is_bound() -> None:
    sealed, other = keys.create("p", CHEAP), keys.create("p", CHEAP)
    for changed in (
        replace(sealed, ciphertext=other.ciphertext),
        replace(sealed, nonce=other.nonce),
        replace(sealed, salt=other.salt),
        replace(sealed, public_key=other.public_key),
        replace(sealed, cost=ArgonCost(8, 2, 1)),
    ):
        with pytest.raises(WrongPasswordError):
            keys.unlock(changed, "p")
    for damaged in (
        replace(sealed, salt="?"),
        replace(sealed, nonce="AA=="),
        replace(sealed, ciphertext="é"),
    ):
        with pytest.raises(DamagedKeyError):
            keys.unlock(damaged, "p")


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"format":"sanshen-key/1"}', '{"format":"other"}', "1"])
def test_damaged_rows(text: str) -> None:
    with pytest.raises(DamagedKeyError):
        SealedKey.from_json(text)


def test_doctored_cost_cannot_eat_the_machine() -> None:
    raw = json.loads(keys.create("p", CHEAP).to_json())
    for cost in ({"memory_kib": 2**30}, {"time": 10**6}, {"parallelism": 999}, {"memory_kib": 0}):
        with pytest.raises(DamagedKeyError):
            SealedKey.from_json(json.dumps(raw | {"cost": raw["cost"] | cost}))


def test_reseal_keeps_the_key() -> None:
    sealed = keys.create("old", CHEAP)
    fresh = keys.reseal(sealed, "old", "new", ArgonCost(16, 1, 2))
    assert fresh.public_key == sealed.public_key
    assert (fresh.salt, fresh.nonce) != (sealed.salt, sealed.nonce)
    assert keys.unlock(fresh, "new").sign(b"x") == keys.unlock(sealed, "old").sign(b"x")
    for attempt in (lambda: keys.unlock(fresh, "old"), lambda: keys.reseal(sealed, "bad", "new")):
        with pytest.raises(WrongPasswordError):
            attempt()
    with pytest.raises(BadPasswordError):
        keys.reseal(sealed, "old", "")


@settings(max_examples=50)
@given(st.text(max_size=20), st.binary(max_size=20), st.text(max_size=20))
def test_verify_never_raises(public_key: str, data: bytes, signature: str) -> None:
    assert not keys.verify(public_key, data, signature)


def test_password_hashes() -> None:
    stored = keys.hash_password("口令", CHEAP)
    assert stored.startswith("$argon2id$")
    assert stored != keys.hash_password("口令", CHEAP)
    assert keys.verify_password(stored, "口令")
    assert not keys.verify_password(stored, "口令 ")
    assert not keys.verify_password(stored, "")
    assert not keys.verify_password("", "口令")
    assert not keys.verify_password("$argon2id$broken", "口令")
    assert keys.needs_rehash(stored)
    assert not keys.needs_rehash(stored, CHEAP)
    assert keys.needs_rehash("broken")
    for bad in ("", "长" * 400):
        with pytest.raises(BadPasswordError):
            keys.hash_password(bad, CHEAP)


def test_default_cost_is_the_recommended_one_and_bearable() -> None:
    started = time.perf_counter()
    keys.create("p")
    assert time.perf_counter() - started < 5
    assert ArgonCost() == ArgonCost(65536, 3, 4)
    assert ArgonCost(8).lanes == 1


def test_system_key_is_made_once_and_private(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "audit.key"
    first = keys.load_or_create(path, NAME)
    assert keys.load_or_create(path, NAME).vkey == first.vkey
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [p.name for p in path.parent.iterdir()] == ["audit.key"]
    assert path.read_text().startswith(f"PRIVATE+KEY+{NAME}+")
    assert note.verify(note.sign("text\n", first), first.vkey) == "text\n"
    assert "PRIVATE" not in repr(first)


def test_system_key_of_the_published_form() -> None:
    """The example key pair that the documentation of the Go note package prints."""
    key = SystemKey.from_text(
        "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
    )
    assert key.vkey == "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"


def test_system_key_files_that_cannot_be_used(tmp_path: Path) -> None:
    path = tmp_path / "audit.key"
    text = SystemKey.generate(NAME).to_text()
    for damaged in (
        "",
        "PRIVATE+KEY",
        text[:-6],
        text.replace("PRIVATE", "private"),
        text.replace(NAME, "x"),
    ):
        path.write_text(damaged)
        path.chmod(0o600)
        with pytest.raises(KeyFileError):
            keys.load_or_create(path, NAME)
    path.write_text(text)
    with pytest.raises(KeyFileError, match="不符"):
        keys.load_or_create(path, "other.example")
    if os.name == "posix":
        path.chmod(0o640)
        with pytest.raises(KeyFileError, match="chmod 600"):
            keys.load_or_create(path, NAME)


def test_racing_processes_end_with_one_key(tmp_path: Path) -> None:
    path = tmp_path / "audit.key"
    code = (
        "import sys, pathlib\n"
        "from review import keys\n"
        "sys.stdin.read()\n"  # all start together when their input closes
        f"print(keys.load_or_create(pathlib.Path(sys.argv[1]), {NAME!r}).vkey)\n"
    )
    command = [sys.executable, "-c", code, str(path)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True, "cwd": ROOT}
    racers = [subprocess.Popen(command, **pipes) for _ in range(6)]
    for racer in racers:
        assert racer.stdin
        racer.stdin.close()
        racer.stdin = None
    printed = {racer.communicate(timeout=60)[0].strip() for racer in racers}
    assert printed == {keys.load_or_create(path, NAME).vkey}
    assert [p.name for p in tmp_path.iterdir()] == ["audit.key"]
