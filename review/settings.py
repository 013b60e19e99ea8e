"""Settings from the environment (`SANSHEN_…`), read once at the edge of each process."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from review.keys import ArgonCost


class Settings(BaseSettings):
    """All switches of an installation; the defaults make a working single machine on loopback."""

    model_config = SettingsConfigDict(env_prefix="SANSHEN_")

    data_dir: Path = Path("data")
    database_url: str | None = None  # None: SQLite in data_dir
    web_host: str = "127.0.0.1"
    web_port: int = 8420
    public_url: str | None = None
    prefect_port: int = 4820
    lease_seconds: float = 30.0
    job_poll_seconds: float = 0.2
    worker_threads: int = 4
    session_hours: float = 12.0
    max_upload_bytes: int = 50 * 1024 * 1024
    zone: str = "Asia/Shanghai"
    origin: str = "sanshen.local/audit"  # name of the audit log in its checkpoints
    language_tool_url: str | None = None
    smtp_host: str | None = None  # None: no mail leaves the house
    smtp_port: int = 25
    smtp_security: Literal["none", "starttls", "tls"] = "none"
    smtp_user: str = ""
    smtp_password: str = ""
    smtp_from: str = "sanshen@localhost.localdomain"
    argon_memory_kib: int = Field(default=ArgonCost().memory_kib, ge=8)
    argon_time: int = Field(default=ArgonCost().time, ge=1)
    log_level: str = "INFO"

    @property
    def sqlalchemy_url(self) -> str:
        """The database address for SQLAlchemy; bare `postgresql://` gets the psycopg driver."""
        if self.database_url is None:
            return f"sqlite:///{self.data_dir.absolute() / 'sanshen.db'}"
        return self.database_url.replace("postgresql://", "postgresql+psycopg://", 1)

    @property
    def argon(self) -> ArgonCost:
        """Cost of password hashing and of opening a signing key."""
        return ArgonCost(memory_kib=self.argon_memory_kib, time=self.argon_time)
