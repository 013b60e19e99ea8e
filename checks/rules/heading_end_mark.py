"""P009: a heading that ends with a mark."""

from __future__ import annotations

from collections.abc import Iterator

from checks.late import regex
from checks.model import Example, Gate, Hit, Severity
from checks.registry import check
from checks.sources import Source
from documents.headings import label_level
from documents.model import Block, BlockKind, Document

_END = "。；，、,;．："
_LABELLED_END = "。；，、,;．：:"
_LABEL = regex(r"[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[）)]")
_INNER = regex(r"[。；：！？，]")
_TITLE = regex(
    r"(?:关于.{2,40}|.{4,30})的?(?:通知|通报|报告|总结|意见|方案|办法|决定|计划|要点|规定|公告|通告|细则|函|请示|批复|纪要|制度|规划|讲话|倡议书?|情况)\Z"
)
# Titles that are one wherever they stand.
_STRONG = regex(
    r"关于.{4,40}的(?:通知|通报|请示|报告|意见|方案|决定|函)[。；，：:]\Z|.{2,14}\d{4}年.{0,8}(?:总结|要点|计划|报告|方案)[。；，：:]\Z"
)
_LONGEST = 30
_FIRST = 2  # blocks that may be the title
_RUNNING = 20


@check(
    id="P009",
    title="标题末尾的标点",
    gate=Gate.QUALITY,
    severity=Severity.YELLOW,
    source=Source.GBT_15834,
    why="标题独立成行，末尾不用句号、逗号、分号。",
    examples=(
        Example(
            "一、总体要求。\n二、重点任务\n三、保障措施",
            hits=("。",),
            fixed="一、总体要求\n二、重点任务\n三、保障措施",
        ),
        Example(
            "一、总体要求\n二、重点任务；\n三、保障措施",
            hits=("；",),
            fixed="一、总体要求\n二、重点任务\n三、保障措施",
        ),
        Example(
            "关于开展检查工作的通知。\n各单位要抓好落实，按时报送情况。",
            hits=("。",),
            fixed="关于开展检查工作的通知\n各单位要抓好落实，按时报送情况。",
        ),
        Example(
            "（一）健全服务制度。\n各单位要结合实际，完善服务制度，抓好各项措施的落实。",
            hits=("。",),
            fixed="（一）健全服务制度\n各单位要结合实际，完善服务制度，抓好各项措施的落实。",
        ),
        Example("一、总体要求\n二、重点任务\n三、保障措施"),
        Example("一、制定方案。\n二、落实责任。", note="都有句号的是条款，不是标题。"),
    ),
)
def heading_end_mark(document: Document) -> Iterator[Hit]:
    """Hits for the last mark of headings: of the title, of lines with a label that stand over running text, and of
    一、 lines beside which others of their kind have none.
    """
    blocks = document.blocks
    headings = sum(b.kind is BlockKind.HEADING and _LABEL.match(b.text) is not None for b in blocks)
    lines = [n for n, b in enumerate(blocks) if _is_short_line(b)]
    marked = [n for n in lines if blocks[n].kind is BlockKind.LIST_ITEM and blocks[n].text.startswith(_HAN)]
    for number in lines:
        block = blocks[number]
        over = _stands_over_text(blocks, number)
        # Lines that end alike are the clauses of a list; one or two among headings are headings.
        among = number in marked and headings >= 2 * len(marked)
        colon = block.text.rstrip()[-1] in "：:" and not over and number >= _FIRST
        if colon and not _STRONG.match(block.text):
            continue
        if (
            block.kind is BlockKind.HEADING
            or over
            or among
            or (_is_title(block) and (number < _FIRST or _STRONG.match(block.text)))
        ):
            end = len(block.text.rstrip())
            yield Hit(block.id, end - 1, end, f"标题末尾不用“{block.text[end - 1]}”。", "")


_HAN = tuple("一二三四五六七八九十")


def _is_short_line(block: Block) -> bool:
    text = block.text.rstrip()
    if not 1 < len(text) <= 2 * _LONGEST or text[-1] not in _LABELLED_END:
        return False
    if block.kind is BlockKind.HEADING:
        return True
    if text[-2] == "的":  # a case of a provision: 不按照规定申报的；
        return False
    label = _LABEL.match(text)
    return (
        len(text) <= _LONGEST + 10 and _INNER.search(text, label.end() if label else 0, len(text) - 1) is None
    )


def _is_title(block: Block) -> bool:
    if _CLAUSE.search(block.text):
        return False
    return label_level(block.text) is None and _TITLE.match(block.text.rstrip()[:-1]) is not None


def _stands_over_text(blocks: tuple[Block, ...], number: int) -> bool:
    """A short labelled line between running text: not one item of a list, whose neighbours are items too."""
    text = blocks[number].text
    label = _LABEL.match(text)
    if label is None or len(text) > _LONGEST or number + 1 >= len(blocks):
        return False
    following, before = blocks[number + 1], blocks[number - 1].text if number else ""
    if (
        label_level(following.text) is not None
        or len(following.text) < _RUNNING
        or following.text[-1] not in "。："
    ):
        return False
    if _CLAUSE.search(text, label.end()):
        return False
    level = label_level(text)
    return (
        label_level(before) != level
        and not before.endswith(("：", ":"))
        and not _ARTICLE.match(following.text)
    )


# Words of provisions and resolutions, whose clauses are sentences.
_CLAUSE = regex(r"[本自按依应可由予]|不得|不负|设立|取得|施行|用额|废弃|的[。；，、]?\Z")
_ARTICLE = regex(r"第[一二三四五六七八九十百零\d]{1,7}[条章节]|前[款项]|本[条款]|有前款")
