"""House rules: drafted, proposed, made active by a second person, used by the checks, and never changed again."""

from __future__ import annotations

import threading

import pytest
from sqlmodel import select

from checks.house import House, Ignored
from checks.wordlists import Entry
from models import Event, HouseProposal, HouseVersion, Notice, ProposalState, RoleGrant
from review import house
from review import house_edits as edits
from review.app import App
from review.errors import (
    InvalidError,
    NotAllowedError,
    NotFoundError,
    RefusedError,
    SeparationError,
    StateError,
)
from review.house_changes import Change, ConflictError, FaultyRulesError, difference
from review.read import house as model
from tests.review.story import CLEAN, FAULTY, Story

EDITOR, KEEPER, OTHER = "linxiaoyu", "sunlihua", "zhenghaitao"


def put(term: str, replacement: str = "", severity: str = "", unless: str = "") -> edits.Edit:
    return edits.put_word(edits.entry_of(term, replacement, severity, unless, ""))


def propose(story: Story, edit: edits.Edit, by: str = EDITOR) -> int:
    now = house.active(story.app).house
    return house.propose(story.app, story.actors[by], difference(now, edit(now)), "统一用词")


def activate(story: Story, proposal: int, by: str = KEEPER, **options: object) -> int:
    actor = story.actors[by]
    _, outlook = model.proposal(story.app, actor, proposal)
    arguments = {"seen_hash": outlook.hash, "red_seen": True} | options
    return house.activate(story.app, actor, proposal, **arguments)


def make(story: Story, edit: edits.Edit) -> int:
    return activate(story, propose(story, edit))


def tags(app: App) -> list[str]:
    with app.database.read() as session:
        found = session.exec(select(Event.tag).where(Event.tag.startswith("rules:")).order_by(Event.seq))
        return list(found)


def test_from_draft_to_the_next_check(story: Story) -> None:
    app, editor = story.app, story.actors[EDITOR]
    before = story.submit(FAULTY)
    story.work()
    proposal = house.draft(app, editor, put("各科室", "各处室", "yellow"))
    assert house.draft(app, editor, edits.add_dictionary("认真布署")) == proposal
    house.draft(app, editor, edits.switch("P001", off=True))
    assert proposal is not None
    assert house.active(app).number == 0, "a draft changes nothing"
    house.submit(app, editor, proposal, "统一称呼")
    assert activate(story, proposal) == 1
    active = house.active(app)
    assert ([e.term for e in active.house.words], active.house.dictionary, active.house.off) == (
        ["各科室"],
        ("认真布署",),
        ("P001",),
    )
    after = story.submit(FAULTY, author="zhouqiming")
    story.work()
    assert {f.check_id for f in story.findings(before)} >= {"P001", "W001"}
    found = {(f.check_id, f.text, f.entry) for f in story.findings(after)}
    assert ("W200", "各科室", "house:各科室") in found
    assert {"P001", "W001"}.isdisjoint({check for check, _, _ in found})
    assert story.stage_run(before).rule_pack != story.stage_run(after).rule_pack
    assert tags(app) == [*["rules:drafted"] * 3, "rules:proposed", "rules:activated"]


def test_a_result_is_reused_only_under_the_same_rules(story: Story) -> None:
    from models import CheckRun

    def runs() -> int:
        with story.app.database.read() as session:
            return len(session.exec(select(CheckRun)).all())

    for login in (EDITOR, "zhouqiming"):
        story.submit(CLEAN, author=login)
        story.work()
    assert runs() == 1
    make(story, put("职工", "员工"))
    draft = story.submit(CLEAN)
    story.work()
    assert (runs(), [f.text for f in story.findings(draft) if f.check_id == "W200"]) == (2, ["职工"])


def test_nobody_makes_their_own_proposal_active(story: Story) -> None:
    proposal = propose(story, put("甲乙", "丙丁"), by=KEEPER)
    with pytest.raises(SeparationError, match="提案人自己"):
        activate(story, proposal, by=KEEPER)
    with pytest.raises(SeparationError):
        house.reject(story.app, story.actors[KEEPER], proposal, "不要")
    assert activate(story, proposal, by=OTHER) == 1


def test_a_second_account_is_the_same_person(story: Story) -> None:
    from review import people
    from review.accounts import load_actor

    app = story.app
    proposal = propose(story, put("甲乙", "丙丁"), by=KEEPER)
    people.add_account(
        app, story.actors["majianguo"], story.actors[KEEPER].person_id, "sunlihua2", "another-pass-2026"
    )
    with app.database.read() as session:
        from models import Account

        account = session.exec(select(Account).where(Account.login == "sunlihua2")).one()
        second = load_actor(session, account)
    assert second is not None
    _, outlook = model.proposal(app, second, proposal)
    with pytest.raises(SeparationError):
        house.activate(app, second, proposal, seen_hash=outlook.hash)


