"""`sanshen demo`: one whole story, by HTTP, as eight people, against a real server, worker and database."""

from __future__ import annotations

import hashlib
import io
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Annotated, Any, NamedTuple

import httpx
import typer
from rich.console import Console

from cli.client import AnswerError, Client, WaitedTooLongError
from cli.demo_text import FAULTY, MENDED, TITLE, word_file
from cli.stack import Stack, StackError

_PASSWORD = "sanshen-demo-2026"  # noqa: S105 - of the example organisation, public on purpose


class _Signer(NamedTuple):
    """Who signs a stage in the story, and what they write."""

    stage: str
    login: str
    opinion: str


_SIGNERS = (
    _Signer("初审", "chensiyuan", "文字已改妥，事实经核对无误，建议采用。"),
    _Signer("复审", "zhaowenbo", "同意初审意见，所提问题均已解决。"),
    _Signer("终审", "sunlihua", "导向正确，同意采用。"),
    _Signer("一校", "qianyifan", "已与定稿逐字核对。"),
    _Signer("二校", "wujingyi", "已核红，一校改动全部落实。"),
    _Signer("三校", "hesumei", "技术整理完成，付通读。"),
    _Signer("通读", "hesumei", "全文通顺，未见错漏。"),
    _Signer("签发", "gaozhiyuan", "同意发布。"),
)


class DemoError(Exception):
    """A step did not give what it must; the text is Chinese."""


class _Story:
    """The story so far: who is signed in, and the number of the draft."""

    def __init__(self, stack: Stack, console: Console, room: ExitStack) -> None:
        self._stack = stack
        self._console = console
        self._room = room
        self._people: dict[str, Client] = {}
        self._steps = 0
        self.number = ""

    def step(self, title: str, act: Callable[[], str]) -> None:
        """Do one step and print its line with its time."""
        began = time.monotonic()
        said = act()
        self._steps += 1
        took = time.monotonic() - began
        self._console.print(f"[dim]{self._steps:>2}[/] {title}  [dim]{took:5.1f} 秒[/]  {said}")

    def person(self, login: str) -> Client:
        """The person of that login, signed in once."""
        if login not in self._people:
            client = Client(self._stack.address, login, _PASSWORD)
            self._people[login] = self._room.enter_context(client)
        return self._people[login]

    @property
    def author(self) -> Client:
        """The author of the draft."""
        return self.person("linxiaoyu")

    def submit(self) -> str:
        """Upload the faulty file and submit it."""
        uploaded = self.author.upload(word_file(FAULTY), "城南书市.docx")
        if not uploaded["findings"]:
            raise DemoError("上传后没有发现任何问题，但稿件里埋有错误。")
        self.number = self.author.submit(uploaded["id"], TITLE, "publishing")
        return f"{self.author.name}投稿 {self.number}，投稿前已看到 {len(uploaded['findings'])} 个问题"

    def wait_until_open(self, stage: str) -> Any:
        """Until `stage` is open for its people."""
        return self.author.wait_for(
            f"{stage}开启",
            self.number,
            lambda seen: seen["head"]["stage_title"] == stage and seen["head"]["stage_state"] == "open",
            within_s=90,
        )

    def machine_looks(self) -> str:
        """Wait for the first stage and show what the machine found."""
        self.wait_until_open("初审")
        found = self.author.findings(self.number)
        if not found:
            raise DemoError("机器检查没有发现任何问题。")
        counted = Counter(one["severity"] for one in found)
        self._console.print()
        for one in found[:8]:
            self._console.print(f"     [dim]{one['check']}[/] “{one['text']}” {one['message']}")
        return f"错误 {counted['red']}，警告 {counted['yellow']}，提示 {counted['blue']}"

    def send_back(self) -> str:
        """The first reviewer returns the draft to its author."""
        first = self.person("chensiyuan")
        first.decide(
            self.number, "return", "标点、用词和日期有误，请按机器检查逐条修改。", return_to="author"
        )
        return f"{first.name}退回作者"

    def revise(self) -> str:
        """The author accepts what was found and uploads the mended text."""
        accepted = [one["id"] for one in self.author.findings(self.number) if one["suggestion"] is not None]
        self.author.settle(self.number, accepted, "accepted")
        uploaded = self.author.upload(word_file(MENDED), "城南书市（改）.docx")
        answer = self.author.post(
            f"/drafts/{self.number}/revisions", {"upload_id": uploaded["id"], "note": "已按意见修改"}
        )
        if not answer["changed"]:
            raise DemoError("修改稿没有被认作新的内容。")
        return f"{self.author.name}上传第 {answer['number']} 版，采纳 {len(accepted)} 条建议"

    def sign(self, signer: _Signer) -> str:
        """Wait for the stage, answer what is open, sign."""
        self.wait_until_open(signer.stage)
        person = self.person(signer.login)
        waiting = [
            one["id"]
            for one in person.findings(self.number)
            if one["disposition"] == "open" and one["severity"] != "blue"
        ]
        person.settle(self.number, waiting, "dismissed", "经核对原文无误。")
        person.decide(self.number, "approve", signer.opinion)
        extra = f"，对 {len(waiting)} 个问题写明理由" if waiting else ""
        return f"{person.name}：{signer.opinion}{extra}"

    def released(self) -> str:
        """Wait for the release and compare the delivered bytes with the signed ones."""
        self.author.wait_for(
            "发布", self.number, lambda seen: seen["head"]["state"] == "released", within_s=60
        )
        release = self.author.get(f"/releases/{self.number}")
        sent = hashlib.sha256(self.author.get_bytes(f"/drafts/{self.number}/original")).hexdigest()
        for receipt in release["receipts"]:
            if not receipt["matches"] or receipt["delivered_sha256"] != sent:
                raise DemoError(f"渠道 {receipt['channel']} 收到的内容与所签不符。")
        if not release["receipts"]:
            raise DemoError("没有渠道回执。")
        return f"{len(release['receipts'])} 个渠道已回执，内容与所签逐字节相同"

    def dossier(self, folder: Path) -> str:
        """Download the dossier and run the verifier that lies in it, with nothing of ours on its path."""
        data = self.person("tangyian").get_bytes(f"/drafts/{self.number}/dossier")
        with zipfile.ZipFile(io.BytesIO(data)) as bundle:
            bundle.extractall(folder)
        verifier = next(folder.rglob("verify.py"))
        done = subprocess.run(  # noqa: S603 - see above
            [sys.executable, "-I", str(verifier)],
            cwd=verifier.parent, capture_output=True, text=True, check=False, timeout=60,
        )  # fmt: skip
        if done.returncode != 0:
            raise DemoError(f"审签档案没有通过验证：{done.stdout[-800:]}{done.stderr[-800:]}")
        last = (done.stdout.strip().splitlines() or ["通过"])[-1]
        return f"{len(data) // 1024} KB，独立验证：{last}"

    def verify_log(self) -> str:
        """Check the whole audit log."""
        result = self.person("tangyian").get("/audit/verify")
        if not result["ok"]:
            raise DemoError(f"审计日志有问题：{'；'.join(result['problems'])}")
        return f"{result['events']} 条事件，完整无缺"


