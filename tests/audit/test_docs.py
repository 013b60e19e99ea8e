"""docs/audit.md and docs/pipelines.md are contracts: what they list is what there is."""

from __future__ import annotations

import re
from pathlib import Path

from jsonschema import Draft202012Validator

from review import pipelines
from review.audit.dossier import build
from review.audit.tags import WORDS, Tag
from review.pipeline_yaml import schema

DOCS = Path(__file__).resolve().parents[2] / "docs"


def test_every_tag_is_documented() -> None:
    text = (DOCS / "audit.md").read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| `([a-z_]+:[a-z_]+)` \| (.+) \|$", text, re.MULTILINE))
    assert rows == {tag.value: WORDS[tag] for tag in Tag}


def test_every_dossier_part_is_documented() -> None:
    from tests.audit.audit_sample import Story
    from tests.audit.test_dossier import unzip

    story = Story()
    story.play()
    text = (DOCS / "audit.md").read_text(encoding="utf-8")
    for name in unzip(build(story.parts(), story.log.key)):
        assert name.startswith("versions/") or f"`{name}`" in text, name


def test_the_example_pipeline_is_valid() -> None:
    text = (DOCS / "pipelines.md").read_text(encoding="utf-8")
    example = text.split("```yaml\n")[1].split("```")[0]
    assert [stage.title for stage in pipelines.parse(example, "notice").stages] == ["审核", "签发"]


def test_every_key_of_a_stage_is_documented() -> None:
    text = (DOCS / "pipelines.md").read_text(encoding="utf-8")
    Draft202012Validator.check_schema(schema())
    for key in set(schema()["$defs"]["stage"]["properties"]) - {"key", "title"}:
        assert f"| `{key}` |" in text, key
    for name in pipelines.shipped():
        assert f"| `{name}` |" in text, name
