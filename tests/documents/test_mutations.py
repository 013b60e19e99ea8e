"""Damaged copies of good files: a document or a typed refusal, never another error, never long, never much memory."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from documents.errors import UnreadableError
from documents.read import read, read_proof
from tests.fixtures import mutations
from tests.fixtures.flat_odt import convert_all, fodt, needs_libreoffice, p

ROOT = Path(__file__).parents[2]
_SECONDS = 10.0
_PEAK_KIB = 500 * 1024
_AT_ONCE = 250  # inputs a process reads, so that one peak does not hide another


def stretch(seed: int, first: int, last: int) -> tuple[list[dict[str, object]], int, int | None]:
    """(answers, peak memory in KiB, number that crashed or hung the process) of inputs first … last − 1."""
    argv = [sys.executable, "-m", "tests.fixtures.mutations", str(seed), str(first), str(last)]
    done = subprocess.run(argv, cwd=ROOT, capture_output=True, text=True, timeout=1200, check=False)
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    if lines and "peak_kib" in lines[-1]:
        return lines[:-1], int(lines[-1]["peak_kib"]), None
    assert done.returncode < 0, done.stderr[
        -3000:
    ]  # by a signal: native code; anything else is a fault of ours
    return lines, 0, first + len(lines)


def campaign(count: int, seed: int) -> tuple[Counter[str], list[float], int, list[int]]:
    """(how often each answer by kind of file, seconds, peak memory in KiB, crashes of native code that the guard took)."""
    said: Counter[str] = Counter()
    seconds: list[float] = []
    crashed: list[int] = []
    most = first = 0
    while first < count:
        last = min(first + _AT_ONCE, count)
        answers, peak, crash = stretch(seed, first, last)
        most = max(most, peak)
        for answer in answers:
            suffix = str(answer["name"]).rpartition(".")[2]
            said[f"{suffix} {answer['said']}"] += 1
            seconds.append(float(str(answer["seconds"])))
        first = last
        if crash is not None:
            crashed.append(crash)
            first = crash + 1
            name, data = mutations.mutate(crash, seed)
            with pytest.raises(UnreadableError):  # the product reads it in a process of its own
                read_proof(data, name)
    faults = {answer: number for answer, number in said.items() if "fault" in answer}
    assert faults == {}
    assert max(seconds) < _SECONDS
    assert most < _PEAK_KIB
    return said, seconds, most, crashed


def test_two_hundred_mutations() -> None:
    said, _, _, _ = campaign(200, 2026)
    read_well = sum(n for answer, n in said.items() if answer.endswith(" read"))
    assert 20 < read_well < 180
    assert {answer.split()[0] for answer in said} >= {"docx", "pdf", "html"}


@pytest.mark.full
def test_two_thousand_mutations(capsys: pytest.CaptureFixture[str]) -> None:
    said, seconds, peak, crashed = campaign(2500, 7)
    asked = sum(n for answer, n in said.items() if answer.split()[0] in {"docx", "pdf", "html"})
    with capsys.disabled():
        print(
            f"\n{len(seconds)} inputs, {asked} of them docx, pdf and html: longest {max(seconds):.2f} s, peak {peak // 1024} MB"
        )
        print(f"native code ended by a signal: {crashed}")
        for answer, number in sorted(said.items()):
            print(f"{number:6} {answer}")
    assert asked >= 2000 - len(crashed)


def _old_files(folder: Path) -> bytes:
    return convert_all(folder, {"a": fodt(p("关于检查的通知") + p("正文一段，比较长。"))}, "doc")["a"]


def through_libreoffice(count: int, seed: int, folder: Path) -> Counter[str]:
    """Mutated .doc files through the whole conversion."""
    said: Counter[str] = Counter()
    data = _old_files(folder)
    for number in range(count):
        chance = random.Random(seed * 1_000_003 + number)  # noqa: S311
        broken = chance.choice([*[mutations.flip] * 6, mutations.cut, mutations.splice])(data, chance)
        try:
            read(broken, "a.doc")
            said["read"] += 1
        except UnreadableError as error:
            ours = isinstance(error.__cause__, TypeError | AttributeError | RecursionError)
            said["fault" if ours else error.code] += 1
    assert said["fault"] == 0
    return said


@pytest.mark.integration
@needs_libreoffice
def test_three_mutations_through_libreoffice(tmp_path: Path) -> None:
    assert sum(through_libreoffice(3, 5, tmp_path).values()) == 3


@pytest.mark.full
@needs_libreoffice
def test_forty_mutations_through_libreoffice(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = through_libreoffice(40, 6, tmp_path)
    with capsys.disabled():
        print(f"\n.doc through LibreOffice: {dict(said)}")
    assert sum(said.values()) == 40


def test_samples_are_good() -> None:
    """A campaign over files that are refused as they are would show nothing."""
    for name, data in mutations.samples().items():
        said = mutations.outcome(name, data)["said"]
        assert said == ("encrypted" if name == "c.docx" else "read"), name


def test_the_same_number_is_the_same_input() -> None:
    assert mutations.mutate(3, 9) == mutations.mutate(3, 9)
    assert len({mutations.mutate(number, 9)[1] for number in range(50)}) > 45