def demo(
    keep: Annotated[bool, typer.Option("--keep", help="结束后保留数据目录")] = False,
) -> None:
    """一份真实的 Word 稿件，从投稿、退改、三审三校到发布与验证；用真实的服务和数据库，结束后全部清理。"""
    console = Console(highlight=False)
    began = time.monotonic()
    folder = Path(tempfile.mkdtemp(prefix="sanshen-demo-"))
    try:
        _play(folder, console)
    except (DemoError, AnswerError, WaitedTooLongError, StackError, httpx.HTTPError) as error:
        console.print(f"演示中断：{error}", style="red")
        raise typer.Exit(1) from error
    finally:
        if keep:
            console.print(f"数据目录 {folder}")
        else:
            shutil.rmtree(folder, ignore_errors=True)
    console.print(f"演示完成，共 {time.monotonic() - began:.0f} 秒。", style="green")


def _play(folder: Path, console: Console) -> None:
    with ExitStack() as room:
        stack = Stack(folder / "data", {"SANSHEN_JOB_POLL_SECONDS": "0.2"})
        story = _Story(stack, console, room)
        room.callback(stack.stop)

        def start() -> str:
            stack.start()
            stack.wait_for_page()
            return f"网页 {stack.address}"

        story.step("启动", start)
        story.step("投稿", story.submit)
        story.step("机器检查", story.machine_looks)
        story.step("初审退回", story.send_back)
        story.step("作者修改", story.revise)
        for signer in _SIGNERS:
            story.step(signer.stage, lambda signer=signer: story.sign(signer))  # type: ignore[misc]
        story.step("发布", story.released)
        story.step("审签档案", lambda: story.dossier(folder / "dossier"))
        story.step("审计日志", story.verify_log)
