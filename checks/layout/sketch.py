"""The notation of layout examples: plain lines, set as the profile asks, and in braces what is set otherwise.

    {页面 上边距=25 网格=无}
    关于开展检查工作的通知
    {字体=宋体 字号=14}各区要抓好落实。

The first line may set the page (页面); any line may begin with braces of its own.
"""

from __future__ import annotations

import re

from checks.layout.compose import Setting, compose

_BRACES = re.compile(r"\{([^{}]*)\}")
_KEYS = {
    "字体": "font", "字号": "size", "对齐": "align", "首行缩进": "first", "左缩进": "left", "右缩进": "right",
    "行距": "line", "颜色": "color", "空行": "blank", "分隔线": "rule", "另页": "page",
}  # fmt: skip
_PAGE_KEYS = {
    "宽": "width", "高": "height", "上边距": "top", "下边距": "bottom", "左边距": "left", "右边距": "right",
    "网格": "grid", "页码": "number", "页码字体": "number_font", "页码字号": "number_size", "页脚": "footer",
}  # fmt: skip
_VALUES = {
    "无": "none", "居中": "center", "左": "left", "右": "right", "两端": "justify", "红": "red", "黑": "black",
}  # fmt: skip
_PAGE = "页面"


def sketch(text: str) -> bytes:
    """The .docx that an example describes.

    Raises:
        ValueError: a key that the notation does not know.
    """
    page: dict[str, str] = {}
    lines = text.split("\n")
    head = _BRACES.fullmatch(lines[0])
    if head is not None and head[1].startswith(_PAGE):
        page = _facts(head[1].removeprefix(_PAGE), _PAGE_KEYS)
        lines = lines[1:]
    settings = []
    for line in lines:
        match = _BRACES.match(line)
        other = {} if match is None else _facts(match[1], _KEYS)
        settings.append(Setting(line if match is None else line[match.end() :], other))
    return compose(settings, page)


def _facts(text: str, keys: dict[str, str]) -> dict[str, str]:
    facts: dict[str, str] = {}
    for item in text.split():
        key, _, value = item.partition("=")
        if key not in keys:
            raise ValueError(f"{key!r}: not a key of a layout example")
        facts[keys[key]] = _VALUES.get(value, value)
    return facts
