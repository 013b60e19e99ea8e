"""A real draft with known faults: everything that is wrong in it is found, and next to nothing else."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from checks.model import Finding, Report, Severity
from checks.runner import run
from documents.model import Document
from documents.read import read

SAMPLE = Path(__file__).resolve().parents[3] / "shared" / "samples" / "key-points-2026.txt"
pytestmark = pytest.mark.skipif(not SAMPLE.exists(), reason="the sample is not part of the repository")

# Where the findings must stand, counted without any of our own code.
HALF_WIDTH = {",": "P001", "(": "P002", ")": "P002", '"': "P003"}
OTHERS_ALLOWED = 3


@pytest.fixture(scope="module")
def text() -> str:
    return SAMPLE.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def document() -> Document:
    return read(SAMPLE.read_bytes(), SAMPLE.name)


@pytest.fixture(scope="module")
def report(document: Document) -> Report:
    return run(document, "quick")


def places(document: Document, report: Report, check: str) -> set[int]:
    """Offsets in the file that findings of `check` cover."""
    covered: set[int] = set()
    for finding in report.findings:
        if finding.check == check:
            block = document.block(finding.block)
            covered.update(
                o for i in range(finding.start, finding.end) if (o := block.source_offset(i)) is not None
            )
    return covered


@pytest.mark.parametrize("mark", list(HALF_WIDTH))
def test_every_half_width_mark_in_chinese_text_is_found(
    mark: str, text: str, document: Document, report: Report
) -> None:
    # The draft has no foreign sentence, number with separators or address, so every one of them is wrong.
    wrong = {index for index, char in enumerate(text) if char == mark}
    assert wrong
    assert wrong <= places(document, report, HALF_WIDTH[mark])


def test_enumerators_and_numbers_stay_silent(text: str, document: Document, report: Report) -> None:
    dots = {index for index, char in enumerate(text) if char == "."}
    assert dots
    assert not dots & places(document, report, "P001")


def only(report: Report, check: str) -> Finding:
    found = [finding for finding in report.findings if finding.check == check]
    assert len(found) == 1
    return found[0]


def test_the_doubled_title(document: Document, report: Report) -> None:
    finding = only(report, "C001")
    assert document.block(finding.block).anchor.line == 2
    assert finding.severity is Severity.RED
    assert finding.suggestion == ""


def test_the_skipped_level_is_told_once(report: Report) -> None:
    finding = only(report, "F001")
    assert finding.text == "1."
    assert "（一）" in finding.message


def test_the_last_item_breaks_off(document: Document, report: Report) -> None:
    finding = only(report, "C002")
    assert finding.block == document.blocks[-1].id


def test_nearly_nothing_else(report: Report) -> None:
    known = {*HALF_WIDTH.values(), "C001", "F001", "C002"}
    others = [finding for finding in report.findings if finding.check not in known]
    assert len(others) <= OTHERS_ALLOWED, others
    assert not [finding for finding in report.findings if "思享" in finding.text]


def test_applying_every_suggestion_leaves_none(document: Document, report: Report, text: str) -> None:
    limit = len(text)
    changes = [
        (*document.block(f.block).source_range(f.start, f.end), f.suggestion)  # type: ignore[misc]
        for f in report.findings
        if f.suggestion is not None
    ]
    fixed = text
    for start, end, suggestion in sorted(changes, reverse=True):
        assert end <= limit, "suggestions must not overlap"
        fixed, limit = fixed[:start] + suggestion + fixed[end:], start
    after = run(read(fixed.encode(), SAMPLE.name), "quick")
    # A hint of the typo check taken up changes what its neighbours look like to it: at most one more hint.
    hints = [f for f in after.findings if f.check == "W100"]
    assert len(hints) <= 1
    assert all(hint.severity is Severity.BLUE for hint in hints)
    assert [f.check for f in after.findings if f not in hints] == ["F001", "C002"]
    assert fixed.count("“") == fixed.count("”") == text.count('"') // 2


def test_within_a_second(document: Document) -> None:
    run(document, "quick")  # wordlists and patterns are built once a process
    started = time.perf_counter()
    run(document, "quick")
    assert time.perf_counter() - started < 1
