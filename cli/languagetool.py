"""`sanshen languagetool install | status`: the grammar engine as an optional part of the installation.

Installing goes through Maven, which fetches from whatever repository the site has set up for it, or from an
archive carried in by hand; nothing else ever downloads LanguageTool.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import tempfile
import tomllib
import zipfile
from pathlib import Path, PurePosixPath
from typing import Annotated

import typer

app = typer.Typer(
    name="languagetool",
    help="安装或查看 LanguageTool（中英文语法检查引擎）",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
)

# Only Chinese and English are used; the server's start-up code names the other three and fails without them.
# The bundle of all languages would be 250 MB instead of 100.
LANGUAGES = ("zh", "en", "es", "ca", "pt")
MAVEN_SECONDS = 1_800
MAX_ARCHIVE_FILES = 20_000
MAX_UNPACKED_BYTES = 2 * 1024**3

_POM = """<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>sanshen</groupId>
  <artifactId>languagetool</artifactId>
  <version>1</version>
  <packaging>pom</packaging>
  <dependencies>
    <dependency>
      <groupId>org.languagetool</groupId>
      <artifactId>languagetool-server</artifactId>
      <version>{version}</version>
      <exclusions>
        <exclusion><groupId>org.languagetool</groupId><artifactId>language-all</artifactId></exclusion>
      </exclusions>
    </dependency>
{languages}
  </dependencies>
</project>
"""
_LANGUAGE = """    <dependency>
      <groupId>org.languagetool</groupId>
      <artifactId>language-{code}</artifactId>
      <version>{version}</version>
    </dependency>"""


class InstallError(Exception):
    """The installation did not work; the message is Chinese."""


@app.command()
def install(
    source: Annotated[
        Path | None,
        typer.Option(
            "--from",
            "--archive",
            metavar="FILE|DIR",
            help="用现成的压缩包（zip）或 jar 文件夹安装，不联网",
            exists=True,
        ),
    ] = None,
    sha256: Annotated[
        str | None, typer.Option("--sha256", metavar="HEX", help="压缩包应有的 SHA-256，不符就不安装")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="已安装也重新安装")] = False,
) -> None:
    """安装到项目自己的工具文件夹。不带 --from 时用 Maven 下载，约 100 MB。"""
    from checks.language_tool_server import LocalServer, ServerError, has_jars, install_folder

    folder = install_folder()
    if has_jars(folder) and not force:
        typer.echo(f"已经安装：{folder}")
        return
    try:
        with tempfile.TemporaryDirectory(prefix="sanshen-lt-") as name:
            fresh = Path(name) / "jars"
            if source is not None:
                bring(source, fresh, sha256)
            else:
                fetch(fresh, Path(name), default_version())
            if not has_jars(fresh):
                raise InstallError("得到的文件里没有 languagetool-server，安装中止")
            _replace(folder, fresh)
        typer.echo(f"已安装：{folder}")
        typer.echo("正在试启动……")
        from checks.language_tool_server import find_installation

        server = LocalServer(find_installation())
        server.stop()
        typer.echo("LanguageTool 可以使用")
    except (InstallError, ServerError) as error:
        typer.echo(f"安装没有成功：{error}", err=True)
        raise typer.Exit(1) from error


@app.command()
def status() -> None:
    """说明检查时会用哪个 LanguageTool。退出码：0 可用，1 不可用。"""
    from checks.language_tool import Absent, EngineUnavailableError, Local, Server, open_engine

    engine = open_engine("auto")
    if isinstance(engine, Absent):
        typer.echo(f"不可用：{engine.reason}")
        raise typer.Exit(1)
    try:
        where = "本机安装" if isinstance(engine, Local) else "服务地址"
        server = Server(engine.url) if isinstance(engine, Local) else engine
        number = server.version()
    except EngineUnavailableError as error:
        typer.echo(f"不可用：{error}")
        raise typer.Exit(1) from error
    if number is None:
        typer.echo(f"不可用：{where}没有应答")
        raise typer.Exit(1)
    typer.echo(f"可用：{where}，LanguageTool {number}")


def default_version() -> str:
    """The version our filters were made for."""
    from checks.language_tool import DATA

    return str(tomllib.loads(DATA.read_text(encoding="utf-8"))["version"])


def pom(version: str) -> str:
    """Maven's project file naming what to fetch. No repository stands in it: Maven's settings decide."""
    languages = "\n".join(_LANGUAGE.format(code=code, version=version) for code in LANGUAGES)
    return _POM.format(version=version, languages=languages)


def fetch(target: Path, work: Path, version: str) -> None:
    """Have Maven copy LanguageTool's jars to `target`; `work` is a scratch folder.

    Raises:
        InstallError: no Maven, or it failed or took longer than half an hour.
    """
    maven = shutil.which("mvn")
    if maven is None:
        raise InstallError("没有找到 Maven（mvn）。也可以用 --from 从压缩包或文件夹安装")
    (work / "pom.xml").write_text(pom(version), encoding="utf-8")
    # Strict: a file whose checksum is not the repository's stops the installation.
    command = [
        maven,
        "-B",
        "-q",
        "--strict-checksums",
        "dependency:copy-dependencies",
        "-DincludeScope=runtime",
    ]
    typer.echo("正在用 Maven 下载，可能需要几分钟……")
    try:
        done = subprocess.run(  # noqa: S603 - a fixed command
            [*command, f"-DoutputDirectory={target}"],
            cwd=work,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=MAVEN_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise InstallError(f"Maven 在 {MAVEN_SECONDS // 60} 分钟内没有完成") from error
    if done.returncode:
        lines = [line for line in done.stdout.splitlines() if "ERROR" in line]
        raise InstallError("Maven 报错：" + (lines[0] if lines else f"退出码 {done.returncode}"))


def bring(source: Path, target: Path, sha256: str | None = None) -> None:
    """Copy LanguageTool from a zip file or a folder to `target`. `sha256`: what the zip's must be, in hex.

    Raises:
        InstallError: the checksum differs, or see `unpack`; a folder has no checksum, holds no jars or is too large.
    """
    if source.is_dir():
        if sha256 is not None:
            raise InstallError("文件夹没有校验值，--sha256 只用于压缩包")
        _copy(source, target)
        return
    found = _sha256(source)
    if sha256 is not None and found != sha256.strip().lower():
        raise InstallError(f"压缩包的 SHA-256 不符，实际是 {found}")
    typer.echo(f"压缩包的 SHA-256：{found}")
    unpack(source, target)


def _sha256(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise InstallError(f"压缩包读不出来：{error.strerror}") from error


def _copy(source: Path, target: Path) -> None:
    """The folder's files, links followed to files only, so that nothing outside is linked to afterwards."""
    total = 0
    try:
        for path in sorted(source.rglob("*")):
            if not path.is_file():
                continue
            total += path.stat().st_size
            if total > MAX_UNPACKED_BYTES:
                raise InstallError("文件夹太大，不像 LanguageTool")
            destination = target / path.relative_to(source)
            destination.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, destination)
    except OSError as error:
        raise InstallError(f"文件夹读不出来：{error.strerror}") from error


