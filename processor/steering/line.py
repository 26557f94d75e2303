"""One line → one command, or none: every word of it must have its place.

"Ich möchte 17 annehmen" is no command, because nobody can tell what else a
sentence means; "bitte 17 annehmen, danke" is one.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from processor import limits
from processor.registration.codes import codes_in
from processor.replies.names import one_line
from processor.reports.attendance import Unread, read_answer
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
    Note,
    Open,
    Paper,
    Personally,
    Resize,
    Status,
    Stop,
    Undo,
    Verb,
    Why,
    Withdraw,
)
from processor.steering.moving import move, placed
from processor.steering.words import Phrase, Vocabulary, fold, plain_type

_WORD = re.compile(r'"[^"]*"|[^\s"]+')
_AROUND = " .,;:!?()<>[]*•'\""
_NUMBER = re.compile(r"#?(\d{1,9})")
_GROUPED = re.compile(r"\d{1,3}(?:\.\d{3})+")
_SIZED = re.compile(r"\s*#?(\d{1,9})\s*[:=]\s*(\S+)\s*(\S*)\s*")
_NONCE = re.compile(r"j[0-9a-f]{10}")
_ADDRESS = re.compile(r"[^\s@<>\"(),:;]{1,64}@[^\s@<>\"(),:;]{1,253}")
MOST_NUMBERS = 50  # points or codes in one line
NOTE = 500  # characters of a note


@dataclass(frozen=True, slots=True)
class Token:
    """One word as it was written, and as it is compared."""

    text: str
    folded: str
    quoted: bool = False


def tokens(line: str) -> list[Token]:
    """The words of a line; what stands in quotation marks is one word."""
    found = []
    for match in _WORD.finditer(plain_type(line)):
        whole = match.group()
        quoted = whole.startswith('"') and whole.endswith('"') and len(whole) > 1
        text = whole[1:-1] if quoted else whole
        found.append(Token(text, fold(text).strip(_AROUND), quoted))
    return found


def command(line: str, words: Vocabulary) -> tuple[Command, ...]:
    """What a line orders; several points or codes give several commands; empty where it is no command."""
    if found := _sized(line, words) or placed(line, words):
        return found
    given = _without_politeness(tokens(line), words)
    for kept in (given, _trimmed(given, words)):
        for verb, arguments, leading in _readings(kept, words):
            shaped = kept if verb is Verb.ATTEND else arguments  # who came is told by the whole line
            if (leading or verb in _AT_THE_END) and (found := _SHAPES[verb](shaped, words)):
                return found
    return ()


def _sized(line: str, words: Vocabulary) -> tuple[Command, ...]:
    """"17: 3 Personen", "KL-7F3Q: 3"."""
    said = plain_type(line)
    if (match := _SIZED.fullmatch(said)) and _people(match[3], words):
        size = number(match[2], words)
        return (Accept(int(match[1]), size),) if size is not None else ()
    code, colon, rest = said.partition(":")
    if colon and codes_in(code.strip()) == (code.strip().upper(),):
        return _resize([*tokens(code), *tokens(rest)], words)
    return ()


def _readings(given: Sequence[Token], words: Vocabulary) -> list[tuple[Verb, list[Token], bool]]:
    """Each verb at the line's beginning or end, the longest first, with all the other words."""
    folded = [token.folded for token in given if token.folded]
    kept = [token for token in given if token.folded]
    found = []
    for length in range(min(4, len(kept)), 0, -1):
        if any(token.quoted for token in kept[:length]):
            continue
        if verb := words.verbs.get(tuple(folded[:length])):
            found.append((verb, kept[length:], True))
        if verb := words.verbs.get(tuple(folded[-length:])):
            found.append((verb, kept[:-length], False))
    return found


def _without_politeness(given: list[Token], words: Vocabulary) -> list[Token]:
    kept = [token for token in given if token.folded]
    while kept and (length := _leading(kept, words.polite)):
        kept = kept[length:]
    return kept


def _trimmed(given: list[Token], words: Vocabulary) -> list[Token]:
    """Without an article in front and courtesies behind: "die 17 annehmen, danke"."""
    kept = list(given)
    while kept and not kept[0].quoted and kept[0].folded in words.fillers:
        kept = kept[1:]
    while kept and (length := _trailing(kept, words.polite)):
        kept = kept[:-length]
    return kept


