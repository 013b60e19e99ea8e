"""Signed notes: text signed by named Ed25519 keys, as specified by https://c2sp.org/signed-note.

A verifier key (vkey) is `name+hash+base64(0x01 || public key)`, the form that the tools of other
transparency logs read, so that ours can be checked by anybody's.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from dataclasses import dataclass
from typing import Protocol

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

ED25519 = b"\x01"  # signature type identifier byte
MAX_NOTE_BYTES = 64 * 1024
MAX_SIGNATURES = 64  # the specification asks for at least 16
PUBLIC_KEY_SIZE = 32
SIGNATURE_SIZE = 64
_VKEY = re.compile(r"([^+\s]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)")
_SIGNATURE_LINE = re.compile(r"— ([^+\s]+) ([A-Za-z0-9+/=]+)")


class NoteError(ValueError):
    """A note, a verifier key or a key name is not well formed."""


class BadSignatureError(NoteError):
    """Well formed, but not signed by the given key, or signed wrongly."""


class NoteSigner(Protocol):
    """A named Ed25519 key that signs notes; `keys.SystemKey` is one."""

    @property
    def name(self) -> str:
        """Key name: no white space, no `+`."""

    @property
    def public_key(self) -> bytes:
        """32 bytes, RFC 8032."""

    def sign(self, data: bytes) -> bytes:
        """Ed25519 signature, 64 bytes."""


@dataclass(frozen=True, slots=True)
class NoteSignature:
    """One signature line: key name, key id (4 bytes) and the signature bytes."""

    name: str
    key_id: bytes
    signature: bytes


@dataclass(frozen=True, slots=True)
class Verifier:
    """A parsed vkey."""

    name: str
    key_id: bytes
    public_key: bytes


def key_id(name: str, public_key: bytes) -> bytes:
    """SHA-256(name || 0x0A || 0x01 || public key)[:4]."""
    return hashlib.sha256(name.encode() + b"\n" + ED25519 + public_key).digest()[:4]


def vkey(name: str, public_key: bytes) -> str:
    """The verifier key text of a 32-byte Ed25519 public key.

    Raises:
        NoteError: bad name or key length.
    """
    _check_name(name)
    if len(public_key) != PUBLIC_KEY_SIZE:
        raise NoteError("an Ed25519 public key has 32 bytes")
    return f"{name}+{key_id(name, public_key).hex()}+{base64.b64encode(ED25519 + public_key).decode()}"


def parse_vkey(text: str) -> Verifier:
    """Inverse of `vkey`.

    Raises:
        NoteError: not an Ed25519 verifier key, or its hash does not fit.
    """
    match = _VKEY.fullmatch(text.strip())
    if not match:
        raise NoteError("not a verifier key (name+hash+base64)")
    name, hash_hex, encoded = match.groups()
    raw = decode_base64(encoded)
    if raw[:1] != ED25519 or len(raw) != 1 + PUBLIC_KEY_SIZE:
        raise NoteError("not an Ed25519 verifier key")
    if key_id(name, raw[1:]).hex() != hash_hex:
        raise NoteError("the hash of the verifier key does not fit its key")
    return Verifier(name, bytes.fromhex(hash_hex), raw[1:])


def sign(text: str, *signers: NoteSigner) -> str:
    """The signed note of `text` (ends with a newline).

    Raises:
        NoteError: no signer, bad key name, or text that a note cannot carry.
    """
    if not signers or not text.endswith("\n") or _controls(text):
        raise NoteError("a note is signed text that ends with a newline and has no control characters")
    lines = [text, "\n"]
    for signer in signers:
        _check_name(signer.name)
        data = key_id(signer.name, signer.public_key) + signer.sign(text.encode())
        lines.append(f"— {signer.name} {base64.b64encode(data).decode()}\n")
    return "".join(lines)


def parse(note: str) -> tuple[str, tuple[NoteSignature, ...]]:
    """(text, signatures) of a note; nothing in it is to be believed before `verify`.

    Raises:
        NoteError: not a signed note, or unreasonably large.
    """
    if len(note) > MAX_NOTE_BYTES or _controls(note):
        raise NoteError("too large, or has control characters")
    head, separator, tail = note.rpartition("\n\n")
    if not separator or not tail.endswith("\n"):
        raise NoteError("no blank line before the signatures, or no newline at the end")
    lines = tail[:-1].split("\n")
    if len(lines) > MAX_SIGNATURES:
        raise NoteError("too many signatures")
    return head + "\n", tuple(_signature(line) for line in lines)


def verify(note: str, *vkeys: str) -> str:
    """The text of a note signed by at least one of `vkeys`.

    Signatures of unknown keys are ignored; a wrong signature of a known key rejects the whole note.

    Raises:
        NoteError: the note or a verifier key is not well formed.
        BadSignatureError: a known key's signature is wrong, or no known key signed.
    """
    text, signatures = parse(note)
    known = {(v.name, v.key_id): v for v in map(parse_vkey, vkeys)}
    verified = 0
    for line in signatures:
        verifier = known.get((line.name, line.key_id))
        if verifier is None:
            continue
        try:
            Ed25519PublicKey.from_public_bytes(verifier.public_key).verify(line.signature, text.encode())
        except InvalidSignature as error:
            raise BadSignatureError(f"the signature of {line.name} is wrong") from error
        verified += 1
    if not verified:
        raise BadSignatureError("not signed by the given key")
    return text


def decode_base64(text: str) -> bytes:
    """Standard base64 (RFC 4648 §4), refusing every second spelling of the same bytes.

    Raises:
        NoteError: not base64, or not its one standard spelling.
    """
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise NoteError("not base64") from error
    if base64.b64encode(data).decode() != text:
        raise NoteError("base64 with stray bits")
    return data


def _signature(line: str) -> NoteSignature:
    match = _SIGNATURE_LINE.fullmatch(line)
    if not match:
        raise NoteError("a signature line is not well formed")
    data = decode_base64(match[2])
    if len(data) <= 4:
        raise NoteError("a signature line has no signature")
    return NoteSignature(match[1], data[:4], data[4:])


def _check_name(name: str) -> None:
    if not name or "+" in name or any(c.isspace() for c in name) or _controls(name):
        raise NoteError("a key name is not empty and has no white space and no +")


def _controls(text: str) -> bool:
    return any(c < " " and c != "\n" for c in text)
