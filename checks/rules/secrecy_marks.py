"""S004: marks of secrecy and of internal use."""

from __future__ import annotations

from collections.abc import Iterator

from checks.late import regex
from checks.model import Example, Gate, Hit, Severity
from checks.registry import check
from checks.scan import blocks_with
from checks.sources import Source
from documents.model import Document

_STAR = regex(
    r"(?:绝\s?密|机\s?密|秘\s?密)\s?[★☆*]\s?(?:长期|(?:\d{1,3}|[一二三四五六七八九十]{1,3})\s?(?:年|个月))?"
)
_NAMED = regex(r"密级\s?[：:]\s?(?:绝密|机密|秘密)")
_ALONE = regex(r"\s*[【\[（(]?(?:绝\s{0,4}密|机\s{0,4}密|秘\s{0,4}密)[】\])）]?\s*")
_INTERNAL = regex(
    r"内部(?:资料|文件|材料|刊物|使用|传阅|掌握|参考)[\s，,。、；·]{0,3}"
    r"(?:请)?(?:注意保存|妥善保管|[请切]?勿外传|不得外传|严禁外传|注意保密|请勿外泄|不得外泄|不得公开|禁止外传|请勿扩散|不得翻印)"
)
_INTERNAL_ALONE = regex(
    r"\s*[【\[（(]?(?:内部资料|内部文件|内部材料|内部使用|内部传阅|不宜公开|不予公开|仅供内部参考)[】\])）]?\s*"
)


@check(
    id="S004",
    title="密级和内部标识",
    gate=Gate.CONTENT,
    severity=Severity.RED,
    source=Source.SECRECY_LAW,
    why="标有密级或“不得外传”的内容不能公开发布，先审查后公开。",
    examples=(
        Example("机密★10年\n关于有关工作的报告", hits=("机密★10年",)),
        Example("密级：秘密", hits=("密级：秘密",)),
        Example("绝 密\n有关情况说明", hits=("绝 密",)),
        Example("内部资料，注意保存", hits=("内部资料，注意保存",)),
        Example("内部资料\n有关情况说明", hits=("内部资料",), note="单独成行的内部标识报为警告。"),
        Example("保守国家秘密，保护商业秘密；机密级、秘密级文件的管理；查阅内部资料须登记。"),
    ),
)
def secrecy_marks(document: Document) -> Iterator[Hit]:
    """Hits for marks as they stand on documents; the words in running text are no marks."""
    for block in blocks_with(document, "密", "内部", "不宜公开", "不予公开"):
        text = block.text
        found = False
        for pattern in (_STAR, _NAMED, _INTERNAL):
            for match in pattern.finditer(text):
                found = True
                yield Hit(block.id, match.start(), match.end(), "出现密级或内部标识，发布前须作保密审查。")
        if found or not text:
            continue
        if _ALONE.fullmatch(text):
            yield Hit(block.id, 0, len(text), "出现密级标识，发布前须作保密审查。")
        elif _INTERNAL_ALONE.fullmatch(text):
            message = "出现内部标识，请确认可以公开。"
            yield Hit(block.id, 0, len(text), message, severity=Severity.YELLOW)
