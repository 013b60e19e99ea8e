"""校样: the proof in step with its manuscript, its places and answers, the marked-up page and the typesetter's list."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Form, Query, Request, UploadFile
from fastapi.responses import Response
from starlette.datastructures import FormData

from documents.errors import UnreadableError
from documents.orders_docx import OrderLine, orders_docx
from documents.proof_marks import INKS
from models import ProofAnswerState
from review import proof_answers, proofs
from review.access import Act
from review.errors import InvalidError, NotFoundError, RefusedError
from review.read import proofs as model
from review.read.common import draft_id
from web import proofview, wording
from web.downloads import attachment
from web.locale import Translate
from web.pages.desk import form_data
from web.pages.submit import status_of
from web.routing import page, router
from web.session import actor_of, app_of
from web.templating import go, is_fragment, render, t_of

routes = router()
Text = Annotated[str, Form()]
Sent = Annotated[FormData, Depends(form_data)]
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@page(routes, "GET", "/drafts/{number}/proof", act=Act.DRAFT_READ)
def show(
    request: Request,
    number: str,
    proof: int | None = None,
    kind: str = "",
    open_only: Annotated[bool, Query(alias="open")] = False,
    page_number: Annotated[int, Query(alias="page")] = 1,
    block: str = "",
) -> Response:
    """The proof that stands, or an older one to read; `block` opens the form to order a correction in it."""
    group = kind if kind in proofview.GROUPS else ""
    return _show(request, number, proofview.Filter(group, open_only, page_number, proof), block=block)


def _show(
    request: Request,
    number: str,
    wanted: proofview.Filter,
    *,
    block: str = "",
    error: str = "",
    status: int = 200,
    typed: dict[str, str] | None = None,
) -> Response:
    app, t = app_of(request), t_of(request)
    found = model.page(app, actor_of(request), number, wanted.proof)
    limit = app.settings.max_upload_bytes
    return render(
        request,
        "proof.html",
        status=status,
        head=found.head,
        tab="proof",
        found=found,
        view=proofview.view(found, wanted, t, block),
        drawing=lambda item: proofview.drawing(item, t),
        error=error,
        typed=typed or {},
        limit=wording.size(limit),
        limit_bytes=limit,
    )


@page(routes, "GET", "/drafts/{number}/proof/status", act=Act.DRAFT_READ)
def status(request: Request, number: str) -> Response:
    """The strip that says the comparison is at work; htmx asks for it until there is news, then reloads the page."""
    found = model.page(app_of(request), actor_of(request), number)
    if not is_fragment(request):
        return go(f"/drafts/{number}/proof")
    if found.proof is None or found.proof.state != "collating":
        return Response(headers={"HX-Refresh": "true"})
    return render(request, "fragments/proof_status.html", head=found.head)


@page(routes, "POST", "/drafts/{number}/proof", act=Act.PROOF_SUPPLY)
def supply(request: Request, number: str, file: UploadFile | str | None = None) -> Response:
    """Take the typesetter's file."""
    app = app_of(request)
    try:
        # A form sent without choosing a file carries an empty text field instead.
        if file is None or isinstance(file, str) or not file.filename:
            raise UnreadableError(t_of(request)("submit.no_file"))
        done = proofs.supply(app, actor_of(request), draft_id(app, number), file.file.read(), file.filename)
    except UnreadableError as error:
        return _show(request, number, proofview.Filter(), error=error.reason, status=status_of(error))
    except RefusedError as error:
        if error.status != 409:
            raise
        return _show(request, number, proofview.Filter(), error=error.message, status=error.status)
    return go(f"/drafts/{number}/proof", "flash.proof_replaced" if done.voided else "flash.proof_supplied")


@page(routes, "POST", "/drafts/{number}/proof/reuse", act=Act.PROOF_SUPPLY)
def reuse(request: Request, number: str) -> Response:
    """Take the last proof for this stage too."""
    app = app_of(request)
    proofs.reuse(app, actor_of(request), draft_id(app, number))
    return go(f"/drafts/{number}/proof", "flash.proof_supplied")


@page(routes, "POST", "/drafts/{number}/proof/answers", act=Act.PROOF_ANSWER)
def answer(request: Request, number: str, form: Sent) -> Response:
    """Answer one place, all of the same glyphs, or take an answer back."""
    app, actor = app_of(request), actor_of(request)
    values = {name: str(value) for name, value in form.items()}
    proof_id = _proof_id(values)
    chosen = proofview.numbers(str(one) for one in form.getlist("number"))
    given = values.get("answer", "")
    if given not in {s.value for s in ProofAnswerState} or not chosen:
        raise InvalidError("请选择“改”或“不改”。")
    state, reason = ProofAnswerState(given), values.get("reason", "")
    if values.get("alike") == "1":
        proof_answers.answer_alike(app, actor, proof_id, chosen[0], state, reason=reason)
        return go(f"/drafts/{number}/proof?{_back(values)}#p{chosen[0]}", "flash.proof_alike")
    wanted = values.get("wanted") if state is ProofAnswerState.CHANGE else None
    proof_answers.answer(app, actor, proof_id, chosen, state, wanted=wanted, reason=reason)
    if not is_fragment(request):
        return go(f"/drafts/{number}/proof?{_back(values)}#p{chosen[0]}")
    return _answered(request, number, chosen[0], values)


