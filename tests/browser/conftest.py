"""A real web process on loopback with a lived-in installation, and the system's Chromium to look at it."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, sync_playwright
from pytest_socket import enable_socket

from models.base import pk
from review import comments, drafts, house, house_edits
from review.app import open_app
from review.house_changes import difference
from review.read import house as house_read
from review.seed import PASSWORD
from review.settings import Settings
from review.stages import document_of
from tests.browser.manuscript import TITLE, mended, word_file
from tests.review.story import SIGNERS, Story
from tests.review.test_marks import TRACKED, submitted

ROOT = Path(__file__).parent.parent.parent
RESULTS = ROOT / "test-results"
ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@dataclass
class Site:
    """The running site: its address, the installation behind it, and the drafts it holds by name."""

    url: str
    story: Story
    drafts: dict[str, str] = field(default_factory=dict)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[Site]:
    enable_socket()
    data_dir = tmp_path_factory.mktemp("site")
    shutil.copy(sqlite_template, data_dir / "sanshen.db")
    settings = Settings(data_dir=data_dir, argon_memory_kib=64, argon_time=1, web_port=free_port())
    app = open_app(settings)
    story = Story.begin(app)
    found = Site(f"http://127.0.0.1:{settings.web_port}", story)
    _populate(found)
    stop = threading.Event()
    worker = threading.Thread(target=_work, args=(story, stop), daemon=True)
    worker.start()
    environment = os.environ | {
        "SANSHEN_DATA_DIR": str(data_dir),
        "SANSHEN_WEB_PORT": str(settings.web_port),
        "SANSHEN_ARGON_MEMORY_KIB": "64",
        "SANSHEN_ARGON_TIME": "1",
    }
    process = subprocess.Popen([sys.executable, "-m", "web.server"], cwd=ROOT, env=environment)
    try:
        _wait(found.url)
        yield found
    finally:
        process.terminate()
        process.wait(timeout=20)
        stop.set()
        worker.join(timeout=20)
        app.close()


def _work(story: Story, stop: threading.Event) -> None:
    """The resident worker's part, without Prefect around it."""
    while not stop.wait(0.1):
        story.work()


def _wait(url: str) -> None:
    for _ in range(200):
        try:
            if httpx.get(f"{url}/healthz", trust_env=False).status_code == 200:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.1)
    raise TimeoutError("the web process did not answer within 20 s")


def _submit(story: Story, paragraphs: list[str] | None, title: str, pipeline: str = "publishing") -> int:
    author = story.actors["linxiaoyu"]
    data = word_file() if paragraphs is None else word_file(paragraphs)
    uploaded = drafts.upload(story.app, author, data, "冬季延时开放通知.docx")
    return drafts.submit(
        story.app, author, uploaded.upload_id, title=title, pipeline=pipeline, note="请重点核对日期与时段。"
    ).draft_id


def _populate(site: Site) -> None:
    """Drafts in every state a page has to show."""
    story = site.story
    fresh = _submit(story, None, TITLE)
    site.drafts["fresh"] = story.draft(fresh).number
    keys = _submit(story, None, "城市书房积分管理办法（征求意见稿）")
    site.drafts["keys"] = story.draft(keys).number
    story.work()
    _remark(story, fresh)
    revised = _submit(story, None, "延时开放志愿者招募启事")
    site.drafts["revised"] = story.draft(revised).number
    story.work()
    story.dismiss_all(revised, SIGNERS["first_review"])
    story.sign(revised)
    story.work()
    upload = drafts.upload(
        story.app, story.actors["linxiaoyu"], word_file(mended()), "志愿者招募启事-修改.docx"
    )
    drafts.revise(
        story.app, story.actors["linxiaoyu"], revised, upload.upload_id, note="按初审意见改了标点、日期和层次"
    )
    story.work()
    released = _submit(story, mended(), "中心2026年阅读推广工作总结")
    site.drafts["released"] = story.draft(released).number
    story.sign_on(released)
    story.work()
    site.drafts["marked"] = story.draft(submitted(story, TRACKED)).number
    site.drafts |= _house_rules(story)


