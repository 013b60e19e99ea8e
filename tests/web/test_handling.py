"""The pages and endpoints about who may sign and how a draft is handled."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

from review.seed import PASSWORD
from tests.review.custom import open_runs
from tests.web.conftest import Web

HOSTILE = "<script>alert(1)</script>"


def _ask(web: Web, login: str, method: str, path: str, status: int = 200, **options: Any) -> Any:
    answer = web.client.request(method, f"/api/v1{path}", headers=web.headers(login), **options)
    assert answer.status_code == status, answer.text
    return answer.json()


def test_units_groups_and_qualifications_by_the_pages(sqlite_web: Web) -> None:
    web = sqlite_web
    admin, security = web.browser("majianguo"), web.browser("fengxue")
    chen = web.story.actors["chensiyuan"].person_id
    assert "一部" in admin.post("/units", data={"path": "中心/一部"}).text
    refused = admin.post("/units", data={"path": "中心/一部"})
    assert (refused.status_code, "已有这个单位" in refused.text) == (422, True)
    page = admin.post(f"/people/{chen}/place", data={"unit": "中心/一部", "post": HOSTILE}).text
    assert "中心/一部" in page
    assert HOSTILE not in page
    page = security.post("/groups", data={"key": "desk", "name": HOSTILE}).text
    assert HOSTILE not in page
    assert "陈思远" in security.post("/groups/1/members", data={"person": str(chen)}).text
    form = {
        "kind": "final_review",
        "valid_from": "2026-01-01",
        "valid_until": "2026-06-30",
        "reference": "编1",
    }
    page = security.post(f"/people/{chen}/qualifications", data=form).text
    assert "已过期" in page
    unit = web.client.get("/api/v1/organisation", headers=web.headers("majianguo")).json()["units"][0]["id"]
    page = security.post(f"/people/{chen}/scope", data={"role": "first_reviewer", "unit": str(unit)}).text
    assert "只限：" in page
    for path, data in (
        (f"/people/{chen}/qualifications", {"kind": "king", "valid_from": "2026-01-01"}),
        (f"/people/{chen}/qualifications", {"kind": "final_review", "valid_from": "soon"}),
        (f"/people/{chen}/scope", {"role": "king"}),
    ):
        assert security.post(path, data=data).status_code == 422


def test_a_substitute_finds_the_work_and_signs_for_the_absent(sqlite_web: Web) -> None:
    web = sqlite_web
    number = web.draft(pipeline="new-media")
    now = web.app.clock().astimezone(web.app.zone)
    form = {
        "delegate": str(web.story.actors["wujingyi"].person_id), "reason": HOSTILE, "role": "first_reviewer",
        "starts": (now - timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M"),
        "ends": (now + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M"),
    }  # fmt: skip
    chen = web.browser("chensiyuan")
    assert chen.post("/absence", data=form | {"ends": ""}).status_code == 422
    page = chen.post("/absence", data=form).text
    assert "生效中" in page
    assert HOSTILE not in page
    wu = web.browser("wujingyi")
    assert "代陈思远签" in wu.get("/").text
    desk = wu.get(f"/drafts/{number}").text
    assert "您（吴静怡）代陈思远签。" in desk
    behalf = re.search(r'name="on_behalf_of" value="(\d+)"', desk)
    seen = re.search(r'name="seen_content_hash" value="([^"]+)"', desk)
    assert behalf
    assert seen
    run = next(iter(open_runs(web.story, 1).values()))
    web.story.dismiss_all(1, "wujingyi")
    sent = {
        "verdict": "approve", "opinion": "同意", "password": PASSWORD, "seen_content_hash": seen[1],
        "on_behalf_of": behalf[1], "gates": ["policy", "content", "quality"], "f_opinion_first": "已审",
        "f_facts_checked": "true",
    }  # fmt: skip
    page = wu.post(f"/stages/{run.id}/decisions", data=sent).text
    assert "代陈思远签" in page
    assert "代陈思远签" in wu.get(f"/drafts/{number}/timeline").text
    assert chen.post("/absence/1/end").status_code == 200


def test_facts_holds_and_recusals_on_the_handling_page(sqlite_web: Web) -> None:
    web = sqlite_web
    number = web.draft()
    author, head, reviewer = (web.browser(x) for x in ("linxiaoyu", "sunlihua", "chensiyuan"))
    page = author.post(f"/drafts/{number}/facts", data={"secrecy": "sensitive", "urgent": "1"}).text
    assert re.search(r'value="sensitive" checked', page)
    laxer = author.post(f"/drafts/{number}/facts", data={"secrecy": "public"})
    assert (laxer.status_code, "放宽" in laxer.text) == (403, True)
    assert HOSTILE not in head.post(f"/drafts/{number}/hold", data={"reason": HOSTILE}).text
    assert "已暂停" in reviewer.get("/").text
    run = next(iter(open_runs(web.story, 1).values()))
    assert reviewer.post(f"/stages/{run.id}/claim").status_code == 409
    assert "恢复办理" in head.get(f"/drafts/{number}/handling").text
    assert "已恢复办理" in head.post(f"/drafts/{number}/hold/end").text
    zhao = str(web.story.actors["zhaowenbo"].person_id)
    page = head.post(f"/stages/{run.id}/reassign", data={"person": zhao, "reason": "换人"}).text
    assert "已领取" in page
    assert head.post(f"/stages/{run.id}/reassign", data={"person": "x", "reason": "换人"}).status_code == 404
    assert "回避" in reviewer.post(f"/drafts/{number}/recusal", data={"reason": HOSTILE}).text
    assert HOSTILE not in head.get(f"/drafts/{number}/handling").text


def test_facts_are_given_when_submitting(sqlite_web: Web) -> None:
    web = sqlite_web
    author = web.browser("linxiaoyu")
    page = author.post("/submit", files={"file": ("稿.txt", "一篇稿件。\n".encode())})
    upload = page.url.path.rsplit("/", 1)[-1]
    form = {"title": "稿", "pipeline": "major", "topic": "nonsense"}
    assert author.post(f"/submit/{upload}", data=form).status_code == 422
    author.post(f"/submit/{upload}", data=form | {"topic": "religion", "foreign_audience": "1"})
    found = _ask(web, "linxiaoyu", "GET", "/drafts/2026-0001/handling")
    assert (found["facts"]["topic"], found["facts"]["foreign_audience"]) == ("religion", True)


def test_several_at_once_by_the_page(sqlite_web: Web) -> None:
    web = sqlite_web
    for _ in range(2):
        web.draft("一篇稿件。\n", pipeline="notice")
    chen = web.browser("chensiyuan")
    assert "批量办理所选" in chen.get("/").text
    runs = [str(next(iter(open_runs(web.story, i).values())).id) for i in (1, 2)]
    page = chen.get("/bulk", params={"run": runs}).text
    seen = dict(re.findall(r'name="(seen_\d+)" value="([^"]+)"', page))
    assert len(seen) == 2
    assert "2 件中领取了 2 件" in chen.post("/bulk/claim", data={"run": runs}).text
    form = {"run": runs, "opinion": "同意", "password": "wrong-password", **seen}
    assert chen.post("/bulk/approve", data=form).status_code == 403
    page = chen.post("/bulk/approve", data=form | {"password": PASSWORD}).text
    assert "2 件中签了 0 件" in page  # the form of the stage is not filled, so each is held by its own guards
    assert "请确认" in page


def test_the_api_has_the_same_guards(sqlite_web: Web) -> None:
    web = sqlite_web
    number = web.draft()
    chen, zhao = (web.story.actors[x].person_id for x in ("chensiyuan", "zhaowenbo"))
    unit = _ask(web, "majianguo", "POST", "/units", 201, json={"path": "中心/一部"})["id"]
    _ask(web, "majianguo", "POST", f"/units/{unit}", json={"name": "二部"})
    _ask(web, "majianguo", "POST", f"/people/{chen}/place", json={"unit": "中心/二部"})
    made = _ask(web, "fengxue", "POST", f"/people/{chen}/qualifications", 201,
                json={"kind": "senior_editor", "valid_from": "2026-01-01"})  # fmt: skip
    _ask(web, "fengxue", "DELETE", f"/qualifications/{made['id']}")
    group = _ask(web, "fengxue", "POST", "/groups", 201, json={"key": "desk", "name": "夜班"})["id"]
    _ask(web, "fengxue", "POST", f"/groups/{group}/members/{chen}")
    _ask(web, "fengxue", "DELETE", f"/groups/{group}/members/{chen}")
    _ask(web, "fengxue", "POST", f"/people/{chen}/roles/first_reviewer/scope", json={"unit_ids": []})
    assert _ask(web, "fengxue", "GET", f"/people/{chen}")["unit"] == "中心/二部"
    body = {"delegate_id": chen, "reason": "出差", "starts_at": "2026-01-01T00:00:00+08:00"}
    late = {"ends_at": "2026-01-02T00:00:00+08:00"}
    assert _ask(web, "zhaowenbo", "POST", "/delegations", 422, json=body | late)["error"]["code"] == "invalid"
    ends = (web.app.clock() + timedelta(days=1)).isoformat()
    body |= {"starts_at": web.app.clock().isoformat(), "ends_at": ends}
    _ask(web, "linxiaoyu", "POST", "/delegations", 403, json=body)
    given = _ask(web, "zhaowenbo", "POST", "/delegations", 201, json=body)["id"]
    assert [d["state"] for d in _ask(web, "zhaowenbo", "GET", "/delegations")] == ["running"]
    _ask(web, "chensiyuan", "DELETE", f"/delegations/{given}", 403)
    _ask(web, "zhaowenbo", "DELETE", f"/delegations/{given}")
    run = _ask(web, "zhaowenbo", "GET", f"/drafts/{number}/handling")["stages"][0]["run_id"]
    _ask(web, "sunlihua", "POST", f"/stages/{run}/reassignment", json={"person_id": zhao, "reason": "换人"})
    _ask(web, "chensiyuan", "POST", "/bulk/claims", json={"stage_run_ids": [run]})
    _ask(web, "sunlihua", "POST", f"/drafts/{number}/hold", json={"reason": "等"})
    _ask(web, "sunlihua", "DELETE", f"/drafts/{number}/hold")
    facts = _ask(web, "zhaowenbo", "POST", f"/drafts/{number}/facts", json={"urgent": True})
    assert facts["urgent"] is True
    approvals = {"seen": {run: "x"}, "opinion": "同意", "password": PASSWORD}
    (outcome,) = _ask(web, "zhaowenbo", "POST", "/bulk/approvals", json=approvals)
    assert "不是当前版次" in outcome["refused"]
    _ask(web, "zhaowenbo", "POST", f"/drafts/{number}/recusal", json={"reason": "亲属"})
    _ask(web, "majianguo", "POST", f"/drafts/{number}/recusal", 403, json={"reason": "亲属"})
