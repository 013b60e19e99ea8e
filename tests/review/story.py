"""An organisation to play stories with: the demo people, the machine's work done in-process, sign-offs in one call.

Everything is the real thing (database, store, checks, keys); only the Prefect run around the machine's work is left
out here. tests/flows and tests/kill have that.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sqlmodel import select

from models import (
    Account,
    Decision,
    DispositionState,
    Draft,
    Finding,
    JobKind,
    StageRun,
    Verdict,
    Version,
)
from models.base import pk
from review import decide, drafts, findings, jobs, prepare, proofs_collate, proofs_state, release
from review.accounts import load_actor
from review.actors import Actor
from review.app import App
from review.audit import seal
from review.pipelines import FieldKind, Pipeline, Stage
from review.seed import PASSWORD, seed_demo
from review.stages import pipeline_of

CLEAN = "关于开展读书活动的通知\n各科室：\n为丰富职工文化生活，中心决定于本月开展读书活动。请各科室认真组织，按时报名。\n"
FAULTY = "关于开展读书活动的通知\n各科室：\n为丰富职工文化生活,中心决定于本月开展读书活动。请各科室认真布署，按时报名。\n"

# who signs which stage of `publishing`
SIGNERS = {
    "first_review": "chensiyuan",
    "second_review": "zhaowenbo",
    "final_review": "sunlihua",
    "first_proof": "qianyifan",
    "second_proof": "wujingyi",
    "third_proof": "zhenghaitao",
    "read_through": "hesumei",
    "issue": "gaozhiyuan",
    "check": "chensiyuan",
    "first_level": "chensiyuan",
    "second_level": "zhaowenbo",
    "third_level": "sunlihua",
}


@dataclass
class Story:
    """One installation with the demo organisation."""

    app: App
    actors: dict[str, Actor] = field(default_factory=dict)

    @classmethod
    def begin(cls, app: App) -> Story:
        seed_demo(app)
        story = cls(app)
        with app.database.read() as session:
            for account in session.exec(select(Account)):
                actor = load_actor(session, account)
                assert actor is not None
                story.actors[account.login] = actor
        return story

    def submit(self, text: str = CLEAN, pipeline: str = "publishing", author: str = "linxiaoyu") -> int:
        actor = self.actors[author]
        uploaded = drafts.upload(self.app, actor, text.encode(), "通知.txt")
        return drafts.submit(
            self.app, actor, uploaded.upload_id, title="读书活动", pipeline=pipeline
        ).draft_id

    def revise(self, draft_id: int, text: str, author: str = "linxiaoyu", **options: Any) -> drafts.Revised:
        actor = self.actors[author]
        uploaded = drafts.upload(self.app, actor, text.encode(), "通知.txt")
        return drafts.revise(self.app, actor, draft_id, uploaded.upload_id, **options)

    def work(self) -> int:
        """Do all machine work that is due, as the worker does; returns how many jobs."""
        done = 0
        while leased := jobs.claim(self.app, "test-worker", 10):
            for job in leased:
                run_job(self.app, job)
                done += 1
        return done

    def draft(self, draft_id: int) -> Draft:
        with self.app.database.read() as session:
            return session.get_one(Draft, draft_id)

    def version(self, draft_id: int) -> Version:
        with self.app.database.read() as session:
            return session.get_one(Version, session.get_one(Draft, draft_id).current_version_id)

    def stage_run(self, draft_id: int) -> StageRun:
        with self.app.database.read() as session:
            return session.get_one(StageRun, session.get_one(Draft, draft_id).current_stage_run_id)

    def pipeline(self, draft_id: int) -> Pipeline:
        with self.app.database.read() as session:
            return pipeline_of(session, session.get_one(Draft, draft_id))

    def findings(self, draft_id: int) -> list[Finding]:
        with self.app.database.read() as session:
            return list(session.exec(select(Finding).where(Finding.version_id == pk(self.version(draft_id)))))

    def decisions(self, draft_id: int) -> list[Decision]:
        with self.app.database.read() as session:
            return list(
                session.exec(select(Decision).where(Decision.draft_id == draft_id).order_by(Decision.id))
            )

    def dismiss_all(self, draft_id: int, login: str) -> None:
        rows = [pk(f) for f in self.findings(draft_id) if f.disposition == "open"]
        if rows:
            findings.settle_all(
                self.app,
                self.actors[login],
                pk(self.version(draft_id)),
                rows,
                DispositionState.DISMISSED,
                "原文如此",
            )

    def proof_seen(self, stage_run_id: int) -> str | None:
        """The file of the proof that stands at a stage run, as somebody who looks at it now would sign it."""
        with self.app.database.read() as session:
            proof = proofs_state.standing(session, stage_run_id)
        return None if proof is None else proof.sha256

    def sign(
        self, draft_id: int, login: str | None = None, verdict: Verdict = Verdict.APPROVE, **options: Any
    ) -> decide.Decided:
        """Decide the draft's present stage as its usual signer (or as `login`)."""
        run = self.stage_run(draft_id)
        stage = self.pipeline(draft_id).stage(run.stage_key)
        arguments: dict[str, Any] = {
            "opinion": "同意",
            "fields": filled(stage),
            "seen_content_hash": self.version(draft_id).content_hash,
            "seen_proof": self.proof_seen(pk(run)),
            "password": PASSWORD,
        } | options
        return decide.decide(
            self.app, self.actors[login or SIGNERS[run.stage_key]], pk(run), verdict, **arguments
        )

    def sign_on(self, draft_id: int, until: str | None = None) -> None:
        """Sign stage after stage, overruling what the machine found, until the stage `until` is open or all is done."""
        self.work()
        while self.draft(draft_id).state == "in_review" and self.stage_run(draft_id).stage_key != until:
            self.dismiss_all(draft_id, SIGNERS[self.stage_run(draft_id).stage_key])
            self.sign(draft_id)
            self.work()


def filled(stage: Stage) -> dict[str, Any]:
    """A form of the stage that nothing is missing from."""
    values: dict[str, Any] = {"gates": [str(g) for g in stage.gates]}
    for form in stage.fields:
        if form.kind is FieldKind.BOOL:
            values[form.key] = True
        else:
            values[form.key] = form.choices[0] if form.choices else "已阅"
    return values


def run_job(app: App, job: jobs.LeasedJob) -> None:
    """One job, as its flow does it."""
    if job.kind == JobKind.STAGE.value:
        work = prepare.load(app, job)
        if work is not None:
            prepare.open_stage(app, job, work, prepare.check(app, work))
    elif job.kind == JobKind.RELEASE.value:
        out = release.load(app, job)
        if out is not None:
            for name in out.channels:
                release.deliver(app, out, name)
            release.complete(app, job, out)
    elif job.kind == JobKind.PROOF.value:
        proof = proofs_collate.load(app, job)
        if proof is not None:
            proofs_collate.open_proof(app, job, proof, proofs_collate.compare(app, proof))
    else:
        seal.seal(app, job)
