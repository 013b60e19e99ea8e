"""The house rules by plain forms: drafted by one person, tried out, made active by another; and learning from answers."""

from __future__ import annotations

import csv
import io
import re

import pytest
from starlette.testclient import TestClient

from models import DispositionState
from models.base import pk
from review import findings, house
from tests.review.story import FAULTY
from tests.web.conftest import Web

EDITOR, KEEPER = "linxiaoyu", "sunlihua"


def hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found is not None, name
    return found[1]


def submitted(client: TestClient, reason: str = "统一用词") -> str:
    """Submit the draft of `client`; returns the path of the proposal."""
    path = re.search(r'href="(/rules/proposals/\d+)"', client.get("/rules").text)
    assert path is not None
    done = client.post(f"{path[1]}/submit", data={"reason": reason})
    assert "提案已提交" in done.text
    return path[1]


def test_the_way_of_a_word(web: Web) -> None:
    web.draft(FAULTY)
    editor, keeper = web.browser(EDITOR), web.browser(KEEPER)
    assert "尚未启用本单位规则" in editor.get("/rules").text
    assert "还没有本单位用词" in editor.get("/rules").text
    form = {"term": "各科室", "replacement": "各处室", "severity": "red", "unless": "", "why": "机构改革后"}
    after = editor.post("/rules/words", data=form)
    assert after.url.path == "/rules"
    for words in ("已放进草案", "草案：新增", "各处室", "1 处改动"):
        assert words in after.text
    assert "各处室" not in keeper.get("/rules").text
    path = submitted(editor)
    own = editor.get(path).text
    assert "等待另一人启用" in own
    assert "/activate" not in own
    refused = editor.post(f"{path}/activate", data={"seen_hash": "x"})
    assert refused.status_code == 403
    assert "1 份提案等待启用" in keeper.get("/rules").text
    page = keeper.get(path).text
    for words in ("会报 2 处，1 份稿件", "<mark>各科室</mark>", "每万字", "已看过“错误”级"):
        assert words in page
    seen = hidden(page, "seen_hash")
    unseen = keeper.post(f"{path}/activate", data={"seen_hash": seen})
    assert (unseen.status_code, "请先看试跑结果" in unseen.text) == (422, True)
    done = keeper.post(f"{path}/activate", data={"seen_hash": seen, "red_seen": "1", "note": "同意"})
    assert done.url.path == "/rules/versions"
    for words in ("已启用。此后的检查", "第 1 版", "统一用词", "林晓雨", "孙丽华"):
        assert words in done.text
    assert house.active(web.app).house.words[0].why == "机构改革后"
    assert "您的规则提案已启用，现为第 1 版" in editor.get("/").text
    assert keeper.post(f"{path}/activate", data={"seen_hash": seen}).status_code == 409
    audit = web.browser("tangyian").get("/audit?tag=rules").text
    for words in ("启用规则改动", "提出规则改动", "草拟规则改动"):
        assert words in audit


def test_every_part_goes_through_the_draft(sqlite_web: Web) -> None:
    editor = sqlite_web.browser(EDITOR)
    editor.post("/rules/dictionary", data={"words": "数智办\n云书房\n"})
    editor.post("/rules/ignored", data={"text": "。。", "check": "p0*"})
    editor.post("/rules/checks", data={"check": "P001", "off": "1"})
    editor.post("/rules/spacing", data={"value": "none"})
    assert "4 处改动" not in editor.get("/rules").text
    assert "5 处改动" in editor.get("/rules").text
    assert "云书房" in editor.get("/rules?part=dictionary").text
    assert "只对 P0*" in editor.get("/rules?part=ignored").text
    checks = editor.get("/rules?part=off&q=P001").text
    assert "已停用" in checks
    assert "中文里的半角标点" in checks
    assert "会报" in checks, "examples are shown"
    assert 'value="none" checked' in editor.get("/rules?part=spacing").text
    path = submitted(editor)
    assert "中文里的半角标点" in editor.get(path).text
    editor.post(f"{path}/withdraw")
    assert "已撤回" in editor.get(path).text


def test_changes_are_taken_out_of_the_draft_one_by_one(sqlite_web: Web) -> None:
    editor = sqlite_web.browser(EDITOR)
    editor.post("/rules/dictionary", data={"words": "数智办\n云书房"})
    path = re.search(r"/rules/proposals/\d+", editor.get("/rules").text)
    assert path is not None
    left = editor.post(f"{path[0]}/undo", data={"part": "dictionary", "key": "云书房"})
    assert (left.url.path, "云书房" in left.text) == (path[0], False)
    gone = editor.post(f"{path[0]}/undo", data={"part": "dictionary", "key": "数智办"})
    assert gone.url.path == "/rules"
    assert "草案，" not in gone.text


