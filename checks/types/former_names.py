"""Names that were right until a year (国家工商总局, 襄樊): dated data, and the writing that makes an old name right."""

from __future__ import annotations

from collections.abc import Iterator

from checks.late import regex
from checks.model import Hit
from checks.text import inside, near_sentence_span, quoted_spans
from checks.words import matcher
from documents.model import Document

_PAST = regex(
    r"[原旧]|前身|时任|历任|曾|当时|撤销|组建|合并|更名|改名|改称|改为|改组|整合|撤县|撤市|设市|设区|划归|并入|划入|现[为在名改属]|今[为属名天]?[\u4e00-\u9fff]{1,4}[市县区）)]|历史|沿革|出生|籍贯|生于|解放|年代|世纪|民国|旧址|职责"
)
_YEAR = regex(r"(?<!\d)((?:1[89]|20)\d\d)(?=年|[—\-～至.])")
# 俄罗斯农业部, 韩国环境部: another country's ministry.
_FOREIGN = regex(r"(?:(?<!中)(?<!全)国|[斯本朗巴克亚兰西度坦大利哥尼非盟威典麦及堡宾甸])$")


# 环境保护部门, 农业部分: the last character belongs to the next word, whatever ministry stands before it.
_AFTER_MINISTRY = frozenset("门分署队件")


def former_names(document: Document, name: str) -> Iterator[Hit]:
    """Hits for the entries of list `name`; silent where the sentence speaks of the past, in quotes and titles, or abroad."""
    for block, match in matcher(name).find_in(document):
        text, entry = block.text, match.entry
        start, end = near_sentence_span(text, match.start, match.end)
        sentence = text[start:end]
        since = entry.fact("since")
        if _PAST.search(sentence) or any(year < since for year in _YEAR.findall(sentence)):
            continue
        if _FOREIGN.search(text[max(0, match.start - 2) : match.start]) and name.endswith("institutions"):
            continue
        if inside(quoted_spans(text, "《〈“"), match.start, match.end):
            continue
        if entry.term.endswith("部") and text[match.end : match.end + 1] in _AFTER_MINISTRY:
            continue
        right = "或".join(f"“{r}”" for r in entry.replacements)
        message = f"“{entry.term}”是{since}年以前的名称，现为{right}，请核对。"
        yield Hit(
            block.id,
            match.start,
            match.end,
            message,
            entry.suggestion,
            entry.severity,
            f"{name}:{entry.term}",
        )
