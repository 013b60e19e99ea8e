"""House rules add words, silence what is right here, and are part of the rule pack."""

from __future__ import annotations

from checks.house import House, Ignored
from checks.profiles import profile
from checks.runner import rule_pack, run
from checks.wordlists import Entry
from documents.model import Block, BlockKind, Document


def found(text: str, house: House) -> list[tuple[str, str]]:
    """(check, text) of what the quick profile finds."""
    document = Document("txt", (Block("b1", BlockKind.PARAGRAPH, text),))
    return [(f.check, f.text) for f in run(document, "quick", house=house).findings]


def test_own_words_are_reported() -> None:
    house = House(words=(Entry("云上平台", ("云平台",)),))
    assert found("登录云上平台办理。", house) == [("W200", "云上平台")]
    assert found("登录云上平台办理。", House()) == []


def test_a_dictionary_word_is_right_as_it_stands() -> None:
    text = "布署软件发布了新版本。"
    assert ("W001", "布署") in found(text, House())
    assert found(text, House(dictionary=("布署软件",))) == []
    assert ("W001", "布署") in found("布署软件，布署工作。", House(dictionary=("布署软件",)))


def test_an_ignored_text_is_dropped_for_the_named_checks_only() -> None:
    text = "严格布署工作。"
    assert found(text, House(ignored=(Ignored("布署"),))) == []
    assert found(text, House(ignored=(Ignored("布署", "P*"),))) == found(text, House())


def test_a_check_can_be_switched_off() -> None:
    text = "严格布署工作。"
    assert "W001" in {check for check, _ in found(text, House())}
    assert "W001" not in {check for check, _ in found(text, House(off=("W001",)))}
    assert found(text, House(off=("W*",))) == []


def test_the_rule_pack_covers_the_house_rules() -> None:
    quick = profile("quick")
    packs = {rule_pack(quick, house=h) for h in (House(), House(off=("W001",)), House(dictionary=("甲",)))}
    assert len(packs) == 3


def test_a_word_without_a_replacement_says_so() -> None:
    document = Document("txt", (Block("b1", BlockKind.PARAGRAPH, "登录云上平台办理。"),))
    findings = run(document, "quick", house=House(words=(Entry("云上平台"),))).findings
    assert [f.message for f in findings if f.check == "W200"] == ["本单位规定不用“云上平台”。"]
