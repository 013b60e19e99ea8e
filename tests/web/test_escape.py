"""Hostile titles, texts, names, comments and file names come out as text, in pages and in headers."""

from __future__ import annotations

from html.parser import HTMLParser

from tests.web.conftest import Web

EVIL = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>"
TEXT = f"{EVIL}\n正文里也有{EVIL},还有{{{{7*7}}}}。\n"


class Tags(HTMLParser):
    """Collects what a browser would take as elements and handlers."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = dict(attrs)
        inline = tag == "script" and "src" not in names
        if inline or tag == "img" or any(name.startswith("on") for name in names):
            self.found.append(f"{tag} {attrs}")


def dangers(html: str) -> list[str]:
    parser = Tags()
    parser.feed(html)
    return parser.found


def test_everything_hostile_is_text(sqlite_web: Web) -> None:
    web = sqlite_web
    author = web.browser("linxiaoyu")
    pages = [author.post("/submit", files={"file": (f"{EVIL}.txt", TEXT.encode())})]
    upload = pages[0].url.path.rsplit("/", 1)[1]
    pages.append(author.post(f"/submit/{upload}", data={"title": EVIL, "pipeline": "nowhere", "note": EVIL}))
    assert pages[-1].status_code == 422
    pages.append(
        author.post(f"/submit/{upload}", data={"title": EVIL, "pipeline": "publishing", "note": EVIL})
    )
    number = pages[-1].url.path.rsplit("/", 1)[1]
    web.story.work()
    reviewer = web.browser("chensiyuan")
    block = web.client.get(f"/api/v1/drafts/{number}/document", headers=web.headers("chensiyuan")).json()
    first = block["document"]["blocks"][0]["id"]
    pages.append(
        reviewer.post(f"/drafts/{number}/comments", data={"block": first, "start": "0", "body": EVIL})
    )
    pages += [reviewer.get(path) for path in ("/", "/drafts", f"/drafts?q={EVIL}", f"/drafts/{number}")]
    pages += [reviewer.get(f"/drafts/{number}/{name}") for name in ("timeline", "compare")]
    pages.append(reviewer.get(f"/drafts/{EVIL}"))
    pages.append(web.browser("tangyian").get(f"/audit?person={EVIL}"))
    for page in pages:
        assert dangers(page.text) == [], page.url
        assert "<script>alert" not in page.text
    assert "{{7*7}}" in pages[-4].text or "{{7*7}}" in reviewer.get(f"/drafts/{number}").text
    download = reviewer.get(f"/drafts/{number}/original")
    disposition = download.headers["content-disposition"]
    assert disposition.startswith("attachment; ")
    assert not set(disposition) & set("<>\r\n")
    assert disposition.count('"') == 2


def test_a_flash_cookie_cannot_put_words_on_the_page(sqlite_web: Web) -> None:
    for value in ("flash.nothing", "error.500", "<b>hello</b>"):
        page = sqlite_web.client.get("/sign-in", headers={"Cookie": f"sanshen_flash={value}"})
        assert 'class="flash"' not in page.text


def test_a_forged_session_cookie_is_nobody(sqlite_web: Web) -> None:
    for value in ("", "x", "x.y", "a" * 5000):
        answer = sqlite_web.client.get("/drafts", headers={"Cookie": f"sanshen_session={value}"})
        assert answer.headers["location"].startswith("/sign-in")


def test_the_session_cookie_is_kept_from_scripts_and_other_sites(sqlite_web: Web) -> None:
    from review.seed import PASSWORD

    form = {"login": "linxiaoyu", "password": PASSWORD}
    plain = sqlite_web.client.post("/sign-in", data=form).headers["set-cookie"]
    assert "HttpOnly" in plain
    assert "SameSite=lax" in plain
    assert "Secure" not in plain
    secure = sqlite_web.client.post("https://127.0.0.1/sign-in", data=form).headers["set-cookie"]
    assert "Secure" in secure
    secret = sqlite_web.app.settings.data_dir / "keys" / "web.secret"
    assert secret.stat().st_mode & 0o777 == 0o600
