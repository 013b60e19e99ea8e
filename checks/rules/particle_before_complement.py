"""G022: 写的很好, 修地又宽又平: a complement after a verb takes 得."""

from __future__ import annotations

from collections.abc import Iterator

from checks.model import Example, Gate, Hit, Severity
from checks.registry import check
from checks.sources import Source
from checks.types.slip import needles, slip, slip_hits
from documents.model import Document

_VERB = (
    "(?:[写说讲做干走跑跳唱看听想打穿吃睡站坐修建铺抓学教变活玩下刮长来去起飞开用卖种画演读背记算挖洗擦扫放摆排推拉装印贴织绣磨切煮炒过]"
    "|准备|完成|安排|布置|保持|执行|落实|掌握|处理|解决|把握|描写|刻画|表现|发挥|配合|设计|打扮|收拾|打扫|整理|恢复|进展|回答|讲解|介绍|总结|考虑"
    "|贯彻|生活|过渡|运行|运转|成长|管理|治理|高兴|激动|感动|紧张|兴奋|布局|开展|举办|工作|进行|衔接|推进|忙|累|疼|热|冷|气|急|吓|乐|笑|哭)"
)
_DEGREE = "(?:很|非常|十分|相当|格外|极其|不够|更加|比较|越来越)"
_STATES = (
    "不得了|不行|要命|一尘不染|井井有条|有声有色|有条有理|头头是道|津津有味|"
    "淋漓尽致|红红火火|热火朝天|有滋有味|干干净净|清清楚楚|明明白白|整整齐齐|漂漂亮亮|"
    "扎扎实实|恰到好处|恰如其分|一清二楚|滚瓜烂熟|栩栩如生|妥妥当当|妥妥帖帖|短小精悍|"
    "活灵活现|目瞪口呆|满头大汗|热泪盈眶|面红耳赤|团团转|直跺脚|说不出话|合不拢嘴"
)
_STATE = rf"(?:{_STATES}|又[^，。；：！？]又[^，。；：！？])"
_NEEDLES = needles(
    *(
        p + w
        for p in "的地"
        for w in (
            "很",
            "非常",
            "十分",
            "相当",
            "格外",
            "极其",
            "不够",
            "更加",
            "比",
            "越来越",
            "又",
            *_STATES.split("|"),
        )
    )
)
_SLIPS = (
    slip(
        rf"(?<![是的些])(?<!所){_VERB}(?P<x>的|"
        rf"(?<![当各本基产境外内陆草土田林耕用场工天大])地){_DEGREE}[^，。；：！？、的是有]{{1,4}}(?=[，。；！])",
        "后面是补语，动词后应为“得”。",
        "得",
        unless="的是|"
        r"其他|多数|部分|一部|更多|很多|问题",
    ),
    slip(rf"(?<![是的些]){_VERB}(?P<x>[的地]){_STATE}(?=[，。；！、])", "后面是补语，动词后应为“得”。", "得"),
    slip(
        rf"(?<![是的些]){_VERB}(?P<x>[的地])比(?![例重较赛价分])[^，。；：！？的]{{1,8}}(?:好|快|高|"
        rf"早|多|差|强|顺利|理想|精彩)(?=[，。；！])",
        "后面是补语，动词后应为“得”。",
        "得",
    ),
)


@check(
    id="G022",
    title="补语误用“的”“地”",
    gate=Gate.QUALITY,
    severity=Severity.YELLOW,
    source=Source.ERROR_RATE,
    why="动词、形容词后面引出补语的是“得”。",
    examples=(
        Example(
            "材料准备的相当充分，道路修地又宽又平。",
            hits=("的", "地"),
            fixed="材料准备得相当充分，道路修得又宽又平。",
        ),
        Example(
            "工作干的有声有色，任务完成的比预期好。",
            hits=("的", "的"),
            fixed="工作干得有声有色，任务完成得比预期好。",
        ),
        Example("材料准备得相当充分，写的文章很好，他说的是很好的办法；当地非常重视，各地十分关注。"),
        Example("做的比较多的是调研，看的比例很高，这是大家建的很大一座水库。"),
    ),
)
def particle_before_complement(document: Document) -> Iterator[Hit]:
    """Hits on the particle between a verb and its complement."""
    yield from slip_hits(document, _NEEDLES, _SLIPS)
