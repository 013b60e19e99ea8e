"""Pieces to collate: text of our own making that looks like what an office prints, and changes seeded into it.

Everything comes from the word lists below and a seed, so that a run can be repeated and nothing is anybody's text.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

WHO = (
    *("市文化馆", "县档案局", "编辑部", "校对室", "区图书馆", "项目组", "评审委员会", "财务科", "信息中心"),
    *("印制车间", "读者服务部", "城东分馆", "出版社总编室", "责任编辑", "各街道办事处", "调研小组"),
)
WHEN = (
    *("今年以来", "上半年", "六月中旬", "去年年底", "合同签订之后", "在第二轮审读中", "按照原定计划"),
    *(
        "经过三次讨论",
        "为方便读者",
        "结合上一年度的经验",
        "在不增加编制的前提下",
        "按季度统计",
        "自试行之日起",
    ),
)
DOES = (
    *("修订了", "重新核对了", "整理出", "公布了", "收集到", "登记了", "归并了", "删去了", "补充了", "审定了"),
    *("退回了", "转交了", "复印了", "抽查了", "封存了", "更换了", "汇编了", "译出了", "誊清了", "标注了"),
)
WHAT = (
    *("全部地方志书稿", "民间故事录音", "旧县志的影印件", "年度选题目录", "古籍修复记录", "门牌与地名档案"),
    *("借阅规则草案", "工艺流程说明", "插图与题签", "戏曲唱本", "口述史访谈", "印张核算表", "注释与索引"),
    *("气象观测簿", "渡口碑文拓片", "茶叶贸易账册", "方言词汇卡片", "水利工程图纸", "学堂课本", "乡约条文"),
)
HOW = (
    *("逐页签字", "一式两份保存", "并附上说明", "由专人负责", "不得涂改", "均已编号", "尚缺三件", "可供查阅"),
    *("误差不大", "版式从旧", "字号缩小一级", "另纸抄录", "存入库房", "交付排印", "待补照片", "已征求意见"),
)
WHY = (
    *("因为底本残破", "考虑到纸张供应", "鉴于说法不一", "由于年代久远", "为了前后一致", "出于保管的需要"),
    *("因经手人调离", "既然原件尚在", "虽然进度较慢", "尽管人手紧张", "如果读者提出异议", "只要条件许可"),
)
THEN = (
    *(
        "所以暂按原样付印",
        "仍以初稿为准",
        "于是改用新的体例",
        "可以先行上架",
        "应当另立条目",
        "就不再逐条说明",
    ),
    *("但不影响全书结构", "便于日后增补", "有关数字从略", "图版移至书末", "校样须送作者过目", "以免引起误解"),
)
NAMES = ("李长庚", "周素琴", "何启明", "唐若兰", "沈北川", "丁文渊", "孟小舟", "魏如松", "贺兰亭", "曹知微")
BOOKS = ("《河工记略》", "《南塘诗话》", "《机户谈往》", "《山行杂录》", "《渔村旧闻》", "《刻工小史》")
LATIN = ("ISBN", "CIP", "GB/T", "PDF", "Word", "A4", "No. 7", "DPI", "XML", "OCR")
MARKS = "，。、；：！？"
RARE = "囧囍囝囡焱垚犇骉淼鑫"
OTHER_WORDS = ("随即", "大致", "悉数", "草草", "依次", "暂且", "反复", "偶尔", "公开", "私下")


@dataclass(frozen=True, slots=True)
class Unit:
    """One paragraph, cell or note. `kind`: title, heading, paragraph, cell, note.

    `place` is (table, row, column) of a cell; (paragraph's index among the units, offset in it) of a note.
    """

    kind: str
    text: str
    place: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Seed:
    """One change: [start, end) of unit `unit` (an index of the old piece) became `new`; of a move, the whole unit."""

    kind: str
    unit: int
    start: int
    end: int
    new: str


def clause(chance: random.Random) -> str:
    """Some ten to thirty characters without an end."""
    form = chance.randrange(8)
    if form == 0:
        text = f"{chance.choice(WHY)}，{chance.choice(THEN)}"
    elif form == 1:
        number = chance.choice(
            [f"{chance.randint(2, 9999)}件", f"{chance.randint(1, 99)}.{chance.randint(0, 9)}%"]
        )
        text = f"{chance.choice(WHO)}{chance.choice(DOES)}{chance.choice(WHAT)}{number}，{chance.choice(HOW)}"
    elif form == 2:
        day = f"{chance.randint(1988, 2026)}年{chance.randint(1, 12)}月{chance.randint(1, 28)}日"
        text = f"{day}，{chance.choice(NAMES)}{chance.choice(DOES)}{chance.choice(BOOKS)}"
    elif form == 3:
        text = f"{chance.choice(NAMES)}说“{chance.choice(WHAT)}{chance.choice(HOW)}”，{chance.choice(THEN)}"
    elif form == 4:
        text = f"{chance.choice(WHAT)}（{chance.choice(HOW)}）由{chance.choice(WHO)}保管"
    elif form == 5:
        things = f"{chance.choice(WHAT)}、{chance.choice(WHAT)}和{chance.choice(WHAT)}"
        text = f"{things}按 {chance.choice(LATIN)} 格式{chance.choice(HOW)}"
    elif form == 6:
        text = f"{chance.choice(WHEN)}，{chance.choice(WHO)}{chance.choice(DOES)}{chance.choice(WHAT)}"
    else:
        text = f"{chance.choice(WHO)}与{chance.choice(WHO)}{chance.choice(WHEN)}{chance.choice(DOES)}{chance.choice(WHAT)}"
    return text


def paragraph(chance: random.Random, length: int) -> str:
    """Sentences of about `length` characters."""
    text = ""
    while len(text) < length:
        text += clause(chance) + chance.choice("。。。；，")
    return text[:-1] + "。"


def piece(
    seed: int, characters: int, *, tables: int, notes: int, rows: int = 4, prefix: str = ""
) -> list[Unit]:
    """Units of about `characters` characters: headings every few paragraphs, tables and notes spread evenly."""
    chance = random.Random(seed)  # noqa: S311 - test text
    units = [Unit("title", f"{prefix}地方文献整理出版工作手册")]
    sections = tables_made = 0
    while sum(len(u.text) for u in units) < characters:
        if len(units) % 9 == 1:
            sections += 1
            units.append(Unit("heading", f"第{sections}节　{chance.choice(WHAT)}的{chance.choice(HOW)}"))
        units.append(Unit("paragraph", paragraph(chance, chance.choice([35, 80, 110, 150, 220]))))
        if tables_made < tables and len(units) > (tables_made + 1) * characters // (110 * (tables + 1)):
            units += _table(chance, tables_made, rows)
            tables_made += 1
    hosts = [i for i, u in enumerate(units) if u.kind == "paragraph"]
    step = max(1, len(hosts) // max(1, notes))
    for number, host in enumerate(hosts[::step][:notes]):
        text = f"注{number}：{paragraph(chance, 25)}"
        units.append(Unit("note", text, (host, len(units[host].text) // 2)))
    return units


def _table(chance: random.Random, table: int, rows: int) -> Iterator[Unit]:
    for row in range(rows):
        for column in range(4):
            if column in {0, 3}:
                text = f"{chance.choice(WHAT)}{table + 1}之{row}{'甲乙丙丁'[column]}"
            elif column == 1:
                text = f"{chance.choice(DOES)}{chance.randint(100, 9999)}"
            else:
                text = f"{clause(chance)}，第{table}表{row}行"
            yield Unit("cell", text, (table, row, column))


def seeded(
    units: Sequence[Unit], seed: int, counts: dict[str, int]
) -> tuple[list[Unit], list[int], list[Seed]]:
    """The piece with `counts` changes of each kind, each in a unit of its own; the order its units stand in; the changes.

    Kinds: character, punctuation, word, line, move, cell, note.
    """
    chance = random.Random(seed)  # noqa: S311 - test text
    hosts = {u.place[0] for u in units if u.kind == "note"}
    free = [i for i, u in enumerate(units) if u.kind == "paragraph" and len(u.text) > 60 and i not in hosts]
    pools = {
        "cell": [i for i, u in enumerate(units) if u.kind == "cell"],
        "note": [i for i, u in enumerate(units) if u.kind == "note"],
    }
    chance.shuffle(free)
    changed, order, seeds = list(units), list(range(len(units))), []
    for kind, count in counts.items():
        pool = pools.get(kind)
        chosen = chance.sample(pool, count) if pool is not None else [free.pop() for _ in range(count)]
        for index in chosen:
            if kind == "move":
                seeds.append(Seed("move", index, 0, len(units[index].text), ""))
                _move(chance, units, order, index)
                continue
            start, end, new = _EDITS[kind](chance, units[index].text)
            text = units[index].text
            changed[index] = replace(units[index], text=text[:start] + new + text[end:])
            seeds.append(Seed(kind, index, start, end, new))
    return changed, order, seeds


def _move(chance: random.Random, units: Sequence[Unit], order: list[int], index: int) -> None:
    """Put the paragraph behind another one some way off; never into a table."""
    at = order.index(index)
    targets = [
        p
        for p, i in enumerate(order)
        if units[i].kind == "paragraph" and 6 <= abs(p - at) <= 60 and order[p + 1 : p + 2] != [index]
    ]
    target = order[chance.choice(targets)]
    order.remove(index)
    order.insert(order.index(target) + 1, index)


def _inside(chance: random.Random, text: str, wanted: str = "") -> int:
    places = [i for i in range(4, len(text) - 4) if not wanted or text[i] in wanted]
    return chance.choice(places or [len(text) // 2])


def _character(chance: random.Random, text: str) -> tuple[int, int, str]:
    at = _inside(chance, text)
    return chance.choice(
        [(at, at + 1, chance.choice(RARE)), (at, at, chance.choice(RARE)), (at, at + 1, "")]
        if text[at : at + 1].strip() and text[at] != text[at + 1]
        else [(at, at, chance.choice(RARE))]
    )


def _punctuation(chance: random.Random, text: str) -> tuple[int, int, str]:
    at = _inside(chance, text, MARKS)
    if text[at] not in MARKS:
        return at, at, "，"
    other = chance.choice([m for m in MARKS if m != text[at]])
    return chance.choice([(at, at + 1, other), (at, at + 1, "")])


def _word(chance: random.Random, text: str) -> tuple[int, int, str]:
    at = _inside(chance, text)
    new = chance.choice(OTHER_WORDS)
    return chance.choice([(at, at + 2, new), (at, at, new), (at, at + 2, "")])


def _line(chance: random.Random, text: str) -> tuple[int, int, str]:
    """A line of the setting lost, or another one in its place or beside it."""
    at = chance.randint(2, max(3, len(text) - 34))
    new = paragraph(chance, 24)[:28]
    return chance.choice([(at, at + 28, ""), (at, at, new)])


def _note(chance: random.Random, text: str) -> tuple[int, int, str]:
    at = _inside(chance, text)
    return at, at + 1, chance.choice(RARE)


_EDITS = {
    "character": _character,
    "punctuation": _punctuation,
    "word": _word,
    "line": _line,
    "cell": _note,
    "note": _note,
}
