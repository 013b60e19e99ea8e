"""Files to take away, and the next version made of accepted suggestions, on the page and through the API."""

from __future__ import annotations

import pytest

from documents.limits import Limits
from documents.read import read
from documents.revisions import Change, marks
from models import DispositionState
from models.base import pk
from review import comments, drafts, findings
from tests.fixtures.documents import package, paragraph, run
from tests.web.conftest import Web

AUTHOR, REVIEWER = "linxiaoyu", "chensiyuan"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_WHO = 'w:author="旧人" w:date="2026-01-05T09:00:00Z"'


def word_bytes(insertion: bool = False) -> bytes:
    """A notice with a wrong character in bold, and a tracked insertion if asked for."""
    added = f'<w:ins w:id="1" {_WHO}>{run("认真")}</w:ins>' if insertion else run("认真")
    return package(
        paragraph(run("关于开展读书活动的通知"), '<w:pStyle w:val="T"/>')
        + paragraph(run("请各科室") + added + run("布署", "<w:b/>") + run("，按时报名。"))
        + "<w:sectPr/>"
    )


def word_draft(web: Web, data: bytes) -> str:
    actor = web.story.actors[AUTHOR]
    uploaded = drafts.upload(web.app, actor, data, "通知.docx")
    done = drafts.submit(web.app, actor, uploaded.upload_id, title="读书活动", pipeline="publishing")
    web.story.work()
    return done.number


def accept(web: Web, draft_id: int, text: str) -> None:
    found = next(f for f in web.story.findings(draft_id) if f.text == text)
    findings.settle(web.app, web.story.actors[AUTHOR], pk(found), DispositionState.ACCEPTED)


def test_findings_and_comments_are_comments_in_the_word_file(sqlite_web: Web) -> None:
    web = sqlite_web
    number = word_draft(web, word_bytes())
    version = web.story.version(1)
    comments.add(web.app, web.story.actors[REVIEWER], pk(version), "b2", 1, 4, "哪些科室？\n请写全")
    answer = web.get(f"/drafts/{number}/files/annotated", REVIEWER)
    assert answer.headers["content-type"] == WORD
    assert "%E6%89%B9%E6%B3%A8" in answer.headers["content-disposition"]
    remarks = {r.quote: r for r in marks(answer.content, Limits()).remarks}
    assert remarks["布署"].author == "机器检查"
    assert "建议：改为“部署”" in remarks["布署"].text
    assert "依据：" in remarks["布署"].text
    assert remarks["各科室"].author == web.story.actors[REVIEWER].name
    assert remarks["各科室"].text == "哪些科室？\n请写全"
    assert read(answer.content, "x.docx").content_hash() == version.content_hash


def test_accepted_suggestions_are_tracked_changes_under_the_persons_name(sqlite_web: Web) -> None:
    web = sqlite_web
    number = word_draft(web, word_bytes())
    accept(web, 1, "布署")
    data = web.get(f"/drafts/{number}/files/tracked", AUTHOR).content
    found = marks(data, Limits()).revisions
    name = web.story.actors[AUTHOR].name
    assert [(r.change, r.text, r.author) for r in found] == [
        (Change.DELETE, "布", name),
        (Change.INSERT, "部", name),
    ]
    assert read(data, "x.docx").blocks[1].text == "请各科室认真部署，按时报名。"


def test_the_author_makes_the_next_version_of_them_and_can_go_back(web: Web) -> None:
    number = word_draft(web, word_bytes())
    accept(web, 1, "布署")
    browser = web.browser(AUTHOR)
    assert "已采纳 1 处，生成修订稿" in browser.get(f"/drafts/{number}").text
    shown = browser.get(f"/drafts/{number}/files").text
    assert "生成修订稿（1 处）" in shown
    preview = browser.post(f"/drafts/{number}/files/corrected")
    assert preview.url.path == f"/drafts/{number}/revise"
    assert "按采纳的 1 处建议修改（由第 1 版生成）" in preview.text
    assert web.story.version(1).number == 1, "nothing is a version before its author says so"
    upload = int(preview.url.params["upload"])
    browser.post(f"/drafts/{number}/revise/{upload}", data={"note": "改"})
    web.story.work()
    assert web.story.version(1).number == 2
    assert not [f for f in web.story.findings(1) if f.text == "布署"]
    back = browser.post(f"/drafts/{number}/files/restored", data={"version": "1"})
    assert "恢复为第 1 版" in back.text
    browser.post(f"/drafts/{number}/revise/{back.url.params['upload']}", data={"note": ""})
    assert web.story.version(1).number == 3
    old = web.get(f"/drafts/{number}/original?version=1", AUTHOR).content
    assert web.get(f"/drafts/{number}/original", AUTHOR).content == old == word_bytes()


