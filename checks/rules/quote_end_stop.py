"""P017: the stop at the end of a quotation on the wrong side of the closing mark."""

from __future__ import annotations

import re
from collections.abc import Iterator

from checks.late import regex
from checks.model import Example, Gate, Hit, Severity
from checks.registry import check
from checks.scan import blocks_with
from checks.sources import Source
from checks.text import is_han
from documents.model import Document

_SAID = "说道称曰云问答写讲喊：，；。！？、"
# A few words of a sentence in quotation marks, with the sentence's own stop inside.
_PART = regex(r"(?<=[^\0])“([^“”。！？；：…\0]{1,20})(。”)(?=\Z|[^”’）》])")
# A whole speech after a colon, the stop outside.
_SPEECH = regex(
    r"(?:要求|说|表示|指出|强调|认为|回答|写道|问|答|道|喊|笑称)：“([^“”\0]{2,300}?)([。！？]?”。)"
)
# A speech before the words that tell who said it.
# A quotation that is a sentence of its own, with pauses inside.
_ALONE = regex(r"(?:\A|(?<=[。！？]))“([^“”。！？\0]{2,60}，[^“”。！？…\0]{2,60})(”。)(?=[^”’）》、])")
_TOLD = regex(
    r"(?:\A|(?<=[。！？”]))“([^“”\0]{4,200}?[^“”。！？，…\0])(”[，。])(?=[^，。；：！？“”\0]{1,10}(?:说|笑道|告诉记者|感慨|感叹|问道|答道)[，。：])"
)
_NEEDLES = ("。”", "”。", regex(r"”，(?=[^，。；：！？“”\0]{1,10}(?:说|笑道|告诉|感慨|感叹|问道|答道))"))


@check(
    id="P017",
    title="引文末尾的句号",
    gate=Gate.QUALITY,
    severity=Severity.YELLOW,
    source=Source.GBT_15834,
    why="引文独立成句，句号在后引号里面；引文只是句子的一部分，句号在后引号外面。",
    examples=(
        Example("全市要落实“三审三校。”", hits=("。”",), fixed="全市要落实“三审三校”。"),
        Example(
            "他说：“工作做完了，大家都很高兴。下一步还要努力”。",
            hits=("”。",),
            fixed="他说：“工作做完了，大家都很高兴。下一步还要努力。”",
        ),
        Example("他问：“准备好了吗？”。", hits=("？”。",), fixed="他问：“准备好了吗？”"),
        Example("“今年收成好”，老王笑着说。", hits=("”，",), fixed="“今年收成好，”老王笑着说。"),
        Example("他说：“工作做完了，大家都很高兴。”会议强调，要落实“三审三校”。“今年收成好，”老王说。"),
        Example("口号是：“质量第一”。他反问“难道不是吗？”"),
    ),
)
def quote_end_stop(document: Document) -> Iterator[Hit]:
    """Hits for stop and closing mark; the suggestion changes their order."""
    for block in blocks_with(document, *_NEEDLES):
        text = block.text
        for match in _PART.finditer(text):
            before = text[match.start() - 1]
            if is_han(before) and before not in _SAID and not _quotes_whole(text, match):
                yield Hit(block.id, *match.span(2), "引文只是句子的一部分，句号放在后引号外面。", "”。")
        for match in _SPEECH.finditer(text):
            right = "。”" if len(match.group(2)) == 2 else match.group(2)[:2]
            yield Hit(block.id, *match.span(2), "引文独立成句，句末的标点放在后引号里面。", right)
        for match in _ALONE.finditer(text):
            yield Hit(block.id, *match.span(2), "引文独立成句，句末的标点放在后引号里面。", "。”")
        for match in _TOLD.finditer(text):
            mark = match.group(2)[1]
            yield Hit(block.id, *match.span(2), f"引文在前、说话人在后，“{mark}”放在后引号里面。", f"{mark}”")


def _quotes_whole(text: str, match: re.Match[str]) -> bool:
    """A clause of its own, with a pause inside: 他想“好，就这么办。” Slogans are part of the sentence that shows them."""
    before = text[max(0, match.start() - 4) : match.start()]
    return "，" in match.group(1) and not before.endswith(
        ("写着", "印着", "口号", "标语", "挂着", "贴着", "横幅")
    )
