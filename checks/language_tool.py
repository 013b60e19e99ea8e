"""LanguageTool for Chinese and for English, on a server of the site or on a local one. The only importer of
language_tool_python.

An engine is opened once (`open_engine`), handed to the runner, and reached by its two rules through
`current()`. Nothing here ever downloads anything: the client library is only used against a running server.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any, Literal, Protocol
from urllib.parse import urlsplit

from checks import language_tool_server
from checks.language_tool_server import ServerError
from checks.model import Severity

if TYPE_CHECKING:
    import language_tool_python

URL_SETTING = "SANSHEN_LANGUAGETOOL_URL"
DATA = Path(__file__).with_name("language_tool.toml")
Language = Literal["zh-CN", "en-US"]

CONNECT_SECONDS, READ_SECONDS = 5.0, 30.0
# Measured on 2 cores: Chinese 20,000 to 40,000 characters a second, English 2,000 (its spelling dictionary). A request
# of this size takes 3 s at most, far from the timeout; the client library asks once more when one fails.
BATCH_CHARACTERS = 6_000
BUDGET_SECONDS = 180.0  # for one language of one document


class EngineUnavailableError(Exception):
    """LanguageTool could not answer. The message is Chinese and becomes a "could not check" line."""


@dataclass(frozen=True, slots=True)
class Complaint:
    """What LanguageTool says about [start, end) of the text given, in code points."""

    start: int
    end: int
    message: str
    replacements: tuple[str, ...]
    rule: str
    category: str


class LanguageTool(Protocol):
    """An engine the runner can be given."""

    def check(self, text: str, language: Language) -> list[Complaint]:
        """Complaints about `text`, in order.

        Raises:
            EngineUnavailableError: no answer.
        """

    def version(self) -> str | None:
        """LanguageTool's version, None when it cannot be told."""


class Absent:
    """The engine that is not there, and why."""

    def __init__(self, reason: str) -> None:
        self.reason = reason

    def check(self, text: str, language: Language) -> list[Complaint]:
        """Always raises `EngineUnavailableError` with the reason."""
        raise EngineUnavailableError(self.reason)

    def version(self) -> str | None:
        """None."""
        return None


class Server:
    """A running LanguageTool server at `url` (`http://host:port`, with or without a path)."""

    def __init__(self, url: str) -> None:
        self.url = url.rstrip("/").removesuffix("/v2")
        self._clients: dict[Language, language_tool_python.LanguageTool] = {}
        self._version: str | None = None

    def check(self, text: str, language: Language) -> list[Complaint]:
        """See `LanguageTool.check`."""
        # Characters beyond the Basic Multilingual Plane count twice in LanguageTool's offsets. Sending one
        # plain ideograph-like sign for each keeps its offsets equal to ours.
        sent = _ASTRAL.sub(_STAND_IN, text)
        matches = self._ask(sent, language)
        complaints = (_complaint(match, text) for match in matches)
        return sorted(
            (c for c in complaints if _worth_showing(c, text, language)), key=lambda c: (c.start, c.end)
        )

    def version(self) -> str | None:
        """See `LanguageTool.version`; asked once."""
        if self._version is None:
            self._version = self._fetch_version()
        return self._version

    def _ask(self, text: str, language: Language) -> list[Any]:
        try:
            client = self._clients.get(language)
            if client is None:
                client = self._clients[language] = _client(self.url, language)
            return list(client.check(text))
        except EngineUnavailableError:
            raise
        except Exception as error:
            # The library lets requests', json's and its own errors through; each means the same to the
            # reader.
            raise EngineUnavailableError(f"LanguageTool 服务没有正常应答（{_cause(error)}）") from error

    def _fetch_version(self) -> str | None:
        import httpx  # noqa: PLC0415 - late, like everything that only a run with an engine needs

        try:
            with httpx.Client(trust_env=not _is_loopback(self.url), timeout=CONNECT_SECONDS) as client:
                answer = client.get(f"{self.url}/v2/info")
                return str(answer.raise_for_status().json()["software"]["version"])
        except (httpx.HTTPError, ValueError, KeyError, TypeError):
            return None


class Local:
    """The local server of this process, started by the first check that needs it."""

    def __init__(self) -> None:
        self._server: Server | None = None

    @property
    def url(self) -> str:
        """Address of the server; starts it.

        Raises:
            EngineUnavailableError: it cannot run.
        """
        return self._running().url

    def check(self, text: str, language: Language) -> list[Complaint]:
        """See `LanguageTool.check`."""
        return self._running().check(text, language)

    def version(self) -> str | None:
        """See `LanguageTool.version`; None before the first check, so that asking never starts Java."""
        return self._server.version() if self._server else None

    def _running(self) -> Server:
        try:
            url = language_tool_server.shared_server().url
        except ServerError as error:
            raise EngineUnavailableError(str(error)) from error
        if self._server is None or self._server.url != url:
            self._server = Server(url)
        return self._server


def open_engine(setting: str = "auto") -> LanguageTool:
    """The engine for `setting`: "off", an address, or "auto" = $SANSHEN_LANGUAGETOOL_URL, else the installed
    one.

    Never raises and starts nothing: an engine that is not there, or a wrong address, says so when asked.
    """
    address = os.environ.get(URL_SETTING, "").strip() if setting == "auto" else setting
    if address == "off":
        return Absent("LanguageTool 已关闭")
    if address:
        if urlsplit(address).scheme not in ("http", "https") or not urlsplit(address).hostname:
            return Absent(f"LanguageTool 地址不对：{address}，应以 http:// 或 https:// 开头")
        return Server(address)
    try:
        language_tool_server.find_installation()
    except ServerError as error:
        return Absent(str(error))
    return Local()


