"""A Word file with open tracked changes or comments is signed by nobody; settling them in Word frees it."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace

import pytest

from documents.errors import MissingToolError
from documents.revisions import Change
from models import Draft, Verdict, Version
from models.base import pk
from review import decide, drafts, marks, pipelines
from review.errors import BlockedError, InvalidError
from review.pipeline_yaml import PipelineError
from review.read import desk as desk_model
from review.read import marks as read_marks
from tests.fixtures.documents import package, paragraph, run
from tests.review.story import Story

WHO = 'w:id="9" w:author="李四" w:date="2026-01-05T09:00:00Z"'
INS = f"<w:ins {WHO}>{run('4月23日')}</w:ins>"
DEL = f"<w:del {WHO}><w:r><w:delText>四月二十日</w:delText></w:r></w:del>"
REST = paragraph(run("请各科室认真组织，按时报名。"))
CLEAN = package(paragraph(run("读书节定于4月23日举行。")) + REST)
TRACKED = package(paragraph(run("读书节定于") + DEL + INS + run("举行。")) + REST)
W15 = "http://schemas.microsoft.com/office/word/2012/wordml"


def commented(done: bool) -> bytes:
    """A file with one comment, resolved or not, as Word writes it."""
    body = paragraph(
        '<w:commentRangeStart w:id="1"/>' + run("读书节") + '<w:commentRangeEnd w:id="1"/>'
        '<w:r><w:commentReference w:id="1"/></w:r>' + run("定于4月23日举行。")
    )
    text = paragraph(run("请核对日期。")).replace("<w:p>", '<w:p w14:paraId="0A0B0C0D">')
    data = package(body + REST, {"comments": f'<w:comment w:id="1" w:author="赵主任">{text}</w:comment>'})
    return _with_state(data, done)


def _with_state(data: bytes, done: bool) -> bytes:
    """The same package with the part that says whether the comment is resolved."""
    kind = "http://schemas.microsoft.com/office/2011/relationships/commentsExtended"
    link = f'<Relationship Id="rIdX" Type="{kind}" Target="commentsExtended.xml"/></Relationships>'
    w14 = ' xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"'
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as given, zipfile.ZipFile(out, "w") as made:
        for name in given.namelist():
            raw = given.read(name)
            if name == "word/_rels/document.xml.rels":
                raw = raw.replace(b"</Relationships>", link.encode())
            if name == "word/comments.xml" and b"xmlns:w14" not in raw:
                raw = raw.replace(b"<w:comments", b"<w:comments" + w14.encode(), 1)
            made.writestr(name, raw)
        state = f'<w15:commentEx w15:paraId="0A0B0C0D" w15:done="{int(done)}"/>'
        made.writestr(
            "word/commentsExtended.xml", f'<w15:commentsEx xmlns:w15="{W15}">{state}</w15:commentsEx>'
        )
    return out.getvalue()


def submitted(story: Story, data: bytes, pipeline: str = "notice", name: str = "通知.docx") -> int:
    """A Word draft whose first stage is open and whose findings are answered."""
    author = story.actors["linxiaoyu"]
    upload = drafts.upload(story.app, author, data, name)
    made = drafts.submit(story.app, author, upload.upload_id, title="读书节", pipeline=pipeline).draft_id
    story.work()
    story.dismiss_all(made, "chensiyuan")
    return made


def held(story: Story, draft_id: int) -> list[str]:
    """Codes of what holds the approval of the first reviewer."""
    found = decide.blockers(story.app, story.actors["chensiyuan"], pk(story.stage_run(draft_id)))
    return [b.code for b in found]


def test_open_changes_hold_the_approval_and_no_other_answer(story: Story) -> None:
    draft = submitted(story, TRACKED)
    assert held(story, draft) == [marks.CODE]
    with pytest.raises(BlockedError, match="2 处未处理的修订") as refused:
        story.sign(draft)
    assert [b.code for b in refused.value.blockers] == [marks.CODE]
    assert story.decisions(draft) == []
    assert story.sign(draft, verdict=Verdict.RETURN, return_to="author").state == "returned"


def test_an_unresolved_comment_holds_and_a_resolved_one_does_not(story: Story) -> None:
    with pytest.raises(BlockedError, match="1 条未解决的批注"):
        story.sign(submitted(story, commented(done=False)))
    draft = submitted(story, commented(done=True))
    assert held(story, draft) == []
    assert not story.sign(draft).late


def test_the_settled_file_takes_the_place_of_the_marked_one_though_its_text_is_the_same(story: Story) -> None:
    draft = submitted(story, TRACKED)
    before = story.version(draft)
    author = story.actors["linxiaoyu"]
    upload = drafts.upload(story.app, author, CLEAN, "通知.docx")
    done = drafts.revise(story.app, author, draft, upload.upload_id, note="已接受全部修订")
    after = story.version(draft)
    assert (done.changed, after.id) == (True, done.version_id)
    assert before.content_hash == after.content_hash
    story.work()
    story.dismiss_all(draft, "chensiyuan")
    assert held(story, draft) == []
    story.sign(draft)
    # A file of the same text that settles nothing is filed beside the signed one, as ever.
    again = drafts.upload(story.app, author, commented(done=True), "通知.docx")
    assert not drafts.revise(story.app, author, draft, again.upload_id).changed


def test_a_pipeline_may_let_marks_pass(story: Story) -> None:
    draft = submitted(story, TRACKED)
    allowing = replace(story.pipeline(draft), open_marks_block=False)
    with story.app.database.read() as session:
        run_ = story.stage_run(draft)
        assert marks.blockers(story.app, session, story.pipeline(draft), run_)
        assert marks.blockers(story.app, session, allowing, run_) == []


def test_the_switch_is_part_of_a_definition_only_where_it_is_used() -> None:
    shipped = pipelines.shipped()["notice"]
    text = shipped.source
    allowing = pipelines.parse(text.replace("channels:", "open_marks: allow\nchannels:"), "notice")
    assert (shipped.open_marks_block, allowing.open_marks_block) == (True, False)
    assert "open_marks" not in shipped.plain()
    assert allowing.plain()["open_marks"] == "allow"
    assert allowing.hash != shipped.hash
    assert (
        pipelines.parse(text.replace("channels:", "open_marks: block\nchannels:"), "notice").hash
        == shipped.hash
    )
    with pytest.raises(PipelineError, match="不在可用的值之中"):
        pipelines.parse(text.replace("channels:", "open_marks: maybe\nchannels:"), "notice")


def test_the_desk_lists_every_open_mark_with_its_place(story: Story) -> None:
    draft = submitted(story, TRACKED)
    desk = desk_model.desk(story.app, story.actors["chensiyuan"], story.draft(draft).number)
    found = read_marks.open_marks(story.app, desk)
    assert found is not None
    assert [(m.kind, m.author, m.time[:10], m.text, m.block) for m in found.marks] == [
        (Change.DELETE.value, "李四", "2026-01-05", "四月二十日", "b1"),
        (Change.INSERT.value, "李四", "2026-01-05", "4月23日", "b1"),
    ]
    assert (found.revisions, found.comments, found.blocks, found.problem) == (2, 0, True, "")
    comment = submitted(story, commented(done=False))
    desk = desk_model.desk(story.app, story.actors["chensiyuan"], story.draft(comment).number)
    listed = read_marks.open_marks(story.app, desk)
    assert listed is not None
    assert [(m.kind, m.author, m.text, m.around) for m in listed.marks] == [
        ("comment", "赵主任", "请核对日期。", "读书节")
    ]


def test_the_three_views(story: Story) -> None:
    number = story.draft(submitted(story, TRACKED)).number
    final, original = (
        read_marks.word_view(story.app, number, name).document for name in ("final", "original")
    )
    assert final.blocks[0].text == "读书节定于4月23日举行。"
    assert original.blocks[0].text == "读书节定于四月二十日举行。"
    every = read_marks.word_view(story.app, number, "marks").paragraphs
    assert [(s.text, s.change) for s in every[0][0].pieces] == [
        ("读书节定于", None),
        ("四月二十日", Change.DELETE),
        ("4月23日", Change.INSERT),
        ("举行。", None),
    ]
    with pytest.raises(InvalidError):
        read_marks.word_view(story.app, number, "sideways")
    plain = story.submit()
    with pytest.raises(InvalidError, match="只有 Word"):
        read_marks.word_view(story.app, story.draft(plain).number, "marks")


def test_marks_that_cannot_be_read_hold_too(story: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    """A .doc whose converter is gone: nobody knows what is open, so nobody approves."""
    draft = submitted(story, CLEAN)
    with story.app.database.read() as session:
        version = session.get_one(Version, session.get_one(Draft, draft).current_version_id)

    def gone(*_: object) -> bytes:
        raise MissingToolError("本机没有安装 LibreOffice。")

    monkeypatch.setattr(marks, "as_docx", gone)
    monkeypatch.setattr(marks, "_known", {})
    assert marks.of_version(story.app, version).problem == "本机没有安装 LibreOffice。"
    with pytest.raises(BlockedError, match="读不出来"):
        story.sign(draft)
