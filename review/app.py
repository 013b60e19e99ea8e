"""The bundle every use case works with: settings, database, store, clock and keys, opened once a process."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from review.database import Database, migrate
from review.keys import SystemKey, load_or_create
from review.settings import Settings
from review.store import FolderStore, Store


def utc_now() -> datetime:
    """The clock of the product; tests pass their own."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class App:
    """Everything with a life longer than one act."""

    settings: Settings
    database: Database
    store: Store
    system_key: SystemKey
    clock: Callable[[], datetime] = utc_now

    @property
    def zone(self) -> ZoneInfo:
        """The organisation's time zone."""
        return ZoneInfo(self.settings.zone)

    @property
    def releases_dir(self) -> Path:
        """Where the folder channel puts what went out."""
        return self.settings.data_dir / "releases"

    def close(self) -> None:
        """Give the database connections back."""
        self.database.engine.dispose()


def open_app(settings: Settings, *, clock: Callable[[], datetime] = utc_now, upgrade: bool = False) -> App:
    """Open an installation; `upgrade` brings the schema up first."""
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    if upgrade:
        migrate(settings.sqlalchemy_url)
    return App(
        settings=settings,
        database=Database(settings.sqlalchemy_url),
        store=FolderStore(settings.data_dir / "blobs"),
        system_key=load_or_create(settings.data_dir / "keys" / "audit.key", settings.origin),
        clock=clock,
    )
