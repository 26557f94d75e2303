"""The words of commands: every language's verbs are understood, the organiser's are spoken.

Promise: a language is data (templates/<language>/steering.toml); `fold` makes
equal what people type alike: capitals, accents, umlauts written out, fancy
quotation marks and dashes.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from processor.registration.model import Event
from processor.replies.templates import Templates
from processor.reports.words import Words, words_of
from processor.steering.model import (
    Accept,
    Attend,
    CallOff,
    Capacity,
    Close,
    Command,
    Confirm,
    Decline,
    Enter,
    Hand,
    Help,
    Ignore,
    Move,
    Note,
    Open,
    Personally,
    Resize,
    Status,
    Stop,
    ToAll,
    Undo,
    Verb,
    Why,
    Withdraw,
)

FILE = "steering.toml"
_TYPE = str.maketrans({**dict.fromkeys("„“”«»‟″", '"'), **dict.fromkeys("‐‑‒–—―−", "-"), **dict.fromkeys("‚‘’‛´`", "'"),
                       "\u00a0": " ", "\u202f": " ", "\u00ad": None, "\u200b": None, "\ufeff": None})
_OUT = {"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe", "æ": "ae"}
Phrase = tuple[str, ...]


def plain_type(text: str) -> str:
    """`text` with plain quotation marks, dashes and spaces."""
    return unicodedata.normalize("NFKC", text.translate(_TYPE)).translate(_TYPE)


def fold(text: str) -> str:
    """`text` as it is compared: no capitals, no accents."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in apart if unicodedata.category(letter) != "Mn")


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What is understood, in every language there is, and how it is said in one."""

    spoken: Words
    verbs: Mapping[Phrase, Verb]
    polite: frozenset[Phrase]
    fillers: frozenset[str]
    people: frozenset[str]
    salutations: frozenset[Phrase]
    closings: frozenset[Phrase]
    numbers: Mapping[str, int]
    probe: frozenset[str]
    events: tuple[tuple[str, tuple[str, ...]], ...]  # key, and what else an event is called, folded

    @classmethod
    def of(cls, templates: Templates, language: str, events: Iterable[Event]) -> "Vocabulary":
        """The words of every language with commands; `language` is the organiser's. Raises PhrasesError."""
        written = [words_of(templates, each, FILE) for each in templates.languages if templates.has(f"{each}/{FILE}")]
        return cls(
            spoken=words_of(templates, language, FILE),
            verbs={phrase: Verb(verb) for words in written for verb, names in words.table["verbs"].items()
                   for name in names for phrase in _phrases(name)},
            polite=_all(written, "polite"), fillers=_single(written, "fillers"), people=_single(written, "people"),
            salutations=_all(written, "salutations"), closings=_all(written, "closings"),
            numbers={form: n for words in written for n, name in enumerate(words.table["reading"]["numbers"])
                     for form in forms(name)},
            probe=_single(written, "probe"),
            events=tuple((event.key, tuple(map(fold, (event.key, event.title, *event.aliases)))) for event in events),
        )

    def event(self, written: str) -> str | None:
        """The key of the event somebody wrote; '' where several fit; None where none does."""
        wanted = fold(plain_type(written)).strip(" .,:;!?\"'()")
        if not wanted:
            return ""
        exact = [key for key, names in self.events if wanted in names]
        near = exact or [key for key, names in self.events if len(wanted) > 2 and any(wanted in name for name in names)]
        return None if not near else near[0] if len(near) == 1 else ""

    def say(self, command: Command) -> str:
        """The command as one would write it; it is read as the same command again."""
        verb = verb_of(command)
        form = "accept_sized" if isinstance(command, Accept) and command.size is not None else verb.value
        said = str(self.spoken.table["forms"][form])
        for place, value in _values(command, self.spoken).items():
            said = said.replace(f"{{{place}}}", value)
        return " ".join(said.split())


def verb_of(command: Command) -> Verb:
    """The verb a command is written with."""
    match command:
        case Hand():
            return Verb(command.paper.value)
        case Move(when=""):
            return Verb.PLACE
        case _:
            return _VERBS[type(command)]


_VERBS: Mapping[type, Verb] = {
    Accept: Verb.ACCEPT, Decline: Verb.DECLINE, Ignore: Verb.IGNORE, Why: Verb.WHY, Personally: Verb.PERSONALLY,
    Capacity: Verb.CAPACITY, Close: Verb.CLOSE, Open: Verb.OPEN, Enter: Verb.ENTER, Resize: Verb.RESIZE,
    Withdraw: Verb.WITHDRAW, Undo: Verb.UNDO, Note: Verb.NOTE, Attend: Verb.ATTEND, Status: Verb.STATUS,
    Help: Verb.HELP, Confirm: Verb.CONFIRM, ToAll: Verb.TO_ALL, Move: Verb.MOVE, CallOff: Verb.CALL_OFF, Stop: Verb.STOP,
}


def _values(command: Command, spoken: Words) -> dict[str, str]:
    given = {name: getattr(command, name) for name in command.__dataclass_fields__}
    values = {name: "" if value is None else str(value) for name, value in given.items()}
    if isinstance(command, Withdraw):
        values["code"] = " ".join(command.codes)
    if isinstance(command, Accept) and command.size is not None:
        values["people"] = spoken.phrases.counted["people"](command.size)
    return values


def forms(word: str) -> tuple[str, ...]:
    """How a word may be typed, folded: "plätze" as "platze" and as "plaetze"."""
    apart = "".join(_OUT.get(letter, letter) for letter in unicodedata.normalize("NFC", word.casefold()))
    return tuple(dict.fromkeys((fold(word), fold(apart))))


def _phrases(name: str) -> tuple[Phrase, ...]:
    return tuple(tuple(re.findall(r"\S+", form)) for form in forms(name))


def _all(written: Iterable[Words], section: str) -> frozenset[Phrase]:
    return frozenset(phrase for words in written for name in words.table["reading"][section] for phrase in _phrases(name))


def _single(written: Iterable[Words], section: str) -> frozenset[str]:
    return frozenset(form for words in written for name in words.table["reading"][section] for form in forms(name))
