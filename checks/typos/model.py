"""The model file: one header, then arrays that are used where they lie (memory-mapped).

Layout: MAGIC, the header's length (8 bytes, little-endian), the header (JSON, UTF-8), blanks up to a multiple of 64,
the arrays. The header names every array's type, shape and offset and holds the SHA-256 of all that follows it.
"""

from __future__ import annotations

import hashlib
import json
import mmap
import os
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from checks.typos.characters import Confusions
from checks.typos.codes import Vocabulary
from checks.typos.company import Company
from checks.typos.ngrams import NGrams
from checks.typos.table import StaticFunction

BASE = Path(__file__).resolve().parent / "base.model"
MAGIC = b"sanshen typos 2\n"
_ALIGN = 64
_GRAMS = ("single", "chance", "rest", "books", "pairs", "grams", "longs")
_NIBBLES = "_nibbles"


class ModelError(Exception):
    """A model file is missing, damaged or of another version; the message is Chinese."""


@dataclass(frozen=True, slots=True)
class Model:
    """A loaded model. `facts`: its header without the layout (title, date, corpora, counts). `hash`: of the arrays.

    `confusions`, `trees` and `company` are None in an organisation's own model, which only adds counts to the shipped one.
    """

    vocabulary: Vocabulary
    grams: NGrams
    confusions: Confusions | None
    trees: dict[str, Any]
    facts: dict[str, Any]
    hash: str
    company: Company | None = None


def save(path: Path, model: Model) -> None:
    """Write `model`; the same model gives the same bytes."""
    arrays, functions = _flatten(model)
    layout, offset = {}, 0
    for name, array in arrays.items():
        layout[name] = [array.dtype.str, list(array.shape), offset]
        offset += -(-array.nbytes // _ALIGN) * _ALIGN
    payload = b"".join(a.tobytes().ljust(-(-a.nbytes // _ALIGN) * _ALIGN, b"\0") for a in arrays.values())
    header = {
        "facts": model.facts,
        "vocabulary": model.vocabulary.characters,
        "trees": model.trees,
        "functions": functions,
        "arrays": layout,
    }
    header["sha256"] = _digest(header, payload)
    text = json.dumps(header, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    head = MAGIC + len(text).to_bytes(8, "little") + text
    partial = path.with_suffix(path.suffix + ".part")
    partial.write_bytes(head.ljust(-(-len(head) // _ALIGN) * _ALIGN, b" ") + payload)
    partial.replace(path)


def _digest(header: dict[str, Any], payload: bytes | memoryview) -> str:
    """Over everything in the file: the classifier in the header decides as much as the counts."""
    text = json.dumps(header, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    digest = hashlib.sha256(len(text).to_bytes(8, "little") + text)
    digest.update(payload)
    return digest.hexdigest()


def _flatten(model: Model) -> tuple[dict[str, Any], dict[str, list[int]]]:
    arrays: dict[str, Any] = {}
    functions: dict[str, list[int]] = {}
    parts: list[tuple[str, Any]] = [(name, getattr(model.grams, name)) for name in _GRAMS]
    for table in (model.confusions, model.company):
        if table is not None:
            parts += [(f.name, getattr(table, f.name)) for f in fields(table)]
    for name, value in parts:
        if isinstance(value, StaticFunction):
            functions[name] = [value.length, value.seed]
            arrays[name] = np.ascontiguousarray(value.cells)
            if len(value.nibbles):
                arrays[name + _NIBBLES] = value.nibbles
        else:
            arrays[name] = np.ascontiguousarray(value)
    return arrays, functions


def load(path: Path) -> Model:
    """The model in `path`, its arrays mapped, not read.

    Raises:
        ModelError: there is no such file, or it is not a whole model of this version.
    """
    try:
        with path.open("rb") as file:
            data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    except (OSError, ValueError) as error:
        raise ModelError(f"错别字模型 {path.name} 打不开") from error
    if data[: len(MAGIC)] != MAGIC:
        raise ModelError(f"{path.name} 不是本版本的错别字模型")
    try:
        return _read(data)
    except (ValueError, KeyError, TypeError, IndexError) as error:
        raise ModelError(f"错别字模型 {path.name} 已损坏，请重新安装或重新训练") from error


def _read(data: mmap.mmap) -> Model:
    begin = len(MAGIC) + 8
    length = int.from_bytes(data[len(MAGIC) : begin], "little")
    header = json.loads(data[begin : begin + length].decode())
    base = -(-(begin + length) // _ALIGN) * _ALIGN
    view = memoryview(data)[base:]
    if _digest({key: value for key, value in header.items() if key != "sha256"}, view) != header["sha256"]:
        raise ValueError("hash")
    values: dict[str, Any] = {}
    # Nibbles first: the function they belong to takes them in.
    for name, (kind, shape, offset) in sorted(
        header["arrays"].items(), key=lambda item: _NIBBLES not in item[0]
    ):
        dtype = np.dtype(kind)
        array = np.frombuffer(view, dtype, int(np.prod(shape, dtype=np.int64)), offset).reshape(shape)
        if name in header["functions"]:
            length, seed = header["functions"][name]
            values[name] = StaticFunction(array, length, seed, values.get(name + _NIBBLES))
        else:
            values[name] = array
    grams = NGrams(**{name: values[name] for name in _GRAMS})
    tables = None
    if "starts" in values:
        tables = Confusions(**{f.name: values[f.name] for f in fields(Confusions)})
    company = None
    if "company_rows" in values:
        company = Company(**{f.name: values[f.name] for f in fields(Company)})
    return Model(
        Vocabulary(header["vocabulary"]),
        grams,
        tables,
        header["trees"],
        header["facts"],
        header["sha256"],
        company,
    )


def own_path() -> Path | None:
    """Where the organisation's own model is: the environment variable SANSHEN_TYPO_MODEL, None = there is none."""
    named = os.environ.get("SANSHEN_TYPO_MODEL", "").strip()
    return Path(named) if named else None


@cache
def own(path: Path) -> Model:
    """The organisation's own model, made for the shipped one.

    Raises:
        ModelError: see `load`; or it was trained beside another shipped model with other characters.
    """
    model = load(path)
    if model.vocabulary.characters != base().vocabulary.characters:
        raise ModelError(f"{path.name} 是与另一版自带模型配套训练的，请用 sanshen model train 重新训练")
    return model


@cache
def base() -> Model:
    """The shipped model, loaded once a process.

    Raises:
        ModelError: see `load`.
    """
    return load(BASE)


def in_use() -> str:
    """Hashes of the shipped model and of the organisation's own; a model that cannot be read is named as such, the run
    itself then reports the check as not done."""
    try:
        path = own_path()
        return " ".join([base().hash, own(path).hash if path else "-"])
    except ModelError as error:
        return str(error)
