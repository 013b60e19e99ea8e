"""Bad files by page and by API: refused in words, nothing kept; a very large good one works."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import pytest
from sqlmodel import func, select

from models import Draft, Event, Upload
from tests.fixtures import documents as files
from tests.web.conftest import Web

BAD: dict[str, tuple[Callable[[], bytes], str, str, str]] = {
    "encrypted docx": (files.encrypted_docx, "密.docx", "encrypted", "密码"),
    "zip bomb": (files.zip_bomb_docx, "弹.docx", "zip_bomb", "解压"),
    "truncated zip": (files.truncated_docx, "断.docx", "damaged", "损坏"),
    "program named docx": (files.exe_named_docx, "程序.docx", "wrong_type", "docx"),
    "external entity": (files.external_entity_docx, "外.docx", "external_entity", "外部"),
    "nothing at all": (lambda: b"", "空.txt", "empty", "空"),
    "unknown charset": (lambda: bytes(range(128, 256)) * 8, "乱.txt", "unknown_charset", "编码"),
    "macros": (files.macro_docx, "宏.docx", "macro", "宏"),
    "another format": (lambda: b"%PDF-1.7\n", "稿.pdf", "wrong_type", "PDF"),
}


def stored(web: Web) -> tuple[int, int, int, int]:
    """What an upload could leave behind: uploads, drafts, events, blobs."""
    with web.app.database.read() as session:
        counts = [session.exec(select(func.count()).select_from(t)).one() for t in (Upload, Draft, Event)]
    return counts[0], counts[1], counts[2], len(list(web.app.store.names()))


@pytest.mark.parametrize("name", list(BAD))
def test_bad_files(sqlite_web: Web, name: str) -> None:
    make, filename, code, _ = BAD[name]
    web, data = sqlite_web, make()
    headers = web.headers("linxiaoyu")
    before = stored(web)
    answer = web.client.post("/api/v1/uploads", files={"file": (filename, data)}, headers=headers)
    error = answer.json()["error"]
    assert (answer.status_code, error["code"]) == (422, code)
    page = web.client.post("/submit", files={"file": (filename, data)}, headers=headers)
    assert page.status_code == 422
    assert error["message"].split("。")[0] in page.text
    assert "把文件拖到这里" in page.text
    assert stored(web) == before


def test_refusals_are_in_words_a_person_understands(sqlite_web: Web) -> None:
    headers = sqlite_web.headers("linxiaoyu")
    for make, filename, _, word in BAD.values():
        answer = sqlite_web.client.post(
            "/api/v1/uploads", files={"file": (filename, make())}, headers=headers
        )
        assert word in answer.json()["error"]["message"], filename


@pytest.mark.parametrize("path", ["/submit", "/api/v1/uploads"])
def test_sixty_megabytes_are_refused_while_they_stream(sqlite_web: Web, path: str) -> None:
    web, sent = sqlite_web, 0
    headers = web.headers("linxiaoyu") | {"Content-Type": "multipart/form-data; boundary=x"}
    before = stored(web)

    def body() -> Iterator[bytes]:
        nonlocal sent
        yield b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\n'
        for _ in range(60):
            sent += 1
            yield b"a" * 1024 * 1024
        yield b"\r\n--x--\r\n"

    answer = web.client.post(path, content=body(), headers=headers)
    assert answer.status_code == 413
    assert "50 MB" in answer.text
    assert stored(web) == before


def test_a_form_has_a_limit_of_its_own(sqlite_web: Web) -> None:
    answer = sqlite_web.client.post("/sign-in", data={"login": "x" * 2_000_000, "password": "y"})
    assert answer.status_code == 413


def test_no_file_chosen(sqlite_web: Web) -> None:
    headers = sqlite_web.headers("linxiaoyu")
    assert "请先选择文件" in sqlite_web.client.post("/submit", data={"file": ""}, headers=headers).text
    assert sqlite_web.client.post("/api/v1/uploads", headers=headers).status_code == 422


def test_a_body_that_is_no_form_is_no_fault(sqlite_web: Web) -> None:
    headers = sqlite_web.headers("linxiaoyu") | {"Content-Type": "multipart/form-data; boundary=x"}
    answer = sqlite_web.client.post("/submit", content=b"\x00\xff not multipart", headers=headers)
    assert 400 <= answer.status_code < 500


@pytest.mark.slow
def test_three_thousand_paragraphs_with_two_hundred_tables(sqlite_web: Web) -> None:
    web = sqlite_web
    client = web.browser("linxiaoyu")
    page = client.post("/submit", files={"file": ("大稿.docx", files.large_docx())})
    assert page.status_code == 200
    assert page.text.count("<table>") == 200
    assert page.text.count('class="blk ') >= 3000 + 200 * 20


def test_an_upload_is_its_owners_alone(sqlite_web: Web) -> None:
    web = sqlite_web
    made = web.client.post(
        "/api/v1/uploads",
        files={"file": ("稿.txt", "标题\n正文。\n".encode())},
        headers=web.headers("linxiaoyu"),
    ).json()
    other = web.headers("zhouqiming")
    assert web.client.get(f"/submit/{made['id']}", headers=other).status_code == 403
    draft = {"upload_id": made["id"], "title": "题", "pipeline": "notice"}
    assert web.client.post("/api/v1/drafts", json=draft, headers=other).status_code == 403


def test_the_desk_of_a_huge_draft_renders_within_a_second(sqlite_web: Web) -> None:
    """3,000 paragraphs and 600 findings, list paged at 200; the measure is the page, reading and rendering."""
    web = sqlite_web
    lines = [
        f"第{i}段说明各馆的安排,由值班人员负责落实。" if i % 5 == 0 else f"第{i}段说明各馆的安排。"
        for i in range(3000)
    ]
    number = web.draft("关于安排的说明\n" + "\n".join(lines), "notice")
    headers = web.headers("chensiyuan")
    web.client.get(f"/drafts/{number}", headers=headers)
    times = []
    for _ in range(3):
        started = time.perf_counter()
        page = web.client.get(f"/drafts/{number}", headers=headers)
        times.append(time.perf_counter() - started)
    assert page.text.count('class="finding ') == 200
    assert page.text.count('data-label="') >= 600
    assert min(times) < 1.0, times
    second = web.client.get(f"/drafts/{number}?page=2", headers=headers)
    assert second.text.count('class="finding ') == 200
