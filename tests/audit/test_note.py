"""Signed notes and checkpoints: the specification's own examples, and refusals."""

from __future__ import annotations

import base64

import pytest

from review.audit import checkpoint, merkle, note
from review.audit.note import BadSignatureError, NoteError
from review.keys import SystemKey

# Published with the note format: https://c2sp.org/signed-note and the documentation of the Go note package.
PUBLISHED_VKEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
PUBLISHED_NOTE = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
    "\n"
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqf"
    "qdngotpRZb6KE6RyyBwJnAM=\n"
)
KEY = SystemKey.generate("sanshen.example/audit")
ROOT = merkle.leaf_hash(b"")


def test_published_note_verifies() -> None:
    text = note.verify(PUBLISHED_NOTE, PUBLISHED_VKEY)
    assert text.startswith("If you think")
    with pytest.raises(BadSignatureError):
        note.verify(PUBLISHED_NOTE.replace("answer", "Answer"), PUBLISHED_VKEY)


def test_published_vkey_has_its_hash() -> None:
    verifier = note.parse_vkey("example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k")
    assert note.vkey(verifier.name, verifier.public_key).split("+")[1] == "530d903a"


def test_checkpoint_round_trip() -> None:
    time = "time 2026-11-22T10:00:00.000000Z"
    text = checkpoint.make(KEY.name, 17, ROOT, [time], KEY)
    assert text.startswith(f"{KEY.name}\n17\n{base64.b64encode(ROOT).decode()}\n{time}\n\n— {KEY.name} ")
    head = checkpoint.verify(text, KEY.vkey)
    assert head == checkpoint.parse(text) == checkpoint.Checkpoint(KEY.name, 17, ROOT, (time,))
    assert head.time == "2026-11-22T10:00:00.000000Z"


def test_every_changed_character_is_noticed() -> None:
    text = checkpoint.make(KEY.name, 3, ROOT, [], KEY)
    for index, character in enumerate(text):
        changed = text[:index] + ("B" if character == "A" else "A") + text[index + 1 :]
        with pytest.raises(NoteError):
            checkpoint.verify(changed, KEY.vkey)
        with pytest.raises(NoteError):
            checkpoint.verify(text[:index] + text[index + 1 :], KEY.vkey)


def test_unknown_signatures_are_ignored_and_known_bad_ones_reject() -> None:
    witness = SystemKey.generate("witness.example")
    body = checkpoint.Checkpoint(KEY.name, 0, merkle.EMPTY_ROOT).text()
    both = note.sign(body, KEY, witness)
    for vkey in (KEY.vkey, witness.vkey):
        assert checkpoint.verify(both, vkey).size == 0
    spoiled = note.sign(body, KEY) + note.sign(body.replace("\n0\n", "\n1\n"), witness).split("\n\n")[1]
    assert note.verify(spoiled, KEY.vkey) == body
    with pytest.raises(BadSignatureError):
        note.verify(spoiled, KEY.vkey, witness.vkey)
    with pytest.raises(BadSignatureError):
        note.verify(both, SystemKey.generate(KEY.name).vkey)


@pytest.mark.parametrize(
    "text",
    [
        "origin\n1\n",
        "origin\n01\nA\n",
        "origin\n-1\nA\n",
        "origin\n1\nAAAA\n",
        "\n1\nA\n",
        "origin\n1\n{root}\n\nline\n",
        "origin\n１\n{root}\n",
        "origin\n9223372036854775808\n{root}\n",
    ],
)
def test_signed_text_that_is_no_checkpoint(text: str) -> None:
    signed = note.sign(text.format(root=base64.b64encode(ROOT).decode()), KEY)
    assert note.verify(signed, KEY.vkey)
    with pytest.raises(NoteError):
        checkpoint.verify(signed, KEY.vkey)


@pytest.mark.parametrize(
    "text",
    ["", "a\n", "a\n\n", "a\n\n— x\n", "a\n\n— x AAAA\n", "a\n\n— x AAAAAA==", "a\r\n\n— x AAAAAA==\n"],
)
def test_malformed_notes(text: str) -> None:
    with pytest.raises(NoteError):
        note.parse(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a",
        "a+00000000+AAAA",
        PUBLISHED_VKEY.replace("c74f", "c74e"),
        PUBLISHED_VKEY.replace("+AR", "+BR"),
    ],
)
def test_malformed_vkeys(text: str) -> None:
    with pytest.raises(NoteError):
        note.parse_vkey(text)


@pytest.mark.parametrize("name", ["", "a b", "a+b", "a\u3000b", "a\nb"])
def test_bad_key_names(name: str) -> None:
    with pytest.raises(NoteError):
        SystemKey.generate(name)


def test_parts_that_cannot_stand_in_a_checkpoint() -> None:
    for size, root, extension in ((-1, ROOT, []), (1, ROOT[1:], []), (1, ROOT, [""]), (1, ROOT, ["a\nb"])):
        with pytest.raises(NoteError):
            checkpoint.make(KEY.name, size, root, extension, KEY)
