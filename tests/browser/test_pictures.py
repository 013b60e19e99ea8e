"""Every page at 1440 and 360 pixels: no sideways scrolling, no complaint, and a picture to look at."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import RESULTS, Site, sign_in

pytestmark = pytest.mark.browser

PAGES = {
    None: {"sign-in": "/sign-in", "not-found": "/nowhere-at-all"},
    "linxiaoyu": {
        "inbox-author": "/",
        "submit": "/submit",
        "drafts": "/drafts",
        "drafts-empty": "/drafts?q=没有这样的稿件",
        "compare": "/drafts/{revised}/compare",
        "timeline-voided": "/drafts/{revised}/timeline",
        "timeline-released": "/drafts/{released}/timeline",
        "layout": "/drafts/{fresh}/layout",
        "revise": "/drafts/{fresh}/revise",
        "withdraw": "/drafts/{fresh}/withdraw",
        "desk-author": "/drafts/{fresh}",
        "desk-old": "/drafts/{revised}?version=1",
        "releases": "/releases",
        "release": "/releases/{released}",
        "pipelines": "/pipelines",
        "password": "/password",
        "rules": "/rules",
        "rules-change": "/rules?part=words&edit=云上借阅台",
        "rules-dictionary": "/rules?part=dictionary",
        "rules-ignored": "/rules?part=ignored",
        "rules-checks": "/rules?part=off&q=P00",
        "rules-spacing": "/rules?part=spacing",
        "rules-exchange": "/rules/exchange",
        "rules-proposal-mine": "/rules/proposals/{rules_waiting}",
        "rules-learning": "/rules/learning",
        "rules-findings": "/rules/learning/findings?check=P001",
    },
    "sunlihua": {
        "rules-proposals": "/rules/proposals",
        "rules-proposal": "/rules/proposals/{rules_waiting}",
        "rules-versions": "/rules/versions",
        "rules-version": "/rules/versions/1",
    },
    "chensiyuan": {
        "inbox": "/",
        "desk": "/drafts/{fresh}",
        "desk-released": "/drafts/{released}",
        "desk-since": "/drafts/{revised}",
        "desk-marked": "/drafts/{marked}",
        "word-marks": "/drafts/{marked}/word",
        "word-original": "/drafts/{marked}/word?view=original",
    },
    "tangyian": {"audit": "/audit", "rules-auditor": "/rules"},
    "majianguo": {"people": "/people", "system": "/system", "inbox-admin": "/", "denied": "/submit"},
}
CASES = [(login, name, path) for login, pages in PAGES.items() for name, path in pages.items()]


@pytest.mark.parametrize(("login", "name", "path"), CASES, ids=[name for _, name, _ in CASES])
def test_page_fits_and_is_photographed(
    page: Page, site: Site, login: str | None, name: str, path: str
) -> None:
    if login is not None:
        sign_in(page, login)
    RESULTS.mkdir(exist_ok=True)
    for width in (1440, 360):
        page.set_viewport_size({"width": width, "height": 900 if width == 1440 else 780})
        page.goto(path.format(**site.drafts))
        overflow = page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        page.screenshot(path=RESULTS / f"{name}-{width}.png", full_page=width == 360 or "desk" not in name)
        assert overflow <= 0, f"{name} scrolls sideways by {overflow} px at {width}"
