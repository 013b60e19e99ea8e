"""Answering a proof: 改 or 不改 for every place, orders of one's own (校是非), and taking answers back."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict

from sqlmodel import Session, col, select

from documents.collate import Kind
from documents.model import Document
from documents.proof_marks import LAYOUT, Mark, mark_of
from documents.proof_round import clashes
from documents.stream import Spot, Stream, plain_text
from models import Draft, Proof, ProofAnswer, ProofAnswerState, ProofItem, ProofState, StageRun, StageState
from models.base import pk
from review import proofs_state
from review.access import Act, require
from review.acting import Deed, acting
from review.actors import Actor
from review.app import App
from review.audit.tags import Tag
from review.errors import InvalidError, NotFoundError, StateError
from review.proofs import require_right
from review.proofs_collate import document_of
from review.settling import require_not_held

LONGEST = 4000  # characters of a wanted text or a reason
OWN = "own"
_CHANGE, _KEEP, _OPEN = ProofAnswerState.CHANGE, ProofAnswerState.KEEP, ProofAnswerState.OPEN


def answer(
    app: App,
    actor: Actor,
    proof_id: int,
    numbers: Sequence[int],
    state: ProofAnswerState,
    *,
    wanted: str | None = None,
    reason: str = "",
) -> int:
    """Answer places of a proof in one act: 改 (`wanted` None: as the manuscript or the order has it), 不改 with a
    reason, or open again, which takes an order of one's own back. Returns how many; all of them or none.

    Raises:
        NotAllowedError, SeparationError, NotFoundError, InvalidError, StateError: nothing changed.
    """
    if state is ProofAnswerState.WITHDRAWN:
        state = _OPEN
    wanted, reason = None if wanted is None else _clean(wanted), _clean(reason).strip()
    with _on_proof(app, actor, proof_id) as (deed, draft, proof):
        chosen = set(numbers)
        rows = [row for row in proofs_state.items(deed.session, proof_id) if row.number in chosen]
        if not rows or len(rows) != len(chosen):
            raise NotFoundError("校样上没有这一处，请刷新后再答。")
        _settle(deed, draft, proof, rows, state, wanted, reason)
        return len(rows)


def answer_alike(
    app: App, actor: Actor, proof_id: int, number: int, state: ProofAnswerState, *, reason: str = ""
) -> int:
    """Answer a difference of glyphs and every other open one of the same two glyphs. Returns how many.

    Raises:
        NotAllowedError, SeparationError, NotFoundError, InvalidError, StateError: nothing changed.
    """
    with _on_proof(app, actor, proof_id) as (deed, draft, proof):
        every = proofs_state.items(deed.session, proof_id)
        one = next((row for row in every if row.number == number and row.kind == Kind.GLYPH.value), None)
        if one is None:
            raise NotFoundError("校样上没有这一处，请刷新后再答。")
        rows = [row for row in every if row is one or (row.answer == _OPEN.value and same_glyphs(row, one))]
        _settle(deed, draft, proof, rows, state, None, _clean(reason).strip())
        return len(rows)


def same_glyphs(row: ProofItem, other: ProofItem) -> bool:
    """Whether two places differ from the manuscript by the same two glyphs."""
    return row.kind == other.kind == Kind.GLYPH.value and _pair(row) == _pair(other)


def _pair(row: ProofItem) -> tuple[str, str]:
    return row.manuscript.get("text", ""), row.place["text"]


def confirm_done(app: App, actor: Actor, proof_id: int) -> int:
    """核红: confirm every order that the comparison found done and nobody answered. Returns how many.

    Raises:
        NotAllowedError, SeparationError, NotFoundError, StateError: nothing changed.
    """
    return _answer_all(
        app, actor, proof_id, lambda row: row.origin == proofs_state.RECHECK and row.kind == proofs_state.DONE
    )


def take_over(app: App, actor: Actor, proof_id: int) -> int:
    """Answer 不改 again, with the same reason, wherever an earlier proof was answered so for the same difference.

    Raises:
        NotAllowedError, SeparationError, NotFoundError, StateError: nothing changed.
    """
    return _answer_all(
        app, actor, proof_id, lambda row: row.origin != proofs_state.RECHECK and row.earlier_id is not None
    )


def _answer_all(app: App, actor: Actor, proof_id: int, takes: Callable[[ProofItem], bool]) -> int:
    with _on_proof(app, actor, proof_id) as (deed, draft, proof):
        every = proofs_state.items(deed.session, proof_id)
        rows = [row for row in every if row.answer == _OPEN.value and takes(row)]
        if not rows:
            raise StateError("没有可以一并答复的地方了。")
        for row in rows:
            before = None if row.earlier_id is None else deed.session.get_one(ProofItem, row.earlier_id)
            reason = before.reason if before is not None and row.origin != proofs_state.RECHECK else ""
            _keep(row, reason)
            _write(deed, row, _KEEP)
        _record(deed, draft, proof, rows, _KEEP)
        return len(rows)


def order(
    app: App,
    actor: Actor,
    proof_id: int,
    block: str,
    start: int,
    end: int,
    wanted: str,
    *,
    layout: str = "",
    reason: str = "",
) -> int:
    """Order a correction on [start, end) (code points) of a block of the proof: `wanted` instead of what stands there,
    or, with `layout` (a mark of documents.proof_marks.LAYOUT), a change that touches no letter. Returns its number.

    Raises:
        NotAllowedError, SeparationError, NotFoundError, InvalidError, StateError: nothing changed.
    """
    wanted, reason = _clean(wanted), _clean(reason).strip()
    if layout and layout not in {mark.value for mark in LAYOUT}:
        raise InvalidError("请选择改动的种类。")
    if layout == Mark.NOTE.value and not reason:
        raise InvalidError("请写明要排版人员怎样做。")
    with app.database.read() as session:
        found = session.get(Proof, proof_id)
    if found is None:
        raise NotFoundError("没有这份校样。")
    stream, text = _stream(document_of(app, found), block)
    if not 0 <= start <= end <= len(text):
        raise InvalidError("选中的文字已不在原处，请刷新后再标。")
    low, high = stream.range_of(block, start, end)
    spot = Spot(block, start, block, end, text[start:end])
    with _on_proof(app, actor, proof_id) as (deed, draft, proof):
        every = proofs_state.items(deed.session, proof_id)
        row = ProofItem(
            draft_id=pk(draft), proof_id=proof_id, number=len(every) + 1, origin=OWN, kind=OWN, place=asdict(spot),
            manuscript={}, home={}, start=low, stop=high, page=_page(deed.session, proof, block),
        )  # fmt: skip
        _change(row, every, spot.text if layout else wanted, layout, reason)
        _write(deed, row, _CHANGE)
        deed.record(
            Tag.PROOF_ORDERED, draft, proof=proof.number, number=row.number, place=row.place, mark=row.mark,
            wanted=row.wanted, reason=reason,
        )  # fmt: skip
        return row.number


def find(text: str, quote: str) -> tuple[int, int]:
    """[start, end) of `quote` in a paragraph, for those who type it instead of marking it.

    Raises:
        InvalidError: it is not there, or more than once.
    """
    times = text.count(quote) if quote else 0
    if times != 1:
        raise InvalidError(
            f"“{quote[:40]}”在这一段里有 {times} 处，请多摘几个字。"
            if times
            else "这一段里没有这几个字，请照原样摘录。"
        )
    start = text.index(quote)
    return start, start + len(quote)


def _stream(document: Document, block: str) -> tuple[Stream, str]:
    stream = Stream(document)
    text = next((b.text for b in stream.blocks if b.id == block), None)
    if text is None:
        raise InvalidError("选中的段落已不在，请刷新后再标。")
    return stream, text


def _page(session: Session, proof: Proof, block: str) -> int | None:
    """The page of a block, as the comparison noted it for other places of the block."""
    if proof.pages is None:
        return None
    rows = session.exec(
        select(ProofItem).where(ProofItem.proof_id == proof.id, col(ProofItem.page).is_not(None))
    )
    return next((row.page for row in rows if row.place["block"] == block), None)


@contextmanager
def _on_proof(app: App, actor: Actor, proof_id: int) -> Iterator[tuple[Deed, Draft, Proof]]:
    """An act on a proof that stands, at a stage that is open, by a person who may sign it."""
    require(actor, Act.PROOF_ANSWER)
    with app.database.read() as session:
        found = session.get(Proof, proof_id)
    if found is None:
        raise NotFoundError("没有这份校样。")
    with acting(app, actor) as deed:
        draft = deed.lock_draft(found.draft_id)
        proof = deed.session.get_one(Proof, proof_id, populate_existing=True)
        if proof.state == ProofState.REPLACED.value:
            raise StateError("这份校样已由新的校样替换，请刷新后在新校样上答复。")
        if proof.state != ProofState.READY.value:
            raise StateError("校样还没有比对完成。")
        run = deed.session.get_one(StageRun, proof.stage_run_id)
        if run.state != StageState.OPEN.value or draft.current_version_id != proof.version_id:
            raise StateError("本环节已办结，不能再答复校样。")
        require_not_held(deed.session, draft)
        require_right(deed, run)
        yield deed, draft, proof


def _settle(
    deed: Deed,
    draft: Draft,
    proof: Proof,
    rows: Sequence[ProofItem],
    state: ProofAnswerState,
    wanted: str | None,
    reason: str,
) -> None:
    every = proofs_state.items(deed.session, pk(proof))
    for row in rows:
        if row.answer == ProofAnswerState.WITHDRAWN.value:
            raise StateError("这一处改动已经撤销。要改请重新标出。")
        if state is _CHANGE:
            _change(row, every, default_wanted(row) if wanted is None else wanted, "", reason)
        elif state is _KEEP:
            if row.origin == OWN:
                raise InvalidError("自行标出的改动不要时，请撤销。")
            if not reason and needs_reason(row):
                raise InvalidError("答“不改”请写明理由。")
            _keep(row, reason)
        else:
            _reopen(deed.session, row)
        _write(deed, row, ProofAnswerState(row.answer))
    _record(deed, draft, proof, rows, state)


def needs_reason(row: ProofItem) -> bool:
    """Whether 不改 wants a reason: not where an order was done, or a person looked and found the layout right."""
    return not (row.origin == proofs_state.RECHECK and row.kind in {proofs_state.DONE, "unsure"})


def default_wanted(row: ProofItem) -> str:
    """What should stand in a place if nobody says otherwise: what the manuscript has, or what was ordered."""
    if row.origin == proofs_state.RECHECK:
        return row.ordered
    if row.kind == Kind.MOVED.value:
        return str(row.place["text"])
    return str(row.manuscript.get("text", "")) if row.origin != OWN else row.wanted


def _change(row: ProofItem, others: Sequence[ProofItem], wanted: str, layout: str, reason: str) -> None:
    """Make the place an order, unless it says nothing or clashes with one of the `others`."""
    found = row.place["text"]
    mark = _mark(row, found, wanted, layout)
    says_letters = mark not in LAYOUT and mark not in {Mark.GLYPH, Mark.MOVE}
    if says_letters and plain_text(wanted) == plain_text(found):
        raise InvalidError("要改成的文字与校样现在的文字相同。")
    for other in others:
        if proofs_state.is_order(other) and other is not row:
            for low, high in _ranges(row, mark.value):
                if clashes(_ranges(other, other.mark), low, high):
                    raise InvalidError(
                        f"与第 {other.number} 处的改动重叠。请在那一处写明要改成什么，或先撤销它。"
                    )
    row.mark, row.wanted, row.reason, row.answer = mark.value, wanted, reason, _CHANGE.value


def _ranges(row: ProofItem, mark: str) -> list[tuple[int, int]]:
    """The characters an order speaks of: its place, and for a move the place it goes to."""
    home = [(row.home_at, row.home_at)] if mark == Mark.MOVE.value and row.home_at is not None else []
    return [(row.start, row.stop), *home]


def _mark(row: ProofItem, found: str, wanted: str, layout: str) -> Mark:
    """What the order is drawn with: a move, a glyph or a layout order stays one while its letters stay."""
    if layout:
        return Mark(layout)
    same = plain_text(wanted) == plain_text(found)
    if row.home and same:
        return Mark.MOVE
    if same and Mark.GLYPH.value in {row.kind, row.mark}:
        return Mark.GLYPH
    if row.mark in {mark.value for mark in LAYOUT} and wanted == default_wanted(row):
        return Mark(row.mark)
    return mark_of(plain_text(found), plain_text(wanted))


def _keep(row: ProofItem, reason: str) -> None:
    row.answer, row.reason, row.wanted = _KEEP.value, reason, ""
    if row.origin != proofs_state.RECHECK:
        row.mark = ""


def _reopen(session: Session, row: ProofItem) -> None:
    """Take an answer back; a recheck stands as its order again, one's own order is gone."""
    row.answer, row.reason = _OPEN.value, ""
    if row.origin == OWN:
        row.answer = ProofAnswerState.WITHDRAWN.value
        return
    before = session.get_one(ProofItem, row.earlier_id) if row.origin == proofs_state.RECHECK else None
    row.mark, row.wanted = "" if before is None else before.mark, ""


