"""The proof page: supplying, answering, ordering and printing without a script; every role at every route; hostile files."""

from __future__ import annotations

import io
import re
import time
from collections.abc import Callable

import pytest
from docx import Document as WordDocument

from models import Role
from models.base import pk
from tests.fixtures import documents as files
from tests.review.proof_story import CHANGE, FIRST, MANUSCRIPT, Proofs
from tests.web.conftest import Web, person_of_role
from tests.web.test_escape import EVIL, dangers

PROOFREADER = "qianyifan"


@pytest.fixture
def web(sqlite_web: Web) -> Web:
    return sqlite_web


@pytest.fixture
def at(web: Web) -> Proofs:
    return Proofs(web.story)


def number_of(web: Web, at: Proofs) -> str:
    return web.story.draft(at.draft_id).number


def send(web: Web, at: Proofs, data: bytes, name: str, login: str = "linxiaoyu") -> object:
    path = f"/drafts/{number_of(web, at)}/proof"
    return web.browser(login).post(path, files={"file": (name, data)})


def test_a_proof_is_supplied_answered_and_printed_without_a_script(web: Web, at: Proofs) -> None:
    number = number_of(web, at)
    waiting = web.browser(PROOFREADER).get(f"/drafts/{number}/proof")
    assert "一校：请上传排版校样" in waiting.text
    assert send(web, at, FIRST.encode(), "一校样.txt").status_code == 200
    web.story.work()
    reader = web.browser(PROOFREADER)
    page = reader.get(f"/drafts/{number}/proof")
    assert re.findall(r'class="num">(\d+/\d+)</b>', page.text) == ["0/2"]
    proof = pk(at.proof())
    form = {"proof": proof, "back": "", "answer": "change"}
    reader.post(f"/drafts/{number}/proof/answers", data=form | {"number": 1})
    refused = reader.post(f"/drafts/{number}/proof/answers", data=form | {"number": 2, "answer": "keep"})
    assert (refused.status_code, "请写明理由" in refused.text) == (422, True)
    reader.post(f"/drafts/{number}/proof/answers", data=form | {"number": 2, "wanted": "阅读"})
    block = at.items()[0].place["block"]
    order = {
        "proof": proof,
        "block": block,
        "quote": "中心决定",
        "wanted": "本中心决定",
        "start": "",
        "end": "",
    }
    page = reader.post(f"/drafts/{number}/proof/orders", data=order)
    assert page.status_code == 200
    assert re.findall(r'class="num">(\d+/\d+)</b>', page.text) == ["3/3"]
    twice = reader.post(f"/drafts/{number}/proof/orders", data=order | {"quote": "活动，中心"})
    assert (twice.status_code, "没有这几个字" in twice.text, "活动，中心" in twice.text) == (422, True, True)
    assert [(i.mark, i.wanted) for i in at.items()] == [
        ("replace", "名"),
        ("replace", "阅读"),
        ("replace", "本中心决定"),
    ]
    marked = reader.get(f"/drafts/{number}/proof/marked?proof=1&whole=1").text
    assert marked.count('aria-label="') >= 6
    assert "本中心决定" in marked
    listed = reader.get(f"/drafts/{number}/proof/orders?proof=1")
    table = WordDocument(io.BytesIO(listed.content)).tables[0]
    assert [[c.text for c in row.cells][2:5] for row in table.rows][1] == [
        "改正",
        "动。请各科室认真组织，按时报【各】。",
        "名",
    ]
    assert str(table.rows[1].cells[4].paragraphs[0].runs[0].font.color.rgb) == "B0201A"
    file = reader.get(f"/drafts/{number}/proof/file?proof=1")
    assert (file.content, file.headers["content-disposition"][:10]) == (FIRST.encode(), "attachment")
    reader.post(f"/drafts/{number}/proof/answers", data=form | {"number": 3, "answer": "open"})
    assert at.items()[2].answer == "withdrawn"


