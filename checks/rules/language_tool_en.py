"""G002: what LanguageTool's English rules say about English text, alone or inside Chinese."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from checks import language_tool
from checks.language_tool import Complaint, Piece
from checks.late import regex
from checks.model import Example, Gate, Hit, Severity
from checks.registry import check
from checks.scan import blocks_with
from checks.sources import Source
from checks.text import HAN, LATIN_WORD, inside, verbatim_spans
from documents.model import Block, Document

MINIMUM_WORDS = 3  # below that it is a name or a term, and there is no grammar to judge
MINIMUM_SENTENCE_WORDS = (
    2  # in lower case, inside Chinese: Visual Studio Code, Wang Xiaoming and Li Ming are names
)

CATEGORIES = {
    "GRAMMAR": "语法",
    "TYPOS": "拼写",
    "CONFUSED_WORDS": "易混词",
    "COLLOCATIONS": "搭配",
    "PUNCTUATION": "标点",
    "COMPOUNDING": "连写",
    "MISC": "用法",
}
NEAR = 2  # edits (one moved letter is one) between a misspelling and the word that was meant
_LATIN_RUN = regex(r"[A-Za-z][A-Za-z0-9 ,.;:'’\"“”()/&%$!?–-]{8,}")
_SYLLABLE = (
    r"(?:zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])?"
    r"(?:[iu]?ang?|[iu]?eng?|i?ong|ing?|un|i?ao|[iu]?ai?|i?ou|[uü]?ei?|iu|ui|uo|er|[aoeiuvü])"
)
# At most six syllables, so that a long hostile word is given up on at once.
_PINYIN = regex(rf"(?:{_SYLLABLE}){{1,6}}", re.IGNORECASE)


# Beside one of these a word is part of code, a path, an option or a placeholder. A full stop ends a sentence.
_CODE_BEFORE = regex(r"[._/\\`@#|=<>\[\]{}$*]$")
_CODE_AFTER = regex(r"[_/\\`@#|=<>\[\]{}$*]|\.[A-Za-z0-9]")
_CODE_WORD = regex(r"[0-9_]|[a-z][A-Z]")
# British endings and what LanguageTool's American dictionary proposes for them. Both are right.
_BRITISH = (
    (regex(r"our(?=|s|ed|ing|able|al|ful|hood|less|ite)"), "or"),
    (regex(r"is(?=e|es|ed|er|ers|ing|ation|ations|able)"), "iz"),
    (regex(r"ys(?=e|es|ed|er|ing)"), "yz"),
    (regex(r"ll(?=ed|ing|er|ers|or)"), "l"),
    (regex(r"tre(?=s?$)"), "ter"),
    (regex(r"ence(?=s?$)"), "ense"),
    (regex(r"ogue(?=s?$)"), "og"),
    (regex(r"amme(?=s?$)"), "am"),
    (regex(r"^gre(?=y)"), "gra"),
)


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
        Example("他在致辞中说：She have finished the annual report.", ("have",)),
        Example("会上，Wang Xiaoming 介绍了 OpenAPI 规范。", note="不足三个词，或是人名、专名，不查。"),
        Example("与会者有 Wang Xiaoming、Li Ming, Zhang Wei, Ouyang Nana 和 Visual Studio Code 小组。"),
        Example(
            "The organisation's programme centres on neighbouring colours.", note="英式拼写与美式拼写都对。"
        ),
        Example("The pyotp package is old. Install pyotp with pip.", note="全文反复使用的词是术语。"),
    ),
    engine="language_tool",
)
def find(document: Document) -> Iterator[Hit]:
    pieces = [piece for block in blocks_with(document, _LATIN_RUN) for piece in _pieces(block)]
    words = Counter(word.casefold() for piece in pieces for word in LATIN_WORD.findall(piece.text))
    for piece, complaint in language_tool.complaints(pieces, "en-US"):
        severity = language_tool.kept("en-US").severity(complaint)
        if complaint.category == "TYPOS":
            if _is_no_typo(piece.text, complaint, words):
                continue
            if not _near(piece.text[complaint.start : complaint.end], complaint.replacements):
                severity = Severity.BLUE
        start, end = piece.start + complaint.start, piece.start + complaint.end
        suggestion = complaint.replacements[0] if len(complaint.replacements) == 1 else None
        message = _message(piece, complaint)
        yield Hit(piece.block, start, end, message, suggestion, severity, entry=complaint.rule)


def _pieces(block: Block) -> Iterator[Piece]:
    verbatim = verbatim_spans(block.text)
    chinese = HAN.search(block.text) is not None
    for run in _LATIN_RUN.finditer(block.text):
        text = run.group().rstrip()
        words = [
            word.group()
            for word in LATIN_WORD.finditer(text)
            if not inside(verbatim, run.start() + word.start()) and not _PINYIN.fullmatch(word.group())
        ]
        lower = sum(word.islower() and len(word) > 1 for word in words)
        if len(words) >= MINIMUM_WORDS and (not chinese or lower >= MINIMUM_SENTENCE_WORDS):
            yield Piece(block.id, run.start(), text)


def _is_no_typo(text: str, complaint: Complaint, words: Counter[str]) -> bool:
    """A name, code, a term the text keeps to, or British spelling."""
    word = text[complaint.start : complaint.end]
    return (
        _is_name(text, complaint)
        or _CODE_WORD.search(word) is not None
        or _CODE_BEFORE.search(text[max(0, complaint.start - 1) : complaint.start]) is not None
        or _CODE_AFTER.match(text, complaint.end) is not None
        or words[word.casefold()] > 1
        or any(_same_but_for_style(word, r) for r in complaint.replacements)
    )


def _same_but_for_style(word: str, replacement: str) -> bool:
    """Differs in case or in a blank (data class), or is its American form."""
    plain = replacement.replace(" ", "").replace("-", "").casefold()
    ours = word.replace("-", "").casefold()
    return plain == ours or any(
        pattern.sub(american, ours, count=1) == plain for pattern, american in _BRITISH
    )


def _near(word: str, replacements: tuple[str, ...]) -> bool:
    from rapidfuzz.distance import OSA  # noqa: PLC0415 - every start would wait for it

    return any(
        OSA.distance(word.casefold(), r.casefold(), score_cutoff=NEAR) <= NEAR for r in replacements[:3]
    )


def _is_name(text: str, complaint: Complaint) -> bool:
    """A "misspelling" that is a name: capitalised within a sentence, all capitals, or pinyin."""
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