def unpack(archive: Path, target: Path) -> None:
    """Unpack a zip of LanguageTool (the project's release, or a folder of jars) to `target`.

    One folder around everything is left out. Entries that would land outside `target` are refused.

    Raises:
        InstallError: not a zip, damaged, hostile or too large.
    """
    try:
        with zipfile.ZipFile(archive) as package:
            entries = [entry for entry in package.infolist() if not entry.is_dir()]
            total = sum(entry.file_size for entry in entries)
            if len(entries) > MAX_ARCHIVE_FILES or total > MAX_UNPACKED_BYTES:
                raise InstallError("压缩包太大，不像 LanguageTool")
            paths = _inner_paths([PurePosixPath(entry.filename) for entry in entries])
            for entry, path in zip(entries, paths, strict=True):
                destination = target / path
                destination.parent.mkdir(parents=True, exist_ok=True)
                with package.open(entry) as source, destination.open("wb") as out:
                    shutil.copyfileobj(source, out)
    except (zipfile.BadZipFile, OSError, EOFError, NotImplementedError, RuntimeError) as error:
        raise InstallError(f"压缩包打不开：{error}") from error


def _inner_paths(paths: list[PurePosixPath]) -> list[PurePosixPath]:
    for path in paths:
        if path.is_absolute() or ".." in path.parts or "\\" in str(path) or ":" in str(path):
            raise InstallError("压缩包里有越出文件夹的路径")
    tops = {path.parts[0] for path in paths}
    nested = len(tops) == 1 and all(len(path.parts) > 1 for path in paths)
    return [PurePosixPath(*path.parts[1:]) for path in paths] if nested else paths


def _replace(folder: Path, fresh: Path) -> None:
    """Put `fresh` in the place of `folder`; the old one stays until the new one is whole."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    incoming = folder.with_name(folder.name + ".new")
    shutil.rmtree(incoming, ignore_errors=True)
    try:
        shutil.copytree(fresh, incoming)
        shutil.rmtree(folder, ignore_errors=True)
        incoming.rename(folder)
    except OSError as error:
        raise InstallError(f"写不进工具文件夹：{error.strerror}") from error