def test_the_sign_form_carries_the_proof_that_was_seen(web: Web, at: Proofs) -> None:
    number = number_of(web, at)
    reader = web.browser(PROOFREADER)
    assert "请先上传排版校样" in reader.get(f"/drafts/{number}").text
    at.supply(MANUSCRIPT)
    web.story.dismiss_all(at.draft_id, PROOFREADER)
    page = reader.get(f"/drafts/{number}").text
    seen = re.search(r'name="seen_proof" value="([0-9a-f]{64})"', page)
    assert seen
    content = re.search(r'name="seen_content_hash" value="([^"]+)"', page)
    assert content
    form = {"verdict": "approve", "opinion": "无误", "gates": "quality", "password": "sanshen-demo-2026",
            "seen_content_hash": content[1]}  # fmt: skip
    run = pk(web.story.stage_run(at.draft_id))
    old = reader.post(f"/stages/{run}/decisions", data=form | {"seen_proof": ""})
    assert (old.status_code, "校样刚刚有变动" in old.text) == (409, True)
    assert reader.post(f"/stages/{run}/decisions", data=form | {"seen_proof": seen[1]}).status_code == 200
    assert web.story.stage_run(at.draft_id).stage_key == "second_proof"


def test_a_replaced_proof_says_that_its_answers_are_void(web: Web, at: Proofs) -> None:
    number = number_of(web, at)
    at.supply(FIRST)
    at.answer(1, CHANGE)
    page = send(web, at, FIRST.replace("各。", "名。").encode(), "二.txt")
    assert "原有答复作废" in page.text
    assert "校样比对" in web.browser("majianguo").get("/system").text
    web.story.work()
    old = web.browser(PROOFREADER).get(f"/drafts/{number}/proof?proof=1").text
    assert "1 处答复已作废" in old
    assert "data-accept" not in old
    assert "沿用" not in old


def test_identical_glyphs_and_bulk_answers_by_form(web: Web, at: Proofs) -> None:
    number = number_of(web, at)
    at.supply(FIRST.replace("工", "⼯"))
    reader = web.browser(PROOFREADER)
    page = reader.get(f"/drafts/{number}/proof?kind=glyph").text
    assert "同样字形 2 处一并答" in page
    first = next(i.number for i in at.items() if i.kind == "glyph")
    data = {"proof": pk(at.proof()), "number": first, "answer": "keep", "alike": "1", "reason": "不影响阅读"}
    assert "一并答复" in reader.post(f"/drafts/{number}/proof/answers", data=data).text
    assert [i.reason for i in at.items() if i.kind == "glyph"] == ["不影响阅读"] * 2
    at.answer_many([i.number for i in at.items() if i.answer == "open"], CHANGE)
    at.sign()
    at.supply(MANUSCRIPT.replace("工", "⼯"))
    second = web.browser("wujingyi")
    page = second.get(f"/drafts/{number}/proof").text
    assert "确认已改到位 2 处" in page
    assert "沿用以前“不改”的答复 2 处" in page
    proof = {"proof": pk(at.proof())}
    second.post(f"/drafts/{number}/proof/confirm", data=proof)
    second.post(f"/drafts/{number}/proof/earlier", data=proof)
    assert {i.answer for i in at.items()} == {"keep"}


HOSTILE: list[tuple[Callable[[], bytes], str]] = [
    (files.encrypted_docx, "密.docx"),
    (files.zip_bomb_docx, "弹.docx"),
    (files.exe_named_docx, "程序.docx"),
    (files.external_entity_docx, "外.docx"),
    (lambda: b"%PDF-1.7\nbroken", "坏.pdf"),
    (lambda: b"", "空.pdf"),
]


