"""Who came: what staff answer a sign-in sheet with, and what it comes to.

Promise: `read_answer` reads a whole answer or nothing of it; whatever it does not
know comes back as `Unread` with those words. The words are data:
templates/<language>/lists.toml, and every language there counts.
"""

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from processor.registration.model import Registration
from processor.registration.seats import HOLDING
from processor.replies.templates import shipped
from processor.reports.model import Turnout
from processor.reports.neutral import neutral

_LONGEST = 4000  # characters of an answer
_WIDEST = 10_000  # numbers of a range
_SHOWN = 60  # characters of what was not understood
_CLEAN = str.maketrans(dict.fromkeys("‐‑‒–—−", "-") | dict.fromkeys("\ufeff\u200b\u200e\u200f", ""))  # what editors leave behind
_ITEM = re.compile(
    r"(?:[\s,;&]|\.(?=\s))*(?:(?:nr|no)\.?\s*|#)?(?P<first>\d{1,5})"
    r"(?:\s*-\s*(?P<last>\d{1,5})(?!\d)|\s*[=:]\s*(?P<came>\d{1,3})(?!\d)|\s*\(\s*(?P<some>\d{1,3})[^\d()\n]{0,12}\)|(?!\d))"
)
_REST = re.compile(r"[\s,;&.!:]*")
_BETWEEN = re.compile(r"\n|(?:;|(?<=\d)\.)\s*(?=[^\W\d])")
_KINDS = ("present", "absent", "everybody", "all_but", "nobody")


@dataclass(frozen=True, slots=True)
class Answer:
    """What one answer says of the numbers on a sheet."""

    present: frozenset[int] = frozenset()
    absent: frozenset[int] = frozenset()
    counts: tuple[tuple[int, int], ...] = ()  # (number, people): only part of a party came
    rest: bool | None = None  # of everybody else: came, did not come, or nothing was said


@dataclass(frozen=True, slots=True)
class Unread:
    """What could not be read; '' where no number was given."""

    words: str = ""


def read_answer(text: str) -> Answer | Unread:
    """'da: 1-14, 17=2', 'gefehlt: 3 und 9', 'alle außer 3, 9', 'nobody'; a number alone is one who came."""
    if len(text) > _LONGEST:
        return Unread(neutral(text, _SHOWN))
    read: Answer | Unread = Unread()
    said: str | None = None
    for part in filter(None, map(_plain, _BETWEEN.split(text.translate(_CLEAN)))):
        kind, left = _kind(part)
        said = kind or said or "present"  # a line of numbers alone goes on with what the line before it said
        found = _found(said, left) or Unread(neutral(part, _SHOWN))
        if isinstance(found, Unread):
            return found
        read = found if isinstance(read, Unread) else _both(read, found)
    return read


def settle_rest(answer: Answer, told: bool) -> Answer:
    """The first word about an event speaks for everybody, later ones only for those they name.

    "gefehlt: 3, 9" alone means that the others came, "da: 1-14" that they did not; once something is
    recorded (`told`), a second page or a correction must not turn that round.
    """
    if answer.rest is not None or told:
        return answer
    named = bool(answer.present or answer.counts)
    rest = None if named and answer.absent else not named
    return Answer(answer.present, answer.absent, answer.counts, rest)


def turnout(registrations: Iterable[Registration]) -> Turnout:
    """Registered, came, did not, untold; people. Whoever came without a seat counts as come."""
    parties = list(registrations)
    seated = [one for one in parties if one.state in HOLDING]
    return Turnout(
        registered=sum(one.size for one in seated),
        came=sum(one.attended or 0 for one in parties),
        missing=sum(max(0, one.size - one.attended) for one in seated if one.attended is not None),
        untold=sum(one.size for one in seated if one.attended is None),
    )


def ranges(numbers: Iterable[int]) -> str:
    """'1–14, 17'."""
    runs: list[list[int]] = []
    for number in sorted(set(numbers)):
        if runs and number == runs[-1][-1] + 1:
            runs[-1][1:] = [number]
        else:
            runs.append([number])
    return ", ".join("–".join(map(str, run)) for run in runs)


