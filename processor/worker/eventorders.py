"""Commands about events: seats, closing and opening, lists, attendance, how things stand, help."""

from dataclasses import replace
from typing import assert_never

from processor.registration import advance
from processor.registration.events import closed
from processor.registration.model import Event
from processor.registration.seats import waits, wanted
from processor.reports.attendance import Unread, read_answer
from processor.reports.lists import ListFile, attendee_list, needs_list
from processor.steering.model import Attend, CallOff, Capacity, Close, Command, Enter, Hand, Help, Move, Open, Paper, Status
from processor.steering.setting import Setting
from processor.steering.transcript import Entry, File, Mark, Tap
from processor.worker.attendance import NoSheet, printed_sheet, record_attendance, sheet_numbers
from processor.worker.attendance import transcript as attendance_told
from processor.worker.office import Office
from processor.worker.secondtap import asked

EventOrder = Capacity | Close | Open | Hand | Attend | Status | Help
_MOST_SEATS = 1_000_000


def which(office: Office, command: Command) -> Command | Entry:
    """The command with its event; where several fit it is asked back with each of them as a button."""
    if not isinstance(command, Capacity | Close | Open | Hand | Enter | Move | CallOff) or command.event:
        return command
    coming = [event for event in office.events.values() if event.end > office.now] or list(office.events.values())
    if len(coming) == 1:
        return replace(command, event=coming[0].key)
    taps = tuple(Tap(event.title, office.words.say(replace(command, event=event.key))) for event in coming)
    return office.entry(command, Mark.ASKS, office.say("which_event"), taps=taps)


def about_event(office: Office, command: EventOrder) -> Entry:
    """Carry out a command about one event; its event is known."""
    match command:
        case Capacity():
            return _capacity(office, command)
        case Close():
            return _close(office, command)
        case Open():
            return _open(office, command)
        case Hand():
            return _hand(office, command)
        case Attend():
            return _attend(office, command)
        case Status():
            return _status(office, command)
        case Help():
            return _help(office, command)
    assert_never(command)


def standing(office: Office, event: Event) -> tuple[str, str]:
    """'Bürgerforum: 132 von 150 Plätzen belegt · Warteliste 0'."""
    seats, words = office.seats(event.key), office.words.spoken
    if event.capacity is None:
        parts = [words.count("taken_unlimited", seats.taken)]
    else:
        parts = [words.count("seats_taken", seats.taken).replace("{of}", words.number(event.capacity))]
    waiting = sum(wanted(one) - (one.size if one.wanted_size else 0) for one in seats.waiting)
    if event.waiting_list or waiting:
        parts.append(words.count("waiting", waiting))
    if closed(event, office.now):
        parts.append(office.say("registration_closed"))
    return words.label("seats"), office.say("event_seats", event=event.title, state=" · ".join(parts))


def reread(office: Office) -> None:
    """The events as they stand after a change."""
    office.events = {event.key: event for event in office.unit.events.over(office.desk.core.events)}


def _capacity(office: Office, command: Capacity) -> Entry:
    event, seats = office.events[command.event], office.seats(command.event)
    places = office.words.spoken.count("places", command.seats)
    if not 1 <= command.seats <= _MOST_SEATS:
        return office.refused(command, "bad_size", most=office.words.spoken.number(_MOST_SEATS))
    if event.capacity == command.seats:
        return office.entry(command, Mark.TOLD, office.say("capacity_same", event=event.title, places=places))
    if command.seats < seats.taken and not office.confirmed:
        return asked(office, command, office.say("capacity_below", registered=office.people(seats.taken)))
    before = office.say("unlimited") if event.capacity is None else office.words.spoken.count("places", event.capacity)
    _set(office, command, capacity=command.seats)
    moved = advance(office.seats(event.key), office.desk.core.policy, office.now)
    office.apply(moved)
    said = office.say("capacity_set", event=event.title, places=places, before=before)
    return office.entry(command, Mark.DONE, said, *office.moved_up(moved))


