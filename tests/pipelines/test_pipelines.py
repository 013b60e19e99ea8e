"""Pipelines: the shipped ones, what the schema and the cross rules refuse and where, and arbitrary damage."""

from __future__ import annotations

import json
import random
import re
from dataclasses import FrozenInstanceError
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from ruamel.yaml import YAML

from checks.model import Gate
from models.people import Role as PersonRole
from review import pipelines
from review.audit.canonical import canonical
from review.pipeline_yaml import schema
from review.pipelines import FieldKind, Pipeline, PipelineError, Problem, Role, StageKind

SHIPPED = pipelines.shipped()
SMALL = """\
name: small
title: 小流程
channels: [folder]
stages:
  - key: check
    title: 审核
    kind: paired
    who: {role: first_reviewer}
    meaning: 我已审核。
    deadline_hours: 4
    return_to: [author]
    fields:
      - {key: report, title: 报告, kind: text, required: true}
      - {key: advice, title: 建议, kind: choice, required: false, choices: [采用, 退稿]}
      - {key: secret, title: 保密, kind: bool, required: true}
  - key: issue
    title: 签发
    kind: issue
    who: {role: publisher}
    meaning: 同意发布。
    deadline_hours: 0.5
    return_to: [check, author]
"""


def refuse(text: str, name: str = "small") -> list[Problem]:
    with pytest.raises(PipelineError) as caught:
        pipelines.parse(text, name)
    assert caught.value.problems
    return caught.value.problems


def test_shipped_pipelines() -> None:
    assert set(SHIPPED) == {"publishing", "typeset", "new-media", "notice", "major"}
    titles = {name: [stage.title for stage in p.stages] for name, p in SHIPPED.items()}
    assert titles["publishing"] == ["初审", "复审", "终审", "一校", "二校", "三校", "通读", "签发"]
    assert titles["typeset"] == titles["publishing"]
    assert titles["new-media"] == ["一审一校", "二审二校", "三审三校"]
    assert titles["notice"] == ["审核", "签发"]


@pytest.mark.parametrize("name", sorted(SHIPPED))
def test_shipped_pipelines_fit_the_published_schema(name: str) -> None:
    Draft202012Validator.check_schema(schema())
    data = YAML(typ="safe", pure=True).load(SHIPPED[name].source)
    assert list(Draft202012Validator(schema()).iter_errors(data)) == []


def test_what_the_rules_of_the_trade_ask_of_publishing() -> None:
    """DOMAIN §§1, 2 and 4: reports, judgement of the first report, orientation and filing, secrecy before the end."""
    stages = SHIPPED["publishing"].stages
    required = {stage.key: {f.key for f in stage.fields if f.required} for stage in stages}
    assert {"report", "advice"} <= required["first_review"]
    assert {"judgement", "on_first_review", "questions_settled"} <= required["second_review"]
    assert {"orientation", "major_topic_filing", "secrecy_review"} <= required["final_review"]
    assert [stage.counts for stage in stages] == [("review",)] * 3 + [("proof",)] * 3 + [(), ()]
    assert SHIPPED["publishing"].stage("third_proof").role is Role.CHIEF_PROOFREADER


def test_proofs_of_the_typeset_pipeline() -> None:
    """DOMAIN §2: three proofs are held against the manuscript, the read-through is done without it."""
    taken = {stage.key: stage.proof for stage in SHIPPED["typeset"].stages if stage.proof}
    assert list(taken) == ["first_proof", "second_proof", "third_proof", "read_through"]
    assert all(option.required for option in taken.values())
    assert [option.against.value for option in taken.values()] == ["manuscript"] * 3 + ["previous_proof"]
    assert [option.show.value for option in taken.values()] == ["compare", "compare", "compare", "clean"]
    assert all(not s.proof.required for s in SHIPPED["publishing"].stages if s.proof)


