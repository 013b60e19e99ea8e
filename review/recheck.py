"""Rechecking what is out with today's rules: new serious findings are told to the author and to the auditors."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import col, select

from checks import runner
from checks.profiles import profile
from models import CheckRun, Draft, Release, Role, Version
from review import house, prepare, stages
from review.accounts import holders
from review.acting import Deed, acting
from review.app import App
from review.audit.tags import Tag

PROFILE = "standard"


@dataclass(frozen=True, slots=True)
class RecheckResult:
    """How many releases were looked at, and how many have red findings they did not have when signed."""

    looked_at: int
    changed: int


def recheck(app: App, limit: int = 200) -> RecheckResult:
    """Run the present rules over releases they have not seen yet, newest first, at most `limit` of them."""
    looked_at = changed = 0
    with app.database.read() as session:
        releases = session.exec(select(Release).order_by(col(Release.id).desc()).limit(limit)).all()
    for row in releases:
        outcome = _recheck(app, row)
        looked_at += outcome is not None
        changed += outcome is True
    return RecheckResult(looked_at, changed)


def _recheck(app: App, row: Release) -> bool | None:
    """None when these rules have seen the text already, else whether they found new red."""
    engine = prepare.engine_for(app)
    key = prepare.engine_key(engine)
    rules = house.active(app).house
    pack = runner.rule_pack(profile(PROFILE), house=rules)
    with app.database.read() as session:
        if prepare.find_run(session, row.content_hash, PROFILE, pack, key) is not None:
            return None
        version = session.get_one(Version, row.version_id)
        earlier = session.exec(select(CheckRun).where(CheckRun.content_hash == row.content_hash)).all()
    known = {(f["check"], f["block"], f["start"], f["end"]) for run in earlier for f in run.findings}
    report = runner.run(stages.document_of(app, version), PROFILE, language_tool=engine, house=rules)
    new = [
        f for f in report.findings if f.severity == "red" and (f.check, f.block, f.start, f.end) not in known
    ]
    with acting(app, None) as deed:
        draft = deed.lock_draft(row.draft_id)
        prepare.store_run(deed, row.content_hash, PROFILE, prepare.engine_key(engine, report), report)
        deed.record(
            Tag.RELEASE_RECHECKED, draft, release=row.id, rule_pack=report.rule_pack, new_red=len(new)
        )
        if new:
            _tell(deed, draft, len(new), report.rule_pack)
    return bool(new)


def _tell(deed: Deed, draft: Draft, count: int, pack: str) -> None:
    """Tell the author of a published piece and the auditors, once per rule pack."""
    for person in sorted({draft.author_id, *holders(deed.session, [Role.AUDITOR])}):
        text = f"《{draft.title}》发布后复查：新发现 {count} 处错误"
        deed.notify(person, f"recheck:{draft.id}:{pack[-12:]}", text, draft.id)
