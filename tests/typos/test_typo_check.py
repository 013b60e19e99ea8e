"""The check on documents: what it finds, what it leaves alone, and that hostile text costs no more."""

from __future__ import annotations

import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from checks import house
from checks.house import House
from checks.model import Hit, Severity
from checks.rules.typos import _severity, typos
from checks.runner import run
from checks.scan import joined
from checks.typos import decide, model
from checks.typos.model import ModelError
from documents.model import Block, BlockKind, Document


def document(*texts: str) -> Document:
    return Document(
        format="txt", blocks=tuple(Block(f"b{i}", BlockKind.PARAGRAPH, t) for i, t in enumerate(texts))
    )


def hits(*texts: str) -> list[Hit]:
    return list(typos.find(document(*texts)))


# Written for this test; (wrong, right).
SLIPS = [
    ("各级政府要切实加强组织领岛。", "各级政府要切实加强组织领导。"),
    ("会议审议通过了工作报高。", "会议审议通过了工作报告。"),
    ("依法追究刑事责认。", "依法追究刑事责任。"),
    ("推动经济高制量发展。", "推动经济高质量发展。"),
    ("加强基础设旋建设。", "加强基础设施建设。"),
    ("坚持以人民为种心的发展思想。", "坚持以人民为中心的发展思想。"),
    ("进一步优化营商环镜。", "进一步优化营商环境。"),
    ("保护公民的合法全益。", "保护公民的合法权益。"),
    ("深入实施创新驱动发展站略。", "深入实施创新驱动发展战略。"),
    ("有关部门应当依法履行职则。", "有关部门应当依法履行职责。"),
]


def fixed(text: str) -> str:
    for hit in sorted(hits(text), key=lambda h: -h.start):
        text = text[: hit.start] + (hit.suggestion or "") + text[hit.end :]
    return text


def test_most_slips_of_our_own_are_put_right_and_right_text_is_left() -> None:
    assert sum(fixed(wrong) == right for wrong, right in SLIPS) >= 8
    assert [right for _, right in SLIPS if hits(right)] == []


@settings(deadline=None, max_examples=60, suppress_health_check=list(HealthCheck))
@given(
    st.lists(st.text(alphabet="的部门审校领岛责任则，。“”《》12ab😀𠮷 国\n第条三五", max_size=60), max_size=4)
)
def test_hits_stay_inside_and_touch_chinese_only(texts: list[str]) -> None:
    source = document(*texts)
    for hit in typos.find(source):
        text = source.block(hit.block).text
        assert 0 <= hit.start < hit.end <= len(text)
        assert hit.suggestion
        assert not any(c.isascii() for c in text[hit.start : hit.end])
        assert "〇" not in hit.suggestion


def test_the_dictionary_of_the_organisation_is_left_alone() -> None:
    text = SLIPS[0][0]
    with house.use(House(dictionary=("组织领岛",))):
        assert hits(text) == []
    assert hits(text)


LEFT = [
    "县农业农村局将持续做好跟踪服务。",
    "市水务集团负责人冯静怡说，因势利导做好工作。",
    "隆重庆祝中希建交50周年。",
    "法定代表人吴和根到场。",
    "描绘时代恢弘画卷。",
    "参观传统技艺展示，并同她们亲切交流。",
    "唐氏综合征患儿的筛查免费进行。",
]


def test_names_offices_countries_and_spellings_that_are_right_are_left_alone() -> None:
    assert {text: hits(text) for text in LEFT if hits(text)} == {}
    proposed = [text for text in LEFT if any(decide.proofreader().read(joined(document(text))))]
    assert len(proposed) > 3  # counts alone would change them


def test_beside_a_sure_change_less_is_enough_and_a_word_takes_more_of_it() -> None:
    def level(score: float, best: float, care: decide.Care) -> Severity | None:
        return _severity(decide.Judged(0, 2, "主题", "主体", score, best, (1,)), care, 1.8, -1.1)

    red, blue = Severity.RED, Severity.BLUE
    usual, word, more, most = decide.Care.USUAL, decide.Care.SOME, decide.Care.MORE, decide.Care.MOST
    assert [level(1.7, 1.7, care) for care in (usual, word, more, most)] == [blue, blue, blue, None]
    assert [level(0.4, 3.0, care) for care in (usual, word, more, most)] == [red, blue, blue, None]
    assert [level(2.0, 2.0, care) for care in (usual, word, more, most)] == [red, red, blue, blue]
    assert [level(-1.0, -1.0, care) for care in (usual, word, more, most)] == [blue, None, None, None]


def test_the_same_document_twice_gives_the_same_and_the_second_is_quick() -> None:
    texts = [wrong for wrong, _ in SLIPS] * 20
    first = hits(*texts)
    started = time.perf_counter()
    assert hits(*texts) == first
    assert time.perf_counter() - started < 1


def test_a_sentence_reads_the_same_wherever_it_stands() -> None:
    alone = [(h.start, h.suggestion) for h in hits(SLIPS[2][0])]
    after = SLIPS[4][1]
    together = [(h.start - len(after), h.suggestion) for h in hits(after + SLIPS[2][0])]
    assert alone == together


@pytest.mark.parametrize("unit", ["的", "零", "龘靐齉", "𠮷", "一二", "甲，", "零导。", "😀"])
def test_hostile_text_stays_linear(unit: str) -> None:
    hits(unit * 100)
    times = []
    for size in (20_000, 80_000):
        started = time.perf_counter()
        hits(("首" + unit * size)[:size])
        times.append(time.perf_counter() - started)
    assert times[1] < 12 * times[0] + 1.0


def test_a_damaged_model_is_reported_as_unchecked(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> None:
        raise ModelError("错别字模型 base.model 已损坏，请重新安装或重新训练")

    monkeypatch.setattr("checks.rules.typos.proofreader", broken)
    report = run(document(SLIPS[0][0]), checks=[typos])
    assert report.findings == ()
    assert report.unchecked


def test_red_only_above_its_threshold() -> None:
    reader = decide.proofreader()
    assert reader.red > reader.blue
    assert model.base().facts["corpora"]
    assert all(h.severity in (Severity.RED, Severity.BLUE) for w, _ in SLIPS for h in hits(w))
