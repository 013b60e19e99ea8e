"""Remarks on spans of text, and how they follow the text into the next version."""

from __future__ import annotations

from sqlmodel import select

from documents.compare import Alignment, align
from documents.model import Document
from models import Comment, Draft, DraftState, Version
from models.base import pk
from review.access import Act, require
from review.acting import Deed, acting
from review.actors import Actor
from review.app import App
from review.audit.tags import Tag
from review.errors import InvalidError, NotFoundError, StateError
from review.stages import document_of

CONTEXT = 16  # characters kept either side of a quote
LONGEST = 4000
REMARK, QUESTION = "remark", "question"

Placing = tuple[Alignment, Document]


def placing(old: Document, new: Document) -> Placing:
    """How spans of `old` map into `new`; made outside the transaction because it reads both texts."""
    return align(old, new), new


def add(
    app: App, actor: Actor, version_id: int, block: str, start: int, end: int, body: str, kind: str = REMARK
) -> int:
    """Remark on `[start, end)` (code points) of a block of the current version. Returns the comment's id.

    `kind`: REMARK, or QUESTION (质疑), which holds every stage that settles questions until it is resolved.

    Raises:
        NotAllowedError, NotFoundError, InvalidError, StateError: nothing stored.
    """
    require(actor, Act.COMMENT_WRITE)
    body = body.strip()
    if not body or len(body) > LONGEST:
        raise InvalidError(f"请写批注（不超过 {LONGEST} 字）。")
    if kind not in (REMARK, QUESTION):
        raise InvalidError("批注是说明或质疑，请选择一种。")
    with app.database.read() as session:
        version = session.get(Version, version_id)
    if version is None:
        raise NotFoundError("没有这个版次。")
    text = _text_of(document_of(app, version), block)
    if not 0 <= start <= end <= len(text):
        raise InvalidError("选中的文字已不在原处，请刷新后再批注。")
    with acting(app, actor) as deed:
        draft = deed.lock_draft(version.draft_id)
        _require_open(draft, version)
        row = Comment(
            draft_id=pk(draft),
            version_id=version_id,
            block=block,
            start=start,
            end=end,
            body=body,
            kind=kind,
            person_id=actor.person_id,
            at=deed.now,
            quote=text[start:end],
            prefix=text[max(0, start - CONTEXT) : start],
            suffix=text[end : end + CONTEXT],
        )
        deed.session.add(row)
        deed.session.flush()
        deed.record(Tag.COMMENT_ADDED, draft, comment=row.id, version=version.number, block=block, start=start, end=end,
                    body=body, kind=kind)  # fmt: skip
        return pk(row)


def resolve(app: App, actor: Actor, comment_id: int, resolved: bool = True) -> None:
    """Mark a comment as settled, or open it again.

    Raises:
        NotAllowedError, NotFoundError, StateError: nothing changed.
    """
    require(actor, Act.COMMENT_WRITE)
    with app.database.read() as session:
        found = session.get(Comment, comment_id)
    if found is None:
        raise NotFoundError("没有这条批注。")
    with acting(app, actor) as deed:
        draft = deed.lock_draft(found.draft_id)
        row = deed.session.get_one(Comment, comment_id)
        _require_open(draft, deed.session.get_one(Version, row.version_id))
        row.resolved_at = deed.now if resolved else None
        row.resolved_by = actor.person_id if resolved else None
        deed.session.add(row)
        deed.record(Tag.COMMENT_RESOLVED if resolved else Tag.COMMENT_REOPENED, draft, comment=row.id)


def carry_over(deed: Deed, old: Version, new: Version, placed: Placing) -> None:
    """Copy every comment of `old` to where its text is in `new`; what has no place there is kept as unplaced."""
    alignment, document = placed
    for comment in deed.session.exec(select(Comment).where(Comment.version_id == old.id)).all():
        spot = alignment.place(comment.block, comment.start, comment.end) if comment.placed else None
        row = Comment(
            **comment.model_dump(
                exclude={"id", "version_id", "block", "start", "end", "placed", "carried_from_id"}
            ),
            version_id=pk(new),
            block=comment.block if spot is None else spot.block,
            start=comment.start if spot is None else spot.start,
            end=comment.end if spot is None else spot.end,
            placed=spot is not None,
            carried_from_id=comment.id,
        )
        if spot is not None:
            text = _text_of(document, spot.block)
            row.prefix, row.suffix = (
                text[max(0, spot.start - CONTEXT) : spot.start],
                text[spot.end :][:CONTEXT],
            )
        deed.session.add(row)


def _text_of(document: Document, block: str) -> str:
    try:
        return document.block(block).text
    except KeyError:
        raise InvalidError("选中的段落已不在，请刷新后再批注。") from None


def _require_open(draft: Draft, version: Version) -> None:
    if draft.current_version_id != version.id:
        raise StateError("稿件已有新版次，请在新版次上批注。")
    if draft.state not in {DraftState.IN_REVIEW.value, DraftState.RETURNED.value}:
        raise StateError("稿件已办结，不能再批注。")
