"""The wheel nests our packages under one folder: an installed Sanshen leaves no bare `models` in site-packages."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)], cwd=ROOT, check=True
    )
    (built,) = folder.glob("*.whl")
    return built


@pytest.mark.integration
def test_everything_is_nested_and_the_data_is_there(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    tops = {name.split("/")[0] for name in names if ".dist-info" not in name}
    assert tops == {"sanshen_app", "sanshen.pth"}
    for needed in (
        "wordlists/wrong_words.tsv",
        "pipelines/publishing.yaml",
        "review/calendar.tsv",
        "migrations/versions/0001_the_spine.py",
        "web/templates/base.html",
        "checks/profiles.toml",
    ):
        assert f"sanshen_app/{needed}" in names


@pytest.mark.integration
def test_the_wheel_runs_away_from_the_checkout(wheel: Path, tmp_path: Path) -> None:
    """Unpacked as an installer does: sanshen.pth puts the nested folder on the path."""
    site = tmp_path / "site"
    zipfile.ZipFile(wheel).extractall(site)
    draft = tmp_path / "稿.txt"
    draft.write_text("各单位要认真布署,按时完成。\n", encoding="utf-8")
    script = (
        f"import site, sys; site.addsitedir({str(site)!r}); sys.path = [p for p in sys.path if p != {str(ROOT)!r}];"
        "import cli.main, pathlib; assert 'sanshen_app' in cli.main.__file__;"
        f"sys.argv = ['sanshen', 'check', {str(draft)!r}]; cli.main.run()"
    )
    ran = subprocess.run(
        [sys.executable, "-P", "-c", script], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 1, ran.stderr
    assert "部署" in ran.stdout
