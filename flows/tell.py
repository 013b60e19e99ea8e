"""Send notices on (通知) by mail and chat robots, by schedule every five minutes."""

from __future__ import annotations

from prefect import flow, task

from flows import runtime
from flows.steps import STEP, run_name
from review import telling


@task(name="发送通知", timeout_seconds=900, **STEP)
def send() -> str:
    """Plan and send what is due; each notice leaves by each way once."""
    done = telling.tell(runtime.app())
    return f"新消息 {done.planned}，已送出 {done.sent}，待重试 {done.put_off}，放弃 {done.given_up}。"


@flow(name="tell", flow_run_name=run_name, timeout_seconds=1200, persist_result=False)
def tell() -> str:
    """Send on what people have not read in the inbox yet."""
    return send()
