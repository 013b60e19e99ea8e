"""The LanguageTool adapter: against a server of our own that answers as LanguageTool does, and against the real one."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
import tomllib
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs

import pytest

from checks import language_tool, language_tool_server
from checks.language_tool import Absent, EngineUnavailableError, Local, Piece, Server, open_engine
from checks.language_tool_server import Installation, LocalServer, ServerError
from documents.read import read

WORD = "按步就班"


class Answers(BaseHTTPRequestHandler):
    """Complains about every WORD, in UTF-16 offsets, as the real server counts."""

    def do_GET(self) -> None:
        if self.path.endswith("/languages"):
            self._send([{"code": c, "longCode": c, "name": c} for c in ("zh-CN", "en-US")])
        else:
            self._send({"software": {"version": "6.6"}})

    def do_POST(self) -> None:
        self.server.asked += 1  # type: ignore[attr-defined]
        if self.server.asked <= self.server.drops:  # type: ignore[attr-defined]
            self.connection.close()
            return
        time.sleep(self.server.delay)  # type: ignore[attr-defined]
        body = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        text = body["text"][0]
        matches = []
        index = text.find(WORD)
        while index >= 0:
            offset = len(text[:index].encode("utf-16-le")) // 2
            matches.append(_match(text, offset, self.server.rule, self.server.category))  # type: ignore[attr-defined]
            index = text.find(WORD, index + 1)
        self._send({"software": {"version": "6.6"}, "matches": matches})

    def _send(self, value: object) -> None:
        data = json.dumps(value).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: object) -> None:
        pass


def _match(text: str, offset: int, rule: str, category: str) -> dict[str, object]:
    return {
        "message": "成语",
        "shortMessage": "",
        "replacements": [{"value": "按部就班"}],
        "offset": offset,
        "length": 4,
        "context": {"text": text[:40], "offset": 0, "length": 4},
        "sentence": text,
        "rule": {"id": rule, "issueType": "x", "category": {"id": category, "name": "成语错误"}},
    }


@pytest.fixture
def server() -> Iterator[ThreadingHTTPServer]:
    http = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    http.rule, http.category = "ANBUJIUBAN", "CAT2"  # type: ignore[attr-defined]
    http.asked, http.drops, http.delay = 0, 0, 0.0  # type: ignore[attr-defined]
    threading.Thread(target=http.serve_forever, daemon=True).start()
    yield http
    http.shutdown()
    http.server_close()


def address(http: ThreadingHTTPServer) -> str:
    return f"http://127.0.0.1:{http.server_address[1]}"


@pytest.mark.integration
@pytest.mark.parametrize("path", ["", "/", "/v2", "/v2/"])
def test_offsets_come_back_in_code_points(server: ThreadingHTTPServer, path: str) -> None:
    engine = Server(address(server) + path)
    text = f"😀𠮷{WORD}，𠮷{WORD}"
    found = engine.check(text, "zh-CN")
    assert [text[c.start : c.end] for c in found] == [WORD, WORD]
    assert found[0].replacements == ("按部就班",)
    assert engine.version() == "6.6"


@pytest.mark.integration
def test_refused_rules_are_not_shown(server: ThreadingHTTPServer) -> None:
    server.rule = "BU"  # type: ignore[attr-defined]
    assert Server(address(server)).check(WORD, "zh-CN") == []


@pytest.mark.integration
def test_a_rule_nobody_has_measured_is_not_shown(server: ThreadingHTTPServer) -> None:
    server.category = "NEW"  # type: ignore[attr-defined]
    assert Server(address(server)).check(WORD, "zh-CN") == []


def test_the_precision_list_is_whole_and_consistent() -> None:
    for language in ("zh-CN", "en-US"):
        kept = language_tool.kept(language)  # type: ignore[arg-type]
        assert not kept.refused & set(kept.rules)
        raw = tomllib.loads(language_tool.DATA.read_text(encoding="utf-8"))[language]
        assert all(reason.strip() for reason in raw["refused"].values())
    complaint = language_tool.Complaint(0, 1, "", (), "EN_A_VS_AN", "MISC")
    assert language_tool.kept("en-US").severity(complaint) == "yellow"
    assert language_tool.kept("zh-CN").severity(complaint) is None


@pytest.mark.integration
def test_pieces_travel_together_and_come_back_apart(
    server: ThreadingHTTPServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(language_tool, "BATCH_CHARACTERS", 20)
    pieces = [Piece(f"b{n}", 0, f"第{n}段𠮷{WORD}。") for n in range(9)]
    with language_tool.use(Server(address(server))):
        found = list(language_tool.complaints(pieces, "zh-CN"))
    assert [(p.block, p.text[c.start : c.end]) for p, c in found] == [(f"b{n}", WORD) for n in range(9)]


@pytest.mark.integration
def test_a_proxy_setting_does_not_stand_before_this_machine(
    server: ThreadingHTTPServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)
    engine = Server(address(server))
    assert len(engine.check(WORD, "zh-CN")) == 1
    assert engine.version() == "6.6"


@pytest.mark.integration
def test_a_dropped_request_is_asked_once_more(server: ThreadingHTTPServer) -> None:
    server.drops = 1  # type: ignore[attr-defined]
    assert len(Server(address(server)).check(WORD, "zh-CN")) == 1
    server.asked, server.drops = 0, 2  # type: ignore[attr-defined]
    with pytest.raises(EngineUnavailableError, match="连不上"):
        Server(address(server)).check(WORD, "zh-CN")
    assert server.asked == 2  # type: ignore[attr-defined]


@pytest.mark.integration
def test_a_server_that_does_not_answer_is_left_alone_soon(
    server: ThreadingHTTPServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(language_tool, "READ_SECONDS", 0.3)
    server.delay = 3.0  # type: ignore[attr-defined]
    started = time.monotonic()
    with pytest.raises(EngineUnavailableError, match="超时"):
        Server(address(server)).check(WORD, "zh-CN")
    assert time.monotonic() - started < 2.5


@pytest.mark.integration
def test_a_server_that_is_not_there_is_told_soon() -> None:
    engine = Server("http://127.0.0.1:9")
    started = time.monotonic()
    with pytest.raises(EngineUnavailableError, match="没有正常应答"):
        engine.check("甲", "zh-CN")
    assert engine.version() is None
    assert time.monotonic() - started < 10


def test_settings_choose_the_engine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv(language_tool.URL_SETTING, raising=False)
    monkeypatch.setenv(language_tool_server.JAR_FOLDER_SETTING, str(tmp_path))
    assert isinstance(open_engine("off"), Absent)
    assert isinstance(open_engine("http://lt.example:8081"), Server)
    wrong = open_engine("lt.example")
    assert isinstance(wrong, Absent)
    assert "地址不对" in wrong.reason
    nothing = open_engine("auto")
    assert isinstance(nothing, Absent)
    assert "没有 LanguageTool" in nothing.reason
    monkeypatch.setenv(language_tool.URL_SETTING, "http://lt.example:8081/v2/")
    engine = open_engine("auto")
    assert isinstance(engine, Server)
    assert engine.url == "http://lt.example:8081"


def test_the_client_library_is_never_let_to_download() -> None:
    """Only with `remote_server` does the library leave the network alone; nothing else may construct it."""
    source = Path(language_tool.__file__).read_text(encoding="utf-8")
    assert source.count("remote_server=") == 1
    assert "download" not in source.replace("downloads anything", "")


def java_like(tmp_path: Path, script: str) -> Installation:
    program = tmp_path / "java"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    return Installation(tmp_path, program)


@pytest.mark.integration
def test_a_java_that_ends_or_hangs_is_an_error_in_words(tmp_path: Path) -> None:
    with pytest.raises(ServerError, match="退出码 3"):
        LocalServer(java_like(tmp_path, "exit 3"))
    with pytest.raises(ServerError, match="没有就绪"):
        LocalServer(java_like(tmp_path, "exec sleep 300"), start_seconds=0.5)


@pytest.mark.integration
def test_java_dies_with_us_even_by_kill_9(tmp_path: Path) -> None:
    pid_file = tmp_path / "pid"
    installation = java_like(tmp_path, f"echo $$ > {pid_file}; exec sleep 300")
    parent = (
        "import sys; from pathlib import Path\n"
        "from checks.language_tool_server import Installation, LocalServer\n"
        "LocalServer(Installation(Path(sys.argv[1]), Path(sys.argv[2])))\n"
    )
    command = [sys.executable, "-c", parent, str(installation.folder), str(installation.java)]
    with subprocess.Popen(command, cwd=Path(language_tool.__file__).parent.parent) as process:
        _until(lambda: pid_file.is_file() and pid_file.read_text().strip() != "")
        process.kill()
    pid = int(pid_file.read_text())
    _until(lambda: not _alive(pid))


def _until(condition: object) -> None:
    deadline = time.monotonic() + 20
    while not condition():  # type: ignore[operator]
        assert time.monotonic() < deadline
        time.sleep(0.05)


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    try:
        return Path(f"/proc/{pid}/stat").read_text().split()[2] != "Z"
    except FileNotFoundError:  # a system without /proc
        return True
    except ProcessLookupError:  # it ended while we looked
        return False


FAULTY_ENGLISH = {
    "He go to school every day.": "go",
    "We recieved the report yesterday.": "recieved",
    "The informations is useful for the comittee.": "comittee",
    "This is a apple.": "a",
    "It was signed by both sides in the the capital.": "the the",
    "Their are many people here.": "Their",
    "The goverment have published it's annual report.": "goverment",
    "I has a question about the budget.": "has",
    "The economy growed fast last year.": "growed",
    "He is more taller than his brother.": "more taller",
    "We look forward to meet you in Beijing.": "to meet",
}
CLEAN_ENGLISH = (
    "The organisation's programme was analysed and labelled according to its behaviour.",
    "Professor Ouyang Ming of Qinghua visited Zhengzhou and Xi'an last month.",
    "Run `sanshen check --format json draft.txt` and read exit_code in run.log.",
    "The GPU cluster runs vLLM 0.6 with NCCL 2.20 on Ubuntu.",
    "Both committees met in Beijing, adopted the annual report, and agreed to meet again.",
)


@pytest.mark.integration
@pytest.mark.slow
def test_english_faults_are_found_and_clean_english_is_left_alone(real: Local) -> None:
    from checks.rules.language_tool_en import find

    def found(lines: list[str]) -> list[list[str]]:
        """The texts complained about, line by line; all lines in one request, as a draft's are."""
        document = read("\n".join(lines).encode(), "a.txt")
        texts = {block.id: block.text for block in document}
        hits: dict[str, list[str]] = {block.id: [] for block in document}
        with language_tool.use(real):
            for hit in find.find(document):
                hits[hit.block].append(texts[hit.block][hit.start : hit.end])
        return list(hits.values())

    words = list(FAULTY_ENGLISH.values())
    plain = found(list(FAULTY_ENGLISH))
    assert [word for word, hits in zip(words, plain, strict=True) if word not in hits] == []
    mixed = found([f"他在会上说：{line}随后散会。😀" for line in FAULTY_ENGLISH])
    assert sum(word in hits for word, hits in zip(words, mixed, strict=True)) >= len(words) - 2
    assert found(list(CLEAN_ENGLISH)) == [[] for _ in CLEAN_ENGLISH]


