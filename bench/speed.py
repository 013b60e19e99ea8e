"""Our checks beside their peers, over the same text in one run: characters a second, findings, memory, start.

Run: `python bench/speed.py [--quick] [--no-peers]`. The texts are those of bench/texts.py, 1 MB each; peers read what we
made and the reports. Every contender runs in a process of its own, over paragraphs in memory; figures are medians, of
the clock and of the processor, which a busy machine disturbs less, and the best run. Peers are installed from their
registries into .tools/peers (a virtual environment of its own and a node_modules), and left out with a clear line where
they cannot be.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import platform
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.check_speed import forget
from bench.texts import MADE, corpus, document_of, made_text, texts
from checks import wordlists
from checks.registry import all_checks
from checks.runner import run
from cli.check_pool import collect_seldom

HOUSE = Path(__file__).resolve().parent.parent
TOOLS = HOUSE / ".tools" / "peers"
PYTHON_PEERS = ("autocorrect-py==2.14.0", "pyahocorasick", "loguru")
NO_DEPENDENCIES = ("pycorrector==1.1.4",)  # its whole package would bring torch
NODE_PEERS = {
    "zhlint": ("zhlint@0.8.2",),
    "textlint": ("textlint@15", "@textlint/kernel@15", "@textlint/textlint-plugin-text@15",
                 "textlint-rule-preset-zh-technical-writing@0.0.3"),
}  # fmt: skip
DRAFT = 10_000  # characters
TYPOS = "W100"


@dataclass(frozen=True, slots=True)
class Contender:
    """One line of the table. `share` of the text is enough for a slow one."""

    name: str
    command: tuple[str, ...]
    share: float = 1.0


# The worker: our checks in a fresh process.


def work(name: str, file: str, characters: int, runs: int) -> None:
    """Print two JSON lines, as the peers do: the first finding is there, and the measurement."""
    collect_seldom()  # as `sanshen check` does
    chosen = [c for c in all_checks() if c.engine is None and (name == "all" or not c.id.startswith(TYPOS))]
    run(document_of(["各部门，要按照统一布署抓好落实。"]), checks=chosen)
    print(json.dumps({"first": True}), flush=True)
    document = document_of(Path(file).read_text(encoding="utf-8")[:characters].splitlines())
    seconds, cpu = [], []
    findings: Counter[str] = Counter()
    for _ in range(runs):
        forget()
        started, busy = time.perf_counter(), time.process_time()
        report = run(document, checks=chosen)
        seconds.append(time.perf_counter() - started)
        cpu.append(time.process_time() - busy)
        findings = Counter(f.severity.value for f in report.findings)
    print(
        json.dumps(
            {
                "characters": sum(len(b.text) for b in document),
                "seconds": seconds,
                "cpu": cpu,
                "unchecked": [part.what for part in report.unchecked],
                "findings": sum(findings.values()),
                "severities": findings,
                "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
                "checks": len(chosen),
            }
        )
    )


# Peers


def installed_peers(quick: bool, confusions: Path) -> Iterator[Contender]:
    """The peers that are there or could be installed; a line for each that could not."""
    TOOLS.mkdir(parents=True, exist_ok=True)
    python, worker = _python_peers(), HOUSE / "bench" / "peers" / "python_peer.py"
    if python:
        yield Contender("autocorrect", (str(python), str(worker), "autocorrect"))
        yield Contender("autocorrect, no spacing", (str(python), str(worker), "autocorrect-plain"))
        yield Contender("pycorrector, our words", (str(python), str(worker), "pycorrector", str(confusions)))
    node = shutil.which("node")
    for name, packages in NODE_PEERS.items():
        folder = TOOLS / name
        if not node or not _installed_by_npm(name, packages, folder):
            continue
        command = (node, str(HOUSE / "bench" / "peers" / "node_peer.mjs"))
        share = 0.02 if quick else 0.1
        yield Contender(name, (*command, name, str(folder)), share)
        if name == "zhlint":
            yield Contender("zhlint, no spacing", (*command, "zhlint-plain", str(folder)), share)


def _python_peers() -> Path | None:
    python = TOOLS / "venv" / ("Scripts" if os.name == "nt" else "bin") / "python"
    marker = TOOLS / "venv" / "complete"
    if marker.exists():
        return python
    uv = shutil.which("uv")
    make = [uv, "venv", "-q", "--clear"] if uv else [sys.executable, "-m", "venv", "--clear"]
    add = (
        [uv, "pip", "install", "-q", "--python", str(python)]
        if uv
        else [str(python), "-m", "pip", "install", "-q"]
    )
    commands = ([*make, str(TOOLS / "venv")], [*add, *PYTHON_PEERS], [*add, "--no-deps", *NO_DEPENDENCIES])
    for command in commands:
        if (told := _failure(command)) is not None:
            print(f"Python peers left out: {told}")
            return None
    marker.touch()
    return python


def _installed_by_npm(name: str, packages: Sequence[str], folder: Path) -> bool:
    npm = shutil.which("npm")
    if (folder / "complete").exists():
        return True
    if npm is None:
        print(f"{name} left out: no npm")
        return False
    folder.mkdir(exist_ok=True)
    (folder / "package.json").write_text('{"private": true}', encoding="utf-8")
    told = _failure([npm, "install", "--no-audit", "--no-fund", "--ignore-scripts", *packages], folder)
    if told is not None:
        print(f"{name} left out: {told}")
        return False
    (folder / "complete").touch()
    return True


def _failure(command: Sequence[str], folder: Path | None = None) -> str | None:
    """Why a command failed, in one line; None = it did not."""
    try:
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=300, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        return type(error).__name__
    if done.returncode == 0:
        return None
    lines = [line.strip() for line in done.stderr.splitlines() if line.strip()]
    return next((line for line in lines if "404" in line or "error" in line.lower()), "failed")[:140]


# Measuring


def measured(contender: Contender, file: Path, characters: int, runs: int) -> dict[str, Any]:
    """The worker's measurement. `rate` and `cpu` are characters a second of the clock and of the processor, `best` those of
    the processor in the run that was disturbed least; `start` is seconds from the command to the first finding."""
    program, worker, name, *rest = contender.command
    command = [program, worker, name, str(file), str(int(characters * contender.share)), str(runs), *rest]
    started = time.perf_counter()
    # Workers print two lines.
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        output = iter(process.stdout or ())
        next(output, "")
        start = time.perf_counter() - started
        last = next(output, "")
    if process.returncode or not last:
        raise RuntimeError(f"{contender.name}: ended with {process.returncode}")
    result: dict[str, Any] = json.loads(last)
    return {
        **result,
        "start": start,
        "rate": result["characters"] / median(result["seconds"]),
        "cpu": result["characters"] / median(result["cpu"]),
        "best": result["characters"] / min(result["cpu"]),
    }


def table(contenders: Sequence[Contender], title: str, text: str, runs: int) -> None:
    """Print a line for every contender."""
    print(f"\n{title}: {len(text):,} characters, {len(text.encode()) / 1e6:.2f} MB")
    print(
        f"{'':<26}{'chars/s':>12}{'chars/CPU s':>13}{'best':>11}{'findings/10,000':>17}{'peak MB':>9}{'start s':>9}"
    )
    with written(text) as file:
        for contender in contenders:
            try:
                row = measured(contender, file, len(text), runs)
            except (RuntimeError, OSError, ValueError) as error:
                print(f"{contender.name:<26} left out: {error}")
                continue
            for part in row.get("unchecked", ()):
                print(f"{contender.name}: could not run {part}")
            per = row["findings"] / row["characters"] * 10_000
            print(
                f"{contender.name:<26}{row['rate']:>12,.0f}{row['cpu']:>13,.0f}{row['best']:>11,.0f}{per:>17.2f}{row['peak']:>9.0f}{row['start']:>9.2f}",
                flush=True,
            )


@contextlib.contextmanager
def written(text: str) -> Iterator[Path]:
    """The text in a file for as long as it is needed."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "text.txt"
        file.write_text(text, encoding="utf-8")
        yield file


