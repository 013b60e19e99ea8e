"""Registry, profiles and runner."""

from __future__ import annotations

import dataclasses
import logging
from collections.abc import Callable, Iterator
from types import SimpleNamespace

import pytest

from checks import registry
from checks.language_tool import Absent
from checks.model import Check, Example, Gate, Hit, Severity
from checks.profiles import UnknownProfileError, all_profiles, profile
from checks.registry import DeclarationError, all_checks, collect
from checks.runner import rule_pack, run
from checks.sources import Source
from documents.model import Document, Unread
from documents.read import read


def declare(check_id: str, find: Callable[[Document], Iterator[Hit]], **facts: object) -> Check:
    base: dict[str, object] = {
        "id": check_id,
        "title": "题",
        "gate": Gate.QUALITY,
        "severity": Severity.YELLOW,
        "source": Source.HOUSE,
        "why": "因",
        "examples": (Example("甲"),),
    }
    return registry.check(**(base | facts))(find)  # type: ignore[arg-type]


def nothing(document: Document) -> Iterator[Hit]:
    yield from ()


def at(start: int, end: int, suggestion: str | None = None) -> Callable[[Document], Iterator[Hit]]:
    def find(document: Document) -> Iterator[Hit]:
        for block in document:
            yield Hit(block.id, start, end, "话", suggestion)

    return find


def document(text: str = "他迫不急待地走了。\n第二段。") -> Document:
    return read(text.encode(), "a.txt")


@pytest.mark.parametrize("check_id", ["X001", "P1", "P0001", "p001", ""])
def test_ids_follow_the_families(check_id: str) -> None:
    with pytest.raises(DeclarationError):
        declare(check_id, nothing)


def test_an_empty_declaration_and_a_repeated_id_are_refused() -> None:
    with pytest.raises(DeclarationError):
        declare("P999", nothing, why=" ")
    one, two = declare("P999", nothing), declare("P999", at(0, 1))
    with pytest.raises(DeclarationError, match="twice"):
        collect([SimpleNamespace(a=one), SimpleNamespace(b=two)])
    assert collect([SimpleNamespace(a=one), SimpleNamespace(same=one)]) == (one,)


def test_shipped_checks_are_sorted_and_unique() -> None:
    ids = [check.id for check in all_checks()]
    assert ids == sorted(set(ids))
    assert {"G001", "G002"} <= set(ids)
    assert registry.by_id("G001").engine == "language_tool"


def test_profiles_choose_by_pattern_and_engine() -> None:
    names = {"standard", "official", "layout", "web", "proof", "quick", "notice"}
    assert {p.name for p in all_profiles()} == names
    assert profile("official").choose(all_checks()) == all_checks()
    # How a document is set is judged only where it is said to be an official document.
    assert profile("standard").choose(all_checks()) == tuple(c for c in all_checks() if not c.layout)
    assert any(check.layout for check in profile("layout").choose(all_checks()))
    assert not any(check.engine for check in profile("quick").choose(all_checks()))
    assert not any(check.id.startswith("S") for check in profile("proof").choose(all_checks()))
    with pytest.raises(UnknownProfileError, match="standard"):
        profile("nope")


def test_findings_are_complete_and_in_order() -> None:
    report = run(document(), checks=(declare("W999", at(1, 2, "乙")), declare("P999", at(0, 1))))
    assert [(f.block, f.check) for f in report.findings] == [
        ("b1", "P999"),
        ("b1", "W999"),
        ("b2", "P999"),
        ("b2", "W999"),
    ]
    first = report.findings[1]
    assert (first.text, first.source, first.severity, first.suggestion) == ("迫", "编辑惯例", "yellow", "乙")


def test_a_crashing_check_is_reported_and_logged_and_stops_nothing(caplog: pytest.LogCaptureFixture) -> None:
    def crash(document: Document) -> Iterator[Hit]:
        yield Hit("b1", 0, 1, "话")
        raise RuntimeError("boom")

    with caplog.at_level(logging.ERROR):
        report = run(document(), checks=(declare("P998", crash), declare("P999", at(1, 2))))
    assert {f.check for f in report.findings} == {"P998", "P999"}
    assert [u.what for u in report.unchecked] == ["P998 题"]
    assert "RuntimeError" in report.unchecked[0].reason
    assert "boom" in caplog.text


def test_a_span_outside_its_block_is_a_fault_of_the_check() -> None:
    report = run(document("甲"), checks=(declare("P999", at(0, 9)),))
    assert report.findings == ()
    assert report.unchecked[0].what == "P999 题"


def test_unread_parts_and_an_absent_engine_are_visible() -> None:
    def asks(document: Document) -> Iterator[Hit]:
        from checks.language_tool import current

        current().check("x", "zh-CN")
        yield from ()

    torn = dataclasses.replace(document(), unread=(Unread("页眉", "损坏"),))
    check = declare("G999", asks, engine="language_tool")
    report = run(torn, checks=(check,), language_tool=Absent("没有装"))
    assert [(u.what, u.reason) for u in report.unchecked] == [("页眉", "损坏"), ("LanguageTool", "没有装")]
    assert run(torn, checks=(check,)).unchecked[1].reason == "没有配置 LanguageTool"
    assert all(name != "LanguageTool" for name, _ in report.engines)


def test_the_same_change_asked_for_twice_is_told_once_by_the_stricter() -> None:
    whole = declare("W998", at(1, 5, "迫不及待"), severity=Severity.RED)
    part = declare("G999", at(3, 4, "及"), engine="language_tool")
    other = declare("W999", at(3, 4, "吉"))
    found = run(document("他迫不急待地走了。"), checks=(part, other, whole)).findings
    assert [(f.check, f.severity) for f in found] == [("W998", "red"), ("W999", "yellow")]


def test_two_checks_without_a_suggestion_both_speak() -> None:
    found = run(document("甲"), checks=(declare("W998", at(0, 1)), declare("W999", at(0, 1)))).findings
    assert [f.check for f in found] == ["W998", "W999"]


def test_rule_pack_is_stable_and_changes_with_profile_and_checks() -> None:
    standard = rule_pack(profile("standard"))
    assert standard.startswith("sha256:")
    assert standard == rule_pack(profile("standard")) == run(document("甲")).rule_pack
    assert standard != rule_pack(profile("proof"))
    assert rule_pack(profile("standard"), all_checks()[:1]) != rule_pack(
        profile("standard"), all_checks()[:2]
    )
    # The engine's absence is a fact of the run, not of the rules.
    assert run(document("甲"), language_tool=Absent("x")).rule_pack == standard
