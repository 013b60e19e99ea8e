"""Runs one Python peer over a text, a paragraph a line, and prints what it took. Started by bench/speed.py in the peers'
own environment, so it imports nothing of ours.

Usage: python_peer.py NAME FILE CHARACTERS RUNS [CONFUSIONS.tsv]
"""

from __future__ import annotations

import importlib.util
import json
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

FIRST = "各部门,要按照统一布署抓好落实"
# Official writing has no blank between Chinese and digits, so peers also run without that family of rules.
SPACING = (
    "space-word",
    "space-punctuation",
    "space-bracket",
    "space-backticks",
    "space-dash",
    "space-dollar",
)
NO_SPACING = {"rules": dict.fromkeys(SPACING, 0)}


def autocorrect(spacing: bool) -> Callable[[str], int]:
    """Findings of autocorrect in one paragraph: it reports a line once, whatever is wrong in it."""
    peer: Any = importlib.import_module("autocorrect_py")
    if not spacing:
        peer.load_config(json.dumps(NO_SPACING))
    return lambda text: len(peer.lint_for(text, "text.txt").lines)


def pycorrector(confusions: str) -> Callable[[str], int]:
    """pycorrector's confusion corrector alone: its package as a whole imports torch. It ships no set of its own."""
    package = importlib.util.find_spec("pycorrector")
    if package is None or package.origin is None:
        raise ModuleNotFoundError("pycorrector")
    logger: Any = importlib.import_module("loguru").logger
    logger.remove()
    file = Path(package.origin).parent / "confusion_corrector.py"
    spec = importlib.util.spec_from_file_location("confusion_corrector", file)
    if spec is None or spec.loader is None:
        raise ModuleNotFoundError(str(file))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    corrector = module.ConfusionCorrector(confusions)
    return lambda text: len(corrector.correct(text)["errors"])


def main() -> int:
    """Print two JSON lines: once the first finding is there, and the measurement."""
    name, file, characters, runs, *rest = sys.argv[1:]
    find = pycorrector(rest[0]) if name == "pycorrector" else autocorrect(name == "autocorrect")
    find(FIRST)
    print(json.dumps({"first": True}), flush=True)
    lines = Path(file).read_text(encoding="utf-8")[: int(characters)].splitlines()
    seconds, cpu, findings = [], [], 0
    for _ in range(int(runs)):
        started, busy = time.perf_counter(), time.process_time()
        findings = sum(find(line) for line in lines)
        seconds.append(time.perf_counter() - started)
        cpu.append(time.process_time() - busy)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    size = sum(map(len, lines))
    print(
        json.dumps({"characters": size, "seconds": seconds, "cpu": cpu, "findings": findings, "peak": peak})
    )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
