"""Every name a template may use, and what stands behind it (templates/README.md lists them).

All values are plain text, numbers or yes/no, so that a template can say things
but reach nothing.
"""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from processor import limits
from processor.registration.model import Event, Registration, Reply, ReplyKind, State
from processor.registration.seats import wanted
from processor.replies.disclosing import lines
from processor.replies.facts import place, who
from processor.replies.model import Organiser
from processor.replies.names import isolate, one_line, shown
from processor.replies.phrases import Phrases
from processor.replies.prose import BUTTONS, FACTS, MESSAGE

_SHORT = 60  # characters of a title in a subject
_SIGNED_UP = frozenset({ReplyKind.REGISTERED, ReplyKind.WAITLISTED, ReplyKind.CHANGED})


def values(reply: Reply, organiser: Organiser, phrases: Phrases, now: datetime) -> dict[str, Any]:
    """The names a template of `phrases`' language is filled with; absent facts are '' or None, never missing."""
    name, contact = shown(reply.to_name), reply.registration.contact_name if reply.registration else ""
    return {
        **phrases.counted,
        **_event(reply.event, phrases, now),
        **_registration(reply.registration, reply.before, phrases),
        "kind": reply.kind.value,
        "ask": reply.ask.value if reply.ask else "",
        "name": isolate(name, phrases.direction) if name else "",
        "person": isolate(shown(contact) or name or "–", phrases.direction),
        "position": reply.position,
        "free": reply.free,
        "question_open": reply.question_open,
        "needs_noted": reply.needs_noted,
        "names_unclear": reply.names_unclear,
        "first_contact": reply.first_contact,
        "by_team": reply.by_team,
        "not_me": reply.not_me,
        "was_waiting": _was_waiting(reply),
        "pass_on": _signed_others_up(reply),
        **lines(reply.disclosed, organiser, phrases),
        "mails_kept": limits.BYTES_KEPT,
        "open_point": reply.open_point,
        "choices": [_choice(event, phrases) for event in reply.events],
        "today": phrases.day(now.astimezone(ZoneInfo(organiser.timezone))),
        "organiser": isolate(one_line(organiser.name), phrases.direction),
        "address": isolate(organiser.address, phrases.direction),
        **_privacy(organiser, phrases),
        "facts": FACTS,
        "buttons": BUTTONS,
        "message": MESSAGE,
        **_news(reply, phrases),
        "notes": notes(reply, phrases),
    }


def title(event: Event) -> str:
    """The title as people call it: the alias it starts with, else itself, cut to fit a subject."""
    whole = one_line(event.title)
    short = next((alias for alias in event.aliases if alias and whole.startswith(alias)), whole)
    return short if len(short) <= _SHORT else short[: _SHORT - 1].rstrip() + "…"


def _signed_others_up(reply: Reply) -> bool:
    """Whether people were signed up whom nobody but the reader can tell what is stored about them."""
    if reply.registration is None or reply.kind not in _SIGNED_UP:
        return False
    before = reply.before.size if reply.before and reply.kind is ReplyKind.CHANGED else 1
    return wanted(reply.registration) > before


def _choice(event: Event, phrases: Phrases) -> str:
    return phrases.join([isolate(part, phrases.direction) for part in (title(event), phrases.when(event.start))])


def notes(reply: Reply, phrases: Phrases) -> str:
    """What else the reader should know: a question passed on, names we do not repeat."""
    name = shown(reply.stands_in) or ""
    kept_until = _kept_until(reply, phrases)
    kept = "kept_waiting" if _was_waiting(reply) else "kept_until"
    said = (("again", reply.again), ("stands_in", bool(name)), (kept, bool(kept_until)),
            ("question_open", reply.question_open), ("names_unclear", reply.names_unclear))
    sentences = [phrases.sentences[sentence] for sentence, applies in said if applies]
    name = isolate(name, phrases.direction)
    return "\n\n".join(one.replace("{name}", name).replace("{time}", kept_until) for one in sentences)


def _was_waiting(reply: Reply) -> bool:
    """Whether a cancelled party was on the waiting list, so that no seat becomes free."""
    booking, before = reply.registration, reply.before
    if reply.kind is not ReplyKind.CANCELLED or booking is None:
        return False
    return before.state is State.WAITLISTED if before else booking.released_at is not None and booking.kept == 0


def _kept_until(reply: Reply, phrases: Phrases) -> str:
    """Until what time a cancelled party may still change its mind; '' where nothing is kept."""
    booking = reply.registration
    if reply.kind is not ReplyKind.CANCELLED or reply.event is None or booking is None or booking.released_at is None:
        return ""
    return isolate(phrases.time(booking.released_at.astimezone(reply.event.start.tzinfo)), phrases.direction)


def _event(event: Event | None, phrases: Phrases, now: datetime) -> dict[str, Any]:
    if event is None:
        nothing = dict.fromkeys(("short", "title", "day", "when", "opens", "closed"), "")
        return {**nothing, "retention": None, "over": False}
    opens, closes = event.registration_opens, event.registration_closes
    return {
        "short": isolate(title(event), phrases.direction),
        "title": isolate(one_line(event.title), phrases.direction),
        "day": phrases.day(event.start),
        "when": isolate(phrases.when(event.start), phrases.direction),
        "retention": event.retention_days,
        "opens": phrases.when(opens) if opens and now < opens else "",
        "closed": phrases.when(closes) if closes and now >= closes else "",
        "over": now >= event.start,
    }


def _registration(booking: Registration | None, before: Registration | None, phrases: Phrases) -> dict[str, Any]:
    known = booking or before
    return {
        "code": isolate(known.code, phrases.direction) if known else "",
        "registered": booking is not None,
        "size": known.size if known else None,
        "wanted": known.wanted_size if known else None,
        "partial": known.partial_ok if known else False,
        "state": known.state.value if known else "",
        "waiting": known.state is State.WAITLISTED if known else False,
        "who": who(known, phrases) if known else "",
        "had": before is not None,
        "size_before": before.size if before else None,
        "needs_dropped": bool(before and booking and before.needs and not booking.needs),
    }


def _news(reply: Reply, phrases: Phrases) -> dict[str, Any]:
    """What the team wrote in, where that is another language; and what was different before an event was moved."""
    written, was, event = reply.written_in, reply.moved_from, reply.event
    foreign = phrases.locale.languages.get(written, written) if written and written != phrases.language else ""
    before = {"was_when": "", "was_where": "", "time_moved": False, "place_moved": False, "back_on": False}
    if was is not None and event is not None:
        before = {
            "was_when": isolate(phrases.when(was.start), phrases.direction),
            "was_where": isolate(place(was), phrases.direction),
            "time_moved": (was.start, was.end) != (event.start, event.end),
            "place_moved": place(was) != place(event),
            "back_on": was.cancelled and not event.cancelled,
        }
    return {"text_language": isolate(foreign, phrases.direction) if foreign else "", **before}


def _privacy(organiser: Organiser, phrases: Phrases) -> dict[str, str]:
    given = organiser.privacy

    def isolated(text: str) -> str:
        return isolate(one_line(text), phrases.direction) if text else ""

    return {
        "controller": isolated(given.controller or organiser.name),
        "contact": isolated(given.contact or organiser.address),
        "protection_officer": isolated(given.data_protection_officer),
        "legal_basis": isolated(given.legal_basis),
        "authority": isolated(given.authority),
        "url": isolated(given.url),
    }
