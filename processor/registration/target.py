"""Which registration a change or a cancellation is about."""

from processor.registration.case import Case
from processor.registration.model import Registration
from processor.registration.people import named_in
from processor.registration.seats import ACTIVE


def target(case: Case) -> tuple[Registration, ...]:
    """The one meant; several where names and event leave it open; none where nothing active fits.

    What the mail refers to comes before what else its address has. A mail in the
    thread of something long cancelled never reaches for another registration.
    """
    if case.concerns is not None:
        return tuple(r for r in case.active() if r.code == case.concerns)
    referred = _fitting(case, case.standing.referred)
    if referred or (case.standing.referred and case.request.event is None):
        return referred[:1]
    return _named(case, _fitting(case, case.standing.own))


def _fitting(case: Case, pool: tuple[Registration, ...]) -> tuple[Registration, ...]:
    event = case.request.event
    return tuple(r for r in pool if r.state in ACTIVE and r.event in case.standing.seats and event in (None, r.event))


def _named(case: Case, registrations: tuple[Registration, ...]) -> tuple[Registration, ...]:
    people = (*case.request.attendees, *case.request.leaving)
    named = tuple(r for r in registrations if any(named_in(person, r.attendees) for person in people))
    return named if len(registrations) > 1 and named else registrations
