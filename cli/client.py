"""A person at the JSON API: signs in, uploads, answers findings, signs. For the demonstration and tests."""

from __future__ import annotations

import time
from collections.abc import Callable
from types import TracebackType
from typing import Any, Self

import httpx

_POLL_S = 0.1


class AnswerError(Exception):
    """The server refused. `status`: HTTP status, `code`: the stable code; the text is the server's Chinese."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(f"{message}（{status} {code}）")
        self.status = status
        self.code = code


class WaitedTooLongError(Exception):
    """Something expected did not happen in time; the text says what, in Chinese."""


class Client:
    """One signed-in person. Not safe for several threads at once."""

    def __init__(self, address: str, login: str, password: str, *, timeout_s: float = 60.0) -> None:
        """Sign in at `address` (`http://host:port`).

        Raises:
            AnswerError: wrong name or password. httpx.HTTPError: no server there.
        """
        self._password = password
        self._http = httpx.Client(base_url=f"{address}/api/v1", timeout=timeout_s, trust_env=False)
        answer = self.post("/session", {"login": login, "password": password})
        self._http.headers["Authorization"] = f"Bearer {answer['token']}"
        self.name: str = answer["person"]["name"]
        self.id: int = answer["person"]["person_id"]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._http.close()

    def get(self, path: str, **query: Any) -> Any:
        """The JSON at `path`. Raises: AnswerError, httpx.HTTPError."""
        return _answer(self._http.get(path, params=query)).json()

    def get_bytes(self, path: str) -> bytes:
        """The file at `path`. Raises: AnswerError, httpx.HTTPError."""
        return _answer(self._http.get(path)).content

    def post(self, path: str, body: dict[str, Any]) -> Any:
        """Send `body` as JSON. Raises: AnswerError, httpx.HTTPError."""
        return _answer(self._http.post(path, json=body)).json()

    def upload(self, data: bytes, filename: str) -> Any:
        """Upload a file; the answer holds its id and what the machine found at once."""
        return _answer(self._http.post("/uploads", files={"file": (filename, data)})).json()

    def submit(self, upload_id: int, title: str, pipeline: str) -> str:
        """Submit an upload as a new draft; its number."""
        answer = self.post("/drafts", {"upload_id": upload_id, "title": title, "pipeline": pipeline})
        return str(answer["number"])

    def draft(self, number: str) -> Any:
        """The draft as this person sees it."""
        return self.get(f"/drafts/{number}")

    def findings(self, number: str) -> list[dict[str, Any]]:
        """The findings of the current version."""
        return list(self.get(f"/drafts/{number}/findings")["findings"])

    def settle(self, number: str, findings: list[int], state: str, reason: str = "") -> None:
        """Answer findings: `accepted`, or `dismissed` with a reason."""
        if findings:
            body = {"finding_ids": findings, "state": state, "reason": reason}
            self.post(f"/drafts/{number}/dispositions", body)

    def decide(self, number: str, verdict: str, opinion: str, *, return_to: str | None = None) -> Any:
        """Sign the stage the draft is in, its form filled in honestly enough for an example.

        Raises:
            AnswerError: the guards hold it, with their reasons.
        """
        seen = self.draft(number)
        body = {
            "verdict": verdict,
            "opinion": opinion,
            "fields": filled_in(seen["stage"], opinion) if verdict == "approve" else {},
            "seen_content_hash": seen["content_hash"],
            "seen_proof": seen["proof_sha256"] or None,
            "password": self._password,
            "return_to": return_to,
        }
        return self.post(f"/stages/{seen['seat']['stage_run_id']}/decisions", body)

    def wait_for(self, what: str, number: str, true: Callable[[Any], bool], within_s: float = 60.0) -> Any:
        """The draft, once `true` of it. `what` names the expectation in Chinese.

        Raises:
            WaitedTooLongError: it did not happen in time.
        """
        deadline = time.monotonic() + within_s
        while not true(seen := self.draft(number)):
            if time.monotonic() > deadline:
                raise WaitedTooLongError(f"等了 {within_s:.0f} 秒，{what}没有发生；稿件状态：{seen['head']}")
            time.sleep(_POLL_S)
        return seen


def filled_in(stage: dict[str, Any], text: str) -> dict[str, Any]:
    """A filled-in form for a stage: texts say `text`, boxes are ticked, the first choice is taken."""
    fields: dict[str, Any] = {"gates": list(stage["gates"])}
    for field in stage["fields"]:
        match field["kind"]:
            case "bool":
                fields[field["key"]] = True
            case "choice":
                fields[field["key"]] = field["choices"][0]
            case _:
                fields[field["key"]] = text if field["required"] else ""
    return fields


def _answer(response: httpx.Response) -> httpx.Response:
    if response.is_success:
        return response
    try:
        error = response.json()["error"]
        code, message = str(error["code"]), str(error["message"])
        held = "；".join(str(one["message"]) for one in error.get("blockers") or [])
    except (ValueError, KeyError, TypeError):
        code, message, held = "unknown", response.text[:200], ""
    raise AnswerError(response.status_code, code, f"{message} {held}".strip())
