"""Builders for tests of the core: one mail, one wish, one standing, in as few words as the test needs."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from processor.message.model import AuthenticationVerdict, CalendarPart, Mailbox, Message, PartStat, Visible
from processor.registration import Tokens, decide
from processor.registration.model import Decision, Event, Fresh, Policy, Registration, Reply, Seats, Standing, State
from processor.understanding.model import Advice, Evidence, Intent, Request

NOW = datetime(2017, 10, 2, 12, 0, tzinfo=UTC)
ANNA = "anna@citizen.example"
EVE = "eve@elsewhere.example"
OFFICE = "forum@office.example"
TOKENS = Tokens(("a key of the town hall",))
FRESH = Fresh("KL-NEW2", "n0nce4tests", TOKENS)
FORUM = Event("forum", "Forum", datetime(2017, 10, 19, 17, tzinfo=UTC), datetime(2017, 10, 19, 20, tzinfo=UTC),
              "Hall", "Street 1", capacity=10)
POLICY = Policy(shared_mailbox=True, organiser_language="de", reply_languages=("de", "en"),
                understood_languages=("de", "en", "tr"), timezone=UTC, own_addresses=frozenset([OFFICE]))


def mail(
    sender: str = ANNA, text: str = "", *, name: str = "Anna Schmidt", quoted: str = "", **fields: object
) -> Message:
    """A mail of a human, unauthenticated, arriving now."""
    plain = Message(
        message_id="<m1@citizen.example>", content_hash="1", subject="Forum", sender=Mailbox(name, sender),
        reply_to=None, to=(OFFICE,), envelope_sender=sender, date=NOW, received=NOW, in_reply_to="", references=(),
        visible=Visible(text, "", quoted, False), body=text, html=False, calendar=None, delivery_status=None,
        automatic=None, automatic_evidence="", authentication=AuthenticationVerdict.NONE, attachments=(),
    )
    return replace(plain, **fields)  # type: ignore[arg-type]


def wants(intent: Intent, **fields: object) -> Request:
    """A clear wish about the forum."""
    return replace(Request(intent, Advice.APPLY, "de", event="forum", names_an_event=True), **fields)  # type: ignore[arg-type]


def unclear(intent: Intent, *fields: str, **more: object) -> Request:
    """A wish with something open."""
    return wants(intent, advice=Advice.REVIEW, doubts=tuple(Evidence(f, "unclear", "…") for f in fields), **more)


def booked(size: int = 2, code: str = "KL-7F3Q", **fields: object) -> Registration:
    """Anna's confirmed registration."""
    plain = Registration(code, "forum", State.CONFIRMED, size, ANNA, "Anna Schmidt", "de", NOW - timedelta(days=1),
                         attendees=("Anna Schmidt",), notified=True)
    return replace(plain, **fields)  # type: ignore[arg-type]


def waiting(size: int, code: str, hours: int = 0, **fields: object) -> Registration:
    """A party on the waiting list since yesterday plus `hours`, of an address of its own."""
    asked = NOW - timedelta(days=1) + timedelta(hours=hours)
    contact = f"{code.lower()}@citizen.example"
    given = {"state": State.WAITLISTED, "received": asked, "contact": contact, "attendees": ()}
    return booked(size, code, **(given | fields))


def standing(
    *own: Registration, event: Event = FORUM, others: tuple[Registration, ...] = (), **fields: object
) -> Standing:
    """What the store knows: the sender's registrations, other people's, and the seats they all take."""
    referred = fields.get("referred", ())
    everybody = {r.code: r for r in (*own, *others, *referred)}  # type: ignore[misc]
    return Standing({event.key: seats(*everybody.values(), event=event)}, own=own, **fields)  # type: ignore[arg-type]


def seats(*registrations: Registration, event: Event = FORUM) -> Seats:
    """The seats those registrations leave."""
    taken = sum(r.size if r.state in (State.CONFIRMED, State.OFFERED) else r.kept for r in registrations)
    queue = [r for r in registrations if r.state is State.WAITLISTED or (r.state is State.CONFIRMED and r.wanted_size)]
    return Seats(event, taken, tuple(sorted(queue, key=lambda r: (r.received, r.code))))


def calendar_reply(partstat: PartStat, code: str = "KL-7F3Q", **fields: object) -> CalendarPart:
    """An answer to our own invitation."""
    plain = CalendarPart("REPLY", f"{code}@office.example", 0, NOW, "Forum", FORUM.start, ANNA, partstat, "")
    return replace(plain, **fields)  # type: ignore[arg-type]


def decided(message: Message, request: Request, standing: Standing, policy: Policy = POLICY,
            now: datetime = NOW) -> Decision:
    """The decision with the ids of these tests."""
    return decide(message, request, standing, policy, now, FRESH)


def reply_of(decision: Decision) -> Reply:
    """The one reply; more or fewer fail."""
    (reply,) = decision.replies
    return reply
