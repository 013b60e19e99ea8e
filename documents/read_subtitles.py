"""Subtitles (SubRip, WebVTT): a block a cue, its times in `Anchor.part`; tags out, every character mapped to the source.

Sources: WebVTT (W3C); SubRip has no standard, this follows what players accept.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field

from documents.errors import DamagedError, EmptyFileError
from documents.limits import Limits
from documents.model import Anchor, Block, BlockKind, Document, Unread
from documents.offsets import Text
from documents.read_text import EDGES, decode_bounded

_LINE = re.compile(r"\r\n|[\n\r]")
_TIME = r"(?:(\d{1,4}):)?(\d{1,2}):(\d{1,2})[,.](\d{1,3})"
_TIMING = re.compile(rf"[ \t]*(?P<times>{_TIME}[ \t]*-->[ \t]*{_TIME})(?:[ \t].*)?")
# <i>, <c.red>, <v 张三>, <00:01.000>, {\an8}: never text. A lone < or { is.
_TAG = re.compile(
    r"</?(?:[biusv]|c|lang|ruby|font)(?:[.\s][^<>\n]{0,200})?>|<\d[\d:.,]{4,15}>|\{\\[^{}\n]{1,200}\}",
    re.IGNORECASE,
)
_RUBY = re.compile(r"<rt>.*?(?:</rt>|$)", re.IGNORECASE | re.MULTILINE)
_ENTITY = re.compile(r"&(?:amp|lt|gt|nbsp|lrm|rlm|#\d{1,7}|#[xX][0-9a-fA-F]{1,6});")
_SKIPPED = re.compile(r"(?:NOTE|STYLE|REGION)(?:[ \t].*)?")
_UNREAD_SHOWN = 50


@dataclass(slots=True)
class _Line:
    text: str
    start: int
    number: int


@dataclass(slots=True)
class _Found:
    """What is collected over the file."""

    blocks: list[Block] = field(default_factory=list)
    stray: list[int] = field(default_factory=list)
    remarks: list[int] = field(default_factory=list)
    backwards: list[int] = field(default_factory=list)


def read_srt(data: bytes, limits: Limits) -> Document:
    """Document of a SubRip file.

    Raises:
        UnknownCharsetError, TooLargeError, EmptyFileError, DamagedError: see the classes.
    """
    return _read(data, limits, "srt")


def read_vtt(data: bytes, limits: Limits) -> Document:
    """Document of a WebVTT file; comments and style sheets in it are left out and told.

    Raises:
        UnknownCharsetError, TooLargeError, EmptyFileError, DamagedError: see the classes.
    """
    return _read(data, limits, "vtt")


def _read(data: bytes, limits: Limits, form: str) -> Document:
    text, charset = decode_bounded(data, limits)
    lines = _lines(text)
    if form == "vtt":
        if not lines or not re.match(r"WEBVTT(?:[ \t]|$)", lines[0].text):
            raise DamagedError("文件不是 WebVTT 字幕：第一行应为 WEBVTT。SRT 字幕请把文件名改为 .srt。")
        lines = lines[1:]
    found = _Found()
    for group in _groups(lines):
        _cue(group, form, found)
    if not found.blocks:
        raise EmptyFileError("文件里没有字幕文字。请确认上传的是否为正确的文件。")
    shown = found.stray[:_UNREAD_SHOWN]
    unread = [Unread(f"第 {number} 行", "不在任何一条字幕里，没有读入") for number in shown]
    if len(found.stray) > len(shown):
        unread.append(
            Unread("其余各行", f"还有 {len(found.stray) - len(shown)} 行不在任何一条字幕里，没有读入")
        )
    return Document(form, tuple(found.blocks), charset, tuple(unread), tuple(_remarks(found)))


def _remarks(found: _Found) -> list[str]:
    remarks = []
    if found.remarks:
        remarks.append(f"有 {len(found.remarks)} 处说明或样式没有审校（第 {found.remarks[0]} 行起）。")
    if found.backwards:
        where = "、".join(str(number) for number in found.backwards[:10])
        remarks.append(f"有 {len(found.backwards)} 条字幕的结束时间不晚于开始时间（第 {where} 行）。")
    return remarks


def _lines(text: str) -> list[_Line]:
    lines, start = [], 0
    for number, match in enumerate([*_LINE.finditer(text), None], 1):
        end = match.start() if match else len(text)
        lines.append(_Line(text[start:end], start, number))
        start = match.end() if match else end
    return lines


def _groups(lines: list[_Line]) -> list[list[_Line]]:
    """Stretches between blank lines; a line of times begins a new one too, since blank lines get lost."""
    groups: list[list[_Line]] = [[]]
    for line in lines:
        group = groups[-1]
        if not line.text.strip():
            groups.append([])
            continue
        if _TIMING.fullmatch(line.text) and any(_TIMING.fullmatch(other.text) for other in group):
            # The number of the new cue stands on the line before its times.
            numbered = len(group) > 1 and group[-1].text.strip().isdecimal()
            groups.append([group.pop()] if numbered else [])
        groups[-1].append(line)
    return [group for group in groups if group]


def _cue(group: list[_Line], form: str, found: _Found) -> None:
    places = ((i, timing) for i, line in enumerate(group[:2]) if (timing := _TIMING.fullmatch(line.text)))
    at, timing = next(places, (-1, None))
    if timing is None:
        if form == "vtt" and _SKIPPED.fullmatch(group[0].text):
            found.remarks.append(group[0].number)
        elif (
            len(group) > 1 or not group[0].text.strip().isdecimal()
        ):  # the number of a cue without text is nothing
            found.stray += [line.number for line in group]
        return
    if _milliseconds(timing, 2) >= _milliseconds(timing, 6):
        found.backwards.append(group[at].number)
    whole = Text()
    end = 0
    for line in group[at + 1 :]:
        if whole.chars:
            whole.spread("\n", end, line.start)
        _plain(line, form, whole)
        end = line.start + len(line.text)
    here = whole.span(EDGES)
    if here is None:
        return
    found.blocks.append(
        Block(
            id=f"b{len(found.blocks) + 1}",
            kind=BlockKind.PARAGRAPH,
            text=here.text,
            anchor=Anchor(part=timing["times"], line=group[at].number),
            source_start=here.source_start,
            offsets=here.offsets,
            ends=here.own_ends,
        )
    )


def _milliseconds(timing: re.Match[str], first: int) -> int:
    hours, minutes, seconds, fraction = (timing.group(first + i) for i in range(4))
    whole = (int(hours or 0) * 60 + int(minutes)) * 60 + int(seconds)
    return whole * 1000 + int(fraction.ljust(3, "0"))


def _plain(line: _Line, form: str, whole: Text) -> None:
    """The line without its tags; references stand for their character in WebVTT."""
    text, place = line.text, 0
    while place < len(text):
        tag = _RUBY.match(text, place) or _TAG.match(text, place)
        entity = _ENTITY.match(text, place) if form == "vtt" else None
        if tag is not None:
            place = tag.end()
        elif entity is not None:
            shown = html.unescape(entity.group()).replace("\xa0", " ")
            whole.spread(shown, line.start + place, line.start + entity.end())
            place = entity.end()
        else:
            whole.add(text[place], [line.start + place], [line.start + place + 1])
            place += 1
