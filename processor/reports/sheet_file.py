"""A finished file: what a mail attaches and a command writes."""

from dataclasses import dataclass

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PDF = "application/pdf"


@dataclass(frozen=True, slots=True)
class ListFile:
    """One list as a file; the name is ASCII and says nothing about anybody."""

    name: str
    media_type: str
    content: bytes


def file_name(words: str, event: str, ending: str) -> str:
    """'bogen-buergerforum.pdf'; whatever is no letter, digit or hyphen is left out."""
    kept = "".join(letter for letter in f"{words}-{event}" if letter.isascii() and (letter.isalnum() or letter in "-_"))
    return f"{kept}.{ending}"
