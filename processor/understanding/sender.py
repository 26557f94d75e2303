"""Who wrote the mail: the From line, the signature and "mein Name ist" compared.

Promise: a name signed in full beats From; From completes initials and first
names; the sender who signs for somebody else is known as one who does.
"""

import re
from dataclasses import dataclass

from processor.message.model import Message
from processor.understanding.fold import fold
from processor.understanding.lexicon import Lexicon
from processor.understanding.names import (
    cased,
    cleaned,
    display_name,
    full,
    is_organisation,
    name_word,
    plausible,
    same_person,
    uncased,
)
from processor.understanding.reading import Reading
from processor.understanding.text import Kind, Part, tokens

_SENTENCE_END = re.compile(r"(?<=[.!?)])\s+")
_LINES = 6  # lines of a signature that may hold a name


@dataclass(frozen=True, slots=True)
class Sender:
    """The writer's name ('' where unknown), all names signed with, and the words they stand in."""

    name: str
    signed: tuple[str, ...]
    organisation: str
    quote: str
    on_behalf: bool
    trace: str = ""  # the folded From line, in which first names may stand


def sender(message: Message, reading: Reading) -> Sender:
    words = reading.words
    shown = display_name(message.sender.name, words)
    lines = _closing(message, words, shown)
    signed = [name for line in lines for name in _names(line, words, shown)]
    stated = _stated(reading)
    name = _best(shown, signed, stated)
    everyone = tuple(dict.fromkeys(_completed(each, shown) for each in signed if full(_completed(each, shown))))
    quote = next(
        (text for text in (stated, *signed, message.sender.name) if text and same_person(text, name)),
        message.sender.name,
    )
    return Sender(
        name,
        everyone,
        _organisation(message, words),
        quote,
        _signs_for_another(message.visible.signature, words) or bool(reading.all("on_behalf")),
        fold(f"{message.sender.name} {message.sender.address}"),
    )


def _signs_for_another(signature: str, words: Lexicon) -> bool:
    part = Part("signature", signature)
    if not words.habits.conjunctions and not words.minor.may_say("on_behalf", tokens(part)):
        return False
    return bool(Reading([part], words, minor=True).all("on_behalf"))


def _closing(message: Message, words: Lexicon, shown: str) -> list[str]:
    """The signature's first lines, and the last of the text where it is a name."""
    lines = [line.strip() for line in message.visible.signature.split("\n") if line.strip()][:_LINES]
    body = [line.strip() for line in message.visible.text.split("\n") if line.strip()]
    for line in reversed(body[-_LINES:]):
        known = shown and len(line.split()) <= 4 and same_person(line.strip(" ,.-"), shown)
        if (
            known
            or (line is body[-1] and len(line.split()) <= 6 and _without_formula(line, words) != line)
            or (line is body[-1] and len(line.split(",")[0].split()) <= 4 and _looks_signed(line.split(",")[0], words))
        ):
            lines.append(line)
    tail = body[-1] if body else ""
    for mark in ". ", "! ", "? ", ", ", "; ", ": ", "، ", "؟ ":
        piece = tail.rsplit(mark, 1)[-1].strip()
        if piece != tail and len(piece.split()) <= 5 and shown and same_person(piece.strip(" ,،.-!"), shown):
            lines.append(piece)
            break
    if not lines and not shown and (signed := _last_words(tail, words)):
        lines.append(signed)
    if not lines and (signed := _signed_in_line(tail, words)):
        lines.append(signed)
    return lines


def _last_words(line: str, words: Lexicon) -> str:
    """The name that ends a line as a sentence of its own: "I will come with two kids. Ada Byron"."""
    rest = _SENTENCE_END.split(line)[-1].strip()
    return rest if rest != line and len(rest.split()) <= 3 and _looks_signed(rest, words) else ""


def _signed_in_line(line: str, words: Lexicon) -> str:
    """The name behind a sign-off that goes on in the line of the text: "I will come! Regards, Ada Byron"."""
    reading = Reading([Part("signature", line)], words)
    ends = [match.last for match in reading.all("signoff") if match.first]
    rest = line[reading.tokens[max(ends)].end :].lstrip(" ,،.!:;-") if ends else ""
    return rest if len(rest.split()) <= 4 and _looks_signed(rest, words) else ""


