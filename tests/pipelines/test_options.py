"""What a stage may ask for beyond a role: how it is read, what is refused and where, and that nothing unused shows."""

from __future__ import annotations

import pytest

from models import QualificationKind
from review import pipelines
from review.pipelines import PipelineError
from review.stage_rules import NO_RULES, AfterReturn, Objections, Settled, UnitRule

BASE = """\
name: small
title: 小流程
channels: [folder]
reject_after_reviews: 2
stages:
  - key: first
    title: 初审
    kind: review
    who: {role: first_reviewer, unit: same, group: desk}
    meaning: 我已审核。
    deadline_hours: 4
  - key: legal
    title: 会签
    kind: countersign
    who: {role: countersigner}
    sign: {needed: 2, objections: all}
    beside: both
    meaning: 同意。
    deadline_hours: 4
    return_to: [first]
  - key: secrecy
    title: 保密审查
    kind: secrecy
    who: {role: countersigner, qualification: secrecy_review}
    beside: both
    when: [{topic: [any]}, {secrecy: [sensitive], urgent: true}]
    meaning: 可以公开。
    deadline_hours: 4
    urgent_hours: 1
    return_to: [first]
  - key: final
    title: 终审
    kind: review
    who: {role: final_reviewer}
    settles: [questions, filing]
    after_return: resume
    meaning: 同意发布。
    deadline_hours: 4
    return_to: [earlier, author]
"""


def test_options_are_read() -> None:
    small = pipelines.parse(BASE, "small")
    first, legal, secrecy, final = (stage.rules for stage in small.stages)
    assert (first.unit, first.group, first.joint) == (UnitRule.SAME, "desk", False)
    assert (legal.joint, legal.needed, legal.objections) == (True, 2, Objections.ALL)
    assert secrecy.qualification is QualificationKind.SECRECY_REVIEW
    assert secrecy.when == ((("topic", ("any",)),), (("secrecy", ("sensitive",)), ("urgent", True)))
    assert secrecy.urgent_hours == 1
    assert final.settles == (Settled.QUESTIONS, Settled.FILING)
    assert final.after_return is AfterReturn.RESUME
    assert small.stages[-1].return_to == ("secrecy", "legal", "first", "author")
    assert [list(small.step(i)) for i in range(4)] == [[0], [1, 2], [1, 2], [3]]
    assert small.reject_after_reviews == 2
    assert small.plain()["stages"][1]["sign"] == {"needed": 2, "objections": "all"}


AFTER = "after_release: {title: 事后复核, who: {role: publisher}, days: 3, meaning: 我已通读。}\n"


def test_the_reading_after_an_urgent_release() -> None:
    small = pipelines.parse(BASE.replace("stages:", AFTER + "stages:"), "small")
    assert small.after_release is not None
    assert small.after_release.days == 3
    assert small.stage("after_release") is small.after_release.stage
    assert small.after_release.stage not in small.stages, "no stage of the course is put off"
    assert small.after_release.stage.counts == ()
    assert small.plain()["after_release"] == {
        "title": "事后复核", "role": "publisher", "days": 3, "meaning": "我已通读。",
    }  # fmt: skip
    assert small.hash != pipelines.parse(BASE, "small").hash
    with pytest.raises(KeyError):
        pipelines.parse(BASE, "small").stage("after_release")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("days: 3", "days: 0", "days"),
        ("days: 3", "days: 31", "不能超过 30"),
        ("role: publisher", "role: countersigner", "不能办理事后复核"),
        ("role: publisher", "role: auditor", "不在可用的值之中"),
        ("days: 3", "days: 3, stage: final", "不认识“stage”"),
        ("    urgent_hours: 1\n", "", "没有一个环节写了加急的时限"),
        ("key: first\n", "key: after_release\n", "保留字"),
    ],
)
def test_what_is_refused_of_it(old: str, new: str, said: str) -> None:
    text = BASE.replace("stages:", AFTER + "stages:")
    assert old in text
    with pytest.raises(PipelineError) as caught:
        pipelines.parse(text.replace(old, new, 1), "small")
    assert any(said in problem.message for problem in caught.value.problems), caught.value


@pytest.mark.parametrize(("written", "needed"), [("all", None), ("any", 1), ("3", 3)])
def test_how_many_sign(written: str, needed: int | None) -> None:
    small = pipelines.parse(BASE.replace("needed: 2", f"needed: {written}"), "small")
    assert small.stages[1].rules.needed == needed


def test_a_pipeline_without_options_keeps_its_hash() -> None:
    notice = pipelines.shipped()["notice"]
    assert all(stage.rules == NO_RULES for stage in notice.stages)
    assert all(stage.rules.plain() == {} for stage in notice.stages)
    assert "reject_after_reviews" not in notice.plain()


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("unit: same", "unit: here", "“here”不在可用的值之中"),
        ("qualification: secrecy_review", "qualification: king", "“king”不在可用的值之中"),
        ("needed: 2", "needed: 0", "needed"),
        ("needed: 2", "needed: most", "needed"),
        ("objections: all", "objections: some", "“some”不在可用的值之中"),
        ("topic: [any]", "topic: [religon]", "是不是“religion”？"),
        ("secrecy: [sensitive]", "secrecy: [secret]", "“secret”不在可用的值之中"),
        ("urgent: true", "weather: true", "不认识“weather”"),
        ("urgent_hours: 1", "urgent_hours: 5", "加急的时限不能长于平时的时限"),
        ("reject_after_reviews: 2", "reject_after_reviews: 3", "流程只有 2 次审稿"),
        ("    when: [{topic", "    beside: other\n    when: [{topic", "写了两次"),
        ("key: first\n", "key: earlier\n", "保留字"),
        ("    kind: countersign", "    kind: review", "只能办理会签"),
        ("    settles: [questions, filing]", "    settles: [all]", "不在可用的值之中"),
        ("    settles: [questions, filing]", "    when: [{urgent: true}]", "最后一个环节不能用“when”"),
        ("    settles: [questions, filing]", "    beside: both", "最后一个环节不能用“beside”"),
    ],
)
def test_what_is_refused(old: str, new: str, said: str) -> None:
    assert old in BASE
    with pytest.raises(PipelineError) as caught:
        pipelines.parse(BASE.replace(old, new, 1), "small")
    assert any(said in problem.message for problem in caught.value.problems), caught.value


def test_neighbours_and_the_order_of_secrecy() -> None:
    head, *stages = BASE.split("  - key: ")
    parts = ["  - key: " + s for s in stages]
    apart = head + parts[1] + parts[0] + parts[2] + parts[3]
    late = head + parts[0] + parts[3].replace("final", "early", 1) + parts[1] + parts[2]
    sibling = BASE.replace(
        "urgent_hours: 1\n    return_to: [first]", "urgent_hours: 1\n    return_to: [legal]"
    )
    for text, said in (
        (apart, "相邻"), (late, "保密审查应在终审之前"), (sibling, "不能退回到同时办理的环节“legal”"),
    ):  # fmt: skip
        with pytest.raises(PipelineError) as caught:
            pipelines.parse(text, "small")
        assert any(said in problem.message for problem in caught.value.problems), (said, caught.value)
