"""Personal numbers: check digits decide the severity, and messages never tell the whole number."""

from __future__ import annotations

import datetime
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks import private, runner
from checks.language_tool import Absent
from checks.model import Hit, Severity
from checks.registry import by_id
from checks.rules.bank_cards import luhn
from checks.rules.identity_numbers import check_character
from cli import output_html, output_json, output_sarif, output_text
from cli.check_files import check_file
from cli.check_rules import Options
from cli.check_sources import Source
from documents.model import Block, BlockKind, Document


def hits(check: str, text: str) -> list[tuple[Hit, Severity]]:
    declared = by_id(check)
    document = Document(format="txt", blocks=(Block(id="b1", kind=BlockKind.PARAGRAPH, text=text),))
    return [(hit, hit.severity or declared.severity) for hit in declared.find(document)]


def longest_digits(message: str) -> int:
    return max((len(run) for run in re.findall(r"[\dXx]+", message)), default=0)


# Made-up numbers: the first is the worked example of the standard.
@pytest.mark.parametrize(
    ("number", "severity"),
    [
        ("11010519491231002X", Severity.RED),
        ("110105194912310021", Severity.YELLOW),
        ("440524188001010014", Severity.RED),
    ],
)
def test_identity_number_severity(number: str, severity: Severity) -> None:
    assert [s for _, s in hits("S001", f"身份证号{number}。")] == [severity]


@given(
    st.integers(110000, 659999),
    st.dates(
        min_value=__import__("datetime").date(1900, 1, 1), max_value=__import__("datetime").date(2026, 1, 1)
    ),
    st.integers(0, 999),
)
def test_every_valid_identity_number_is_found_and_masked(area: int, birth: datetime.date, order: int) -> None:
    first = f"{area}{birth:%Y%m%d}{order:03}"
    number = first + check_character(first)
    ((hit, severity),) = hits("S001", f"证件：{number}，")
    assert severity is Severity.RED
    assert number not in hit.message
    assert longest_digits(hit.message) <= 4


@given(st.integers(10**14, 10**15 - 1).map(lambda n: "62" + str(n)[2:]))
def test_every_valid_card_is_found_and_masked(body: str) -> None:
    number = next(body + str(d) for d in range(10) if luhn(body + str(d)))
    ((hit, severity),) = hits("S002", f"卡号：{number}。")
    assert severity is Severity.RED
    assert number not in hit.message
    assert longest_digits(hit.message) <= 4


def test_a_card_with_a_wrong_check_digit_beside_its_name_is_a_warning() -> None:
    assert [s for _, s in hits("S002", "银行卡6222021234567890123")] == [Severity.YELLOW]
    assert hits("S002", "批次6222021234567890123") == []


def test_an_identity_number_is_no_bank_card() -> None:
    # Of the identity numbers that begin like a card, one in ten also passes the cards' check digit.
    firsts = [f"62010519491231{order:03}" for order in range(200)]
    numbers = [first + check_character(first) for first in firsts]
    both = [number for number in numbers if number.isdecimal() and luhn(number)]
    assert both
    assert hits("S002", "账号" + "，账号".join(both)) == []


@given(st.integers(0, 10**8 - 1))
def test_mobile_numbers_are_masked(tail: int) -> None:
    number = f"138{tail:08}"
    ((hit, _),) = hits("S003", f"手机{number}。")
    assert number not in hit.message
    assert longest_digits(hit.message) <= 4


@pytest.mark.parametrize(
    "text", ["2026138123456789", "0.13812345678", "13812345678元", "https://example.cn/13812345678"]
)
def test_longer_numbers_amounts_and_addresses_are_no_mobile_numbers(text: str) -> None:
    assert hits("S003", f"见{text}") == []


def test_reports_mask_what_the_desk_shows() -> None:
    text = "张某，身份证号11010519491231002X,已通过审核。"
    report = runner.run(Document(format="txt", blocks=(Block(id="b1", kind=BlockKind.PARAGRAPH, text=text),)))
    hidden = private.spans(report.findings)
    (own,) = [finding for finding in report.findings if finding.check == "S001"]
    assert own.private
    assert own.text == "11010519491231002X"
    assert private.masked(own, hidden).text == "11**************2X"
    assert len(private.hide(text, hidden["b1"])) == len(text)
    assert "19491231" not in private.hide(text, hidden["b1"])


def test_no_output_of_the_command_line_tells_a_number(tmp_path: Path) -> None:
    file = tmp_path / "稿件.txt"
    file.write_text("张某,身份证号11010519491231002X,银行卡6222021234567890128。", encoding="utf-8")
    result = check_file(Source(str(file), file), Options("standard", Absent("测试不用")))
    outputs = [
        output_json.render([result]),
        output_sarif.render([result]),
        output_html.render([result]),
        output_text.render([result], colour=False),
    ]
    for output in outputs:
        assert "S001" in output
        assert "19491231" not in output
        assert "021234567890" not in output
