"""Installing LanguageTool: the project file for Maven, and archives carried in by hand."""

from __future__ import annotations

import zipfile
from pathlib import Path
from xml.etree import ElementTree

import pytest

from cli import languagetool
from cli.languagetool import InstallError


def test_the_pom_names_what_is_needed_and_no_repository() -> None:
    text = languagetool.pom(languagetool.default_version())
    tree = ElementTree.fromstring(text)  # noqa: S314 - our own text
    space = "{http://maven.apache.org/POM/4.0.0}"
    artifacts = {e.text for e in tree.iterfind(f"{space}dependencies/{space}dependency/{space}artifactId")}
    assert artifacts == {"languagetool-server", *(f"language-{c}" for c in languagetool.LANGUAGES)}
    assert "repositor" not in text


def pack(path: Path, names: list[str]) -> Path:
    with zipfile.ZipFile(path, "w") as package:
        for name in names:
            package.writestr(name, b"x")
    return path


def test_an_archive_is_unpacked_without_its_outer_folder(tmp_path: Path) -> None:
    archive = pack(tmp_path / "a.zip", ["LT-6.6/languagetool-server.jar", "LT-6.6/libs/b.jar"])
    languagetool.unpack(archive, tmp_path / "out")
    assert (tmp_path / "out" / "languagetool-server.jar").is_file()
    assert (tmp_path / "out" / "libs" / "b.jar").is_file()


@pytest.mark.parametrize("name", ["../evil", "/etc/evil", "a/../../evil", "C:/evil", "a\\..\\evil"])
def test_an_archive_that_reaches_out_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(InstallError, match="越出"):
        languagetool.unpack(pack(tmp_path / "a.zip", ["ok.jar", name]), tmp_path / "out")


def test_something_else_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(b"no zip")
    with pytest.raises(InstallError, match="打不开"):
        languagetool.unpack(path, tmp_path / "out")


def test_no_maven_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(InstallError, match="--archive"):
        languagetool.fetch(tmp_path / "out", tmp_path, "6.6")