def test_a_stage_without_proofs_keeps_the_hash_it_had() -> None:
    stage = pipelines.parse(SMALL, "small").plain()["stages"][0]
    assert "proof" not in stage
    with_proof = SMALL.replace(
        "deadline_hours: 4\n",
        "deadline_hours: 4\n    proof: {against: manuscript, file: required, show: compare}\n",
    )
    found = pipelines.parse(with_proof, "small")
    assert found.plain()["stages"][0]["proof"] == {
        "against": "manuscript",
        "file": "required",
        "show": "compare",
    }
    assert found.hash != pipelines.parse(SMALL, "small").hash


@pytest.mark.parametrize("name", sorted(SHIPPED))
def test_every_shipped_pipeline_has_a_secrecy_review(name: str) -> None:
    assert any(f.key == "secrecy_review" and f.required for s in SHIPPED[name].stages for f in s.fields)


def test_roles_are_those_of_people() -> None:
    assert {role.value for role in Role} <= {role.value for role in PersonRole}
    allowed = schema()["$defs"]
    assert set(allowed["who"]["properties"]["role"]["enum"]) == {role.value for role in Role}
    assert set(allowed["stage"]["properties"]["kind"]["enum"]) == {kind.value for kind in StageKind}
    assert set(allowed["stage"]["properties"]["gates"]["items"]["enum"]) == {gate.value for gate in Gate}
    assert set(schema()["$defs"]["field"]["properties"]["kind"]["enum"]) == {kind.value for kind in FieldKind}


def test_check_profiles_exist() -> None:
    from checks import profiles

    known = {profile.name for profile in profiles.all_profiles()}
    used = {stage.checks for p in SHIPPED.values() for stage in p.stages if stage.checks}
    assert used <= known


def test_small_pipeline() -> None:
    small = pipelines.parse(SMALL, "small")
    check, issue = small.stages
    assert (check.kind, check.counts, check.deadline_hours) == (StageKind.PAIRED, ("review", "proof"), 4.0)
    assert (issue.role, issue.counts, issue.deadline_hours) == (Role.PUBLISHER, (), 0.5)
    assert small.following("check") is issue
    assert small.following("issue") is None
    assert small.note == ""
    with pytest.raises(KeyError):
        small.stage("other")
    with pytest.raises(FrozenInstanceError):
        small.title = "x"  # type: ignore[misc]


def test_hash_is_of_the_content() -> None:
    small = pipelines.parse(SMALL, "small")
    dressed = "\ufeff# a comment\r\n" + SMALL.replace("\n", "\r\n").replace(
        "{role: publisher}", "{ role: 'publisher' }"
    )
    again = pipelines.parse(dressed, "small")
    assert again == small
    assert again.hash == small.hash
    assert "\r" not in again.source
    assert pipelines.parse(small.source, "small").hash == small.hash
    assert pipelines.parse(SMALL.replace("同意发布", "不同意发布"), "small").hash != small.hash
    assert re.fullmatch(r"sha256:[0-9a-f]{64}", small.hash)
    canonical(small.plain())


