"""Signing again: the desk opens on what changed, keys walk it, and a comment on changed text lands where it was put."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from review.stages import document_of
from tests.browser.conftest import RESULTS, Site, sign_in

pytestmark = pytest.mark.browser


def test_walking_along_the_changes(page: Page, site: Site) -> None:
    sign_in(page, "chensiyuan")
    page.goto(f"/drafts/{site.drafts['revised']}")
    expect(page.locator("#since")).to_contain_text(re.compile(r"正文改动 \d+ 处"))
    total = page.locator("[data-hunk]").count()
    counter = page.locator("[data-hunk-at]")
    expect(counter).to_have_text(f"第 – / {total} 处")
    page.keyboard.press("n")
    page.keyboard.press("n")
    expect(counter).to_have_text(f"第 2 / {total} 处")
    expect(page.locator("[data-hunk].current")).to_have_attribute("data-hunk", "2")
    page.keyboard.press("p")
    expect(counter).to_have_text(f"第 1 / {total} 处")
    page.locator("[data-hunk-step='1']").click()
    expect(counter).to_have_text(f"第 2 / {total} 处")
    RESULTS.mkdir(exist_ok=True)
    page.screenshot(path=RESULTS / "desk-since-walk-1440.png")
    page.get_by_role("link", name="全文", exact=True).click()
    expect(page.locator("#paper del")).to_have_count(0)


def test_a_comment_beside_struck_text_lands_in_the_present_text(page: Page, site: Site) -> None:
    """What is struck is on the page but not in the version: it must not shift the place of a comment."""
    sign_in(page, "chensiyuan")
    page.goto(f"/drafts/{site.drafts['revised']}")
    page.evaluate(
        """() => {
          const holder = [...document.querySelectorAll('[data-block]')].find(b => b.textContent.includes('可以停留至闭馆'));
          const walker = document.createTreeWalker(holder, NodeFilter.SHOW_TEXT);
          let node = walker.nextNode();
          while (!node.data.includes('停留至闭馆')) node = walker.nextNode();
          const at = node.data.indexOf('停留至闭馆');
          getSelection().setBaseAndExtent(node, at, node, at + 5);
        }"""
    )
    page.keyboard.press("c")
    expect(page.locator("#comment-form blockquote")).to_have_text("停留至闭馆")
    page.fill("#comment-body", "请写明时间。")
    page.click("#comment-form button")
    expect(page.locator(".comment blockquote").last).to_have_text("停留至闭馆")
    number = site.drafts["revised"]
    story = site.story
    draft_id = next(i for i in range(1, 20) if story.draft(i).number == number)
    text = next(b.text for b in document_of(story.app, story.version(draft_id)) if "停留至闭馆" in b.text)
    assert "的的" not in text


def test_the_compare_page_walks_both_ways(page: Page, site: Site) -> None:
    sign_in(page, "linxiaoyu")
    page.goto(f"/drafts/{site.drafts['revised']}/compare")
    page.keyboard.press("n")
    expect(page.locator(".cmp [data-hunk].current")).to_have_attribute("data-hunk", "1")
    page.keyboard.press("j")
    expect(page.locator(".cmp.current")).to_have_count(1)
