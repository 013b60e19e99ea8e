"""One draft by mouse and keyboard: drop, look, submit, answer findings, comment, sign, compare, timeline."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from review.seed import PASSWORD
from tests.browser.conftest import RESULTS, Site, sign_in, sign_out
from tests.browser.manuscript import mended, word_file

pytestmark = pytest.mark.browser


def picture(page: Page, name: str) -> None:
    RESULTS.mkdir(exist_ok=True)
    page.screenshot(path=RESULTS / f"{name}.png")


def photograph_narrow(page: Page, name: str) -> None:
    page.set_viewport_size({"width": 360, "height": 780})
    overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    page.screenshot(path=RESULTS / f"{name}-360.png", full_page=True)
    assert overflow <= 0, f"{name} scrolls sideways by {overflow} px"
    page.set_viewport_size({"width": 1440, "height": 900})


def choose_file(page: Page, tmp_path: Path, paragraphs: list[str] | None = None) -> None:
    file = tmp_path / "夜读活动方案.docx"
    file.write_bytes(word_file() if paragraphs is None else word_file(paragraphs))
    page.set_input_files("input[type=file]", file)


def submit(page: Page, tmp_path: Path, title: str) -> str:
    """Submit the faulty manuscript as its author; returns the draft's number once the first review is open."""
    sign_in(page, "linxiaoyu")
    page.goto("/submit")
    choose_file(page, tmp_path)
    page.wait_for_url(re.compile(r"/submit/\d+$"))
    page.fill("#title", title)
    page.check("input[name=pipeline][value=publishing]")
    page.click("form[action^='/submit/'] button.primary")
    page.wait_for_url(re.compile(r"/drafts/\d{4}-\d{4}$"))
    expect(page.locator(".finding").first).to_be_visible()
    return page.url.rsplit("/", 1)[1]


def test_a_dropped_file_is_shown_before_it_is_submitted(page: Page, tmp_path: Path) -> None:
    sign_in(page, "linxiaoyu")
    page.goto("/submit")
    choose_file(page, tmp_path)
    page.wait_for_url(re.compile(r"/submit/\d+$"))
    expect(page.locator("dl.facts")).to_contain_text("夜读活动方案.docx")
    expect(page.locator(".found .finding")).not_to_have_count(0)
    expect(page.locator("#paper .mark.k-red").first).to_be_visible()
    picture(page, "preview-1440")
    photograph_narrow(page, "preview")


def test_a_file_over_the_limit_is_refused_in_words_before_it_travels(page: Page) -> None:
    sign_in(page, "linxiaoyu")
    page.goto("/submit")
    page.evaluate("document.querySelector('form[data-upload]').dataset.limit = '10'")
    page.set_input_files(
        "input[type=file]", {"name": "大.txt", "mimeType": "text/plain", "buffer": b"x" * 20}
    )
    message = page.evaluate("document.querySelector('input[type=file]').validationMessage")
    assert "上限" in message
    assert page.url.endswith("/submit")


def test_findings_are_answered_by_keyboard_and_undone(page: Page, tmp_path: Path) -> None:
    number = submit(page, tmp_path, "按键处置")
    sign_out(page)
    sign_in(page, "chensiyuan")
    page.goto(f"/drafts/{number}")
    page.keyboard.press("j")
    first = page.locator(".finding.current")
    expect(first).to_have_attribute("data-state", "open")
    identity = first.get_attribute("id")
    page.keyboard.press("a")
    row = page.locator(f"#{identity}")
    expect(row).to_have_attribute("data-state", "accepted")
    expect(page.locator(f".mark[data-marks~={identity}]").first).to_have_class(re.compile("settled"))
    toast = page.locator(".toast")
    expect(toast).to_contain_text("已采纳")
    picture(page, "desk-toast-1440")
    toast.get_by_text("撤销").click()
    expect(row).to_have_attribute("data-state", "open")
    expect(page.locator(f".mark[data-marks~={identity}]").first).not_to_have_class(re.compile("settled"))
    page.keyboard.press("k")
    page.keyboard.press("d")
    reason = page.locator(".finding.current textarea")
    expect(reason).to_be_focused()
    reason.fill("原文引自旧文件，保留原貌。")
    page.locator(".finding.current details button").click()
    expect(page.locator('.finding[data-state="dismissed"]')).to_have_count(1)
    expect(page.locator("#tally")).to_contain_text("待处置")


def test_a_refused_answer_tells_why(page: Page, site: Site) -> None:
    """The author may not overrule a red finding; a forged request is answered by a sentence in place."""
    sign_in(page, "linxiaoyu")
    page.goto(f"/drafts/{site.drafts['fresh']}")
    row = page.locator(".finding.k-red").first
    expect(row.locator("[data-dismiss]")).to_have_count(0)
    page.evaluate("document.querySelector('.finding.k-red input[name=state]').value = 'dismissed'")
    row.locator("[data-accept]").click()
    expect(page.locator(".toast.refused")).to_contain_text("审校人员")


