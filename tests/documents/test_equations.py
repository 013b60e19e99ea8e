"""Word equations as one line of text."""

from __future__ import annotations

import unicodedata

import pytest

from documents.read import read
from tests.fixtures.documents import package, paragraph, run
from tests.fixtures.equations import letters, math, part

EQUATIONS = {
    "x": letters("x"),
    "a/b": part("f", part("num", letters("a")) + part("den", letters("b"))),
    "(a+b)/(c-d)": part("f", part("num", letters("a+b")) + part("den", letters("c-d"))),
    "√2": part("rad", '<m:radPr><m:degHide m:val="1"/></m:radPr><m:deg/>' + part("e", letters("2"))),
    "∛(x+y)": part("rad", part("deg", letters("3")) + part("e", letters("x+y"))),
    "√(n&x)": part("rad", part("deg", letters("n")) + part("e", letters("x"))),
    "x_i^2": part("sSubSup", part("e", letters("x")) + part("sub", letters("i")) + part("sup", letters("2"))),
    "∑_(i=1)^n i": part(
        "nary", '<m:naryPr><m:chr m:val="∑"/></m:naryPr>' + part("sub", letters("i=1")) + part("sup", letters("n"))
        + part("e", letters("i"))
    ),
    "∫ f": part("nary", part("sub", "") + part("sup", "") + part("e", letters("f"))),
    "[a;b]": part(
        "d", '<m:dPr><m:begChr m:val="["/><m:sepChr m:val=";"/><m:endChr m:val="]"/></m:dPr>'
        + part("e", letters("a")) + part("e", letters("b"))
    ),
    "(a|b)": part("d", part("e", letters("a")) + part("e", letters("b"))),
    "sin x": part("func", part("fName", letters("sin")) + part("e", letters("x"))),
    "lim_(x→0) f": part(
        "func", part("fName", part("limLow", part("e", letters("lim")) + part("lim", letters("x→0"))))
        + part("e", letters("f"))
    ),
    "[1, 2; 3, 4]": part(
        "m", part("mr", part("e", letters("1")) + part("e", letters("2")))
        + part("mr", part("e", letters("3")) + part("e", letters("4")))
    ),
    "x=1; y=2": part("eqArr", part("e", letters("x=1")) + part("e", letters("y=2"))),
    "x\u0305": part("bar", '<m:barPr><m:pos m:val="top"/></m:barPr>' + part("e", letters("x"))),
    "a\u0303": part("acc", '<m:accPr><m:chr m:val="\u0303"/></m:accPr>' + part("e", letters("a"))),
    "_1^2X": part("sPre", part("sub", letters("1")) + part("sup", letters("2")) + part("e", letters("X"))),
}  # fmt: skip


@pytest.mark.parametrize("line", list(EQUATIONS))
def test_equations_as_a_line(line: str) -> None:
    document = read(package(paragraph(run("式：") + math(EQUATIONS[line]))), "a.docx")
    assert document.blocks[0].text == unicodedata.normalize("NFC", "式：" + line)
    assert any("公式" in remark for remark in document.notes)


def test_a_deep_equation_ends() -> None:
    deep = "<m:box><m:e>" * 110 + letters("x") + "</m:e></m:box>" * 110
    assert read(package(paragraph(run("式") + math(deep))), "a.docx").blocks[0].text == "式x"
