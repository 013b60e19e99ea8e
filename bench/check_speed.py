"""Speed of every check: milliseconds of the processor for 1 MB of each sort of text, and how the cost grows.

Run: `python bench/check_speed.py [--quick]`. A growth of 10 from 0.1 to 1 MB and of 4 from 1 to 4 MB is linear. The sorts
are those of bench/texts.py; growth is measured on the text that is made here.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from checks import scan, segment
from checks.model import Check
from checks.registry import all_checks
from checks.typos.decide import proofreader
from documents.model import Block, BlockKind, Document

SEED = 20260305
CHARACTERS_PER_MB = 1_000_000 // 3  # UTF-8 takes three bytes for a Chinese character
SIZES_MB = (0.1, 1.0, 4.0)
STATISTICAL = ("W100",)  # apart from the rules, with a goal of their own
RUNS = 3
# Clauses of our own, shuffled into sentences; about one sentence in twelve gets a fault.
SUBJECTS = [
    "各部门",
    "市直机关",
    "项目单位",
    "基层组织",
    "编辑部",
    "责任编辑",
    "专家组",
    "工作专班",
    "审核人员",
    "相关企业",
]
VERBS = ["落实", "完善", "检查", "修订", "公布", "汇总", "推进", "评估", "登记", "核对"]
OBJECTS = [
    "年度计划",
    "审校制度",
    "责任清单",
    "发布流程",
    "数据报表",
    "应急预案",
    "培训方案",
    "档案目录",
    "台账记录",
    "质量标准",
]
TAILS = [
    "并按时反馈",
    "做到有据可查",
    "确保数据准确",
    "形成书面意见",
    "接受各方监督",
    "逐项销号管理",
    "增长3.5%",
    "涉及1,200人",
]
FAULTS = [
    "，进一步布署工作",
    ',注重"实效"',
    "（见附件",
    "。。",
    "，大约30人左右参加",
    "，我们我们要落实",
    "，一愁莫展",
    "，2026年2月30日前完成",
    "，电话13812345678",
    "，面积120m2",
    "，加强與各方联系",
    "，坚定理论自信、道路自信、制度自信、文化自信",
]


def made_document(characters: int, seed: int = SEED) -> Document:
    """A document of about that many code points, always the same for the same numbers."""
    chance = random.Random(seed)  # noqa: S311 - test text, not a secret
    blocks: list[Block] = []
    written = 0
    while written < characters:
        text = "".join(_sentence(chance) for _ in range(chance.randint(2, 9)))
        blocks.append(Block(id=f"b{len(blocks) + 1}", kind=BlockKind.PARAGRAPH, text=text))
        written += len(text)
    return Document(format="txt", blocks=tuple(blocks))


def _sentence(chance: random.Random) -> str:
    clauses = [
        chance.choice(SUBJECTS)
        + chance.choice(VERBS)
        + chance.choice(OBJECTS)
        + str(chance.randint(1, 999))
        + "项"
        for _ in range(chance.randint(1, 3))
    ]
    fault = chance.choice(FAULTS) if chance.random() < 1 / 12 else ""
    return "，".join(clauses) + "，" + chance.choice(TAILS) + fault + "。"


def seconds(check: Check, document: Document) -> tuple[float, int]:
    """CPU seconds of one pass, and the number of hits."""
    started = time.process_time()
    count = sum(1 for _ in check.find(document))
    return time.process_time() - started, count


def pass_over(checks: Sequence[Check], document: Document) -> dict[str, float]:
    """Seconds of each check, the least of `RUNS`.

    As in a run, what several checks share (the joined text, the search for the words of all lists) is made once for a
    document and counted where it is first asked for.
    """
    best: dict[str, float] = {}
    for _ in range(RUNS):
        forget()
        for check in checks:
            took, _hits = seconds(check, document)
            best[check.id] = min(took, best.get(check.id, took))
    return best


def forget() -> None:
    """Empty what is remembered from text to text, so that a second pass over one text is no quicker than the first."""
    scan.forget()
    segment.cut.cache_clear()
    proofreader()._known.clear()


def growth_of(checks: Sequence[Check], sizes: Sequence[float]) -> list[dict[str, float]]:
    """Seconds of each check on text of so many MB, one by one."""
    return [pass_over(checks, made_document(int(size * CHARACTERS_PER_MB))) for size in sizes]


def main() -> int:
    """Print the table."""
    from bench.texts import document_of, texts  # noqa: PLC0415 - it takes the made text from here

    checks = [check for check in all_checks() if check.engine is None]
    pass_over(checks, made_document(2_000))  # wordlists, patterns, the segmenter
    sorts = {name: document_of(text.splitlines()) for name, text in texts().items()}
    times = {name: pass_over(checks, document) for name, document in sorts.items()}
    sizes = SIZES_MB[:2] if "--quick" in sys.argv else SIZES_MB
    grown = growth_of(checks, sizes)
    heads = "".join(f"{name.split()[0]:>10}" for name in sorts)
    print(f"{'ms':<6}{heads}  {''.join(f'{a:>5g}→{b:g} MB' for a, b in pairwise(sizes))}")
    for check in checks:
        cells = "".join(f"{took[check.id] * 1000:>10.1f}" for took in times.values())
        steps = ((a[check.id], b[check.id]) for a, b in pairwise(grown))
        factors = "".join(f"{b / a:>10.1f}" if a else f"{'-':>10}" for a, b in steps)
        print(f"{check.id:<6}{cells}  {factors}  {check.title}")
    for name, document in sorts.items():
        rules = sum(took for check, took in times[name].items() if check not in STATISTICAL)
        both = sum(times[name].values())
        characters = document.characters
        print(
            f"{name}: rules {characters / rules:,.0f} characters/s, with {', '.join(STATISTICAL)} {characters / both:,.0f}"
        )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