_NOT_GIVEN = Absent("没有配置 LanguageTool")
_current: ContextVar[LanguageTool] = ContextVar("language_tool", default=_NOT_GIVEN)


@contextmanager
def use(engine: LanguageTool | None) -> Iterator[None]:
    """Within the block, `current()` is `engine` (None: an absent one)."""
    token = _current.set(engine or _NOT_GIVEN)
    try:
        yield
    finally:
        _current.reset(token)


def current() -> LanguageTool:
    """The engine given to the run this is called in."""
    return _current.get()


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of one block's text that goes to the engine; `start` is its offset in the block."""

    block: str
    start: int
    text: str


def complaints(pieces: Iterable[Piece], language: Language) -> Iterator[tuple[Piece, Complaint]]:
    """Complaints about each piece, offsets within the piece. Pieces travel together, apart by a blank line.

    Raises:
        EngineUnavailableError: no answer, or the time for one document is used up; what was yielded before
        holds.
    """
    deadline = monotonic() + BUDGET_SECONDS
    engine = current()
    for batch in _batches(pieces):
        if monotonic() > deadline:
            raise EngineUnavailableError(f"超过 {BUDGET_SECONDS:.0f} 秒，后面的内容没有检查")
        starts: list[int] = []
        position = 0
        for piece in batch:
            starts.append(position)
            position += len(piece.text) + len(_GAP)
        for complaint in engine.check(_GAP.join(p.text for p in batch), language):
            for piece, start in zip(batch, starts, strict=True):
                if start <= complaint.start and complaint.end <= start + len(piece.text):
                    yield piece, _moved(complaint, -start)


def _batches(pieces: Iterable[Piece]) -> Iterator[list[Piece]]:
    batch: list[Piece] = []
    size = 0
    for piece in pieces:
        if batch and size + len(piece.text) > BATCH_CHARACTERS:
            yield batch
            batch, size = [], 0
        batch.append(piece)
        size += len(piece.text) + len(_GAP)
    if batch:
        yield batch


def _moved(complaint: Complaint, by: int) -> Complaint:
    return Complaint(
        complaint.start + by,
        complaint.end + by,
        complaint.message,
        complaint.replacements,
        complaint.rule,
        complaint.category,
    )


def _complaint(match: Any, text: str) -> Complaint:
    start, end = match.offset, match.offset + match.error_length
    replacements = tuple(r for r in match.replacements[:5] if r != text[start:end])
    return Complaint(start, end, match.message, replacements, match.rule_id, match.category)


def _worth_showing(complaint: Complaint, text: str, language: Language) -> bool:
    """On our precision list, and not about a character we replaced before sending."""
    return (
        0 <= complaint.start < complaint.end <= len(text)
        and kept(language).severity(complaint) is not None
        and _ASTRAL.search(text, complaint.start, complaint.end) is None
        and not any(_STAND_IN in replacement for replacement in complaint.replacements)
    )


@dataclass(frozen=True, slots=True)
class Kept:
    """What we show of one language: rule and category ids with their severity; `refused` rules never."""

    rules: dict[str, Severity]
    categories: dict[str, Severity]
    refused: frozenset[str]

    def severity(self, complaint: Complaint) -> Severity | None:
        """How strictly a complaint is shown, None = not at all."""
        if complaint.rule in self.refused:
            return None
        return self.rules.get(complaint.rule) or self.categories.get(complaint.category)


@cache
def kept(language: Language) -> Kept:
    """The precision list of language_tool.toml for `language`."""
    raw = tomllib.loads(DATA.read_text(encoding="utf-8"))[language]
    return Kept(
        {rule: Severity(value) for rule, value in raw["rules"].items()},
        {category: Severity(value) for category, value in raw["categories"].items()},
        frozenset(raw["refused"]),
    )


_ASTRAL = re.compile(r"[\U00010000-\U0010ffff]")
_STAND_IN = "囗"  # a character no manuscript holds by intention and no rule knows
_GAP = "\n\n"


def _client(url: str, language: Language) -> language_tool_python.LanguageTool:
    import language_tool_python  # noqa: PLC0415 - loads requests and psutil; most runs never need it

    class Client(language_tool_python.LanguageTool):
        """The library's client with our timeouts; given a server address it starts and fetches nothing."""

        _TIMEOUT = (CONNECT_SECONDS, READ_SECONDS)  # type: ignore[assignment]  # requests takes the pair

    # A proxy from the environment must not stand between us and this machine; "" switches it off.
    proxies = {"http": "", "https": ""} if _is_loopback(url) else None
    client = Client(language, remote_server=f"{url}/", proxies=proxies)
    client.disabled_rules = set(kept(language).refused)  # not looked for, so not paid for
    return client


def _cause(error: Exception) -> str:
    """In words where we know them: the library wraps what the network said."""
    name = type(error.__cause__ or error).__name__
    if "Timeout" in name:
        return "超时"
    return "连不上" if "Connection" in name else name


def _is_loopback(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    return host in ("localhost", "::1") or host.startswith("127.")


def library_version() -> str:
    """Version of the client library."""
    from importlib.metadata import version as package_version  # noqa: PLC0415 - brings the e-mail package with it

    return package_version("language_tool_python")
