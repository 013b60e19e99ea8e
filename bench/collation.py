"""Proof against manuscript: what of 200 seeded changes is found, what is told in vain, how fast, in how much memory.

Run: `python -m bench.collation [--quick] [--keep FOLDER]`. Needs LibreOffice; the peer needs pdftotext (poppler).
Pieces of our own (bench/collation_text.py) become a Word manuscript and, with changes seeded, a PDF proof. The peer in
the same run is what a shell user has: the letters of pdftotext against those of the manuscript, by LCS (rapidfuzz).
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from rapidfuzz.distance import Indel

from bench.collation_files import A4, K16, NOTES, TABLES, Layout, convert, flat
from bench.collation_text import Seed, Unit, piece, seeded
from documents.collate import Difference, Kind, collate
from documents.model import Document
from documents.read import read, read_proof
from documents.stream import Stream

CHARACTERS = 20_000
PLAN: tuple[tuple[Layout, int, int], ...] = ((A4, 4, 0), (K16, 3, 0), (NOTES, 3, 16), (TABLES, 8, 0))
COUNTS = {"character": 12, "punctuation": 10, "word": 10, "line": 6, "move": 4, "cell": 8}
PAGES = (1, 10, 50, 100, 200, 400)
PER_PAGE = 1060  # characters on a page of layout A4
SLACK = 3  # characters: a loss within repeated letters may as well be told at its neighbour


@dataclass(frozen=True, slots=True)
class Case:
    """One piece: its seeds, and the files it became. `same` is the proof of the unchanged piece."""

    layout: Layout
    units: list[Unit]
    seeds: list[Seed]
    manuscript: Path
    proof: Path
    same: Path


@dataclass(slots=True)
class Score:
    """`seeded`, `found` and `wrong` (found, but not as the kind it is) by kind; `false` differences nobody seeded."""

    seeded: Counter[str]
    found: Counter[str]
    false: int = 0
    characters: int = 0

    @property
    def recall(self) -> float:
        """Share of the seeded changes that were found, 0–1."""
        return sum(self.found.values()) / max(1, sum(self.seeded.values()))

    @property
    def false_rate(self) -> float:
        """False differences per 10,000 characters of the manuscript."""
        return self.false * 10_000 / max(1, self.characters)


def cases(folder: Path, plan: Sequence[tuple[Layout, int, int]], characters: int, seed: int) -> list[Case]:
    """Make the pieces and their files; LibreOffice runs twice."""
    made: list[Case] = []
    for number, (layout, tables, notes) in enumerate(plan):
        notes = notes * characters // CHARACTERS  # noqa: PLW2901
        units = piece(seed + number, characters, tables=tables, notes=notes)
        counts = {k: max(1, v * characters // CHARACTERS) for k, v in COUNTS.items()}
        if notes:
            counts |= {"note": 1, "cell": counts["cell"] - 1}
        changed, order, seeds = seeded(units, 1000 * seed + number, counts)
        stems = [folder / f"{kind}{number}.fodt" for kind in ("manuscript", "proof", "same")]
        for path, text in zip(
            stems, (flat(units, layout), flat(changed, layout, order), flat(units, layout)), strict=True
        ):
            path.write_text(text, encoding="utf-8")
        proof, same = stems[1].with_suffix(".pdf"), stems[2].with_suffix(".pdf")
        made.append(Case(layout, units, seeds, stems[0].with_suffix(".docx"), proof, same))
    convert([c.manuscript.with_suffix(".fodt") for c in made], "docx", folder)
    convert([p.with_suffix(".fodt") for c in made for p in (c.proof, c.same)], "pdf", folder)
    return made


def expected(case: Case, manuscript: Document, stream: Stream) -> list[tuple[str, int, int]]:
    """(kind, start, end) of every seed, in characters of the manuscript's stream."""
    at: dict[str, str] = {}
    for block in manuscript:
        at.setdefault(block.text.removeprefix(block.label), block.id)
    found = []
    for seed in case.seeds:
        text = case.units[seed.unit].text
        block = manuscript.block(at[text])
        shift = len(block.label) if block.text != text else 0
        found.append((seed.kind, *stream.range_of(block.id, seed.start + shift, seed.end + shift)))
    return found


