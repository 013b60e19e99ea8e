"""SARIF 2.1.0, for code hosts and editors that show results beside the text."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, version
from pathlib import PurePath
from typing import Any
from urllib.parse import quote

from checks.model import Check, Severity
from checks.registry import FAMILIES, all_checks
from cli.check_files import FileResult, Item
from cli.output_common import GATES, WHOLE_FILE

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS = {Severity.RED: "error", Severity.YELLOW: "warning", Severity.BLUE: "note"}


def render(results: Sequence[FileResult]) -> str:
    """One run over all files; parts that could not be checked are tool notifications."""
    rules = {check.id: index for index, check in enumerate(all_checks())}
    run: dict[str, Any] = {
        "tool": {"driver": _driver()},
        "columnKind": "unicodeCodePoints",
        "language": "zh-CN",
        "invocations": [
            {
                "executionSuccessful": all(result.unread is None for result in results),
                "toolExecutionNotifications": [n for result in results for n in _notifications(result)],
            }
        ],
        "artifacts": [{"location": {"uri": _uri(result.file)}} for result in results],
        "results": [
            _result(item, index, result.file, rules)
            for index, result in enumerate(results)
            for item in result.items
        ],
    }
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(log, ensure_ascii=False, indent=2) + "\n"


def _driver() -> dict[str, Any]:
    driver: dict[str, Any] = {"name": "Sanshen", "rules": [_rule(check) for check in all_checks()]}
    with suppress(PackageNotFoundError):
        driver["semanticVersion"] = version("sanshen")
    return driver


def _rule(check: Check) -> dict[str, Any]:
    source = f"依据：{check.source.short}《{check.source.title}》"
    page = f"docs/checks/{check.id}.md"
    return {
        "id": check.id,
        "name": check.title,
        "shortDescription": {"text": check.title},
        "fullDescription": {"text": check.why},
        "help": {
            "text": f"{check.why}\n{source}",
            # helpUri must be an absolute address, and ours differs by site; the page is named here instead.
            "markdown": f"{check.why}\n\n{source}\n\n[说明和示例]({page})",
        },
        "defaultConfiguration": {"level": _LEVELS[check.severity]},
        "properties": {
            "gate": check.gate.value,
            "source": check.source.short,
            "preview": check.preview,
            "documentation": page,
            "tags": [FAMILIES[check.id[0]], GATES[check.gate.value]],
        },
    }


def _result(item: Item, artifact: int, file: str, rules: dict[str, int]) -> dict[str, Any]:
    finding = item.finding
    location = {"uri": _uri(file), "index": artifact}
    physical: dict[str, Any] = {"artifactLocation": location}
    if item.region is not None:
        physical["region"] = _region(item)
    result: dict[str, Any] = {
        "ruleId": finding.check,
        "level": _LEVELS[finding.severity],
        "message": {"text": finding.message},
        "locations": [
            {
                "physicalLocation": physical,
                "logicalLocations": [{"name": finding.block, "kind": "element"}],
            }
        ],
        "partialFingerprints": {"sanshen/v1": _fingerprint(item)},
        "properties": {"gate": finding.gate.value, "source": finding.source, "text": finding.text},
    }
    if finding.check in rules:
        result["ruleIndex"] = rules[finding.check]
    if item.region is not None and item.suggestion is not None:
        replacement = {"deletedRegion": _region(item), "insertedContent": {"text": item.suggestion}}
        change = {"artifactLocation": location, "replacements": [replacement]}
        result["fixes"] = [{"description": {"text": "采用建议"}, "artifactChanges": [change]}]
    return result


def _region(item: Item) -> dict[str, Any]:
    region = item.region
    if region is None:
        return {}
    return {
        "startLine": region.line,
        "startColumn": region.column,
        "endLine": region.end_line,
        "endColumn": region.end_column,
        "charOffset": region.start,
        "charLength": region.end - region.start,
    }


def _fingerprint(item: Item) -> str:
    """The same for the same fault in the same sentence, wherever the sentence moves."""
    parts = (item.finding.check, item.finding.text, item.sentence, str(item.sentence_start))
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:32]


def _notifications(result: FileResult) -> list[dict[str, Any]]:
    reasons = [(WHOLE_FILE, result.unread, "error")] if result.unread is not None else []
    reasons += [(part.what, part.reason, "warning") for part in result.unchecked]
    location = {"physicalLocation": {"artifactLocation": {"uri": _uri(result.file)}}}
    return [
        {"level": level, "message": {"text": f"未能检查：{what}：{reason}"}, "locations": [location]}
        for what, reason, level in reasons
    ]


def _uri(file: str) -> str:
    path = PurePath(file)
    return path.as_uri() if path.is_absolute() else quote(path.as_posix())
