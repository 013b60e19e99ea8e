"""Publish channels: interface.py and one file per channel, found by its name."""

from __future__ import annotations

import importlib
import pkgutil
from pathlib import Path

from channels.publish.interface import ChannelError, PublishChannel


def names() -> frozenset[str]:
    """Names of all channels, one per file of this folder."""
    return frozenset(m.name for m in pkgutil.iter_modules(__path__) if m.name != "interface")


def channel(name: str, root: Path) -> PublishChannel:
    """The channel `name`.

    Raises:
        ChannelError: there is none of that name.
    """
    if name not in names():
        raise ChannelError(f"no publish channel named {name}")
    opened: PublishChannel = importlib.import_module(f"channels.publish.{name}").open_channel(root)
    return opened
