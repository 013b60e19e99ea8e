"""House rules with mouse and keyboard, and once more without any script."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from review.seed import PASSWORD
from tests.browser.conftest import Site, sign_in, sign_out

pytestmark = pytest.mark.browser


def test_a_word_is_proposed_tried_out_and_turned_down(page: Page, site: Site) -> None:
    sign_in(page, "zhouqiming")
    page.goto("/rules")
    page.keyboard.press("j")
    expect(page.locator("tr.current .word").first).to_be_visible()
    page.click("summary:has-text('添加用词')")
    page.fill("#term", "延时开放")
    page.fill("#replacement", "延长开放")
    page.select_option("#severity", "red")
    page.click("#word-form button.primary")
    expect(page.locator(".flash")).to_contain_text("已放进草案")
    page.click("a:has-text('查看并提交')")
    expect(page.locator("td", has_text="会报").first).to_be_visible()
    page.fill("#reason", "试一试")
    page.click("form[action$='/submit'] button")
    expect(page.locator("h1 .tag")).to_have_text("等待启用")
    path = re.sub(r"^https?://[^/]+", "", page.url)
    sign_out(page)
    sign_in(page, "zhenghaitao")
    page.goto(path)
    page.click("form[action$='/activate'] button")
    assert not page.evaluate("document.querySelector('[name=red_seen]').checkValidity()"), (
        "the tick is needed"
    )
    page.fill("form[action$='/reject'] textarea", "通例已够")
    page.click("form[action$='/reject'] button")
    expect(page.locator("h1 .tag")).to_have_text("未采纳")


def test_everything_works_without_a_script(site: Site, chromium: Browser) -> None:
    context = chromium.new_context(base_url=site.url, locale="zh-CN", java_script_enabled=False)
    page = context.new_page()
    page.goto("/sign-in")
    page.fill("#login", "zhouqiming")
    page.fill("#password", PASSWORD)
    page.click("form[action='/sign-in'] button.primary")
    page.goto("/rules?part=dictionary")
    page.click("summary:has-text('添加词条')")
    page.fill("#words", "无脚本书屋")
    page.click("form[action='/rules/dictionary'] button")
    expect(page.locator("tr", has_text="无脚本书屋")).to_contain_text("草案：新增")
    page.click("a:has-text('查看并提交')")
    page.click("form[action$='/withdraw'] button")
    expect(page.locator(".flash")).to_contain_text("已撤回")
    context.close()
