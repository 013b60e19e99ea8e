"""A book piece through three proofs and the read-through with PDFs set by LibreOffice: a hundred orders rechecked."""

from __future__ import annotations

import random
import shutil
import subprocess
from collections import Counter
from pathlib import Path

import pytest
from docx import Document as WordDocument

from documents.proof_marks import Mark
from models.base import pk
from review import drafts, proof_answers, proofs
from review.audit.export import verify
from tests.documents.test_collate import prose
from tests.review.proof_story import CHANGE, KEEP, Proofs
from tests.review.story import Story

pytestmark = [
    pytest.mark.integration,
    pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed"),
]
KINDS = ["done"] * 80 + ["not_done"] * 10 + ["wrong"] * 10


class Setting:
    """The manuscript and what the typesetter made of it: a first proof of 100 slips, a second in which 80 are mended,
    10 are not, 10 are mended wrongly and 15 other places have changed, and a third that is right."""

    def __init__(self) -> None:
        chance = random.Random(20260305)  # noqa: S311 - test text
        self.manuscript = prose(chance, 130)
        self.kinds = list(KINDS)
        chance.shuffle(self.kinds)
        self.first, self.second = list(self.manuscript), list(self.manuscript)
        for n, kind in enumerate(self.kinds):
            text = self.manuscript[n]
            at = chance.randrange(8, len(text) - 8)
            slip = chance.choice(["囧", "", text[at] + "囝"])
            self.first[n] = text[:at] + slip + text[at + 1 :]
            put = {"done": text[at], "not_done": slip, "wrong": "囹圄"}[kind]
            self.second[n] = text[:at] + put + text[at + 1 :]
        for n in chance.sample(range(100, 130), 15):
            at = chance.randrange(8, len(self.manuscript[n]) - 8)
            self.second[n] = self.second[n][:at] + "囫" + self.second[n][at:]


def word(paragraphs: list[str], path: Path) -> bytes:
    made = WordDocument()
    made.sections[0].header.paragraphs[0].text = "审校工作手册"
    made.add_heading("审校工作手册", level=1)
    for text in paragraphs:
        made.add_paragraph(text)
    made.save(str(path))
    return path.read_bytes()


@pytest.fixture(scope="module")
def setting() -> Setting:
    return Setting()


@pytest.fixture(scope="module")
def printed(setting: Setting, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The manuscript as Word and the three proofs as PDF."""
    folder = tmp_path_factory.mktemp("typeset")
    for name, paragraphs in (
        ("first", setting.first),
        ("second", setting.second),
        ("third", setting.manuscript),
    ):
        word(paragraphs, folder / f"{name}.docx")
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    names = [str(folder / f"{name}.docx") for name in ("first", "second", "third")]
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder), *names]
    subprocess.run(command, check=True, capture_output=True, timeout=240)
    pdfs = {name: (folder / f"{name}.pdf").read_bytes() for name in ("first", "second", "third")}
    return pdfs | {"manuscript": word(setting.manuscript, folder / "manuscript.docx")}


def test_three_typeset_proofs(story: Story, setting: Setting, printed: dict[str, bytes]) -> None:
    author = story.actors["linxiaoyu"]
    uploaded = drafts.upload(story.app, author, printed["manuscript"], "手册.docx")
    draft = drafts.submit(story.app, author, uploaded.upload_id, title="审校工作手册", pipeline="typeset")
    at = Proofs(story, draft_id=draft.draft_id)
    at.supply(printed["first"], name="一校样.pdf")
    assert Counter(i.origin for i in at.items()) == {"collation": 100}
    assert all(i.page is not None for i in at.items())
    at.answer_many([i.number for i in at.items()], CHANGE)
    assert {Mark(i.mark) for i in at.items()} >= {Mark.REPLACE, Mark.DELETE, Mark.INSERT}
    at.sign()

    assert "100 处改动还没有核红" in at.held()
    at.supply(printed["second"], name="二校样.pdf")
    rechecked = [i for i in at.items() if i.origin == "recheck"]
    assert [i.kind for i in rechecked] == setting.kinds
    strayed = [i for i in at.items() if i.origin != "recheck"]
    assert [(i.kind, i.place["text"], i.unordered) for i in strayed] == [("extra", "囫", True)] * 15
    assert "还有 115 处没有答复" in at.held()
    signer = story.actors[at.signer]
    assert proof_answers.confirm_done(story.app, signer, pk(at.proof())) == 80
    at.answer_many([i.number for i in at.items() if i.answer == "open"], CHANGE)
    at.sign()

    at.supply(printed["third"], name="三校样.pdf")
    assert Counter((i.origin, i.kind) for i in at.items()) == {("recheck", "done"): 35}
    assert proof_answers.confirm_done(story.app, story.actors[at.signer], pk(at.proof())) == 35
    at.sign()

    proofs.reuse(story.app, author, at.draft_id)
    story.work()
    assert at.items() == []
    at.sign()
    at.sign()
    assert story.draft(at.draft_id).state == "released"
    assert {d.verdict for d in story.decisions(at.draft_id)} == {"approve"}
    assert [p.state for p in (at.numbered(n) for n in (1, 2, 3, 4))] == ["ready"] * 4
    assert verify(story.app).problems == ()
    assert KEEP in {i.answer for i in at.items_of(2)}