def _answered(request: Request, number: str, chosen: int, values: dict[str, str]) -> Response:
    t = t_of(request)
    found = model.page(app_of(request), actor_of(request), number)
    item = next((one for one in found.items if one.number == chosen), None)
    return render(
        request,
        "fragments/proof_answered.html",
        head=found.head,
        found=found,
        item=item,
        number=chosen,
        back=values.get("back", ""),
        view=proofview.view(found, proofview.Filter(), t),
        drawing=lambda one: proofview.drawing(one, t),
    )


@page(routes, "POST", "/drafts/{number}/proof/confirm", act=Act.PROOF_ANSWER)
def confirm(request: Request, number: str, proof: Text = "") -> Response:
    """核红: confirm every order that was found done."""
    proof_answers.confirm_done(app_of(request), actor_of(request), _proof_id({"proof": proof}))
    return go(f"/drafts/{number}/proof", "flash.proof_confirmed")


@page(routes, "POST", "/drafts/{number}/proof/earlier", act=Act.PROOF_ANSWER)
def earlier(request: Request, number: str, proof: Text = "") -> Response:
    """Take over what was answered 不改 for the same differences before."""
    proof_answers.take_over(app_of(request), actor_of(request), _proof_id({"proof": proof}))
    return go(f"/drafts/{number}/proof", "flash.proof_taken_over")


@page(routes, "POST", "/drafts/{number}/proof/orders", act=Act.PROOF_ANSWER)
def order(request: Request, number: str, form: Sent) -> Response:
    """校是非: order a correction on any stretch; a refusal shows the form again with everything that was typed."""
    app, actor = app_of(request), actor_of(request)
    values = {name: str(value) for name, value in form.items()}
    block, layout, reason = values.get("block", ""), values.get("layout", ""), values.get("reason", "")
    try:
        start, end = _span(request, number, values)
        made = proof_answers.order(
            app,
            actor,
            _proof_id(values),
            block,
            start,
            end,
            values.get("wanted", ""),
            layout=layout,
            reason=reason,
        )
    except RefusedError as error:
        if error.status not in {409, 422}:
            raise
        shown = proofview.Filter(page=_whole(values.get("page", "")) or 1)
        return _show(
            request, number, shown, block=block, error=error.message, status=error.status, typed=values
        )
    return go(f"/drafts/{number}/proof?{_back(values)}#p{made}", "flash.proof_ordered")


def _span(request: Request, number: str, values: dict[str, str]) -> tuple[int, int]:
    """Where the order is: marked by offsets, or typed as a quotation."""
    start, end = _whole(values.get("start", "")), _whole(values.get("end", ""))
    if start is not None and end is not None:
        return start, end
    found = model.page(app_of(request), actor_of(request), number)
    text = next((b.text for row in found.rows for b in row.right if b.id == values.get("block")), None)
    if text is None:
        raise InvalidError("选中的段落已不在，请刷新后再标。")
    return proof_answers.find(text, values.get("quote", "").strip())


def _whole(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def _proof_id(values: dict[str, str]) -> int:
    found = _whole(values.get("proof", ""))
    if found is None:
        raise NotFoundError("没有这份校样。")
    return found


def _back(values: dict[str, str]) -> str:
    """The filter to come back to, as the page itself wrote it."""
    query = values.get("back", "")
    return query if query.isprintable() and not query.startswith(("/", "#")) and "#" not in query else ""


@page(routes, "GET", "/drafts/{number}/proof/file", act=Act.DRAFT_READ)
def file(request: Request, number: str, proof: int) -> Response:
    """The exact bytes the typesetter returned."""
    found = model.file(app_of(request), number, proof)
    return attachment(found.data, found.filename)


@page(routes, "GET", "/drafts/{number}/proof/marked", act=Act.DRAFT_READ)
def marked(request: Request, number: str, proof: int, whole: str = "") -> Response:
    """The proof with every order drawn on it, to be printed."""
    t = t_of(request)
    found = model.page(app_of(request), actor_of(request), number, proof)
    return render(
        request,
        "proof_marked.html",
        head=found.head,
        found=found,
        whole=whole == "1",
        paragraphs=proofview.marked(found, t, whole=whole == "1"),
        legend=proofview.legend(t),
        drawing=lambda item: proofview.drawing(item, t),
    )


@page(routes, "GET", "/drafts/{number}/proof/orders", act=Act.DRAFT_READ)
def orders(request: Request, number: str, proof: int) -> Response:
    """改样通知单: the typesetter's list of corrections, a Word table."""
    t = t_of(request)
    found = model.page(app_of(request), actor_of(request), number, proof)
    row = found.proof
    if row is None:
        raise NotFoundError("没有这份校样。")
    facts = [
        t("proof.list.draft", title=found.head.title, number=found.head.number),
        t("proof.list.file", name=row.filename, n=row.number, stage=row.stage_title),
        t("proof.list.count", n=len(found.ordered)),
    ]
    lines = [_line(item, t) for item in found.ordered]
    rgb = next(ink.rgb for ink in INKS if ink.name == row.ink)
    data = orders_docx(t("proof.list.title"), facts, lines, rgb)
    return attachment(data, f"{number}-{row.stage_title}-改样通知单.docx", _WORD)


def _line(item: model.ItemView, t: Translate) -> OrderLine:
    wanted = item.wanted or t("proof.deleted")
    if item.mark == "move":
        wanted = t("proof.moved_to")
    elif item.mark in {"paragraph", "run_on", "space", "close_up", "note"}:
        wanted = ""
    return OrderLine(
        number=item.number,
        page=item.page,
        mark=t("proof.mark." + item.mark),
        before=item.place.before,
        text=item.place.text,
        after=item.place.after,
        wanted=wanted,
        reason=item.reason,
    )
