"""Width: half-width marks in Chinese text, full-width digits and letters, straight quotation marks, stray spaces."""

from __future__ import annotations

import re

from bench.quality.cases import Family, Group, Slip
from bench.quality.chance import Chance
from bench.quality.tools import HAN, pick, sentences

_COMMA = re.compile(rf"(?<=[{HAN}])，(?=[{HAN}])")
_STOP = re.compile(rf"(?<=[{HAN}])。(?=[{HAN}]|$)")
_OTHER = re.compile(rf"(?<=[{HAN}])[：；？！](?=[{HAN}]|$)")
_BRACKETS = re.compile(rf"(?<=[{HAN}])（([^（）]{{1,20}})）")
_QUOTES = re.compile(r"“([^“”]{1,20})”")
_NUMBER = re.compile(r"(?<![\d.〔第])\d{1,4}(?![\d.])")
_BETWEEN = re.compile(rf"(?<=[{HAN}])(?=[{HAN}])")
_HALF = {"：": ":", "；": ";", "？": "?", "！": "!"}


def _single(pattern: re.Pattern[str], new: str, chance: Chance, text: str) -> Slip | None:
    match = pick(chance, pattern, text)
    return Slip(((*match.span(), new),)) if match else None


def _comma(chance: Chance, text: str) -> Slip | None:
    return _single(_COMMA, ",", chance, text)


def _stop(chance: Chance, text: str) -> Slip | None:
    return _single(_STOP, ".", chance, text)


def _other(chance: Chance, text: str) -> Slip | None:
    match = pick(chance, _OTHER, text)
    return Slip(((*match.span(), _HALF[match[0]]),)) if match else None


def _brackets(chance: Chance, text: str) -> Slip | None:
    match = pick(chance, _BRACKETS, text)
    if not match:
        return None
    start, end = match.span()
    return Slip(((start, start + 1, "("), (end - 1, end, ")")))


def _straight(chance: Chance, text: str) -> Slip | None:
    match = pick(chance, _QUOTES, text)
    if not match:
        return None
    start, end = match.span()
    return Slip(((start, start + 1, '"'), (end - 1, end, '"')))


def _digits(chance: Chance, text: str) -> Slip | None:
    match = pick(chance, _NUMBER, text)
    if not match:
        return None
    return Slip(((*match.span(), "".join(chr(ord(c) + 0xFEE0) for c in match[0])),))


def _space(chance: Chance, text: str) -> Slip | None:
    match = pick(chance, _BETWEEN, text[12:-6])
    if not match:
        return None
    at = match.start() + 12
    return Slip(((at, at, chance.choice((" ", " ", "  ", "\u3000"))),))


HALF_COMMA = Family("half-comma", "半角逗号", Group.FORMAT, "GB/T 15834", inject=_comma)
HALF_STOP = Family("half-stop", "半角句点当句号", Group.FORMAT, "GB/T 15834", inject=_stop)
HALF_OTHER = Family("half-colon", "半角冒号、分号、问号、叹号", Group.FORMAT, "GB/T 15834", inject=_other)
HALF_BRACKETS = Family("half-brackets", "半角括号", Group.FORMAT, "GB/T 15834", inject=_brackets)
STRAIGHT = Family("straight-quotes", "直引号", Group.FORMAT, "GB/T 15834", inject=_straight)
FULL_DIGITS = Family("full-digits", "全角数字", Group.FORMAT, "GB/T 15835", inject=_digits)
SPACE = Family("stray-space", "汉字间多余空格", Group.FORMAT, "GB/T 9704", inject=_space)
FULL_LETTERS = Family(
    "full-letters",
    "全角字母",
    Group.FORMAT,
    "GB/T 15835",
    build=sentences(
        (
            "{unit}对[PDF|ＰＤＦ]文件逐页核对。",
            "全市[GDP|ＧＤＰ]同比增长{n}亿元。",
            "{town}新建[5G|５Ｇ]基站{n}个。",
            "会议通报了[PM2.5|ＰＭ2.5]监测情况。",
            "新版[APP|ＡＰＰ]已经上线，注册用户{nn}人。",
            "{unit}启用了[OA|ＯＡ]系统，公文流转用时缩短。",
            "请下载[WPS|ＷＰＳ]表格后填写。",
            "现场共完成[DNA|ＤＮＡ]样本采集{nn}份。",
            "{place}更换了[LED|ＬＥＤ]照明设备。",
            "[A|Ａ]级景区的数量比上年增加{n}家。",
            "试点单位用[AI|ＡＩ]辅助审核稿件。",
            "[B2|Ｂ2]型驾驶证的换发工作由{unit}负责。",
            "{unit}开通了[VR|ＶＲ]虚拟展厅。",
            "项目采用[BIM|ＢＩＭ]技术施工。",
            "服务大厅提供免费[WiFi|ＷｉＦｉ]。",
            "{place}配备了[AED|ＡＥＤ]急救设备。",
            "全区已有[ETC|ＥＴＣ]车道{n}条。",
            "产品通过了[ISO|ＩＳＯ]认证。",
            "{person}获得[MBA|ＭＢＡ]学位。",
            "样本用[CT|ＣＴ]检查。",
            "{town}率先试用[GPS|ＧＰＳ]定位管理车辆。",
            "[KTV|ＫＴＶ]、网吧等场所是检查重点。",
            "维生素[C|Ｃ]含量较高。",
            "污水处理达到一级[A|Ａ]标准。",
        )
    ),
)
