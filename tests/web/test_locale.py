"""Both catalogues have the same keys and places, every key that is used exists, and none is left over."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from web.locale import catalogue, choose, translator

WEB = Path(__file__).parent.parent.parent / "web"
SOURCES = "\n".join(
    p.read_text(encoding="utf-8") for pattern in ("templates/**/*.html", "**/*.py") for p in WEB.glob(pattern)
)


def test_same_keys_and_same_places() -> None:
    zh, en = catalogue("zh"), catalogue("en")
    assert list(zh) == list(en)
    for key in zh:
        assert set(re.findall(r"\{(\w+)\}", zh[key])) == set(re.findall(r"\{(\w+)\}", en[key])), key
        assert zh[key].strip(), key
        assert en[key].strip(), key


def test_every_literal_key_exists() -> None:
    used = set(re.findall(r"\bt(?:_of\(request\))?\(\s*[\"']([a-z_]+(?:\.[a-z0-9_]+)*)[\"']\s*[,)]", SOURCES))
    used |= set(re.findall(r'"(flash\.[a-z_]+)"', SOURCES)) | set(re.findall(r'key="([a-z_.]+)"', SOURCES))
    assert used - set(catalogue("zh")) == set()
    assert len(used) > 200


def test_no_key_is_left_over() -> None:
    prefixes = set(re.findall(r"[\"']([a-z_]+\.(?:[a-z]+\.|signed_)?)[\"'{]", SOURCES)) | {
        "error.",
        "flash.signed_",
    }
    literals = set(re.findall(r"[\"']([a-z_]+(?:\.[a-z0-9_]+)*)[\"']", SOURCES))
    unused = [k for k in catalogue("zh") if k not in literals and not any(k.startswith(p) for p in prefixes)]
    assert unused == []


def test_english_has_no_chinese_but_the_name_of_the_language() -> None:
    chinese = re.compile(r"[\u4e00-\u9fff]")
    assert [k for k, text in catalogue("en").items() if chinese.search(text)] == ["language.zh"]


def test_an_unknown_key_is_an_error() -> None:
    with pytest.raises(KeyError):
        translator("zh")("no.such.key")


@pytest.mark.parametrize(
    ("cookies", "header", "language"),
    [
        ({}, "", "zh"),
        ({}, "zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        ({}, "en-US,en;q=0.9", "en"),
        ({}, "fr;q=0.9, en;q=0.3, zh;q=0.7", "zh"),
        ({}, "fr, de", "zh"),
        ({}, "en;q=abc", "zh"),
        ({}, "en;q=0", "zh"),
        ({"sanshen_language": "en"}, "zh-CN", "en"),
        ({"sanshen_language": "xx"}, "en", "en"),
    ],
)
def test_choice(cookies: dict[str, str], header: str, language: str) -> None:
    assert choose(cookies, header) == language
