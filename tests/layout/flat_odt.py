"""A conforming official document written for LibreOffice (flat OpenDocument), which then makes the .docx itself."""

from __future__ import annotations

from xml.sax.saxutils import escape

_NAMES = {
    "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
    "style": "urn:oasis:names:tc:opendocument:xmlns:style:1.0",
    "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
    "fo": "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0",
    "svg": "urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0",
}
FONTS = ("方正小标宋简体", "仿宋", "黑体", "楷体", "宋体")


def _style(
    name: str,
    font: str,
    size: float,
    *,
    align: str = "justify",
    first: float = 0,
    right: float = 0,
    more: str = "",
    color: str = "",
) -> str:
    """A paragraph style; indents in characters of its size."""
    tint = f' fo:color="{color}"' if color else ""
    return (
        f'<style:style style:name="{name}" style:family="paragraph"><style:paragraph-properties fo:text-align="{align}" '
        f'fo:text-indent="{first * size}pt" fo:margin-right="{right * size}pt" fo:margin-left="0pt" {more}/>'
        f'<style:text-properties style:font-name-asian="{font}" style:font-name="{font}" '
        f'fo:font-size="{size}pt" style:font-size-asian="{size}pt"{tint}/></style:style>'
    )


LINES = (
    ("secrecy", "秘密★2年"),
    ("secrecy", "加急"),
    ("issuer", "青川市教育局文件"),
    ("empty", ""),
    ("empty", ""),
    ("number", "青教发〔2026〕8号"),
    ("empty", ""),
    ("empty", ""),
    ("title", "青川市教育局关于组织秋季教学视导的通知"),
    ("empty", ""),
    ("plain", "各县（市、区）教育局，市直各学校："),
    ("body", "为提高课堂教学质量，定于10月组织教学视导，现将有关事项通知如下。"),
    ("one", "一、时间安排"),
    ("body", "10月12日至16日，每所学校一天。"),
    ("one", "二、视导内容"),
    ("two", "（一）课堂教学"),
    ("body", "随堂听课，课后与教师交流。"),
    ("two", "（二）教学管理"),
    ("body", "1.查看教案和作业。"),
    ("body", "2.召开教师座谈会。"),
    ("empty", ""),
    ("body", "附件：视导日程表"),
    ("empty", ""),
    ("empty", ""),
    ("signed", "青川市教育局"),
    ("signed", "2026年9月28日"),
    ("mark", "附件"),
    ("title", "视导日程表"),
    ("body", "10月12日，青川一中。"),
    ("empty", ""),
    ("copies", "抄送：市委教育工委，市政府督导室。"),
    ("end", "青川市教育局办公室 2026年9月29日印发"),
)


def flat_odt() -> bytes:
    """The document as .fodt."""
    names = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in _NAMES.items())
    faces = "".join(f'<style:font-face style:name="{f}" svg:font-family="{f}"/>' for f in FONTS)
    red = 'fo:border-bottom="1.5pt solid #ff0000" fo:padding-bottom="11pt"'
    thin = 'fo:border-top="1pt solid #000000"'
    # The grid of characters is counted from the type of the default style.
    styles = (
        '<style:default-style style:family="paragraph"><style:text-properties style:font-name-asian="仿宋" '
        'fo:font-size="16pt" style:font-size-asian="16pt"/></style:default-style>'
        + _style("Standard", "仿宋", 16)
        + _style("empty", "仿宋", 16)
        + _style("secrecy", "黑体", 16)
        + _style("issuer", "方正小标宋简体", 44, align="center", color="#ff0000")
        + _style("number", "仿宋", 16, align="center", more=red)
        + _style("title", "方正小标宋简体", 22, align="center")
        + _style("plain", "仿宋", 16)
        + _style("body", "仿宋", 16, first=2)
        + _style("one", "黑体", 16, first=2)
        + _style("two", "楷体", 16, first=2)
        + _style("signed", "仿宋", 16, align="end", right=4)
        + _style("mark", "黑体", 16, more='fo:break-before="page"')
        + _style("copies", "仿宋", 14, first=1, more=thin)
        + _style("end", "仿宋", 14, first=1)
        + _style("odd", "宋体", 14, align="end", right=1)
        + _style("even", "宋体", 14, align="start").replace('fo:margin-left="0pt"', 'fo:margin-left="14pt"')
    )
    page = (
        '<style:page-layout style:name="A4"><style:page-layout-properties fo:page-width="210mm" fo:page-height="297mm" '
        'fo:margin-top="37mm" fo:margin-left="28mm" fo:margin-right="26mm" fo:margin-bottom="24mm" '
        'style:layout-grid-mode="both" style:layout-grid-lines="22" style:layout-grid-base-height="29pt" '
        'style:layout-grid-ruby-height="0pt" style:layout-grid-base-width="15.8pt" style:layout-grid-standard-mode="true"/>'
        '<style:footer-style><style:header-footer-properties fo:min-height="11mm" fo:margin-top="4.6mm" '
        'svg:height="11mm"/></style:footer-style></style:page-layout>'
    )
    number = "— <text:page-number>1</text:page-number> —"
    master = (
        '<style:master-page style:name="Standard" style:page-layout-name="A4">'
        f'<style:footer><text:p text:style-name="odd">{number}</text:p></style:footer>'
        f'<style:footer-left><text:p text:style-name="even">{number}</text:p></style:footer-left></style:master-page>'
    )
    body = "".join(f'<text:p text:style-name="{style}">{escape(text)}</text:p>' for style, text in LINES)
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document {names} office:version="1.3" '
        'office:mimetype="application/vnd.oasis.opendocument.text">'
        f"<office:font-face-decls>{faces}</office:font-face-decls>"
        f"<office:styles>{styles}</office:styles><office:automatic-styles>{page}</office:automatic-styles>"
        f"<office:master-styles>{master}</office:master-styles>"
        f"<office:body><office:text>{body}</office:text></office:body></office:document>"
    ).encode()
