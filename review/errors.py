"""Refusals of the use cases: typed for code, in Chinese words for people. Nothing here is a bug report."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Blocker:
    """One thing that stands between a person and their sign-off."""

    code: str
    message: str
    finding_ids: tuple[int, ...] = field(default=())


class RefusedError(Exception):
    """An act was refused and changed nothing. `status` is the HTTP status a page or API answers with."""

    code = "refused"
    status = 400

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class NotAllowedError(RefusedError):
    """The person's role does not cover the act."""

    code = "not_allowed"
    status = 403


class SeparationError(RefusedError):
    """Separation of duties (invariant 3) forbids this person this act."""

    code = "separation"
    status = 403


class WrongPasswordError(RefusedError):
    """The password given for signing in or for a signature is wrong."""

    code = "wrong_password"
    status = 403


class LockedAccountError(RefusedError):
    """Too many wrong passwords; the account waits."""

    code = "locked"
    status = 429


class NotFoundError(RefusedError):
    """There is no such thing, or not for this person."""

    code = "not_found"
    status = 404


class InvalidError(RefusedError):
    """The input is not usable as it is."""

    code = "invalid"
    status = 422


class StateError(RefusedError):
    """The draft is not in a state in which this act makes sense."""

    code = "state"
    status = 409


class StaleContentError(RefusedError):
    """The person looked at another content than the current one."""

    code = "stale"
    status = 409

    def __init__(self, seen: str, current: str) -> None:
        super().__init__("您看到的不是当前版次：稿件内容已有改动。请刷新页面，看过改动后再签。")
        self.seen = seen
        self.current = current


class StaleProofError(RefusedError):
    """The person looked at another proof than the one that stands now."""

    code = "stale_proof"
    status = 409

    def __init__(self) -> None:
        super().__init__("校样刚刚有变动：您看到的不是现在这份。请打开“校样”页，看过后再签。")


class BlockedError(RefusedError):
    """Guards hold the sign-off; `blockers` says what is missing."""

    code = "blocked"
    status = 409

    def __init__(self, blockers: list[Blocker]) -> None:
        super().__init__("还不能签：" + "；".join(b.message for b in blockers))
        self.blockers = blockers
