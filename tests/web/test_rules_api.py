"""The house rules through the JSON API: list, propose, look, activate, with the same two people."""

from __future__ import annotations

from typing import Any

from tests.review.story import FAULTY
from tests.web.conftest import Web
from tests.web.test_api import Client

WORD = {"part": "words", "key": "各科室", "after": {"replacements": ["各处室"], "severity": "red"}}


def test_propose_look_and_activate(web: Web) -> None:
    web.draft(FAULTY)
    editor, keeper = Client(web, "linxiaoyu"), Client(web, "sunlihua")
    empty = editor.ask("GET", "/house")
    assert (empty["number"], empty["words"], empty["toml"]) == (0, [], "")
    made = editor.ask("POST", "/house/proposals", json={"reason": "统一", "changes": [WORD]})["id"]
    seen = keeper.ask("GET", f"/house/proposals/{made}")
    assert (seen["state"], seen["refused"], seen["proposed_by"]) == ("open", None, "林晓雨")
    assert seen["trial"] == [
        {"part": "words", "key": "各科室", "new": 2, "gone": 0, "drafts": 1, "in_released": 0, "known": True}
    ]
    body: dict[str, Any] = {"seen_hash": seen["result_hash"]}
    path = f"/house/proposals/{made}/activation"
    assert editor.refused("POST", path, json=body)[0] == 403
    assert keeper.refused("POST", path, json=body)[0] == 422, "the red word was not looked at"
    assert keeper.refused("POST", path, json={"seen_hash": "x", "red_seen": True})[0] == 409
    assert keeper.ask("POST", path, json=body | {"red_seen": True}) == {"number": 1}
    rules = editor.ask("GET", "/house")
    assert (rules["number"], rules["hash"]) == (1, seen["result_hash"])
    assert rules["words"] == [
        {"term": "各科室", "replacements": ["各处室"], "severity": "red", "unless": [], "why": ""}
    ]
    assert "各处室" in rules["toml"]
    assert editor.ask("GET", "/house/versions")["rows"][0]["activated_by"] == "孙丽华"
    assert editor.ask("GET", "/house/proposals")["rows"][0]["version"] == 1
    assert editor.ask("GET", "/house?version=1")["number"] == 1
    assert editor.refused("GET", "/house?version=2")[0] == 404


def test_nobody_activates_their_own(web: Web) -> None:
    keeper = Client(web, "sunlihua")
    made = keeper.ask("POST", "/house/proposals", json={"reason": "统一", "changes": [WORD]})["id"]
    seen = keeper.ask("GET", f"/house/proposals/{made}")["result_hash"]
    body = {"seen_hash": seen, "red_seen": True}
    status, error = keeper.refused("POST", f"/house/proposals/{made}/activation", json=body)
    assert (status, error["code"]) == (403, "separation")
    assert (
        keeper.refused("POST", f"/house/proposals/{made}/rejection", json={"note": "不"})[1]["code"]
        == "separation"
    )
    keeper.ask("POST", f"/house/proposals/{made}/withdrawal")
    assert keeper.ask("GET", f"/house/proposals/{made}")["state"] == "withdrawn"


def test_a_whole_file_and_faults_in_words(sqlite_web: Web) -> None:
    editor, keeper = Client(sqlite_web, "linxiaoyu"), Client(sqlite_web, "sunlihua")
    toml = '[dictionary]\nwords = ["数智办"]\n\n[checks]\noff = ["P001"]\nspacing = "none"\n'
    made = editor.ask("POST", "/house/proposals", json={"reason": "初次", "toml": toml, "whole": True})["id"]
    seen = keeper.ask("GET", f"/house/proposals/{made}")["result_hash"]
    keeper.ask("POST", f"/house/proposals/{made}/activation", json={"seen_hash": seen})
    rules = editor.ask("GET", "/house")
    assert (rules["dictionary"], rules["off"], rules["spacing"]) == (["数智办"], ["P001"], "none")
    for body in (
        {"reason": "x", "toml": "[words\n"},
        {"reason": "x", "changes": []},
        {"reason": "", "changes": [WORD]},
        {"reason": "x", "changes": [WORD], "toml": toml},
        {"reason": "x", "changes": [WORD | {"after": {"replacements": "各处室"}}]},
        {"reason": "x", "changes": [WORD | {"part": "people"}]},
        {"reason": "x", "changes": [WORD | {"after": {"replacements": ["各科室"]}}]},
    ):
        assert editor.refused("POST", "/house/proposals", json=body)[0] == 422, body
    conflict = {"reason": "x", "changes": [{"part": "off", "key": "P002", "before": {}, "after": None}]}
    assert (
        editor.refused("POST", "/house/proposals", json=conflict)[1]["message"]
        == "没有改动：规则已经是这样。"
    )
    assert Client(sqlite_web, "tangyian").refused("POST", "/house/proposals", json=conflict)[0] == 403


def test_learning_has_counts_and_no_names(sqlite_web: Web) -> None:
    found = Client(sqlite_web, "linxiaoyu").ask("GET", "/learning?days=0")
    assert found == {"days": 0, "checks": [], "entries": [], "suggestions": []}
