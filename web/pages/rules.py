"""规则与词表: the house rules in force, and one's own draft of changes to them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import Form, Query, Request, UploadFile
from fastapi.responses import Response

from checks import house_toml
from checks.house import House
from checks.model import Gate, Severity
from checks.registry import all_checks
from checks.wordlists import Entry
from review import house, house_edits
from review.access import Act
from review.errors import InvalidError, RefusedError
from review.house_changes import PARTS, SPACINGS, FaultyRulesError, ignored_key, tsv_of
from review.read import house as model
from review.read.common import Page, clamp, paged
from web.downloads import attachment
from web.routing import page, router
from web.session import actor_of, app_of
from web.templating import go, render

routes = router()
Text = Annotated[str, Form()]
PAGE_SIZE = 100
GATES = tuple(gate.value for gate in Gate)
SEVERITIES = tuple(severity.value for severity in Severity)
WORD_FORM = ("term", "old", "replacement", "severity", "unless", "why")
FILES = {"toml": "sanshen.toml", "tsv": "words.tsv", "txt": "dictionary.txt"}


@dataclass(frozen=True, slots=True)
class Line:
    """A fact of the rules as the list shows it. `mark`: what one's own draft does to it, "" = nothing."""

    key: str
    text: str
    mark: str
    word: Entry | None = None
    check: str = ""


@page(routes, "GET", "/rules", act=Act.RULES_READ)
def rules(
    request: Request,
    part: str = "words",
    q: str = "",
    gate: str = "",
    edit: str = "",
    page_number: Annotated[int, Query(alias="page")] = 1,
) -> Response:
    """One part of the rules; words, dictionary, ignored texts, checks or spacing."""
    return _rules(request, part=part, q=q, gate=gate, edit=edit, number=page_number)


def _rules(
    request: Request,
    *,
    part: str,
    q: str = "",
    gate: str = "",
    edit: str = "",
    number: int = 1,
    typed: dict[str, str] | None = None,
    error: RefusedError | None = None,
) -> Response:
    found = model.rules(app_of(request), actor_of(request))
    part = part if part in PARTS else "words"
    return render(
        request,
        "rules.html",
        status=error.status if error else 200,
        rules=found,
        part=part,
        parts=[p.value for p in PARTS],
        counts=_counts(found.seen),
        lines=_page(_lines(found, part), q, number),
        checks=model.check_rows(found.seen, q, gate) if part == "off" else (),
        every_check=all_checks(),
        typed=_typed(found.seen, edit) | (typed or {}),
        spacings=SPACINGS,
        severities=SEVERITIES,
        gates=GATES,
        gate=gate,
        q=q,
        query=f"part={part}&",
        error=error.message if error else "",
        faults=error.faults if isinstance(error, FaultyRulesError) else (),
    )


def _counts(seen: House) -> dict[str, int]:
    counts = {p.value: len(getattr(seen, p)) for p in PARTS if p != "spacing"}
    return counts | {"spacing": int(seen.spacing != "free")}


def _lines(found: model.Rules, part: str) -> list[Line]:
    """The part as one's draft would make it, and what the draft would remove."""
    seen, now = _facts(found.seen, part), _facts(found.house, part)
    lines = []
    for key in sorted({*seen, *now}):
        touched = (part, key) in found.touched
        mark = "" if not touched else "removed" if key not in seen else "changed" if key in now else "added"
        text, word, check = seen.get(key) or now[key]
        lines.append(Line(key, text, mark, word, check))
    return lines


def _facts(rules: House, part: str) -> dict[str, tuple[str, Entry | None, str]]:
    if part == "words":
        return {e.term: (e.term, e, "") for e in rules.words}
    if part == "dictionary":
        return {w: (w, None, "") for w in rules.dictionary}
    if part == "ignored":
        return {ignored_key(i): (i.text, None, i.check) for i in rules.ignored}
    return {}


def _page(lines: list[Line], q: str, number: int) -> Page[Line]:
    wanted = q.strip().lower()
    hits = [line for line in lines if not wanted or wanted in _searched(line)]
    number = clamp(number, PAGE_SIZE, len(hits))
    return paged(hits[(number - 1) * PAGE_SIZE : number * PAGE_SIZE], number, PAGE_SIZE, len(hits))


def _searched(line: Line) -> str:
    more = (*line.word.replacements, line.word.why) if line.word else ()
    return "\n".join((line.text, line.check, *more)).lower()


def _typed(seen: House, edit: str) -> dict[str, str]:
    """The word form, filled with the word that is to be changed."""
    word = next((e for e in seen.words if edit and e.term == edit), None)
    if word is None:
        return dict.fromkeys((*WORD_FORM, "words", "text", "check"), "")
    return dict.fromkeys(("words", "text", "check"), "") | {
        "term": word.term,
        "old": word.term,
        "replacement": " | ".join(word.replacements),
        "severity": word.severity.value if word.severity else "",
        "unless": " | ".join(word.unless),
        "why": word.why,
    }


