"""A reference model of how a draft moves, written again in the simplest way: sets and lists, no database."""

from __future__ import annotations

from dataclasses import dataclass, field

STEPS = (("first",), ("legal", "second"), ("final",))
REVIEWS = frozenset({"first", "second", "final"})
BACK = {
    "first": {"author"}, "legal": {"first", "author"}, "second": {"first", "author"},
    "final": {"first", "legal", "second", "author"},
}  # fmt: skip
ROLES = {
    "first": {"f1", "f2", "s1"}, "second": {"s1", "s2", "l1", "e1"}, "legal": {"l1", "l2", "l3"}, "final": {"e1", "e2"},
}  # fmt: skip
PEOPLE = ("author", "f1", "f2", "s1", "s2", "l1", "l2", "l3", "e1", "e2")
NEEDED = {"legal": 2}
DONE, LATE, REFUSED = "done", "late", "refused"


@dataclass
class Run:
    """A stage that is open: how many may answer, and who did what."""

    seats: int
    answers: list[tuple[frozenset[str], str]] = field(default_factory=list)
    claimed: str | None = None
    lent: bool = False  # it was taken up for somebody absent

    def answered(self, people: frozenset[str]) -> bool:
        return any(people & given for given, _ in self.answers)

    def count(self, verdict: str) -> int:
        return sum(said == verdict for _, said in self.answers)


@dataclass
class Model:
    """One draft. `standing`: stage → who stands behind each sign-off; `reviewed`: (stage, person) of all time."""

    state: str = "in_review"
    text: int = 0
    open: dict[str, Run] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)
    standing: dict[str, list[frozenset[str]]] = field(default_factory=dict)
    reviewed: set[tuple[str, str]] = field(default_factory=set)
    recused: set[str] = field(default_factory=set)
    held: bool = False

    def advance(self) -> None:
        if self.open:
            return
        for step in STEPS:
            pending = [stage for stage in step if stage not in self.standing]
            if pending:
                self.state = "in_review"
                self.open = {stage: Run(self._seats(stage)) for stage in pending}
                self.seen |= set(pending)
                return
        self.state = "released"

    def _seats(self, stage: str) -> int:
        fit = sum(self.barred(stage, p) is False for p in ROLES[stage])
        needed = NEEDED.get(stage)
        return 1 if needed is None else max(1, fit, needed if fit else 1)

    def barred(self, stage: str, person: str) -> bool:
        other = any(p == person and s != stage for s, p in self.reviewed)
        return person == "author" or person in self.recused or (stage in REVIEWS and other)

    def behind(self, stage: str, person: str, lent: list[tuple[str, str]]) -> frozenset[str] | None:
        """Who would stand behind the signature: the person alone, or with the absent one; None: nobody may."""
        if self.barred(stage, person):
            return None
        if person in ROLES[stage]:
            return frozenset({person})
        for principal, substitute in lent:
            if substitute == person and principal in ROLES[stage] and not self.barred(stage, principal):
                return frozenset({person, principal})
        return None

    def answer(self, stage: str, person: str, verdict: str, target: str, lent: list[tuple[str, str]]) -> str:
        people = self.behind(stage, person, lent)
        if people is None:
            return REFUSED
        run = self.open.get(stage)
        if run is None or run.answered(people):
            return LATE
        taken = stage not in NEEDED and self.in_the_way(stage, run, person, lent)
        wrong = (verdict == "return" and target not in BACK[stage]) or (
            verdict == "reject" and stage == "legal"
        )
        if self.held or taken or wrong:
            return REFUSED
        run.answers.append((people, verdict))
        self._moved(stage, run, verdict, target)
        return DONE

    def _moved(self, stage: str, run: Run, verdict: str, target: str) -> None:
        if verdict == "approve":
            if stage in REVIEWS:
                self.reviewed |= {(stage, p) for p in run.answers[-1][0]}
            if run.count("approve") >= NEEDED.get(stage, 1):
                self.standing[stage] = [people for people, said in run.answers if said == "approve"]
                del self.open[stage]
                self.advance()
        elif verdict == "reject":
            self.open, self.state = {}, "rejected"
        elif stage not in NEEDED or run.seats - run.count("return") < NEEDED[stage]:
            self._back(stage, target)

    def _back(self, stage: str, target: str) -> None:
        self.open = {}
        if target == "author":
            self.state = "returned"
            return
        again = {target, stage}
        if stage != "final":  # the final stage resumes, the others start over from the target
            first = next(i for i, step in enumerate(STEPS) if target in step)
            again |= {s for step in STEPS[first + 1 :] for s in step}
        self.standing = {s: people for s, people in self.standing.items() if s not in again}
        self.advance()

    def claim(self, stage: str, person: str, lent: list[tuple[str, str]]) -> str:
        run = self.open.get(stage)
        people = self.behind(stage, person, lent)
        if run is None or self.held or people is None:
            return REFUSED
        if stage in NEEDED:
            return REFUSED if run.answered(people) else DONE  # their seat is taken by what they said
        if self.in_the_way(stage, run, person, lent):
            return REFUSED
        run.claimed = person
        run.lent = person not in ROLES[stage]
        return DONE

    def in_the_way(self, stage: str, run: Run, person: str, lent: list[tuple[str, str]]) -> bool:
        """Whether somebody else has taken it up; for an absent person only while they may act for one."""
        if run.claimed in (None, person):
            return False
        return not run.lent or self.behind(stage, str(run.claimed), lent) is not None

    def revise(self, person: str, text: int) -> str:
        if person != "author" or self.state not in ("in_review", "returned"):
            return REFUSED
        if text != self.text:
            self.text, self.standing, self.open = text, {}, {}
            self.advance()
        elif self.state == "returned":
            self.advance()
        return DONE

    def resume(self, person: str) -> str:
        if person != "author" or self.state != "returned":
            return REFUSED
        self.advance()
        return DONE

    def withdraw(self, person: str) -> str:
        if person != "author" or self.state not in ("in_review", "returned"):
            return REFUSED
        self.open, self.state = {}, "withdrawn"
        return DONE

    def recuse(self, person: str) -> str:
        signed = {p for given in self.standing.values() for people in given for p in people}
        signed |= {
            p
            for run in self.open.values()
            for people, said in run.answers
            if said == "approve"
            for p in people
        }
        if person == "author" or person in self.recused or person in signed:
            return REFUSED
        self.recused.add(person)
        for run in self.open.values():
            run.claimed = None if run.claimed == person else run.claimed
        return DONE

    def hold(self, on: bool) -> str:
        if on and (self.held or self.state not in ("in_review", "returned")):
            return REFUSED
        if not on and not self.held:
            return REFUSED
        self.held = on
        return DONE
