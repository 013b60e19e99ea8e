"""Read the YAML of a pipeline: plain data if it fits, else every problem with its place.

The text comes from administrators through a web page, so it is treated as hostile: size and depth are
limited, anchors, aliases and tags are refused, and nothing is made of it but texts, numbers, lists and dicts.
"""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, cast

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode
from ruamel.yaml.tokens import AliasToken, AnchorToken, DocumentStartToken, TagToken

from review.conditions import ANY_TOPIC, topics

SCHEMA = Path(__file__).resolve().parent.parent / "pipelines" / "pipeline.schema.json"
MAX_CHARACTERS = 64 * 1024
MAX_DEPTH = 12
_RESERVED = "author、earlier、after_release"
_INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]{0,14})", re.ASCII)
_TYPES = {
    "object": "若干“键: 值”",
    "array": "列表",
    "string": "文字",
    "number": "数字",
    "boolean": "true 或 false",
}

Route = tuple[str | int, ...]


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """What is wrong with a definition, and where; line and column count from 1."""

    line: int
    column: int
    message: str

    def __str__(self) -> str:
        return f"第 {self.line} 行第 {self.column} 列：{self.message}"


class PipelineError(ValueError):
    """A definition cannot be used. `problems` is never empty and sorted by place."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = sorted(set(problems))
        super().__init__("\n".join(map(str, self.problems)))


@cache
def schema() -> dict[str, Any]:
    """The published JSON schema."""
    loaded: dict[str, Any] = json.loads(SCHEMA.read_text(encoding="utf-8"))
    return loaded


def read(text: str, name: str) -> dict[str, Any]:
    """The definition as plain data.

    Raises:
        PipelineError: with every problem found.
    """
    tree = _Tree(_compose(text))
    data = tree.data
    problems = list(tree.problems)
    for error in Draft202012Validator(schema()).iter_errors(data):
        problems += _explain(error, tree)
    if not problems:
        problems += _cross_check(data, name, tree)
    if problems:
        raise PipelineError(problems)
    checked: dict[str, Any] = data
    return checked


def _compose(text: str) -> Node:
    if len(text) > MAX_CHARACTERS:
        raise PipelineError([Problem(1, 1, f"流程超过 {MAX_CHARACTERS} 字符")])
    try:
        _scan(text)
        node: Node | None = YAML(typ="safe", pure=True).compose(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        raise PipelineError([Problem(line, column, _syntax(error.problem or ""))]) from error
    except PipelineError:
        raise
    except (YAMLError, ValueError, LookupError, AttributeError, AssertionError) as error:
        # The scanner has ways to fail on odd control characters that it does not mark.
        raise PipelineError([Problem(1, 1, "不是合格的 YAML 文本")]) from error
    if node is None:
        raise PipelineError([Problem(1, 1, "流程是空的")])
    return node


def _scan(text: str) -> None:
    """Refuse what could make the reader run long or deep, before anything is built."""
    depth = starts = 0
    for token in YAML(typ="safe", pure=True).scan(text):
        place = (token.start_mark.line + 1, token.start_mark.column + 1)
        kind = type(token).__name__
        if isinstance(token, AnchorToken | AliasToken | TagToken):
            raise PipelineError([Problem(*place, "流程中不能用 &、*、! 标记；文字以它们开头时请加引号")])
        starts += isinstance(token, DocumentStartToken)
        if starts > 1:
            raise PipelineError([Problem(*place, "一个文件只能写一个流程")])
        if not kind.startswith(("Stream", "Document")):
            depth += kind.endswith("StartToken") - kind.endswith("EndToken")
        if depth > MAX_DEPTH:
            raise PipelineError([Problem(*place, "嵌套过深")])


class _Tree:
    """Plain data of a node tree, and where each key and value stands in the text."""

    def __init__(self, node: Node) -> None:
        self.problems: list[Problem] = []
        self._values: dict[Route, tuple[int, int]] = {}
        self._keys: dict[Route, tuple[int, int]] = {}
        self.data: Any = self._plain(node, ())

    def at(self, path: Route, message: str, *, key: bool = False) -> Problem:
        """A problem at the value of `path` (or at its key), or at the nearest thing above it."""
        places = self._keys if key else self._values
        while path and path not in places:
            path, places = path[:-1], self._values
        return Problem(*places.get(path, (1, 1)), message)

    def _plain(self, node: Node, path: Route) -> Any:
        self._values[path] = (node.start_mark.line + 1, node.start_mark.column + 1)
        if isinstance(node, MappingNode):
            return self._mapping(node, path)
        if isinstance(node, SequenceNode):
            return [self._plain(item, (*path, index)) for index, item in enumerate(node.value)]
        return _scalar(node)

    def _mapping(self, node: MappingNode, path: Route) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key_node, value_node in node.value:
            place = (key_node.start_mark.line + 1, key_node.start_mark.column + 1)
            if not isinstance(key_node, ScalarNode):
                self.problems.append(Problem(*place, "键应为文字"))
                continue
            key = str(key_node.value)
            if key in found:
                self.problems.append(Problem(*place, f"“{key}”写了两次"))
            self._keys[(*path, key)] = place
            found[key] = self._plain(value_node, (*path, key))
        return found


def _scalar(node: Node) -> Any:
    text, tag = str(node.value), str(node.tag).rpartition(":")[2]
    if tag == "null":
        return None
    if tag == "bool":
        return text.lower() == "true"
    if tag == "int" and _INTEGER.fullmatch(text):
        return int(text)
    if tag == "float":
        try:
            number = float(text)
        except ValueError:
            return text
        return number if abs(number) < 1e15 else text  # infinities and NaN stay text, and so no number
    return text


def _explain(error: ValidationError, tree: _Tree) -> Iterator[Problem]:
    """One schema error in words, at its place."""
    path = tuple(error.absolute_path)
    value, wanted = cast("Any", error.instance), cast("Any", error.validator_value)
    if error.validator == "additionalProperties":
        known = list(cast("dict[str, Any]", error.schema)["properties"])
        for key in [k for k in value if k not in known]:
            yield tree.at((*path, key), f"不认识“{key}”" + _hint(key, known), key=True)
    elif error.validator == "required":
        for key in [k for k in wanted if k not in value]:
            yield tree.at(path, f"缺少“{key}”")
    elif error.validator == "enum":
        allowed = [str(option) for option in wanted]
        yield tree.at(
            path, f"“{_short(value)}”不在可用的值之中：{'、'.join(allowed)}" + _hint(str(value), allowed)
        )
    elif error.validator == "not":  # the schema's only one: choices where there is nothing to choose
        yield tree.at((*path, "choices"), "“choices”只能用于 kind: choice", key=True)
    else:
        yield tree.at(path, _sentence(error, value, wanted))


def _sentence(error: ValidationError, value: Any, wanted: Any) -> str:
    name = next((str(part) for part in reversed(error.absolute_path) if isinstance(part, str)), "流程")
    if error.validator == "type":
        types = wanted if isinstance(wanted, list) else [wanted]
        return f"“{name}”应为{'或'.join(_TYPES[t] for t in types if t in _TYPES)}"
    if error.validator == "pattern":
        return f"“{_short(value)}”不合格：只用小写英文字母、数字和连接符，字母开头"
    sentences = {
        "minItems": f"“{name}”至少要有 {wanted} 项",
        "maxItems": f"“{name}”至多 {wanted} 项",
        "uniqueItems": f"“{name}”中有重复的项",
        "minLength": f"“{name}”不能为空",
        "maxLength": f"“{name}”至多 {wanted} 字",
        "exclusiveMinimum": f"“{name}”应大于 {wanted}",
        "maximum": f"“{name}”不能超过 {wanted}",
        "multipleOf": f"“{name}”应为 {wanted} 的整数倍",
    }
    return sentences.get(str(error.validator), f"“{name}”的写法不对")


def _cross_check(data: dict[str, Any], name: str, tree: _Tree) -> Iterator[Problem]:
    if data["name"] != name:
        yield tree.at(("name",), f"名称“{data['name']}”应与文件名“{name}”相同")
    earlier: list[str] = []
    titles: list[str] = []
    for index, stage in enumerate(data["stages"]):
        path: Route = ("stages", index)
        if stage["key"] in (*earlier, "author", "earlier", "after_release"):
            yield tree.at((*path, "key"), f"环节的 key“{stage['key']}”重复，或是保留字 {_RESERVED}")
        if stage["title"] in titles:
            yield tree.at((*path, "title"), f"环节名称“{stage['title']}”重复")
        yield from _check_targets(stage, path, earlier, tree)
        if "proof" in stage and stage["kind"] not in {"proof", "paired", "read"}:
            yield tree.at(
                (*path, "proof"), "“proof”只能用于校对（proof、paired）和通读（read）环节", key=True
            )
        yield from _check_options(data["stages"], index, tree)
        keys = [f["key"] for f in stage.get("fields", ())]
        for place, key in enumerate(keys):
            if key in keys[:place]:
                yield tree.at((*path, "fields", place, "key"), f"填写项的 key“{key}”重复")
        earlier.append(stage["key"])
        titles.append(stage["title"])
    last = data["stages"][-1]
    if last["kind"] != "issue" and last["who"]["role"] != "final_reviewer":
        message = "最后一个环节应为签发（kind: issue），或由终审人（final_reviewer）完成"
        yield tree.at(("stages", len(data["stages"]) - 1, "kind"), message)
    yield from _check_course(data, tree)


def _check_targets(stage: dict[str, Any], path: Route, earlier: list[str], tree: _Tree) -> Iterator[Problem]:
    for place, target in enumerate(stage.get("return_to", ())):
        if target not in (*earlier, "author", "earlier"):
            message = f"只能退回到在前的环节或 author，“{target}”不是" + _hint(target, [*earlier, "author"])
            yield tree.at((*path, "return_to", place), message)


def _check_options(stages: list[dict[str, Any]], index: int, tree: _Tree) -> Iterator[Problem]:
    """What one stage asks for, held against its neighbours."""
    stage, path = stages[index], ("stages", index)
    label = stage.get("beside")
    beside = [i for i, s in enumerate(stages) if label is not None and s.get("beside") == label]
    if beside and (len(beside) == 1 or beside[-1] - beside[0] >= len(beside)):
        yield tree.at((*path, "beside"), f"“{label}”须写在两个以上相邻的环节上")
    siblings = [stages[i]["key"] for i in beside]
    for place, target in enumerate(stage.get("return_to", ())):
        if target in siblings:
            yield tree.at((*path, "return_to", place), f"不能退回到同时办理的环节“{target}”")
    for row, cells in enumerate(stage.get("when", ())):
        for place, topic in enumerate(cells.get("topic", ())):
            if topic != ANY_TOPIC and topic not in topics():
                message = f"没有“{topic}”这一类重大选题" + _hint(topic, [*topics(), ANY_TOPIC])
                yield tree.at((*path, "when", row, "topic", place), message)
    if stage["who"]["role"] == "countersigner" and stage["kind"] not in {"countersign", "secrecy"}:
        yield tree.at(
            (*path, "who", "role"), "会签人（countersigner）只能办理会签（countersign）和保密审查（secrecy）"
        )
    if stage.get("urgent_hours", 0) > stage["deadline_hours"]:
        yield tree.at((*path, "urgent_hours"), "加急的时限不能长于平时的时限")


def _check_course(data: dict[str, Any], tree: _Tree) -> Iterator[Problem]:
    """What only the whole course shows: the end is never left out, secrecy comes before the final review."""
    stages = data["stages"]
    last = ("stages", len(stages) - 1)
    for option in ("when", "beside"):
        if option in stages[-1]:
            yield tree.at((*last, option), f"最后一个环节不能用“{option}”", key=True)
    finals = [i for i, s in enumerate(stages) if s["who"]["role"] == "final_reviewer"]
    for index, stage in enumerate(stages):
        if stage["kind"] == "secrecy" and finals and index > finals[0]:
            yield tree.at(("stages", index, "kind"), "保密审查应在终审之前")
    reviews = sum(stage["kind"] in {"review", "paired"} for stage in stages)
    if data.get("reject_after_reviews", 1) > max(1, reviews):
        yield tree.at(("reject_after_reviews",), f"流程只有 {reviews} 次审稿")
    yield from _check_after(data, tree)


def _check_after(data: dict[str, Any], tree: _Tree) -> Iterator[Problem]:
    """The re-reading after the release belongs to an urgent channel and is nobody's who only countersigns."""
    if "after_release" not in data:
        return
    if not any("urgent_hours" in stage for stage in data["stages"]):
        message = "没有一个环节写了加急的时限（urgent_hours），不用写事后复核"
        yield tree.at(("after_release",), message, key=True)
    if data["after_release"]["who"]["role"] == "countersigner":
        yield tree.at(("after_release", "who", "role"), "会签人（countersigner）不能办理事后复核")


def _hint(given: str, known: list[str]) -> str:
    close = difflib.get_close_matches(given, known, n=1, cutoff=0.6)
    return f"；是不是“{close[0]}”？" if close else ""


def _short(value: Any) -> str:
    text = str(value)
    return text if len(text) <= 30 else text[:29] + "…"


def _syntax(problem: str) -> str:
    """The reader's English complaint in words for the editor of the file."""
    if "\\t" in problem or "tab" in problem:
        return "不能用制表符缩进，请改用空格"
    if "mapping values are not allowed" in problem:
        return "此处多了一个冒号；值里有冒号时请加引号"
    if "could not find expected ':'" in problem:
        return "这一行缺少冒号"
    if "unexpected end of stream" in problem or "found unexpected" in problem:
        return "引号或括号没有写完"
    return "YAML 写法有误，请检查缩进、冒号、引号和括号"
