"""Saved web pages: the text that a visitor sees, block by block. Nothing of the page is run, fetched or kept.

Of a WeChat article its title and its body are read; of other pages the one `main` or `article` where there is exactly
one, else the whole body. What was left out is counted and told. Runs in a process of its own (`documents.guarded`).
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes

from lxml import etree

from documents.errors import DamagedError, EmptyFileError, TooLargeError
from documents.html_blocks import Blocks
from documents.html_style import Look, declarations, is_hidden, look_of, page_text
from documents.limits import Limits
from documents.model import BlockKind, Document, Unread

_DATA_URI = re.compile(r"data:image/[\w.+-]{1,40}(?:;[\w=-]{1,40}){0,4},[\w+/=%.~-]*")
_HEADINGS = {f"h{n}": n for n in range(1, 7)}
_BLOCKS = {
    *_HEADINGS,
    "p", "div", "section", "article", "main", "header", "footer", "nav", "aside",
    "address", "blockquote", "figure", "figcaption", "form", "fieldset", "legend",
    "ul", "ol", "li", "dl", "dt", "dd", "table", "caption", "thead",
    "tbody", "tfoot", "tr", "td", "th", "pre", "hr", "center", "details",
    "summary", "hgroup", "search", "body", "menu", "dir",
}  # fmt: skip
_NEVER_TEXT = {"script", "style", "template", "noscript", "head", "title", "link", "meta", "base", "datalist"}
_NEVER_TEXT |= {"rp", "map", "colgroup", "col", "param", "source", "track", "noembed", "noframes"}
# What a visitor sees there cannot be had from the file.
_SHOWN_ELSEWHERE = {
    "iframe": "嵌入的网页没有读入", "frame": "嵌入的网页没有读入", "object": "嵌入对象没有读入",
    "embed": "嵌入对象没有读入", "applet": "嵌入对象没有读入", "video": "视频没有读入", "audio": "音频没有读入",
    "canvas": "画布没有读入", "mpvoice": "音频没有读入", "mpvideo": "视频没有读入", "qqmusic": "音频没有读入",
    "mp-common-videosnap": "视频没有读入", "mp-common-mpaudio": "音频没有读入", "mp-common-profile": "名片没有读入",
    "mp-common-product": "商品卡片没有读入", "mp-miniprogram": "小程序卡片没有读入",
}  # fmt: skip
_MOST_TAGS = 200_000  # a tag of three bytes costs half a kilobyte once it is an element and a block
_CONTROLS = {"select", "textarea", "button", "input"}


@dataclass(frozen=True, slots=True)
class _Page:
    """What of a page is read: (element, is it the title) in order; `kind` is wechat, main or page."""

    kind: str
    parts: tuple[tuple[etree._Element, bool], ...]


def read_html(data: bytes, limits: Limits) -> Document:
    """Document of an HTML file. `Anchor.line` is the line of the page's text (from 1) that a block begins on.

    Raises:
        UnknownCharsetError, TooLargeError, EmptyFileError, DamagedError: see the classes.
    """
    text, charset = page_text(data, limits)
    images: list[str] = []
    text = _DATA_URI.sub(lambda match: _stored(match.group(), images), text)
    if text.count("<") > _MOST_TAGS:
        raise TooLargeError("网页的元素过多，无法审校。请复制到 Word 文档，拆分后再上传。")
    root = _parsed(text)
    page = _page(root)
    reader = _Reader(images)
    for element, is_title in page.parts:
        reader.read(element, is_title=is_title)
    blocks = reader.blocks.done()
    if not any(b.text.strip() for b in blocks if b.kind is not BlockKind.IMAGE):
        raise EmptyFileError(
            "网页里没有可审校的文字（可能靠脚本显示）。请在浏览器里另存为完整网页，或复制到 Word。"
        )
    left = _characters(root) - reader.seen
    return Document(
        "html",
        blocks,
        unread=tuple(reader.unread),
        notes=tuple(_remarks(reader, page, left)),
        facts={"charset": charset, "page": page.kind, "hidden": str(reader.hidden)},
    )


def _parsed(text: str) -> etree._Element:
    parser = etree.HTMLParser(
        encoding="utf-8", no_network=True, huge_tree=True, remove_pis=True, remove_comments=True
    )
    root = etree.fromstring(text.encode(), parser) if text.strip() else None
    if any("depth" in entry.message for entry in parser.error_log):
        raise DamagedError("网页的元素嵌套过深，无法读取。请复制到 Word 文档后再上传。")
    if root is None:
        raise EmptyFileError("文件里没有文字。请确认上传的是否为正确的文件。")
    return root


def _stored(address: str, images: list[str]) -> str:
    """Put the hash of an image that the page holds itself into `images`; returns the short address to read instead."""
    head, _, body = address.partition(",")
    raw = unquote_to_bytes(body)
    if head.endswith(";base64"):
        try:
            raw = base64.b64decode(raw + b"=" * (-len(raw) % 4))
        except (binascii.Error, ValueError):
            raw = body.encode()
    images.append(hashlib.sha256(raw).hexdigest())
    return f"data:,{len(images) - 1}"


def _page(root: etree._Element) -> _Page:
    article = next((e for e in root.iter() if e.get("id") == "js_content"), None)
    if article is not None:
        title = next((e for e in root.iter() if _is_article_title(e)), None)
        apart = title is not None and article not in title.iterancestors()
        return _Page("wechat", (*([(title, True)] if title is not None and apart else []), (article, False)))
    body = root.find("body")
    whole = root if body is None else body
    for name in ("main", "article"):
        found = list(whole.iter(name))
        if len(found) == 1 and _all_text(found[0]).strip():
            return _Page("main", ((found[0], False),))
    return _Page("page", ((whole, False),))


def _is_article_title(element: etree._Element) -> bool:
    in_class = element.tag == "h1" and "rich_media_title" in (element.get("class") or "")
    return in_class or element.get("id") == "activity-name"


def _all_text(element: etree._Element) -> str:
    return "".join(str(text) for text in element.itertext())


def _line(element: etree._Element) -> int | None:
    return element.sourceline if isinstance(element.sourceline, int) else None


def _characters(root: etree._Element) -> int:
    """Characters of the page that are no white space and stand where text can be shown."""
    count = 0
    walk = etree.iterwalk(root, events=("start", "end"))
    for event, element in walk:
        if event == "end":
            count += _visible(element.tail)
        elif element.tag in _NEVER_TEXT:
            walk.skip_subtree()
        else:
            count += _visible(element.text)
    return count


def _visible(text: str | None) -> int:
    return sum(not c.isspace() for c in text or "")


def _remarks(reader: _Reader, page: _Page, left: int) -> list[str]:
    remarks = []
    if page.kind == "wechat":
        remarks.append("识别为公众号文章：读入标题和正文。")
    elif page.kind == "main":
        remarks.append("读入的是网页的主要内容区。")
    if left > 0 and page.kind != "page":
        remarks.append(f"页面其余部分（导航、页脚等，约 {left} 字）没有读入。")
    if reader.hidden:
        remarks.append(f"有 {reader.hidden_places} 处隐藏文字（共 {reader.hidden} 字）没有读入。")
    if reader.rubies:
        remarks.append(f"有 {reader.rubies} 处注音没有读入正文。")
    return remarks


class _Reader:
    """One pass over the elements in document order, without recursion."""

    def __init__(self, images: list[str]) -> None:
        self.images = images
        self.blocks = Blocks()
        self.unread: dict[Unread, None] = {}  # an ordered set
        self.hidden = self.hidden_places = self.rubies = self.seen = 0
        self.looks: list[Look] = []

    def read(self, top: etree._Element, *, is_title: bool) -> None:
        """Blocks of `top`, whose own style is not asked: WeChat hides the body until its script has run."""
        self.blocks.title = is_title
        self.looks = [Look()]
        walk = etree.iterwalk(top, events=("start", "end"))
        for event, element in walk:
            tag = element.tag
            if event == "end":
                self._leave(element, tag, is_top=element is top)
            elif element is not top and self._is_out(element, tag):
                walk.skip_subtree()
            else:
                self._enter(element, tag)
        self.blocks.flush()
        self.blocks.title = False

    def _is_out(self, element: etree._Element, tag: str) -> bool:
        """Whether the element is not to be entered; says why where a visitor would see it."""
        style = declarations(element)
        out = True
        if tag in _NEVER_TEXT:
            pass
        elif tag in {"rt", "rtc"}:
            self.rubies += 1
            self.seen += _visible(_all_text(element))
        elif is_hidden(element, style):
            count = _visible(_all_text(element))
            self.hidden += count
            self.seen += count
            self.hidden_places += bool(count)
        elif tag in _SHOWN_ELSEWHERE:
            self._cannot(_SHOWN_ELSEWHERE[tag], element)
        elif tag in _CONTROLS:
            self._control(element, tag)
        elif tag == "svg":
            if _visible(_all_text(element)):
                self._cannot("图形（SVG）里的文字没有读入", element)
        else:
            out = False
        if out:
            self.looks.append(self.looks[-1])  # its end pops one
        return out

    def _control(self, element: etree._Element, tag: str) -> None:
        shown = element.get("value") or "" if tag == "input" else _all_text(element)
        if element.get("type", "").lower() != "hidden" and shown.strip():
            self._cannot("表单控件里的文字没有读入", element)

    def _cannot(self, reason: str, element: etree._Element) -> None:
        self.unread[Unread("正文", reason)] = None
        self.seen += _visible(_all_text(element))

    def _enter(self, element: etree._Element, tag: str) -> None:
        style = declarations(element)
        look = look_of(tag, element, style, self.looks[-1])
        self.looks.append(look)
        if "url(" in style.get("background", "") + style.get("background-image", ""):
            self.unread[Unread("正文", "背景图片没有读取")] = None
        if tag in _BLOCKS:
            self.blocks.flush()
            self.blocks.enter(element, tag, _HEADINGS.get(tag))
        elif tag == "br":
            self.blocks.add("\v", look, _line(element))
        elif tag == "img":
            self._image(element)
        elif tag == "q":
            self.blocks.add("“", look, _line(element))
        self._text(element.text, look, _line(element))

    def _leave(self, element: etree._Element, tag: str, *, is_top: bool) -> None:
        look = self.looks.pop()
        if tag == "q":
            self.blocks.add("”", look, _line(element))
        if tag in _BLOCKS:
            self.blocks.flush()
            self.blocks.leave(tag)
        if not is_top:
            self._text(element.tail, self.looks[-1], _line(element))

    def _text(self, text: str | None, look: Look, line: int | None) -> None:
        if text:
            self.seen += _visible(text)
            self.blocks.add(text.replace("\v", " "), look, line)

    def _image(self, element: etree._Element) -> None:
        """Its hash where the page holds it, else the hash of its address, so that another image is another content."""
        address = element.get("data-src") or element.get("data-original") or element.get("src") or ""
        kept, _, number = address.partition("data:,")
        if number.isdecimal() and not kept and int(number) < len(self.images):
            asset = self.images[int(number)]
        elif address:
            asset = hashlib.sha256(("url:" + address.strip()).encode()).hexdigest()
            self.unread[Unread("正文", "图片在网页文件之外，没有读取")] = None
        else:
            return
        self.blocks.image(" ".join((element.get("alt") or "").split()), asset, _line(element))