def _looks_signed(line: str, words: Lexicon) -> bool:
    parts = line.split()
    if words.given and uncased(line):
        return (
            2 <= len(parts) <= 4 and bool(cleaned(line, words)) and words.is_given(parts[0])
        )
    return (
        len(parts) >= 2
        and all(part[:1].isupper() or fold(part) in words.particles for part in parts)
        and bool(cleaned(line, words))
    )


def _names(line: str, words: Lexicon, shown: str) -> list[str]:
    """The names in one line of a signature: "Erna un Willi Scheidt" is two."""
    stripped = _without_formula(line, words)
    if not stripped or any(c.isdigit() for c in stripped.split(",")[0]) or "@" in stripped:
        return []
    pieces, current = [], []
    for part in stripped.split(",")[0].split():
        if words.trie.in_class(fold(part), "and"):
            pieces.append(" ".join(current))
            current = []
        else:
            current.append(part)
    pieces.append(" ".join(current))
    names = [cleaned(piece, words) for piece in pieces]
    if not all(names) or is_organisation(stripped.split(",")[0], words):
        return []
    if len(names) == 2 and " " not in names[0] and " " in names[1]:
        names[0] = f"{names[0]} {names[1].split()[-1]}"
    if any(name[:1].islower() and not name.islower() for name in names):
        return []
    if any(not name[:1].isupper() and name[:1].lower() != name[:1].upper() for name in names):
        return (
            [cased(name) for name in names]
            if (shown and any(same_person(name, shown) for name in names)) or len(names[0].split()) == 2
            else []
        )
    return [cased(name) for name in names]


def _opens(line: str, words: Lexicon) -> bool:
    """Whether a closing formula can begin a line: most lines need no reading."""
    begins = line.split(None, 1)[0] if line.strip() else ""
    if not begins.isalpha():
        begins = next((token.text for token in tokens(Part("signature", begins))), "")
    return bool(words.habits.conjunctions) or not begins or words.minor.opens(begins)


def _without_formula(line: str, words: Lexicon) -> str:
    """A line without a closing formula before the name ("Gruß Agnieszka Lorenz")."""
    if not _opens(line, words):
        return line
    reading = Reading([Part("signature", line)], words, minor=True)
    ends = [match.last for match in reading.matches if match.kind != "confirmation" and match.first == 0]
    if not ends:
        return line
    last = reading.tokens[max(ends)]
    return line[last.end :].lstrip(" ,.!:;-")


def _stated(reading: Reading) -> str:
    """The name after "mein Name ist", "ich heiße"."""
    words = reading.words
    for match in reading.all("name_is"):
        parts = []
        for token in reading.tokens[match.last + 1 : match.last + 6]:
            named = plausible(token.text, reading.words) or (match.places and not parts and token.capital)
            if words.given and not token.cased:
                pronoun = words.trie.in_class(reading.tokens[match.last].fold, "i")
                named = words.is_given(token.text) or (name_word(token.text, words) and (bool(parts) or not pronoun))
            if (
                token.sentence != reading.sentence(match)
                or token.kind is not Kind.WORD
                or not named
                or token.breaks > 1
            ):
                break
            if token.cased and not token.capital:
                break
            parts.append(token.text)
        if parts and (len(parts) > 1 or reading.tokens[match.first].part == 0):
            return " ".join(parts)
    return ""


def _best(shown: str, signed: list[str], stated: str) -> str:
    signed = sorted(signed[:2], key=lambda name: not same_person(name, shown))  # a list may end the mail, too
    candidates = [name for name in (stated, *signed) if name]
    for name in candidates:
        completed = _completed(name, shown)
        if full(completed):
            return completed
    if full(shown):
        return shown
    for name in candidates:
        longer = next(
            (
                other
                for other in (*candidates, shown)
                if other and other != name and same_person(other, name) and full(other)
            ),
            None,
        )
        if longer:
            return longer
    return next(iter(candidates), shown)


def _completed(name: str, shown: str) -> str:
    """A first name or initials completed by the From line's full name."""
    if full(name) or not shown:
        return name
    return shown if full(shown) and same_person(name, shown) else name


def _organisation(message: Message, words: Lexicon) -> str:
    shown = message.sender.name.split(",")[0].strip()
    lines = [line.strip() for line in message.visible.signature.split("\n") if line.strip()]
    for line in [shown, *lines]:
        for piece in dict.fromkeys([line, *line.split(",")]):
            if piece and len(piece) < 70 and is_organisation(piece, words) and not any(c.isdigit() for c in piece):
                return piece.strip(" -|·")
    return ""
