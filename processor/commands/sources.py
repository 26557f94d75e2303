"""Paths on a command line → the mails they hold, one at a time.

Promise: a file is one mail, an mbox its mails, a folder every *.eml below it
and every mail of the Maildirs in it, in the order of their names. Nothing is
read whole that is larger than one mail; what cannot be read is given too.
"""

import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from processor import limits

MBOX = b"From "


@dataclass(frozen=True, slots=True)
class Source:
    """A mail and what to call it; `fault` says why it could not be read ('' where it was)."""

    path: str
    raw: bytes
    fault: str = ""


def mails(paths: list[Path]) -> Iterator[Source]:
    """Every mail of `paths`. '-' is one mail on standard input."""
    for path in paths:
        if str(path) == "-":
            yield Source("-", sys.stdin.buffer.read(limits.RAW_MAIL + 1))
        elif path.is_dir():
            for file in _below(path):
                yield from _of_file(file)
        else:
            yield from _of_file(path)


def _below(folder: Path) -> Iterator[Path]:
    for place, folders, files in os.walk(folder):
        folders.sort()
        maildir = os.path.basename(place) in ("cur", "new")
        for name in sorted(files):
            if name.lower().endswith(".eml") or (maildir and not name.startswith(".")):
                yield Path(place, name)


def _of_file(path: Path) -> Iterator[Source]:
    try:
        with open(path, "rb") as file:
            begin = file.read(len(MBOX))
            file.seek(0)
            if begin == MBOX and path.suffix.lower() != ".eml":
                for number, raw in enumerate(_of_mbox(file), 1):
                    yield Source(f"{path}#{number}", raw)
            else:
                yield Source(str(path), file.read(limits.RAW_MAIL + 1))
    except OSError as error:
        yield Source(str(path), b"", error.strerror or str(error))


def _of_mbox(lines: Iterator[bytes]) -> Iterator[bytes]:
    """The mails of an mbox (RFC 4155): 'From ' after an empty line begins one; '>From ' was quoted."""
    mail: list[bytes] = []
    size = 0
    empty = True
    for line in lines:
        if empty and line.startswith(MBOX):
            if mail:
                yield b"".join(mail)
            mail, size = [], 0
        elif size <= limits.RAW_MAIL:
            mail.append(line[1:] if line.startswith(b">") and line.lstrip(b">").startswith(MBOX) else line)
            size += len(line)
        empty = line in (b"\n", b"\r\n")
    if mail:
        yield b"".join(mail)