@pytest.mark.parametrize(
    ("old", "new", "line", "column", "said"),
    [
        ("title: 小流程", "titel: 小流程", 2, 1, "不认识“titel”；是不是“title”？"),
        ("title: 小流程\n", "", 1, 1, "缺少“title”"),
        ("    deadline_hours: 4\n", "", 5, 5, "缺少“deadline_hours”"),
        ("deadline_hours: 4", "deadline_hours: 0", 10, 21, "应大于 0"),
        ("deadline_hours: 4", "deadline_hours: -3", 10, 21, "应大于 0"),
        ("deadline_hours: 4", "deadline_hours: 0.3", 10, 21, "整数倍"),
        ("deadline_hours: 4", "deadline_hours: .inf", 10, 21, "应为数字"),
        ("deadline_hours: 4", "deadline_hours: 四", 10, 21, "应为数字"),
        ("kind: paired", "kind: pared", 7, 11, "是不是“paired”？"),
        ("{role: publisher}", "{role: publicher}", 19, 17, "是不是“publisher”？"),
        ("{role: publisher}", "publisher", 19, 10, "应为"),
        ("[check, author]", "[chek]", 22, 17, "只能退回到在前的环节或 author，“chek”不是；是不是“check”？"),
        ("return_to: [author]", "return_to: [issue]", 11, 17, "“issue”不是"),
        ("return_to: [author]", "return_to: [check]", 11, 17, "“check”不是"),
        ("key: issue", "key: check", 16, 10, "重复"),
        ("key: issue", "key: Issue", 16, 10, "只用小写"),
        ("key: check", "key: author", 5, 10, "保留字"),
        ("title: 签发", "title: 审核", 17, 12, "重复"),
        ("kind: issue", "kind: review", 18, 11, "最后一个环节应为签发"),
        ("key: advice", "key: report", 14, 15, "“report”重复"),
        (", choices: [采用, 退稿]", "", 14, 9, "缺少“choices”"),
        ("kind: bool, required: true", "kind: bool, required: true, choices: [甲, 乙]", 15, 62, "只能用于"),
        ("required: false", "required: 不", 14, 58, "true 或 false"),
        ("[采用, 退稿]", "[采用]", 14, 74, "至少要有 2 项"),
        ("[采用, 退稿]", "[采用, 采用]", 14, 74, "重复"),
        ("meaning: 同意发布。", "meaning: ''", 20, 14, "不能为空"),
        (
            "deadline_hours: 0.5",
            "deadline_hours: 0.5\n    proof: {against: manuscript, file: required, show: compare}",
            22,
            5,
            "只能用于校对",
        ),
        (
            "deadline_hours: 4",
            "deadline_hours: 4\n    proof: {against: proof, file: optional, show: clean}",
            11,
            22,
            "可用的值",
        ),
        (
            "deadline_hours: 4",
            "deadline_hours: 4\n    proof: {against: manuscript, file: optional}",
            11,
            12,
            "缺少“show”",
        ),
        ("name: small", "name: other", 1, 7, "应与文件名“small”相同"),
        ("channels: [folder]", "channels: []", 3, 11, "至少要有 1 项"),
        ("title: 小流程", "title: 小流程\ntitle: 再来", 3, 1, "写了两次"),
        ("title: 小流程", "title: &a 小流程", 2, 8, "标记"),
        ("title: 小流程", "title: *a", 2, 8, "标记"),
        ("title: 小流程", "title: !!python/object:os.system 小", 2, 8, "标记"),
        ("title: 小流程", "title: 小: 流程", 2, 9, "冒号"),
        ("title: 小流程", "title: '小流程", 23, 1, "没有写完"),
        ("    title: 审核", "\ttitle: 审核", 6, 1, "制表符"),
        ("title: 小流程", "title: [[[[[[[[[[[[[[[[x]]]]]]]]]]]]]]]]", 2, 19, "嵌套过深"),
        ("name: small", "---\nname: small\n---", 3, 1, "只能写一个"),
        ("title: 小流程", "title: 小流程\n? [a]\n: b", 3, 3, "键应为文字"),
    ],
)
def test_errors_name_line_and_column(old: str, new: str, line: int, column: int, said: str) -> None:
    assert SMALL.count(old) >= 1
    problems = refuse(SMALL.replace(old, new, 1))
    assert (line, column) in {(p.line, p.column) for p in problems}, [str(p) for p in problems]
    assert any(said in p.message for p in problems if p.line == line), [str(p) for p in problems]


def test_all_problems_at_once_in_order() -> None:
    problems = refuse(
        SMALL.replace("kind: paired", "kind: x").replace("0.5", "0").replace("title: 小流程", "t: 1")
    )
    assert [p.line for p in problems] == sorted(p.line for p in problems)
    assert {1, 2, 7, 21} <= {p.line for p in problems}
    assert str(problems[0]).startswith("第 1 行第 1 列：")


