"""Turning what people's answers suggest into a proposal of house rules: still two people, still to be looked at."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from checks.house import House, Ignored
from checks.model import Severity
from review import house
from review.access import Act, require
from review.actors import Actor
from review.app import App
from review.errors import InvalidError
from review.house_changes import difference
from review.read.learning import Suggestion, learning

_LOWER = {Severity.RED: Severity.YELLOW, Severity.YELLOW: Severity.BLUE}
_WORDS_LEVEL = Severity.YELLOW  # of W200, where a word has none of its own
NAMED = 8


def propose(app: App, actor: Actor, keys: Iterable[str], days: int) -> int:
    """Propose the chosen suggestions of the page (by `Suggestion.key`). Returns the proposal's id.

    What is proposed is looked up again: a form cannot smuggle in what the answers do not speak for.

    Raises:
        NotAllowedError, InvalidError, FaultyRulesError: nothing proposed.
    """
    require(actor, Act.RULES_PROPOSE)
    wanted = set(keys)
    chosen = [s for s in learning(app, days).suggestions if s.key in wanted]
    if not chosen:
        raise InvalidError("请至少勾选一项。建议可能已有变化，请刷新后再选。")
    now = house.active(app).house
    after = now
    for suggestion in chosen:
        after = with_suggestion(after, suggestion)
    return house.propose(app, actor, difference(now, after), reason(chosen, days), "learning")


def with_suggestion(rules: House, suggestion: Suggestion) -> House:
    """`rules` with what the suggestion asks for."""
    match suggestion.kind:
        case "dictionary":
            return replace(rules, dictionary=(*rules.dictionary, suggestion.text))
        case "ignored":
            return replace(rules, ignored=(*rules.ignored, Ignored(suggestion.text, suggestion.check)))
        case "check_off":
            return replace(rules, off=(*rules.off, suggestion.check))
        case "word_off":
            return replace(rules, words=tuple(e for e in rules.words if e.term != suggestion.text))
        case _:
            lowered = (
                e._replace(severity=_LOWER.get(e.severity or _WORDS_LEVEL, Severity.BLUE))
                if e.term == suggestion.text
                else e
                for e in rules.words
            )
            return replace(rules, words=tuple(lowered))


def reason(chosen: list[Suggestion], days: int) -> str:
    """Why, in one Chinese sentence, with the counts behind it."""
    period = f"近 {days} 天" if days else "历来"
    named = "；".join(
        f"{s.text or s.check}：不改 {s.dismissed} 次、采纳 {s.accepted} 次" for s in chosen[:NAMED]
    )
    more = f"；等 {len(chosen)} 项" if len(chosen) > NAMED else ""
    return f"根据{period}的处置：{named}{more}。"
