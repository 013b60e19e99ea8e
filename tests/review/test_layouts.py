"""A stage whose check profile is `official` looks at the layout of the very file that was uploaded."""

from __future__ import annotations

import pytest
from sqlmodel import select

from checks.layout.sketch import sketch
from models import CheckRun
from review import drafts
from review.app import App
from tests.review import custom
from tests.review.story import Story

GOOD = "青川市教育局关于开展安全检查的通知\n各学校：\n请认真抓好落实。\n青川市教育局\n2026年11月5日"
BAD = "{页面 上边距=25.4}\n" + GOOD.replace("请认真", "{字体=宋体}请认真")


def upload(story: Story, data: bytes, filename: str = "通知.docx") -> int:
    return drafts.upload(story.app, story.actors["linxiaoyu"], data, filename).upload_id


def submit(story: Story, data: bytes, filename: str = "通知.docx") -> int:
    actor, upload_id = story.actors["linxiaoyu"], upload(story, data, filename)
    draft = drafts.submit(story.app, actor, upload_id, title="检查通知", pipeline="custom")
    story.work()
    return draft.draft_id


@pytest.fixture
def story(app: App, monkeypatch: pytest.MonkeyPatch) -> Story:
    custom.use(monkeypatch, custom.stage("first", "checks: official"), custom.stage("issue"))
    return Story.begin(app)


def layout_findings(story: Story, draft_id: int) -> dict[str, tuple[str, str]]:
    found = story.findings(draft_id)
    return {f.check_id: (f.severity, f.text) for f in found if f.check_id.startswith("F1")}


def test_layout_findings_stand_at_their_blocks(story: Story) -> None:
    found = layout_findings(story, submit(story, sketch(BAD)))
    assert found == {
        "F101": ("yellow", "青川市教育局关于开展安全检查的通知"),
        "F103": ("yellow", "请认真抓好落实。"),
    }


def test_two_files_of_one_text_are_judged_each_by_its_own_layout(story: Story) -> None:
    """The stored result is found by content and rules; the layout is no part of the content."""
    bad, good = submit(story, sketch(BAD)), submit(story, sketch(GOOD))
    again = submit(story, sketch(BAD))
    assert story.version(bad).content_hash == story.version(good).content_hash
    assert layout_findings(story, good) == {}
    assert layout_findings(story, again) == layout_findings(story, bad) != {}
    runs = {f.check_run_id for d in (bad, again) for f in story.findings(d) if f.check_id == "F101"}
    assert len(runs) == 1  # the same file is not checked twice


def test_a_text_without_layout_is_told_as_not_checked(story: Story) -> None:
    draft_id = submit(story, GOOD.encode(), "通知.txt")
    assert layout_findings(story, draft_id) == {}
    with story.app.database.read() as session:
        run = session.exec(select(CheckRun).where(CheckRun.profile == "official")).one()
    assert {"what": "版式", "reason": "只有 Word 文档（.docx）能检查版式"} in run.unchecked