def test_a_refused_form_keeps_what_was_typed(sqlite_web: Web) -> None:
    editor = sqlite_web.browser(EDITOR)
    form = {"term": "甲乙", "replacement": "甲乙", "why": "写了很久的理由"}
    refused = editor.post("/rules/words", data=form)
    assert refused.status_code == 422
    assert "“甲乙”的替换词与自身相同" in refused.text
    assert 'value="写了很久的理由"' in refused.text
    assert editor.post("/rules/dictionary", data={"words": "甲"}).status_code == 422
    assert editor.post("/rules/dictionary", data={"words": " "}).status_code == 422
    assert editor.post("/rules/checks", data={"check": "X999", "off": "1"}).status_code == 422
    assert editor.post("/rules/spacing", data={"value": "wide"}).status_code == 422
    assert editor.post("/rules/remove", data={"part": "nothing", "key": "x"}).status_code == 422


def test_a_file_with_faults_is_told_by_line_and_not_taken_in(sqlite_web: Web) -> None:
    editor = sqlite_web.browser(EDITOR)
    table = "term\treplacement\n甲乙\t丙丁\n甲乙\t戊己\n子丑\t子丑\n"
    refused = editor.post(
        "/rules/exchange", data={"kind": "tsv", "whole": "0"}, files={"file": ("a.tsv", table.encode())}
    )
    assert refused.status_code == 422
    for words in ("有 2 处需要修改", "第 3 行：“甲乙”与第 2 行重复", "第 4 行：“子丑”的替换词与自身相同"):
        assert words in refused.text
    wrong = {"file": ("a.tsv", "甲乙".encode("gb18030"))}
    assert "不是 UTF-8" in editor.post("/rules/exchange", data={"kind": "tsv"}, files=wrong).text
    assert editor.post("/rules/exchange", data={"kind": "tsv", "text": ""}).status_code == 422
    assert house.active(sqlite_web.app).number == 0
    good = editor.post("/rules/exchange", data={"kind": "tsv", "text": "term\treplacement\n甲乙\t丙丁\n"})
    assert (good.url.path, "已导入草案" in good.text) == ("/rules/proposals", True)


def test_what_is_given_out_can_be_taken_in(sqlite_web: Web) -> None:
    editor, keeper = sqlite_web.browser(EDITOR), sqlite_web.browser(KEEPER)
    editor.post("/rules/words", data={"term": "甲乙", "replacement": "丙丁|戊己", "unless": "甲乙丙"})
    editor.post("/rules/dictionary", data={"words": "数智办"})
    path = submitted(editor)
    keeper.post(f"{path}/activate", data={"seen_hash": hidden(keeper.get(path).text, "seen_hash")})
    answers = {kind: editor.get(f"/rules/export/{kind}") for kind in ("toml", "tsv", "txt")}
    assert 'filename="sanshen-v1.toml"' in answers["toml"].headers["content-disposition"]
    assert answers["tsv"].text.splitlines()[1] == "甲乙\t丙丁|戊己\t\t甲乙丙\t"
    assert answers["txt"].text == "数智办\n"
    assert editor.get("/rules/export/exe").status_code == 422
    assert editor.get("/rules/export/toml?version=7").status_code == 404
    same = editor.post("/rules/exchange", data={"kind": "toml", "whole": "1", "text": answers["toml"].text})
    assert (same.status_code, "没有改动" in same.text) == (422, True)


def test_going_back_to_a_version_takes_two_people_too(sqlite_web: Web) -> None:
    editor, keeper = sqlite_web.browser(EDITOR), sqlite_web.browser(KEEPER)
    for word in ("数智办", "云书房"):
        editor.post("/rules/dictionary", data={"words": word})
        path = submitted(editor)
        keeper.post(f"{path}/activate", data={"seen_hash": hidden(keeper.get(path).text, "seen_hash")})
    old = editor.get("/rules/versions/1").text
    assert "恢复到这一版" in old
    assert "恢复到这一版" not in editor.get("/rules/versions/2").text
    assert "恢复到这一版" not in sqlite_web.browser("tangyian").get("/rules/versions/1").text
    assert editor.post("/rules/versions/1/restore", data={"reason": ""}).status_code == 422
    made = editor.post("/rules/versions/1/restore", data={"reason": "误加"})
    assert "移除" in made.text
    assert house.active(sqlite_web.app).number == 2
    assert editor.get("/rules/versions/9").status_code == 404


def test_rejecting_needs_a_reason_and_is_final(sqlite_web: Web) -> None:
    editor, keeper = sqlite_web.browser(EDITOR), sqlite_web.browser(KEEPER)
    editor.post("/rules/dictionary", data={"words": "数智办"})
    path = submitted(editor)
    assert keeper.post(f"{path}/reject", data={"note": ""}).status_code == 422
    assert "不是规范名称" in keeper.post(f"{path}/reject", data={"note": "不是规范名称"}).text
    assert "未采纳" in editor.get("/rules/proposals").text


