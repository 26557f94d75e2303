"""What a scene is in a few words, for the table and the page alike."""

from processor.demo.stage import Scene, Standing
from processor.registration.model import Outcome, Registration, ReplyKind, State
from processor.replies.names import one_line
from processor.understanding.model import Advice, Intent, Request

TITLE = "Vorführung, Stichtag 2. Oktober 2017"
ASKED = "asked back"
OUTCOMES = {
    Outcome.ANSWERED: "answered",
    Outcome.SILENT: "noted",
    Outcome.AUTOMATIC: "automatic",
    Outcome.NOT_OURS: "not ours",
    Outcome.HELD: "held",
}
LEGEND = {
    "answered": "done, with one reply",
    "noted": "done, nothing to say",
    "automatic": "written by a machine: never answered",
    "not ours": "left in the inbox as it is",
    "asked back": "the sender or the registered address was asked",
    "held": "kept whole for a human; the sender is told where someone wants something",
}
_INTENTS = {Intent.DATA_REQUEST: "data request", Intent.AUTOMATIC: "automatic"}
_COUNTED = frozenset({Intent.REGISTER, Intent.CHANGE})


def sender(scene: Scene) -> str:
    """Who wrote, by name where one is given."""
    return one_line(scene.message.sender.name or scene.message.sender.address)


def outcome(scene: Scene) -> str:
    """What became of the mail, in a word of LEGEND."""
    asked = scene.reply is not None and scene.reply.kind == ReplyKind.CONFIRM
    return ASKED if asked else OUTCOMES[scene.outcome]


def understood(request: Request) -> str:
    """A reading in one line: 'register 3 (wheelchair) + question'."""
    words = [_INTENTS.get(request.intent, request.intent.value)]
    if request.intent in _COUNTED:
        words.append(_number(request))
    if request.needs and request.intent in _COUNTED:
        words.append(f"({', '.join(need.replace('_', ' ') for need in request.needs)})")
    if request.has_question and request.intent in _COUNTED:
        words.append("+ question")
    return " ".join(word for word in words if word)


def doubt(request: Request) -> str:
    """Why a human should look, '' where nothing is open."""
    if request.advice is not Advice.REVIEW or not request.doubts:
        return ""
    return request.doubts[0].says


def summary(standing: Standing) -> list[str]:
    """Seats, waiting list and open points at the key date."""
    seats, booked = standing.seats, standing.registrations
    coming = [one for one in booked if one.state in (State.CONFIRMED, State.OFFERED)]
    waiting = sum(_waiting(one) for one in seats.waiting)
    cancelled = sum(one.state is State.CANCELLED for one in booked)
    return [
        f"{seats.taken} of {seats.event.capacity} seats taken by {_count(len(coming), 'registration')}",
        f"{_count(waiting, 'person', 'people')} waiting in {_count(len(seats.waiting), 'party', 'parties')}, "
        f"{cancelled} cancelled",
        f"{_count(len(standing.points), 'point')} open for a human",
    ]


def _waiting(party: Registration) -> int:
    """People without a seat: all of a waiting party, else those beyond the seats it holds."""
    wanted = party.wanted_size or party.size
    return wanted if party.state is State.WAITLISTED else wanted - party.size


def _number(request: Request) -> str:
    if request.party_size is not None:
        return str(request.party_size)
    if request.party_delta is not None:
        return f"{request.party_delta:+d}"
    return "?" if request.intent is Intent.REGISTER else ""


def _count(number: int, one: str, many: str = "") -> str:
    return f"{number} {one if number == 1 else many or one + 's'}"
