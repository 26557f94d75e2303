"""Who wants to come to an event that does not take place is told so, and nothing is recorded.

A cancellation is taken as always, and a doubt about anything but number and event is a human's.
"""

from processor.registration.answers import to_asker
from processor.registration.case import Case
from processor.registration.events import event_for
from processor.registration.model import Decision, Event, ReplyKind
from processor.registration.outcomes import answered
from processor.understanding.model import Advice, Intent

_COMES = frozenset({Intent.REGISTER, Intent.CHANGE})
_NO_MATTER = frozenset({"party_size", "event"})


def called_off(case: Case) -> Decision | None:
    """The answer where the event meant is called off; None for every other mail."""
    request = case.request
    clear = request.advice is Advice.APPLY or {doubt.field for doubt in request.doubts} <= _NO_MATTER
    if request.intent not in _COMES or not clear or not any(seats.event.cancelled for seats in case.standing.seats.values()):
        return None
    event = event_for(case)
    if not isinstance(event, Event) or not event.cancelled:
        return None
    own = next((one for one in case.active() if one.event == event.key and case.is_stored(one)), None)
    return answered(case, to_asker(case, ReplyKind.CALLED_OFF, event=event, registration=own), "the event is called off")
