"""P022: blanks between Chinese characters, or beside a mark, inside a sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import repeat

from checks.late import regex
from checks.model import Example, Gate, Hit, Severity
from checks.registry import check
from checks.scan import blocks_with
from checks.sources import Source
from checks.text import inside, quoted_spans
from checks.types.matches import BODY
from checks.words import cut
from documents.headings import label_level
from documents.model import Block, BlockKind, Document

_BESIDE_MARK = regex(
    r"(?<=[一-鿿])[ \u3000]{1,4}(?=[，。、；：！？）》”])|(?<=[，、；（《“])[ \u3000]{1,4}(?=[一-鿿])"
    r"|(?<=[。！？])[ \u3000]{1,4}(?=[一-鿿]{2}[^\s\0]{4})"
)
_BLANKS = regex("[ \u3000]+")  # the patterns above and below match where such a run does
_BETWEEN = regex(r"(?<=[一-鿿])([ \u3000]{1,4})(?=[一-鿿])")
_SEEK = r"(?:(?<=[，、；（《“。！？]{0})|(?<=[一-鿿]{0})(?<![条章节款]{0})(?![\dA-Za-z]))"
_NEEDLES = (regex(" " + _SEEK.format(" ")), regex("\u3000" + _SEEK.format("\u3000")))
_LABEL = regex(
    r"(?:第[〇零一二三四五六七八九十百千\d]{1,7}[条章节款项编篇]|附件\d{0,2}|[图表]\d{1,3}|注|日|[一二三四五六七八九十]、)(?:之[一二三四五六七八九十])?\Z"
)
_RUNNING = 15
_PAUSE = regex("[，、]")
_EDGE = regex(r"[，。、；：！？“”《》【】（）\s]")


@check(
    id="P022",
    title="句子中间的空格",
    gate=Gate.QUALITY,
    severity=Severity.BLUE,
    source=Source.HOUSE,
    why="中文句子的字与字、字与标点之间不空格；多余的空格多是转换或排版时留下的。",
    examples=(
        Example(
            "全市各级各部门要提高认识， 认真抓好工作落 实，确保按时完成任务，取得成效。",
            hits=(" ", " "),
            fixed="全市各级各部门要提高认识，认真抓好工作落实，确保按时完成任务，取得成效。",
        ),
        Example("各单位要抓好落实 ，按时报送。", hits=(" ",), fixed="各单位要抓好落实，按时报送。"),
        Example("第一条 为了加强管理，提高质量，保护各方的合法权益，根据有关法律，制定本办法。"),
        Example("踔厉奋发 喜迎盛会\n李 强  王 明  张三丰\n他用H5 和长图讲述故事。"),
    ),
)
def blanks_in_text(document: Document) -> Iterator[Hit]:
    """Hits for the blanks; between characters only in running text, where no headline or list of names is set."""
    for block in blocks_with(document, *_NEEDLES):
        text = block.text
        if block.kind not in BODY or len(text) < 10:
            continue
        runs = [match.start() for match in _BLANKS.finditer(text)]
        for match in filter(None, map(_BESIDE_MARK.match, repeat(text), runs)):
            if not _LABEL.search(text[max(0, match.start() - 10) : match.start()]):
                yield Hit(block.id, match.start(), match.end(), "中文标点的前后不空格。", "")
        blanks = [
            match
            for match in filter(None, map(_BETWEEN.match, repeat(text), runs))
            if not _LABEL.search(text[max(0, match.start() - 10) : match.start()])
        ]
        if 0 < len(blanks) < 4 and block.kind is not BlockKind.HEADING:
            running = _is_running(block)
            for match in blanks:
                told = (
                    running and not inside(quoted_spans(text), match.start()) and not _is_verse(text, match)
                )
                if told or _splits_word(text, match):
                    yield Hit(block.id, *match.span(1), "句子中间有空格。", "")


def _is_running(block: Block) -> bool:
    """A sentence, not a headline of two halves or a list of names."""
    text = block.text
    labelled = label_level(text) is not None and not _PAUSE.search(text)
    return text[-1] in "。：" and len(text) >= _RUNNING and not labelled


def _is_verse(text: str, match: re.Match[str]) -> bool:
    """Two halves of one length, as in a slogan; or a name in marks whose other half is elsewhere."""
    before, after = text[max(0, match.start() - 30) : match.start()], text[match.end() : match.end() + 30]
    left, right = _EDGE.split(before)[-1], _EDGE.split(after)[0]
    opened = max(before.rfind(mark) for mark in "“《【") > max(before.rfind(mark) for mark in "”》】")
    return opened or (len(left) == len(right) <= 12) or '"' in before


def _splits_word(text: str, match: re.Match[str]) -> bool:
    """The segmenter sees one word across the blank."""
    left = text[max(0, match.start() - 6) : match.start()]
    right = text[match.end() : match.end() + 6]
    if text[-1] not in "。；：" or (label_level(text) is not None and not _PAUSE.search(text)):
        return False  # a headline, whose halves a blank divides
    return any(start < len(left) < end for _, start, end in cut(left + right))
