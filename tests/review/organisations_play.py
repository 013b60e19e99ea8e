"""Playing a history: every act is tried on the real use cases, or through the web application with a token."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import partial
from typing import Any

from models import QualificationKind, Role, Verdict
from review import bulk, claims, decide, delegation, drafts, holds, jobs, people, rights, units
from review.errors import RefusedError
from review.stage_rules import AfterReturn
from tests.review.organisations import PASSWORD, REVIEW_ROLES, Act
from tests.review.organisations_house import LIVE, House, NobodyError
from tests.review.story import filled, run_job

PATHS = ("", "中心", "中心/编辑室", "中心/法务室")
_DAYS = (0.1, 1, 2, 8)


@dataclass(frozen=True)
class Doing:
    """An act made out: the use case, and the same as a request."""

    call: Callable[[], Any]
    method: str = ""
    path: str = ""
    body: dict[str, Any] | None = None


@dataclass
class World(House):
    """A history being played. `script` says what happened, in order."""

    done: Counter[str] = field(default_factory=Counter)
    script: list[str] = field(default_factory=list)

    def copy(self) -> World:
        """The same moment, to be played on in another way."""
        return replace(
            self, drafts=list(self.drafts), done=Counter(self.done), script=list(self.script),
            first_day=dict(self.first_day),
        )  # fmt: skip

    def begin(self) -> None:
        """Move in, and submit the first draft."""
        self.move_in()
        self.attempt(Act("submit", who=2 * self.organisation.author))

    def attempt(self, act: Act) -> None:
        """Try it, note what became of it, and do the machine's work that follows."""
        try:
            outcome = self._through(act)
        except RefusedError as refused:
            outcome = f"refused: {refused.message.strip()}"
        assert outcome != "refused: ", f"{act} was refused without a word"
        self.done["acts"] += 1
        self.done["refused" if outcome.startswith("refused") else act.kind] += 1
        self.script.append(f"{act}: {outcome}")
        self.work()

    def _through(self, act: Act) -> str:
        account = self._account(act)
        doing: Doing = getattr(self, f"_{act.kind}")(act, account)
        if not (act.api and doing.path):
            done = doing.call()
            return f"{self._login(account)}: {done}"
        self.done["by API"] += 1
        headers = {"Authorization": f"Bearer {self.ground.tokens[account]}"}
        answer = self.ground.web.request(doing.method, doing.path, json=doing.body, headers=headers)
        assert answer.status_code < 500, f"{act}: {answer.text}"
        said = answer.json()
        if answer.status_code < 400:
            if act.kind == "submit":
                self.drafts.append((said["id"], said["number"]))
            return f"{self._login(account)} by API: {said}"
        assert said["error"]["message"].strip()
        return f"refused: {said['error']['message']}"

    def work(self) -> None:
        """Everything the machine has to do."""
        while self.shell.rows("SELECT 1 FROM job WHERE state = 'queued' LIMIT 1"):
            for job in jobs.claim(self.app, "test-worker", 10):
                run_job(self.app, job)

    # --- drafts ---

    def _submit(self, act: Act, account: int) -> Doing:
        text = act.other % 3
        actor = self._actor(account, act)
        uploads = self.ground.uploads.get(actor.person_id, [0, 0, 0])
        facts: dict[str, Any] = {"urgent": True} if self.organisation.urgent else {}
        facts |= {"secrecy": "sensitive"} if self.organisation.sensitive else {}
        name = self.organisation.pipeline

        def call() -> str:
            made = drafts.submit(self.app, actor, uploads[text], title="稿", pipeline=name, facts=facts)
            self.drafts.append((made.draft_id, made.number))
            return made.number

        body = {"upload_id": uploads[text], "title": "稿", "pipeline": name, "facts": facts}
        return Doing(call, "POST", "/api/v1/drafts", body)

    def _revise(self, act: Act, account: int) -> Doing:
        draft, number = self._draft(act)
        actor = self._actor(account, act)
        upload = self.ground.uploads.get(actor.person_id, [0, 0, 0])[act.other % 3]
        call = partial(drafts.revise, self.app, actor, draft, upload)
        return Doing(call, "POST", f"/api/v1/drafts/{number}/revisions", {"upload_id": upload})

    def _resume(self, act: Act, account: int) -> Doing:
        draft, number = self._draft(act)
        call = partial(drafts.resume, self.app, self._actor(account, act), draft, note="无误")
        return Doing(call, "POST", f"/api/v1/drafts/{number}/resumption", {"note": "无误"})

    def _withdraw(self, act: Act, account: int) -> Doing:
        draft, number = self._draft(act)
        actor = self._actor(account, act)
        call = partial(drafts.withdraw, self.app, actor, draft, reason="不发了", password=PASSWORD)
        body = {"reason": "不发了", "password": PASSWORD}
        return Doing(call, "POST", f"/api/v1/drafts/{number}/withdrawal", body)

    # --- signing ---

    def _approve(self, act: Act, account: int) -> Doing:
        return self._decide(act, account, Verdict.APPROVE)

    def _go_back(self, act: Act, account: int) -> Doing:
        return self._decide(act, account, Verdict.RETURN)

    def _reject(self, act: Act, account: int) -> Doing:
        return self._decide(act, account, Verdict.REJECT)

    def _decide(self, act: Act, account: int, verdict: Verdict) -> Doing:
        run, key, seen = self._run(act)
        places = ["author", *(s.key for s in self.pipeline.stages)]
        said: dict[str, Any] = {
            "opinion": "意见",
            "fields": filled(self.pipeline.stage(key)),
            "seen_content_hash": seen,
            "password": PASSWORD,
            "return_to": places[(act.who + act.other) % len(places)] if verdict is Verdict.RETURN else None,
            "on_behalf_of": self._second(act) if act.other == 7 else None,
            "after_return": (AfterReturn.RESTART, AfterReturn.RESUME)[act.other % 2],
        }
        call = partial(decide.decide, self.app, self._actor(account, act), run, verdict, **said)
        body = said | {"verdict": verdict.value, "after_return": said["after_return"].value}
        return Doing(call, "POST", f"/api/v1/stages/{run}/decisions", body)

    def _bulk(self, act: Act, account: int) -> Doing:
        found = self.shell.rows(f"SELECT id FROM stage_run WHERE state IN {LIVE} ORDER BY id DESC LIMIT 4")
        runs = [run for (run,) in found]
        if not runs:
            raise NobodyError("没有待办。")
        seen = bulk.seen_now(self.app, runs)
        actor = self._actor(account, act)
        call = partial(bulk.approve_many, self.app, actor, seen, opinion="同意", password=PASSWORD)
        body = {"seen": {str(r): h for r, h in seen.items()}, "opinion": "同意", "password": PASSWORD}
        return Doing(call, "POST", "/api/v1/bulk/approvals", body)

    # --- who has the work ---

    def _claim(self, act: Act, account: int) -> Doing:
        run = self._run(act)[0]
        call = partial(claims.claim, self.app, self._actor(account, act), run)
        return Doing(call, "POST", f"/api/v1/stages/{run}/claim")

    def _reassign(self, act: Act, account: int) -> Doing:
        run, person = self._run(act)[0], self._second(act)
        call = partial(claims.reassign, self.app, self._actor(account, act), run, person, "改派")
        return Doing(
            call, "POST", f"/api/v1/stages/{run}/reassignment", {"person_id": person, "reason": "改派"}
        )

    def _recuse(self, act: Act, account: int) -> Doing:
        draft, number = self._draft(act)
        call = partial(claims.recuse, self.app, self._actor(account, act), draft, "回避")
        return Doing(call, "POST", f"/api/v1/drafts/{number}/recusal", {"reason": "回避"})

    def _hold(self, act: Act, account: int) -> Doing:
        draft, number = self._draft(act)
        call = partial(holds.hold, self.app, self._actor(account, act), draft, "等")
        return Doing(call, "POST", f"/api/v1/drafts/{number}/hold", {"reason": "等"})

    def _take_up(self, act: Act, account: int) -> Doing:
        draft, number = self._draft(act)
        call = partial(holds.take_up, self.app, self._actor(account, act), draft)
        return Doing(call, "DELETE", f"/api/v1/drafts/{number}/hold")

    def _delegate(self, act: Act, account: int) -> Doing:
        now, person = self.ground.clock.now, self._second(act)
        begins = now + timedelta(days=1 if act.other % 5 == 4 else 0, hours=-1)
        said: dict[str, Any] = {
            "starts_at": begins,
            "ends_at": begins + timedelta(days=1 + act.other % 3),
            "reason": "出差",
            "role": None if act.other % 4 else REVIEW_ROLES[act.who % len(REVIEW_ROLES)],
        }
        call = partial(delegation.delegate, self.app, self._actor(account, act), person, **said)
        times = {name: said[name].isoformat() for name in ("starts_at", "ends_at")}
        return Doing(call, "POST", "/api/v1/delegations", said | times | {"delegate_id": person})

    def _undelegate(self, act: Act, account: int) -> Doing:
        found = self.shell.rows("SELECT id, principal_id FROM delegation ORDER BY id")
        if not found:
            raise NobodyError("没有委托。")
        row, principal = found[act.other % len(found)]
        actor = self._actor(account if act.anybody else 2 * principal, act)
        return Doing(partial(delegation.revoke, self.app, actor, row))

    # --- rights, changed while drafts are on their way ---

    def _grant(self, act: Act, account: int) -> Doing:
        person, role = self._second(act), REVIEW_ROLES[act.who % len(REVIEW_ROLES)]
        call = partial(people.grant, self.app, self._actor(account, act), person, role)
        return Doing(call, "POST", f"/api/v1/people/{person}/roles", {"role": role.value})

    def _revoke(self, act: Act, account: int) -> Doing:
        person, role = self._second(act), REVIEW_ROLES[act.who % len(REVIEW_ROLES)]
        call = partial(people.revoke, self.app, self._actor(account, act), person, role)
        return Doing(call, "DELETE", f"/api/v1/people/{person}/roles/{role.value}")

    def _group(self, act: Act, account: int) -> Doing:
        person, joins = self._second(act), act.other % 3 > 0
        call = partial(rights.set_member, self.app, self._actor(account, act), 1, person, joins)
        return Doing(call, "POST" if joins else "DELETE", f"/api/v1/groups/1/members/{person}")

    def _qualify(self, act: Act, account: int) -> Doing:
        kinds, today = list(QualificationKind), self.ground.clock.now.date()
        kind, person = kinds[act.other % len(kinds)], self._second(act)
        call = partial(rights.qualify, self.app, self._actor(account, act), person, kind, valid_from=today)
        body = {"kind": kind.value, "valid_from": today.isoformat()}
        return Doing(call, "POST", f"/api/v1/people/{person}/qualifications", body)

    def _disqualify(self, act: Act, account: int) -> Doing:
        found = self.shell.rows("SELECT id FROM qualification ORDER BY id")
        if not found:
            raise NobodyError("没有资格。")
        row = found[(act.who * 16 + act.other) % len(found)][0]
        call = partial(rights.disqualify, self.app, self._actor(account, act), row)
        return Doing(call, "DELETE", f"/api/v1/qualifications/{row}")

    def _move(self, act: Act, account: int) -> Doing:
        person, path = self._second(act), PATHS[act.who % len(PATHS)]
        call = partial(units.place, self.app, self._actor(account, act), person, path)
        return Doing(call, "POST", f"/api/v1/people/{person}/place", {"unit": path})

    def _leave(self, act: Act, account: int) -> Doing:
        person, back = self._second(act), act.other % 2 == 0
        call = partial(people.set_active, self.app, self._actor(account, act), person, back)
        return Doing(call, "POST", f"/api/v1/people/{person}/active", {"active": back})

    def _smuggle(self, act: Act, account: int) -> Doing:
        """A role slipped into the table without the use case, as a database administrator could."""
        return Doing(partial(self.slip, self._second(act), REVIEW_ROLES[act.who % len(REVIEW_ROLES)]))

    def _promote(self, act: Act, account: int) -> Doing:
        """A reviewer becomes a superuser, by the same back door."""
        return Doing(partial(self.slip, self._second(act), Role.SECURITY_ADMIN))

    def _pass_time(self, act: Act, account: int) -> Doing:
        def call() -> str:
            self.ground.clock.now += timedelta(days=_DAYS[act.other % len(_DAYS)])
            return self.ground.clock.now.isoformat()

        return Doing(call)
