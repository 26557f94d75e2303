"""A mail to everybody in a mail of staff: "an alle: …", up to the end of the new text.

Promise: pure; what stands before it is left to be read as commands; the text is
the writer's own, line by line, without the greeting it ends with: every letter
has one of its own.
"""

from processor.registration.answers import calendar_method, greeting
from processor.registration.case import written_in
from processor.registration.model import Event, Policy, Registration, Reply, ReplyKind
from processor.replies.names import one_line
from processor.steering.model import ToAll, Verb
from processor.steering.words import Vocabulary, fold, plain_type

LONGEST = 5000  # characters of a text: two pages; more is no mail to everybody
_HEAD = 90  # characters before the colon
_RULE = frozenset("-_=*")
_SIGN_OFF = 8  # lines a closing greeting and a name may take


def cut_out(text: str, subject: str, words: Vocabulary) -> tuple[str, ToAll | None]:
    """What stands before a mail to everybody, and that mail; the whole text where there is none."""
    if head := _head(subject, words):
        return "", _to_all(head, ["", *text.splitlines()], words)
    lines = text.splitlines()
    for at, line in enumerate(lines):
        if head := _head(line, words):
            return "\n".join(lines[:at]), _to_all(head, lines[at + 1:], words)
        if _is_rule(line) or _closes(line, words):
            break
    return text, None


def letter(kind: ReplyKind, party: Registration, event: Event, policy: Policy, *, text: str = "", language: str = "",
           before: Event | None = None) -> Reply:
    """What one citizen reads; it answers no mail of theirs, so it starts its own thread."""
    calendar = None
    if kind is ReplyKind.MOVED:
        calendar = calendar_method(policy, None, party)
    elif kind is ReplyKind.CALLED_OFF and calendar_method(policy, None, party) == "REQUEST":
        calendar = "CANCEL"
    return Reply(kind=kind, to=party.contact, to_name=greeting(party.contact_name), language=written_in(party.language, policy),
                 event=event, registration=party, first_contact=not party.notified, calendar=calendar,
                 message=text, written_in=language, moved_from=before)


def _head(line: str, words: Vocabulary) -> tuple[str, str] | None:
    """What stands between "an alle" and the colon, and what follows it."""
    head, colon, _ = plain_type(line).strip().lstrip("-*•· ").partition(":")
    spoken = head.split()
    if not colon or len(head) > _HEAD:
        return None
    for length in range(min(3, len(spoken)), 0, -1):
        if words.verbs.get(tuple(fold(word) for word in spoken[:length])) is Verb.TO_ALL:
            return " ".join(spoken[length:]), line.partition(":")[2].strip()
    return None


def _to_all(head: tuple[str, str], below: list[str], words: Vocabulary) -> ToAll:
    named, first = head
    kept = below[:next((at for at, line in enumerate(below) if _ends(below, at, words)), len(below))]
    text = "\n".join(map(one_line, [first, *kept]))
    event = words.event(named) if named else ""
    return ToAll(text.strip(), event or "", one_line(named) if named and not event else "")


def _ends(lines: list[str], at: int, words: Vocabulary) -> bool:
    if _is_rule(lines[at]):
        return True
    return _closes(lines[at], words) and sum(bool(line.strip()) for line in lines[at:]) <= _SIGN_OFF


def _is_rule(line: str) -> bool:
    said = plain_type(line).strip()
    return len(said) > 1 and set(said) <= _RULE


def _closes(line: str, words: Vocabulary) -> bool:
    said = tuple(word.strip(",.!;:") for word in fold(plain_type(line)).split())
    return 0 < len(said) <= 7 and any(said[:n] in words.closings for n in range(min(6, len(said)), 0, -1))
