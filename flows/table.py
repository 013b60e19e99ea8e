"""Which flow does which kind of outbox job. A test keeps it complete."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from flows.release import release
from flows.seal import seal
from flows.stage import stage
from models import JobKind

FLOWS: Final[dict[str, Callable[[int], object]]] = {
    JobKind.STAGE.value: stage,
    JobKind.RELEASE.value: release,
    JobKind.SEAL.value: seal,
}
