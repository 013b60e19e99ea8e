"""Browser files of others are exactly the ones that were looked at, each with its licence."""

from __future__ import annotations

import hashlib
import tomllib
from pathlib import Path

STATIC = Path(__file__).parent.parent.parent / "web" / "static"
FILES = tomllib.loads((STATIC / "VENDOR.toml").read_text(encoding="utf-8"))["file"]


def test_hashes_and_licences() -> None:
    for file in FILES:
        assert hashlib.sha512((STATIC / file["path"]).read_bytes()).hexdigest() == file["sha512"], file[
            "path"
        ]
        assert (STATIC / file["licence_file"]).read_text(encoding="utf-8").strip()
        assert file["version"] in file["path"]


def test_nothing_is_vendored_unlisted() -> None:
    listed = {file["path"] for file in FILES} | {file["licence_file"] for file in FILES}
    assert {str(p.relative_to(STATIC)) for p in (STATIC / "vendor").iterdir()} == listed