def _found(kind: str, left: str) -> Answer | None:
    """What one part says; None where it cannot be read, or says nothing."""
    if (items := _items(left)) is None:
        return None
    numbers, counts = items
    match kind:
        case "everybody" | "nobody":
            return None if numbers or counts else Answer(rest=kind == "everybody")
        case "absent" | "all_but":
            return Answer(absent=numbers, rest=True if kind == "all_but" else None) if numbers and not counts else None
        case _:
            return Answer(present=numbers, counts=counts) if numbers or counts else None


def _kind(part: str) -> tuple[str | None, str]:
    """What is said of the numbers, and what is left of the line: the word stands before them, or behind."""
    for phrase, kind in _phrases():
        if found := re.match(rf"{re.escape(phrase)}(?!\w)[\s:=,]*", part):
            rest = part[found.end():]
            if kind == "present" and rest and (inner := _kind(rest))[0] is not None:
                return inner  # 'anwesend: alle außer 3'
            return kind, _without_verb(rest) if kind in ("everybody", "all_but") else rest
    for phrase, kind in _phrases():
        if found := re.search(rf"(?<!\w)(?:sind |waren |war |ist |were |was |are )?{re.escape(phrase)}[.!]?$", part):
            return kind, part[: found.start()]
    return None, part


def _without_verb(part: str) -> str:
    """'3, 9 waren da' after 'alle außer' says once more what 'alle' said."""
    for phrase, kind in _phrases():
        if kind == "present" and (found := re.search(rf"(?<!\w)(?:sind |waren |were |are )?{re.escape(phrase)}[.!]?$", part)):
            return part[: found.start()]
    return part


def _items(text: str) -> tuple[frozenset[int], tuple[tuple[int, int], ...]] | None:
    """The numbers, and those of which a part came; None where anything else stands there."""
    numbers: set[int] = set()
    counts: dict[int, int] = {}
    at = 0
    while found := _ITEM.match(text, at):
        at = found.end()
        first, last = int(found["first"]), int(found["last"] or found["first"])
        if not 0 <= last - first < _WIDEST:
            return None
        if (some := found["came"] or found["some"]) is not None:
            counts[first] = int(some)
        else:
            numbers.update(range(first, last + 1))
    return None if _REST.fullmatch(text, at) is None else (frozenset(numbers), tuple(sorted(counts.items())))


def _both(one: Answer, other: Answer) -> Answer:
    """Two lines of one answer; of what contradicts, the later one counts."""
    counts = {number: came for number, came in one.counts if number not in other.present | other.absent}
    named = other.present | other.absent | {number for number, _ in other.counts}
    return Answer(one.present - named | other.present, one.absent - named | other.absent,
                  tuple(sorted((counts | dict(other.counts)).items())), one.rest if other.rest is None else other.rest)


def _plain(line: str) -> str:
    """Small letters, one kind of digit, 'und' as a comma, 'bis' as a dash."""
    folded = unicodedata.normalize("NFKC", line).casefold().lstrip("> \t").strip()
    for word, sign in _signs():
        folded = re.sub(rf"(?<=\d)\s*\b{re.escape(word)}\b\s*(?=\d|nr|no|#)", sign, folded)
    return " ".join(folded.split())


@lru_cache(maxsize=1)
def _phrases() -> tuple[tuple[str, str], ...]:
    """Every phrase and what it says, longest first: 'nicht da' before 'da'."""
    said = [(phrase.casefold(), kind) for words in _vocabulary() for kind in _KINDS for phrase in words.get(kind, ())]
    return tuple(sorted(dict(said).items(), key=lambda pair: (-len(pair[0]), pair)))


@lru_cache(maxsize=1)
def _signs() -> tuple[tuple[str, str], ...]:
    return tuple((word.casefold(), sign) for words in _vocabulary() for kind, sign in (("and", ", "), ("until", "-"))
                 for word in words.get(kind, ()))


@lru_cache(maxsize=1)
def _vocabulary() -> tuple[Mapping[str, list[str]], ...]:
    return tuple(_answers(path) for path in sorted(shipped().glob("*/lists.toml")))


def _answers(path: Path) -> Mapping[str, list[str]]:
    answers: Mapping[str, list[str]] = tomllib.loads(path.read_text("utf-8"))["answers"]
    return answers
