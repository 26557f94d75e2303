"""Invented facts of several days, for the preview, the check and the tests."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from processor.message.model import Mailbox
from processor.registration.model import Event, OpenPointKind
from processor.replies.samples import FORUM, NOW, WORKSHOP
from processor.reports.model import EventFacts, Facts, Movement, Need, Occasion, Point, Undeliverable

STAFF = Mailbox("Petra Sommer", "p.sommer@example.org")
_NOON = NOW.replace(hour=7, minute=0)
_YESTERDAY = _NOON - timedelta(days=1)


def samples() -> dict[str, Facts]:
    """Facts by name: an ordinary day, a quiet week, the first registration, a full house, two events."""
    ordinary = EventFacts(
        FORUM,
        registered=132,
        waiting=0,
        registered_before=123,
        new=(
            Movement("Anna Schmidt", 2),
            Movement("Familie Demir", 5, needs=True),
            Movement("Grace Adeyemi", 1),
            Movement("مریم احمدی", 2, needs=True),
        ),
        changed=(Movement("Petra Lindner", 3, before=2),),
        cancelled=(Movement("Olaf Kessler", 1),),
        needs=(("interpreter:ar", 4), ("interpreter:tr", 2), ("wheelchair", 3), ("childcare", 6)),
        per_day=_course((3, 0, 6, 13, 5, 4, 0, 17, 25, 11, 8, 13, 18, 9)),
    )
    day = Facts(
        start=_YESTERDAY,
        end=_NOON,
        events=(ordinary,),
        points=_points(),
        not_ours=4,
        read=31,
        understood=29,
        answered_after=41.0,
        undeliverable=(Undeliverable("k.weber@gmial.com", "Klaus Weber"),),
        erased=1,
    )
    full = replace(
        ordinary,
        registered=150,
        waiting=7,
        registered_before=150,
        cancelled=(),
        changed=(),
        new=(),
        promoted=(Movement("Familie Yıldız", 4),),
    )
    workshop = EventFacts(WORKSHOP, registered=18, registered_before=16, new=(Movement("Jonas Weiß", 2, waiting=True),))
    return {
        "day": day,
        "quiet": Facts(
            start=_NOON - timedelta(days=7), end=_NOON, events=(EventFacts(FORUM, 132, registered_before=132),)
        ),
        "first": Facts(
            start=_YESTERDAY,
            end=_NOON,
            read=1,
            understood=1,
            answered_after=70.0,
            events=(EventFacts(FORUM, 1, registered_before=0, new=(Movement("Anna Schmidt", 1),)),),
        ),
        "full": replace(
            day,
            events=(full,),
            points=(),
            warnings=("Seit 40 Minuten antwortet der Mail-Server nicht. Mails warten dort und gehen nicht verloren.",),
        ),
        "events": replace(
            day,
            events=(ordinary, workshop),
            accept_folder="Anmeldungen/Annehmen",
            ignore_folder="Anmeldungen/Ignorieren",
        ),
        "commands": replace(day, commands=True),
        "urgent": _urgent(replace(day, commands=True)),
        "eve": _eve(replace(day, commands=True), ordinary),
    }


def _urgent(day: Facts) -> Facts:
    """A mail that came two days before the event."""
    return replace(
        day,
        occasion=Occasion.URGENT,
        points=(replace(day.points[1], number=31),),
        events=(EventFacts(replace(FORUM, start=_NOON + timedelta(days=1, hours=10)), registered=140, waiting=3),),
        undeliverable=(),
        erased=0,
        not_ours=0,
    )


def _eve(day: Facts, ordinary: EventFacts) -> Facts:
    """The evening before the event."""
    event = replace(FORUM, start=_NOON + timedelta(days=1, hours=10))
    needs = (
        Need("childcare", "Familie Demir", 5, "f.demir@example.org"),
        Need("interpreter:ar", "مریم احمدی", 2, "m.ahmadi@example.org"),
        Need("wheelchair", "Petra Lindner", 3, "petra.lindner@example.org"),
        Need("wheelchair", "Karl Schmidt", 1, "k.schmidt@example.org"),
    )
    counted = (("childcare", 1), ("interpreter:ar", 1), ("wheelchair", 2))
    last = EventFacts(event, registered=132, waiting=2, per_day=ordinary.per_day, parties=87, needs=counted, needs_of=needs)
    return replace(day, occasion=Occasion.EVE, events=(last,), erased=0, not_ours=0)


def crowded(registrations: int, points: int) -> Facts:
    """A day on which this many registered and this many points are open."""
    new = tuple(
        Movement(f"Familie Sommer-{number}", 1 + number % 4, needs=number % 3 == 0) for number in range(registrations)
    )
    event: Event = replace(FORUM, capacity=1000)
    waiting = tuple(
        Point(
            17 + number,
            OpenPointKind.HELD,
            f"Max Muster {number}",
            f"max{number}@example.org",
            _YESTERDAY,
            "Wir kommen vielleicht zu dritt, vielleicht auch nicht.",
            "register",
            "how many come is not clear",
        )
        for number in range(points)
    )
    return Facts(
        start=_YESTERDAY,
        end=_NOON,
        points=waiting,
        read=registrations,
        understood=registrations,
        events=(EventFacts(event, sum(one.size for one in new), registered_before=0, new=new),),
    )


def _points() -> tuple[Point, ...]:
    return (
        Point(15, OpenPointKind.HELD, "Jan Kowalski", "jan.kowalski@example.org", _YESTERDAY, settled=True),
        Point(
            17,
            OpenPointKind.HELD,
            "Mehmet Yılmaz",
            "m.yilmaz@example.org",
            _NOON.replace(day=11, hour=21, minute=14),
            "… wir sind ungefähr 10 bis 15 aus dem Verein, genau weiß ich es erst nächste Woche …",
            "the sender was asked for the size",
            "how many come is not clear",
        ),
        Point(
            18,
            OpenPointKind.QUESTION,
            "Ines Baumann",
            "ines.baumann@example.org",
            _NOON.replace(hour=6, minute=12),
            "Gibt es in der Nähe Parkplätze?",
            "",
            "a question beside what was recorded",
        ),
        Point(
            19,
            OpenPointKind.CHALLENGE,
            "Olaf Kessler",
            "o.kessler@example.org",
            _NOON.replace(day=9, hour=10),
            "Ich kann leider doch nicht.",
            "cancel KL-7F3Q",
            "cancel of KL-7F3Q is not proven; the stored address was asked",
        ),
    )


def _course(people: tuple[int, ...]) -> tuple[tuple[date, int], ...]:
    last = datetime(2017, 10, 11)
    return tuple(((last - timedelta(days=len(people) - 1 - at)).date(), count) for at, count in enumerate(people))
