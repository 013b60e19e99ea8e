"""Which flow does which kind of outbox job. A test keeps it complete."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from prefect.settings import get_current_settings

from flows.proof import proof
from flows.release import release
from flows.seal import seal
from flows.stage import stage
from models import JobKind

FLOWS: Final[dict[str, Callable[[int], object]]] = {
    JobKind.STAGE.value: stage,
    JobKind.PROOF.value: proof,
    JobKind.RELEASE.value: release,
    JobKind.SEAL.value: seal,
}


def without_heartbeats() -> None:
    """Switch Prefect's flow heartbeats off in this process.

    They hold a finished run back for up to a second, and what they are for, noticing a dead process, is done by
    the lease. The environment cannot say "none": Prefect's setting takes whole numbers only.
    """
    get_current_settings().flows.heartbeat_frequency = None
