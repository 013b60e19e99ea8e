"""The typos section: the strict sentence metric of W100 on the development sets, as a Markdown table."""

from __future__ import annotations

from pathlib import Path

from bench.quality.judge import FAILED, document
from bench.quality.report import share
from bench.quality.typos import SETS, pairs
from checks.registry import by_id
from checks.typos.evaluate import strict
from checks.typos.model import ModelError

CSCD = ("CSCD-NS dev（训练过）", "cscd_ns_dev_5000.json")


def table(folder: Path, most: int | None = None) -> str:
    """Precision and recall by set and level; `most` limits the sentences of a set.

    A model that cannot be opened is counted as a failed check and said in the text.
    """
    rows = ["| set | level | sentences | wrong | altered | P % | R % |", "|---|---|---|---|---|---|---|"]
    try:
        list(by_id("W100").find(document(["天气很好。"])))  # the runner would count a lost model as silence
        for name, file in (*SETS.items(), CSCD):
            sentences = pairs(folder / "dev" / file)[:most]
            for level, result in strict(sentences).items():
                rows.append(
                    f"| {name} | {level} | {len(sentences)} | {result.wrong} | {result.altered} | "
                    f"{share(result.right, result.altered).strip()} | {share(result.right, result.wrong).strip()} |"
                )
    except ModelError as error:
        FAILED[f"W100: {error}"] += 1
        return f"Not measured: {error}"
    return "\n".join(
        [
            "Strict sentence metric: a correction counts only when the whole sentence equals the reference. 训练过: the "
            "classifier was fitted to this set; the cross-validated figures are in docs/typos.md.",
            "",
            *rows,
        ]
    )
