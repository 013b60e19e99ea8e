"""Typed refusals.

Each carries a sentence for the person who uploaded the file; nothing else is shown to them.
"""

from __future__ import annotations


class UnreadableError(Exception):
    """A file cannot be read. `code` is stable (API, tests), `reason` is Chinese text for the page."""

    code = "unreadable"

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class EmptyFileError(UnreadableError):
    """0 bytes, or no text in it."""

    code = "empty"


class TooLargeError(UnreadableError):
    """Over the size limit, packed or unpacked."""

    code = "too_large"


class EncryptedError(UnreadableError):
    """Password-protected."""

    code = "encrypted"


class DamagedError(UnreadableError):
    """Truncated or corrupt."""

    code = "damaged"


class ZipBombError(UnreadableError):
    """Unpacks to far more than it should."""

    code = "zip_bomb"


class ExternalEntityError(UnreadableError):
    """XML with a DTD or an external entity."""

    code = "external_entity"


class MacroError(UnreadableError):
    """Carries macros."""

    code = "macro"


class WrongTypeError(UnreadableError):
    """Not what its name says, or a format we do not read."""

    code = "wrong_type"


class UnknownCharsetError(UnreadableError):
    """Text in no recognisable charset."""

    code = "unknown_charset"


class MissingToolError(UnreadableError):
    """The program that this format needs is not installed here."""

    code = "missing_tool"


class TooSlowError(UnreadableError):
    """Reading took more time than a file of its size may take."""

    code = "too_slow"


def by_code(code: str, reason: str) -> UnreadableError:
    """The refusal of that `code`, the plain one for a code of no class."""
    kinds = {kind.code: kind for kind in UnreadableError.__subclasses__()}
    return kinds.get(code, UnreadableError)(reason)


class NotWritableError(Exception):
    """A file cannot be written back without saying something else; `reason` is Chinese text for the page."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
