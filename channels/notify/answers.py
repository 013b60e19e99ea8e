"""What chat services answer to a robot's message. They say no with HTTP 200 and a number in the body, and Apprise (1.13)
looks at the status alone, so its plugins get their answers through here.

Fields as the services' own developer pages describe them: `errcode` (WeCom, DingTalk), `code` (Feishu; its older
addresses say `StatusCode`); 0 means taken.
"""

from __future__ import annotations

import logging
from importlib import import_module
from typing import Any, Final

FIELDS: Final[dict[str, tuple[str, ...]]] = {
    "wecombot": ("errcode",),
    "dingtalk": ("errcode",),
    "feishu": ("code", "StatusCode"),
}
"""Plugin of Apprise → fields of the answer that say whether the message was taken."""
_REFUSED = 422  # any status that is not 2xx: what a plugin takes for a refusal
_log = logging.getLogger("apprise")


def refusal(answer: object, fields: tuple[str, ...]) -> str | None:
    """Why a decoded answer is a refusal, None if it says that the message was taken.

    An answer without the number is one too: a sign-in page of the network in between is also HTTP 200.
    """
    if not isinstance(answer, dict):
        return "应答不是聊天服务的"
    given = [answer[name] for name in fields if name in answer]
    if given and all(number == 0 for number in given):
        return None
    said = answer.get("errmsg") or answer.get("msg") or answer.get("StatusMessage") or ""
    return f"{given[0]} {said}".strip() if given else "应答不是聊天服务的"


class _Requests:
    """Stands where a plugin has the module `requests`: the same, but a refusal in the body becomes one in the status."""

    def __init__(self, requests: Any, fields: tuple[str, ...]) -> None:
        self._requests, self._fields = requests, fields

    def __getattr__(self, name: str) -> Any:
        return getattr(self._requests, name)

    def post(self, *args: Any, **options: Any) -> Any:
        """As `requests.post`."""
        response = self._requests.post(*args, **options)
        if response.ok:
            try:
                answer = response.json()
            except ValueError:
                answer = None
            why = refusal(answer, self._fields)
            if why is not None:
                _log.warning(why)
                response.status_code = _REFUSED
        return response


def listen() -> None:
    """Have the plugins of all three services get their answers through here. Asked twice, it is done once.

    Raises:
        ImportError, AttributeError: Apprise is built differently now.
    """
    for name, fields in FIELDS.items():
        plugin = import_module(f"apprise.plugins.{name}")
        if not isinstance(plugin.requests, _Requests):
            plugin.requests = _Requests(plugin.requests, fields)  # type: ignore[attr-defined]
