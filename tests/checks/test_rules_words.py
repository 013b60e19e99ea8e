"""The word checks beyond their examples: the lists they stand on, the phrase language, and sentences of our own."""

from __future__ import annotations

import time

import pytest

from checks import wordlists
from checks.registry import by_id
from checks.types.phrase import PhraseError, compiled
from checks.types.phrase import needles as needles_of
from checks.types.phrase_search import LISTS
from checks.types.slip import needles, slip, slip_hits
from checks.wordlists import Entry
from documents.model import Block, BlockKind, Document

SEARCHED = ("wrong_words", "wrong_idioms", "variant_forms")


def document(*texts: str) -> Document:
    blocks = tuple(Block(id=f"b{i}", kind=BlockKind.PARAGRAPH, text=text) for i, text in enumerate(texts, 1))
    return Document(format="txt", blocks=blocks)


def found(check: str, text: str) -> list[tuple[str, str | None]]:
    """(marked text, suggestion) of every hit of one check."""
    source = document(text)
    return [(text[hit.start : hit.end], hit.suggestion) for hit in by_id(check).find(source)]


def entry(term: str, replacement: str = "正", **facts: str) -> Entry:
    return Entry(term, (replacement,), more=tuple(facts.items()))


@pytest.mark.parametrize("name", LISTS)
def test_every_phrase_of_the_lists_compiles_and_changes_something(name: str) -> None:
    for row in wordlists.load(name):
        phrase = compiled(row)
        assert phrase.wrong not in row.replacements, row.term
        assert needles_of(row.term), row.term
        assert all(needle[at:].startswith(phrase.wrong) for needle, at in needles_of(row.term)), row.term


def test_the_lists_hold_what_was_promised_and_repeat_nothing() -> None:
    names = (*SEARCHED, *LISTS)
    assert sum(len(wordlists.load(name)) for name in names) >= 3_000
    assert len(wordlists.load("confusables")) >= 150
    terms = [row.term for name in SEARCHED for row in wordlists.load(name)]
    assert len(terms) == len(set(terms))


@pytest.mark.parametrize("name", ["wrong_words", "wrong_idioms"])
def test_no_wrong_form_is_the_right_form_of_another_row(name: str) -> None:
    right = {r for other in SEARCHED for row in wordlists.load(other) for r in row.replacements}
    assert [row.term for row in wordlists.load(name) if row.term in right] == []


@pytest.mark.parametrize(
    ("term", "text", "hit"),
    [
        ("{甲}乙", "丙甲乙", True),
        ("{甲}乙", "甲丙", False),
        ("(丙/丁){甲}", "丁甲", True),
        ("^{甲}", "乙，甲", True),
        ("^{甲}", "乙甲", False),
        ("{甲}$", "甲。", True),
        ("{甲}$", "甲乙", False),
        ("{甲}#", "甲2026", True),
        ("{甲}…乙", "甲丙丁戊乙", True),
        ("{甲}…乙", "甲丙，乙", False),
        ("{甲}·乙", "甲丙乙", True),
        ("{甲}·乙", "甲丙、丁乙", False),
        ("{甲}·乙", "甲提高乙", False),
        ("{甲}(乙/$)", "甲", True),
        ("{甲}·力度$", "甲了服务建设的力度", True),
        ("{甲}·氛围$", "甲文明行为的氛围", False),
        ("丙～{甲}$", "丙得到了进一步甲。", True),
        ("丙～{甲}$", "丙的不断甲", True),
        ("丙～{甲}$", "丙甲。", False),
        ("丙＋{甲}$", "丙更加甲，", True),
        ("丙＋{甲}$", "丙甲，", False),
    ],
)
def test_the_phrase_language(term: str, text: str, hit: bool) -> None:
    assert compiled(entry(term)).at(text, text.index("甲")) is hit


def test_words_of_the_clause_silence_or_allow_a_phrase() -> None:
    silenced = compiled(entry("{甲}乙", **{"not": "丁/戊"}))
    assert silenced.at("丙甲乙", 1)
    assert not silenced.at("丁丙甲乙", 2)
    assert silenced.at("丁，丙甲乙", 3)  # another clause
    wanted = compiled(entry("{甲}乙", when="己"))
    assert not wanted.at("甲乙丙", 0)
    assert wanted.at("甲乙丙己", 0)


@pytest.mark.parametrize("term", ["甲乙", "{甲}{乙}", "{甲", "甲}", "({甲})"])
def test_a_phrase_without_exactly_one_wrong_part_is_refused(term: str) -> None:
    with pytest.raises(PhraseError):
        compiled(entry(term))


