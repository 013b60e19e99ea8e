"""事后复核 by plain forms and over the API: found in the inbox, signed, marked on the release, listed for auditors."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from models import AfterReview, Assignment
from models.base import pk
from review.app import App
from review.seed import PASSWORD
from tests.review.rereading import AUTHOR, OTHER, READER, SIGNER, Out
from tests.web.conftest import Web, client_of


class Site:
    """An urgent draft that is out, with the pages and the API over it."""

    def __init__(self, app: App, monkeypatch: pytest.MonkeyPatch) -> None:
        self.out = Out(app, monkeypatch)
        self.web = Web(self.out.app, self.out.story, client_of(self.out.app))
        self.number = self.out.story.draft(self.out.draft_id).number
        self.path = f"/releases/{self.number}/after-review"

    def form(self, **changed: str) -> dict[str, str]:
        seen = self.out.story.version(self.out.draft_id).content_hash
        return {
            "verdict": "fault", "opinion": "第二段日期有误。", "password": PASSWORD, "seen_content_hash": seen,
        } | changed  # fmt: skip

    def api(self, method: str, path: str, login: str, **options: Any) -> Any:
        return self.web.client.request(method, f"/api/v1{path}", headers=self.web.headers(login), **options)


@pytest.fixture
def site(sqlite_app: App, monkeypatch: pytest.MonkeyPatch) -> Site:
    return Site(sqlite_app, monkeypatch)


def test_from_the_inbox_to_the_mark_on_the_release(site: Site) -> None:
    reader = site.web.browser(READER)
    inbox = reader.get("/").text
    assert f'href="{site.path}"' in inbox
    run = pk(site.out.run)
    taken = reader.post(f"/stages/{run}/claim")
    assert taken.url.path == site.path
    for words in ("丰富职工文化生活", "签署复核", "我已通读发布的全文。", "放回", "何素梅"):
        assert words in taken.text
    assert 'name="verdict"' not in site.web.browser(OTHER).get(site.path).text, "she has taken it up"
    refused = reader.post(site.path, data=site.form(opinion=" "))
    assert (refused.status_code, "请写复核意见" in refused.text) == (422, True)
    wrong = reader.post(site.path, data=site.form(password="not-mine-at-all"))
    assert wrong.status_code == 403
    assert "第二段日期有误。" in wrong.text, "what was typed is still there"
    assert "not-mine-at-all" not in wrong.text
    assert reader.post(site.path, data=site.form(verdict="")).status_code == 422
    done = reader.post(site.path, data=site.form())
    assert "复核已签署" in done.text
    author = site.web.browser(AUTHOR)
    release = author.get(f"/releases/{site.number}").text
    assert "事后复核发现问题，须更正或撤回" in release
    assert "事后复核：发现问题" in author.get("/releases").text
    assert "第二段日期有误。" in author.get(site.path).text
    assert "事后复核发现问题，请尽快更正或撤回" in author.get("/").text
    timeline = author.get(f"/drafts/{site.number}/timeline").text
    assert "事后复核：发现问题" in timeline
    assert "开始事后复核" in timeline


def test_who_may_not_is_told_why(site: Site) -> None:
    assert "作者不能复核自己的稿件" in site.web.browser(AUTHOR).get(site.path).text
    signer = site.web.browser(SIGNER)
    assert "没有写过、也没有签过本稿" in signer.get(site.path).text
    assert signer.post(site.path, data=site.form()).status_code == 403
    assert site.web.browser("majianguo").get(site.path).status_code == 403
    assert site.web.browser(READER).get("/releases/2026-9999/after-review").status_code == 404
    assert 'action="/stages/' not in site.web.browser(READER).get(f"/drafts/{site.number}").text


def test_overdue_ones_are_listed_for_auditors_and_administrators(site: Site) -> None:
    deadline = site.out.run.deadline_at
    assert deadline is not None
    site.out.now = deadline + timedelta(hours=1)
    auditor = site.web.browser("tangyian").get("/after-reviews").text
    assert "1 件逾期" in auditor
    assert "读书活动" in auditor
    assert "事后复核" in site.web.browser("tangyian").get("/audit").text
    for login, page in (("majianguo", "/system"), ("fengxue", "/people")):
        admin = site.web.browser(login)
        assert 'href="/after-reviews"' in admin.get(page).text
        listed = admin.get("/after-reviews").text
        assert "1 件逾期" in listed
        assert site.number in listed
        assert "读书活动" not in listed, "administrators read no drafts"
    assert "逾期" in site.web.browser(READER).get("/releases").text


def test_handing_it_over_and_the_desk_stays_as_it_was(site: Site) -> None:
    run = pk(site.out.run)
    reader = site.web.browser(READER)
    reader.post(f"/stages/{run}/claim")
    person = str(site.out.story.actors[OTHER].person_id)
    handed = reader.post(f"/stages/{run}/reassign", data={"person": person, "reason": "出差"})
    assert handed.url.path == site.path
    claimed = [a.person_id for a in site.out.rows(Assignment) if a.stage_run_id == run and a.claimed_at]
    assert claimed == [site.out.story.actors[OTHER].person_id]


def test_the_same_over_the_api(site: Site) -> None:
    open_ones = site.api("GET", "/after-reviews", "tangyian").json()
    assert [row["number"] for row in open_ones["open"]] == [site.number]
    shown = site.api("GET", f"/releases/{site.number}/after-review", READER).json()
    assert (shown["task"]["state"], shown["result"], shown["task"]["seat"]["assigned"]) == (
        "open",
        None,
        True,
    )
    body = {
        "verdict": "clear",
        "opinion": "无异议",
        "seen_content_hash": shown["content_hash"],
        "password": PASSWORD,
    }
    where = f"/releases/{site.number}/after-review"
    for login, changed, code in (
        (SIGNER, {}, "separation"),
        ("wujingyi", {}, "not_allowed"),
        ("majianguo", {}, "not_allowed"),
        (READER, {"seen_content_hash": "sha256:x"}, "stale"),
        (READER, {"password": "x"}, "wrong_password"),
        (READER, {"verdict": "approve"}, "invalid"),
        (READER, {"opinion": " "}, "invalid"),
    ):
        answer = site.api("POST", where, login, json=body | changed)
        assert answer.json()["error"]["code"] == code, answer.text
    assert site.api("POST", where, READER, json=body).status_code == 201
    assert site.api("POST", where, OTHER, json=body).json()["error"]["code"] == "state"
    result = site.api("GET", where, AUTHOR).json()["result"]
    assert (result["verdict"], result["person"]) == ("clear", "何素梅")
    assert site.api("GET", f"/releases/{site.number}", AUTHOR).json()["after"]["verdict"] == "clear"
    assert len(site.out.rows(AfterReview)) == 1
