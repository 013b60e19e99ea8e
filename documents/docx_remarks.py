"""What is said beside a Word document: sentences for the page on what was left out or interpreted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

_REVISED = {
    "final": "审校的是接受全部修订后的文字。",
    "original": "这里是拒绝全部修订后的原文。",
}
# What a count of the reader is told as; without a sentence for nothing.
_COUNTED = (
    ("comments", "文件带有批注 {} 条，不计入正文。"),
    ("hidden", "有 {} 个隐藏文字没有读入。发布前请在 Word 里删除：收到文件的人可以让它们显示出来。"),
    ("symbols", "有 {} 个特殊符号依赖字体，正文中以占位符表示。"),
    ("formulas", "有 {} 个公式按线性文字读入。"),
    ("rubies", "有 {} 处注音没有读入正文。"),
    ("placeholders", "有 {} 处内容控件还是占位提示，没有填写。"),
)


def remarks(count: Counter[str], view: str, unknown: Iterable[str], *, template: bool) -> tuple[str, ...]:
    """The sentences. `unknown`: formats of automatic numbers that were not rendered; `template`: an outside one is named."""
    found = []
    if count["tracked_insertions"] or count["tracked_deletions"]:
        counted = f"插入 {count['tracked_insertions']} 处，删除 {count['tracked_deletions']} 处。"
        found.append(f"文件带有修订：{counted}{_REVISED[view]}")
    for name, sentence in _COUNTED:
        if count[name]:
            found.append(sentence.format(count[name]))
    if formats := "、".join(sorted(unknown)):
        found.append(f"有自动编号没有还原（格式：{formats}）。")
    if template:
        found.append("文件引用了外部模板，没有读取。")
    return tuple(found)
