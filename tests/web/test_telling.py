"""Calendar, deadlines and notices by plain forms and over the API."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from models.base import pk
from tests.support.outside import webhook
from tests.web.conftest import Web


def test_one_chooses_how_to_be_told(web: Web) -> None:
    person = web.browser("chensiyuan")
    page = person.get("/telling").text
    assert "还没有送出过通知" in page
    assert "还没有设置邮件服务器" in page
    form = {"mail": "chen@example.cn", "robot": "", "rhythm": "daily", "daily_at": "16:30"}
    after = person.post("/telling", data=form)
    assert after.url.path == "/telling"
    assert "已保存" in after.text
    assert 'value="chen@example.cn"' in after.text
    assert 'value="16:30"' in after.text
    wrong = person.post("/telling", data=form | {"mail": "nowhere"})
    assert wrong.status_code == 422
    assert "邮箱地址不合格" in wrong.text
    assert 'value="nowhere"' in wrong.text, "what was typed is still there"
    assert 'value="chen@example.cn"' not in web.browser("zhaowenbo").get("/telling").text


@pytest.mark.integration
def test_a_robot_is_added_tried_chosen_and_removed(sqlite_web: Web) -> None:
    with webhook() as post:
        admin, person = sqlite_web.browser("majianguo"), sqlite_web.browser("chensiyuan")
        assert "还没有机器人" in admin.get("/system/telling").text
        address = f"json://127.0.0.1:{post.port}/s3cret-path"
        added = admin.post("/system/telling/robots", data={"title": "编辑部群", "address": address})
        assert "编辑部群" in added.text
        assert "s3cret" not in added.text
        assert "机器人已接收" in admin.post("/system/telling/robots/1", data={"act": "try"}).text
        assert len(post.calls) == 1
        assert "编辑部群（自有系统）" in person.get("/telling").text
        chosen = person.post("/telling", data={"robot": "1", "rhythm": "at_once", "daily_at": "08:30"})
        assert '<option value="1" selected>' in chosen.text
        wrong = admin.post("/system/telling/robots", data={"title": "群", "address": "exec://rm"})
        assert "只支持" in wrong.text
        admin.post("/system/telling/robots/1", data={"act": "remove"})
        assert "编辑部群（自有系统）" not in person.get("/telling").text


def test_the_calendar_is_entered_and_taken_back(web: Web) -> None:
    admin, reader = web.browser("majianguo"), web.browser("linxiaoyu")
    page = reader.get("/calendar?year=2026").text
    assert "春节" in page
    assert "录入或更正" not in page
    assert "没有 2031 年的工作日历" in admin.get("/calendar?year=2031").text
    wrong = admin.post("/calendar/2031", data={"notice": "示例通知", "text": "2031-02-30 rest 甲"})
    assert "第 1 行：日期“2031-02-30”" in wrong.text
    assert "2031-02-30 rest 甲" in wrong.text
    done = admin.post("/calendar/2031", data={"notice": "示例通知", "text": "2031-01-01 rest 元旦"})
    assert (done.url.path, "自行录入" in done.text) == ("/calendar", True)
    assert "2031-01-01 周三" in reader.get("/calendar?year=2031").text
    admin.post("/calendar/2031", data={"act": "drop"})
    assert "没有 2031 年的工作日历" in reader.get("/calendar?year=2031").text
    assert reader.post("/calendar/2031", data={"notice": "x", "text": ""}).status_code == 403


def test_hours_and_escalation_of_the_house(sqlite_web: Web) -> None:
    admin = sqlite_web.browser("majianguo")
    assert "08:30-12:00 13:30-18:00" in admin.get("/calendar").text
    assert "09:00-17:00" in admin.post("/calendar/units/hours", data={"periods": "09:00-17:00"}).text
    assert "先后相接" in admin.post("/calendar/units/hours", data={"periods": "九点到五点"}).text
    person = sqlite_web.story.actors["gaozhiyuan"].person_id
    added = admin.post("/calendar/units/steps", data={"after": "4", "person": str(person)})
    assert "逾期 4 小时：高志远" in added.text
    gone = admin.post("/calendar/units/steps", data={"after": "4.0", "person": str(person), "act": "drop"})
    assert "逾期 4 小时" not in gone.text
    assert "工作小时" in admin.post("/calendar/units/steps", data={"after": "x", "person": str(person)}).text


def test_a_deadline_by_hand(sqlite_web: Web) -> None:
    sqlite_web.draft()
    run = pk(sqlite_web.story.stage_run(1))
    person = sqlite_web.browser("chensiyuan")
    at = (datetime.now(UTC) + timedelta(days=9)).strftime("%Y-%m-%dT12:00")
    assert "已保存" in person.post(f"/stages/{run}/deadline", data={"at": at, "reason": "等样张"}).text
    assert sqlite_web.story.stage_run(1).deadline_at == datetime.fromisoformat(at).replace(
        tzinfo=sqlite_web.app.zone
    )
    assert person.post(f"/stages/{run}/deadline", data={"at": "明天", "reason": "x"}).status_code == 422
    other = sqlite_web.browser("sunlihua").post(f"/stages/{run}/deadline", data={"at": at, "reason": "x"})
    assert other.status_code == 403


def test_the_same_over_the_api(web: Web) -> None:
    client, person, admin = web.client, web.headers("chensiyuan"), web.headers("majianguo")
    body = {"mail": "chen@example.cn", "rhythm": "hourly"}
    assert client.put("/api/v1/me/telling", json=body, headers=person).status_code == 200
    mine = client.get("/api/v1/me/telling", headers=person).json()
    assert (mine["choice"]["mail"], mine["choice"]["rhythm"]) == ("chen@example.cn", "hourly")
    year = {"notice": "示例通知", "text": "2031-01-01 rest 元旦"}
    assert client.put("/api/v1/calendar/2031", json=year, headers=person).status_code == 403
    assert client.put("/api/v1/calendar/2031", json=year, headers=admin).status_code == 200
    assert client.get("/api/v1/calendar/2031", headers=person).json()["days"][0]["name"] == "元旦"
    assert client.delete("/api/v1/calendar/2031", headers=admin).status_code == 200
    steps = {"steps": [{"after_minutes": 60, "person_id": 1}]}
    assert client.put("/api/v1/escalation", json=steps, headers=admin).status_code == 200
    assert (
        client.put("/api/v1/working-hours", json={"periods": "09:00-17:00"}, headers=admin).status_code == 200
    )
    [house, *_] = client.get("/api/v1/calendar/2026", headers=person).json()["units"]
    assert (house["hours"], house["steps"][0][0]) == ("09:00-17:00", 60)
    robot = {"title": "群", "address": "feishu://abcdef-123456"}
    made = client.post("/api/v1/robots", json=robot, headers=admin)
    assert made.status_code == 201
    assert "abcdef" not in client.get("/api/v1/robots", headers=admin).text
    assert client.delete(f"/api/v1/robots/{made.json()['id']}", headers=admin).status_code == 200
