"""The whole review through the JSON API, and what it answers when something is wrong."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest

from review.seed import PASSWORD
from tests.review.story import CLEAN, FAULTY, SIGNERS
from tests.web.conftest import Web


class Client:
    """One person at the API."""

    def __init__(self, web: Web, login: str) -> None:
        self.web, self.login = web, login

    def ask(self, method: str, path: str, **options: Any) -> Any:
        headers = self.web.headers(self.login)
        answer = self.web.client.request(method, f"/api/v1{path}", headers=headers, **options)
        assert answer.status_code < 400, f"{method} {path}: {answer.text}"
        return answer.json() if "json" in answer.headers["content-type"] else answer.content

    def refused(self, method: str, path: str, **options: Any) -> tuple[int, dict[str, Any]]:
        headers = self.web.headers(self.login)
        answer = self.web.client.request(method, f"/api/v1{path}", headers=headers, **options)
        assert answer.status_code >= 400, f"{method} {path} went through"
        return answer.status_code, answer.json()["error"]

    def upload(self, text: str = FAULTY) -> dict[str, Any]:
        made: dict[str, Any] = self.ask("POST", "/uploads", files={"file": ("通知.txt", text.encode())})
        return made

    def submit(self, text: str = FAULTY, pipeline: str = "publishing") -> str:
        body = {"upload_id": self.upload(text)["id"], "title": "读书活动", "pipeline": pipeline}
        number: str = self.ask("POST", "/drafts", json=body)["number"]
        self.web.story.work()
        return number

    def form(self, number: str, verdict: str = "approve", **more: Any) -> tuple[str, dict[str, Any]]:
        """The path and body of a complete sign-off of the present stage."""
        draft = self.ask("GET", f"/drafts/{number}")
        fields: dict[str, Any] = {"gates": draft["stage"]["gates"]}
        for field in draft["stage"]["fields"]:
            choice = field["choices"][0] if field["choices"] else "已阅"
            fields[field["key"]] = True if field["kind"] == "bool" else choice
        body = {"verdict": verdict, "opinion": "同意", "fields": fields, "password": PASSWORD}
        body |= {"seen_content_hash": draft["content_hash"]}
        return f"/stages/{draft['seat']['stage_run_id']}/decisions", body | more

    def sign(self, number: str, verdict: str = "approve", **more: Any) -> dict[str, Any]:
        path, body = self.form(number, verdict, **more)
        done: dict[str, Any] = self.ask("POST", path, json=body)
        self.web.story.work()
        return done


def sign_to_the_end(web: Web, author: Client, number: str) -> None:
    """Settle and approve stage after stage until the draft is out."""
    while True:
        head = author.ask("GET", f"/drafts/{number}")["head"]
        if head["state"] != "in_review":
            break
        signer = Client(web, SIGNERS[head["stage_key"]])
        unsettled = [
            f["id"]
            for f in signer.ask("GET", f"/drafts/{number}/findings")["findings"]
            if f["disposition"] == "open"
        ]
        if unsettled:
            answer = {"finding_ids": unsettled, "state": "dismissed", "reason": "原文如此"}
            signer.ask("POST", f"/drafts/{number}/dispositions", json=answer)
        assert signer.sign(number)["late"] is False


def test_a_draft_from_upload_to_release(web: Web) -> None:
    author, first = Client(web, "linxiaoyu"), Client(web, "chensiyuan")
    seen = author.upload()
    assert (seen["format"], seen["charset"]) == ("txt", "utf-8")
    assert any(f["text"] == "," and f["suggestion"] == "，" for f in seen["findings"])
    number = author.submit()
    task = first.ask("GET", "/inbox")["tasks"][0]
    assert (task["number"], task["stage_title"], task["open_red"] > 0) == (number, "初审", True)
    run = task["stage_run_id"]
    first.ask("POST", f"/stages/{run}/claim")
    assert Client(web, "zhaowenbo").refused("POST", f"/stages/{run}/claim")[0] == 409
    first.ask("DELETE", f"/stages/{run}/claim")
    codes = {b["code"] for b in first.ask("GET", f"/stages/{run}/blockers")}
    assert "red" in codes
    path, body = first.form(number)
    status, error = first.refused("POST", path, json=body)
    assert (status, error["code"]) == (409, "blocked")
    assert error["blockers"][0]["finding_ids"]
    block = first.ask("GET", f"/drafts/{number}/document")["document"]["blocks"][2]
    comment = first.ask(
        "POST", f"/drafts/{number}/comments", json={"block": block["id"], "start": 0, "end": 2, "body": "改"}
    )
    first.sign(number, "return", return_to="author", opinion="请修改")
    assert author.ask("GET", f"/drafts/{number}")["head"]["state"] == "returned"
    revision = {"upload_id": author.upload(CLEAN)["id"], "note": "已改"}
    done = author.ask("POST", f"/drafts/{number}/revisions", json=revision)
    assert (done["number"], done["changed"], done["voided"]) == (2, True, [])
    web.story.work()
    carried = first.ask("GET", f"/drafts/{number}/comments")["comments"]
    assert carried[0]["id"] != comment["id"]
    first.ask("POST", f"/comments/{carried[0]['id']}/resolve")
    sign_to_the_end(web, author, number)
    assert author.ask("GET", f"/drafts/{number}")["head"]["state"] == "released"
    release = author.ask("GET", f"/releases/{number}")
    assert release["receipts"][0]["matches"] is True
    assert author.ask("GET", f"/drafts/{number}/original").decode() == CLEAN
    assert author.ask("GET", "/releases")["rows"][0]["number"] == number
    bundle = Client(web, "tangyian").ask("GET", f"/drafts/{number}/dossier")
    assert "verify.py" in {name.rsplit("/", 1)[-1] for name in zipfile.ZipFile(io.BytesIO(bundle)).namelist()}
    verified = Client(web, "tangyian").ask("GET", "/audit/verify")
    assert verified["ok"] is True
    assert verified["problems"] == []
    timeline = author.ask("GET", f"/drafts/{number}/timeline")
    assert [len(s["runs"]) >= 1 for s in timeline["stages"]] == [True] * 8
    events = Client(web, "tangyian").ask("GET", f"/audit/events?draft={number}&tag=decision")
    assert events["total"] == 9


def test_a_late_answer_is_filed_not_refused(web: Web) -> None:
    author, first, second = (Client(web, login) for login in ("linxiaoyu", "chensiyuan", "zhaowenbo"))
    number = author.submit(CLEAN)
    path, body = second.form(number)
    first.sign(number)
    late = second.ask("POST", path, json=body)
    assert late["late"] is True
    assert "陈思远" in late["late_reason"]
    assert author.ask("GET", f"/drafts/{number}")["head"]["stage_key"] == "second_review"


def test_stale_content_wrong_password_and_separation(sqlite_web: Web) -> None:
    web = sqlite_web
    author, first = Client(web, "linxiaoyu"), Client(web, "chensiyuan")
    number = author.submit(CLEAN)
    path, body = first.form(number)
    assert first.refused("POST", path, json=body | {"seen_content_hash": "sha256:0"})[1]["code"] == "stale"
    assert first.refused("POST", path, json=body | {"password": "wrong"})[1]["code"] == "wrong_password"
    assert first.refused("POST", path, json=body | {"password": ""})[1]["code"] == "wrong_password"
    assert first.refused("POST", path, json=body | {"surprise": 1})[0] == 422
    assert first.refused("POST", path, json=body | {"verdict": "withdraw"})[0] == 422
    mine = first.submit(CLEAN)
    path, body = first.form(mine) if first.ask("GET", f"/drafts/{mine}")["seat"] else ("", {})
    status, error = first.refused("POST", path, json=body)
    assert (status, error["code"]) == (403, "separation")


def test_unknown_things_are_not_found(sqlite_web: Web) -> None:
    client = Client(sqlite_web, "chensiyuan")
    for path in (
        "/drafts/2020-9999",
        "/drafts/2020-9999/timeline",
        "/releases/2020-9999",
        "/stages/999/blockers",
    ):
        assert client.refused("GET", path)[0] == 404
    assert client.refused("POST", "/findings/999/disposition", json={"state": "accepted"})[0] == 404
    assert client.refused("POST", "/comments/999/resolve")[0] == 404
    assert client.refused("GET", "/nowhere")[1]["code"] == "http_404"


def test_sign_in_is_throttled_in_words(sqlite_web: Web) -> None:
    web = sqlite_web
    codes = [
        web.client.post("/api/v1/session", json={"login": "wujingyi", "password": "no"}).status_code
        for _ in range(6)
    ]
    assert codes == [403] * 5 + [429]
    assert "分钟" in web.client.post("/sign-in", data={"login": "wujingyi", "password": PASSWORD}).text


def test_sign_out_ends_the_token(sqlite_web: Web) -> None:
    web = sqlite_web
    client = Client(web, "linxiaoyu")
    assert client.ask("GET", "/me")["login"] == "linxiaoyu"
    client.ask("DELETE", "/session")
    assert client.refused("GET", "/me")[0] == 401


def test_people_are_administered(sqlite_web: Web) -> None:
    web = sqlite_web
    system, security = Client(web, "majianguo"), Client(web, "fengxue")
    person = {"name": "新人", "login": "xinren", "password": "first-password-1"}
    made = system.ask("POST", "/people", json=person)["id"]
    assert system.refused("POST", "/people", json=person)[0] == 422
    security.ask("POST", f"/people/{made}/roles", json={"role": "proofreader"})
    assert system.refused("POST", f"/people/{made}/roles", json={"role": "editor"})[0] == 403
    security.ask("DELETE", f"/people/{made}/roles/proofreader")
    account = system.ask(
        "POST", f"/people/{made}/accounts", json={"login": "xinren2", "password": "first-password-1"}
    )
    system.ask("POST", f"/accounts/{account['id']}/password", json={"password": "another-secret-9"})
    system.ask("POST", f"/people/{made}/active", json={"active": False})
    row = next(p for p in system.ask("GET", "/people") if p["id"] == made)
    assert (row["active"], row["roles"], len(row["accounts"])) == (False, [], 2)


def test_openapi_describes_every_endpoint_and_names_no_foreign_script(sqlite_web: Web) -> None:
    schema = sqlite_web.client.get("/api/v1/openapi.json").json()
    paths = {r.path for r in sqlite_web.client.app.router.routes if r.path.startswith("/api/v1/")}
    assert set(schema["paths"]) == paths - {"/api/v1/openapi.json"}
    assert sqlite_web.client.get("/docs").status_code == 404


@pytest.mark.parametrize("path", ["/pipelines", "/system", "/people"])
def test_plain_lists(sqlite_web: Web, path: str) -> None:
    assert Client(sqlite_web, "majianguo").ask("GET", path)


def test_what_no_database_can_hold_is_refused_in_words(web: Web) -> None:
    number = web.draft()
    huge = 10**20
    headers = web.headers("sunlihua")
    answers = [
        web.client.get(f"/api/v1/pipeline-proposals/{huge}", headers=headers),
        web.client.post(
            f"/api/v1/stages/{huge}/reassignment", headers=headers, json={"person_id": huge, "reason": "x"}
        ),
    ]
    # SQLite holds a NUL, PostgreSQL does not: either way it is no fault.
    held = web.client.post(f"/api/v1/drafts/{number}/hold", headers=headers, json={"reason": "等\0核实"})
    assert held.status_code == (422 if "postgresql" in str(web.app.database.engine.url) else 200)
    for answer in answers:
        assert answer.status_code in {404, 422}, answer.text
        assert answer.json()["error"]["message"]
