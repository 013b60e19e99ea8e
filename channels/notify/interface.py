"""What a way of telling is: it hands a short text on and says what the other side answered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Message:
    """A text on its way. `key` is the same at every try; `subject` is one line; `body` is plain text, lines by \\n."""

    key: str
    subject: str
    body: str


class NotifyError(Exception):
    """Not handed over. The message is Chinese, for administrators. `again`: whether another try may do better."""

    def __init__(self, message: str, *, again: bool = True) -> None:
        super().__init__(message)
        self.again = again


class NotifyChannel(Protocol):
    """A way out. A second `send` with the same key may arrive twice: mail programs and people see the same key."""

    def send(self, target: str, message: Message) -> str:
        """Hand `message` over to `target` (a mail address, a robot's address); returns the receipt, never empty.

        Raises:
            NotifyError: not handed over.
        """
