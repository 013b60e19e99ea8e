"""The parts of flows/ that need no server."""

from __future__ import annotations

import stat
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from flows.deployments import ROOT, declared, flow_of
from flows.environment import prefect_environment, prefect_key
from flows.gate import Gate
from flows.lockfile import AlreadyRunningError, hold
from flows.steps import masked
from flows.table import FLOWS
from models import JobKind
from review.settings import Settings


def test_every_kind_of_job_has_its_flow() -> None:
    assert set(FLOWS) == {kind.value for kind in JobKind}


def test_every_deployment_is_one_file_of_its_name() -> None:
    for one in declared():
        assert one["entrypoint"] == f"flows/{one['name']}.py:{one['name']}"
        assert (ROOT / "flows" / f"{one['name']}.py").is_file()
        assert flow_of(one["entrypoint"]).name == one["name"]
        assert one["work_pool"]["name"] == "sanshen"


def test_nothing_of_the_users_own_prefect_profile_comes_through(tmp_path: Path) -> None:
    theirs = {
        "PREFECT_API_URL": "https://elsewhere.example/api",
        "PREFECT_PROFILE": "work",
        "HOME": "/home/x",
    }
    found = prefect_environment(Settings(data_dir=tmp_path, prefect_port=4999), environ=theirs)
    assert found["PREFECT_API_URL"] == "http://127.0.0.1:4999/api"
    assert "PREFECT_PROFILE" not in found
    assert found["PREFECT_HOME"].startswith(str(tmp_path))
    assert found["HOME"] == "/home/x"
    assert "elsewhere" not in " ".join(found.values())


def test_the_key_is_made_once_and_readable_by_its_owner_only(tmp_path: Path) -> None:
    made: list[str] = []
    threads = [threading.Thread(target=lambda: made.append(prefect_key(tmp_path))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(made)) == 1
    path = tmp_path / "keys" / "prefect.key"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [one.name for one in path.parent.iterdir()] == ["prefect.key"]


def test_a_lock_is_held_once(tmp_path: Path) -> None:
    path = tmp_path / "run" / "x.lock"
    with hold(path):
        with pytest.raises(AlreadyRunningError) as refused, hold(path):
            pass
        assert refused.value.pid is not None
    with hold(path):
        pass


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("身份证号110101199003078515不应公开", "身份证号11***不应公开"),
        ("手机 13912345678", "手机 13***"),
        ("写信到someone@example.com", "写信到so***"),
        ("2026年6月31日没有这一天", "2026年6月31日没有这一天"),
        ("“读者”重复", "“读者”重复"),
    ],
)
def test_nothing_personal_reaches_the_prefect_page(text: str, shown: str) -> None:
    assert masked(text) == shown


@pytest.mark.integration
def test_the_gate_opens_with_the_server_and_counts_its_returns() -> None:
    class Healthy(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Healthy)
    gate = Gate(f"http://127.0.0.1:{server.server_port}/api")
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    assert gate.is_open()
    assert gate.openings == 1
    server.shutdown()
    thread.join()
    server.server_close()
    assert gate.is_open(), "asked again only after a while"
    assert not gate.check_now()
    assert not gate.is_open()
    assert gate.openings == 1
    gate.close()
