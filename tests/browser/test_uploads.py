"""Files of several kinds through the upload page: what was read, what was not, and refusals that say what to do."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import RESULTS, Site, sign_in
from tests.documents.test_html import ARTICLE
from tests.documents.test_subtitles import SRT
from tests.fixtures.flat_odt import convert_all, fodt, needs_libreoffice, p
from tests.fixtures.mutations import pdf_bytes

pytestmark = pytest.mark.browser
WIDTHS = (1440, 360)


def upload(page: Page, site: Site, name: str, data: bytes) -> None:
    """Choose the file as an author does; it is sent at once."""
    page.goto(f"{site.url}/submit")
    page.set_input_files(
        "input[type=file]", {"name": name, "mimeType": "application/octet-stream", "buffer": data}
    )


def picture(page: Page, name: str) -> None:
    """The page at both widths, without sideways scrolling."""
    RESULTS.mkdir(exist_ok=True)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.screenshot(path=RESULTS / f"upload-{name}-{width}.png", full_page=True)


def test_a_saved_article_and_subtitles(page: Page, site: Site) -> None:
    sign_in(page, "linxiaoyu")
    upload(page, site, "书市.html", ARTICLE.encode())
    expect(page.locator("main")).to_contain_text("识别为公众号文章")
    expect(page.locator("main")).to_contain_text("一场热闹")
    expect(page.locator("main")).to_contain_text("图片在网页文件之外，没有读取")
    picture(page, "article")
    upload(page, site, "字幕.srt", SRT.encode())
    expect(page.locator("main")).to_contain_text("SRT 字幕")
    picture(page, "subtitles")


def test_a_pdf_as_a_draft_is_refused_in_words(page: Page, site: Site) -> None:
    sign_in(page, "linxiaoyu")
    upload(page, site, "稿件.pdf", pdf_bytes())
    expect(page.locator("main")).to_contain_text("PDF 只能作为校样上传")
    picture(page, "refused")


@needs_libreoffice
def test_an_old_word_file(page: Page, site: Site, tmp_path: Path) -> None:
    data = convert_all(tmp_path, {"a": fodt(p("关于检查的通知") + p("各单位要抓好落实。"))}, "doc")["a"]
    sign_in(page, "linxiaoyu")
    upload(page, site, "旧稿.doc", data)
    expect(page.locator("main")).to_contain_text("由 LibreOffice 转换后读入", timeout=60_000)
    expect(page.locator("main")).to_contain_text("各单位要抓好落实。")
    picture(page, "doc")
