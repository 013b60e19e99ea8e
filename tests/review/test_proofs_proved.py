"""What is signed of a proof, what the database refuses to rewrite, and the dossier that proves it."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import select, text

from models import Release
from models.base import pk
from review import proofs, proofs_state
from review.audit.export import dossier
from tests.audit.test_dossier import pack, reseal, unzip
from tests.review.proof_story import CHANGE, FIRST, KEEP, Proofs
from tests.review.story import Story


@pytest.fixture
def at(story: Story) -> Proofs:
    return Proofs(story)


def verified(files: dict[str, bytes], folder: Path) -> tuple[int, str]:
    """What the enclosed verifier says, run as anybody would run it."""
    path = pack(files, folder / "dossier.zip")
    script = folder / "verify.py"
    script.write_bytes(files["verify.py"])
    done = subprocess.run([sys.executable, script, path], capture_output=True, text=True, check=False)
    return done.returncode, done.stdout


def test_a_signature_covers_file_result_and_answers(at: Proofs) -> None:
    at.supply(FIRST)
    at.answer(1, CHANGE)
    at.answer(2, KEEP, reason="作者要求保留")
    at.sign()
    proof = at.numbered(1)
    statement = json.loads(at.story.decisions(at.draft_id)[-1].statement)
    with at.app.database.read() as session:
        answers = proofs_state.answers_text(proofs_state.items(session, pk(proof)))
    assert statement["proof"] == {
        "number": 1,
        "sha256": hashlib.sha256(FIRST.encode()).hexdigest(),
        "collation": proof.collation_sha256,
        "answers": hashlib.sha256(answers).hexdigest(),
        "orders": 1,
        "kept": 1,
    }
    told = json.loads(at.app.store.get(proof.collation_sha256 or ""))
    assert told["sha256"] == proof.sha256
    assert [f["place"]["text"] for f in told["found"]] == ["各", "阅"]


REWRITING = [
    "UPDATE proof SET sha256 = 'x'",
    "UPDATE proof SET state = 'collating'",
    "DELETE FROM proof",
    "UPDATE proof_item SET start = 0, stop = 0, page = 7",
    "UPDATE proof_item SET answer = 'open'",
    "DELETE FROM proof_item",
    "UPDATE proof_answer SET answer = 'keep'",
    "DELETE FROM proof_answer",
    "INSERT INTO proof_item (draft_id, proof_id, number, origin, kind, place, manuscript, home, start, stop,"
    " fingerprint, ordered, unordered, answer, mark, wanted, reason) SELECT draft_id, id, 99, 'own', 'own', '{}', '{}', '{}',"
    " 0, 0, '', '', false, 'open', '', '', '' FROM proof",
]


def test_the_database_refuses_to_rewrite_a_signed_proof(at: Proofs) -> None:
    at.supply(FIRST)
    at.answer_all()
    at.sign()
    for statement in REWRITING:
        with pytest.raises(IntegrityError), at.app.database.write() as session:
            session.execute(text(statement))


def test_the_database_refuses_answers_of_the_author(at: Proofs) -> None:
    at.supply(FIRST)
    author = at.story.actors["linxiaoyu"].person_id
    with pytest.raises(IntegrityError), at.app.database.write() as session:
        session.execute(
            text("UPDATE proof_item SET answer = 'keep', answered_at = '2026-01-01', answered_by = :p"),
            {"p": author},
        )


def test_the_dossier_proves_the_proofs(at: Proofs, tmp_path: Path) -> None:
    at.supply(FIRST)
    at.answer(1, CHANGE)
    at.answer(2, KEEP, reason="作者要求保留")
    at.sign()
    at.supply(FIRST.replace("报各", "报名"))
    at.answer_all(KEEP)
    at.sign()
    for _ in range(2):
        proofs.reuse(at.app, at.story.actors["linxiaoyu"], at.draft_id)
        at.story.work()
        at.answer_all(KEEP)
        at.sign()
    at.sign()
    files = unzip(dossier(at.app, at.draft_id))
    code, told = verified(files, tmp_path)
    assert code == 0, told
    listed = json.loads(files["proofs.json"])
    assert files["proofs/1/original.txt"] == FIRST.encode()
    assert [(p["number"], p["stage"], p["state"]) for p in listed] == [
        (1, "first_proof", "ready"),
        (2, "second_proof", "ready"),
        (3, "third_proof", "ready"),
        (4, "read_through", "ready"),
    ]
    assert [h["answer"] for h in listed[0]["history"]] == ["change", "keep"]
    with at.app.database.read() as session:
        manifest = json.loads(session.exec(select(Release.manifest)).one())
    assert manifest["proof"]["sha256"] == listed[3]["sha256"]
    for name, old, new, said in (
        ("proofs/1/answers.json", "作者要求保留", "没有理由保留", "所签的不是第 1 份校样"),
        ("proofs/2/original.txt", "按时报名", "准时报名", "第 2 份校样的原件"),
        ("proofs/3/collation.json", "manuscript", "manuskript", "第 3 份校样的比对结果"),
    ):
        forged = files | {name: files[name].replace(old.encode(), new.encode())}
        assert forged != files
        reseal(forged, at.app.system_key)
        code, told = verified(forged, tmp_path)
        assert code == 1
        assert said in told
    lost = {name: data for name, data in files.items() if not name.startswith("proofs/4")}
    reseal(lost, at.app.system_key)
    assert verified(lost, tmp_path)[0] == 1