def test_a_clean_copy_settles_what_holds_the_sign_off(web: Web) -> None:
    number = word_draft(web, word_bytes(insertion=True))
    assert marks(web.get(f"/drafts/{number}/files/clean", REVIEWER).content, Limits()).revisions == ()
    browser = web.browser(AUTHOR)
    preview = browser.post(f"/drafts/{number}/files/cleaned")
    browser.post(f"/drafts/{number}/revise/{preview.url.params['upload']}", data={"note": ""})
    version = web.story.version(1)
    assert marks(web.app.store.get(version.original_sha256), Limits()).revisions == ()


def test_a_text_draft_keeps_its_format(sqlite_web: Web) -> None:
    web = sqlite_web
    number = web.draft()
    accept(web, 1, "布署")
    browser = web.browser(AUTHOR)
    assert "按文字重新排成" in browser.get(f"/drafts/{number}/files").text
    tracked = web.get(f"/drafts/{number}/files/tracked", AUTHOR).content
    assert [r.text for r in marks(tracked, Limits()).revisions] == ["布", "部"]
    preview = browser.post(f"/drafts/{number}/files/corrected")
    browser.post(f"/drafts/{number}/revise/{preview.url.params['upload']}", data={"note": ""})
    before = web.get(f"/drafts/{number}/original?version=1", AUTHOR).content.decode()
    after = web.get(f"/drafts/{number}/original", AUTHOR).content.decode()
    assert after == before.replace("布署", "部署") != before


def test_only_the_author_makes_versions_and_only_of_something(sqlite_web: Web) -> None:
    web = sqlite_web
    number = word_draft(web, word_bytes())
    refused = web.browser(REVIEWER).post(f"/drafts/{number}/files/corrected")
    assert refused.status_code == 403
    browser = web.browser(AUTHOR)
    nothing = browser.post(f"/drafts/{number}/files/corrected")
    assert nothing.status_code == 422
    assert "还没有采纳" in nothing.text
    assert browser.post(f"/drafts/{number}/files/cleaned").status_code == 409
    assert browser.get(f"/drafts/{number}/files/nonsense").status_code == 404


def test_the_api_does_the_same(web: Web) -> None:
    number = word_draft(web, word_bytes())
    accept(web, 1, "布署")
    told = web.get(f"/api/v1/drafts/{number}/corrections", AUTHOR).json()
    assert [(c["text"], c["suggestion"], c["refused"]) for c in told["corrections"]] == [("布署", "部署", "")]
    base = f"/api/v1/drafts/{number}"
    made = web.client.post(f"{base}/files/corrected", json={"also_clean": True}, headers=web.headers(AUTHOR))
    assert made.status_code == 201
    body = {"upload_id": made.json()["upload_id"], "note": made.json()["note"]}
    done = web.client.post(f"{base}/revisions", json=body, headers=web.headers(AUTHOR)).json()
    assert done["changed"]
    assert (
        read(web.get(f"{base}/files/clean", AUTHOR).content, "x.docx")
        .blocks[1]
        .text.startswith("请各科室认真部署")
    )
    assert web.get(f"{base}/files/other", AUTHOR).status_code == 422


@pytest.mark.parametrize("kind", ["annotated", "tracked", "clean"])
def test_the_same_question_gives_the_same_bytes(sqlite_web: Web, kind: str) -> None:
    number = word_draft(sqlite_web, word_bytes(insertion=True))
    accept(sqlite_web, 1, "布署")
    path = f"/drafts/{number}/files/{kind}"
    assert sqlite_web.get(path, AUTHOR).content == sqlite_web.get(path, AUTHOR).content
