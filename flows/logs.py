"""Logs of the machine side: one JSON object a line in data_dir/logs, bounded in size."""

from __future__ import annotations

import logging
import logging.handlers
from pathlib import Path

import structlog

_BYTES = 10 * 1024 * 1024
_FILES = 5


def log_to_file(folder: Path, name: str, level: str) -> None:
    """Send this process's structlog and warnings of the standard library to `folder/name.jsonl`.

    Raises:
        OSError: the folder cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    handler = logging.handlers.RotatingFileHandler(
        folder / f"{name}.jsonl", maxBytes=_BYTES, backupCount=_FILES, encoding="utf-8"
    )
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(ensure_ascii=False),
            ],
        )
    )
    for logger_name in ("flows", "review", "checks", "channels"):
        logger = logging.getLogger(logger_name)
        logger.addHandler(handler)
        logger.setLevel(level.upper())
        logger.propagate = False
    logging.getLogger("prefect.task_runs").addFilter(_worth_a_line)
    # Prefect's own warnings belong beside ours; what its flows log goes to its page.
    logging.getLogger("prefect").addHandler(handler)
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )


def _worth_a_line(record: logging.LogRecord) -> bool:
    """Drop Prefect's reminder, once per task run, that a timeout cannot interrupt a thread: the steps know."""
    return "is running in a worker thread" not in record.getMessage()
