"""Is the Prefect server there? Asked often while it is, with growing pauses while it is not.

While it is away jobs wait in the outbox: nothing is leased, nothing fails, no attempt is counted.
"""

from __future__ import annotations

import threading
import time

import httpx

_WHILE_UP_S = 2.0
_FIRST_PAUSE_S = 0.5
_LONGEST_PAUSE_S = 5.0
_TIMEOUT_S = 3.0


class Gate:
    """Remembers the server's last known state; safe to ask from several threads."""

    def __init__(self, api_url: str) -> None:
        self._url = f"{api_url}/health"
        self._lock = threading.Lock()
        self._up = False
        self._openings = 0
        self._pause = _FIRST_PAUSE_S
        self._ask_again = 0.0
        self._client = httpx.Client(timeout=_TIMEOUT_S, trust_env=False)

    @property
    def openings(self) -> int:
        """How many times the server has come (back); a change means: look for what an outage left behind."""
        return self._openings

    def is_open(self) -> bool:
        """The server answered a moment ago. Asks it only when the last answer is too old."""
        with self._lock:
            if time.monotonic() >= self._ask_again:
                self._probe()
            return self._up

    def check_now(self) -> bool:
        """Ask the server at once, after something went wrong with it."""
        with self._lock:
            self._probe()
            return self._up

    def close(self) -> None:
        """Give the connection back."""
        self._client.close()

    def _probe(self) -> None:
        try:
            up = self._client.get(self._url).status_code == httpx.codes.OK
        except httpx.HTTPError:
            up = False
        if up:
            self._openings += not self._up
            self._pause = _FIRST_PAUSE_S
            self._ask_again = time.monotonic() + _WHILE_UP_S
        else:
            self._ask_again = time.monotonic() + self._pause
            self._pause = min(self._pause * 1.6, _LONGEST_PAUSE_S)
        self._up = up