def _leading(given: Sequence[Token], phrases: frozenset[Phrase]) -> int:
    folded = tuple(token.folded for token in given[:4])
    return next((n for n in range(len(folded), 0, -1) if folded[:n] in phrases), 0)


def _trailing(given: Sequence[Token], phrases: frozenset[Phrase]) -> int:
    folded = tuple(token.folded for token in given[-4:])
    return next((n for n in range(len(folded), 0, -1) if folded[-n:] in phrases), 0)


def _bare(arguments: Sequence[Token], words: Vocabulary) -> list[Token]:
    """Arguments without fillers and without the courtesies that end a line."""
    kept = list(arguments)
    while kept and (length := _trailing(kept, words.polite)):
        kept = kept[:-length]
    return [token for token in kept if token.quoted or (token.folded and token.folded not in words.fillers)]


def number(written: str, words: Vocabulary) -> int | None:
    """A number in digits or in a word."""
    written = fold(written).strip(_AROUND)
    if _GROUPED.fullmatch(written):
        written = written.replace(".", "")
    if match := _NUMBER.fullmatch(written):
        return int(match[1])
    return words.numbers.get(written)


def _people(written: str, words: Vocabulary) -> bool:
    return not written.strip(_AROUND) or fold(written).strip(_AROUND) in words.people


def _split(arguments: Sequence[Token]) -> list[Token]:
    """"17,18" and "17/18" are two numbers."""
    return [Token(part, fold(part).strip(_AROUND)) for token in arguments
            for part in re.split(r"[,;/+&]", token.text) if part.strip(_AROUND)]


def _numbers(arguments: Sequence[Token], words: Vocabulary) -> list[int]:
    found = [number(token.text, words) if token.text.strip(_AROUND).lstrip("#").isdigit() else None
             for token in _split(_bare(arguments, words))]
    known = [one for one in found if one is not None]
    return list(dict.fromkeys(known)) if len(known) == len(found) <= MOST_NUMBERS else []


def _accept(arguments: Sequence[Token], words: Vocabulary) -> tuple[Command, ...]:
    bare = _bare(arguments, words)
    if len(bare) == 3 and bare[2].folded in words.people:
        point, size = number(bare[0].text, words), number(bare[1].text, words)
        return (Accept(point, size),) if point is not None and size is not None else ()
    return tuple(Accept(one) for one in _numbers(arguments, words))


def _points(made: Callable[[int], Command]) -> "Shape":
    return lambda arguments, words: tuple(made(one) for one in _numbers(arguments, words))


def _capacity(arguments: Sequence[Token], words: Vocabulary) -> tuple[Command, ...]:
    bare = [token for token in _bare(arguments, words) if token.folded not in words.people]
    seats = [number(token.text, words) for token in bare]
    if sum(one is not None for one in seats) != 1:
        return ()
    event = words.event(" ".join(token.text for token, one in zip(bare, seats, strict=True) if one is None))
    return () if event is None else tuple(Capacity(one, event) for one in seats if one is not None)


def _of_event(made: Callable[[str], Command]) -> "Shape":
    def read(arguments: Sequence[Token], words: Vocabulary) -> tuple[Command, ...]:
        event = words.event(" ".join(token.text for token in _bare(arguments, words)))
        return () if event is None else (made(event),)

    return read


def _alone(made: Callable[[], Command]) -> "Shape":
    return lambda arguments, words: () if words.event(_joined(_bare(arguments, words))) is None else (made(),)