@pytest.mark.parametrize("login", ["majianguo", "fengxue", "tangyian"])
def test_administrators_neither_propose_nor_decide(story: Story, login: str) -> None:
    proposal = propose(story, put("甲乙", "丙丁"))
    with pytest.raises(NotAllowedError):
        propose(story, put("戊己", "庚辛"), by=login)
    with pytest.raises(NotAllowedError):
        house.activate(story.app, story.actors[login], proposal, seen_hash="x")


def test_an_editor_does_not_decide(story: Story) -> None:
    proposal = propose(story, put("甲乙", "丙丁"))
    with pytest.raises(NotAllowedError):
        activate(story, proposal, by="zhouqiming")


def test_what_is_made_active_is_what_was_looked_at(story: Story) -> None:
    first, second = propose(story, put("甲乙", "丙丁")), propose(story, put("戊己", "庚辛"))
    keeper = story.actors[KEEPER]
    _, seen = model.proposal(story.app, keeper, second)
    activate(story, first)
    with pytest.raises(StateError, match="刷新"):
        house.activate(story.app, keeper, second, seen_hash=seen.hash)
    assert activate(story, second) == 2
    assert [e.term for e in house.active(story.app).house.words] == ["戊己", "甲乙"]


def test_two_proposals_on_one_word_are_a_conflict_told_in_words(story: Story) -> None:
    make(story, put("甲乙", "丙丁"))
    mine = propose(story, edits.put_word(edits.entry_of("甲乙", "戊己", "", "", ""), "甲乙"))
    make(story, edits.remove("words", "甲乙"))
    _, outlook = model.proposal(story.app, story.actors[KEEPER], mine)
    assert outlook.refused is not None
    assert "甲乙" in outlook.refused
    with pytest.raises(ConflictError, match="甲乙"):
        activate(story, mine)


def test_a_red_word_must_have_been_looked_at(story: Story) -> None:
    proposal = propose(story, put("甲乙", "丙丁", "red"))
    with pytest.raises(InvalidError, match="试跑"):
        activate(story, proposal, red_seen=False)
    assert activate(story, proposal) == 1


def test_reject_and_withdraw_end_a_proposal_for_good(story: Story) -> None:
    app = story.app
    rejected, withdrawn = propose(story, put("甲乙", "丙丁")), propose(story, put("戊己", "庚辛"))
    with pytest.raises(InvalidError, match="理由"):
        house.reject(app, story.actors[KEEPER], rejected, " ")
    house.reject(app, story.actors[KEEPER], rejected, "已有通例")
    with pytest.raises(NotAllowedError, match="提案人"):
        house.withdraw(app, story.actors["zhouqiming"], withdrawn)
    house.withdraw(app, story.actors[EDITOR], withdrawn)
    for proposal in (rejected, withdrawn):
        with pytest.raises(StateError):
            activate(story, proposal)
    with app.database.read() as session:
        person = story.actors[EDITOR].person_id
        told = session.exec(select(Notice.text).where(Notice.person_id == person)).all()
    assert "您的规则提案未采纳：已有通例" in told
    assert tags(app)[-2:] == ["rules:rejected", "rules:withdrawn"]


def test_those_who_keep_the_rules_are_told_once_and_the_proposer_is_not(story: Story) -> None:
    propose(story, put("甲乙", "丙丁"), by=KEEPER)
    with story.app.database.read() as session:
        told = set(
            session.exec(select(Notice.person_id).where(Notice.text.contains("规则提案等待启用"))).all()
        )
    keepers = {"zhenghaitao", "hesumei", "gaozhiyuan"}
    assert told == {story.actors[login].person_id for login in keepers}


def test_a_draft_is_private_and_ends_when_nothing_is_left(story: Story) -> None:
    app, editor = story.app, story.actors[EDITOR]
    proposal = house.draft(app, editor, put("甲乙", "丙丁"))
    assert proposal is not None
    with pytest.raises(NotFoundError):
        model.proposal(app, story.actors[KEEPER], proposal)
    with pytest.raises(NotFoundError):
        house.activate(app, story.actors[KEEPER], proposal, seen_hash="x")
    assert model.rules(app, story.actors[KEEPER]).draft is None
    assert house.undo(app, editor, proposal, "words", "甲乙") is False
    assert model.rules(app, editor).draft is None
    again = house.draft(app, editor, put("甲乙", "丙丁"))
    assert again != proposal
    assert house.draft(app, editor, edits.remove("words", "甲乙")) is None, "back where it began"
    with pytest.raises(InvalidError, match="没有改动"):
        house.draft(app, editor, edits.remove("words", "甲乙"))


