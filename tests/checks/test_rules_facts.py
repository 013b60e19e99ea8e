"""What the checks of facts share: numerals, quantities, dates, and that hostile repeats stay cheap."""

from __future__ import annotations

import time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.registry import by_id
from checks.types.dates import dates, document_year
from checks.types.numerals import han, han_value, ordinal
from checks.types.quantities import quantities, shown
from checks.types.statutes import articles, known, misnamed, superseded
from documents.read import read

FACTS = [f"C{n:03}" for n in range(3, 18)] + [f"L{n:03}" for n in (4, 5, 6, 7, 8, 9, 10, 11)]


@given(st.integers(0, 9_999))
def test_a_chinese_numeral_reads_back(number: int) -> None:
    assert han_value(han(number)) == number
    assert ordinal(str(number)) == number


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("3.5万人", 35_000, "人"),
        ("三万五千人", 35_000, "人"),
        ("35,000人", 35_000, "人"),
        ("1.2亿元", 120_000_000, "元"),
        ("二百三十名", 230, "名"),
        ("12.5％", Decimal("12.5"), "%"),
    ],
)
def test_one_quantity_in_several_dresses(text: str, value: Decimal, unit: str) -> None:
    (found,) = quantities(text)
    assert (found.value, found.unit, found.exact) == (value, unit, True)
    assert next(quantities(shown(found.value, found))).value == value


@pytest.mark.parametrize("text", ["约30人", "30余人", "近30人", "30人以上", "20～30人", "超过30人"])
def test_an_estimate_is_not_exact(text: str) -> None:
    assert all(not q.exact for q in list(quantities(text))[-1:])


def test_dates_of_both_writings() -> None:
    assert [(d.year, d.month, d.day) for d in dates("2026年3月5日、二〇二六年三月五日、3月5日、2026年")] == [
        (2026, 3, 5),
        (2026, 3, 5),
        (None, 3, 5),
        (2026, None, None),
    ]


def test_the_year_a_document_speaks_from_is_that_of_its_signature() -> None:
    signed = read("关于工作的通知\n1998年的做法不再沿用。\n某市教育局\n2026年3月5日".encode(), "a.txt")
    assert document_year(signed) == 2026
    assert document_year(read("1998年的做法不再沿用。".encode(), "a.txt")) is None


def test_the_lists_of_statutes_do_not_contradict_one_another() -> None:
    assert len(known()) >= 250
    assert not set(superseded()) & set(articles())
    assert set(misnamed().values()) <= known()
    assert not set(misnamed()) & known()


@pytest.mark.parametrize("check_id", FACTS)
@pytest.mark.parametrize(
    "unit",
    [
        "其中男18人、女11人，",
        "共30人（男18人、",
        "由3家增加到5家，增长20%，",
        "占30%、",
        "一是",
        "2026年3月至",
        "见附件3、",
        "“甲乙丙丁”",
    ],
)
def test_repeats_in_one_sentence_stay_linear(check_id: str, unit: str) -> None:
    document = read(("共30人，" + unit * 1_000).encode(), "a.txt")
    started = time.process_time()
    list(by_id(check_id).find(document))
    assert time.process_time() - started < 2
