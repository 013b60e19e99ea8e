"""`sanshen.toml`: what it may say, how a fault is told, and that writing and reading are each other's inverse."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks import house_toml
from checks.house import House, Ignored
from checks.house_toml import HouseError, dumps, load, loads
from checks.model import Severity
from checks.wordlists import Entry

FULL = """\
[words]
files = ["words/own.tsv"]
list = [
  { term = "云上平台", replacement = "云平台", severity = "red", unless = ["华云上平台"], why = "统一名称" },
  { term = "工做队", replacement = ["工作队", "工作组"] },
]

[dictionary]
words = ["数智办"]
files = ["names.txt"]

[ignore]
texts = ["布署", { text = "二○二五", check = "N0*" }]

[checks]
off = ["P001", "F0*"]
spacing = "none"
profile = "web"
language_tool = "off"
model = "own.model"

[[paths]]
match = ["news/*", "*.md"]
off = ["W*"]
spacing = "space"
profile = "quick"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "words").mkdir()
    (tmp_path / "words" / "own.tsv").write_text("term\treplacement\n老名称\t新名称\n", encoding="utf-8")
    (tmp_path / "names.txt").write_text("# 人名\n欧阳甲乙\n\n数智办\n", encoding="utf-8")
    (tmp_path / "sanshen.toml").write_text(FULL, encoding="utf-8")
    return tmp_path


def test_everything_is_read(folder: Path) -> None:
    file = house_toml.read(folder / "sanshen.toml")
    assert file.house == House(
        words=(
            Entry("云上平台", ("云平台",), Severity.RED, ("华云上平台",), "统一名称"),
            Entry("工做队", ("工作队", "工作组")),
            Entry("老名称", ("新名称",)),
        ),
        dictionary=("数智办", "欧阳甲乙"),
        ignored=(Ignored("布署"), Ignored("二○二五", "N0*")),
        off=("P001", "F0*"),
        spacing="none",
    )
    assert (file.settings.profile, file.settings.language_tool) == ("web", "off")
    assert file.settings.model == (folder / "own.model").resolve()


def test_paths_override_in_order(folder: Path) -> None:
    file = house_toml.read(folder / "sanshen.toml")
    house, settings = file.rules_for(folder / "news" / "2026" / "a.txt")
    assert (house.off, house.spacing, settings.profile) == (("P001", "F0*", "W*"), "space", "quick")
    house, settings = file.rules_for(folder / "a.txt")
    assert (house.off, house.spacing, settings.profile) == (("P001", "F0*"), "none", "web")
    assert file.rules_for(Path("/elsewhere/news/a.txt"))[0] == file.house


def test_the_nearest_file_upwards_is_found(folder: Path) -> None:
    deep = folder / "a" / "b"
    deep.mkdir(parents=True)
    assert house_toml.find(deep / "draft.txt") == folder.resolve() / "sanshen.toml"
    (folder / "a" / "sanshen.toml").write_text("")
    assert house_toml.find(deep) == folder.resolve() / "a" / "sanshen.toml"


def test_an_empty_text_is_no_rules_and_none_are_an_empty_text() -> None:
    assert loads("") == House()
    assert dumps(House()) == ""


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("[checks]\noff = [\"P001\"\n", 2, "TOML"),
        ("[cheks]\n", 1, "是不是 checks"),
        ("[checks]\n\nof = []\n", 3, "是不是 off"),
        ("[checks]\noff = [\n  \"P001\",\n  \"标点\",\n]\n", 4, "“标点”不是检查项编号"),
        ("[checks]\noff = 3\n", 2, "checks.off"),
        ("[checks]\nspacing = \"tight\"\n", 2, "free、none、space"),
        ("[checks]\nprofile = \"nope\"\n", 2, "nope"),
        ("checks = 1\n", 1, "[checks]"),
        ("[words]\nlist = [\n  { term = \"甲\" },\n  { trem = \"乙\" },\n]\n", 4, "是不是 term"),
        ("[words]\nlist = [\n  { term = \"甲\", replacement = \"甲\" },\n]\n", 3, "与自身相同"),
        ("[words]\nlist = [\n  { term = \"甲\" },\n  { term = \"乙\", replacement = \"甲\" },\n]\n", 4, "又是"),
        ("[words]\nlist = [\n  { term = \"甲\" },\n  { term = \"乙\", severity = \"black\" },\n]\n", 4, "severity"),
        ("[words]\nlist = [{ replacement = \"甲\" }]\n", 2, "没有写 term"),
        ("[words]\nlist = [{ term = \"甲\\t乙\" }]\n", 2, "制表符"),
        ("[words]\nfiles = [\"a.tsv\"]\n", 2, "不能引用文件"),
        ("[dictionary]\nwords = [\n  \" 甲\",\n]\n", 3, "空白"),
        ("[ignore]\ntexts = [\n  { text = \"甲\", check = \"x\" },\n]\n", 3, "“x”不是检查项编号"),
        ("[ignore]\ntexts = [1]\n", 2, "每一条"),
        ("[[paths]]\noff = [\"P*\"]\n", 1, "match"),
        ("[paths]\nmatch = \"a\"\n", 1, "[[paths]]"),
    ],
)  # fmt: skip
def test_a_fault_is_told_with_its_line(text: str, line: int, message: str) -> None:
    with pytest.raises(HouseError) as caught:
        loads(text)
    assert message in str(caught.value)
    assert caught.value.line == line, str(caught.value)


