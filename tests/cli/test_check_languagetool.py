"""Installing LanguageTool: the project file for Maven, and archives carried in by hand."""

from __future__ import annotations

import hashlib
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import pytest
from typer.testing import CliRunner

from checks import language_tool, language_tool_server
from cli import languagetool, main
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
    with pytest.raises(InstallError, match="--from"):
        languagetool.fetch(tmp_path / "out", tmp_path, "6.6")


def test_a_folder_of_jars_is_copied(tmp_path: Path) -> None:
    folder = tmp_path / "jars"
    (folder / "libs").mkdir(parents=True)
    (folder / "languagetool-server.jar").write_bytes(b"x")
    (folder / "libs" / "b.jar").symlink_to(folder / "languagetool-server.jar")
    languagetool.bring(folder, tmp_path / "out")
    assert (tmp_path / "out" / "libs" / "b.jar").read_bytes() == b"x"
    assert not (tmp_path / "out" / "libs" / "b.jar").is_symlink()
    with pytest.raises(InstallError, match="校验值"):
        languagetool.bring(folder, tmp_path / "other", "00")


def test_an_archive_with_another_checksum_is_refused(tmp_path: Path) -> None:
    archive = pack(tmp_path / "a.zip", ["LT/languagetool-server.jar"])
    right = hashlib.sha256(archive.read_bytes()).hexdigest()
    with pytest.raises(InstallError, match=right):
        languagetool.bring(archive, tmp_path / "out", "0" * 64)
    assert not (tmp_path / "out").exists()
    languagetool.bring(archive, tmp_path / "out", right.upper())
    assert (tmp_path / "out" / "languagetool-server.jar").is_file()


@pytest.mark.integration
@pytest.mark.slow
def test_the_installed_one_can_be_carried_to_a_site_without_network(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Install from the jars of this machine into a fresh folder, start it, and ask for its state."""
    try:
        there = language_tool_server.find_installation()
    except language_tool_server.ServerError as error:
        pytest.skip(str(error))
    monkeypatch.delenv(language_tool_server.JAR_FOLDER_SETTING, raising=False)
    monkeypatch.delenv(language_tool.URL_SETTING, raising=False)
    monkeypatch.setenv(language_tool_server.TOOLS_SETTING, str(tmp_path / "tools"))
    call = CliRunner().invoke
    assert call(main.app, ["languagetool", "status"]).exit_code == 1
    done = call(main.app, ["languagetool", "install", "--from", str(there.folder)])
    assert done.exit_code == 0, done.output
    assert "可以使用" in done.stdout
    again = call(main.app, ["languagetool", "install", "--from", str(there.folder)])
    assert "已经安装" in again.stdout
    try:
        told = call(main.app, ["languagetool", "status"])
        assert f"LanguageTool {languagetool.default_version()}" in told.stdout
    finally:
        language_tool_server.stop_shared_server()
