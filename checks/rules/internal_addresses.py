"""S005: addresses of the inner network, and passwords."""

from __future__ import annotations

import re
from collections.abc import Iterator

from checks.late import regex
from checks.model import Example, Gate, Hit, Severity
from checks.registry import check
from checks.scan import blocks_with
from checks.sources import Source
from documents.model import Document

_BYTE = r"(?:25[0-5]|2[0-4]\d|1?\d?\d)"
_ADDRESS = regex(
    rf"(?<![\d.A-Za-z])(?:[a-z]{{3,5}}://)?(?:10\.{_BYTE}|172\.(?:1[6-9]|2\d|3[01])|192\.168)\.{_BYTE}\.{_BYTE}(?![\d.])(?::\d{{2,5}})?(?:/[!-~]{{0,60}})?"
)
_HOST = regex(
    r"https?://(?:[A-Za-z0-9-]{1,40}\.)?(?:intranet|oa|internal|neiwang|corp|lan|local)(?:\.[A-Za-z0-9-]{1,40}){0,3}(?::\d{2,5})?(?:/[!-~]{0,60})?",
    re.IGNORECASE,
)
_ENGLISH = regex("[Pp](?:assw|wd)")
_PASSWORD = regex(
    r"(?:密码|口令|密钥|(?<![A-Za-z])(?:password|passwd|pwd))(?:均|统一|默认|初始)?\s?(?:[:：=]|为|是|设为)?\s?[“\"]?(?P<value>[A-Za-z0-9!@#$%^&*_\-]{4,32})(?![A-Za-z])"
)
_USER = regex(
    r"(?:用户名|登录名|账号|帐号|登录账户)\s?(?:[:：=]|为|是)?\s?[“\"]?(?P<value>[A-Za-z][A-Za-z0-9_.\-]{2,31})(?![A-Za-z@])"
)


@check(
    id="S005",
    title="内网地址和口令",
    gate=Gate.CONTENT,
    severity=Severity.RED,
    source=Source.SECRECY_LAW,
    why="公开内网地址、账号和口令，等于把门钥匙交出去。",
    private=True,
    examples=(
        Example("系统登录地址为http://10.12.8.5:8080/login。", hits=("http://10.12.8.5:8080/login",)),
        Example("数据库服务器192.168.1.20已完成迁移。", hits=("192.168.1.20",)),
        Example("初始密码为Abc12345，请及时修改。", hits=("Abc12345",)),
        Example("用户名admin，密码ab16cd81。", hits=("admin", "ab16cd81")),
        Example(
            "网址为https://www.example.cn，版本10.2.3，坐标10.5，密码应及时修改，口令由本人设置，IP地址8.8.8.8。"
        ),
    ),
)
def internal_addresses(document: Document) -> Iterator[Hit]:
    """Hits for private IPv4 addresses, inner host names, and what stands behind 密码 and 用户名."""
    for block in blocks_with(
        document,
        "10.",
        "172.",
        "192.168",
        "://",
        "密码",
        "口令",
        "密钥",
        "用户名",
        "登录名",
        "账号",
        _ENGLISH,
    ):
        text = block.text
        hits: list[Hit] = []
        for pattern in (_ADDRESS, _HOST):
            for match in pattern.finditer(text):
                hits.append(Hit(block.id, match.start(), match.end(), "出现内网地址，请删除。"))
        for match in _PASSWORD.finditer(text):
            hits.append(Hit(block.id, *match.span("value"), "出现口令，请删除，并立即更换该口令。"))
            user = _USER.search(text, max(0, match.start() - 60), match.end())
            if user:
                hits.append(Hit(block.id, *user.span("value"), "账号与口令同时出现，请删除。"))
        yield from sorted({(h.start, h.end): h for h in hits}.values(), key=lambda h: h.start)
