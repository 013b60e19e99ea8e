"""Who may sign: units, qualifications with dates, groups, the unit of a role; handing over and standing aside."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlmodel import select

from models import Event, QualificationKind, Role
from models.base import pk
from review import claims, people, rights, units
from review.errors import InvalidError, NotAllowedError, SeparationError, StateError
from review.tree import path_of
from tests.review.custom import answer, give, inbox_of, open_runs, reload, signed, stage, use
from tests.review.story import PASSWORD, Story

TODAY = date(2026, 11, 23)


def _person(story: Story, login: str) -> int:
    return story.actors[login].person_id


def test_the_unit_of_the_draft_decides_who_signs(story: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    use(
        monkeypatch,
        stage("first", who="unit: same"),
        stage("second", who="unit: above"),
        stage("final"),
    )
    admin = story.actors["majianguo"]
    for login, place in (
        ("linxiaoyu", "中心/一部/一科"), ("chensiyuan", "中心/一部/一科"), ("zhaowenbo", "中心/一部"),
    ):  # fmt: skip
        units.place(story.app, admin, _person(story, login), place)
    draft_id = story.submit(pipeline="custom")
    story.work()
    assert inbox_of(story, draft_id) == {"first": {"chensiyuan"}}
    give(story, "sunlihua", Role.FIRST_REVIEWER)
    with pytest.raises(NotAllowedError, match="本单位"):
        answer(story, draft_id, "first", "sunlihua")
    signed(story, draft_id, "first", "chensiyuan")
    assert inbox_of(story, draft_id) == {"second": {"zhaowenbo"}}
    units.place(story.app, admin, _person(story, "zhaowenbo"), "中心/二部", "主任")
    assert inbox_of(story, draft_id) == {"second": set()}
    assert open_runs(story, draft_id)["second"].problem
    with pytest.raises(NotAllowedError, match="上级单位"):
        answer(story, draft_id, "second", "zhaowenbo")
    units.place(story.app, admin, _person(story, "zhaowenbo"), "中心")
    signed(story, draft_id, "second", "zhaowenbo")
    assert set(open_runs(story, draft_id)) == {"final"}


def test_a_role_may_be_limited_to_a_unit(story: Story) -> None:
    admin, security = story.actors["majianguo"], story.actors["fengxue"]
    there = units.create(story.app, admin, "别处")
    rights.limit_role(story.app, security, _person(story, "chensiyuan"), Role.FIRST_REVIEWER, [there])
    draft_id = story.submit()
    story.work()
    assert inbox_of(story, draft_id) == {"first_review": {"zhaowenbo"}}
    with pytest.raises(NotAllowedError, match="不包括这个单位"):
        answer(story, draft_id, "first_review", "chensiyuan")
    rights.limit_role(story.app, security, _person(story, "chensiyuan"), Role.FIRST_REVIEWER, [])
    assert inbox_of(story, draft_id) == {"first_review": {"chensiyuan", "zhaowenbo"}}


def test_a_qualification_counts_on_its_days_only(story: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, stage("first", who="qualification: responsible_editor"), stage("issue"))
    security = story.actors["fengxue"]
    today = story.app.clock().astimezone(story.app.zone).date()
    draft_id = story.submit(pipeline="custom")
    story.work()
    assert inbox_of(story, draft_id) == {"first": set()}
    day = timedelta(days=1)
    cases = [(today - 9 * day, today - day, False), (today + day, None, False), (today, today, True)]
    for since, until, good in cases:
        made = rights.qualify(
            story.app, security, _person(story, "chensiyuan"), QualificationKind.RESPONSIBLE_EDITOR,
            valid_from=since, valid_until=until,
        )  # fmt: skip
        assert inbox_of(story, draft_id) == {"first": {"chensiyuan"} if good else set()}
        if not good:
            with pytest.raises(NotAllowedError, match="有效期"):
                answer(story, draft_id, "first", "chensiyuan")
    rights.disqualify(story.app, security, made)
    assert inbox_of(story, draft_id) == {"first": set()}
    with pytest.raises(StateError):
        rights.disqualify(story.app, security, made)
    with pytest.raises(SeparationError):
        rights.qualify(
            story.app, security, security.person_id, QualificationKind.FINAL_REVIEW, valid_from=today
        )


def test_a_group_of_candidates_claims_and_lets_go(story: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, stage("first", who="group: desk"), stage("issue"))
    security, run = story.actors["fengxue"], None
    group = rights.create_group(story.app, security, "desk", "夜班")
    rights.set_member(story.app, security, group, _person(story, "chensiyuan"), True)
    draft_id = story.submit(pipeline="custom")
    story.work()
    assert inbox_of(story, draft_id) == {"first": {"chensiyuan"}}
    rights.set_member(story.app, security, group, _person(story, "zhaowenbo"), True)
    assert inbox_of(story, draft_id) == {"first": {"chensiyuan", "zhaowenbo"}}
    run = pk(open_runs(story, draft_id)["first"])
    claims.claim(story.app, story.actors["chensiyuan"], run)
    with pytest.raises(StateError, match="领取"):
        answer(story, draft_id, "first", "zhaowenbo")
    claims.unclaim(story.app, story.actors["chensiyuan"], run)
    rights.set_member(story.app, security, group, _person(story, "chensiyuan"), False)
    with pytest.raises(NotAllowedError, match="候选组"):
        answer(story, draft_id, "first", "chensiyuan")
    signed(story, draft_id, "first", "zhaowenbo")
    with pytest.raises(InvalidError):
        rights.create_group(story.app, security, "desk", "又一个")
    with pytest.raises(InvalidError):
        rights.create_group(story.app, security, "夜班", "夜班")


def test_the_author_is_barred_through_a_group_and_a_second_account(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(monkeypatch, stage("first", who="group: desk"), stage("issue"))
    group = rights.create_group(story.app, story.actors["fengxue"], "desk", "夜班")
    rights.set_member(story.app, story.actors["fengxue"], group, _person(story, "chensiyuan"), True)
    people.add_account(story.app, story.actors["majianguo"], _person(story, "chensiyuan"), "chen2", PASSWORD)
    reload(story)
    draft_id = story.submit(pipeline="custom", author="chensiyuan")
    story.work()
    for login in ("chensiyuan", "chen2"):
        with pytest.raises(SeparationError, match="作者"):
            answer(story, draft_id, "first", login)
        with pytest.raises(SeparationError, match="作者"):
            claims.claim(story.app, story.actors[login], pk(open_runs(story, draft_id)["first"]))


def test_work_is_handed_to_somebody_who_may_do_it(story: Story) -> None:
    give(story, "zhouqiming", Role.FIRST_REVIEWER)
    draft_id = story.submit()
    story.work()
    run = pk(open_runs(story, draft_id)["first_review"])
    claims.claim(story.app, story.actors["chensiyuan"], run)
    zhou = _person(story, "zhouqiming")
    for login, error in (("qianyifan", NotAllowedError), ("linxiaoyu", NotAllowedError)):
        with pytest.raises(error):
            claims.reassign(story.app, story.actors[login], run, zhou, "换人")
    give(story, "linxiaoyu", Role.PUBLISHER)
    with pytest.raises(SeparationError, match="作者"):
        claims.reassign(story.app, story.actors["linxiaoyu"], run, zhou, "换人")
    with pytest.raises(InvalidError, match="不能办理"):
        claims.reassign(story.app, story.actors["sunlihua"], run, _person(story, "qianyifan"), "换人")
    with pytest.raises(InvalidError, match="理由"):
        claims.reassign(story.app, story.actors["sunlihua"], run, zhou, " ")
    claims.reassign(story.app, story.actors["sunlihua"], run, zhou, "陈编辑外出采访")
    with pytest.raises(StateError, match="领取"):
        answer(story, draft_id, "first_review", "chensiyuan")
    claims.reassign(story.app, story.actors["zhouqiming"], run, _person(story, "zhaowenbo"), "我也外出")
    story.dismiss_all(draft_id, "zhaowenbo")
    signed(story, draft_id, "first_review", "zhaowenbo")
    with story.app.database.read() as session:
        assert len(session.exec(select(Event).where(Event.tag == "stage:reassigned")).all()) == 2


def test_standing_aside_is_for_good(story: Story) -> None:
    draft_id = story.submit()
    story.work()
    claims.claim(story.app, story.actors["chensiyuan"], pk(open_runs(story, draft_id)["first_review"]))
    with pytest.raises(InvalidError):
        claims.recuse(story.app, story.actors["chensiyuan"], draft_id, "")
    claims.recuse(story.app, story.actors["chensiyuan"], draft_id, "作者是我的亲属")
    assert inbox_of(story, draft_id) == {"first_review": {"zhaowenbo"}}
    with pytest.raises(SeparationError, match="回避"):
        answer(story, draft_id, "first_review", "chensiyuan")
    with pytest.raises(StateError, match="已声明"):
        claims.recuse(story.app, story.actors["chensiyuan"], draft_id, "再说一次")
    claims.recuse(story.app, story.actors["zhaowenbo"], draft_id, "同上")
    assert open_runs(story, draft_id)["first_review"].problem
    story.revise(draft_id, "换一篇文章。\n与原来不同。\n")
    story.work()
    assert inbox_of(story, draft_id) == {"first_review": set()}


def test_a_signer_cannot_stand_aside_afterwards(story: Story) -> None:
    draft_id = story.submit()
    story.sign_on(draft_id, until="second_review")
    with pytest.raises(StateError, match="已签过"):
        claims.recuse(story.app, story.actors["chensiyuan"], draft_id, "反悔")


def test_units_are_a_tree(story: Story) -> None:
    admin = story.actors["majianguo"]
    desk = units.create(story.app, admin, "报社 / 编辑部／一版")
    with story.app.database.read() as session:
        assert path_of(session, desk) == "报社/编辑部/一版"
    with pytest.raises(InvalidError, match="已有"):
        units.create(story.app, admin, "报社/编辑部/一版")
    for bad in ("", " / ", "一" * 121, "/".join("abcdefghi")):
        with pytest.raises(InvalidError):
            units.create(story.app, admin, bad)
    units.rename(story.app, admin, desk, "要闻版")
    other = units.create(story.app, admin, "报社/编辑部/一版")
    with pytest.raises(InvalidError, match="同一级"):
        units.rename(story.app, admin, other, "要闻版")
    units.place(story.app, admin, _person(story, "linxiaoyu"), "报社/编辑部/要闻版")
    with pytest.raises(StateError, match="在岗"):
        units.set_active(story.app, admin, desk, False)
    units.set_active(story.app, admin, other, False)
    with pytest.raises(NotAllowedError):
        units.create(story.app, story.actors["linxiaoyu"], "私设单位")
