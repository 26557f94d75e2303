"""Lists, tables and form lines of names.

Promise: an entry is a name that stands on a line of its own, or behind a form key.
"""

import re
from dataclasses import dataclass

from processor.understanding.fold import fold
from processor.understanding.names import cased, cleaned, is_organisation, name_word, plausible, uncased
from processor.understanding.phrases import Match
from processor.understanding.reading import Reading
from processor.understanding.text import BULLETS

_NUMBERED = re.compile(r"^\s*(?:\(?\d{1,2}\s*[.):\t|]|[-–—*•·+▪◦●])\s*")
_CELLS = re.compile(r"\t+|\s{2,}|\s*[|;]\s*")
_KEY = re.compile(r"^\s*[-–*•]?\s*([^\n:]{2,40}?)\s*:\s*(\S.*)$")


@dataclass(frozen=True, slots=True)
class Entry:
    """A listed name and the tokens of its line; `marked` with a bullet, number or form key."""

    name: str
    first: int
    last: int
    marked: bool


@dataclass(frozen=True, slots=True)
class Form:
    """What form lines say: names, number."""

    entries: tuple[Entry, ...]
    number: int | None
    number_match: Match | None


def listed(reading: Reading) -> list[Entry]:
    """The names that stand on lines of their own, in order; a single unmarked line is no list."""
    found: list[Entry] = []
    for first, last in _lines(reading):
        raw = _raw(reading, first, last)
        marked = _NUMBERED.match(raw) is not None or raw.lstrip()[:1] in BULLETS
        name = _entry(_NUMBERED.sub("", raw), reading)
        begins = not uncased(name) or (bool(name) and reading.words.is_given(name.split()[0]))
        if name and (marked or (" " in name and begins)):
            found.append(Entry(name, first, last, marked))
    marked_ones = [entry for entry in found if entry.marked]
    if marked_ones:
        return marked_ones
    return found if len(_adjacent(found, reading)) >= 2 else []


def _adjacent(found: list[Entry], reading: Reading) -> list[Entry]:
    """Entries with a neighbour on the next line."""
    lines = {reading.tokens[entry.first].line for entry in found}
    return [e for e in found if {reading.tokens[e.first].line + 1, reading.tokens[e.first].line - 1} & lines]


def _lines(reading: Reading) -> list[tuple[int, int]]:
    """First and last token of every line of the body."""
    return reading.cached("lines", lambda: _cut(reading))


def _cut(reading: Reading) -> list[tuple[int, int]]:
    found = reading.tokens
    begins = [
        at for at, t in enumerate(found) if not at or t.line != found[at - 1].line or t.part != found[at - 1].part
    ]
    ends = [*begins[1:], len(found)]
    return [(at, end - 1) for at, end in zip(begins, ends, strict=False) if reading.parts[found[at].part].name != "subject"]


def _raw(reading: Reading, first: int, last: int) -> str:
    begin, end = reading.tokens[first], reading.tokens[last]
    return reading.parts[begin.part].text[begin.start : end.end]


def _entry(line: str, reading: Reading) -> str:
    """The name on a line, '' where there is none or more than a name."""
    text = line.strip()
    if not text or len(text) > 90 or text.endswith(("?", "!", ":")) or "@" in text:
        return ""
    cells = [cell for cell in _CELLS.split(text) if cell and not cell.isdigit()]
    if (
        len(cells) >= 2
        and all(plausible(part, reading.words) for part in " ".join(cells[:2]).split())
        and len(cells[0].split()) <= 2
    ):
        if len(cells[0].split()) == 1 and len(cells[1].split()) <= 2:
            return cased(f"{cells[1]} {cells[0]}")
        return cased(cells[0])
    body = re.sub(r"\s?\([^()]*\)\s?", " ", text)
    if len(body.split(",")[0].split()) > 6 or (body.rstrip().endswith(".") and len(body.split()) > 5):
        return ""
    role = re.match(r"^[^\W\d_]+\s*:\s*(.+)$", body)
    if role is not None:
        body = role.group(1)
    name = cleaned(body, reading.words)
    if not name or is_organisation(name, reading.words):
        return ""
    parts = name.split()
    if reading.words.given and uncased(name):
        return (
            name
            if all(name_word(part, reading.words) or fold(part) in reading.words.particles for part in parts)
            else ""
        )
    capital = all(
        part[:1].isupper() or part[:1].lower() == part[:1].upper() or part.lower() in reading.words.particles
        for part in parts
    )
    known = [part for part in parts if reading.words.trie.knows(part.casefold())]
    return name if capital and len(known) < len(parts) else ""


def form(reading: Reading) -> Form:
    """What "key: value" lines say about names and numbers."""
    entries: list[Entry] = []
    given: list[Entry] = []  # from lines such as "Vorname: Selma"
    number, number_match = None, None
    keys = {(m.first, m.last): m for m in reading.all("key_name", "key_given", "key_people", "key_number")}
    for first, last in _lines(reading) if keys else ():
        line = _raw(reading, first, last)
        found = _KEY.match(line)
        if found is None:
            continue
        matched = [
            m
            for (start, _), m in keys.items()
            if first <= start <= last
            and reading.tokens[m.last].start - reading.tokens[first].start <= len(found.group(1))
        ]
        kinds = {m.kind for m in matched if m.first <= first + 1}
        if "key_number" in kinds and found.group(2).strip().isdigit() and 0 < int(found.group(2)[:4]) < 1000:
            number, number_match = int(found.group(2)[:4]), next(m for m in matched if m.kind == "key_number")
        elif "key_given" in kinds and "key_people" not in kinds:
            given += [Entry(name, first, last, True) for name in _values(found.group(2), found.group(1), reading)]
        elif kinds & {"key_name", "key_people"}:
            header = found.group(1)
            entries += [Entry(name, first, last, True) for name in _values(found.group(2), header, reading)]
    entries = _joined(entries, given)
    return Form(tuple(entries), number, number_match)


def _joined(families: list[Entry], given: list[Entry]) -> list[Entry]:
    """ "Vorname: Selma" and "Name: Kovač" on lines of their own are one person; a whole name stays one."""
    result = [entry for entry in families if " " in entry.name]
    bare = [entry for entry in families if " " not in entry.name]
    if len(bare) != len(given):
        return sorted([*families, *given], key=lambda entry: entry.first)
    pairs = zip(given, bare, strict=True)
    result += [Entry(f"{one.name} {two.name}", min(one.first, two.first), max(one.last, two.last), True) for one, two in pairs]
    return sorted(result, key=lambda entry: entry.first)


def _values(text: str, header: str, reading: Reading) -> list[str]:
    text = text.replace("،", ",").replace("؛", ";")
    pieces = re.split(r"\s*[;/|]\s*", text) if re.search("[;/|]", text) else [text]
    if len(pieces) == 1 and text.count(",") and "," not in header:
        comma = [piece.strip() for piece in text.split(",")]
        if all(len(piece.split()) >= 2 or reading.words.is_given(piece) for piece in comma):
            pieces = comma
    names = [cleaned(piece, reading.words) for piece in pieces]
    return [cased(name) for name in names if name and not is_organisation(name, reading.words)]
