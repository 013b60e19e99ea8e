"""The benchmark as a whole, on a small data folder of our own."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.quality import corpora
from bench.quality.command import main
from bench.quality.judge import digest
from bench.quality.metrics import bootstrap, per_ten_thousand, wilson

PARAGRAPHS = (Path(__file__).parent / "paragraphs.txt").read_text(encoding="utf-8").splitlines()


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder whose lines all belong to the tuning half, and some that must be set aside."""
    lines = [_in_half(line, 1) for line in PARAGRAPHS]
    lines += [
        _in_half(line, 1)
        for line in ("一、没有句末标点的标题行，应当放在一边", "这一行有半角逗号,应当放在一边，不作评测。")
    ]
    for name in corpora.CORPORA.values():
        target = tmp_path / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return tmp_path


def _in_half(line: str, part: int) -> str:
    """The line with a few words before it, so that its checksum falls into that part."""
    openings = (
        "",
        "同时，",
        "此外，",
        "另外，",
        "目前，",
        "近来，",
        "去年，",
        "今年，",
        "随后，",
        "会后，",
        "据悉，",
        "如今，",
    )
    for first in openings:
        for second in openings:
            for third in openings:
                if corpora.part(first + second + third + line) == part:
                    return first + second + third + line
    raise AssertionError(line)


def test_lines_are_split_cleaned_and_counted(data: Path) -> None:
    corpus = corpora.read(data, "statutes", "tuning")
    assert len(corpus.lines) == len(PARAGRAPHS)
    assert corpus.aside == {"does not end as a sentence": 1, "half-width marks": 1}
    assert corpora.read(data, "statutes", "report").lines == []
    assert sum(map(len, corpus.documents())) == len(corpus.lines)


def test_a_small_run_prints_every_part_and_writes_the_page(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = tmp_path / "quality.md"
    listing = tmp_path / "listing"
    code = main(
        [
            *("--data", str(data), "--faults", "3", "--family", "half-comma", "--family", "weekday"),
            *("--clean", "--misses", str(listing), "--out", str(page)),
        ]
    )
    told = capsys.readouterr().out
    assert code == 0, told
    assert "half-comma" in told
    assert "official, pooled" in told
    assert "target 98" in told
    text = page.read_text(encoding="utf-8")
    for part in ("## Text", "## Injected faults", "## Findings on clean text", "## Each check", "| P001 |"):
        assert part in text
    assert not any(paragraph[:20] in text for paragraph in PARAGRAPHS)
    assert (listing / "misses_format.md").read_text(encoding="utf-8").startswith("## half-comma")
    assert (listing / "clean_red.md").exists()


def test_several_jobs_say_what_one_says_and_a_typo_table_is_kept(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = tmp_path / "quality.md"
    page.write_text("# Quality\n\n## Typos\n\n| set |\n|---|\n", encoding="utf-8")
    told = []
    for jobs in ("1", "2"):
        chosen = ("--data", str(data), "--faults", "3", "--family", "half-comma", "--family", "weekday")
        assert main([*chosen, "--jobs", jobs, "--keep-typos", "--out", str(page)]) == 0
        out = capsys.readouterr().out
        told.append([line.split(" s ")[0].rsplit("  ", 1)[0] for line in out.splitlines()])
    assert told[0] == told[1]
    assert page.read_text(encoding="utf-8").endswith("## Typos\n\n| set |\n|---|")


def test_missing_data_is_said_and_not_a_traceback(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--data", str(tmp_path)]) == 2
    assert "没有找到评测数据" in capsys.readouterr().err


def test_wilson_and_bootstrap_are_what_the_books_say() -> None:
    low, high = wilson(95, 100)
    assert (round(low, 4), round(high, 4)) == (0.8882, 0.9785)
    assert wilson(0, 0) == (0.0, 1.0)
    assert per_ten_thousand([1, 0, 3], [10_000, 10_000, 20_000]) == 1.0
    low, high = bootstrap([0, 1, 0, 2] * 10, [10_000] * 40)
    assert 0 < low < 0.75 < high
    assert bootstrap([], []) == (0.0, 0.0)


def test_a_judgement_is_bound_to_check_text_and_place() -> None:
    assert digest("P001", "甲,乙", 1) == digest("P001", "甲,乙", 1)
    assert len({digest("P001", "甲,乙", 1), digest("P002", "甲,乙", 1), digest("P001", "甲,乙", 2)}) == 3
