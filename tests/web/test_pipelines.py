"""Pipelines by plain forms: diagram, change, dry run, a second person, moving a draft."""

from __future__ import annotations

import re

from review import pipelines
from tests.web.conftest import Web

KEEPER, OTHER = "sunlihua", "gaozhiyuan"
FASTER = pipelines.shipped()["notice"].source.replace("deadline_hours: 4", "deadline_hours: 2", 1)


def test_everybody_sees_the_ways(sqlite_web: Web) -> None:
    page = sqlite_web.browser("linxiaoyu").get("/pipelines").text
    for words in ("图书与期刊", "初审", "流程图", "发布", "没有提案"):
        assert words in page
    assert "新建流程" not in page
    assert "新建流程" in sqlite_web.browser(KEEPER).get("/pipelines").text
    assert sqlite_web.browser("linxiaoyu").get("/pipelines/edit?name=notice").status_code == 403


def test_a_change_is_tried_proposed_and_made_active_by_another(web: Web) -> None:
    number = web.draft(pipeline="notice")
    keeper, other = web.browser(KEEPER), web.browser(OTHER)
    page = keeper.get("/pipelines/edit?name=notice").text
    assert "deadline_hours: 4" in page
    form = {"name": "notice", "text": FASTER, "reason": "时限太长"}
    tried = keeper.post("/pipelines/edit", data=form | {"act": "try"})
    for words in ("改后的流程", "2 工作小时", "可以走完", "<ins>+     deadline_hours: 2</ins>", number):
        assert words in tried.text
    faulty = keeper.post(
        "/pipelines/edit", data=form | {"text": FASTER.replace("kind: paired", "kind: pared", 1)}
    )
    assert faulty.status_code == 422
    assert re.search(r"第 \d+ 行第 \d+ 列：.*pared", faulty.text)
    assert "时限太长" in faulty.text, "what was typed is still there"
    made = keeper.post("/pipelines/edit", data=form | {"act": "propose"})
    path = made.url.path
    assert "等待另一人启用" in made.text
    seen = re.search(r'name="seen_hash" value="([^"]+)"', other.get(path).text)
    assert seen is not None
    refused = keeper.post(f"{path}/decide", data={"act": "activate", "seen_hash": seen[1]})
    assert refused.status_code == 403
    done = other.post(f"{path}/decide", data={"act": "activate", "seen_hash": seen[1], "note": "好"})
    assert "本单位定制，高志远 启用" in done.text
    assert "有 1 件在审稿件按较早的版本办理" in done.text
    moved = other.post(f"/drafts/{number}/pipeline", data={"reason": "缩短时限"})
    assert "按较早的版本办理" not in moved.text
    assert "您的流程提案已启用" in keeper.get("/").text
    audit = web.browser("tangyian").get("/audit?tag=pipeline").text
    for words in ("提出修改流程", "启用流程", "改用现行流程"):
        assert words in audit


def test_a_proposal_is_withdrawn_or_turned_down(sqlite_web: Web) -> None:
    keeper, other = sqlite_web.browser(KEEPER), sqlite_web.browser(OTHER)
    form = {"name": "notice", "text": FASTER, "reason": "时限太长", "act": "propose"}
    first = keeper.post("/pipelines/edit", data=form).url.path
    assert "已撤回" in keeper.post(f"{first}/withdraw").text
    second = keeper.post("/pipelines/edit", data=form).url.path
    assert "请写明理由" in other.post(f"{second}/decide", data={"act": "reject", "note": ""}).text
    assert "未采纳" in other.post(f"{second}/decide", data={"act": "reject", "note": "不必"}).text
