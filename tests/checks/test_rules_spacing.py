"""P040 on any text: what it proposes leads to a text it has nothing to say about, and hostile text costs no more."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks import house as houses
from checks.house import House
from checks.model import Hit
from checks.rules.spacing import spacing
from documents.model import Block, BlockKind, Document

STYLES = [House(spacing="none"), House(spacing="space")]
TEXT = st.text(alphabet="中文字汉图表A7.b \u3000\u00a0，（）/:@", max_size=40)


def hits(text: str, house: House) -> list[Hit]:
    document = Document("txt", (Block("b1", BlockKind.PARAGRAPH, text),))
    with houses.use(house):
        return sorted(spacing.find(document), key=lambda hit: hit.start)


@pytest.mark.parametrize("house", STYLES, ids=lambda h: h.spacing)
@given(text=TEXT)
def test_applied_it_is_content(text: str, house: House) -> None:
    fixed, done = "", 0
    for hit in hits(text, house):
        assert done <= hit.start
        fixed += text[done : hit.start] + (hit.suggestion or "")
        done = hit.end
    fixed += text[done:]
    assert hits(fixed, house) == []
    assert "".join(fixed.split()) == "".join(text.split())


@pytest.mark.parametrize("house", STYLES, ids=lambda h: h.spacing)
@pytest.mark.parametrize("unit", ["中 ", "中A", "中" + " " * 50, "1.", "图 1 ", "a b ", "中\u3000a"])
def test_repeats_stay_linear(house: House, unit: str) -> None:
    def cost(times: int) -> float:
        text = "首" + unit * times
        best = 9.0
        for _ in range(3):
            started = time.perf_counter()
            hits(text, house)
            best = min(best, time.perf_counter() - started)
        return best

    cost(10)
    assert cost(16_000) < 12 * cost(4_000) + 0.05  # four times the text; a quadratic cost would be sixteen
