"""The table of who may post: by Sec-Fetch-Site, else by Origin against Host."""

from __future__ import annotations

import pytest

from tests.web.conftest import Web
from web.csrf import is_cross_site

HOST = "cms.example.cn:8420"
CASES: list[tuple[dict[str, str], bool]] = [
    ({"sec-fetch-site": "same-origin"}, False),
    ({"sec-fetch-site": "none"}, False),
    ({"sec-fetch-site": "same-site"}, True),
    ({"sec-fetch-site": "cross-site"}, True),
    ({"sec-fetch-site": "something-new"}, True),
    ({"sec-fetch-site": "cross-site", "origin": f"http://{HOST}"}, True),
    ({"sec-fetch-site": "same-origin", "origin": "http://evil.example"}, False),
    ({"origin": f"http://{HOST}"}, False),
    ({"origin": "http://CMS.example.cn:8420"}, False),
    ({"origin": "http://cms.example.cn"}, True),
    ({"origin": "http://cms.example.cn:8421"}, True),
    ({"origin": "http://evil.example:8420"}, True),
    ({"origin": "null"}, True),
    ({"origin": "http://cms.example.cn:notaport"}, True),
    ({"origin": "file://"}, True),
    ({"origin": ""}, True),
    ({}, False),
]


@pytest.mark.parametrize(("headers", "refused"), CASES)
@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_table(method: str, headers: dict[str, str], refused: bool) -> None:
    assert is_cross_site(method, {"host": HOST} | headers) is refused


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
def test_reading_is_never_refused(method: str) -> None:
    assert not is_cross_site(
        method, {"host": HOST, "sec-fetch-site": "cross-site", "origin": "http://evil.example"}
    )


def test_default_ports_are_the_same_as_none() -> None:
    assert not is_cross_site("POST", {"host": "cms.example.cn", "origin": "https://cms.example.cn:443"})
    assert not is_cross_site("POST", {"host": "[::1]:80", "origin": "http://[::1]"})


def test_a_foreign_post_is_refused_by_page_and_api(sqlite_web: Web) -> None:
    foreign = {"Sec-Fetch-Site": "cross-site"}
    page = sqlite_web.client.post("/sign-in", data={"login": "x", "password": "y"}, headers=foreign)
    assert page.status_code == 403
    assert "别的网站" in page.text
    answer = sqlite_web.client.post("/api/v1/session", json={}, headers=foreign)
    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "cross_site")
