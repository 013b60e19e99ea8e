"""Readers that hand bytes of strangers to native code run in a child process: it may crash, hang or eat its memory.

The child reads the file from its standard input and answers with JSON: the document, or the refusal. What kills it is
told as a refusal too. Its time grows with the file's size, so that a small hostile file cannot take long.
"""

from __future__ import annotations

import json
import logging
import sys
import tempfile
from importlib import import_module
from pathlib import Path

from lxml import etree

from documents import tools
from documents.errors import DamagedError, TooLargeError, UnreadableError, by_code
from documents.limits import MIB, Limits
from documents.model import Document

logger = logging.getLogger(__name__)
_ROOT = str(Path(__file__).parents[1])
_START = (
    "import sys; sys.path.insert(0, sys.argv[1]); from documents.guarded import answer; answer(sys.argv[2])"
)
_MEMORY = 500 * MIB  # of address space, which bounds what it can hold
_SECONDS = 7.0
_BYTES_PER_SECOND = {"read_html": 2_000_000, "read_pdf": 20_000}
_LONGEST_S = 300.0
_PATIENCE = 4.0  # times the computing time: how long the clock may run on a busy machine
DAMAGE = (
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    ArithmeticError,
    RecursionError,
    OSError,
    EOFError,
    etree.LxmlError,
)
"""What libraries throw at hostile bytes. Anything else is a fault of ours and must be seen."""
_DAMAGED = "文件已损坏，无法读取。请打开检查，另存后再上传。"


def read_apart(reader: str, data: bytes, limits: Limits, cpu: float | None = None) -> Document:
    """What `documents.READER.READER(data, limits)` returns, read in a process of its own.

    `cpu` is its computing time in seconds, None for what a file of this size may take.

    Raises:
        UnreadableError: as the reader; DamagedError where it crashed, TooSlowError and TooLargeError where it took
        too much time or memory.
    """
    if cpu is None:
        cpu = min(_SECONDS + len(data) / _BYTES_PER_SECOND[reader], _LONGEST_S)
    argv = [sys.executable, "-c", _START, _ROOT, reader]
    with tempfile.TemporaryDirectory(prefix="sanshen-read-") as folder:
        given = {"SANSHEN_LIMITS": json.dumps({name: getattr(limits, name) for name in Limits.__slots__})}
        ran = tools.run(
            argv, Path(folder), seconds=cpu * _PATIENCE, cpu=cpu, memory=_MEMORY, data=data, extra=given
        )
    if ran.code < 0:
        raise DamagedError(_DAMAGED) from ChildProcessError(f"signal {-ran.code}")
    if ran.code > 0:
        # A fault of ours, or a library that could not be loaded: for the log, nothing the person can mend.
        told = ran.err.decode("utf-8", "replace")[-2000:]
        logger.error("reading apart failed: %s", told)
        raise DamagedError(_DAMAGED) from ChildProcessError(told)
    if b"code" in ran.out[:8]:
        refusal = json.loads(ran.out)
        raise by_code(refusal["code"], refusal["reason"])
    return Document.from_json(ran.out.decode())


def answer(reader: str) -> None:
    """The child's side: one file in, one line of JSON out."""
    import os  # noqa: PLC0415

    limits = Limits(**json.loads(os.environ["SANSHEN_LIMITS"]))
    read = getattr(import_module(f"documents.{reader}"), reader)
    try:
        said = read(sys.stdin.buffer.read(), limits).to_json()
    except UnreadableError as error:
        said = json.dumps({"code": error.code, "reason": error.reason})
    except MemoryError:
        said = json.dumps(
            {"code": TooLargeError.code, "reason": "读取这个文件需要的内存太多。请拆分后再上传。"}
        )
    except DAMAGE as error:
        sys.stderr.write(repr(error))
        said = json.dumps({"code": DamagedError.code, "reason": _DAMAGED})
    sys.stdout.buffer.write(said.encode())
