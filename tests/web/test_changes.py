"""Opening on what changed since one signed, the views of a Word file, and the compare page, as pages."""

from __future__ import annotations

import re
from html import unescape

from documents.compare_changes import changes
from documents.model import Block, BlockKind, Cell, Document
from models import Verdict
from models.base import pk
from review import comments
from review.stages import document_of
from tests.review.story import Story
from tests.review.test_marks import TRACKED, commented, submitted
from tests.web.conftest import Web
from web import changed_paper, paper, sides
from web.annotate import Mark
from web.locale import translator

T = translator("zh")
TEXT = "\n".join(
    [
        "关于开展读书活动的通知",
        *(f"第{n}条，各科室应当认真组织，按时报名，由办公室汇总第{n}批名单。" for n in range(1, 31)),
    ]
)


def doc(texts: list[str]) -> Document:
    return Document("txt", tuple(Block(f"b{i}", BlockKind.PARAGRAPH, t) for i, t in enumerate(texts)))


def shown(old: list[str], new: list[str], marks: dict[str, list[Mark]] | None = None) -> str:
    """The HTML of every line, folds included."""
    before, after = doc(old), doc(new)
    pieces = changed_paper.pieces(before, after, changes(before, after), marks or {}, T)
    lines = [
        p for piece in pieces for p in (piece.pieces if isinstance(piece, changed_paper.Fold) else [piece])
    ]
    return "\n".join(str(line.html) for line in lines if isinstance(line, paper.Line))


def text_now(html: str) -> str:
    """What a reader of the new version reads: without what is struck and without signs."""
    html = re.sub(r"<del.*?</del>|<span data-aside>.*?</span>", "", html)
    return unescape(re.sub(r"<[^>]+>", "", html))


def test_words_out_and_in_with_a_finding_across_their_edge() -> None:
    mark = Mark("f1", "red", 2, 6, "误1", "#f1", "错误：甲", settled=False)
    html = shown(["请完成供暖设施检查。"], ["请完成暖气设施检查。"], {"b0": [mark]})
    assert '<del id="x1" data-hunk="1" tabindex="-1">供暖</del>' in html
    assert html.count('id="m-f1"') == 1, "a mark cut by a change keeps one anchor"
    assert html.count('data-marks="f1"') == 3
    assert text_now(html) == "请完成暖气设施检查。"


def test_a_point_mark_survives_at_every_place() -> None:
    for at in range(11):
        mark = Mark("f1", "yellow", at, at, "警1", "#f1", "警告：缺字")
        html = shown(["请完成供暖设施检查。"], ["请完成暖气设施检查。"], {"b0": [mark]})
        assert html.count('id="m-f1"') == 1, at
        assert text_now(html) == "请完成暖气设施检查。"


def test_hostile_text_is_escaped_on_every_side() -> None:
    evil = '<script>alert(1)</script><img src=x onerror="a()">'
    html = shown([evil + "甲乙丙丁戊己庚辛", "不变"], ["不变", evil.upper() + "新的一段话在这里"])
    rows = sides.rows(changes(doc([evil, "不变"]), doc(["不变", evil.upper()])))
    html += "".join(f"{r.old}{r.new}" for r in rows if isinstance(r, sides.Row))
    assert "<script" not in html.lower()
    assert "<img" not in html.lower()


def test_unchanged_stretches_fold_and_tables_stay_whole() -> None:
    cells = tuple(
        Block(f"c{r}{c}", BlockKind.TABLE_CELL, f"第{r}行第{c}格内容", cell=Cell(0, r, c))
        for r in range(3)
        for c in range(2)
    )
    texts = [f"第{n}段的文字各不相同，编号{n}。" for n in range(20)]
    old = Document("docx", (*doc(texts).blocks, *cells))
    changed = (
        *cells[:3],
        Block("c11", BlockKind.TABLE_CELL, "第1行第1格改过", cell=Cell(0, 1, 1)),
        *cells[4:],
    )
    new = Document("docx", (*doc(texts).blocks, *changed))
    pieces = changed_paper.pieces(old, new, changes(old, new), {}, T)
    folds = [p for p in pieces if isinstance(p, changed_paper.Fold)]
    assert [f.count for f in folds] == [19]
    table = next(p for p in pieces if isinstance(p, paper.Table))
    assert [len(row) for row in table.rows] == [2, 2, 2]
    assert "<del" in str(table.rows[1][1][0].html)


def _second_round(story: Story, new: str) -> str:
    """A draft that came back to its first reviewer with another text; returns its number."""
    draft = story.submit(TEXT)
    story.work()
    block = document_of(story.app, story.version(draft)).blocks[3]
    comments.add(
        story.app, story.actors["chensiyuan"], pk(story.version(draft)), block.id, 0, 3, "请核对条号。"
    )
    story.sign(draft, verdict=Verdict.RETURN, return_to="author", opinion="请修改")
    story.revise(draft, new)
    story.work()
    return story.draft(draft).number