def test_going_back_is_a_proposal_and_a_new_version(story: Story) -> None:
    make(story, put("甲乙", "丙丁"))
    first = house.active(story.app).hash
    make(story, edits.add_dictionary("数智办"))
    proposal = house.restore(story.app, story.actors[EDITOR], 1, "撤下误加的词")
    assert house.active(story.app).number == 2
    assert activate(story, proposal) == 3
    assert (house.active(story.app).number, house.active(story.app).hash) == (3, first)
    with pytest.raises(InvalidError, match="没有改动"):
        house.restore(story.app, story.actors[EDITOR], 1, "再来")
    with pytest.raises(NotFoundError):
        house.restore(story.app, story.actors[EDITOR], 99, "没有")
    view, rules, changes = model.version(story.app, 2)
    assert (view.proposed_by, view.activated_by) == ("林晓雨", "孙丽华")
    assert rules.dictionary == ("数智办",)
    assert [(c.part, c.key, c.kind) for c in changes] == [("dictionary", "数智办", "added")]


FAULTS = [
    (put("甲乙", "甲乙"), "替换词与自身相同"),
    (put("甲|乙", "丙"), "竖线"),
    (put("甲" * 61, "丙"), "最多 60 字"),
    (put("甲乙", "丙", unless="丙丁"), "更长的词语"),
    (put("", "丙"), "空"),
    (edits.add_dictionary("甲"), "2 至 60 字"),
    (edits.add_ignored("甲", "Z9"), "Z9"),
    (edits.add_ignored("", ""), "空"),
    (edits.switch("X000", off=True), "X000"),
]


@pytest.mark.parametrize(("edit", "words"), FAULTS)
def test_faulty_rules_are_refused_in_words(story: Story, edit: edits.Edit, words: str) -> None:
    with pytest.raises(FaultyRulesError, match=words):
        house.draft(story.app, story.actors[EDITOR], edit)
    assert tags(story.app) == []


def test_rules_that_contradict_each_other_are_refused(story: Story) -> None:
    make(story, put("甲乙", "丙丁"))
    for edit, words in [
        (edits.add_dictionary("甲乙"), "既在词典里"),
        (put("丙丁", "戊己"), "又是"),
    ]:
        with pytest.raises(FaultyRulesError, match=words):
            propose(story, edit)
    with pytest.raises(InvalidError, match="已在本单位用词里"):
        house.draft(story.app, story.actors[EDITOR], put("甲乙", "戊己"))


def test_files_are_taken_in_whole_or_not_at_all(story: Story) -> None:
    app, editor = story.app, story.actors[EDITOR]
    make(story, put("甲乙", "丙丁"))
    table = "term\treplacement\tseverity\n戊己\t庚辛\tred\n甲乙\t壬癸\t\n"
    faulty = table + "子丑\t子丑\t\n寅卯\t辰巳\tpink\n"
    with pytest.raises(FaultyRulesError) as caught:
        house.draft(app, editor, edits.take_in("tsv", faulty, whole=False))
    assert [fault.split("：")[0] for fault in caught.value.faults] == ["第 4 行", "第 5 行"]
    assert model.rules(app, editor).draft is None
    house.draft(app, editor, edits.take_in("tsv", table, whole=False), "import")
    seen = model.rules(app, editor).seen
    assert {e.term: e.replacements for e in seen.words} == {"戊己": ("庚辛",), "甲乙": ("壬癸",)}
    house.draft(app, editor, edits.take_in("txt", "# 名称\n数智办\n数智办\n云书房\n", whole=False))
    assert model.rules(app, editor).seen.dictionary == ("云书房", "数智办")
    house.draft(app, editor, edits.take_in("tsv", "term\treplacement\n午未\t申酉\n", whole=True))
    assert [e.term for e in model.rules(app, editor).seen.words] == ["午未"]


