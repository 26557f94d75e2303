"""What a mail wants a registration to become: size, names, needs, taken together.

Promise: pure reading of one request against one registration; nobody is seated
here. None where the numbers don't add up, so that a human looks.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from processor.registration.case import Case
from processor.registration.model import Registration
from processor.registration.people import corrected, named_in, same_person, strangers
from processor.registration.seats import HOLDING, wanted
from processor.understanding.model import Intent, Request


@dataclass(frozen=True, slots=True)
class Wish:
    """A registration as the sender wants it, not yet placed."""

    registration: Registration
    total: int  # people, once everything is given
    takes: bool  # it takes something away: fewer, another name, fewer needs
    nothing: bool  # it is what is recorded already
    what: str  # resized, renamed, needs, details


def wish(case: Case, registration: Registration) -> Wish | None:
    """The wish behind a change or a second sign-up; None where size and names contradict each other."""
    case = replace(case, request=_in_their_place(case.request, registration))
    kept, added = _names(case, registration)
    total = _total(case.request, registration, len(added))
    attendees = _fitted(case, registration, kept, added, total)
    if attendees is None:
        return None
    details = replace(
        registration, attendees=attendees, needs=_needs(case.request, registration),
        organisation=case.request.organisation or registration.organisation,
        partial_ok=registration.partial_ok or (case.request.partial_ok and case.event(registration).waiting_list),
    )
    wished = details if total == wanted(registration) else resized(details, total, case.received)
    takes = total < wanted(registration) or _loses(registration, wished)
    return Wish(wished, total, takes, wished == registration, _what(registration, wished))


def resized(registration: Registration, total: int, received: datetime) -> Registration:
    """The registration asking for `total` seats, before the rule places it.

    Whoever asks for more waits from now on; whoever asks for less keeps the time
    they have.
    """
    received = received if total > wanted(registration) else registration.received
    if registration.state not in HOLDING:
        return replace(registration, size=total, received=received)
    if total <= registration.size:
        return replace(registration, size=total, wanted_size=None)
    return replace(registration, wanted_size=total, received=received)


def _names(case: Case, registration: Registration) -> tuple[list[str], list[str]]:
    """Who stays and who is added. A sender who only signs a change adds nobody."""
    request = case.request
    kept = [name for name in registration.attendees if not named_in(name, request.leaving)]
    added = [name for name in request.attendees if not named_in(name, (*kept, *request.leaving))]
    if request.intent is Intent.CHANGE and registration.attendees and not request.leaving:
        added = [name for name in added if not same_person(name, case.message.sender.name)]
    return kept, added


def _total(request: Request, registration: Registration, added: int) -> int:
    """How many come in all. One person where nothing says so is a guess, and no reason to send others home."""
    now = wanted(registration)
    if request.party_size is not None and (request.intent is not Intent.REGISTER or stated(request)):
        return request.party_size
    if request.party_delta is not None:
        return now + request.party_delta
    return now - len(request.leaving) + added if request.leaving else now


def stated(request: Request) -> bool:
    """Whether the mail itself says how many come; one person may be no more than a guess."""
    return request.party_size != 1 or any(r.field == "party_size" and r.text for r in request.reasons)


def _in_their_place(request: Request, registration: Registration) -> Request:
    """ "Frau Kaya comes instead": of a party of one it can only be the one who leaves."""
    swap = any(reason.field == "intent" and reason.says == "swap" for reason in request.reasons)
    if not swap or request.leaving or wanted(registration) != 1 or len(request.attendees) != 1:
        return request
    return replace(request, leaving=registration.attendees or (registration.contact_name,))


def _fitted(case: Case, registration: Registration, kept: list[str], added: list[str],
            total: int) -> tuple[str, ...] | None:
    """The names for `total` people: all known ones, better spellings, or the list the sender wrote anew.

    A list of nobody but strangers is another party's: one address may sign many up.
    Where nobody says who of the known ones stays away, only the sender is sure to come.
    """
    request = case.request
    if len(kept) + len(added) <= total:
        return (*kept, *added)
    better = {old: name for name in added if (old := corrected(name, kept))}
    names = [better.get(name, name) for name in kept] + [name for name in added if name not in better.values()]
    if len(names) <= total:
        return tuple(names)
    if len(request.attendees) == total and not strangers(request.attendees, registration.attendees):
        return request.attendees
    return None if added else tuple(name for name in kept if same_person(name, case.message.sender.name))[:total]


def _needs(request: Request, registration: Registration) -> tuple[str, ...]:
    both = dict.fromkeys((*registration.needs, *request.needs))
    return tuple(need for need in both if need not in request.needs_dropped)


def _loses(before: Registration, after: Registration) -> bool:
    gone = any(not named_in(name, after.attendees) for name in before.attendees)
    return gone or not set(before.needs) <= set(after.needs)


def _what(before: Registration, after: Registration) -> str:
    if wanted(before) != wanted(after):
        return "resized"
    if before.attendees != after.attendees:
        return "renamed"
    return "needs" if before.needs != after.needs else "details"
