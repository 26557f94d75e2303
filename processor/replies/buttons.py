"""Buttons: links that write the answer for people who would rather press than type.

Promise: every link is a mailto to the organiser, at most 200 characters, with
words of our own in it; the signed token stands in the subject, so that the
answer proves itself even where a mail program starts a new thread.
"""

from dataclasses import dataclass, replace
from typing import assert_never
from urllib.parse import quote

from processor.registration.model import Ask, Reply, ReplyKind, State
from processor.replies.model import Organiser, StandingTokens
from processor.replies.phrases import ButtonWords, Phrases
from processor.replies.values import title

LONGEST = 200  # characters of a link; some mail programs cut longer ones
_MOST_PERSONS = 4


@dataclass(frozen=True, slots=True)
class Button:
    """What it says, where it leads, and whether it is the likely answer."""

    label: str
    link: str
    quiet: bool = False  # a plain link below the buttons


def buttons(reply: Reply, organiser: Organiser, phrases: Phrases, tokens: StandingTokens) -> tuple[Button, ...]:
    """The buttons of a reply, the likely ones first."""
    words = phrases.buttons
    proof = _proof(reply, tokens)

    def button(name: str, quiet: bool = False) -> Button:
        return Button(words[name].label, mailto(organiser.address, words[name], proof), quiet)

    match reply.kind:
        case ReplyKind.CONFIRM:
            return _answers(reply, organiser, phrases, proof)
        case ReplyKind.REMINDER | ReplyKind.BROADCAST | ReplyKind.MOVED:
            return (button("cannot"), button("number"), button("not_me", quiet=True)) if proof else ()
        case ReplyKind.CANCELLED:
            kept = reply.registration is not None and reply.registration.released_at is not None
            return (button("undo"),) if kept else ()
        case ReplyKind.RESTORED | ReplyKind.REGISTERED | ReplyKind.WAITLISTED | ReplyKind.CHANGED | ReplyKind.PROMOTED \
                | ReplyKind.REPEATED | ReplyKind.FULL:
            if not proof or (reply.registration and reply.registration.state is State.CANCELLED):
                return ()
            return button("number"), button("cancel"), button("not_me", quiet=True)
        case ReplyKind.EXPORT:
            return (button("erase"),) if proof else ()
        case ReplyKind.PRIVACY | ReplyKind.ERASED | ReplyKind.RECEIVED | ReplyKind.CLOSED \
                | ReplyKind.NOT_UNDERSTOOD | ReplyKind.DECLINED | ReplyKind.CALLED_OFF:
            return ()
    assert_never(reply.kind)


def mailto(address: str, words: ButtonWords, proof: str) -> str:
    """A link that opens a finished mail; a long subject is given up before the proof or the words are."""
    for subject in (f"{words.subject or words.label} {proof}".strip(), proof):
        link = f"mailto:{quote(address, safe='@+')}?subject={quote(subject, safe='')}&body={quote(words.body, safe='')}"
        if len(link) <= LONGEST:
            return link
    return f"mailto:{quote(address, safe='@+')}?subject={quote(proof, safe='')}"


def _proof(reply: Reply, tokens: StandingTokens) -> str:
    if reply.challenge:
        return reply.challenge
    if reply.registration is None or not reply.registration.code:
        return ""
    code, token = reply.registration.code, tokens.standing(reply.registration.code)
    return token if code in token else f"{code} {token}"


def _answers(reply: Reply, organiser: Organiser, phrases: Phrases, proof: str) -> tuple[Button, ...]:
    def answer(name: str, proof: str, **said: str) -> Button:
        words = phrases.buttons[name]
        for placeholder, value in said.items():
            words = replace(words, label=words.label.replace(f"{{{placeholder}}}", value),
                            body=words.body.replace(f"{{{placeholder}}}", value),
                            subject=words.subject.replace(f"{{{placeholder}}}", value))
        return Button(words.label, mailto(organiser.address, words, proof))

    event = title(reply.event) if reply.event else ""
    match reply.ask:
        case Ask.CANCEL:
            return answer("yes_cancel", proof), answer("no", proof)
        case Ask.CHANGE:
            return answer("yes_change", proof), answer("no", proof)
        case Ask.ERASE:
            return answer("yes_erase", proof), answer("no", proof)
        case Ask.ATTEND:
            return answer("yes_attend", proof, event=event), answer("no_attend", proof, event=event)
        case Ask.SIZE:
            people = phrases.counted["people"]
            return tuple(answer("size", proof, people=people(n), event=event) for n in range(1, _MOST_PERSONS + 1))
        case Ask.EVENT:
            return tuple(answer("event", proof, event=title(each)) for each in reply.events)
        case None:
            return ()
    assert_never(reply.ask)