def test_hostile_files_are_refused_on_the_page(web: Web, at: Proofs) -> None:
    for make, name in HOSTILE:
        page = send(web, at, make(), name)
        assert page.status_code == 422, name
        assert 'class="error" role="alert"' in page.text
        assert "把排版校样拖到这里" in page.text
        assert "Traceback" not in page.text
    with pytest.raises(AssertionError):
        at.proof()


def test_a_form_without_a_file_and_forms_of_nonsense(web: Web, at: Proofs) -> None:
    number = number_of(web, at)
    editor, reader = web.browser("linxiaoyu"), web.browser(PROOFREADER)
    assert "请先选择文件" in editor.post(f"/drafts/{number}/proof", data={"file": ""}).text
    at.supply(FIRST)
    for data, status in (
        ({}, 404),
        ({"proof": "x", "number": "1", "answer": "change"}, 404),
        ({"proof": pk(at.proof()), "number": "1", "answer": "maybe"}, 422),
        ({"proof": pk(at.proof()), "number": "999999999999999", "answer": "keep"}, 422),
        ({"proof": "99999", "number": "1", "answer": "change"}, 404),
    ):
        assert reader.post(f"/drafts/{number}/proof/answers", data=data).status_code == status, data
    for data in ({}, {"proof": pk(at.proof()), "block": "nowhere", "start": "0", "end": "5"}):
        assert reader.post(f"/drafts/{number}/proof/orders", data=data).status_code in {404, 422}
    for path in ("?proof=77", "/file?proof=77", "/marked?proof=77", "/orders?proof=77", "/file?proof=x"):
        assert reader.get(f"/drafts/{number}/proof{path}").status_code in {404, 422}
    assert reader.get(f"/drafts/{number}/proof?kind=%3Cb%3E&page=-5&block=zzz").status_code == 200


def test_everything_hostile_is_text(web: Web, at: Proofs) -> None:
    number = number_of(web, at)
    at.supply(FIRST.replace("总结", EVIL), name=f"{EVIL}.txt")
    at.answer_many([i.number for i in at.items() if i.kind != "changed"], CHANGE)
    changed = next(i.number for i in at.items() if EVIL[3:9] in i.place["text"])
    at.answer(changed, CHANGE, wanted=EVIL + "！", reason=EVIL)
    reader = web.browser(PROOFREADER)
    for path in ("", "/marked?proof=1&whole=1", "/marked?proof=1", "?open=1"):
        page = reader.get(f"/drafts/{number}/proof{path}").text
        assert dangers(page) == []
        assert "<script>alert" not in page
    listed = reader.get(f"/drafts/{number}/proof/orders?proof=1")
    assert not set(listed.headers["content-disposition"]) & set("<>\r\n")


READ = {*Role} - {Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN}
SUPPLY = {Role.EDITOR, Role.PROOFREADER, Role.CHIEF_PROOFREADER}


def test_every_role_at_every_route_of_a_proof(web: Web, at: Proofs) -> None:
    """At a stage that is open, with forms that would work: only an editor or its proofreader supplies, only its
    proofreader answers."""
    number = number_of(web, at)
    at.supply(FIRST)
    proof = pk(at.proof())
    base = f"/drafts/{number}/proof"
    answer = {"proof": proof, "number": 1, "answer": "change"}
    order = {"proof": proof, "block": "b3", "quote": "认真", "wanted": "仔细"}
    routes: list[tuple[str, str, dict[str, object], set[Role]]] = [
        ("GET", base, {}, READ),
        ("GET", f"{base}/status", {}, READ),
        ("GET", f"{base}/file?proof=1", {}, READ),
        ("GET", f"{base}/marked?proof=1", {}, READ),
        ("GET", f"{base}/orders?proof=1", {}, READ),
        ("POST", f"{base}/answers", {"data": answer}, {Role.PROOFREADER}),
        ("POST", f"{base}/answers", {"data": answer | {"answer": "open"}}, {Role.PROOFREADER}),
        ("POST", f"{base}/orders", {"data": order}, {Role.PROOFREADER}),
        ("POST", f"{base}/confirm", {"data": {"proof": proof}}, {Role.PROOFREADER}),
        ("POST", f"{base}/earlier", {"data": {"proof": proof}}, {Role.PROOFREADER}),
        ("POST", f"{base}/reuse", {}, SUPPLY),
        ("POST", base, {"files": {"file": ("二.txt", FIRST.encode())}}, {Role.EDITOR, Role.PROOFREADER}),
    ]
    people = {role: person_of_role(web.app, role) for role in Role}
    wrong = []
    for method, path, options, allowed in routes:
        for role, login in people.items():
            answered = web.client.request(method, path, headers=web.headers(login), **options)
            let_in = answered.status_code != 403
            if let_in != (role in allowed) or answered.status_code >= 500:
                wrong.append(f"{method} {path} as {role}: {answered.status_code}")
        signed_out = web.client.request(method, path, **options)
        if signed_out.status_code != 303 or not signed_out.headers["location"].startswith("/sign-in"):
            wrong.append(f"{method} {path} signed out: {signed_out.status_code}")
    assert wrong == []


