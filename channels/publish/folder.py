"""The folder channel (文件夹渠道): clean HTML, the original file and the manifest in a folder of the release."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from pathlib import Path

from channels.publish.interface import ChannelError, Delivered, Package

HTML = "正文.html"
MANIFEST = "manifest.json"
ORIGINAL = "original"


class FolderChannel:
    """Delivers into `root/<number>/`. The folder appears whole by one rename, or not at all."""

    name = "folder"
    title = "本地文件夹"

    def __init__(self, root: Path) -> None:
        self.root = root

    def deliver(self, package: Package) -> Delivered:
        """Deliver once; a folder that is there already is checked, never overwritten.

        Raises:
            ChannelError: the disk refused, or the folder holds something else.
        """
        target = self.root / package.number
        original = ORIGINAL + Path(package.filename).suffix.lower()
        try:
            self.root.mkdir(parents=True, exist_ok=True)
            if not target.exists():
                self._write(target, original, package)
            if (target / MANIFEST).read_bytes() != package.manifest:
                raise ChannelError(f"{target.name}: another release lies there already")
            arrived = hashlib.sha256((target / original).read_bytes()).hexdigest()
        except OSError as error:
            raise ChannelError(f"{target.name}: {error.strerror or error}") from error
        return Delivered(location=f"{target.name}/{original}", sha256=arrived)

    def _write(self, target: Path, original: str, package: Package) -> None:
        half = Path(tempfile.mkdtemp(prefix=f".{package.number}-", dir=self.root))
        try:
            files = {original: package.original, HTML: package.html.encode(), MANIFEST: package.manifest}
            for name, data in files.items():
                with (half / name).open("wb") as file:
                    file.write(data)
                    file.flush()
                    os.fsync(file.fileno())
            half.chmod(0o755)
            half.rename(target)
        except OSError:
            shutil.rmtree(half, ignore_errors=True)
            if not target.exists():  # else another worker was first, which is as good
                raise
        _sync(self.root)


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def open_channel(root: Path) -> FolderChannel:
    """The channel with its home below the installation's releases folder."""
    return FolderChannel(root)