def judged(
    wanted: Sequence[tuple[str, int, int]],
    told: Iterable[tuple[bool, int, int]],
    score: Score,
    *,
    moves: bool,
) -> None:
    """Match what was told, (is it a move, start, end), with what was seeded. `moves` False takes a loss for a move."""
    told = list(told)
    used: set[int] = set()
    for kind, start, end in wanted:
        score.seeded[kind] += 1
        slack = 40 if kind == "line" else SLACK
        hits = [
            n
            for n, (moved, a, b) in enumerate(told)
            if a <= end + slack
            and start <= b + slack
            and (b - a) <= (end - start) + 2 * slack + 8
            and (kind != "move" or moved or not moves)
            and (kind != "move" or b - a >= (end - start) // 2)
        ]
        score.found[kind] += bool(hits)
        used.update(hits)
    score.false += len(told) - len(used)


def ours(case: Case, score: Score, same: Score) -> list[Difference]:
    """Score collation on one case; the unchanged proof counts into `same`."""
    manuscript = read(case.manuscript.read_bytes(), case.manuscript.name)
    stream = Stream(manuscript)
    wanted = expected(case, manuscript, stream)
    found = _counting(collate(manuscript, read_proof(case.proof.read_bytes(), case.proof.name)))
    judged(wanted, [(d.kind is Kind.MOVED, *_range(stream, d)) for d in found], score, moves=True)
    still = _counting(collate(manuscript, read_proof(case.same.read_bytes(), case.same.name)))
    for one, many in ((score, found), (same, still)):
        one.characters += manuscript.characters
        one.false += len(many) if one is same else 0
    return found


def _counting(found: Iterable[Difference]) -> list[Difference]:
    """Glyph traps are told apart and are no difference of the text."""
    return [d for d in found if d.kind is not Kind.GLYPH]


def _range(stream: Stream, difference: Difference) -> tuple[int, int]:
    spot = difference.manuscript
    return stream.range_of(spot.block, spot.start, spot.end, spot.last) if spot.block else (0, 0)


def peer(case: Case, score: Score) -> None:
    """The same scoring for the letters of pdftotext by longest common subsequence."""
    manuscript = read(case.manuscript.read_bytes(), case.manuscript.name)
    stream = Stream(manuscript)
    command = ["pdftotext", str(case.proof), "-"]
    text = subprocess.run(command, check=True, capture_output=True, timeout=120).stdout.decode()
    text = "".join(text.split())
    codes = [c for c in Indel.opcodes(stream.text, text) if c.tag != "equal"]
    told: list[tuple[bool, int, int]] = []
    for code in codes:
        if told and told[-1][2] == code.src_start:
            told[-1] = (False, told[-1][1], code.src_end)
        else:
            told.append((False, code.src_start, code.src_end))
    judged(expected(case, manuscript, stream), told, score, moves=False)
    score.characters += manuscript.characters


def long_files(folder: Path, pages: Sequence[int]) -> list[tuple[Path, Path]]:
    """(manuscript, proof) of about so many pages each, a character changed on every second page."""
    chance = random.Random(7)  # noqa: S311 - test text
    for count in pages:
        units = piece(500 + count, count * PER_PAGE, tables=count // 10, notes=0)
        changed, order, _ = seeded(units, chance.randint(0, 999), {"character": max(1, count // 2)})
        (folder / f"long-m{count}.fodt").write_text(flat(units, A4), encoding="utf-8")
        (folder / f"long-p{count}.fodt").write_text(flat(changed, A4, order), encoding="utf-8")
    words = convert([folder / f"long-m{n}.fodt" for n in pages], "docx", folder)
    return list(zip(words, convert([folder / f"long-p{n}.fodt" for n in pages], "pdf", folder), strict=True))


def measured(manuscript: Path, proof: Path) -> dict[str, float]:
    """Seconds to read and to compare, pages, differences and peak memory (MB), in a process of its own."""
    context = multiprocessing.get_context("spawn")
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=_measure, args=(manuscript, proof, sender))
    process.start()
    figures: dict[str, float] = receiver.recv()
    process.join()
    return figures


def _measure(manuscript: Path, proof: Path, sender: multiprocessing.connection.Connection) -> None:
    clock: list[tuple[float, float]] = []

    def lap() -> None:
        # A PDF is read in a process of its own, which has ended by then.
        child = resource.getrusage(resource.RUSAGE_CHILDREN)
        clock.append((time.perf_counter(), time.process_time() + child.ru_utime + child.ru_stime))

    lap()

    old = read(manuscript.read_bytes(), manuscript.name)
    lap()
    new = read_proof(proof.read_bytes(), proof.name)
    lap()
    found = _counting(collate(old, new))
    lap()
    both = (resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    memory = sum(both) / 1024  # at most: the two peaks need not fall together
    sender.send(
        {
            "pages": float(new.facts["pages"]),
            "manuscript": clock[1][0] - clock[0][0],
            "proof": clock[2][0] - clock[1][0],
            "collate": clock[3][0] - clock[2][0],
            "wall": clock[3][0] - clock[0][0],
            "cpu": clock[3][1] - clock[0][1],
            "differences": float(len(found)),
            "megabytes": memory,
        }
    )


def _table(score: Score, other: Score | None) -> None:
    print(f"{'':14}{'seeded':>8}{'found':>8}" + (f"{'pdftotext+LCS':>16}" if other else ""))
    for kind in score.seeded:
        row = f"{kind:14}{score.seeded[kind]:8}{score.found[kind]:8}"
        print(row + (f"{other.found[kind]:16}" if other else ""))
    print(f"{'recall':14}{'':8}{score.recall:8.1%}" + (f"{other.recall:16.1%}" if other else ""))
    told = f"{score.false_rate:8.2f}" + (f"{other.false_rate:16.2f}" if other else "")
    print(f"{'false / 10,000':22}{told}")


def main() -> int:
    """Print the figures; 1 where a promise is not kept."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a fifth of the text, 1 to 50 pages")
    parser.add_argument("--seed", type=int, default=100)
    parser.add_argument("--keep", type=Path, help="leave the files in this folder")
    parser.add_argument("--misses", action="store_true", help="print what was told in vain or not found")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = options.keep or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        characters = CHARACTERS // 5 if options.quick else CHARACTERS
        score, same = Score(Counter(), Counter()), Score(Counter(), Counter())
        other = Score(Counter(), Counter()) if shutil.which("pdftotext") else None
        for case in cases(folder, PLAN, characters, options.seed):
            before = (sum(score.found.values()), sum(score.seeded.values()), score.false, same.false)
            found = ours(case, score, same)
            after = (sum(score.found.values()), sum(score.seeded.values()), score.false, same.false)
            hit, out_of, false, still = (b - a for a, b in zip(before, after, strict=True))
            print(f"{case.layout.name}: {hit}/{out_of} found, {false} false; unchanged proof: {still} false")
            if options.misses:
                for difference in found:
                    print("   ", difference.kind, difference.manuscript.text, "→", difference.proof.text)
            if other is not None:
                peer(case, other)
        print()
        _table(score, other)
        print(f"unchanged proofs: {same.false_rate:.2f} false per 10,000 characters\n")
        rows = [measured(*pair) for pair in long_files(folder, PAGES[:3] if options.quick else PAGES)]
        _growth(rows)
    kept = score.recall >= 0.99 and score.false_rate <= 2 and same.false_rate <= 2
    return int(
        not (kept and all(r["cpu"] <= 10 and r["megabytes"] <= 500 for r in rows if r["pages"] <= 220))
    )


def _growth(rows: Sequence[dict[str, float]]) -> None:
    print(json.dumps([{k: round(v, 3) for k, v in row.items()} for row in rows]))
    print(
        f"{'pages':>6}{'wall s':>9}{'cpu s':>8}{'PDF':>8}{'collate':>9}{'ms/page':>9}{'MB':>7}{'differ':>8}"
    )
    for row in rows:
        print(
            f"{row['pages']:6.0f}{row['wall']:9.2f}{row['cpu']:8.2f}{row['proof']:8.2f}{row['collate']:9.2f}"
            f"{row['cpu'] * 1000 / row['pages']:9.1f}{row['megabytes']:7.0f}{row['differences']:8.0f}"
        )


if __name__ == "__main__":
    sys.exit(main())
