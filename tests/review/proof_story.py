"""A draft at its proof stages, and the acts on its proofs in few words."""

from __future__ import annotations

import time

import pytest
from sqlmodel import col, func, select

from models import Job, JobState, Proof, ProofAnswerState, ProofItem
from models.base import pk
from review import proof_answers, proofs, proofs_state
from review.errors import BlockedError
from tests.review.story import SIGNERS, Story

CHANGE, KEEP, OPEN = ProofAnswerState.CHANGE, ProofAnswerState.KEEP, ProofAnswerState.OPEN
MANUSCRIPT = (
    "关于开展读书活动的通知\n各科室：\n为丰富职工文化生活，中心决定于本月开展读书活动。请各科室认真组织，按时报名。\n"
    "一是做好宣传发动，让每名职工都知道活动安排。\n二是精心挑选书目，方便大家借阅。\n三是做好总结，形成材料报办公室。\n"
)
FIRST = MANUSCRIPT.replace("按时报名", "按时报各").replace("方便大家借阅", "方便大家借阅阅")


class Waiting(Story):
    """A story whose machine work another process or thread does."""

    def work(self) -> int:
        waiting = select(func.count()).select_from(Job)
        waiting = waiting.where(col(Job.state).in_([JobState.QUEUED.value, JobState.LEASED.value]))
        deadline = time.monotonic() + 120
        while True:
            with self.app.database.read() as session:
                if session.exec(waiting).one() == 0:
                    return 0
            assert time.monotonic() < deadline, "the worker did not do its jobs within two minutes"
            time.sleep(0.1)


class Proofs:
    """A draft of `typeset` at its first proof, and the acts on it in few words."""

    def __init__(
        self, story: Story, pipeline: str = "typeset", *, draft_id: int | None = None, text: str = MANUSCRIPT
    ) -> None:
        self.story, self.app = story, story.app
        self.draft_id = draft_id or story.submit(text, pipeline)
        story.sign_on(self.draft_id, until="first_proof")

    @property
    def signer(self) -> str:
        return SIGNERS[self.story.stage_run(self.draft_id).stage_key]

    def supply(self, text: str | bytes, login: str = "linxiaoyu", name: str = "校样.txt") -> proofs.Supplied:
        data = text.encode() if isinstance(text, str) else text
        done = proofs.supply(self.app, self.story.actors[login], self.draft_id, data, name)
        self.story.work()
        return done

    def proof(self) -> Proof:
        with self.app.database.read() as session:
            found = proofs_state.standing(session, pk(self.story.stage_run(self.draft_id)))
        assert found is not None
        return found

    def items(self) -> list[ProofItem]:
        with self.app.database.read() as session:
            return proofs_state.items(session, pk(self.proof()))

    def told(self) -> list[tuple[str, str, str]]:
        return [(i.origin, i.kind, i.place["text"]) for i in self.items()]

    def answer(self, number: int, state: ProofAnswerState, login: str | None = None, **more: str) -> int:
        actor = self.story.actors[login or self.signer]
        return proof_answers.answer(self.app, actor, pk(self.proof()), [number], state, **more)

    def answer_many(self, numbers: list[int], state: ProofAnswerState) -> int:
        return proof_answers.answer(
            self.app, self.story.actors[self.signer], pk(self.proof()), numbers, state
        )

    def order(self, quote: str, wanted: str, **more: str) -> int:
        document = proofs.document_of(self.app, self.proof())
        block = next(b for b in document if quote in b.text)
        start, end = proof_answers.find(block.text, quote)
        actor = self.story.actors[self.signer]
        return proof_answers.order(self.app, actor, pk(self.proof()), block.id, start, end, wanted, **more)

    def answer_all(self, state: ProofAnswerState = CHANGE) -> None:
        for item in self.items():
            if item.answer == "open":
                done = item.origin == "recheck" and item.kind == "done"
                self.answer(item.number, KEEP if done else state, reason="" if done else "原文如此")

    def sign(self, **options: object) -> None:
        self.story.dismiss_all(self.draft_id, self.signer)
        self.story.sign(self.draft_id, **options)
        self.story.work()

    def held(self) -> str:
        with pytest.raises(BlockedError) as caught:
            self.sign()
        assert {b.code for b in caught.value.blockers} == {"proof"}
        return caught.value.blockers[0].message

    def numbered(self, number: int) -> Proof:
        """A proof of the draft, also one that stands no more."""
        with self.app.database.read() as session:
            wanted = select(Proof).where(Proof.draft_id == self.draft_id, Proof.number == number)
            return session.exec(wanted).one()

    def items_of(self, number: int) -> list[ProofItem]:
        with self.app.database.read() as session:
            return proofs_state.items(session, pk(self.numbered(number)))
