"""Chat robots (WeCom, DingTalk, Feishu and a plain webhook) through Apprise. The only importer of apprise."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import apprise

from channels.notify import answers
from channels.notify.interface import Message, NotifyError

answers.listen()

# Only what was looked at: Apprise also knows addresses that run programs or send to the far side of the world.
KINDS: Final[dict[str, tuple[str, ...]]] = {
    "wecom": ("wecombot",),
    "dingtalk": ("dingtalk",),
    "feishu": ("feishu",),
    "webhook": ("json", "jsons"),
}
"""Kinds of robot and the address schemes of each. webhook: our text as JSON to an address of the site's own."""

# A title is a stranger's text. These would call everybody in the group, or begin a link or markup.
_HARMLESS = str.maketrans({"<": "＜", ">": "＞", "@": "＠", "`": "'", "[": "［", "]": "］", "*": "＊"})


def kind_of(address: str) -> str:
    """The kind of robot an address belongs to.

    Raises:
        NotifyError: a scheme we do not send to, or an address that Apprise cannot read.
    """
    scheme = address.partition("://")[0].lower()
    for kind, schemes in KINDS.items():
        if scheme in schemes:
            if _opened(address) is None:
                raise NotifyError("机器人地址不完整，请对照说明填写。", again=False)
            return kind
    raise NotifyError(
        "只支持企业微信（wecombot）、钉钉（dingtalk）、飞书（feishu）和 json 地址。", again=False
    )


def harmless(text: str) -> str:
    """`text` without characters that chat programs read as calls, links or markup."""
    return "".join(char for char in text.translate(_HARMLESS) if char == "\n" or char.isprintable())


class Robots:
    """Sends to any robot; the target is the robot's address, which holds its secret and is never logged."""

    def send(self, target: str, message: Message) -> str:
        """Hand a message over; the receipt says which kind of robot took it, and its key.

        Raises:
            NotifyError: the robot refused or did not answer, or the address is none of ours.
        """
        kind = kind_of(target)
        robot = _opened(target)
        assert robot is not None  # noqa: S101 - kind_of has just opened it
        with _said() as said:
            taken = robot.notify(
                title=harmless(message.subject),
                body=harmless(message.body),
                body_format=apprise.NotifyFormat.TEXT,
            )
        if not taken:
            cause = said.getvalue().partition("\n")[0]  # what follows is how Apprise passes it on
            raise NotifyError(f"机器人没有接收：{_without_secrets(cause, target)}".rstrip("："))
        return f"{kind}:{message.key}"


def _opened(address: str) -> apprise.Apprise | None:
    robots = apprise.Apprise(
        asset=apprise.AppriseAsset(app_id="Sanshen", app_desc="三审三校", async_mode=False)
    )
    return robots if robots.add(address) else None


@contextmanager
def _said() -> Iterator[io.StringIO]:
    """What Apprise logs meanwhile: its only way to say why a robot refused."""
    text = io.StringIO()
    handler = logging.StreamHandler(text)
    handler.setLevel(logging.WARNING)
    log = logging.getLogger("apprise")
    log.addHandler(handler)
    try:
        yield text
    finally:
        log.removeHandler(handler)


def _without_secrets(said: str, address: str) -> str:
    secrets = [part for part in address.partition("://")[2].replace("?", "/").split("/") if len(part) >= 6]
    for secret in secrets:
        said = said.replace(secret, "…")
    return " ".join(said.split())[:200]