def _close(office: Office, command: Close) -> Entry:
    event = office.events[command.event]
    if closed(event, office.now):
        return office.entry(command, Mark.TOLD, office.say("closed_before", event=event.title))
    _set(office, command, closed=True)
    waiting = [one for one in office.seats(event.key).waiting if waits(one)]
    stay = [office.say("waiting_stay", people=office.people(sum(map(wanted, waiting))))] if waiting else []
    return office.entry(command, Mark.DONE, office.say("closed_now", event=event.title), *stay)


def _open(office: Office, command: Open) -> Entry:
    event = office.events[command.event]
    if event.cancelled:
        return office.refused(command, "called_off_before", event=event.title)
    begun = event.registration_opens is None or event.registration_opens <= office.now
    if begun and not closed(event, office.now):
        return office.entry(command, Mark.TOLD, office.say("opened_before", event=event.title))
    if office.now >= event.start:
        return office.refused(command, "over")
    configured = next(one for one in office.desk.core.events if one.key == event.key)
    opens = configured.registration_opens
    in_its_time = (opens is None or opens <= office.now) and not closed(configured, office.now)
    _set(office, command, closed=None if in_its_time else False)
    return office.entry(command, Mark.DONE, office.say("opened_now", event=event.title))


def _set(office: Office, command: Capacity | Close | Open, **changed: int | bool | None) -> Setting:
    """Lay a change over the config, and remember what stood there."""
    before = office.unit.events.of(command.event)
    after = office.unit.events.write(replace(before, **changed), office.person.address, office.now)  # type: ignore[arg-type]
    office.record(office.words.say(command))
    office.undo_with(event=command.event, capacity=before.capacity, closed=before.closed)
    office.touched.add(command.event)
    reread(office)
    return after


def _hand(office: Office, command: Hand) -> Entry:
    event, desk = office.events[command.event], office.desk
    language, zone = desk.core.organiser.language, desk.core.zone
    parties = office.unit.registrations.every(event.key)
    match command.paper:
        case Paper.LIST:
            made = attendee_list(event, parties, language, zone, templates=desk.core.templates)
        case Paper.NEEDS:
            made = needs_list(event, parties, language, zone, templates=desk.core.templates)
        case Paper.SHEET:
            made = printed_sheet(desk, office.unit, event, office.now)
        case other:
            assert_never(other)
    office.touched.add(event.key)
    return replace(office.entry(command, Mark.DONE), files=(_file(made),))


def _file(made: ListFile) -> File:
    return File(made.name, made.media_type, made.content)


def _attend(office: Office, command: Attend) -> Entry:
    """Who came, by the numbers of a sheet: of the event that began last, else of the next one a sheet was printed for."""
    answer = read_answer(command.text)
    if isinstance(answer, Unread):
        return office.refused(command, "attend_unread")
    by_time = sorted(office.events.values(), key=lambda one: one.start)
    printed = [event for event in by_time if sheet_numbers(office.unit, event)] or by_time
    begun = [event for event in printed if event.start <= office.now]
    event = begun[-1] if begun else printed[0]
    try:
        recorded = record_attendance(office.desk, office.unit, event, answer, office.person.address)
    except NoSheet:
        return office.refused(command, "no_sheet", event=event.title)
    office.record(office.words.say(command))
    office.undo_with(attendance=list(recorded.before))
    said = attendance_told(recorded, office.desk.core.organiser.language)
    return office.entry(command, Mark.DONE, event.title, *said)


def _status(office: Office, command: Status) -> Entry:
    office.touched.update(office.events)
    phrases = office.words.spoken.phrases
    said = [office.say("status_event", event=event.title, when=phrases.when(event.start.astimezone(office.desk.core.zone)))
            for event in office.events.values()]
    return office.entry(command, Mark.TOLD, *said)


def _help(office: Office, command: Help) -> Entry:
    return office.entry(command, Mark.TOLD, office.say("help"), *office.words.spoken.table["help"]["lines"])