@pytest.mark.integration
@pytest.mark.slow
def test_chinese_that_is_easily_misjudged_is_left_alone(real: Local) -> None:
    text = (
        "政权交接和平稳过渡。\n在落实上下功夫。\n综试区设立三年。\n"
        "传染病暴发、流行时启动预案。\n不与他人往来，对与案件有关的人员谈话。"
    )
    assert real.check(text, "zh-CN") == []


@pytest.fixture(scope="module")
def real() -> Iterator[Local]:
    engine = open_engine("auto")
    if not isinstance(engine, Local):
        pytest.skip("LanguageTool is not installed: `./sanshen test` installs it where it can")
    yield engine
    language_tool_server.stop_shared_server()


@pytest.mark.integration
@pytest.mark.slow
def test_the_real_server_starts_once_and_is_replaced_when_it_died() -> None:
    engine = open_engine("auto")
    if not isinstance(engine, Local):
        pytest.skip("LanguageTool is not installed: `./sanshen test` installs it where it can")
    try:
        first = engine.url
        assert engine.url == first
        assert [c.rule for c in engine.check(f"他一向{WORD}。", "zh-CN")] == ["ANBUJIUBAN"]
        language_tool_server.shared_server().stop()
        assert [c.rule for c in engine.check(f"他一向{WORD}。", "zh-CN")] == ["ANBUJIUBAN"]
    finally:
        language_tool_server.stop_shared_server()
