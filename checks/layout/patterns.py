"""How the elements of an official document read, also where they are written wrongly."""

from __future__ import annotations

import re

from checks.layout.profile import Element, official

HAN = "〇零○Ｏ一二三四五六七八九十"
_YEAR = rf"(?:(?:19|20)\d\d|[一二][{HAN}]{{3}})"
_MONTH_DAY = rf"(?:\d{{1,2}}|[{HAN}]{{1,3}})"
DATE_TEXT = rf"{_YEAR}\s*(?:年\s*{_MONTH_DAY}\s*月\s*{_MONTH_DAY}\s*日|[.．/\-－—]\s*\d{{1,2}}\s*[.．/\-－—]\s*\d{{1,2}})"
DATE = re.compile(DATE_TEXT)
# A year with its month alone, or blanks left for the day, as drafts have it.
OPEN_DATE = re.compile(rf"{_YEAR}\s*年\s*(?:{_MONTH_DAY}|[×xX＿_ ]*)\s*月(?:\s*(?:[×xX＿_ ]*)\s*日)?")

COPY_NUMBER = re.compile(r"(?:份号[：:]?\s*|[№#]\s*|No\.?\s*)?\d{3,8}")
SECRECY = re.compile(
    r"(?:绝\s*密|机\s*密|秘\s*密|内\s*部)(?:\s*[★☆*]?\s*(?:长期|\d{1,2}\s*(?:年|个月)|[一二三四五十]{1,2}(?:年|个月))?)?"
)
URGENCY = re.compile(r"(?:特\s*急|加\s*急|平\s*急|特\s*提|急\s*件)")
ISSUER = re.compile(r"[^，。；：！？、]{3,40}文\s*件")
NUMBER = re.compile(
    r"[\u4e00-\u9fff]{1,12}\s*(?:[〔\[［(（【{]\s*(?:19|20)?\d\d\s*年?\s*[〕\]］)）】}]|(?:19|20)\d\d\s*[〔\[［(（【])"
    r"\s*第?\s*\d{1,5}\s*[〕\]］)）】]?\s*号"
)
SIGNER = re.compile(r"签\s*发\s*人\s*[：:]?.{0,40}", re.DOTALL)

_WORDS = official().words
KINDS = _WORDS["kinds"]
_KIND = "|".join(sorted(KINDS, key=len, reverse=True))
TITLE_ENDS = re.compile(rf"(?:{_KIND})(?:\s*[（(][^（）()]{{1,12}}[）)])?\Z")
BRACKETED = re.compile(r"[（(].{1,60}[）)]", re.DOTALL)
TITLE_DATE = re.compile(rf"[（(]?\s*{DATE_TEXT}[^。]{{0,40}}[）)]|{DATE_TEXT}")

_UNITS = "|".join(sorted(_WORDS["units"], key=len, reverse=True))
UNIT = re.compile(rf"[^，。；：！？、\d\n]{{1,40}}(?:{_UNITS})(?:[（(][^（）()]{{1,12}}[）)])?")
# 各县（市、区）人民政府，市政府各部门：   the last mark may be missing or wrong
ADDRESSEE = re.compile(rf"[^。；！？\n]{{0,200}}(?:{_UNITS})(?:[（(][^（）()]{{1,12}}[）)])?[，、。；:：]?")
ADDRESSEE_COLON = re.compile(r"[^。；！？：:\n]{2,200}[：:]")
VERBS = re.compile("|".join(_WORDS["verbs"]))

_N = "一二三四五六七八九十百"
LABELS: tuple[tuple[Element, re.Pattern[str]], ...] = (
    (Element.CHAPTER, re.compile(rf"第[{_N}\d]{{1,5}}[章节编篇]")),
    (Element.LEVEL_1, re.compile(rf"[{_N}]{{1,4}}\s*[、.．，：](?![{_N}])")),
    (Element.LEVEL_2, re.compile(rf"[（(]\s*[{_N}]{{1,4}}\s*[）)]|[\u3220-\u3229]")),
    (Element.LEVEL_3, re.compile(r"\d{1,2}\s*[.．、](?!\d)|[\u2488-\u249b]")),
    (Element.LEVEL_4, re.compile(r"[（(]\s*\d{1,2}\s*[）)]|[\u2474-\u2487]|[\u2460-\u2473]")),
)

ATTACHMENT_NOTE = re.compile(r"附\s*件?\s*(?:[：:]\s*\S|\d{1,2}\s*[.．、：:]\s*\S)", re.DOTALL)
ATTACHMENT_ITEM = re.compile(r"\d{1,2}\s*[.．、](?!\d)\s*[^。；]{1,80}[。；，]?")
ATTACHMENT_MARK = re.compile(rf"附\s*件\s*(?:\d{{1,2}}|[{_N}]{{1,3}})?\s*[：:]?")
COPIES = re.compile(r"(?:抄\s*送|抄\s*报|分\s*送|发\s*送|主\s*送)\s*[：: ].+", re.DOTALL)
PRINTED = re.compile(
    rf"(?:[^。；]{{2,40}}\s+)?{DATE_TEXT}\s*印\s*发.{{0,2}}|[^。；]{{2,30}}\s*印\s*发|[（(]共印.{{1,10}}份[）)]",
    re.DOTALL,
)
SIGNED_DATE = re.compile(rf"(?P<unit>[^，。；：！？]{{2,40}}?)[\s\u3000]+(?P<date>{DATE_TEXT})", re.DOTALL)


def label_of(text: str) -> tuple[Element, int] | None:
    """The level a line's label stands for, and where the label ends; None without one."""
    for element, pattern in LABELS:
        match = pattern.match(text)
        if match is not None:
            return element, match.end()
    return None


def is_date(text: str) -> bool:
    """Whether a line is nothing but a date, however it is written."""
    return bool(DATE.fullmatch(text) or OPEN_DATE.fullmatch(text))


def is_sentence(text: str) -> bool:
    """Whether a line is running text rather than a title, a name or a label."""
    return text.endswith(("。", "！", "？", "；", "，")) or "。" in text
