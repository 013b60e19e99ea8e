"""The environment of Prefect's processes: all under the data folder, nothing of the user's own profile.

Imports no Prefect, because Prefect reads its settings from the environment when it is imported.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import shlex
from collections.abc import Mapping
from pathlib import Path

from review.settings import Settings

POOL = "sanshen"
WORKER_TYPE = "sanshen-resident"

# What an operator may set for more than one machine (docs/operations.md), by the name Prefect gives it.
PASSED_ON = {
    "SANSHEN_PREFECT_DATABASE_URL": "PREFECT_SERVER_DATABASE_CONNECTION_URL",
    "SANSHEN_PREFECT_DOCKET_URL": "PREFECT_SERVER_DOCKET_URL",
    "SANSHEN_PREFECT_MESSAGING_BROKER": "PREFECT_MESSAGING_BROKER",
    "SANSHEN_PREFECT_MESSAGING_CACHE": "PREFECT_MESSAGING_CACHE",
}


def prefect_key(data_dir: Path) -> str:
    """The credential (`user:password`) of this installation's Prefect server, made once with mode 0600.

    Raises:
        OSError: the data folder cannot be written.
    """
    path = key_file(data_dir)
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        # Linked into place complete: two that start together must not read half a key or two keys.
        temporary = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
        with os.fdopen(os.open(temporary, os.O_CREAT | os.O_WRONLY | os.O_EXCL, 0o600), "w") as file:
            file.write(f"sanshen:{secrets.token_urlsafe(24)}")
        with contextlib.suppress(FileExistsError):
            os.link(temporary, path)
        temporary.unlink()
    return path.read_text(encoding="ascii").strip()


def key_file(data_dir: Path) -> Path:
    """Where the credential lies; what a person types into the Prefect page."""
    return data_dir / "keys" / "prefect.key"


def api_url(settings: Settings, environ: Mapping[str, str] = os.environ) -> str:
    """Address of the Prefect API; on another machine it comes from SANSHEN_PREFECT_API_URL."""
    return environ.get("SANSHEN_PREFECT_API_URL") or f"http://127.0.0.1:{settings.prefect_port}/api"


def prefect_environment(
    settings: Settings, *, page: bool = True, environ: Mapping[str, str] = os.environ
) -> dict[str, str]:
    """A full environment for a child process: `environ` without any PREFECT_… of the user, plus ours.

    `page`: serve the Prefect page besides the API.
    """
    home = settings.data_dir.absolute() / "prefect"
    home.mkdir(parents=True, exist_ok=True)
    key = environ.get("SANSHEN_PREFECT_API_KEY") or prefect_key(settings.data_dir)
    url = api_url(settings, environ)
    kept = {name: value for name, value in environ.items() if not name.startswith("PREFECT_")}
    passed = {theirs: environ[ours] for ours, theirs in PASSED_ON.items() if ours in environ}
    return (
        kept
        | _client_settings(home, url, key)
        | _server_settings(home, url, key, settings, page=page)
        | passed
        | {"SANSHEN_DATA_DIR": str(settings.data_dir.absolute()), "PYTHONUNBUFFERED": "1"}
    )


def _client_settings(home: Path, url: str, key: str) -> dict[str, str]:
    return {
        "PREFECT_HOME": str(home),
        "PREFECT_PROFILES_PATH": str(home / "profiles.toml"),
        "PREFECT_API_URL": url,
        "PREFECT_API_AUTH_STRING": key,
        # 2 + 4 + 8 s bridge a busy database. In a longer outage the claimer gives the job back and waits.
        "PREFECT_CLIENT_MAX_RETRIES": "3",
        "PREFECT_CLIENT_METRICS_ENABLED": "false",
        "PREFECT_LOGGING_LEVEL": "WARNING",
        "PREFECT_LOGGING_TO_API_WHEN_MISSING_FLOW": "ignore",
        "PREFECT_WORKER_QUERY_SECONDS": "5",
        "PREFECT_RESULTS_PERSIST_BY_DEFAULT": "false",
        "DO_NOT_TRACK": "1",
    }


def _server_settings(home: Path, url: str, key: str, settings: Settings, *, page: bool) -> dict[str, str]:
    return {
        "PREFECT_SERVER_DATABASE_CONNECTION_URL": f"sqlite+aiosqlite:///{home / 'prefect.db'}",
        "PREFECT_SERVER_API_HOST": "127.0.0.1",
        "PREFECT_SERVER_API_PORT": str(settings.prefect_port),
        "PREFECT_SERVER_API_AUTH_STRING": key,
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "PREFECT_SERVER_UI_ENABLED": str(page).lower(),
        "PREFECT_SERVER_UI_API_URL": url,
        "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "false",
        # Prefect keeps what happened for a while; what must be kept for years is in our own database.
        "PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED": "events,flow_runs",
        "PREFECT_SERVER_EVENTS_RETENTION_PERIOD": "P7D",
    }


def main() -> None:
    """`eval "$(python -m flows.environment)"` points Prefect's own commands at this installation."""
    found = prefect_environment(Settings())
    for name in sorted(name for name in found if name.startswith("PREFECT_") or name == "DO_NOT_TRACK"):
        print(f"export {name}={shlex.quote(found[name])}")  # noqa: T201 - its purpose


if __name__ == "__main__":
    main()
