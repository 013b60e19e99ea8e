"""版式: the page on a Word draft, the corrected copy, and what is said where there is nothing to look at."""

from __future__ import annotations

import pytest

from checks.layout.report import examine
from checks.layout.sketch import sketch
from documents.read import read
from review import drafts
from tests.web.conftest import Web

TITLE = "青川市教育局关于开展安全检查的通知"
GOOD = f"{TITLE}\n各学校：\n请认真抓好落实。\n青川市教育局\n2026年11月5日"
BAD = (
    f"{{页面 上边距=25.4}}\n{{字体=宋体}}{TITLE}\n各学校：\n"
    "{首行缩进=0}请<b>认真</b>抓好落实。\n青川市教育局\n2026年11月05日"
)


def word_draft(web: Web, text: str, filename: str = "检查通知.docx") -> str:
    actor = web.story.actors["linxiaoyu"]
    uploaded = drafts.upload(web.app, actor, sketch(text), filename)
    draft = drafts.submit(web.app, actor, uploaded.upload_id, title="检查通知", pipeline="publishing")
    return draft.number


def test_the_page_shows_what_deviates_and_offers_a_copy(web: Web) -> None:
    number = word_draft(web, BAD)
    browser = web.browser("chensiyuan")
    page = browser.get(f"/drafts/{number}/layout").text
    for text in ("25.4 mm", "37 mm", "小标宋", "首行缩进", "“2026年11月05日”", "页面", "标题", "成文日期"):
        assert text in page, text
    assert "请&lt;b&gt;认真&lt;/b&gt;抓好落实。" in page
    assert "<b>认真" not in page
    assert f'href="/drafts/{number}/layout/corrected"' in page
    assert f'href="/drafts/{number}#t-b3"' in page
    # The tab stands on every page of the draft.
    assert f'href="/drafts/{number}/layout"' in browser.get(f"/drafts/{number}/timeline").text


def test_the_copy_has_the_same_text_and_the_layout_asked_for(web: Web) -> None:
    number = word_draft(web, BAD)
    answer = web.browser("chensiyuan").get(f"/drafts/{number}/layout/corrected")
    assert answer.status_code == 200
    assert "%E7%89%88%E5%BC%8F%E6%A0%A1%E6%AD%A3%E7%A8%BF.docx" in answer.headers["content-disposition"]
    assert read(answer.content, "a.docx").content_hash() == read(sketch(BAD), "a.docx").content_hash()
    assert [row.check for row in examine(answer.content, "a.docx").rows] == ["F111"]


def test_a_conforming_draft_is_told_so_and_has_no_copy(web: Web) -> None:
    number = word_draft(web, GOOD)
    browser = web.browser("chensiyuan")
    page = browser.get(f"/drafts/{number}/layout").text
    assert "没有发现与公文版式不符的地方" in page
    assert "layout/corrected" not in page
    refused = browser.get(f"/drafts/{number}/layout/corrected")
    assert refused.status_code >= 400
    assert "没有可以自动校正的地方" in refused.text


def test_a_text_draft_has_no_layout(sqlite_web: Web) -> None:
    number = sqlite_web.draft()
    browser = sqlite_web.browser("chensiyuan")
    page = browser.get(f"/drafts/{number}/layout")
    assert page.status_code == 200
    assert "这一版不是 Word 文档" in page.text
    assert f'href="/drafts/{number}/layout"' not in browser.get(f"/drafts/{number}/timeline").text
    refused = browser.get(f"/drafts/{number}/layout/corrected")
    assert refused.status_code in {400, 422}
    assert "只有 Word 文档" in refused.text


@pytest.mark.parametrize("path", ["layout", "layout/corrected"])
def test_what_is_not_there_is_not_found(sqlite_web: Web, path: str) -> None:
    browser = sqlite_web.browser("chensiyuan")
    assert browser.get(f"/drafts/2099-0001/{path}").status_code == 404
    number = word_draft(sqlite_web, GOOD)
    assert browser.get(f"/drafts/{number}/{path}?version=7").status_code == 404


def test_the_page_in_english(sqlite_web: Web) -> None:
    number = word_draft(sqlite_web, BAD)
    browser = sqlite_web.browser("chensiyuan")
    page = browser.get(f"/drafts/{number}/layout", headers={"Accept-Language": "en"}).text
    assert "Download a copy with corrected layout" in page
    assert "Expected" in page
