"""Old and foreign word processor files as docx, through LibreOffice where it is installed.

The conversion is derived and thrown away: what is stored and signed is the original file. LibreOffice works on a copy
in a folder and with a profile of its own, without macros, links or network.
"""

from __future__ import annotations

import hashlib
import shutil
import tempfile
import threading
from collections import OrderedDict
from functools import lru_cache
from pathlib import Path

from documents import tools
from documents.errors import DamagedError, MissingToolError, TooLargeError, TooSlowError, UnreadableError
from documents.formats import named
from documents.limits import MIB, Limits

SECONDS = 60.0
_MEMORY = 4096 * MIB  # of address space: LibreOffice maps some 2 GB before it reads a byte
_KEPT = 64 * MIB
_AT_ONCE = threading.BoundedSemaphore(2)
_WAIT_S = 120.0
# The import filter is named: content never chooses between the two hundred that LibreOffice has.
_FILTERS = {"doc": "MS Word 97", "wps": "MS Word 97", "odt": "writer8", "rtf": "Rich Text Format"}
_SUFFIXES = {"wps": "doc"}  # WPS writes Word's binary format under a name of its own
_SETTINGS = (
    ("org.openoffice.Office.Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("org.openoffice.Office.Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("org.openoffice.Office.Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("org.openoffice.Office.Common/Misc", "FirstRun", "false"),
    ("org.openoffice.Office.Writer/Content/Update", "Link", "2"),  # never
    ("org.openoffice.Office.Writer/Content/Update", "Field", "false"),
    ("org.openoffice.Office.Writer/Content/Update", "Chart", "false"),
)


class _Kept:
    """The last conversions by what they were made from: one upload is read for its preview and again when submitted."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._found: OrderedDict[tuple[str, str], bytes] = OrderedDict()

    def get(self, key: tuple[str, str]) -> bytes | None:
        with self._lock:
            found = self._found.get(key)
            if found is not None:
                self._found.move_to_end(key)
            return found

    def put(self, key: tuple[str, str], data: bytes) -> None:
        with self._lock:
            self._found[key] = data
            while sum(map(len, self._found.values())) > _KEPT:
                self._found.popitem(last=False)


_kept = _Kept()


def to_docx(data: bytes, name: str, limits: Limits, seconds: float = SECONDS) -> bytes:
    """The docx that LibreOffice makes of `data`, a file of format `name` (doc, wps, odt, rtf).

    Raises:
        MissingToolError: LibreOffice is not installed. TooSlowError: not done within `seconds`.
        DamagedError: it could not read the file. TooLargeError: the result is larger than a docx may be.
    """
    key = (hashlib.sha256(data).hexdigest(), name)
    made = _kept.get(key)
    if made is None:
        program = shutil.which("soffice")
        if program is None:
            raise MissingToolError(
                f"本机没有安装 LibreOffice，不能读取{named(name).title}。请用 Word 或 WPS 另存为 .docx 后再上传。"
            )
        made = _convert(program, data, name, seconds)
        _kept.put(key, made)
    if len(made) > limits.packed:
        raise TooLargeError(f"转换后的文件超过上限 {limits.packed // MIB} MB。请拆分后再上传。")
    return made


def _convert(program: str, data: bytes, name: str, seconds: float) -> bytes:
    if not _AT_ONCE.acquire(timeout=_WAIT_S):
        raise TooSlowError("正在转换的文件较多，请稍后再上传。")
    try:
        with tempfile.TemporaryDirectory(prefix="sanshen-convert-") as folder:
            return _convert_in(Path(folder), program, data, name, seconds)
    except OSError as error:
        raise UnreadableError("LibreOffice 没有启动，文件没有读成。请另存为 .docx 后再上传。") from error
    finally:
        _AT_ONCE.release()


def _convert_in(folder: Path, program: str, data: bytes, name: str, seconds: float) -> bytes:
    profile = folder / "profile"
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(_settings(), encoding="utf-8")
    source = folder / f"draft.{_SUFFIXES.get(name, name)}"
    source.write_bytes(data)
    argv = [
        program,
        f"-env:UserInstallation={profile.as_uri()}",
        *("--headless", "--norestore", "--nodefault", "--nolockcheck", "--nofirststartwizard"),
        f"--infilter={_FILTERS[name]}",
        *("--convert-to", "docx:MS Word 2007 XML", "--outdir", str(folder / "made"), str(source)),
    ]
    ran = tools.run(argv, folder, seconds=seconds, memory=_MEMORY)
    made = folder / "made" / "draft.docx"
    if not made.is_file():
        # LibreOffice ends with 0 even where it loaded nothing; the missing file is the only sure sign.
        raise DamagedError(
            f"LibreOffice 打不开这个{named(name).title}（可能已损坏或有密码），"
            "请用 Word 或 WPS 打开检查，另存为 .docx 后再上传。"
        ) from (None if ran.code >= 0 else ChildProcessError(f"signal {-ran.code}"))
    return made.read_bytes()


def _settings() -> str:
    items = "".join(
        f'<item oor:path="/{path}"><prop oor:name="{prop}" oor:op="fuse"><value>{value}</value></prop></item>'
        for path, prop, value in _SETTINGS
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?><oor:items xmlns:oor="http://openoffice.org/2001/registry" '
        f'xmlns:xs="http://www.w3.org/2001/XMLSchema">{items}</oor:items>'
    )


def has_math() -> bool:
    """Whether LibreOffice has its equation editor, without which formulas are lost in a conversion."""
    program = shutil.which("soffice")
    return program is not None and (Path(program).resolve().parent / "libsmlo.so").exists()


@lru_cache(maxsize=1)
def version() -> str:
    """What LibreOffice calls itself, '' where it is not installed or does not answer."""
    program = shutil.which("soffice")
    if program is None:
        return ""
    with tempfile.TemporaryDirectory(prefix="sanshen-convert-") as folder:
        try:
            ran = tools.run([program, "--version"], Path(folder), seconds=20, memory=_MEMORY)
        except (OSError, UnreadableError):
            return ""
    return " ".join(ran.out.decode("utf-8", "replace").split()[:2])
