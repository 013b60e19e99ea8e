"""What a publish channel is: it takes the approved bytes somewhere and says what arrived there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Package:
    """Everything that goes out. `key` is the release's idempotency key, the same at every try."""

    key: str
    number: str
    title: str
    filename: str
    original: bytes
    html: str
    manifest: bytes


@dataclass(frozen=True, slots=True)
class Delivered:
    """What a channel answered. `sha256` is of the original's bytes as read back from where they arrived."""

    location: str
    sha256: str
    detail: str = ""


class ChannelError(Exception):
    """A channel could not deliver; the release is tried again later. The message is for administrators."""


class PublishChannel(Protocol):
    """A way out. `deliver` is idempotent by `package.key`: called twice, it delivers once and answers the same."""

    name: str
    title: str

    def deliver(self, package: Package) -> Delivered:
        """Deliver, then read back what arrived.

        Raises:
            ChannelError: not delivered, or something else lies there already.
        """
