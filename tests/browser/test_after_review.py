"""事后复核 in the browser: from the inbox through the released text to the mark on the release, wide and narrow."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial

import pytest
from playwright.sync_api import Page, expect

from models import StageState
from review import draft_facts, drafts
from review.seed import PASSWORD
from tests.browser.conftest import Site, sign_in, sign_out
from tests.browser.test_story import photograph_narrow, picture
from tests.review.custom import answer, open_runs
from tests.review.story import CLEAN

pytestmark = pytest.mark.browser
COURSE = {
    "first_review": ["chensiyuan"], "second_review": ["zhaowenbo"], "countersign": ["xuwenjing", "luojianping"],
    "final_review": ["sunlihua"], "proof": ["zhenghaitao"], "issue": ["gaozhiyuan"],
}  # fmt: skip


@pytest.fixture
def released(site: Site) -> str:
    """The number of an urgent draft that has gone out through `major`."""
    story, author = site.story, site.story.actors["linxiaoyu"]
    uploaded = drafts.upload(story.app, author, CLEAN.encode(), "公告.txt")
    draft_id = drafts.submit(
        story.app, author, uploaded.upload_id, title="防汛应急响应公告", pipeline="major"
    ).draft_id
    draft_facts.amend(story.app, author, draft_id, {"urgent": True})
    for stage, people in COURSE.items():
        _until(partial(_is_open, site, draft_id, stage))
        story.dismiss_all(draft_id, people[0])
        for person in people:
            answer(story, draft_id, stage, person)
    _until(lambda: story.draft(draft_id).state == "released")
    return story.draft(draft_id).number


def _is_open(site: Site, draft_id: int, stage: str) -> bool:
    run = open_runs(site.story, draft_id).get(stage)
    return run is not None and run.state == StageState.OPEN.value


def _until(true: Callable[[], bool]) -> None:
    for _ in range(300):
        if true():
            return
        time.sleep(0.1)
    raise TimeoutError("the machine's work did not come to an end within 30 s")


def test_read_again_and_found_wanting(site: Site, page: Page, released: str) -> None:
    sign_in(page, "hesumei")
    task = page.get_by_role("row", name="防汛应急响应公告").filter(has_text="事后复核")
    expect(task.locator("input[type=checkbox]")).to_have_count(0)
    task.get_by_role("button", name="领取").click()
    expect(page).to_have_url(f"{site.url}/releases/{released}/after-review")
    expect(page.locator("#paper")).to_contain_text("丰富职工文化生活")
    picture(page, "after-review")
    photograph_narrow(page, "after-review")
    page.get_by_role("radio", name="发现问题").check()
    page.get_by_label("复核意见").fill("第二段的报名期限与附件不一致。")
    page.get_by_label("口令").fill("not-my-password")
    page.get_by_role("button", name="签署").click()
    expect(page.get_by_role("alert")).to_contain_text("口令不对")
    expect(page.get_by_label("复核意见")).to_have_value("第二段的报名期限与附件不一致。")
    page.get_by_label("口令").fill(PASSWORD)
    page.get_by_label("口令").press("Enter")
    expect(page.locator(".flash")).to_contain_text("复核已签署")
    sign_out(page)
    sign_in(page, "linxiaoyu")
    page.goto(f"/releases/{released}")
    expect(page.get_by_role("alert")).to_contain_text("事后复核发现问题")
    photograph_narrow(page, "after-review-release")
    sign_out(page)
    sign_in(page, "tangyian")
    page.goto("/after-reviews")
    expect(page.get_by_role("row", name="防汛应急响应公告")).to_contain_text("发现问题")
    photograph_narrow(page, "after-reviews")