def _house_rules(story: Story) -> dict[str, str]:
    """Rules in force that touch no draft here, one proposal that waits (with a red word that hits), and a draft."""
    app, editor, keeper = story.app, story.actors["linxiaoyu"], story.actors["sunlihua"]

    def proposed(reason: str, *wanted: house_edits.Edit) -> int:
        now = after = house.active(app).house
        for edit in wanted:
            after = edit(after)
        return house.propose(app, editor, difference(now, after), reason)

    first = proposed(
        "统一机构简称和平台名称",
        house_edits.put_word(
            house_edits.entry_of("云上借阅台", "云借阅平台", "yellow", "", "2026 年 3 月起改用新名称")
        ),
        house_edits.put_word(house_edits.entry_of("文化局机关", "市文化局", "", "文化局机关党委", "")),
        house_edits.add_dictionary("城市书房\n数智阅读办"),
        house_edits.add_ignored("甲乙丙丁书坊", "T0*"),
    )
    _, outlook = house_read.proposal(app, keeper, first)
    house.activate(app, keeper, first, seen_hash=outlook.hash)
    waiting = proposed(
        "开放时段的说法要统一，名单公示不再用旧称",
        house_edits.put_word(house_edits.entry_of("延时开放", "延长开放", "red", "延时开放日", "")),
        house_edits.add_dictionary("志愿者"),
        house_edits.switch("P001", off=True),
    )
    house.draft(
        app, editor, house_edits.put_word(house_edits.entry_of("夜读专场", "夜间专场", "blue", "", ""))
    )
    return {"rules_waiting": str(waiting)}


def _remark(story: Story, draft_id: int) -> None:
    """A reviewer's comment on the paragraph with the date."""
    version = story.version(draft_id)
    block = next(b for b in document_of(story.app, version) if "检查记录" in b.text)
    start = block.text.index("2026年")
    comments.add(
        story.app,
        story.actors["chensiyuan"],
        pk(version),
        block.id,
        start,
        start + 11,
        "请与《开放日历》核对这个日期。",
    )


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    enable_socket()
    path = shutil.which("chromium") or "/usr/bin/chromium"
    if not Path(path).exists():
        pytest.skip("Chromium is not installed")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGS)
        yield browser
        browser.close()


class Watch:
    """What a page must never do: report an error, break the policy, or speak to anybody but our server."""

    def __init__(self, page: Page) -> None:
        self.complaints: list[str] = []
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.complaints.append(f"script error: {error}"))
        page.on("request", self._request)

    def _console(self, message: ConsoleMessage) -> None:
        # A refused form is a 4xx page, which Chromium also mentions on the console; that is no fault of the page.
        if message.type in {"error", "warning"} and "Failed to load resource" not in message.text:
            self.complaints.append(f"console: {message.text}")

    def _request(self, request: Request) -> None:
        host = urlsplit(request.url).hostname
        if host != "127.0.0.1":
            self.complaints.append(f"request to {host}: {request.url}")


@pytest.fixture
def page(site: Site, chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context(
        base_url=site.url,
        locale="zh-CN",
        timezone_id="Asia/Shanghai",
        viewport={"width": 1440, "height": 900},
    )
    context.set_default_timeout(15_000)
    opened = context.new_page()
    watch = Watch(opened)
    yield opened
    context.close()
    assert watch.complaints == []


def sign_in(page: Page, login: str) -> None:
    page.goto("/sign-in")
    page.fill("#login", login)
    page.fill("#password", PASSWORD)
    page.click("form[action='/sign-in'] button.primary")
    page.wait_for_url("**/")


def sign_out(page: Page) -> None:
    page.click("form[action='/sign-out'] button")
    page.wait_for_url("**/sign-in")
