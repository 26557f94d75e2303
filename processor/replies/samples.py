"""One invented reply of every kind, for the preview, the check and the tests."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from processor.registration.disclosure import Answered, Booked, Changed, Disclosure, Noted, Received
from processor.registration.model import Ask, Event, Registration, Reply, ReplyKind, State
from processor.replies.model import Organiser, Privacy

_ZONE = ZoneInfo("Europe/Berlin")
NOW = datetime(2017, 10, 12, 9, 14, tzinfo=_ZONE)
NOBODY = "anna.schmidt@example.org"
MESSAGE_ID = "<3f6c1d0f9a5e4c1bb1d2c3a4e5f60718@firu-mbh.de>"

ORGANISER = Organiser(
    name="Projektteam „Integration findet Stadt“",
    address="integrationfindetstadt@firu-mbh.de",
    language="de",
    languages=("de", "en"),
    timezone="Europe/Berlin",
    privacy=Privacy(
        controller="Stadt Kaiserslautern, Projektbüro „Integration findet Stadt“",
        contact="integrationfindetstadt@firu-mbh.de",
        data_protection_officer="datenschutz@example.org",
        legal_basis="Ihre Anmeldung (Art. 6 Abs. 1 lit. b DSGVO)",
        authority="Der Landesbeauftragte für den Datenschutz und die Informationsfreiheit Rheinland-Pfalz",
    ),
)

FORUM = Event(
    key="buergerforum",
    title="Bürgerforum „Wie wollen wir in Kaiserslautern zusammenleben?“",
    aliases=("Bürgerforum", "Integration findet Stadt"),
    start=datetime(2017, 10, 19, 17, tzinfo=_ZONE),
    end=datetime(2017, 10, 19, 20, tzinfo=_ZONE),
    venue="Stadtmission Kaiserslautern",
    address="Brüderstraße 1, 67655 Kaiserslautern",
    capacity=150,
    registration_closes=datetime(2017, 10, 10, 12, tzinfo=_ZONE),
)

WORKSHOP = Event(
    key="stadtteilwerkstatt",
    title="Stadtteilwerkstatt Innenstadt-West",
    start=datetime(2017, 10, 26, 18, 30, tzinfo=_ZONE),
    end=datetime(2017, 10, 26, 20, 30, tzinfo=_ZONE),
    venue="Stadtteilbüro Grübentälchen",
    address="Friedenstraße 118, 67657 Kaiserslautern",
)


_NEWS = """Bitte kommen Sie schon um 16:30 Uhr: Vor dem Bürgerforum zeigen wir die Entwürfe für den Stadtpark.

Mitbringen müssen Sie nichts. Parkplätze gibt es
- am Messeplatz
- in der Brüderstraße

