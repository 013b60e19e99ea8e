"""G002: what LanguageTool's English rules say about English text, alone or inside Chinese."""

from __future__ import annotations

import re
from collections.abc import Iterator

from checks import language_tool
from checks.language_tool import Complaint, Piece
from checks.model import Example, Gate, Hit, Severity
from checks.registry import check
from checks.sources import Source
from checks.text import HAN, LATIN_WORD, inside, verbatim_spans
from documents.model import Block, Document

MINIMUM_WORDS = 3  # below that it is a name or a term, and there is no grammar to judge

CATEGORIES = {
    "GRAMMAR": "语法",
    "TYPOS": "拼写",
    "CONFUSED_WORDS": "易混词",
    "COLLOCATIONS": "搭配",
    "PUNCTUATION": "标点",
    "CASING": "大小写",
    "COMPOUNDING": "连写",
}
# An English quotation inside a Chinese sentence is rarely a whole sentence of its own.
_WHOLE_SENTENCES_ONLY = frozenset({"CASING", "PUNCTUATION"})
_LATIN_RUN = re.compile(r"[A-Za-z][A-Za-z0-9 ,.;:'’\"“”()/&%$!?–-]{8,}")
_SYLLABLE = (
    r"(?:zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])?"
    r"(?:[iu]?ang?|[iu]?eng?|i?ong|ing?|un|i?ao|[iu]?ai?|i?ou|[uü]?ei?|iu|ui|uo|er|[aoeiuvü])"
)
# At most six syllables, so that a long hostile word is given up on at once.
_PINYIN = re.compile(rf"(?:{_SYLLABLE}){{1,6}}", re.IGNORECASE)


@check(
    id="G002",
    title="英文拼写和语法（LanguageTool）",
    gate=Gate.QUALITY,
    severity=Severity.YELLOW,
    source=Source.LANGUAGE_TOOL,
    why="中文稿件里的英文常由不同的人录入，拼写和主谓一致的错误很显眼，会损害稿件的可信度。",
    examples=(
        Example("It is an useful book for the students.", ("an",), "It is a useful book for the students."),
        Example("The committee met in Beijing and adopted the annual report."),
        Example("会上，Wang Xiaoming 介绍了 OpenAPI 规范。", note="不足三个词，或是人名、专名，不查。"),
    ),
    engine="language_tool",
)
def find(document: Document) -> Iterator[Hit]:
    pieces = [piece for block in document for piece in _pieces(block)]
    texts = {block.id: block.text for block in document}
    for piece, complaint in language_tool.complaints(pieces, "en-US"):
        if _is_name(piece.text, complaint):
            continue
        if complaint.category in _WHOLE_SENTENCES_ONLY and HAN.search(texts[piece.block]):
            continue
        start, end = piece.start + complaint.start, piece.start + complaint.end
        suggestion = complaint.replacements[0] if len(complaint.replacements) == 1 else None
        yield Hit(piece.block, start, end, _message(piece, complaint), suggestion, entry=complaint.rule)


def _pieces(block: Block) -> Iterator[Piece]:
    verbatim = verbatim_spans(block.text)
    for run in _LATIN_RUN.finditer(block.text):
        text = run.group().rstrip()
        words = sum(not inside(verbatim, run.start() + w.start()) for w in LATIN_WORD.finditer(text))
        if words >= MINIMUM_WORDS:
            yield Piece(block.id, run.start(), text)


def _is_name(text: str, complaint: Complaint) -> bool:
    """A "misspelling" that is a name: capitalised within a sentence, all capitals, or pinyin."""
    if complaint.category != "TYPOS":
        return False
    word = text[complaint.start : complaint.end]
    if not word[:1].isupper():
        return False
    before = text[: complaint.start].rstrip()
    starts_sentence = not before or before[-1] in '.!?:"“('
    return not starts_sentence or word.isupper() or all(_PINYIN.fullmatch(w) for w in word.split())


def _message(piece: Piece, complaint: Complaint) -> str:
    kind = CATEGORIES.get(complaint.category, "用法")
    word = piece.text[complaint.start : complaint.end]
    if not complaint.replacements:
        return f"英文{kind}可能有误：“{word}”（{complaint.message}）"
    choices = "或".join(f"“{r}”" for r in complaint.replacements[:3])
    return f"英文{kind}可能有误：“{word}”是否应为{choices}（{complaint.message}）"
