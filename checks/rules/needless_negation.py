"""G011: 防止……不再发生: a negation that turns the sense round."""

from __future__ import annotations

from collections.abc import Iterator

from checks.model import Example, Gate, Hit, Severity
from checks.registry import check
from checks.sources import Source
from checks.types.slip import needles, slip, slip_hits
from documents.model import Document

_NEEDLES = needles(
    "防止",
    "避免",
    "杜绝",
    "切忌",
    "以免",
    "以防",
    "严防",
    "谨防",
    "严禁",
    "禁止",
    "幸免",
    "阻止",
    "无时无刻",
    "否认",
    "难免",
    "忍不住",
    "禁不住",
    "切莫",
    "忌讳",
    "防范",
)
_SLIPS = (
    slip(
        r"(?:防止|避免|杜绝|以免|以防|严防|谨防|幸免|阻止|防范)[^，。；：、！？]{0,16}?(?P<x>不再|不会再|不会|没有再|不)(?=(?:发生|出现|重演|重犯|反弹|重现|蔓延|扩散|泄露|泄漏|流失|受损|再犯|遭受|复发|滋生|犯|误伤|触犯|违反|违规|误入|上当|受骗|受伤|延误|遗漏|脱节|走样|返贫))",
        "前面已有“防止”“避免”一类的词，再用否定词意思就反了，应删去。",
        "",
        unless="因|由于|如果|的不|不发生变化|守|确保|做到|保证|底线",
    ),
    slip(
        r"(?P<x>切忌|切莫|严禁|禁止|忌讳|谨防|杜绝)(?:不要|不可|不能|不得|勿|不准|不许|不让)(?!抗力|分割|逆|少|偏|撤销|再生|控|知|预见|降解|移植|回收|食用|燃)",
        "“切忌”“严禁”一类的词已含否定，后面不再用“不要”“不得”。",
    ),
    slip(
        r"(?P<x>无时无刻)(?!不|没有不|莫不)[^，。；：！？不]{0,10}(?:都|在|想|关注|思念|牵挂|准备|感受|提醒|保持|惦记)",
        "“无时无刻”要与“不”连用（“无时无刻不”等于“时时刻刻”）；这里应为“时时刻刻”或“每时每刻”。",
        "时时刻刻",
    ),
    slip(
        r"(?P<x>难免不|免不了不|忍不住不|禁不住不)(?=会|发生|出现|产生|犯|有|出|受|被|要|流|想|说|笑|哭)",
        "“难免”“忍不住”后面不再用“不”。",
    ),
    slip(
        r"(?:不能|无法|不可|不容|难以|谁也不能|没有人)否认[^，。；：！？]{1,20}(?P<x>不(?:是|会|能|重要|存在|具有))",
        "多重否定，意思可能反了，请核对。",
        unless="不是没有|不能不|不会不",
    ),
    slip(r"(?P<x>否认(?:没有|没|不曾|未曾))", "“否认没有”意思是承认有，请核对。"),
)


@check(
    id="G011",
    title="否定不当",
    gate=Gate.QUALITY,
    severity=Severity.YELLOW,
    source=Source.ERROR_RATE,
    why="“防止”“避免”“切忌”等已含否定，后面再加“不”，意思就反了。",
    examples=(
        Example("要防止此类事故不再发生。", hits=("不再",), fixed="要防止此类事故发生。"),
        Example("切忌不要麻痹大意，严禁不准携带火种。", hits=("切忌", "严禁")),
        Example("他无时无刻都在想着群众。", hits=("无时无刻",), fixed="他时时刻刻都在想着群众。"),
        Example("准备不足，难免不出问题。", hits=("难免不",)),
        Example(
            "防止不正当竞争，避免不必要的浪费，无时无刻不在想着群众，禁止不可降解塑料，避免因不到位出现漏洞。"
        ),
        Example("他否认偷过东西，难免出错，切忌麻痹。"),
    ),
)
def needless_negation(document: Document) -> Iterator[Hit]:
    """Hits on the negation that must go, or on the word that needs another."""
    yield from slip_hits(document, _NEEDLES, _SLIPS)
