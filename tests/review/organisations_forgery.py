"""What a database administrator could try with a bare shell after a history: each statement would breach invariant 3 or
hide that it was breached, and each has to be refused by the database itself."""

from __future__ import annotations

from typing import Any

from tests.review.organisations_ground import Refused, Shell

_COPIED = (
    "opinion",
    "fields",
    "content_hash",
    "statement",
    "signature",
    "public_key",
    "act",
)  # of what is imitated
_INSERT = (
    "INSERT INTO decision (draft_id, version_id, stage_run_id, stage_key, is_review, is_proof, verdict, seat, late,"
    f" person_id, on_behalf_of_id, delegation_id, account_id, at, {', '.join(_COPIED)})"
    " SELECT s.draft_id, s.version_id, s.id, s.stage_key, s.counts_review, s.counts_proof, 'approve',"
    " (SELECT COUNT(*) + 1 FROM decision x WHERE x.stage_run_id = s.id AND NOT x.late), false,"
    f" a.person_id, CAST(:absent AS INTEGER), CAST(:lent AS INTEGER), a.id, d.at,"
    f" {', '.join('d.' + column for column in _COPIED)}"
    " FROM decision d, stage_run s, account a WHERE d.id = :id AND s.id = :run AND a.id = :account"
)
_ALTERED = {
    "removed": "DELETE FROM decision WHERE id = :id",
    "given to another": "UPDATE decision SET person_id = person_id % 8 + 1 WHERE id = :id",
    "rewritten": "UPDATE decision SET statement = statement || ' ' WHERE id = :id",
    "signature exchanged": "UPDATE decision SET signature = 'x' || signature WHERE id = :id",
    "put off": "UPDATE decision SET late = NOT late WHERE id = :id",
    "another stage": "UPDATE decision SET stage_key = stage_key || 'x' WHERE id = :id",
    "another kind": "UPDATE decision SET is_review = NOT is_review WHERE id = :id",
    "for another": "UPDATE decision SET on_behalf_of_id = person_id % 8 + 1, delegation_id = 1 WHERE id = :id",
    "passage of another kind": "UPDATE stage_run SET counts_review = NOT counts_review, counts_proof = NOT counts_proof"
    " WHERE id = (SELECT stage_run_id FROM decision WHERE id = :id)",
    "account moved": "UPDATE account SET person_id = person_id % 8 + 1"
    " WHERE id = (SELECT account_id FROM decision WHERE id = :id)",
    "signer becomes author": "INSERT INTO draft_author (draft_id, person_id) SELECT draft_id, person_id FROM decision"
    " WHERE id = :id",
    "author removed": "DELETE FROM draft_author WHERE draft_id = (SELECT draft_id FROM decision WHERE id = :id)",
    "content exchanged": "UPDATE version SET content_hash = 'x'"
    " WHERE id = (SELECT version_id FROM decision WHERE id = :id)",
    "event removed": "DELETE FROM event WHERE seq = (SELECT MAX(seq) FROM event)",
    "event rewritten": "UPDATE event SET payload = payload || ' ' WHERE seq = (SELECT MAX(seq) FROM event)",
}
_RELEASE = (
    "INSERT INTO release (draft_id, version_id, content_hash, original_sha256, manifest, manifest_sha256, state, frozen_at)"
    " SELECT d.id, v.id, v.content_hash, v.original_sha256, '{}', 'x', 'frozen', d.updated_at"
    " FROM draft d JOIN version v ON v.id = d.current_version_id WHERE d.id = :draft"
)
_EMPTIED = ("decision", "draft_author", "event", "version", "delegation", "recusal")
_OTHERS = {
    "recusal removed": ("recusal", "DELETE FROM recusal"),
    "delegation prolonged": ("delegation", "UPDATE delegation SET ends_at = created_at"),
    "delegation removed": ("delegation", "DELETE FROM delegation"),
    "qualification prolonged": (
        "qualification",
        "UPDATE qualification SET valid_until = NULL, kind = 'final_review' || kind",
    ),
    "hold removed": ("hold", "DELETE FROM hold"),
}