def _draft(request: Request, part: str, edit: house_edits.Edit, typed: dict[str, str]) -> Response:
    try:
        house.draft(app_of(request), actor_of(request), edit)
    except RefusedError as error:
        return _rules(request, part=part, typed=typed, error=error)
    return go(f"/rules?part={part}", "flash.rules_drafted")


@page(routes, "POST", "/rules/words", act=Act.RULES_PROPOSE)
def put_word(
    request: Request,
    term: Text = "",
    old: Text = "",
    replacement: Text = "",
    severity: Text = "",
    unless: Text = "",
    why: Text = "",
) -> Response:
    """Add or change an own word in one's draft."""
    cells = (term, old, replacement, severity, unless, why)
    typed = dict(zip(WORD_FORM, cells, strict=True))
    try:
        entry = house_edits.entry_of(term, replacement, severity, unless, why)
    except InvalidError as error:
        return _rules(request, part="words", typed=typed, error=error)
    return _draft(request, "words", house_edits.put_word(entry, old), typed)


@page(routes, "POST", "/rules/dictionary", act=Act.RULES_PROPOSE)
def add_dictionary(request: Request, words: Text = "") -> Response:
    """Add terms that are right as they stand."""
    try:
        edit = house_edits.add_dictionary(words)
    except InvalidError as error:
        return _rules(request, part="dictionary", error=error)
    return _draft(request, "dictionary", edit, {"words": words})


@page(routes, "POST", "/rules/ignored", act=Act.RULES_PROPOSE)
def add_ignored(request: Request, text: Text = "", check: Text = "") -> Response:
    """Add a text that is no fault here."""
    typed = {"text": text, "check": check}
    return _draft(request, "ignored", house_edits.add_ignored(text, check), typed)


@page(routes, "POST", "/rules/checks", act=Act.RULES_PROPOSE)
def switch(request: Request, check: Text = "", off: Text = "") -> Response:
    """Leave a check out, or run it again."""
    return _draft(request, "off", house_edits.switch(check, off=off == "1"), {})


@page(routes, "POST", "/rules/spacing", act=Act.RULES_PROPOSE)
def space(request: Request, value: Text = "") -> Response:
    """Choose what stands between Chinese and letters or digits."""
    try:
        edit = house_edits.space(value)
    except InvalidError as error:
        return _rules(request, part="spacing", error=error)
    return _draft(request, "spacing", edit, {})


@page(routes, "POST", "/rules/remove", act=Act.RULES_PROPOSE)
def remove(request: Request, part: Text = "", key: Text = "") -> Response:
    """Take one fact out of the rules, in one's draft."""
    return _draft(request, part, house_edits.remove(part, key), {})


@page(routes, "GET", "/rules/exchange", act=Act.RULES_READ)
def exchange(request: Request) -> Response:
    """Taking rules in from a file, and giving them out."""
    return _exchange(request)


def _exchange(
    request: Request, error: RefusedError | None = None, kind: str = "toml", text: str = ""
) -> Response:
    return render(
        request,
        "rules_exchange.html",
        status=error.status if error else 200,
        rules=model.rules(app_of(request), actor_of(request)),
        files=FILES,
        kind=kind,
        text=text,
        error=error.message if error else "",
        faults=error.faults if isinstance(error, FaultyRulesError) else (),
    )


@page(routes, "POST", "/rules/exchange", act=Act.RULES_PROPOSE)
def take_in(
    request: Request,
    kind: Text = "toml",
    whole: Text = "",
    text: Text = "",
    file: UploadFile | str | None = None,
) -> Response:
    """Take a file, or what was pasted, into one's draft."""
    try:
        if file is not None and not isinstance(file, str) and file.filename:
            text = _decoded(file.file.read())
        edit = house_edits.take_in(kind, text, whole=whole == "1")
        house.draft(app_of(request), actor_of(request), edit, "import")
    except RefusedError as error:
        return _exchange(request, error, kind, text)
    return go("/rules/proposals", "flash.rules_taken_in")


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InvalidError("文件不是 UTF-8 编码，请另存为 UTF-8 后再导入。") from error


@page(routes, "GET", "/rules/export/{kind}", act=Act.RULES_READ)
def give_out(request: Request, kind: str, version: int | None = None) -> Response:
    """The rules in force (or of a version) as a file."""
    number, found = model.house_of_version(app_of(request), version)
    texts = {
        "toml": lambda: house_toml.dumps(found),
        "tsv": lambda: tsv_of(found.words),
        "txt": lambda: "".join(f"{word}\n" for word in found.dictionary),
    }
    if kind not in texts:
        raise InvalidError("没有这种文件。")
    name, _, suffix = FILES[kind].partition(".")
    return attachment(texts[kind]().encode(), f"{name}-v{number}.{suffix}", "text/plain; charset=utf-8")