def test_a_fault_in_a_file_it_names_is_told_with_that_file(folder: Path) -> None:
    own = folder / "words" / "own.tsv"
    own.write_text("term\treplacement\n老名称\t老名称\n", encoding="utf-8")
    with pytest.raises(HouseError, match=r"own\.tsv：第 2 行：.*与自身相同"):
        load(folder / "sanshen.toml")
    own.write_text("term\treplacement\n老名称\t新名称\n云上平台\t云台\n", encoding="utf-8")
    with pytest.raises(HouseError, match=r"own\.tsv：第 3 行：“云上平台”与"):
        load(folder / "sanshen.toml")
    own.write_bytes("老名称".encode("gb18030"))
    with pytest.raises(HouseError, match=r"own\.tsv：.*UTF-8"):
        load(folder / "sanshen.toml")
    own.unlink()
    with pytest.raises(HouseError, match=r"own\.tsv：文件读不出来"):
        load(folder / "sanshen.toml")


def test_windows_line_ends_and_a_byte_order_mark_are_fine(tmp_path: Path) -> None:
    path = tmp_path / "sanshen.toml"
    path.write_bytes(b'\xef\xbb\xbf[checks]\r\noff = ["P001"]\r\n')
    assert load(path).off == ("P001",)


# A term that begins with # would be a comment in a wordlist file; white space and the separators are refused.
WORD = st.text(
    alphabet=st.characters(
        codec="utf-8", exclude_categories=("Cs", "Zs", "Zl", "Zp", "Cc"), exclude_characters="|#"
    ),
    min_size=1,
    max_size=6,
).filter(lambda w: w == w.strip() and loads_word(w))


def loads_word(word: str) -> bool:
    """Whether a word may stand in a list: the judge of wordlists decides, not this test."""
    try:
        return loads(dumps(House(dictionary=(word,)))).dictionary == (word,)
    except HouseError:
        return False


PATTERN = st.sampled_from(["*", "P*", "P001", "W0*", "N01?"])


@st.composite
def houses(draw: st.DrawFn) -> House:
    terms = draw(st.lists(WORD, max_size=4, unique=True))
    rest = [w + "之" for w in terms]
    words = tuple(
        Entry(
            term,
            tuple(draw(st.lists(st.sampled_from([f"甲{n}乙" for n in range(4)]), max_size=2, unique=True))),
            draw(st.sampled_from([None, *Severity])),
            (longer,) if draw(st.booleans()) else (),
            draw(st.sampled_from(["", '用"引号"', "反斜\\线", "控制\x7f符"])),
        )
        for term, longer in zip(terms, rest, strict=True)
    )
    return House(
        words=words,
        dictionary=tuple(draw(st.lists(WORD, max_size=4, unique=True))),
        ignored=tuple(draw(st.lists(st.builds(Ignored, WORD, PATTERN), max_size=3, unique=True))),
        off=tuple(draw(st.lists(PATTERN, max_size=3))),
        spacing=draw(st.sampled_from(["free", "none", "space"])),
    )


@given(houses())
def test_written_and_read_again_it_is_the_same(house: House) -> None:
    text = dumps(house)
    assert loads(text) == house
    assert loads(text.replace("\n", "\r\n")) == house
    assert loads(text).hash == house.hash


def test_the_example_of_the_documentation_is_right(tmp_path: Path) -> None:
    page = (Path(house_toml.__file__).resolve().parent.parent / "docs" / "house-rules.md").read_text(
        encoding="utf-8"
    )
    text = page.split("```toml\n")[1].split("```")[0]
    (tmp_path / "words").mkdir()
    (tmp_path / "words" / "own.tsv").write_text("term\treplacement\n老名称\t新名称\n", encoding="utf-8")
    (tmp_path / "names.txt").write_text("李甲\n", encoding="utf-8")
    (tmp_path / "sanshen.toml").write_text(text, encoding="utf-8")
    file = house_toml.read(tmp_path / "sanshen.toml")
    assert len(file.house.words) == 4
    assert file.house.spacing == "none"
    assert file.paths[0].profile == "quick"
