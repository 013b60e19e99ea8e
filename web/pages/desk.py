"""审校台: the annotated paper, the findings, comments, what blocks, and the sign panel."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import Depends, Form, Query, Request
from fastapi.responses import Response
from starlette.datastructures import FormData

from models import DispositionState, Verdict
from review import claims, comments, decide, findings
from review.access import Act
from review.errors import InvalidError, RefusedError
from review.read import desk as model
from review.read import drafts as draft_model
from review.read.after_review import is_after_release
from web import beside, deskview
from web.routing import page, router
from web.session import actor_of, app_of
from web.templating import go, is_fragment, render

routes = router()
Text = Annotated[str, Form()]


async def form_data(request: Request) -> FormData:
    """The form as it was sent: its fields depend on the stage, so they cannot be declared."""
    return await request.form()


@page(routes, "GET", "/drafts/{number}", act=Act.DRAFT_READ)
def desk(
    request: Request,
    number: str,
    version: int | None = None,
    severity: str = "",
    gate: str = "",
    open_only: Annotated[bool, Query(alias="open")] = False,
    page_number: Annotated[int, Query(alias="page")] = 1,
    comment: str = "",
    text: str = "",
) -> Response:
    """The desk on the current version, or an older one to read; `text` shows all of it or only what changed."""
    text = text if text in {beside.ALL, beside.CHANGES} else ""
    wanted = deskview.Filter(severity, gate, open_only, page_number, text)
    return _desk(request, number, version=version, wanted=wanted, comment_block=comment)


def _desk(
    request: Request,
    number: str,
    *,
    version: int | None = None,
    wanted: deskview.Filter | None = None,
    comment_block: str = "",
    error: RefusedError | None = None,
    values: Mapping[str, Any] | None = None,
) -> Response:
    found = model.desk(app_of(request), actor_of(request), number, version)
    wanted = wanted or deskview.Filter()
    view = deskview.view(request, found, wanted, comment_block)
    return render(
        request,
        "desk.html",
        beside=beside.beside(request, found, view, wanted.text),
        status=error.status if error else 200,
        head=found.head,
        desk=found,
        view=view,
        tab="desk",
        sign_error=error.message if error else "",
        values=values or {},
    )


@page(routes, "GET", "/drafts/{number}/status", act=Act.DRAFT_READ)
def status(request: Request, number: str, seen: str = "") -> Response:
    """The strip that says the machine is at work; htmx asks for it until there is news, then reloads the page."""
    head = draft_model.head(app_of(request), number)
    if not is_fragment(request):
        return go(f"/drafts/{number}")
    if deskview.progress(head) != seen:
        return Response(headers={"HX-Refresh": "true"})
    return render(request, "fragments/status.html", head=head, progress=deskview.progress(head))


@page(routes, "POST", "/findings/{finding_id}/disposition", act=Act.FINDING_SETTLE)
def settle(
    request: Request, finding_id: int, state: Text = "", reason: Text = "", back: Text = ""
) -> Response:
    """Accept, dismiss or reopen a finding."""
    app, actor = app_of(request), actor_of(request)
    if state not in set(DispositionState):
        raise InvalidError("请选择采纳或不改。")
    findings.settle(app, actor, finding_id, DispositionState(state), reason)
    number, _ = model.one_finding(app, finding_id)
    if not is_fragment(request):
        query = back if back.isprintable() and not back.startswith(("/", "#")) else ""
        return go(f"/drafts/{number}?{query}#f{finding_id}" if query else f"/drafts/{number}#f{finding_id}")
    found = model.desk(app, actor, number)
    view = deskview.view(request, found, deskview.Filter(), "")
    finding = next(f for f in found.findings if f.id == finding_id)
    return render(
        request,
        "fragments/settled.html",
        head=found.head,
        desk=found,
        view=view,
        f=finding,
        back=back,
        state=state,
    )


@page(routes, "POST", "/drafts/{number}/comments", act=Act.COMMENT_WRITE)
def comment(
    request: Request,
    number: str,
    block: Text = "",
    start: Text = "0",
    end: Text = "",
    body: Text = "",
    kind: Text = comments.REMARK,
) -> Response:
    """Remark on a span, or on a whole block where `end` is empty (no JavaScript to select with)."""
    app = app_of(request)
    found = model.desk(app, actor_of(request), number)
    try:
        last = int(end) if end else len(found.document.block(block).text)
        first = int(start or 0)
    except (KeyError, ValueError):
        raise InvalidError("选中的文字已不在原处，请刷新后再批注。") from None
    made = comments.add(app, actor_of(request), found.version_id, block, first, last, body, kind)
    return go(f"/drafts/{number}#m-c{made}", "flash.commented")


@page(routes, "POST", "/comments/{comment_id}/resolve", act=Act.COMMENT_WRITE)
def resolve(request: Request, comment_id: int, resolved: Text = "1") -> Response:
    """Settle a comment or open it again."""
    app = app_of(request)
    comments.resolve(app, actor_of(request), comment_id, resolved == "1")
    number = model.number_of_comment(app, comment_id)
    if not is_fragment(request):
        return go(f"/drafts/{number}#c{comment_id}")
    found = model.desk(app, actor_of(request), number)
    one = next(c for c in found.comments if c.id == comment_id)
    return render(request, "fragments/comment.html", c=one, may_comment=True)


@page(routes, "POST", "/stages/{stage_run_id}/claim", act=Act.STAGE_CLAIM)
def claim(request: Request, stage_run_id: int) -> Response:
    """Take a stage run up."""
    app = app_of(request)
    claims.claim(app, actor_of(request), stage_run_id)
    number = model.number_of_run(app, stage_run_id)
    after = is_after_release(app, stage_run_id)
    return go(f"/releases/{number}/after-review" if after else f"/drafts/{number}", "flash.claimed")


@page(routes, "POST", "/stages/{stage_run_id}/unclaim", act=Act.STAGE_CLAIM)
def unclaim(request: Request, stage_run_id: int) -> Response:
    """Put a stage run back."""
    app = app_of(request)
    claims.unclaim(app, actor_of(request), stage_run_id)
    return go("/", "flash.unclaimed")


@page(routes, "POST", "/stages/{stage_run_id}/decisions", act=Act.STAGE_DECIDE)
def sign(request: Request, stage_run_id: int, form: Annotated[FormData, Depends(form_data)]) -> Response:
    """Sign. A refusal shows the desk again with everything that was typed, except the password."""
    app, actor = app_of(request), actor_of(request)
    number = model.number_of_run(app, stage_run_id)
    values = deskview.typed(form)
    try:
        verdict, _, target = str(values.get("verdict", "")).partition(":")
        if verdict not in {Verdict.APPROVE, Verdict.RETURN, Verdict.REJECT}:
            raise InvalidError("请选择审签结论。")
        done = decide.decide(
            app,
            actor,
            stage_run_id,
            Verdict(verdict),
            opinion=str(values.get("opinion", "")),
            fields=deskview.stage_fields(values),
            seen_content_hash=str(values.get("seen_content_hash", "")),
            seen_proof=str(values.get("seen_proof", "")) or None,
            password=str(form.get("password", "")),
            return_to=target or None,
            on_behalf_of=deskview.number(values.get("on_behalf_of")),
            after_return=deskview.policy(values.get("after_return")),
        )
    except RefusedError as error:
        if error.status == 404:
            raise
        return _desk(request, number, error=error, values=values)
    if done.late:
        return render(request, "late.html", number=number, reason=done.late_reason)
    return go(f"/drafts/{number}/timeline", f"flash.signed_{verdict}")
