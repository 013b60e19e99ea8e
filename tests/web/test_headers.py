"""Every answer, good or bad, carries the policy; foreign host names get none of our pages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from review.settings import Settings
from tests.web.conftest import Web
from web.headers import CSP, allowed_hosts, host_name

TEMPLATES = Path(__file__).parent.parent.parent / "web" / "templates"
PATHS = [
    "/", "/sign-in", "/drafts", "/healthz", "/nowhere", "/static/css/base.css", "/static/nowhere.js", "/drafts/0000-0000",
    "/api/v1/me", "/api/v1/openapi.json", "/api/v1/nowhere", "/drafts/{number}", "/drafts/{number}/original",
]  # fmt: skip


@pytest.mark.parametrize("path", PATHS)
def test_policy_on_every_answer(sqlite_web: Web, path: str) -> None:
    number = sqlite_web.draft() if "{" in path else ""
    for login in (None, "linxiaoyu"):
        headers = sqlite_web.client.get(path.format(number=number), headers=sqlite_web.headers(login)).headers
        assert headers["content-security-policy"] == CSP
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["cache-control"] == ("no-cache" if path == "/static/css/base.css" else "no-store")


def test_the_policy_allows_our_own_files_and_nothing_inline() -> None:
    assert "script-src 'self';" in CSP
    assert "style-src 'self';" in CSP
    assert "unsafe" not in CSP


def test_no_template_needs_more_than_the_policy_allows() -> None:
    for template in TEMPLATES.rglob("*.html"):
        text = template.read_text(encoding="utf-8")
        assert not re.search(r"<script(?![^>]*\bsrc=)", text), template.name
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:", text), template.name
        assert not re.search(r"(?:src|href|action)=\"(?:https?:)?//", text), template.name


def test_a_fault_is_answered_calmly_with_an_incident_and_the_policy(
    sqlite_web: Web, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(*_: object, **__: object) -> None:
        secret = "a-typed-password"  # noqa: F841  must not reach the log
        raise RuntimeError("planted")

    monkeypatch.setattr("review.read.inbox.inbox", broken)
    answer = sqlite_web.client.get("/", headers=sqlite_web.headers("linxiaoyu"))
    assert answer.status_code == 500
    assert answer.headers["content-security-policy"] == CSP
    assert "RuntimeError" not in answer.text
    incident = re.search(r'class="hash">([0-9a-f]{8})<', answer.text)
    assert incident
    logged = capsys.readouterr().out
    assert incident[1] in logged
    assert "planted" in logged
    assert "a-typed-password" not in logged.replace('secret = "a-typed-password"', "")


def test_a_foreign_host_name_is_refused(sqlite_web: Web) -> None:
    answer = sqlite_web.client.get("/sign-in", headers={"Host": "evil.example"})
    assert answer.status_code == 400
    assert answer.headers["content-security-policy"] == CSP
    assert sqlite_web.client.get("/sign-in", headers={"Host": "localhost:8420"}).status_code == 200


def test_allowed_hosts() -> None:
    hosts = allowed_hosts(Settings(web_host="0.0.0.0", public_url="https://CMS.example.cn:444/x"))  # noqa: S104
    assert hosts == {"127.0.0.1", "localhost", "::1", "cms.example.cn"}
    assert host_name("[::1]:8420") == "::1"
    assert host_name("") == ""
    assert host_name("[::1") == ""
