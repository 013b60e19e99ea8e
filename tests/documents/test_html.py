"""Saved web pages: what a visitor sees is what is read; what is left out is told."""

from __future__ import annotations

import hashlib

import pytest

from documents import errors
from documents.guarded import read_apart
from documents.limits import Limits
from documents.model import BlockKind, Document
from documents.read import read
from documents.read_html import read_html

ARTICLE = """<!DOCTYPE html><html><head><meta charset="utf-8"><title>城南书市开市</title>
<script>var nothing = "<p>不是正文</p>"</script><style>p { color: red }</style></head><body>
<div id="nav">导航</div><h1 class="rich_media_title" id="activity-name">
   城南书市开市
</h1><div id="js_content" style="visibility: hidden; opacity: 0;"><section data-role="outer"><section>
<p><span style="font-size: 20px"><strong>一场热闹</strong></span></p></section>
<section style="text-align: justify"><p style="text-align:center"><span style="font-size:15px">今天上午，
书市开市，参加的书店</span><span style="font-size:15px"> 36 家。</span></p></section>
<p><br></p><p><strong>小标题</strong></p><p style="font-size:15px">第二段正文讲书市的来历和规模，比标题长得多。</p>
<p style="display:none">看不见的话</p><section style="height:0;overflow:hidden">也看不见</section>
<p><img data-src="https://example.cn/1.png" src="data:image/gif;base64,R0lGOD" alt="现场"></p>
<p><img src="data:image/png;base64,aGVsbG8=" alt="内嵌"></p><mpvoice name="音频"></mpvoice></section></div>
<div class="foot">页脚文字</div></body></html>"""


def page(body: str) -> Document:
    """A page around a body, read in this process."""
    return read_html(f"<!DOCTYPE html><meta charset=utf-8><body>{body}</body>".encode(), Limits())


def shown(document: Document) -> list[tuple[str, int | None, str]]:
    return [(b.kind.value, b.level, b.text) for b in document]


def test_a_saved_wechat_article() -> None:
    document = read(ARTICLE.encode(), "推文.html")
    assert document.format == "html"
    assert shown(document) == [
        ("heading", None, "城南书市开市"),
        ("heading", 1, "一场热闹"),
        ("paragraph", None, "今天上午，书市开市，参加的书店 36 家。"),
        ("heading", 2, "小标题"),
        ("paragraph", None, "第二段正文讲书市的来历和规模，比标题长得多。"),
        ("image", None, "现场"),
        ("image", None, "内嵌"),
    ]
    assert document.facts == {"charset": "utf-8", "page": "wechat", "hidden": "9"}
    assert document.blocks[2].style.alignment == "center"
    assert document.blocks[6].asset == hashlib.sha256(b"hello").hexdigest()
    assert document.blocks[5].asset == hashlib.sha256(b"url:https://example.cn/1.png").hexdigest()
    assert {u.reason for u in document.unread} == {"图片在网页文件之外，没有读取", "音频没有读入"}
    assert any("2 处隐藏文字（共 9 字）" in note for note in document.notes)
    assert any("约 6 字）没有读入" in note for note in document.notes)


def test_another_picture_is_another_content() -> None:
    other = ARTICLE.replace("1.png", "2.png")
    assert read(ARTICLE.encode(), "a.html").content_hash() != read(other.encode(), "a.html").content_hash()


def test_lists_tables_and_structure() -> None:
    document = page(
        "<h2>甲</h2><p>一、不是表题，是一级标题</p><ol start=3><li>三</li><li><p>四</p><p>四续</p><ul><li>内</li></ul></li></ol>"
        "<ol type=a reversed><li>乙</li><li>甲</li></ol>"
        "<table><caption>表题</caption><tr><th colspan=2>头</th></tr><tr><td rowspan=2>左</td>"
        "<td>右<table><tr><td>内格</td></tr></table></td></tr><tr><td>右下</td></tr></table>"
        "<figure><img src='x.png' alt='图'><figcaption>图题</figcaption></figure><blockquote>引文<br>次行</blockquote>"
    )
    assert shown(document) == [
        ("heading", 2, "甲"), ("heading", 1, "一、不是表题，是一级标题"), ("list_item", 1, "3. 三"),
        ("list_item", 1, "4. 四"), ("list_item", 1, "四续"), ("list_item", 2, "内"), ("list_item", 1, "b. 乙"),
        ("list_item", 1, "a. 甲"), ("caption", None, "表题"), ("table_cell", None, "头"), ("table_cell", None, "左"),
        ("table_cell", None, "右"), ("table_cell", None, "内格"), ("table_cell", None, "右下"), ("image", None, "图"),
        ("caption", None, "图题"), ("paragraph", None, "引文\n次行"),
    ]  # fmt: skip
    cells = [
        (b.text, b.cell.table, b.cell.row, b.cell.column, b.cell.row_span, b.cell.column_span)
        for b in document
        if b.cell
    ]
    assert cells == [
        ("头", 0, 0, 0, 1, 2), ("左", 0, 1, 0, 2, 1), ("右", 0, 1, 1, 1, 1), ("内格", 1, 0, 0, 1, 1), ("右下", 0, 2, 1, 1, 1),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("body", "texts"),
    [
        ("<p>第一行\n  第二行\n<b>third line</b>\nfourth</p>", ["第一行第二行third line fourth"]),
        ("<p>word\n word</p>", ["word word"]),
        ("甲<br><br>乙<br>丙", ["甲", "乙\n丙"]),
        ("<p>甲<div>乙</div>丙</p>", ["甲", "乙", "丙"]),
        ("<p>&nbsp;&nbsp;\u3000缩进</p><p>&nbsp;</p>", ["缩进"]),
        ("<pre>一\n  二</pre>", ["一\n  二"]),
        ("<p>他说<q>好</q>。&amp;&lt;&#x4e00;</p>", ["他说“好”。&<一"]),
        ("<p><ruby>汉<rp>(</rp><rt>hàn</rt><rp>)</rp></ruby>字</p>", ["汉字"]),
        ("<p>甲<!-- 注释 -->乙<script>x()</script>丙</p>", ["甲乙丙"]),
        ("<details><summary>摘要</summary>细节</details>", ["摘要", "细节"]),
        ("<p>e\u0301</p>", ["\u00e9"]),
        ("<p>甲<p>乙", ["甲", "乙"]),
        ("<p>未闭合<b>粗<i>斜</p><p>次段", ["未闭合粗斜", "次段"]),
    ],
)
def test_white_space_and_inline(body: str, texts: list[str]) -> None:
    assert [b.text for b in page(body)] == texts