def test_who_sees_and_does_what(sqlite_web: Web) -> None:
    web = sqlite_web
    auditor = web.browser("tangyian")
    page = auditor.get("/rules").text
    assert "添加用词" not in page
    assert auditor.get("/rules/exchange").text.count("<form") == page.count("<form") - 1
    for login in ("majianguo", "fengxue"):
        client = web.browser(login)
        assert client.get("/rules").status_code == 403
        assert "/rules" not in client.get("/").text
    editor = web.browser(EDITOR)
    editor.post("/rules/dictionary", data={"words": "数智办"})
    path = submitted(editor)
    colleague = web.browser("zhouqiming")
    assert "等待终审、责任校对或签发人员启用" in colleague.get(path).text
    assert colleague.post(f"{path}/activate", data={}).status_code == 403
    assert colleague.post(f"{path}/withdraw").status_code == 403
    assert colleague.get("/rules/proposals/999").status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "words",
        "dictionary",
        "ignored",
        "checks",
        "spacing",
        "remove",
        "proposals/1/activate",
        "proposals/1/undo",
    ],
)
def test_no_state_is_changed_by_get(sqlite_web: Web, path: str) -> None:
    sqlite_web.browser(EDITOR).post("/rules/dictionary", data={"words": "数智办"})
    before = sqlite_web.browser(EDITOR).get("/rules").text
    assert sqlite_web.browser(EDITOR).get(f"/rules/{path}").status_code in {404, 405}
    assert sqlite_web.browser(EDITOR).get("/rules").text == before


def _two_dismiss(web: Web, *checks: str) -> None:
    for login in ("chensiyuan", "zhaowenbo"):
        draft = web.story.submit(FAULTY + "身份证号11010519491231002X已登记。\n")
        web.story.work()
        rows = [pk(f) for f in web.story.findings(draft) if f.check_id in checks]
        version = pk(web.story.version(draft))
        findings.settle_all(
            web.app, web.story.actors[login], version, rows, DispositionState.DISMISSED, "单位用语"
        )


def test_learning_proposes_and_two_people_decide(web: Web) -> None:
    editor, keeper = web.browser(EDITOR), web.browser(KEEPER)
    assert "这段时间还没有处置过的问题" in editor.get("/rules/learning").text
    _two_dismiss(web, "W001", "S001")
    page = editor.get("/rules/learning")
    for words in ("列入词典", "2 人，2 份稿件", "常见错别字", "wrong_words%3A"):
        assert words in page.text
    for name in ("陈思远", "赵文博", "11010519"):
        assert name not in page.text, "no figures by person, no personal data"
    made = editor.post("/rules/learning?days=90", data={"key": "dictionary W001 布署"})
    assert re.fullmatch(r"/rules/proposals/\d+", made.url.path)
    assert "布署：不改 2 次、采纳 0 次" in made.text
    assert "不再报 2 处，2 份稿件" in made.text
    seen = hidden(keeper.get(made.url.path).text, "seen_hash")
    keeper.post(f"{made.url.path}/activate", data={"seen_hash": seen})
    assert house.active(web.app).house.dictionary == ("布署",)
    assert editor.post("/rules/learning", data={}).status_code == 422
    assert "列入词典" not in editor.get("/rules/learning").text


def test_the_findings_behind_a_row_and_the_table_to_download(sqlite_web: Web) -> None:
    _two_dismiss(sqlite_web, "W001", "S001")
    client = sqlite_web.browser(EDITOR)
    shown = client.get("/rules/learning/findings?check=W001&entry=wrong_words:布署").text
    assert "单位用语" in shown
    assert "陈思远" not in shown
    secret = client.get("/rules/learning/findings?check=S001").text
    assert "11010519" not in secret
    assert "涉密或个人信息" in secret
    assert "没有符合条件的问题" in client.get("/rules/learning/findings?check=P001").text
    answer = client.get("/rules/learning.csv?days=0")
    assert answer.content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert {(r["检查"], r["词条"], r["不改"]) for r in rows} >= {
        ("W001", "", "2"),
        ("W001", "wrong_words:布署", "2"),
        ("S001", "", "2"),
    }


def test_no_cell_of_the_table_is_a_formula() -> None:
    from web.pages.rules_learning import _plain

    assert [_plain(c) for c in ("=1+1", "+1", "-1", "@x", "house:甲", "")] == [
        "'=1+1", "'+1", "'-1", "'@x", "house:甲", "",
    ]  # fmt: skip


def test_the_pages_are_complete_in_english(sqlite_web: Web) -> None:
    _two_dismiss(sqlite_web, "W001")
    client = sqlite_web.browser(EDITOR)
    client.cookies.set("sanshen_language", "en")
    client.post("/rules/dictionary", data={"words": "abc"})
    for path in (
        "/rules",
        "/rules?part=spacing",
        "/rules/proposals",
        "/rules/versions",
        "/rules/exchange",
        "/rules/proposals/1",
    ):
        page = client.get(path).text
        assert not re.search(r">[^<]*提案[^<]*<", page), path
