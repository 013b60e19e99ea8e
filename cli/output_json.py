"""The JSON of `sanshen check`; its keys are a contract, see docs/checks/index.md."""

from __future__ import annotations

import json
from collections.abc import Sequence

from cli.check_files import FileResult, Item
from cli.output_common import WHOLE_FILE


def render(results: Sequence[FileResult]) -> str:
    """`{"findings": […], "unchecked": […]}`.

    `start` and `end` are code points: of the decoded text for text files, of the block's text for other
    formats.
    """
    findings = [_finding(result.file, item) for result in results for item in result.items]
    unchecked = [
        {"file": result.file, "what": what, "reason": reason}
        for result in results
        for what, reason in _unchecked(result)
    ]
    return json.dumps({"findings": findings, "unchecked": unchecked}, ensure_ascii=False, indent=2) + "\n"


def _finding(file: str, item: Item) -> dict[str, object]:
    finding, region = item.finding, item.region
    return {
        "file": file,
        "check": finding.check,
        "gate": finding.gate.value,
        "severity": finding.severity.value,
        "block": finding.block,
        "start": finding.start if region is None else region.start,
        "end": finding.end if region is None else region.end,
        "text": finding.text,
        "private": finding.private,
        "message": finding.message,
        "suggestion": item.suggestion,
        "source": finding.source,
    }


def _unchecked(result: FileResult) -> list[tuple[str, str]]:
    if result.unread is not None:
        return [(WHOLE_FILE, result.unread)]
    return [(part.what, part.reason) for part in result.unchecked]
