"""The trial of a proposal says what the checks would then say, on the drafts there are."""

from __future__ import annotations

from checks.house import House
from checks.runner import run
from review import house_edits as edits
from review.house_changes import difference
from review.read import house_trial
from review.read.house_trial import Trial
from review.stages import document_of
from tests.review.story import FAULTY, Story
from tests.review.test_house import make, put

TEXT = FAULTY + "请各科室于六月前完成布署。身份证号11010519491231002X已登记。\n"


def try_out(story: Story, *wanted: edits.Edit, before: House | None = None, login: str = "sunlihua") -> Trial:
    now = after = before or House()
    for edit in wanted:
        after = edit(after)
    return house_trial.trial(story.app, story.actors[login], after, difference(now, after))


def test_new_words_are_counted_as_the_check_would_report_them(story: Story) -> None:
    draft = story.submit(TEXT)
    story.work()
    tried = try_out(story, put("各科室", "各处室", "red", unless="请各科室于"), put("没有的词", "有"))
    effect = tried.of["words", "各科室"]
    house = put("各科室", "各处室", "red", unless="请各科室于")(House())
    document = document_of(story.app, story.version(draft))
    reported = [f for f in run(document, "quick", house=house).findings if f.check == "W200"]
    assert (effect.new, effect.drafts) == (len(reported), 1) == (2, 1)
    assert [s.text for s in effect.samples] == ["各科室", "各科室"]
    assert tried.of["words", "没有的词"].new == 0
    assert (tried.drafts, tried.complete) == (1, True)
    assert effect.per_ten_thousand(tried.characters) > 100


def test_what_falls_silent_is_counted_over_the_findings(story: Story) -> None:
    draft = story.submit(TEXT)
    story.work()
    found = story.findings(draft)
    tried = try_out(
        story,
        edits.add_dictionary("认真布署"),
        edits.add_ignored("布署", "W*"),
        edits.switch("P0*", off=True),
    )
    after = edits.add_dictionary("认真布署")(House())
    left = run(document_of(story.app, story.version(draft)), "quick", house=after).findings
    words = [f for f in found if f.check_id == "W001"]
    assert len(words) == 2
    assert tried.of["dictionary", "认真布署"].gone == 2 - sum(f.check == "W001" for f in left) == 1
    assert tried.of["ignored", "W* 布署"].gone == 2
    assert tried.of["off", "P0*"].gone == sum(f.check_id.startswith("P0") for f in found) > 0


def test_a_check_that_comes_back_is_run_and_the_rest_is_said_to_be_unknown(story: Story) -> None:
    make(story, lambda h: edits.add_dictionary("布署")(edits.switch("P001", off=True)(h)))
    draft = story.submit(TEXT)
    story.work()
    assert {"P001", "W001"}.isdisjoint({f.check_id for f in story.findings(draft)})
    now = edits.add_dictionary("布署")(edits.switch("P001", off=True)(House()))
    tried = try_out(story, edits.switch("P001", off=False), edits.remove("dictionary", "布署"), before=now)
    assert tried.of["off", "P001"].new == 1
    assert tried.of["dictionary", "布署"].known is False


def test_a_word_that_goes_is_counted_by_its_entry(story: Story) -> None:
    make(story, put("各科室", "各处室"))
    story.submit(TEXT)
    story.work()
    tried = try_out(story, edits.remove("words", "各科室"), before=put("各科室", "各处室")(House()))
    assert tried.of["words", "各科室"].gone == 3


def test_the_trial_is_bounded_and_says_so(story: Story) -> None:
    for login in ("linxiaoyu", "zhouqiming"):
        story.submit(TEXT, author=login)
    story.work()
    house_trial.CHARACTERS, kept = 100, house_trial.CHARACTERS
    try:
        tried = try_out(story, put("各科室", "各处室"))
    finally:
        house_trial.CHARACTERS = kept
    assert (tried.drafts, tried.complete) == (1, False)


def test_released_texts_are_told_apart(story: Story) -> None:
    draft = story.submit(FAULTY)
    story.sign_on(draft)
    assert story.draft(draft).state == "released"
    assert try_out(story, put("各科室", "各处室", "red")).of["words", "各科室"].in_released == 2


def test_samples_hide_personal_data_and_are_for_readers_of_drafts(story: Story) -> None:
    draft = story.submit(TEXT)
    story.work()
    assert any(f.check_id == "S001" for f in story.findings(draft)), "the sample needs an identity number"
    sample = try_out(story, put("身份证号", "身份号码")).of["words", "身份证号"].samples[0]
    assert "11010519" not in sample.after
    assert "*" in sample.after
    assert try_out(story, put("身份证号", "身份号码"), login="majianguo").effects[0].samples == []