@pytest.mark.parametrize(
    ("check", "text", "marked", "right"),
    [
        ("W002", "他做事一诺千斤，从不食言。", "一诺千斤", "一诺千金"),
        ("W002", "讲话掷地有声，各抒已见。", "各抒已见", "各抒己见"),
        ("W001", "双方恰谈合作事项。", "恰谈", "洽谈"),
        ("W001", "要严格尊循程序。", "尊循", "遵循"),
        ("W010", "消费者权力受到侵害。", "权力", "权利"),
        ("W010", "按照城市规化执行。", "规化", "规划"),
        ("W010", "这项制度必需坚持。", "必需", "必须"),
        ("W010", "人民检查院提起公诉。", "检查", "检察"),
        ("G020", "要毫不动摇的鼓励各类企业。", "的", "地"),
        ("G020", "耐心的解释了有关政策。", "的", "地"),
        ("G020", "完整的保留下来。", "的", "地"),
        ("G020", "妥善的化解各类纠纷。", "的", "地"),
        ("G022", "展品摆放的整齐美观。", "的", "得"),
        ("G022", "歌唱的真好听，大家都说好。", "的", "得"),
        ("G022", "队员们累的直不起腰。", "的", "得"),
        ("W010", "引起了强烈的反映。", "反映", "反应"),
        ("W010", "依法追究履职不利的责任。", "不利", "不力"),
        ("W011", "会场掌声十分激烈。", "激烈", "热烈"),
        ("W011", "要改正短板。", "改正", "弥补"),
        ("W012", "观众捧腹大笑地笑起来。", "地笑", ""),
        ("W012", "面对炎热的酷暑。", "炎热的", ""),
        ("W013", "大概三百人左右。", "左右", ""),
        ("W011", "发扬模范作用。", "发扬", "发挥"),
        ("W011", "各村加大了环境整治的步伐。", "加大", "加快"),
        ("W012", "各级干部们都要带头。", "干部们", "干部"),
        ("W015", "他之所以成功的原因，是勤奋。", "的原因", ""),
        ("T009", "铸牢中华民族共同意识。", "铸牢中华民族共同意识", "铸牢中华民族共同体意识"),
        ("W011", "整改力度不断提高。", "提高", "加大"),
        ("W012", "主要原因是由于管理不严。", "主要原因是由于", "主要原因是"),
        ("G011", "避免类似问题不再发生。", "不再", ""),
        ("G015", "只要认真准备，才能做好工作。", "才", "就"),
        ("G016", "在各方努力的基础，工程完工。", "基础", "基础上"),
        ("G020", "要有计划的开展培训工作。", "的", "地"),
        ("G021", "达到规定得标准。", "得", "的"),
        ("G022", "工程进展的非常顺利。", "的", "得"),
    ],
)
def test_faults_of_our_own_making_are_found(check: str, text: str, marked: str, right: str) -> None:
    assert found(check, text) == [(marked, right)]


@pytest.mark.parametrize(
    ("check", "text"),
    [
        ("W001", "按装机容量核定，中共同志们，报名册子已经发布署名文章。"),
        ("W010", "行使国家权力，保障公民权利；申报时间截止后不再受理，截至目前共受理三百件。"),
        ("W010", "反应堆运行正常，群众反映强烈；制定规划，化学反应已经完成。"),
        ("W011", "提高质量、扩大规模，加快提升创新能力，增加提高效率的设备。"),
        ("W015", "由于原因复杂，有关部门为企业提供服务，同比增长两成，已于去年建成。"),
        ("T009", "全面推进社会主义现代化建设，建设教育强国、体育强国。"),
        ("W012", "和平与和谐，以及与会人员，并且并不复杂，可以能动地调整。"),
        ("G010", "通过考试，使用统一教材；由于使馆搬迁，办公暂停。"),
        ("G020", "取得积极的进展，有效的办法，得到全面的贯彻落实，更好的生活。"),
        (
            "G020",
            "快速的增加带来了变化，有效的防止措施，一个耐心的解释，科学的制定方法，明显的警示标志，更好的工作。",
        ),
        ("G022", "中国经济增长的最大引擎，掌握的真实情况，社会发展的方方面面，自助办的越来越多的事项。"),
        (
            "W010",
            "把权力关进制度的笼子，采取有力措施，创造有利条件，对证人进行询问，讯问犯罪嫌疑人，他备受鼓舞。",
        ),
        ("W012", "共同努力，互相帮助，提前完成，非常重要，最高水平，免费开放。"),
        ("G021", "各地情况、产地证明、心得体会、获得材料，居住地标准不同。"),
        ("G022", "这是他写的很多文章之一，基地非常重视，材料是新的，比较完整。"),
    ],
)
def test_near_misses_stay_silent(check: str, text: str) -> None:
    assert found(check, text) == []


def test_a_slip_marks_its_group_and_expands_the_others() -> None:
    one = slip(r"(?P<a>甲)(?P<x>乙)", "错", r"\g<a>丙", unless="丁")
    hits = list(slip_hits(document("甲乙", "丁"), needles("甲"), (one,)))
    assert [(h.start, h.end, h.suggestion) for h in hits] == [(1, 2, "甲丙")]


@pytest.mark.parametrize(
    "unit",
    [
        "通过，使",
        "只有就，",
        "的很",
        "积极的",
        "截止",
        "加强力度",
        "本着为原则，",
        "得材料",
        "铸牢中华民族共同意识",
    ],
)
def test_repeats_cost_what_they_are_long(unit: str) -> None:
    checks = [by_id(i) for i in ("W010", "W015", "G010", "G014", "G015", "G020", "G022", "T009", "W013")]

    def seconds(times: int) -> float:
        source = document(unit * times)
        started = time.process_time()
        for check in checks:
            list(check.find(source))
        return time.process_time() - started

    seconds(16_000)  # what a long text needs is laid out once
    # The least of two: something else on the machine may disturb one.
    long, short = (min(seconds(times) for _ in range(2)) for times in (16_000, 4_000))
    assert long < 8 * max(short, 0.02)