def _write(deed: Deed, row: ProofItem, state: ProofAnswerState) -> None:
    reopened = state is _OPEN
    row.answered_by = None if reopened else deed.person.person_id
    row.answered_at = None if reopened else deed.now
    deed.session.add(row)
    deed.session.flush()
    deed.session.add(
        ProofAnswer(item_id=pk(row), answer=state.value, mark=row.mark, wanted=row.wanted, reason=row.reason,
                    person_id=deed.person.person_id, at=deed.now)
    )  # fmt: skip


def _record(
    deed: Deed, draft: Draft, proof: Proof, rows: Sequence[ProofItem], state: ProofAnswerState
) -> None:
    deed.record(
        Tag.PROOF_ANSWERED,
        draft,
        proof=proof.number,
        answer=state.value,
        places=[
            {"number": row.number, "mark": row.mark, "wanted": row.wanted, "reason": row.reason}
            for row in rows
        ],
    )


def _clean(text: str) -> str:
    """Text a person typed, without control characters; line ends are blanks to a typesetter.

    Raises:
        InvalidError: too long.
    """
    if len(text) > LONGEST:
        raise InvalidError(f"文字太长（上限 {LONGEST} 字）。")
    return "".join(c for c in text.replace("\r\n", "\n") if c == "\n" or c.isprintable())