@pytest.mark.parametrize(
    "text", ["", "\n\n", "# only a comment\n", "[]", "text", "1", "null", "a: b", "\x00", "\ud800"]
)
def test_texts_that_are_no_pipeline(text: str) -> None:
    refuse(text)


def test_large_and_deep_texts_are_refused_at_once() -> None:
    refuse("a: " + "x" * 70_000)
    refuse("[" * 60_000)
    refuse("{a: " * 15_000)
    refuse("- " * 30_000)
    refuse("".join(" " * n + "- \n" for n in range(300)))


@pytest.mark.parametrize("seed", list(range(150)))
def test_random_damage_gives_a_placed_error_or_a_pipeline(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311
    lines = SHIPPED[chance.choice(sorted(SHIPPED))].source.split("\n")
    text = "\n".join(damaged(lines, chance))
    name = text.split("name: ", 1)[-1].split("\n", 1)[0]
    check(text, name)


def damaged(lines: list[str], chance: random.Random) -> list[str]:
    for _ in range(chance.randint(1, 3)):
        at = chance.randrange(len(lines))
        line = lines[at]
        cut = chance.randint(0, len(line))
        match chance.randrange(6):
            case 0:
                lines = lines[:at] + lines[at + 1 :]
            case 1:
                lines = [*lines[:at], line, *lines[at:]]
            case 2:
                lines[at] = " " + line
            case 3:
                lines[at] = line[:cut] + chance.choice(":-[]{}#&*!|>'\"%@`,?\t 0a审\x07\u2028") + line[cut:]
            case 4:
                lines[at] = line[:cut]
            case _:
                lines[at] = re.sub(
                    r": .*", ": " + chance.choice(["", "1", "true", "[]", "{}", "~", "0x1F", "1e9"]), line
                )
    return lines


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet=st.sampled_from(list(":-[]{}#&*!|>'\"%@`,?\t\n 0a审~<=._")), max_size=60))
def test_any_text_at_all(text: str) -> None:
    check(text, "x")
    check(SMALL + text, "small")


def check(text: str, name: str) -> None:
    """Either a pipeline that reads back the same, or problems that lie inside the text."""
    found: Pipeline | list[Problem]
    try:
        found = pipelines.parse(text, name)
    except PipelineError as error:
        found = error.problems
    if isinstance(found, list):
        count = len(re.split(r"\r\n|[\n\r\x85\u2028\u2029]", text))
        assert found
        assert all(1 <= p.line <= count + 1 and p.column >= 1 and p.message for p in found)
        return
    assert pipelines.parse(found.source, name).hash == found.hash
    data = YAML(typ="safe", pure=True).load(found.source)
    assert list(Draft202012Validator(schema()).iter_errors(data)) == []


def test_answers_to_fields() -> None:
    stage = pipelines.parse(SMALL, "small").stages[0]
    good = {"report": "报告", "advice": "采用", "secret": True}
    assert stage.problems(good) == []
    assert stage.problems({"report": "报告", "secret": True}) == []
    assert stage.problems({}) == ["请填写“报告”", "请填写“保密”"]
    assert stage.problems(good | {"report": " \n"}) == ["请填写“报告”"]
    assert stage.problems(good | {"advice": "其他"}) == ["“建议”应为：采用、退稿"]
    assert stage.problems(good | {"secret": False}) == ["请确认“保密”"]
    assert stage.problems(good | {"secret": "on"}) == ["“保密”只能答是或否"]
    assert stage.problems(good | {"report": 1}) == ["“报告”应为文字"]
    assert stage.problems(good | {"other": 1}) == ["没有“other”这个填写项"]


def test_schema_file_is_published_as_it_is_used() -> None:
    path = Path(pipelines.FOLDER) / "pipeline.schema.json"
    assert json.loads(path.read_text(encoding="utf-8")) == schema()
    for name, found in SHIPPED.items():
        first = found.source.split("\n", 1)[0]
        assert first == "# yaml-language-server: $schema=pipeline.schema.json", name
