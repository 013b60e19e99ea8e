"""The layout of a version for the checks of a stage: read from its original bytes, because the text model has none."""

from __future__ import annotations

from checks.model import Unchecked
from checks.profiles import profile
from checks.registry import all_checks
from documents.errors import UnreadableError
from documents.layout import Layout
from documents.layout_read import read_layout
from models import Version
from review.app import App

Found = Layout | Unchecked | None


def of_version(app: App, version: Version, profile_name: str) -> Found:
    """Layout of a version, where a check of the profile looks at it; why there is none, where it cannot be read."""
    if not profile_name or not any(check.layout for check in profile(profile_name).choose(all_checks())):
        return None
    if version.format != "docx":
        return None
    try:
        return read_layout(app.store.get(version.original_sha256))
    except UnreadableError as error:
        return Unchecked("版式", error.reason)


def key(engine_key: str, layout: Found) -> str:
    """The name of what a stored result depends on beside the text: two files of one text may be set differently."""
    return f"{engine_key} {layout.hash[:23]}" if isinstance(layout, Layout) else engine_key
