"""P031: other signs in place of · in foreign names and in titles of poems and films."""

from __future__ import annotations

from collections.abc import Iterator

from checks.late import regex
from checks.model import Example, Gate, Hit, Severity
from checks.registry import check
from checks.sources import Source
from checks.types.matches import matches
from documents.model import Document

# Common given names, after which a family name follows; 让-雅克 and other double given names are not among them.
_GIVEN = (
    "约翰|玛丽|汤姆|杰克|大卫|戴维|迈克尔|威廉|詹姆斯|罗伯特|乔治|查尔斯|彼得|保罗|托马斯|亨利|爱德华|理查德|安娜|伊丽莎白|苏珊|凯瑟琳|安德鲁|丹尼尔|史蒂夫"
    "|史蒂文|马克|亚历山大|弗拉基米尔|尼古拉|伊万|卡尔|弗里德里希|列夫|路易|亚伯拉罕|富兰克林|阿尔伯特|唐纳德|比尔|温斯顿|玛格丽特|安妮|艾米莉|海伦|本杰明|乔|吉米"
)
_TUNES = (
    "念奴娇|沁园春|水调歌头|满江红|浣溪沙|菩萨蛮|蝶恋花|西江月|卜算子|清平乐|如梦令|虞美人|破阵子|忆秦娥|采桑子"
    "|渔家傲|浪淘沙|江城子|鹧鸪天|永遇乐|声声慢|青玉案|水龙吟|定风波|一剪梅|鹊桥仙|摸鱼儿|贺新郎|临江仙|七律|七绝"
)
_NAME = regex(rf"(?:{_GIVEN})([-－—–.．])(?!{_GIVEN})(?=[一-鿿]{{2,6}})")
_TITLE = regex(rf"《(?:{_TUNES})([-－—–.．。、 ])(?=[一-鿿]{{1,12}}》)")


@check(
    id="P031",
    title="间隔号写成别的符号",
    gate=Gate.QUALITY,
    severity=Severity.YELLOW,
    source=Source.GBT_15834,
    why="外国人名的名和姓之间、词牌和题目之间用间隔号“·”。",
    examples=(
        Example("工程师约翰-史密斯到现场指导。", hits=("-",), fixed="工程师约翰·史密斯到现场指导。"),
        Example("朗诵《念奴娇—赤壁怀古》。", hits=("—",), fixed="朗诵《念奴娇·赤壁怀古》。"),
        Example("工程师约翰·史密斯到现场指导，让-雅克·卢梭，约翰、玛丽和汤姆，《沁园春·雪》。"),
    ),
)
def name_dots(document: Document) -> Iterator[Hit]:
    """Hits for the sign."""
    for block, match in matches(document, _NAME, _SEEK):
        yield Hit(block.id, *match.span(1), "外国人名之间用间隔号“·”。", "·")
    for block, match in matches(document, _TITLE, _TITLE):
        yield Hit(block.id, *match.span(1), "词牌和题目之间用间隔号“·”。", "·")


_SEEK = regex(
    r"[-－—–.．](?<=[翰丽姆克卫维尔廉斯特治得罗利华德娜白珊琳鲁夫文大米拉万希基路易罕林顿妮莉伦明乔][-－—–.．])(?=[一-鿿]{2})"
)
