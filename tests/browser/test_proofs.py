"""The proof page by keyboard and mouse: walk, answer, undo, mark a selection; looked at wide and narrow."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Site, sign_in, sign_out
from tests.browser.test_story import photograph_narrow, picture
from tests.review.proof_story import CHANGE, FIRST, KEEP, Proofs, Waiting

pytestmark = pytest.mark.browser


@pytest.fixture
def at(site: Site) -> Proofs:
    # The site's own thread does the machine's work.
    return Proofs(Waiting(site.story.app, site.story.actors))


def number_of(site: Site, at: Proofs) -> str:
    return site.story.draft(at.draft_id).number


def until_ready(page: Page, address: str) -> None:
    page.goto(address)
    expect(page.locator("[data-proof]")).to_be_visible()


def test_a_file_is_dropped_and_the_result_appears_by_itself(site: Site, page: Page, at: Proofs) -> None:
    sign_in(page, "linxiaoyu")
    page.goto(f"/drafts/{number_of(site, at)}/proof")
    picture(page, "proof-wanted-1440")
    photograph_narrow(page, "proof-wanted")
    page.set_input_files(
        "form[data-upload] input[type=file]",
        {"name": "一校样.txt", "mimeType": "text/plain", "buffer": FIRST.encode()},
    )
    expect(page.locator(".place")).to_have_count(2)
    expect(page.locator("[data-accept]")).to_have_count(0)  # an author answers nothing


def test_places_are_walked_and_answered_by_keyboard_and_undone(site: Site, page: Page, at: Proofs) -> None:
    at.supply(FIRST)
    sign_in(page, "qianyifan")
    until_ready(page, f"/drafts/{number_of(site, at)}/proof")
    page.keyboard.press("j")
    expect(page.locator(".place.current")).to_have_attribute("id", "p1")
    expect(page.locator(".right .mark.current")).to_have_text("各")
    picture(page, "proof-first-1440")
    page.keyboard.press("a")
    expect(page.locator("#p1")).to_have_attribute("data-state", "change")
    expect(page.locator("#p1 svg")).to_have_attribute("aria-label", "改正")
    expect(page.locator('.mark[href="#p1"].k-order')).to_have_count(2)
    expect(page.locator("#proof-foot")).to_contain_text("改样通知单（1 处）")
    expect(page.locator("#tally")).to_contain_text("1/2")
    expect(page.locator(".place.current")).to_have_attribute("id", "p2")
    page.keyboard.press("d")
    reason = page.locator("#p2 textarea[name=reason]")
    expect(reason).to_be_focused()
    reason.fill("作者要求保留")
    page.locator("#p2 [data-dismiss] button").click()
    expect(page.locator("#p2")).to_have_attribute("data-state", "keep")
    expect(page.locator("#tally")).to_contain_text("已全部答复")
    picture(page, "proof-answered-1440")
    page.locator(".toast").last.get_by_text("撤销").click()
    expect(page.locator("#p2")).to_have_attribute("data-state", "open")
    page.keyboard.press("k")
    page.keyboard.press("n")
    expect(page.locator(".place.current")).to_have_attribute("id", "p2")
    photograph_narrow(page, "proof-first")


def test_a_selection_becomes_an_order_and_is_drawn(site: Site, page: Page, at: Proofs) -> None:
    at.supply(FIRST)
    sign_in(page, "qianyifan")
    until_ready(page, f"/drafts/{number_of(site, at)}/proof")
    page.evaluate(
        """() => {
          const holder = [...document.querySelectorAll('.right [data-block]')].find(b => b.textContent.includes('宣传发动'));
          const node = document.createTreeWalker(holder, NodeFilter.SHOW_TEXT).nextNode();
          const at = node.data.indexOf('宣传发动');
          getSelection().setBaseAndExtent(node, at, node, at + 4);
        }"""
    )
    expect(page.locator("#select-order")).to_be_visible()
    page.keyboard.press("c")
    expect(page.locator("#order-form blockquote")).to_have_text("宣传发动")
    page.fill("#order-wanted", "发动宣传")
    page.click("#order-form button")
    expect(page.locator("#p3")).to_contain_text("发动宣传")
    expect(page.locator("#p3 svg")).to_have_attribute("aria-label", "对调")
    page.get_by_text("校对符号页").first.click()
    expect(page.locator(".marked-text svg")).to_have_attribute("aria-label", "3 对调")
    expect(page.locator(".margin")).to_contain_text("发动宣传")
    picture(page, "proof-marked-1440")
    photograph_narrow(page, "proof-marked")


def test_the_second_proof_and_the_reading(site: Site, page: Page, at: Proofs) -> None:
    at.supply(FIRST)
    at.answer(1, CHANGE)
    at.answer(2, KEEP, reason="作者要求保留")
    at.order("做好总结", "认真总结")
    at.sign()
    at.supply(FIRST.replace("报各", "报名").replace("精心", "细心"))
    number = number_of(site, at)
    sign_in(page, "wujingyi")
    until_ready(page, f"/drafts/{number}/proof")
    expect(page.locator(".place")).to_have_count(4)
    expect(page.locator(".tag.alert")).to_have_text("未经要求的改动")
    picture(page, "proof-second-1440")
    photograph_narrow(page, "proof-second")
    page.get_by_text("确认已改到位 1 处").click()
    page.get_by_text("沿用以前“不改”的答复 1 处").click()
    expect(page.locator("#tally")).to_contain_text("2/4")
    at.answer_all(KEEP)
    at.sign()
    at.supply(FIRST.replace("报各", "报名").replace("精心", "细心"))
    at.answer_all(KEEP)
    at.sign()
    at.supply(FIRST.replace("报各", "报名").replace("精心", "细心"))
    sign_out(page)
    sign_in(page, "hesumei")
    until_ready(page, f"/drafts/{number}/proof")
    expect(page.locator(".proof.clean")).to_be_visible()
    expect(page.locator(".pair .left")).to_have_count(0)
    expect(page.locator("#places .place")).to_have_count(0)
    picture(page, "proof-clean-1440")
    photograph_narrow(page, "proof-clean")
    page.goto(f"/drafts/{number}/timeline")
    expect(page.locator(".course")).to_contain_text("第 4 份校样")