def _enter(arguments: Sequence[Token], words: Vocabulary) -> tuple[Command, ...]:
    """Name, number, address and event in any order; without quotation marks the name comes first."""
    rest = [token for token in arguments if token.quoted or token.folded not in words.people]
    address = next((token for token in rest if _ADDRESS.fullmatch(token.text.strip("<>,;()"))), None)
    rest = [token for token in rest if token is not address]
    sized = [token for token in rest if not token.quoted and number(token.text, words) is not None]
    if len(sized) != 1:
        return ()
    at, size = rest.index(sized[0]), number(sized[0].text, words)
    name = next((token.text for token in rest if token.quoted), None) or _joined(rest[:at])
    others = [token for token in rest if not token.quoted and token is not sized[0]] if any(
        token.quoted for token in rest) else rest[at + 1:]
    event, called = words.event(_joined(_bare(others, words))), one_line(name.strip(" ,;:"))[:limits.NAME]
    if event is None or not called or size is None:
        return ()
    return (Enter(called, size, address.text.strip("<>,;()") if address else "", event),)


def _resize(arguments: Sequence[Token], words: Vocabulary) -> tuple[Command, ...]:
    bare = [token for token in _bare(arguments, words) if token.folded not in words.people]
    if len(bare) != 2:
        return ()
    code, size = codes_in(bare[0].text.strip(_AROUND)), number(bare[1].text, words)
    return (Resize(code[0], size),) if code and size is not None else ()


def _withdraw(arguments: Sequence[Token], words: Vocabulary) -> tuple[Command, ...]:
    bare = _split(_bare(arguments, words))
    codes = [code for token in bare for code in codes_in(token.text.strip(_AROUND))]
    unique = tuple(dict.fromkeys(codes))
    return (Withdraw(unique),) if codes and len(codes) == len(bare) <= MOST_NUMBERS else ()


def _note(arguments: Sequence[Token], words: Vocabulary) -> tuple[Command, ...]:
    code = codes_in(arguments[0].text.strip(_AROUND)) if arguments else ()
    text = one_line(_joined(arguments[1:]))[:NOTE]
    return (Note(code[0], text),) if code and text else ()


def _attend(arguments: Sequence[Token], words: Vocabulary) -> tuple[Command, ...]:
    text = _joined(arguments)  # never cut: half a number is another one
    if len(arguments) < 2 or isinstance(read_answer(text), Unread):  # "alle" alone may be a word of a letter
        return ()
    return (Attend(text),)


def _confirm(arguments: Sequence[Token], words: Vocabulary) -> tuple[Command, ...]:
    bare = _bare(arguments, words)
    if len(bare) == 1 and _NONCE.fullmatch(bare[0].folded):
        return (Confirm(bare[0].folded),)
    return _accept(arguments, words)


def _joined(arguments: Sequence[Token]) -> str:
    return " ".join(token.text for token in arguments)


Shape = Callable[[Sequence[Token], Vocabulary], tuple[Command, ...]]
_AT_THE_END = frozenset({Verb.ACCEPT, Verb.DECLINE, Verb.IGNORE, Verb.WHY, Verb.PERSONALLY, Verb.RESIZE, Verb.WITHDRAW})
_SHAPES: Mapping[Verb, Shape] = {
    Verb.ACCEPT: _accept,
    Verb.DECLINE: _points(Decline),
    Verb.IGNORE: _points(Ignore),
    Verb.WHY: _points(Why),
    Verb.PERSONALLY: _points(Personally),
    Verb.CAPACITY: _capacity,
    Verb.CLOSE: _of_event(Close),
    Verb.OPEN: _of_event(Open),
    Verb.ENTER: _enter,
    Verb.RESIZE: _resize,
    Verb.WITHDRAW: _withdraw,
    Verb.UNDO: _alone(Undo),
    Verb.NOTE: _note,
    Verb.LIST: _of_event(lambda event: Hand(Paper.LIST, event)),
    Verb.NEEDS: _of_event(lambda event: Hand(Paper.NEEDS, event)),
    Verb.SHEET: _of_event(lambda event: Hand(Paper.SHEET, event)),
    Verb.ATTEND: _attend,
    Verb.STATUS: _alone(Status),
    Verb.HELP: _alone(Help),
    Verb.CONFIRM: _confirm,
    Verb.TO_ALL: lambda arguments, words: (),  # only with its colon, and with all that follows (broadcast.py)
    Verb.MOVE: lambda arguments, words: move(_joined(arguments), words),
    Verb.PLACE: lambda arguments, words: (),  # only with its colon (moving.py)
    Verb.CALL_OFF: _of_event(CallOff),
    Verb.STOP: _alone(Stop),
}