def forge(shell: Shell, count: int, seed: int) -> int:
    """Try a handful of forgeries (`count` alterations, from the `seed`-th on, and every second signature there could be).

    Returns how many were tried.

    Raises:
        AssertionError: one went through.
    """
    last = shell.rows(
        "SELECT id FROM decision WHERE verdict = 'approve' AND NOT late ORDER BY id DESC LIMIT 1"
    )
    tried = 0
    if last:
        names = list(_ALTERED)
        for step in range(count):
            name = names[(seed + step) % len(names)]
            _refused(shell, name, _ALTERED[name], id=last[0][0])
            tried += 1
        tried += _second_signatures(shell)
    for draft, state in shell.rows("SELECT id, state FROM draft"):
        if state == "in_review":
            _refused(shell, "released before its time", _RELEASE, draft=draft)
        elsewhere = "returned" if state in ("frozen", "released") else ("frozen", "released")[seed % 2]
        _refused(
            shell,
            f"{state} called {elsewhere}",
            f"UPDATE draft SET state = '{elsewhere}' WHERE id = :draft",
            draft=draft,
        )
        tried += 1 + (state == "in_review")
    if not shell.sqlite:
        emptied = _EMPTIED[seed % len(_EMPTIED)]
        _refused(shell, f"{emptied} emptied", f"TRUNCATE {emptied} CASCADE")
        tried += 1
    for name, (table, statement) in _OTHERS.items():
        if shell.rows(f"SELECT 1 FROM {table} LIMIT 1"):
            _refused(shell, name, statement)
            tried += 1
    return tried


def _second_signatures(shell: Shell) -> int:
    """Signatures nobody may add: of the author, of an administrator, of whoever signed another stage of the kind, and
    on behalf of such a person."""
    draft, decision, person, account = shell.rows(
        "SELECT draft_id, id, person_id, account_id FROM decision WHERE verdict = 'approve' AND NOT late"
        " ORDER BY id DESC LIMIT 1"
    )[0]
    runs = shell.rows(
        "SELECT id FROM stage_run WHERE draft_id = :draft ORDER BY id DESC LIMIT 1", draft=draft
    )
    at: dict[str, Any] = {"id": decision, "run": runs[0][0], "absent": None, "lent": None}
    author = shell.rows(
        "SELECT a.id FROM account a JOIN draft d ON d.author_id = a.person_id WHERE d.id = :draft",
        draft=draft,
    )[0][0]
    keeper = shell.rows("SELECT a.id FROM account a JOIN role_grant r ON r.person_id = a.person_id"
                        " WHERE r.role = 'security_admin' ORDER BY a.id LIMIT 1")[0][0]  # fmt: skip
    _refused(shell, "signed by the author", _INSERT, **at | {"account": author})
    _refused(shell, "signed by an administrator", _INSERT, **at | {"account": keeper})
    tried = 2
    for run in _other_stages(shell, decision):
        _refused(shell, "a second signature", _INSERT, **at | {"run": run, "account": account})
        second = shell.rows(
            "SELECT id FROM account WHERE person_id = :person ORDER BY id DESC LIMIT 1", person=person
        )
        _refused(shell, "a second account", _INSERT, **at | {"run": run, "account": second[0][0]})
        tried += 2
        for lent, delegate in shell.rows(
            "SELECT g.id, a.id FROM delegation g JOIN account a ON a.person_id = g.delegate_id"
            " WHERE g.principal_id = :person LIMIT 1",
            person=person,
        ):
            _refused(
                shell,
                "for the signer",
                _INSERT,
                **at | {"run": run, "account": delegate, "absent": person, "lent": lent},
            )
            tried += 1
    return tried


def _other_stages(shell: Shell, decision: int) -> list[int]:
    """Latest passages of the draft through other stages that count as the same kind."""
    rows = shell.rows(
        "SELECT MAX(s.id) FROM stage_run s JOIN decision d ON d.draft_id = s.draft_id WHERE d.id = :id"
        " AND s.stage_key != d.stage_key"
        " AND ((s.counts_review AND d.is_review) OR (s.counts_proof AND d.is_proof)) GROUP BY s.stage_key",
        id=decision,
    )
    return [run for (run,) in rows]


def _refused(shell: Shell, name: str, statement: str, **values: Any) -> None:
    try:
        changed = shell.attempt(statement, **values)
    except Refused:
        return
    assert changed == 0, f"the database let it pass: {name}"
    raise AssertionError(f"the statement meant nothing: {name}")
