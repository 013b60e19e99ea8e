"""Pipelines over the API: the same guards as the pages, in the same words."""

from __future__ import annotations

from typing import Any

from review import pipelines
from tests.web.conftest import Web

KEEPER, OTHER = "sunlihua", "gaozhiyuan"
FASTER = pipelines.shipped()["notice"].source.replace("deadline_hours: 4", "deadline_hours: 2", 1)
PROPOSAL = {"name": "notice", "text": FASTER, "reason": "时限太长"}


def ask(web: Web, method: str, path: str, login: str, **body: Any) -> Any:
    options = {"json": body} if body else {}
    return web.client.request(method, f"/api/v1{path}", headers=web.headers(login), **options)


def test_tried_proposed_made_active_by_another_and_a_draft_moved(web: Web) -> None:
    number = web.draft(pipeline="notice")
    now = ask(web, "GET", "/pipelines/notice", "linxiaoyu").json()
    assert (now["name"], now["text"]) == ("notice", pipelines.shipped()["notice"].source)
    tried = ask(web, "POST", "/pipelines/notice/trial", KEEPER, text=FASTER).json()
    assert ["+", "    deadline_hours: 2"] in tried["changes"]
    assert [(t["number"], t["stop"]) for t in tried["trials"]] == [(number, "")]
    assert ask(web, "GET", "/pipeline-proposals", KEEPER).json() == [], "a dry run keeps nothing"
    made = ask(web, "POST", "/pipeline-proposals", KEEPER, **PROPOSAL)
    assert made.status_code == 201
    path = f"/pipeline-proposals/{made.json()['id']}"
    seen = ask(web, "GET", path, OTHER).json()
    assert (seen["hash"], seen["base_hash"], seen["base_gone"]) == (tried["hash"], now["hash"], False)
    assert ask(web, "GET", f"{path}/trial", OTHER).json()[0]["number"] == number
    own = ask(web, "POST", f"{path}/activation", KEEPER, seen_hash=seen["hash"])
    assert (own.status_code, own.json()["error"]["code"]) == (403, "separation")
    unseen = ask(web, "POST", f"{path}/activation", OTHER, seen_hash="sha256:x")
    assert (unseen.status_code, unseen.json()["error"]["code"]) == (409, "state")
    assert (
        ask(web, "POST", f"{path}/activation", OTHER, seen_hash=seen["hash"], note="同意").status_code == 200
    )
    assert ask(web, "GET", "/pipelines/notice", KEEPER).json()["hash"] == tried["hash"]
    assert ask(web, "POST", f"/drafts/{number}/pipeline", OTHER, reason=" ").status_code == 422
    assert ask(web, "POST", f"/drafts/{number}/pipeline", OTHER, reason="缩短时限").status_code == 200
    again = ask(web, "POST", f"/drafts/{number}/pipeline", OTHER, reason="缩短时限")
    assert again.json()["error"]["code"] == "state"


def test_every_fault_of_a_text_is_told(sqlite_web: Web) -> None:
    faulty = FASTER.replace("kind: paired", "kind: pared", 1).replace("role: publisher", "role: king")
    for path, body in (
        ("/pipelines/notice/trial", {"text": faulty}),
        ("/pipeline-proposals", PROPOSAL | {"text": faulty}),
    ):
        refused = ask(sqlite_web, "POST", path, KEEPER, **body)
        error = refused.json()["error"]
        assert (refused.status_code, error["code"], len(error["problems"])) == (422, "faulty_pipeline", 2)
        assert "pared" in error["problems"][0]
    assert ask(sqlite_web, "GET", "/pipelines/none", KEEPER).status_code == 404
    assert ask(sqlite_web, "GET", "/pipeline-proposals/9", KEEPER).status_code == 404


def test_a_proposal_is_withdrawn_or_turned_down(sqlite_web: Web) -> None:
    def propose() -> str:
        return f"/pipeline-proposals/{ask(sqlite_web, 'POST', '/pipeline-proposals', KEEPER, **PROPOSAL).json()['id']}"

    first, second = propose(), propose()
    assert ask(sqlite_web, "POST", f"{first}/withdrawal", OTHER).status_code == 404
    assert ask(sqlite_web, "POST", f"{first}/withdrawal", KEEPER).status_code == 200
    assert ask(sqlite_web, "POST", f"{second}/rejection", OTHER, note=" ").status_code == 422
    assert ask(sqlite_web, "POST", f"{second}/rejection", OTHER, note="不必").status_code == 200
    states = [p["state"] for p in ask(sqlite_web, "GET", "/pipeline-proposals", "linxiaoyu").json()]
    assert sorted(states) == ["rejected", "withdrawn"]
    for login in ("linxiaoyu", "majianguo"):
        assert ask(sqlite_web, "POST", "/pipeline-proposals", login, **PROPOSAL).status_code == 403
        assert ask(sqlite_web, "POST", "/pipelines/notice/trial", login, text=FASTER).status_code == 403
