"""Commands about registrations: enter, change, cancel, note."""

from typing import assert_never

from processor.registration import code_from, prefix_of
from processor.registration.model import Registration, State
from processor.registration.seats import ACTIVE, wanted
from processor.replies import mime
from processor.steering.booking import Booked, Refusal, enter, resize, withdraw
from processor.steering.model import Enter, Note, Resize, Verb, Withdraw
from processor.steering.transcript import Entry, Mark
from processor.worker.office import Office
from processor.worker.pointorders import told
from processor.worker.secondtap import asked

BookingOrder = Enter | Resize | Withdraw | Note


def about_booking(office: Office, command: BookingOrder) -> Entry:
    """Carry out a command about one registration; several at once want a second tap."""
    match command:
        case Enter():
            return _enter(office, command)
        case Resize():
            return _resize(office, command)
        case Withdraw():
            return _withdraw(office, command)
        case Note():
            return _note(office, command)
    assert_never(command)


def _enter(office: Office, command: Enter) -> Entry:
    if command.address and not _usable(office, command.address):
        return office.refused(command, "bad_address", address=command.address)
    seats = office.seats(command.event)
    before = [one.code for one in office.unit.registrations.of(command.address)
              if one.event == command.event and one.state in ACTIVE] if command.address else []
    booked = enter(seats, _asking(office, command), office.desk.core.policy, office.now)
    if isinstance(booked, Refusal):
        return _refusal(office, command, booked)
    office.record(f"{_verb(office, Verb.ENTER)} {booked.placed.registration.code}")  # no name: what is erased must not stand here
    entry = _done(office, command, [booked])
    if not before:
        return entry
    warned = office.say("already_there", codes=", ".join(before))
    return Entry(entry.order, entry.mark, (*entry.said, warned), entry.taps)


def _resize(office: Office, command: Resize) -> Entry:
    found = office.unit.registrations.by_code((command.code,))
    if not found or found[0].event not in office.events:
        return office.refused(command, "no_code", code=command.code)
    if wanted(found[0]) == command.size and found[0].state in ACTIVE:
        return office.entry(command, Mark.TOLD, office.say("same_size", code=command.code, name=office.name(found[0]),
                                                           people=office.people(command.size)))
    booked = resize(office.seats(found[0].event), found[0], command.size, office.desk.core.policy, office.now)
    if isinstance(booked, Refusal):
        return _refusal(office, command, booked)
    office.record(office.words.say(command))
    return _done(office, command, [booked])


def _withdraw(office: Office, command: Withdraw) -> Entry:
    found = [one for one in office.unit.registrations.by_code(command.codes) if one.event in office.events]
    missing = [code for code in command.codes if code not in [one.code for one in found]]
    if missing:
        return office.refused(command, "no_code", code=", ".join(missing))
    if len(found) > 1 and not office.confirmed:
        names = ", ".join(f"{one.code} {office.name(one)} ({wanted(one)})" for one in found)
        return asked(office, command, office.say("withdraw_several", n=len(found), names=names))
    booked = []
    office.record(office.words.say(command))
    for one in found:
        done = withdraw(office.seats(one.event), one, office.desk.core.policy, office.now)
        if isinstance(done, Refusal):
            if len(found) == 1:
                return _refusal(office, command, done)
            continue
        booked.append(done)
        _apply(office, done)
    return _told(office, command, booked)


def _note(office: Office, command: Note) -> Entry:
    found = office.unit.registrations.by_code((command.code,))
    if not found:
        return office.refused(command, "no_code", code=command.code)
    office.record(f"{_verb(office, Verb.NOTE)} {command.code}")
    office.undo_with(note=office.unit.notes.add(command.code, command.text, office.person.address, office.now))
    return office.entry(command, Mark.DONE, office.say("noted", code=command.code, name=office.name(found[0])))


def _asking(office: Office, command: Enter) -> Registration:
    core = office.desk.core
    local, _, domain = command.address.rpartition("@")
    prefix = prefix_of(command.event)
    code = code_from(core.chance.octets(4), prefix)
    while office.unit.registrations.by_code((code,)):
        code = code_from(core.chance.octets(4), prefix)
    return Registration(
        code=code, event=command.event, state=State.WAITLISTED, size=command.size,
        contact=f"{local}@{domain.lower()}" if local else "", contact_name=command.name,
        language=core.policy.organiser_language, received=office.now, attendees=(command.name,))


def _usable(office: Office, address: str) -> bool:
    try:
        checked = mime.checked_address(address)
    except (ValueError, UnicodeError):
        return False
    return checked.casefold() not in office.desk.core.policy.own_addresses


def _done(office: Office, command: BookingOrder, booked: list[Booked]) -> Entry:
    for one in booked:
        _apply(office, one)
    return _told(office, command, booked)


def _apply(office: Office, booked: Booked) -> None:
    mark = office.mark_history()
    office.apply(booked.decision)
    known = office.unit.commands.get(office.number)
    first = known.steps.get("after", mark) if known else mark
    office.undo_with(after=first, until=office.mark_history())


def _told(office: Office, command: BookingOrder, booked: list[Booked]) -> Entry:
    said: list[str] = []
    for one in booked:
        said += [told(office, one.decision.changes[0]), office.told(one.placed.registration), *office.moved_up(one.decision)]
    return office.entry(command, Mark.DONE, *said)


def _refusal(office: Office, command: BookingOrder, refusal: Refusal) -> Entry:
    values = dict(refusal.values)
    if "size" in values:
        values["people"] = office.people(int(str(values["size"])))
    if "seats" in values:
        values["command"] = f"{_verb(office, Verb.CAPACITY)} {values['seats']}"
    return office.refused(command, refusal.sentence, **values)


def _verb(office: Office, verb: Verb) -> str:
    return str(office.words.spoken.table["verbs"][verb.value][0])