def test_the_text_of_the_command_line_goes_in_and_out(story: Story) -> None:
    from checks import house_toml

    rules = House(
        words=(Entry("甲乙", ("丙丁",), unless=("甲乙丙",), why="本单位规定"),),
        dictionary=("数智办",),
        ignored=(Ignored("。。", "P00*"),),
        off=("P001",),
        spacing="none",
    )
    make(story, edits.take_in("toml", house_toml.dumps(rules), whole=True))
    number, found = model.house_of_version(story.app, None)
    assert (number, found) == (1, rules)
    assert house_toml.loads(house_toml.dumps(found)) == rules
    with pytest.raises(FaultyRulesError, match="第 1 行"):
        house.draft(story.app, story.actors[EDITOR], edits.take_in("toml", "[words\n", whole=True))


def test_changes_from_outside_have_their_form(story: Story) -> None:
    for change in [
        Change("words", "甲乙", None, {"replacements": "丙丁"}),
        Change("words", "甲乙", None, {"colour": "red"}),
        Change("words", "甲乙", None, {"severity": "pink"}),
        Change("ignored", "x", None, {"text": "甲", "check": "*"}),
        Change("spacing", "spacing", None, {"value": "wide"}),
        Change("nothing", "甲", None, {}),
    ]:
        with pytest.raises(InvalidError):
            house.propose(story.app, story.actors[EDITOR], [change], "试试")
    made = house.propose(
        story.app, story.actors[EDITOR], [Change("words", "甲乙", None, {"replacements": ["丙丁"]})], "试试"
    )
    assert activate(story, made) == 1


def test_two_who_activate_at_once_make_one_version_each(story: Story) -> None:
    """The one who is second has seen other rules than there are now, and is told so."""
    app = story.app
    first, second = propose(story, put("甲乙", "丙丁")), propose(story, put("戊己", "庚辛"))
    refused: list[RefusedError] = []
    seen = {p: model.proposal(app, story.actors[KEEPER], p)[1].hash for p in (first, second)}

    def run(proposal: int, login: str) -> None:
        try:
            house.activate(app, story.actors[login], proposal, seen_hash=seen[proposal])
        except RefusedError as error:
            refused.append(error)

    threads = [threading.Thread(target=run, args=pair) for pair in ((first, KEEPER), (second, OTHER))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with app.database.read() as session:
        versions = session.exec(select(HouseVersion)).all()
        states = set(session.exec(select(HouseProposal.state)).all())
    assert len(versions) == 1
    assert [type(e) for e in refused] == [StateError]
    assert states == {ProposalState.ACTIVATED.value, ProposalState.OPEN.value}


def test_a_content_changed_past_the_guards_is_noticed(story: Story) -> None:
    from sqlalchemy import text

    from migrations import guards

    make(story, put("甲乙", "丙丁"))
    with story.app.database.write() as session:
        for statement in guards.drop(session.get_bind().dialect.name):
            session.execute(text(statement))
        session.execute(text("UPDATE house_version SET content = replace(content, '丙丁', '戊己')"))
    with pytest.raises(ValueError, match="hash"):
        house.active(story.app)


def test_a_proposer_who_became_an_administrator_is_no_second_person(story: Story) -> None:
    proposal = propose(story, put("甲乙", "丙丁"))
    with story.app.database.write() as session:
        person = story.actors[EDITOR].person_id
        session.add(RoleGrant(person_id=person, role="auditor", granted_at=story.app.clock()))
    with pytest.raises(SeparationError, match="提案人现在是管理员"):
        activate(story, proposal)
    house.reject(story.app, story.actors[KEEPER], proposal, "请他人提出")


def test_a_recheck_uses_the_rules_in_force(story: Story) -> None:
    from review import recheck

    draft = story.submit(CLEAN)
    story.sign_on(draft)
    assert story.draft(draft).state == "released"
    recheck.recheck(story.app)
    assert recheck.recheck(story.app).looked_at == 0
    make(story, put("职工", "员工", "red"))
    result = recheck.recheck(story.app)
    assert (result.looked_at, result.changed) == (1, 1)


def test_an_upload_is_looked_over_with_the_rules_in_force(story: Story) -> None:
    from review import drafts
    from review.read import uploads

    make(story, put("职工", "员工"))
    editor = story.actors[EDITOR]
    done = drafts.upload(story.app, editor, CLEAN.encode(), "通知.txt")
    again = uploads.preview(story.app, editor, done.upload_id)
    for report in (done.report, again.report):
        assert [f.text for f in report.findings if f.check == "W200"] == ["职工"]


def test_the_event_of_an_opened_stage_names_the_rules(story: Story) -> None:
    import json

    make(story, put("甲乙", "丙丁"))
    story.submit(CLEAN)
    story.work()
    with story.app.database.read() as session:
        payload = session.exec(select(Event.payload).where(Event.tag == "stage:opened")).one()
    assert json.loads(payload)["data"]["house_version"] == 1