Den Plan finden Sie auf www.example.org/plan."""
_SHORT_NEWS = "The doors open at 16:30."


class SampleTokens:
    """Tokens of the length of real ones, always the same."""

    def standing(self, code: str) -> str:
        return f"{code}.Xq3vT9aLm2Zk"

    def staff(self, address: str, day: date) -> str:
        return "S17451.Xq3vT9aLm2Zk"


def _booked(size: int = 2, state: State = State.CONFIRMED, **more: object) -> Registration:
    facts: dict[str, object] = {
        "code": "KL-7F3Q",
        "event": FORUM.key,
        "state": state,
        "size": size,
        "contact": "anna.schmidt@example.org",
        "contact_name": "Anna Schmidt",
        "language": "de",
        "received": datetime(2017, 10, 12, 7, tzinfo=UTC),
        "attendees": ("Anna Schmidt", "Karl Schmidt"),
    }
    return Registration(**{**facts, **more})  # type: ignore[arg-type]


def samples(language: str) -> dict[str, Reply]:
    """Invented replies by name, in a language; every kind is among them, and every way a template branches."""

    def reply(kind: ReplyKind, **facts: object) -> Reply:
        usual: dict[str, object] = {
            "to": "anna.schmidt@example.org",
            "to_name": "Anna Schmidt",
            "language": language,
            "event": FORUM,
        }
        return Reply(kind=kind, **{**usual, **facts})  # type: ignore[arg-type]

    confirmed, waiting = _booked(), _booked(4, State.WAITLISTED, attendees=("Anna Schmidt",))
    token = "KL-7F3Q.x.Hc93kQ7wPz.pJ4uW8sVb1Rt"
    return {
        "registered": reply(
            ReplyKind.REGISTERED,
            registration=_booked(needs=("wheelchair", "interpreter:ar")),
            needs_noted=True,
            first_contact=True,
            calendar="REQUEST",
            references=("<anfrage-1@example.org>",),
        ),
        "registered-alone": reply(
            ReplyKind.REGISTERED,
            registration=_booked(1, attendees=("Anna Schmidt",)),
            question_open=True,
            open_point=17,
            first_contact=True,
            calendar="REQUEST",
        ),
        "registered-unclear-name": reply(
            ReplyKind.REGISTERED,
            registration=_booked(3, attendees=("Anna Schmidt", "www.example.org")),
            names_unclear=True,
            open_point=18,
        ),
        "waitlisted": reply(ReplyKind.WAITLISTED, registration=waiting, position=3, first_contact=True),
        "waitlisted-in-part": reply(
            ReplyKind.WAITLISTED, registration=_booked(4, State.WAITLISTED, partial_ok=True), position=1
        ),
        "changed": reply(ReplyKind.CHANGED, registration=_booked(3), before=confirmed, calendar="REQUEST"),
        "changed-names": reply(
            ReplyKind.CHANGED, registration=_booked(attendees=("Anna Schmidt", "Mehmet Yılmaz")), before=confirmed
        ),
        "changed-increase-waits": reply(
            ReplyKind.CHANGED, registration=_booked(wanted_size=5), before=confirmed, position=2
        ),
        "changed-while-waiting": reply(
            ReplyKind.CHANGED, registration=_booked(3, State.WAITLISTED), before=waiting, position=3
        ),
        "changed-needs-dropped": reply(
            ReplyKind.CHANGED, registration=confirmed, before=_booked(needs=("wheelchair",))
        ),
        "cancelled": reply(
            ReplyKind.CANCELLED, registration=_booked(state=State.CANCELLED), before=confirmed, calendar="CANCEL"
        ),
        "cancelled-kept": reply(
            ReplyKind.CANCELLED, registration=_booked(state=State.CANCELLED, kept=2, released_at=NOW), before=confirmed,
            calendar="CANCEL",
        ),
        "cancelled-waiting": reply(
            ReplyKind.CANCELLED, before=waiting, registration=replace(waiting, state=State.CANCELLED, released_at=NOW)
        ),
        "restored": reply(ReplyKind.RESTORED, registration=_booked(calendar_sequence=2), calendar="REQUEST"),
        "restored-waiting": reply(ReplyKind.RESTORED, registration=waiting, position=3),
        "registered-again": reply(ReplyKind.REGISTERED, registration=confirmed, again=True),
        "changed-handed-over": reply(
            ReplyKind.CHANGED, registration=_booked(1, attendees=("Ayşe Kaya",)),
            before=_booked(1, attendees=("Anna Schmidt",)), stands_in="Ayşe Kaya",
        ),
        "reminder": reply(ReplyKind.REMINDER, registration=confirmed),
        "broadcast": reply(ReplyKind.BROADCAST, registration=confirmed, message=_NEWS, written_in="de"),
        "broadcast-waiting": reply(ReplyKind.BROADCAST, registration=waiting, message=_SHORT_NEWS, written_in="en"),
        "moved": reply(ReplyKind.MOVED, registration=confirmed, event=_moved(), moved_from=FORUM, calendar="REQUEST"),
        "moved-waiting": reply(
            ReplyKind.MOVED, registration=waiting, event=replace(_moved(), venue="Rathaus", address="Willy-Brandt-Platz 1"),
            moved_from=FORUM,
        ),
        "moved-place": reply(
            ReplyKind.MOVED, registration=confirmed, event=replace(FORUM, venue="Rathaus", address="Willy-Brandt-Platz 1", sequence=1),
            moved_from=FORUM, calendar="REQUEST",
        ),
        "moved-back-on": reply(
            ReplyKind.MOVED, registration=confirmed, event=_moved(), moved_from=replace(FORUM, cancelled=True), calendar="REQUEST"
        ),
        "called_off": reply(
            ReplyKind.CALLED_OFF, registration=confirmed, event=replace(FORUM, cancelled=True, sequence=1), calendar="CANCEL"
        ),
        "called_off-nobody": reply(ReplyKind.CALLED_OFF, event=replace(FORUM, cancelled=True), first_contact=True),
        "confirm-attend": reply(ReplyKind.CONFIRM, ask=Ask.ATTEND),
        "cancelled-nobody": reply(ReplyKind.CANCELLED, first_contact=True),
        "repeated": reply(ReplyKind.REPEATED, registration=confirmed),
        "repeated-waiting": reply(ReplyKind.REPEATED, registration=waiting, position=3),
        "repeated-cancelled": reply(ReplyKind.REPEATED, registration=_booked(state=State.CANCELLED)),
        "promoted": reply(
            ReplyKind.PROMOTED, registration=_booked(4, attendees=("Anna Schmidt",)), before=waiting, calendar="REQUEST"
        ),
        "confirm-cancel": reply(
            ReplyKind.CONFIRM, ask=Ask.CANCEL, registration=confirmed, challenge=token, open_point=19
        ),
        "confirm-change": reply(
            ReplyKind.CONFIRM, ask=Ask.CHANGE, registration=_booked(1), before=confirmed, challenge=token
        ),
        "confirm-size": reply(ReplyKind.CONFIRM, ask=Ask.SIZE, first_contact=True, open_point=17),
        "confirm-event": reply(ReplyKind.CONFIRM, ask=Ask.EVENT, event=None, events=(FORUM, WORKSHOP)),
        "received": reply(ReplyKind.RECEIVED, open_point=20, first_contact=True),
        "received-language-unknown": reply(ReplyKind.RECEIVED, also_english=True, open_point=22),
        "closed": reply(ReplyKind.CLOSED),
        "closed-not-open-yet": reply(ReplyKind.CLOSED, event=_later()),
        "full": reply(ReplyKind.FULL),
        "full-some-left": reply(ReplyKind.FULL, free=2),
        "full-for-more": reply(ReplyKind.FULL, registration=confirmed, free=0),
        "cancelled-by-team": reply(
            ReplyKind.CANCELLED, registration=_booked(state=State.CANCELLED), before=confirmed, by_team=True
        ),
        "declined": reply(ReplyKind.DECLINED),
        "not_understood": reply(ReplyKind.NOT_UNDERSTOOD, event=None, to_name="", open_point=21),
        "confirm-erase": reply(
            ReplyKind.CONFIRM, ask=Ask.ERASE, registration=confirmed, before=confirmed, challenge=token, open_point=23
        ),
        "privacy": reply(ReplyKind.PRIVACY),
        "privacy-no-event": reply(ReplyKind.PRIVACY, event=None, question_open=True),
        "export": reply(
            ReplyKind.EXPORT, event=None, registration=_booked(needs=("wheelchair",)), disclosed=_disclosed()
        ),
        "export-no-registration": reply(
            ReplyKind.EXPORT, event=None, disclosed=Disclosure(NOBODY, received=(Received(NOW, "", "", ""),))
        ),
        "erased": reply(ReplyKind.ERASED, before=_booked(state=State.CANCELLED, calendar_sequence=1), calendar="CANCEL"),
        "erased-not-me": reply(
            ReplyKind.ERASED, before=_booked(state=State.CANCELLED, calendar_sequence=1), calendar="CANCEL", not_me=True
        ),
        "erased-all": reply(ReplyKind.ERASED, event=None),
    }


def _disclosed() -> Disclosure:
    anna, later = _booked(needs=("wheelchair",)), NOW + timedelta(days=1)
    return Disclosure(
        NOBODY,
        (Booked(anna, FORUM, FORUM.end + timedelta(hours=4), FORUM.end + timedelta(days=30)),),
        (Received(NOW, "Anmeldung", "Wir kommen zu zweit.", ""), Received(later, "", "", "")),
        (Answered(NOW, "registered", "Angemeldet: Bürgerforum am 19. Oktober – 2 Personen (KL-7F3Q)"),),
        (Changed(NOW, anna.code, "registered", "confirmed", 2),),
        (Noted(later, anna.code, "Rampe am Seiteneingang"),),
    )


def _moved() -> Event:
    return replace(FORUM, start=FORUM.start + timedelta(days=7, hours=1), end=FORUM.end + timedelta(days=7, hours=1), sequence=1)


def _later() -> Event:
    return Event(
        key=WORKSHOP.key,
        title=WORKSHOP.title,
        start=WORKSHOP.start,
        end=WORKSHOP.end,
        venue=WORKSHOP.venue,
        address=WORKSHOP.address,
        registration_opens=datetime(2017, 10, 16, 8, tzinfo=_ZONE),
    )