def test_selected_text_becomes_a_comment_at_its_code_points(page: Page, site: Site) -> None:
    sign_in(page, "chensiyuan")
    page.goto(f"/drafts/{site.drafts['keys']}")
    page.evaluate(
        """() => {
          const holder = [...document.querySelectorAll('[data-block]')].find(b => b.textContent.includes('人工服务台'));
          const walker = document.createTreeWalker(holder, NodeFilter.SHOW_TEXT);
          let node = walker.nextNode();  // a finding in the paragraph cuts its text into several nodes
          while (!node.data.includes('人工服务台')) node = walker.nextNode();
          const at = node.data.indexOf('人工服务台');
          getSelection().setBaseAndExtent(node, at, node, at + 5);
        }"""
    )
    expect(page.locator("#select-note")).to_be_visible()
    picture(page, "desk-selection-1440")
    page.keyboard.press("c")
    expect(page.locator("#comment-form blockquote")).to_have_text("人工服务台")
    page.fill("#comment-body", "此处与第四条的表述统一。")
    page.click("#comment-form button")
    expect(page.locator(".comment blockquote")).to_have_text("人工服务台")
    expect(page.locator(".mark.k-comment")).to_have_text("人工服务台")
    page.click(".comment button")
    expect(page.locator(".comment.resolved")).to_have_count(1)


def test_sign_compare_timeline(page: Page, site: Site, tmp_path: Path) -> None:
    number = submit(page, tmp_path, "签字与对照")
    sign_out(page)
    sign_in(page, "chensiyuan")
    page.goto(f"/drafts/{number}")
    page.keyboard.press("s")
    dialog = page.locator("dialog.sign")
    expect(dialog).to_be_visible()
    picture(page, "sign-1440")
    page.fill("#f_report", "全稿已读，标点和日期有误。")
    page.check("input[name=f_advice][value=修改后采用]")
    page.check("input[name=f_major_topic][value=不涉及]")
    page.check("input[name=verdict][value='return:author']")
    page.fill("#opinion", "请按标出的问题修改后再送。")
    page.fill("#sign-password", "wrong-password-1")
    page.click("dialog.sign button.primary")
    expect(dialog.locator(".error")).to_contain_text("口令不对")
    expect(page.locator("#opinion")).to_have_value("请按标出的问题修改后再送。")
    page.fill("#sign-password", PASSWORD)
    page.click("dialog.sign button.primary")
    page.wait_for_url("**/timeline")
    expect(page.locator(".course")).to_contain_text("请按标出的问题修改后再送。")
    sign_out(page)
    sign_in(page, "linxiaoyu")
    page.goto(f"/drafts/{number}/revise")
    choose_file(page, tmp_path, mended())
    page.wait_for_url(re.compile(r"upload=\d+"))
    expect(page.locator("#changes ins").first).to_be_visible()
    picture(page, "revise-confirm-1440")
    photograph_narrow(page, "revise-confirm")
    page.click("form[action*='/revise/'] button.primary")
    page.wait_for_url(f"**/drafts/{number}")
    expect(page.locator(".meta")).to_contain_text("第 2 版")
    page.goto(f"/drafts/{number}/compare")
    page.keyboard.press("j")
    expect(page.locator(".cmp.current ins")).to_have_text("，")
    page.goto(f"/drafts/{number}/timeline")
    expect(page.locator(".course > li").first).to_contain_text("第 2 轮")


def test_everything_can_be_done_without_javascript(site: Site, page: Page, tmp_path: Path) -> None:
    browser = page.context.browser
    assert browser is not None
    context = browser.new_context(base_url=site.url, java_script_enabled=False, locale="zh-CN")
    plain = context.new_page()
    sign_in(plain, "linxiaoyu")
    plain.goto("/submit")
    choose_file(plain, tmp_path)
    plain.click("form[data-upload] button.primary")
    plain.fill("#title", "没有脚本的一天")
    plain.check("input[name=pipeline][value=new-media]")
    plain.click("form[action^='/submit/'] button.primary")
    number = re.sub(r".*/", "", plain.url)
    for _ in range(60):
        if plain.locator(".finding").count():
            break
        plain.wait_for_timeout(250)
        plain.goto(f"/drafts/{number}")
    sign_out(plain)
    sign_in(plain, "chensiyuan")
    plain.goto(f"/drafts/{number}")
    plain.locator(".finding.k-yellow [data-accept]").first.click()
    expect(plain.locator('.finding[data-state="accepted"]')).to_have_count(1)
    plain.locator("[data-note]").nth(2).click(force=True)
    plain.fill("#comment-body", "整段批注。")
    plain.click("#comment-form button")
    expect(plain.locator(".comment .c-body")).to_have_text("整段批注。")
    expect(plain.locator("dialog.sign")).to_be_visible()
    plain.screenshot(path=RESULTS / "desk-noscript-1440.png", full_page=True)
    plain.check("input[name=verdict][value='return:author']")
    plain.fill("#opinion", "退回修改。")
    plain.fill("#sign-password", PASSWORD)
    plain.click("dialog.sign button.primary")
    expect(plain.locator(".flash")).to_contain_text("已签字退回")
    context.close()


def test_english_pages_hold_no_chinese_of_the_interface(page: Page) -> None:
    sign_in(page, "linxiaoyu")
    page.click("button[value=en]")
    expect(page.locator("h1")).to_contain_text("Inbox")
    picture(page, "inbox-english-1440")
    page.click("button[value=zh]")
    expect(page.locator("h1")).to_contain_text("待办")
