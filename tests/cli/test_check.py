"""`sanshen check`: what it prints, in four formats, and how it ends."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest
from docx import Document as Word
from jsonschema import Draft4Validator
from rich.cells import cell_len
from typer.testing import CliRunner

from checks.language_tool import Absent
from cli import check_files, main, output_text
from cli.check_pool import check_all
from cli.check_rules import Options
from cli.check_sources import Source

ROOT = Path(main.__file__).resolve().parent.parent
FAULTY = "关于报名的说明\n会议指出,要坚持问题导向。\n"  # one half-width comma, red or yellow


def call(*arguments: str, stdin: bytes | None = None) -> tuple[int, str, str]:
    result = CliRunner().invoke(main.app, ["check", "--language-tool", "off", *arguments], input=stdin)
    return result.exit_code, result.stdout, result.stderr


@pytest.fixture
def faulty(tmp_path: Path) -> Path:
    path = tmp_path / "稿件.txt"
    path.write_text(FAULTY, encoding="utf-8")
    return path


def test_json_has_exactly_the_promised_keys_and_offsets(faulty: Path) -> None:
    _, out, _ = call(str(faulty), "--format", "json", "--fail-on", "never")
    result = json.loads(out)
    assert set(result) == {"findings", "unchecked"}
    comma = next(f for f in result["findings"] if f["text"] == ",")
    assert set(comma) == {
        "file", "check", "gate", "severity", "block", "start", "end", "text", "private", "message",
        "suggestion", "source",
    }  # fmt: skip
    assert comma["file"] == str(faulty)
    assert FAULTY[comma["start"] : comma["end"]] == ","
    assert comma["suggestion"] == "，"
    assert {(u["file"], u["what"]) for u in result["unchecked"]} == {(str(faulty), "LanguageTool")}
    assert all(set(u) == {"file", "what", "reason"} for u in result["unchecked"])


@pytest.mark.parametrize(
    ("data", "newline"),
    [
        ("\ufeff".encode() + FAULTY.encode(), "\n"),
        (FAULTY.replace("\n", "\r\n").encode("gb18030"), "\r\n"),
        (FAULTY.replace("会议", "😀𠮷会议").encode(), "\n"),
    ],
    ids=["bom", "gb18030-crlf", "astral"],
)
def test_offsets_are_code_points_of_the_decoded_text(tmp_path: Path, data: bytes, newline: str) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(data)
    _, out, _ = call(str(path), "--format", "json")
    decoded = data.decode("gb18030" if newline == "\r\n" else "utf-8-sig")
    commas = [f for f in json.loads(out)["findings"] if f["text"] == ","]
    assert [decoded[f["start"] : f["end"]] for f in commas] == [","]


def test_a_suggestion_never_swallows_markup(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text("# 题\n\n他做事一向按**步就**班。\n\n他按步就班。\n", encoding="utf-8")
    _, out, _ = call(str(path), "--format", "json")
    text = path.read_text(encoding="utf-8")
    found = [f for f in json.loads(out)["findings"] if f["text"] == "按步就班"]
    assert [f["suggestion"] for f in found] == [None, "按部就班"]
    assert text[found[0]["start"] : found[0]["end"]] == "按**步就**班"
    assert text[found[1]["start"] : found[1]["end"]] == "按步就班"


def test_a_word_file_gives_offsets_within_its_block(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    word = Word()
    word.add_paragraph("第一段。")
    word.add_paragraph("会议指出,要坚持。")
    word.save(str(path))
    _, out, _ = call(str(path), "--format", "json")
    comma = next(f for f in json.loads(out)["findings"] if f["text"] == ",")
    assert (comma["start"], comma["end"]) == (4, 5)
    assert comma["block"]


def test_exit_codes(faulty: Path, tmp_path: Path) -> None:
    clean = tmp_path / "clean.txt"
    clean.write_text("这是一段没有问题的文字。\n", encoding="utf-8")
    assert call(str(clean))[0] == 0
    assert call(str(faulty), "--fail-on", "blue")[0] == 1
    assert call(str(faulty), "--fail-on", "never")[0] == 0
    assert call(str(clean), str(tmp_path / "absent.txt"))[0] == 2
    assert call(str(clean), "--profile", "nope")[0] == 2
    assert call()[0] == 2


def test_a_file_that_cannot_be_read_is_in_the_result(tmp_path: Path) -> None:
    program, empty = tmp_path / "a.docx", tmp_path / "empty.txt"
    program.write_bytes(b"MZ\x90\x00" + bytes(200))
    empty.write_bytes(b"")
    (tmp_path / "folder").mkdir()
    code, out, _ = call(
        str(program), str(empty), str(tmp_path / "folder"), str(tmp_path / "no"), "-f", "json"
    )
    result = json.loads(out)
    assert code == 2
    assert [u["file"].rsplit("/", 1)[-1] for u in result["unchecked"]] == [
        "a.docx",
        "empty.txt",
        "folder",
        "no",
    ]
    assert all(u["what"] == "整个文件" and u["reason"] for u in result["unchecked"])


def test_folders_are_walked_and_each_file_checked_once(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    for name in ("b.txt", "a.md", "sub/c.txt", "~$lock.docx", ".hidden.txt", "picture.png"):
        (tmp_path / name).write_text(FAULTY, encoding="utf-8")
    _, out, _ = call(str(tmp_path), str(tmp_path / "a.md"), "-f", "json")
    files = list(dict.fromkeys(u["file"] for u in json.loads(out)["unchecked"]))
    assert [Path(f).relative_to(tmp_path).as_posix() for f in files] == ["a.md", "b.txt", "sub/c.txt"]


def test_standard_input() -> None:
    code, out, _ = call("-", "-f", "json", "--fail-on", "blue", stdin=FAULTY.encode())
    assert code == 1
    assert {f["file"] for f in json.loads(out)["findings"]} == {"stdin.txt"}


def test_text_puts_the_caret_under_the_span(faulty: Path) -> None:
    _, out, _ = call(str(faulty))
    lines = out.splitlines()
    index = next(i for i, line in enumerate(lines) if line.strip().startswith("会议指出,"))
    caret = lines[index + 1]
    assert re.fullmatch(r" +\^  → ，", caret)
    assert caret.index("^") == cell_len(lines[index][: lines[index].index(",")])
    assert "2:5" in lines[index - 1]
    assert "\x1b" not in out
    assert lines[-1].startswith("共 1 个文件，")


@pytest.mark.parametrize("room", [36, 60, 96])
def test_a_long_sentence_is_cut_around_the_finding(room: int) -> None:
    from checks.model import Finding, Gate, Severity

    sentence = "长" * 200 + "错误" + "尾" * 200
    finding = Finding("P999", Gate.QUALITY, Severity.RED, "b", 200, 202, "错误", "话", None, "源")
    item = check_files.Item(finding, None, None, sentence, 200, 202)
    line, caret, start, end = output_text.quoted(item, room)
    assert line[start:end] == "错误"
    assert cell_len(line) <= room + 2
    assert caret.strip() == "^^^^"
    assert cell_len(line[:start]) == caret.index("^")


def test_text_from_a_file_cannot_steer_the_terminal(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("会议\x1b[2J指出,\u202e要坚持[bold]问题[/bold]。\n", encoding="utf-8")
    code, out, _ = call(str(path))
    assert "\x1b" not in out
    assert "\u202e" not in out
    assert code in (0, 1, 2)


def test_sarif_is_complete_and_points_at_the_text(faulty: Path, tmp_path: Path) -> None:
    _, out, _ = call(str(faulty), str(tmp_path / "no.txt"), "-f", "sarif")
    log = json.loads(out)
    run = log["runs"][0]
    assert log["version"] == "2.1.0"
    assert run["columnKind"] == "unicodeCodePoints"
    assert run["invocations"][0]["executionSuccessful"] is False
    assert len(run["invocations"][0]["toolExecutionNotifications"]) >= 2
    rules = run["tool"]["driver"]["rules"]
    comma = next(r for r in run["results"] if r["properties"]["text"] == ",")
    assert rules[comma["ruleIndex"]]["id"] == comma["ruleId"]
    region = comma["locations"][0]["physicalLocation"]["region"]
    line = FAULTY.splitlines()[region["startLine"] - 1]
    assert line[region["startColumn"] - 1 : region["endColumn"] - 1] == ","
    assert FAULTY[region["charOffset"] :][: region["charLength"]] == ","
    change = comma["fixes"][0]["artifactChanges"][0]["replacements"][0]
    assert change["insertedContent"]["text"] == "，"
    uri = comma["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert uri.startswith("file:///")
    assert uri.isascii()


def test_sarif_is_what_its_schema_says(faulty: Path, tmp_path: Path) -> None:
    schema = ROOT / "tests" / "fixtures" / "sarif" / "sarif-2.1.0-rtm.5.json"
    word = tmp_path / "a.docx"
    document = Word()
    document.add_paragraph("会议指出,要坚持。手机13800138000。")
    document.save(str(word))
    astral = tmp_path / "字 符.md"
    astral.write_text("# 题\n\n😀𠮷会议指出,要坚持，按**步就**班。\n", encoding="utf-8")
    _, out, _ = call(str(faulty), str(word), str(astral), str(tmp_path / "no.txt"), "-f", "sarif")
    log = json.loads(out)
    validator = Draft4Validator(json.loads(schema.read_text(encoding="utf-8")))
    assert [error.message for error in validator.iter_errors(log)] == []
    run = log["runs"][0]
    assert {result["level"] for result in run["results"]} <= {"error", "warning", "note"}
    rules = run["tool"]["driver"]["rules"]
    assert all(
        (ROOT / rule["properties"]["documentation"]).is_file() for rule in rules if rule["id"] == "W001"
    )
    files = [artifact["location"]["uri"] for artifact in run["artifacts"]]
    for result in run["results"]:
        location = result["locations"][0]["physicalLocation"]["artifactLocation"]
        assert files[location["index"]] == location["uri"]
    log["runs"][0]["results"][0]["level"] = "fatal"
    assert list(validator.iter_errors(log)), "the schema catches a wrong level"


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append(tag)
        assert not any(name.startswith("on") or name in ("src", "style") for name, _ in attrs)
        assert all(str(value).startswith("#") for name, value in attrs if name == "href")
        assert "\n" not in "".join(str(value) for _, value in attrs)


def test_html_is_self_contained_and_escapes(tmp_path: Path) -> None:
    path = tmp_path / "<img>.txt"
    path.write_text("会议<script>alert(1)</script>指出,要坚持“<b>”。\n", encoding="utf-8")
    target = tmp_path / "out.html"
    assert call(str(path), "-f", "html", "-o", str(target))[1] == ""
    page = target.read_text(encoding="utf-8")
    tags = Tags()
    tags.feed(page)
    assert "script" not in tags.seen
    assert "img" not in tags.seen
    assert "&lt;script&gt;" in page
    assert "http" not in page.replace("http-equiv", "")
    assert '<html lang="zh-CN">' in page


def test_html_groups_by_file_and_severity_and_can_be_filtered(tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text("会议指出,严格布署。\n手机 13800138000 请勿外传。\n", encoding="utf-8")
    (tmp_path / "c.docx").write_bytes(b"PK\x03\x04 nothing")
    page = (
        CliRunner().invoke(main.app, ["check", "--language-tool", "off", str(tmp_path), "-f", "html"]).stdout
    )
    assert page.count("<section") == 3
    assert all(f'href="#file-{n}"' in page and f'id="file-{n}"' in page for n in (1, 2, 3))
    for severity in ("red", "yellow"):
        assert page.count(f'<div class="{severity}">') == 2
        assert f'id="show-{severity}"' in page
    assert "读不出来" in page
    assert "13800138000" not in page
    assert "@media print" in page


def test_output_that_cannot_be_written_is_told(faulty: Path, tmp_path: Path) -> None:
    assert call(str(faulty), "-o", str(tmp_path / "no" / "out.txt"))[0] == 2


def test_a_pool_gives_the_same_as_one_process(tmp_path: Path) -> None:
    sources = []
    for number in range(6):
        path = tmp_path / f"{number}.txt"
        path.write_text(FAULTY * (number + 1), encoding="utf-8")
        sources.append(Source(str(path), path))
    options = Options("quick", Absent("无"))
    one = list(check_all(sources, options, 1))
    two = list(check_all(sources, options, 2))
    assert len(two) == 6
    assert [(r.file, [i.finding for i in r.items]) for r in one] == [
        (r.file, [i.finding for i in r.items]) for r in two
    ]


def test_help_imports_no_checks() -> None:
    code = (
        "import sys\nfrom cli import main\n"
        "try:\n    main.run(['check', '--help'])\nexcept SystemExit as end:\n    assert not end.code\n"
        "heavy = {'checks', 'documents', 'jieba', 'lxml', 'rich', 'httpx', 'sqlmodel', 'prefect'}\n"
        "assert not heavy & set(sys.modules), heavy & set(sys.modules)\n"
    )
    environment = {**os.environ, "PYTHONIOENCODING": "ascii"}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, env=environment, check=False
    )
    assert done.returncode == 0, done.stderr.decode()
    assert "退出码" in done.stdout.decode("utf-8")


@pytest.mark.parametrize("name", list(main.COMMANDS))
def test_every_command_of_the_table_loads(name: str) -> None:
    assert main.load(name).name == name
    assert main.COMMANDS[name].summary


def test_group_help_lists_every_command() -> None:
    result = CliRunner().invoke(main.app, ["--help"])
    assert result.exit_code == 0
    assert all(name in result.stdout for name in main.COMMANDS)
    assert CliRunner().invoke(main.app, ["chek"]).exit_code == 2