def test_the_desk_opens_on_what_changed_since_my_signature(web: Web) -> None:
    new = TEXT.replace("第7条，各科室", "第7条，各部门").replace("第20批名单", "第20批清单")
    number = _second_round(web.story, new)
    mine = web.browser("chensiyuan")
    page = mine.get(f"/drafts/{number}").text
    assert "正文改动 2 处" in page
    assert re.findall(r'data-hunk="(\d)"', page) == ["1", "2"]
    assert re.findall(r"展开 (\d+) 段", page) == ["6", "10", "9"]
    assert "<del" in page
    whole = mine.get(f"/drafts/{number}?text=all").text
    assert "展开" not in whole
    assert "正文改动 2 处" in whole
    author = web.browser("linxiaoyu").get(f"/drafts/{number}").text
    assert "您签后的改动" not in author
    other = web.browser("sunlihua").get(f"/drafts/{number}").text
    assert "您签后的改动" not in other


def test_an_english_reader_gets_english_words(web: Web) -> None:
    number = _second_round(web.story, TEXT + "\n新加一条。")
    client = web.browser("chensiyuan")
    client.cookies.set("sanshen_language", "en")
    page = client.get(f"/drafts/{number}").text
    assert "Changed since you signed" in page
    assert "1 changes in the text" in page


def test_a_marked_word_file_says_what_to_do_and_where(web: Web) -> None:
    number = web.story.draft(submitted(web.story, TRACKED)).number
    page = web.browser("chensiyuan").get(f"/drafts/{number}").text
    assert "Word 文件里有 2 处未处理的修订" in page
    assert 'href="#open-marks"' in page
    assert 'href="#t-b1"' in page
    assert "请退回作者" in page
    own = web.browser("linxiaoyu").get(f"/drafts/{number}").text
    assert "审阅”选项卡" in own
    views = {
        name: web.browser("chensiyuan").get(f"/drafts/{number}/word?view={name}").text
        for name in ("marks", "final", "original")
    }
    assert "<del" in views["marks"]
    assert "<ins" in views["marks"]
    assert "李四 2026-01-05 09:00" in views["marks"]
    assert "读书节定于4月23日举行。" in views["final"]
    assert "读书节定于四月二十日举行。" in views["original"]


def test_resolved_comments_are_told_and_hold_nothing(web: Web) -> None:
    number = web.story.draft(submitted(web.story, commented(done=True))).number
    page = web.browser("chensiyuan").get(f"/drafts/{number}").text
    assert "1 条批注均已标为解决" in page
    assert "条未解决的批注" not in page


def test_views_of_what_is_no_word_file_are_refused_in_words(web: Web) -> None:
    web.draft(TEXT)
    number = web.story.draft(1).number
    answer = web.browser("chensiyuan").get(f"/drafts/{number}/word")
    assert answer.status_code == 422
    assert "只有 Word 和 WPS 文字的稿件有修订标记" in answer.text
    assert web.browser("chensiyuan").get(f"/drafts/{number}/word?view=x").status_code == 422


def test_the_author_settles_a_file_in_two_clicks(web: Web) -> None:
    number = web.story.draft(submitted(web.story, TRACKED)).number
    author = web.browser("linxiaoyu")
    assert "接受全部修订，去掉批注" in author.get(f"/drafts/{number}").text
    preview = author.post(f"/drafts/{number}/files/cleaned")
    assert "新文件将成为当前版次" in preview.text
    action = re.search(rf'action="(/drafts/{number}/revise/\d+)"', preview.text)
    assert action
    author.post(action[1], data={"note": "已接受全部修订"})
    web.story.work()
    page = web.browser("chensiyuan").get(f"/drafts/{number}").text
    assert "第 2 版" in page
    assert "处未处理的修订" not in page


def test_the_api_tells_the_same(web: Web) -> None:
    number = _second_round(web.story, TEXT.replace("第7条，各科室", "第7条，各部门"))
    mine = web.get(f"/api/v1/drafts/{number}/my-changes", "chensiyuan").json()
    assert (mine["since"]["version"], mine["changes"]["count"]) == (1, 1)
    assert web.get(f"/api/v1/drafts/{number}/my-changes", "zhaowenbo").json() is None
    both = web.get(f"/api/v1/drafts/{number}/changes", "zhaowenbo").json()
    assert (both["old"], both["new"], both["same_content"], both["changes"]["count"]) == (1, 2, False, 1)
    assert web.get(f"/api/v1/drafts/{number}/open-marks", "zhaowenbo").json() is None
    marked = web.story.draft(submitted(web.story, TRACKED)).number
    found = web.get(f"/api/v1/drafts/{marked}/open-marks", "zhaowenbo").json()
    assert (found["revisions"], found["comments"], found["blocks"]) == (2, 0, True)
