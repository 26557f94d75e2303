"""A mail's own words → the commands in it.

Promise: pure, linear in the text, never raises. Only what is wholly a command
is one. It ends at a closing greeting, at `--`, or after three lines in a row
that are no commands; a mail without any command gives an empty script.
"""

import difflib
import re
from collections.abc import Iterator

from processor.steering.broadcast import cut_out
from processor.steering.line import command, number, tokens
from processor.steering.model import Command, Given, Script, Unknown
from processor.steering.words import Phrase, Vocabulary, plain_type

MOST_LINES = 200
MOST_COMMANDS = 50
_LONGEST = 400  # characters of a line that is read
_NUMBERS = re.compile(r"\s*\d[\d\s,;.=–-]*")
_GOES_ON = re.compile(r"\d\s*(?:[,;–-]|\bund|\band|\bbis|\bto)\s*$|[,;]\s*\d[\d=–-]*\s*$")
_SHOWN = 120
_UNKNOWN_ENDS = 3
_TOKEN = re.compile(r"\[?\bS\d{5}\.[\w-]{12}(?![\w-])\]?")
_REPLY = re.compile(r"\s*(?:re|aw|antw|antwort|wg|fwd?|tr|sv|vs)\s*(?:\[\d+\])?\s*:", re.IGNORECASE)
_RULE = re.compile(r"\s*[-_=*]{2,}\s*")
_NEAR = 0.74


def parse(text: str, words: Vocabulary, *, subject: str = "") -> Script:
    """The commands of a mail: of its subject, where that is one whole command, and of its new text."""
    commands = [Given(each, subject.strip()) for each in of_subject(subject, words)]
    text, everybody = cut_out(text, "" if _REPLY.match(subject) else without_token(subject), words)
    unknown: list[str] = []
    row = 0
    for line in _lines(text, words):
        found = _commands(line, words)
        commands += [Given(each, line) for each in found if each not in [given.command for given in commands]]
        row = 0 if found else row + 1
        if not found:
            unknown.append(line)
        if row >= _UNKNOWN_ENDS or len(commands) >= MOST_COMMANDS:
            everybody = None if row >= _UNKNOWN_ENDS else everybody
            break
    if everybody is not None:
        commands.append(Given(everybody, ""))
    if not commands:
        return Script()
    return Script(tuple(commands[:MOST_COMMANDS]), tuple(Unknown(line[:_SHOWN], meant(line, words)) for line in unknown))


def of_subject(subject: str, words: Vocabulary) -> tuple[Command, ...]:
    """A button's subject, or a subject somebody wrote as a command; an answer's subject is ours, not theirs."""
    if _REPLY.match(subject) or len(subject) > _LONGEST:
        return ()
    return command(without_token(plain_type(subject)), words)


def without_token(subject: str) -> str:
    """A subject without the token of the button that wrote it."""
    return _TOKEN.sub(" ", subject).strip()


def meant(line: str, words: Vocabulary) -> str:
    """What a line that is no command was probably meant as; '' where nothing is near."""
    given = tokens(line[:_LONGEST])
    verbs = {phrase[0]: phrase for phrase in words.verbs if len(phrase) == 1}
    rest = [token.text for token in given if number(token.text, words) is not None or "-" in token.text]
    for token in given[:8]:
        for near in difflib.get_close_matches(token.folded, verbs, n=2, cutoff=_NEAR):
            if found := command(" ".join([near, *rest]), words):
                return words.say(found[0])
    return ""


def _lines(text: str, words: Vocabulary) -> Iterator[str]:
    """The lines that may be commands: no salutation, no mere courtesy, nothing below the end."""
    for line in _unwrapped(text.splitlines()[:MOST_LINES]):
        said = line.strip().lstrip("-*•· ").strip()
        if _RULE.fullmatch(plain_type(line)) or (not _commands(said, words) and _begins(said, words.closings)):
            return
        if said and not _begins(said, words.salutations) and not _only_polite(said, words):
            yield said


def _unwrapped(lines: list[str]) -> list[str]:
    """A line of numbers alone goes on with the one before it: mail programs break "anwesend 1, 2, …" at 72 columns."""
    whole: list[str] = []
    for line in lines:
        if whole and _NUMBERS.fullmatch(line) and _GOES_ON.search(whole[-1]):
            whole[-1] = f"{whole[-1].rstrip()} {line.strip()}"
        else:
            whole.append(line)
    return whole


def _commands(line: str, words: Vocabulary) -> tuple[Command, ...]:
    """The commands of one line: one, or several parted by commas or semicolons."""
    if len(line) > _LONGEST:
        return ()
    if whole := command(line, words):
        return whole
    parts = [part for part in re.split(r"[;,]", line) if part.strip()]
    found = [command(part, words) for part in parts] if 1 < len(parts) <= MOST_COMMANDS else []
    return tuple(each for part in found for each in part) if found and all(found) else ()


def _begins(line: str, phrases: frozenset[Phrase]) -> bool:
    folded = tuple(token.folded for token in tokens(line[:_LONGEST]) if token.folded)
    return len(folded) <= 7 and any(folded[:n] in phrases for n in range(min(6, len(folded)), 0, -1))


def _only_polite(line: str, words: Vocabulary) -> bool:
    folded = [token.folded for token in tokens(line[:_LONGEST]) if token.folded]
    while folded:
        length = next((n for n in range(min(4, len(folded)), 0, -1) if tuple(folded[:n]) in words.polite), 0)
        if not length:
            return False
        folded = folded[length:]
    return True
