"""Keys: each account's signing key, sealed under its password; the system's own key; password hashes.

A personal key exists in clear only while its owner signs: neither the database nor an administrator can sign
for anybody (sole control, 电子签名法 art. 13). Losing the password loses the key; a new one is then made, and
the old public key stays for verifying what it signed.
"""

from __future__ import annotations

import base64
import binascii
import contextlib
import json
import os
import secrets
import tempfile
import unicodedata
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from review.audit import note

SEALED_FORMAT = "sanshen-key/1"
MAX_PASSWORD_BYTES = 1024
_SALT_SIZE, _NONCE_SIZE, _KEY_SIZE = 16, 12, 32
_PRIVATE_PREFIX = "PRIVATE+KEY"


class KeysError(Exception):
    """Base of what can go wrong here. `str()` is Chinese text for the page."""


class WrongPasswordError(KeysError):
    """The password does not open the key."""


class BadPasswordError(KeysError):
    """Not usable as a password: empty or too long."""


class DamagedKeyError(KeysError):
    """The stored key is not what was written."""


class KeyFileError(KeysError):
    """The system key file cannot be used: readable by others, damaged, or of another name."""


@dataclass(frozen=True, slots=True)
class ArgonCost:
    """Cost of argon2id: memory in KiB, passes (`time`), lanes at most (`parallelism`; a lane needs 8 KiB).

    The default is the second recommended option of RFC 9106 §4; on 2 cores it takes 0.15 s with 4 lanes and
    0.21 s with 1, so the standard's lanes stay. Tests use `ArgonCost(8, 1, 1)`.
    """

    memory_kib: int = 65536
    time: int = 3
    parallelism: int = 4

    def __post_init__(self) -> None:
        # Read back from storage too: a doctored cost must not make unlocking eat the machine.
        fits = 8 <= self.memory_kib <= 2**20 and 1 <= self.time <= 20 and 1 <= self.parallelism <= 16
        if not fits:
            raise DamagedKeyError("密钥的运算强度参数超出范围")

    @property
    def lanes(self) -> int:
        """Lanes really used."""
        return min(self.parallelism, self.memory_kib // 8)


@dataclass(frozen=True, slots=True)
class SealedKey:
    """A signing key as it is stored. All but `cost` are base64; `ciphertext` is the sealed 32-byte seed."""

    public_key: str
    salt: str
    nonce: str
    ciphertext: str
    cost: ArgonCost

    def to_json(self) -> str:
        """JSON text, the inverse of `from_json`."""
        return json.dumps({"format": SEALED_FORMAT, **asdict(self)}, sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> SealedKey:
        """Read `to_json` text.

        Raises:
            DamagedKeyError: not such text.
        """
        try:
            raw: dict[str, Any] = json.loads(text)
            if raw.pop("format") != SEALED_FORMAT:
                raise DamagedKeyError("密钥的存储格式不认识")
            return cls(**{**raw, "cost": ArgonCost(**raw["cost"])})
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise DamagedKeyError("存储的密钥已损坏") from error


class Signer:
    """An unlocked signing key. Hold it for one act and drop it."""

    def __init__(self, private_key: Ed25519PrivateKey) -> None:
        self._private_key = private_key

    @property
    def public_key(self) -> str:
        """Base64 of the 32-byte Ed25519 public key."""
        return base64.b64encode(self._private_key.public_key().public_bytes_raw()).decode()

    def sign(self, data: bytes) -> bytes:
        """Ed25519 signature (RFC 8032) of `data`, 64 bytes."""
        return self._private_key.sign(data)

    def __repr__(self) -> str:
        return f"Signer(public_key={self.public_key!r})"


def create(password: str, argon: ArgonCost | None = None) -> SealedKey:
    """A fresh signing key sealed under `password`.

    Raises:
        BadPasswordError: empty, or over 1024 bytes.
    """
    return _seal(Ed25519PrivateKey.generate(), password, argon or ArgonCost())


def unlock(sealed: SealedKey, password: str) -> Signer:
    """Open a sealed key.

    Raises:
        WrongPasswordError: wrong password (a changed ciphertext looks the same).
        DamagedKeyError: the stored fields are malformed.
    """
    try:
        salt, nonce, box = (_decode(s) for s in (sealed.salt, sealed.nonce, sealed.ciphertext))
        wrapping = _wrapping_key(password, salt, sealed.cost)
        seed = ChaCha20Poly1305(wrapping).decrypt(nonce, box, _bound(sealed.public_key, sealed.cost))
        signer = Signer(Ed25519PrivateKey.from_private_bytes(seed))
    except (InvalidTag, BadPasswordError) as error:
        raise WrongPasswordError("密码不对，无法启用签名密钥") from error
    except ValueError as error:
        raise DamagedKeyError("存储的密钥已损坏") from error
    return signer


def reseal(sealed: SealedKey, old: str, new: str, argon: ArgonCost | None = None) -> SealedKey:
    """The same key under a new password (and, if given, a new cost).

    Raises:
        WrongPasswordError, DamagedKeyError: as `unlock`.
        BadPasswordError: the new password is empty or over 1024 bytes.
    """
    signer = unlock(sealed, old)
    return _seal(signer._private_key, new, argon or sealed.cost)


def verify(public_key_b64: str, data: bytes, signature_b64: str) -> bool:
    """True if the base64 signature of `data` fits the base64 Ed25519 public key; False if malformed."""
    try:
        public_key = Ed25519PublicKey.from_public_bytes(_decode(public_key_b64))
        public_key.verify(_decode(signature_b64), data)
    except (ValueError, InvalidSignature):
        return False
    return True


def hash_password(password: str, argon: ArgonCost | None = None) -> str:
    """PHC string of argon2id for sign-in.

    Raises:
        BadPasswordError: empty, or over 1024 bytes.
    """
    return _hasher(argon).hash(_password_bytes(password))


def verify_password(password_hash: str, password: str) -> bool:
    """True if `password` is the one hashed. A malformed hash gives False: a broken row locks, never opens."""
    try:
        return PasswordHasher().verify(password_hash, _password_bytes(password))
    except (VerificationError, InvalidHashError, BadPasswordError):
        return False


def needs_rehash(password_hash: str, argon: ArgonCost | None = None) -> bool:
    """True if the hash was made at another cost and should be renewed at the next sign-in."""
    try:
        return _hasher(argon).check_needs_rehash(password_hash)
    except InvalidHashError:
        return True


class SystemKey:
    """The key the system signs checkpoints and dossiers with; a `note.NoteSigner`."""

    def __init__(self, name: str, private_key: Ed25519PrivateKey) -> None:
        self._name = name
        self._private_key = private_key

    @property
    def name(self) -> str:
        """Key name, also the origin of the log's checkpoints."""
        return self._name

    @property
    def public_key(self) -> bytes:
        """32 bytes."""
        return self._private_key.public_key().public_bytes_raw()

    @property
    def vkey(self) -> str:
        """The verifier key to hand to auditors and witnesses."""
        return note.vkey(self.name, self.public_key)

    def sign(self, data: bytes) -> bytes:
        """Ed25519 signature of `data`, 64 bytes."""
        return self._private_key.sign(data)

    def secret_for(self, purpose: str) -> bytes:
        """A 32-byte key of its own for what this installation alone may read (HKDF-SHA256, RFC 5869)."""
        seed = self._private_key.private_bytes_raw()
        return HKDF(algorithm=SHA256(), length=_KEY_SIZE, salt=None, info=purpose.encode()).derive(seed)

    def __repr__(self) -> str:
        return f"SystemKey({self.vkey!r})"

    @classmethod
    def generate(cls, name: str) -> SystemKey:
        """A fresh key, kept nowhere.

        Raises:
            note.NoteError: not a key name.
        """
        key = cls(name, Ed25519PrivateKey.generate())
        note.parse_vkey(key.vkey)
        return key

    def to_text(self) -> str:
        """The private key in the form of the Go note tools: `PRIVATE+KEY+name+hash+base64(0x01 || seed)`."""
        seed = note.ED25519 + self._private_key.private_bytes_raw()
        key_id = note.key_id(self.name, self.public_key).hex()
        return f"{_PRIVATE_PREFIX}+{self.name}+{key_id}+{base64.b64encode(seed).decode()}\n"

    @classmethod
    def from_text(cls, text: str) -> SystemKey:
        """Inverse of `to_text`.

        Raises:
            KeyFileError: not such text, or its hash does not fit.
        """
        try:
            prefix, rest = text.strip()[: len(_PRIVATE_PREFIX)], text.strip()[len(_PRIVATE_PREFIX) + 1 :]
            name, key_id, encoded = rest.split("+", 2)
            seed = _decode(encoded)
            key = cls(name, Ed25519PrivateKey.from_private_bytes(seed[1:]))
            intact = prefix == _PRIVATE_PREFIX and seed[:1] == note.ED25519
            if not intact or note.key_id(name, key.public_key).hex() != key_id:
                raise KeyFileError("系统密钥文件已损坏")
        except ValueError as error:
            raise KeyFileError("系统密钥文件已损坏") from error
        return key


def load_or_create(path: Path, name: str) -> SystemKey:
    """The system key at `path`, made (mode 0600) if missing; of racing processes one makes it, all use it.

    Raises:
        KeyFileError: the file is damaged, of another name, or readable by other users.
        note.NoteError: not a key name.
        OSError: the folder cannot be written.
    """
    if not path.exists():
        _write_once(path, SystemKey.generate(name).to_text())
    if os.name == "posix" and path.stat().st_mode & 0o077:
        raise KeyFileError(f"系统密钥文件可被他人读取，请先执行 chmod 600：{path.name}")
    key = SystemKey.from_text(path.read_text(encoding="utf-8"))
    if key.name != name:
        raise KeyFileError(f"系统密钥属于“{key.name}”，与设置的“{name}”不符")
    return key


def _write_once(path: Path, text: str) -> None:
    """Put `text` at `path` whole, on disk and private, or leave what another process put there first."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")  # mkstemp makes it 0600
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(FileExistsError):
            os.link(temporary, path)  # unlike a rename, a link never replaces
    finally:
        Path(temporary).unlink()
    if os.name == "posix":
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _seal(private_key: Ed25519PrivateKey, password: str, cost: ArgonCost) -> SealedKey:
    salt, nonce = secrets.token_bytes(_SALT_SIZE), secrets.token_bytes(_NONCE_SIZE)
    public_key = Signer(private_key).public_key
    box = ChaCha20Poly1305(_wrapping_key(password, salt, cost)).encrypt(
        nonce, private_key.private_bytes_raw(), _bound(public_key, cost)
    )
    encoded = [base64.b64encode(part).decode() for part in (salt, nonce, box)]
    return SealedKey(public_key, encoded[0], encoded[1], encoded[2], cost)


def _bound(public_key: str, cost: ArgonCost) -> bytes:
    """Associated data: a sealed seed opens only beside its own public key and cost."""
    return f"{SEALED_FORMAT}\n{public_key}\n{cost.memory_kib},{cost.time},{cost.parallelism}".encode()


def _wrapping_key(password: str, salt: bytes, cost: ArgonCost) -> bytes:
    return hash_secret_raw(
        _password_bytes(password), salt, cost.time, cost.memory_kib, cost.lanes, _KEY_SIZE, Type.ID
    )


def _hasher(argon: ArgonCost | None) -> PasswordHasher:
    cost = argon or ArgonCost()
    return PasswordHasher(time_cost=cost.time, memory_cost=cost.memory_kib, parallelism=cost.lanes)


def _password_bytes(password: str) -> bytes:
    # NFKC: a Chinese input method may type full-width letters and digits for the same password.
    data = unicodedata.normalize("NFKC", password).encode(errors="surrogatepass")
    if not data:
        raise BadPasswordError("密码不能为空")
    if len(data) > MAX_PASSWORD_BYTES:
        raise BadPasswordError("密码过长")
    return data


def _decode(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, TypeError) as error:
        raise ValueError("not base64") from error
