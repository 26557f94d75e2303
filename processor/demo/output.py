"""The folder a demonstration writes to.

Promise: only what an earlier demonstration wrote is replaced; a marker file
lists it. A folder that holds anything else and has no marker is not touched.
"""

import shutil
from pathlib import Path

MARKER = ".processor-demo"
PARTS = "parts"  # Maildirs and database: the demonstration's alone, whatever their files are called


class ForeignFolder(Exception):
    """The folder belongs to somebody else. Says what to do instead."""


class Output:
    """A folder of our own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def prepare(self) -> None:
        """An empty place for a new demonstration. Raises ForeignFolder, OSError."""
        marker = self.folder / MARKER
        if self.folder.exists() and not (self.folder.is_dir() and (marker.is_file() or not any(self.folder.iterdir()))):
            raise ForeignFolder(f"{self.folder} is there already and was not written by a demonstration. "
                                "Name another folder with --out, or move it away.")
        if marker.is_file():
            self._clear(marker.read_text("utf-8").splitlines())
        (self.folder / PARTS).mkdir(parents=True, exist_ok=True)
        marker.write_text("", "utf-8")

    def write(self, name: str, content: bytes) -> Path:
        """One file below the folder, noted in the marker before it is made."""
        with (self.folder / MARKER).open("a", encoding="utf-8") as marker:
            marker.write(f"{name}\n")
        path = self.folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content)
        return path

    def _clear(self, names: list[str]) -> None:
        if not (self.folder / PARTS).is_symlink():
            shutil.rmtree(self.folder / PARTS, ignore_errors=True)
        for name in names:
            path = Path(name)
            if path.is_absolute() or ".." in path.parts:
                continue  # not a line we wrote
            (self.folder / path).unlink(missing_ok=True)