def test_a_book_is_paged_and_its_page_is_quick(web: Web) -> None:
    """Some 200,000 characters: the text in pages, the places of each beside it, and a page in a few seconds."""
    lines = [
        f"第{n}条说明各馆的安排，由值班人员负责落实，有关情况按月报送办公室，逾期不予受理。"
        for n in range(5000)
    ]
    at = Proofs(web.story, text="长稿\n" + "\n".join(lines) + "\n")
    slipped = [line.replace("受理", "受埋") if n % 50 == 7 else line for n, line in enumerate(lines)]
    at.supply("长稿\n" + "\n".join(slipped) + "\n")
    assert len(at.items()) == 100
    number = number_of(web, at)
    started = time.perf_counter()
    page = web.client.get(f"/drafts/{number}/proof", headers=web.headers(PROOFREADER))
    assert time.perf_counter() - started < 6
    assert len(page.content) < 600_000
    assert 'rel="next"' in page.text
    last = web.client.get(f"/drafts/{number}/proof?page=99", headers=web.headers(PROOFREADER))
    assert "第4999条" in last.text
    assert 'id="p100"' in last.text


def test_the_api_does_the_same(web: Web, at: Proofs) -> None:
    number = number_of(web, at)
    base, editor, reader = (
        f"/api/v1/drafts/{number}/proofs",
        web.headers("linxiaoyu"),
        web.headers(PROOFREADER),
    )
    bad = web.client.post(base, files={"file": ("坏.pdf", b"%PDF-1.7\n")}, headers=editor)
    assert (bad.status_code, bad.json()["error"]["code"]) == (422, "damaged")
    made = web.client.post(base, files={"file": ("一.txt", FIRST.encode())}, headers=editor)
    assert made.status_code == 201
    web.story.work()
    assert [p["state"] for p in web.client.get(base, headers=reader).json()] == ["ready"]
    places = web.client.get(f"{base}/1/places", headers=reader).json()
    assert [(p["kind"], p["place"]["text"]) for p in places] == [("changed", "各"), ("extra", "阅")]
    both = {"numbers": [1, 2], "answer": "change"}
    assert web.client.post(f"{base}/1/answers", json=both, headers=editor).status_code == 403
    assert web.client.post(f"{base}/1/answers", json=both, headers=reader).status_code == 200
    order = {"block": places[0]["place"]["block"], "start": 0, "end": 2, "wanted": "因为"}
    assert web.client.post(f"{base}/1/orders", json=order, headers=reader).json()["id"] == 3
    assert web.client.get(f"{base}/1/file", headers=reader).content == FIRST.encode()
    assert web.client.get(f"{base}/9/file", headers=reader).status_code == 404
    draft = web.client.get(f"/api/v1/drafts/{number}", headers=reader).json()
    assert draft["proof_sha256"] == at.proof().sha256
