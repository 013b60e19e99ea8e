"""`sanshen check` over many files: results as they come, a broken file, a dead worker, Ctrl-C, a progress bar."""

from __future__ import annotations

import os
import pty
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from checks.language_tool import Absent
from cli import check_files, check_pool, main
from cli.check_pool import check_all
from cli.check_rules import Options
from cli.check_sources import Nothing, Source

ROOT = Path(main.__file__).resolve().parent.parent
OPTIONS = Options("quick", Absent("不用"), select=("P001", "W001"))
FAULTY = "会议指出,要坚持问题导向，严格布署。\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for number in range(12):
        (tmp_path / f"{number:02}.txt").write_text(FAULTY * (number + 1), encoding="utf-8")
    return tmp_path


def sources(folder: Path) -> list[Source]:
    return [Source(path.name, path) for path in sorted(folder.iterdir())]


def command(*arguments: str) -> list[str]:
    start = "from cli import main; main.run()"
    # Two checks: these tests are about files and processes, not about what is found.
    return [
        sys.executable,
        "-c",
        start,
        "check",
        "--language-tool",
        "off",
        "--select",
        "P001,W001",
        *arguments,
    ]


def test_results_come_in_order_whatever_the_entries(folder: Path) -> None:
    entries = [*sources(folder), Nothing("leer", "没有"), Source("fehlt", folder / "fehlt")]
    found = list(check_all(entries, OPTIONS, 2))
    assert [result.file for result in found] == [entry.name for entry in entries]
    assert [len(result.items) for result in found[:12]] == [2 * (n + 1) for n in range(12)]
    assert [result.unread for result in found[12:]] == ["没有", "文件不存在"]


def test_only_a_window_of_files_is_under_way(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    fill = check_pool._fill

    def watched(window, rest, *others):  # type: ignore[no-untyped-def]
        fill(window, rest, *others)
        asked.append(len(window))

    monkeypatch.setattr(check_pool, "_fill", watched)
    assert len(list(check_all(sources(folder), OPTIONS, 2))) == 12
    assert max(asked) <= 2 * check_pool.WINDOW


def test_a_file_that_breaks_the_reader_stops_nothing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = check_files.read

    def broken(data: bytes, name: str):  # type: ignore[no-untyped-def]
        if name == "03.txt":
            raise RuntimeError("boom")
        return real(data, name)

    monkeypatch.setattr(check_files, "read", broken)
    found = list(check_all(sources(folder), OPTIONS, 1))
    assert [result.file for result in found if result.unread] == ["03.txt"]
    assert "RuntimeError" in str(found[3].unread)
    assert sum(len(result.items) for result in found) > 100


class Deadly:
    """Data whose arrival kills the worker, as a lack of memory would."""

    def __reduce__(self) -> object:
        return (os._exit, (9,))


def test_a_file_that_kills_its_process_is_the_only_one_lost(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The data of one source ends the process that unpickles it."""
    monkeypatch.setattr(check_pool, "WINDOW", 1)  # few go alone afterwards, each in a new process
    entries = sources(folder)[:8]
    entries[5] = Source("05.txt", None, Deadly())  # type: ignore[arg-type]
    found = list(check_all(entries, OPTIONS, 2))
    assert [result.file for result in found] == [entry.name for entry in entries]
    assert {result.file: result.unread for result in found if result.unread} == {"05.txt": check_pool.DIED}


@pytest.mark.integration
def test_findings_are_on_the_screen_before_the_last_file_is_read(folder: Path) -> None:
    """The second name is a pipe nobody has written to yet."""
    pipe = folder / "late.txt"
    os.mkfifo(pipe)
    arguments = command(str(folder / "00.txt"), str(pipe))
    with subprocess.Popen(arguments, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline().strip().endswith("00.txt")
        pipe.write_text("没有问题。\n", encoding="utf-8")
        assert "共 2 个文件" in process.stdout.read()
    assert process.returncode == 1


@pytest.mark.integration
def test_ctrl_c_ends_it_cleanly(folder: Path) -> None:
    for number in range(400):
        (folder / f"more{number}.txt").write_text(FAULTY * 300, encoding="utf-8")
    arguments = command(str(folder), "-j", "2")
    with subprocess.Popen(
        arguments, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        os.killpg(process.pid, signal.SIGINT)
        _, err = process.communicate(timeout=30)
    assert process.returncode == 130
    assert "已中断" in err
    assert "Traceback" not in err
    with pytest.raises(ProcessLookupError):
        _until_gone(process.pid)


def _until_gone(group: int) -> None:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        os.killpg(group, 0)
        time.sleep(0.1)


@pytest.mark.integration
def test_a_bar_is_shown_at_a_terminal_only_and_leaves_the_result_alone(folder: Path) -> None:
    plain = subprocess.run(
        command(str(folder), "-f", "json"), cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert plain.stderr == ""
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        command(str(folder), "-f", "json"),
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=theirs,
        env={**os.environ, "TERM": "xterm", "COLUMNS": "100"},
    ) as process:
        assert process.stdout is not None
        out = process.stdout.read().decode()
    os.close(theirs)
    seen = b""
    try:
        while chunk := os.read(ours, 65536):
            seen += chunk
    except OSError:  # Linux's way to say that the terminal is closed
        pass
    os.close(ours)
    assert "12/12" in seen.decode(errors="replace")
    assert out == plain.stdout
