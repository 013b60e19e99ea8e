"""Personal and secret data outside the desk: which findings hold it, and text with it masked (checks.private)."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from checks.private import hide
from checks.registry import all_checks
from models import Finding


@cache
def private_checks() -> frozenset[str]:
    """Ids of the checks whose hits are personal or secret: all that say so, and the whole family S."""
    return frozenset(check.id for check in all_checks() if check.private or check.id.startswith("S"))


def hidden_in(texts: dict[str, str], findings: Iterable[Finding]) -> dict[str, str]:
    """Block texts, of the same lengths, with what private findings mark masked."""
    places: dict[str, list[tuple[int, int]]] = {}
    for finding in findings:
        if finding.check_id in private_checks():
            places.setdefault(finding.block, []).append((finding.start, finding.end))
    return {block: hide(text, places.get(block, ())) for block, text in texts.items()}
