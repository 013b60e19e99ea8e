"""The one table of what can be read: reader, pages, commands and refusals all ask here."""

from __future__ import annotations

from dataclasses import dataclass

LIBRE_OFFICE = "LibreOffice"
TESSERACT = "tesseract"


@dataclass(frozen=True, slots=True)
class Format:
    """One format. `name` is `Document.format`, `title` Chinese, `suffixes` lower case with their dot.

    `needs` is the program outside Python without which its files are refused. `walked`: a command that is given a
    folder takes such files; pictures are read only where they are named.
    """

    name: str
    title: str
    suffixes: tuple[str, ...]
    needs: str = ""
    walked: bool = True


FORMATS: tuple[Format, ...] = (
    Format("docx", "Word 文档", (".docx",)),
    Format("doc", "旧版 Word 文档", (".doc",), LIBRE_OFFICE),
    Format("wps", "WPS 文字", (".wps",), LIBRE_OFFICE),
    Format("odt", "OpenDocument 文档", (".odt",), LIBRE_OFFICE),
    Format("rtf", "RTF 文档", (".rtf",), LIBRE_OFFICE),
    Format("ofd", "OFD 版式文件", (".ofd",)),
    Format("md", "Markdown", (".md", ".markdown")),
    Format("html", "网页", (".html", ".htm")),
    Format("srt", "SRT 字幕", (".srt",)),
    Format("vtt", "WebVTT 字幕", (".vtt",)),
    Format("txt", "纯文本", (".txt", ".text")),
    Format("image", "图片", (".png", ".jpg", ".jpeg", ".tif", ".tiff"), TESSERACT, walked=False),
)
BY_SUFFIX: dict[str, Format] = {suffix: form for form in FORMATS for suffix in form.suffixes}
ACCEPT = ",".join(BY_SUFFIX)
"""What a file field offers, as its `accept` attribute."""
WALKED: frozenset[str] = frozenset(suffix for suffix, form in BY_SUFFIX.items() if form.walked)
READABLE = "、".join(f"{form.title}（{'、'.join(form.suffixes)}）" for form in FORMATS)
"""All that is accepted, for the sentence of a refusal."""


def named(name: str) -> Format:
    """The format of that name.

    Raises:
        KeyError: no such format.
    """
    return {form.name: form for form in FORMATS}[name]