@pytest.mark.parametrize(
    "hide",
    [
        "hidden", "style='display:none'", "style='DISPLAY : none !important'", "style='visibility:hidden'",
        "style='opacity:0'", "style='font-size:0px'", "style='max-height:0;overflow:hidden'",
    ],
)  # fmt: skip
def test_hidden_text_is_not_read_but_counted(hide: str) -> None:
    document = page(f"<p>看得见</p><div {hide}>看不见<p>也看不见</p></div><p>也看得见</p>")
    assert [b.text for b in document] == ["看得见", "也看得见"]
    assert document.facts["hidden"] == "7"


def test_what_cannot_be_read_is_listed() -> None:
    document = page(
        "<p>文</p><iframe src=x></iframe><video></video><svg><text>图中字</text></svg><select><option>项</select>"
        "<div style='background:url(x.png)'>底</div>"
    )
    assert [b.text for b in document] == ["文", "底"]
    assert [u.reason for u in document.unread] == [
        "嵌入的网页没有读入", "视频没有读入", "图形（SVG）里的文字没有读入", "表单控件里的文字没有读入", "背景图片没有读取",
    ]  # fmt: skip


def test_main_part_of_an_ordinary_page() -> None:
    document = page("<nav>导航</nav><main><h1>题</h1><p>文</p></main><footer>页脚</footer>")
    assert shown(document) == [("heading", 1, "题"), ("paragraph", None, "文")]
    assert any("约 4 字）没有读入" in note for note in document.notes)
    two = page("<article>甲</article><article>乙</article>")
    assert [b.text for b in two] == ["甲", "乙"]


TEXT = "关于做好安全生产工作的通知，各单位要高度重视。"


@pytest.mark.parametrize(
    ("data", "charset"),
    [
        (f"<meta charset=gb2312><p>{TEXT}㊣".encode("gb18030"), "gb18030"),
        (
            f'<meta http-equiv="Content-Type" content="text/html; charset=GBK"><p>{TEXT}'.encode("gb18030"),
            "gb18030",
        ),
        (b"\xef\xbb\xbf" + f"<meta charset=gbk><p>{TEXT}".encode(), "utf-8"),
        (b"\xff\xfe" + f"<p>{TEXT}".encode("utf-16-le"), "utf-16-le"),
        (f"<meta charset=utf-16><p>{TEXT}".encode(), "utf-8"),
        (f"<meta charset=utf-8><p>{TEXT}".encode("gb18030"), "gb18030"),
        (f"<meta charset=no-such><p>{TEXT}".encode("gb18030"), "gb18030"),
        (f"<p>{TEXT}".encode("gb18030"), "gb18030"),
    ],
)
def test_charset(data: bytes, charset: str) -> None:
    document = read_html(data, Limits())
    assert document.blocks[0].text.startswith(TEXT)
    assert document.facts["charset"] == charset


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"<html><script>x</script></html>", errors.EmptyFileError),
        (b"   ", errors.EmptyFileError),
        (b"<p hidden>x</p>", errors.EmptyFileError),
        (b"<div>" * 5000 + b"x", errors.DamagedError),
        (bytes(range(256)) * 40, errors.UnknownCharsetError),
        ("字".encode() * 2000, errors.TooLargeError),
    ],
)
def test_refusals(data: bytes, kind: type[errors.UnreadableError]) -> None:
    with pytest.raises(kind):
        read(data, "页.html", Limits(characters=1000 if kind is errors.TooLargeError else 10_000_000))


def test_a_tag_of_a_hundred_thousand_attributes_is_stopped() -> None:
    """The parser is quadratic there, half a minute in native code: only the end of its process stops it."""
    hostile = ("<p " + " ".join(f"a{i}=1" for i in range(120_000)) + ">x</p>").encode()
    with pytest.raises(errors.TooSlowError):
        read_apart("read_html", hostile, Limits(), cpu=1.0)


def test_scripts_never_reach_the_clean_page() -> None:
    from documents.write_html import clean_html

    document = page("<p onclick=alert(1)>甲<img src=x onerror=alert(1) alt='<script>'>&lt;script&gt;x</p>")
    clean = clean_html(document, "题")
    assert "<script" not in clean
    assert "onerror" not in clean
    assert document.blocks[0].text == "甲<script>x"
    assert document.blocks[0].kind is BlockKind.PARAGRAPH