def draft_times(contenders: Sequence[Contender], text: str) -> None:
    """A draft of 10,000 characters, warm: what an editor waits for."""
    print(f"\nA draft of {DRAFT:,} characters, warm, by the clock and the processor (goal 0.40 s with typos)")
    with written(text[:DRAFT]) as file:
        for contender in contenders:
            row = measured(contender, file, DRAFT, 7)
            clock, busy = row["characters"] / row["rate"], row["characters"] / row["cpu"]
            print(f"{contender.name:<26}{clock:>10.3f} s{busy:>10.3f} s", flush=True)


def command_start(runs: int) -> None:
    """`sanshen check FILE` from the command to its first finding and to its end, a cold process each time."""
    firsts: list[float] = []
    wholes: list[float] = []
    busy: list[float] = []
    with written("各部门要按照统一布署抓好落实，大约30人左右。\n") as file:
        # An installed program has its bytecode at hand; a development environment may forbid writing it.
        environment = {**os.environ, "PYTHONPYCACHEPREFIX": str(file.parent / "bytecode")}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        command = [sys.executable, "-m", "cli.main", "check", str(file)]
        subprocess.run(command, cwd=HOUSE, env=environment, stdout=subprocess.DEVNULL, check=False)
        for _ in range(runs):
            started, before = time.perf_counter(), _children()
            with subprocess.Popen(
                command, cwd=HOUSE, env=environment, stdout=subprocess.PIPE, text=True
            ) as process:
                for line in process.stdout or ():
                    if "W001" in line and len(firsts) == len(wholes):
                        firsts.append(time.perf_counter() - started)
            wholes.append(time.perf_counter() - started)
            busy.append(_children() - before)
    if not firsts:
        raise RuntimeError("sanshen check found nothing")
    print(
        f"\nsanshen check FILE: first finding after {median(firsts):.2f} s, end {median(wholes):.2f} s, "
        f"processor {median(busy):.2f} s in all (goal 1.00 s)"
    )


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def growth(contender: Contender, sizes: Sequence[float]) -> None:
    """Seconds of the processor for each MB, of the best run: the same at every size where the cost is linear."""
    text = corpus("Statutes", max(sizes)) or made_text(max(sizes))
    print(f"\n{contender.name:<26}{'CPU s':>8}{'s a MB':>9}{'chars/CPU s':>13}{'peak MB':>9}")
    for size in sizes:
        with written(text) as file:
            row = measured(contender, file, int(len(text) * size / max(sizes)), 3 if size < 5 else 2)
        took = row["characters"] / row["best"]
        print(
            f"{size:>6g} MB{took:>26.2f}{took / size:>9.3f}{row['best']:>13,.0f}{row['peak']:>9.0f}",
            flush=True,
        )


