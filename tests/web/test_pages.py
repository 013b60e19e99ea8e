"""What people do on the pages, by plain forms, and what the pages tell them."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from sqlmodel import select
from starlette.testclient import TestClient

from migrations import guards
from models import CheckRun
from models.base import pk
from review.seed import PASSWORD
from tests.review.story import CLEAN, FAULTY, filled
from tests.web.conftest import Web


def sign_form(web: Web, draft_id: int, verdict: str = "approve", **more: Any) -> tuple[str, dict[str, Any]]:
    """Path and fields of the sign form, all filled."""
    run = web.story.stage_run(draft_id)
    values = filled(web.story.pipeline(draft_id).stage(run.stage_key))
    form: dict[str, Any] = {"gates": values.pop("gates")}
    form |= {f"f_{key}": "true" if value is True else value for key, value in values.items()}
    form |= {"verdict": verdict, "opinion": "同意", "password": PASSWORD}
    form |= {"seen_content_hash": web.story.version(draft_id).content_hash}
    return f"/stages/{pk(run)}/decisions", form | more


def test_first_start_leads_to_the_first_administrator(fresh: TestClient) -> None:
    assert fresh.get("/").headers["location"] == "/setup"
    assert fresh.get("/sign-in").headers["location"] == "/setup"
    form = {"name": "马建国", "login": "majianguo", "password": "one-good-secret-7", "again": "another"}
    wrong = fresh.post("/setup", data=form)
    assert wrong.status_code == 422
    assert "不一致" in wrong.text
    assert 'value="马建国"' in wrong.text
    assert fresh.post("/setup", data=form | {"password": "short", "again": "short"}).status_code == 422
    done = fresh.post("/setup", data=form | {"again": form["password"]})
    assert (done.status_code, done.headers["location"]) == (303, "/people")
    people = fresh.get("/people")
    assert "系统管理员已建立" in people.text
    assert "系统管理员已建立" not in fresh.get("/people").text
    assert re.findall(r'<option value="(\w+)"', people.text) == []
    assert fresh.get("/setup").status_code == 404
    assert fresh.post("/setup", data=form | {"again": form["password"]}).status_code == 409


def test_health_says_when_the_database_is_gone(sqlite_web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    assert sqlite_web.client.get("/healthz").json() == {"status": "ok"}

    def gone(*_: object) -> None:
        raise OperationalError("select 1", None, Exception("gone"))

    monkeypatch.setattr("review.read.system.healthy", gone)
    assert sqlite_web.client.get("/healthz").status_code == 503


def test_inbox_shows_filters_and_orders_by_deadline(web: Web) -> None:
    first, second = web.draft(CLEAN, "publishing"), web.draft(CLEAN, "notice")
    client = web.browser("chensiyuan")
    page = client.get("/").text
    assert page.index(second) < page.index(first), "4 working hours come before 24"
    assert "没有符合条件的待办" in client.get("/?q=没有这个").text
    assert first in client.get(f"/?q={first}").text
    assert "没有符合条件的待办" in client.get("/?show=mine").text
    client.post(f"/stages/{pk(web.story.stage_run(2))}/claim")
    mine = client.get("/?show=mine").text
    assert second in re.findall(r"href=\"/drafts/([\d-]+)\">读书活动", mine)
    assert first not in re.findall(r"href=\"/drafts/([\d-]+)\">读书活动", mine)
    assert "陈思远 已领取" in web.browser("zhaowenbo").get("/").text
    assert "管理员（系统、安全、审计）不参与审校" in web.browser("majianguo").get("/").text


def test_overdue_is_said_in_words(sqlite_web: Web) -> None:
    sqlite_web.draft(CLEAN, "notice")
    with sqlite_web.app.database.write() as session:
        late = sqlite_web.app.clock() - timedelta(hours=3)
        session.execute(text("UPDATE stage_run SET deadline_at = :at"), {"at": late.replace(tzinfo=None)})
    page = sqlite_web.browser("chensiyuan").get("/?show=due").text
    assert 'class="due-overdue">逾期 3 小时' in page
    assert "1 件逾期或今日到期" in page


def test_a_refused_signature_keeps_what_was_typed_but_never_the_password(web: Web) -> None:
    web.draft(FAULTY)
    client = web.browser("chensiyuan")
    path, form = sign_form(web, 1, opinion="写了很久的意见", f_report="一份报告")
    blocked = client.post(path, data=form)
    assert blocked.status_code == 409
    assert "还不能签" in blocked.text
    for kept in ("写了很久的意见", "一份报告", 'value="approve" required checked', "data-reopen"):
        assert kept in blocked.text
    assert PASSWORD not in blocked.text
    assert client.post(path, data=form | {"verdict": ""}).status_code == 422
    wrong = client.post(path, data=form | {"verdict": "return:author", "password": "no"})
    assert (wrong.status_code, "口令不对" in wrong.text) == (403, True)


def test_signing_by_form_moves_on_and_a_second_answer_is_filed(web: Web) -> None:
    number = web.draft(CLEAN)
    path, form = sign_form(web, 1)
    web.story.dismiss_all(1, "chensiyuan")
    done = web.browser("chensiyuan").post(path, data=form)
    assert done.url.path == f"/drafts/{number}/timeline"
    assert "已签字同意" in done.text
    late = web.browser("zhaowenbo").post(path, data=form)
    assert late.status_code == 200
    assert "意见已存档，未改变流程" in late.text
    web.story.work()
    timeline = web.browser("linxiaoyu").get(f"/drafts/{number}/timeline").text
    assert "迟到，存档" in timeline


def test_author_and_outsider_see_no_sign_panel(sqlite_web: Web) -> None:
    number = sqlite_web.draft(CLEAN)
    author = sqlite_web.browser("linxiaoyu").get(f"/drafts/{number}").text
    assert "作者不审签自己的稿件" in author
    assert 'class="sign"' not in author
    assert 'class="sign"' not in sqlite_web.browser("sunlihua").get(f"/drafts/{number}").text
    auditor = sqlite_web.browser("tangyian").get(f"/drafts/{number}").text
    assert "data-accept" not in auditor
    assert 'id="comment-form"' not in auditor


def test_settling_by_form_and_by_fragment(web: Web) -> None:
    number = web.draft(FAULTY)
    finding = next(f for f in web.story.findings(1) if f.severity == "red")
    path = f"/findings/{pk(finding)}/disposition"
    client = web.browser("chensiyuan")
    plain = client.post(path, data={"state": "accepted", "back": "severity=red"}, follow_redirects=False)
    assert plain.headers["location"] == f"/drafts/{number}?severity=red#f{pk(finding)}"
    foreign = client.post(path, data={"state": "accepted", "back": "//evil.example"}, follow_redirects=False)
    assert foreign.headers["location"] == f"/drafts/{number}#f{pk(finding)}"
    fragment = client.post(
        path, data={"state": "dismissed", "reason": "引文"}, headers={"HX-Request": "true"}
    )
    assert "<html" not in fragment.text
    assert fragment.text.count("hx-swap-oob") == 3
    assert "引文" in fragment.text
    refused = client.post(path, data={"state": "dismissed"}, headers={"HX-Request": "true"})
    assert refused.status_code == 422
    assert refused.headers["HX-Retarget"] == "#toasts"
    assert "请写明理由" in refused.text
    assert client.post(path, data={"state": "maybe"}).status_code == 422


def test_findings_filters_keep_and_clear(sqlite_web: Web) -> None:
    number = sqlite_web.draft(FAULTY)
    client = sqlite_web.browser("chensiyuan")
    everything = client.get(f"/drafts/{number}").text.count('class="finding ')
    red = client.get(f"/drafts/{number}?severity=red").text.count('class="finding ')
    assert 0 < red <= everything
    assert "没有符合条件的问题" in client.get(f"/drafts/{number}?severity=none").text
    assert client.get(f"/drafts/{number}?page=99&open=1&gate=quality").status_code == 200


def test_what_could_not_be_checked_stands_above_the_findings(sqlite_web: Web) -> None:
    number = sqlite_web.draft(FAULTY)
    with sqlite_web.app.database.write() as session:
        for run in session.exec(select(CheckRun)):
            run.unchecked = [{"what": "LanguageTool", "reason": "服务没有运行"}]
            session.add(run)
    page = sqlite_web.browser("chensiyuan").get(f"/drafts/{number}").text
    assert "服务没有运行" in page
    assert page.index("未能检查") < page.index('id="findings"')


def test_the_status_strip_reloads_the_page_when_there_is_news(sqlite_web: Web) -> None:
    web = sqlite_web
    draft_id = web.story.submit(CLEAN)
    number = web.story.draft(draft_id).number
    client = web.browser("linxiaoyu")
    page = client.get(f"/drafts/{number}").text
    assert "机器正在为初审做准备" in page
    seen = re.search(r"status\?seen=([^\"]+)\"", page)
    assert seen
    fragment = {"HX-Request": "true"}
    assert "HX-Refresh" not in client.get(f"/drafts/{number}/status?seen={seen[1]}", headers=fragment).headers
    web.story.work()
    assert (
        client.get(f"/drafts/{number}/status?seen={seen[1]}", headers=fragment).headers["HX-Refresh"]
        == "true"
    )


def test_a_revision_shows_what_falls_before_it_falls(web: Web) -> None:
    number = web.draft(CLEAN)
    web.story.dismiss_all(1, "chensiyuan")
    web.story.sign(1)
    web.story.work()
    client = web.browser("linxiaoyu")
    same = client.post(f"/drafts/{number}/revise", files={"file": ("同.md", CLEAN.encode())})
    assert same.status_code in {200, 422}
    changed = CLEAN.replace("本月", "下月")
    page = client.post(f"/drafts/{number}/revise", files={"file": ("改.txt", changed.encode())})
    assert "以下签字将失效，须重新审签：初审" in page.text
    assert "<del>本</del>" in page.text
    assert '<ins id="x1" data-hunk="1" tabindex="-1">下</ins>' in page.text
    upload = page.url.params["upload"]
    done = client.post(f"/drafts/{number}/revise/{upload}", data={"note": "改了月份"})
    assert "修改稿已提交" in done.text
    timeline = client.get(f"/drafts/{number}/timeline").text
    assert "签字已失效：" in timeline
    assert "改了月份" in timeline
    compare = client.get(f"/drafts/{number}/compare?from=1&to=2").text
    assert "1 处改动" in compare
    assert "未改动的" in compare or 'class="cmp equal"' in compare


def test_the_same_file_voids_nothing(web: Web) -> None:
    number = web.draft(CLEAN)
    web.story.dismiss_all(1, "chensiyuan")
    web.story.sign(1)
    web.story.work()
    client = web.browser("linxiaoyu")
    page = client.post(f"/drafts/{number}/revise", files={"file": ("另存.txt", CLEAN.encode())})
    assert "不会作废任何签字" in page.text
    done = client.post(f"/drafts/{number}/revise/{page.url.params['upload']}")
    assert "签字不受影响" in done.text
    assert "签字已失效：" not in client.get(f"/drafts/{number}/timeline").text


def test_withdrawing_needs_reason_and_password(web: Web) -> None:
    number = web.draft(CLEAN)
    client = web.browser("linxiaoyu")
    wrong = client.post(f"/drafts/{number}/withdraw", data={"reason": "重复投稿", "password": "no"})
    assert wrong.status_code == 403
    assert "重复投稿" in wrong.text
    done = client.post(f"/drafts/{number}/withdraw", data={"reason": "重复投稿", "password": PASSWORD})
    assert "已撤稿" in done.text
    assert client.get(f"/drafts/{number}/compare").status_code == 200
    other = web.browser("zhouqiming").post(
        f"/drafts/{number}/withdraw", data={"reason": "不是我的", "password": PASSWORD}
    )
    assert other.status_code in {403, 409}


def test_comment_on_a_block_without_javascript(web: Web) -> None:
    number = web.draft(CLEAN)
    client = web.browser("chensiyuan")
    block = re.search(r'data-block="([^"]+)">关于', client.get(f"/drafts/{number}").text)
    assert block
    composer = client.get(f"/drafts/{number}?comment={block[1]}").text
    assert f'name="block" value="{block[1]}"' in composer
    page = client.post(f"/drafts/{number}/comments", data={"block": block[1], "body": "标题可以更短"}).text
    assert "标题可以更短" in page
    assert "k-comment" in page
    for bad in ({"block": "nowhere"}, {"block": block[1], "end": "x"}, {"block": block[1], "end": "9999"}):
        assert client.post(f"/drafts/{number}/comments", data={"body": "b"} | bad).status_code == 422


def test_the_auditor_verifies_and_a_changed_row_is_named(web: Web) -> None:
    web.draft(CLEAN)
    client = web.browser("tangyian")
    assert "日志完整" in client.post("/audit/verify").text
    fragment = client.post("/audit/verify", headers={"HX-Request": "true"})
    assert "<html" not in fragment.text
    with web.app.database.write() as session:
        # what a database administrator could do: take the guards away, then change a row
        for statement in guards.drop(session.get_bind().dialect.name):
            session.execute(text(statement))
        session.execute(text("UPDATE event SET payload = replace(payload, '陈思远', '陈思近')"))
    assert re.search(r"发现 \d+ 处问题", client.post("/audit/verify").text)


def test_audit_filters(sqlite_web: Web) -> None:
    number = sqlite_web.draft(CLEAN)
    client = sqlite_web.browser("tangyian")
    assert "提交稿件" in client.get(f"/audit?draft={number}&tag=draft:submitted").text
    assert "没有符合条件的记录" in client.get("/audit?person=没有这个人").text
    assert "没有符合条件的记录" in client.get("/audit?draft=%25").text


def test_roles_are_offered_to_those_who_may_grant_them(sqlite_web: Web) -> None:
    assert "授予角色" in sqlite_web.browser("fengxue").get("/people").text
    system = sqlite_web.browser("majianguo")
    assert "授予角色" not in system.get("/people").text
    refused = system.post("/people/1/roles", data={"role": "editor"})
    assert refused.status_code == 403
    assert "角色由安全管理员授予" in refused.text
    assert system.post("/people/1/roles", data={"role": "king"}).status_code == 422
    form = {"name": "新人", "login": "linxiaoyu", "password": "first-secret-77"}
    taken = system.post("/people", data=form)
    assert taken.status_code == 422
    assert 'value="新人"' in taken.text
    assert "first-secret-77" not in taken.text


def test_language_follows_the_choice(sqlite_web: Web) -> None:
    client = sqlite_web.browser("linxiaoyu")
    assert 'lang="zh-CN"' in client.get("/").text
    english = client.post("/language", data={"language": "en", "next": "/drafts"})
    assert english.url.path == "/drafts"
    assert '<html lang="en">' in english.text
    assert "稿件" not in re.sub(r"三审三校|中文", "", english.text)


def test_every_page_has_a_title_and_one_main_heading(sqlite_web: Web) -> None:
    number = sqlite_web.draft(FAULTY)
    client = sqlite_web.browser("linxiaoyu")
    paths = ["/", "/submit", "/drafts", "/releases", "/pipelines", "/password", "/nowhere"]
    paths += [f"/drafts/{number}{tail}" for tail in ("", "/compare", "/timeline", "/revise", "/withdraw")]
    for path in paths:
        page = client.get(path).text
        assert re.search(r"<title>[^<·]+", page), path
        assert len(re.findall(r"<h1", page)) == 1, path
        identities = re.findall(r'\sid="([^"]+)"', page)
        assert len(identities) == len(set(identities)), path
