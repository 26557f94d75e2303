"""The collected real mails of ../shared/corpora, each as a whole mail with what is expected of it."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_HEADER = re.compile(rb"(From |[A-Za-z-]+:)")
_BODIES = ("codealltag-pS", "enron-aeslc")  # sources that hold bodies only


@dataclass(frozen=True)
class Collected:
    """One mail of the corpora."""

    file: str
    kind: str
    expected: dict[str, Any]
    raw: bytes


def collected(corpora: Path) -> Iterator[Collected]:
    """Every mail of the manifest; a body alone is put into a plain mail to the organiser."""
    for line in (corpora / "MANIFEST.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        file, expected = row["file"], row["expected"]
        raw = str(expected.get("text") or "").encode() if "#" in file else (corpora / file).read_bytes()
        alone = expected.get("body_only") or "#" in file or row["source"] in _BODIES or not _HEADER.match(raw.lstrip()[:80])
        yield Collected(file, row["kind"], expected, _wrapped(raw) if alone else raw)


def _wrapped(body: bytes) -> bytes:
    try:
        body.decode("utf-8")
        charset = b"utf-8"
    except UnicodeDecodeError:
        charset = b"iso-8859-1"
    return (b"From: Erika Muster <erika@example.org>\r\nTo: integrationfindetstadt@firu-mbh.de\r\nSubject: Nachricht\r\n"
            b"MIME-Version: 1.0\r\nContent-Type: text/plain; charset=" + charset +
            b"\r\nContent-Transfer-Encoding: 8bit\r\n\r\n" + body)