OURS = (
    Contender("ours, rules", (sys.executable, __file__, "rules")),
    Contender("ours, rules and typos", (sys.executable, __file__, "all")),
)


def machine() -> str:
    """The machine, for the reader of the figures."""
    model = platform.processor() or platform.machine()
    with contextlib.suppress(OSError):
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                model = line.partition(":")[2].strip()
                break
    load = f", load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    return f"{model}, {os.cpu_count()} cores, Python {platform.python_version()}{load}"


def main() -> int:
    """Print every table."""
    if len(sys.argv) == 5 and sys.argv[1] in ("rules", "all"):
        work(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
        return 0
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--quick", action="store_true", help="fewer runs, no 10 MB")
    parser.add_argument("--no-peers", action="store_true", help="only our own checks")
    options = parser.parse_args()
    runs = 3 if options.quick else 5
    print(machine())
    found = texts()
    if len(found) == 1:
        print("\nReal texts: left out, no development data here (SANSHEN_DATA)")
    with tempfile.TemporaryDirectory() as folder:
        peers = [] if options.no_peers else list(installed_peers(options.quick, _confusions(Path(folder))))
        for name, text in found.items():
            table([*OURS, *(peers if name in (MADE, "Reports") else ())], name, text, runs)
    draft_times(OURS, found.get("Reports", found[MADE]))
    command_start(runs)
    for contender in OURS:
        growth(contender, (1, 2) if options.quick else (1, 2, 5, 10))
    return 0


def _confusions(folder: Path) -> Path:
    """Our wrong words as pycorrector reads them: it ships none of its own."""
    file = folder / "confusions.tsv"
    rows = (
        f"{e.term}\t{e.suggestion}"
        for name in ("wrong_words", "wrong_idioms")
        for e in wordlists.load(name)
        if e.suggestion
    )
    file.write_text("\n".join(rows), encoding="utf-8")
    return file


if __name__ == "__main__":
    raise SystemExit(main())
