"""All commands of one mail, in their order, in one transaction."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import assert_never

from processor.mailbox.port import Role
from processor.steering.model import (
    Accept,
    Attend,
    CallOff,
    Capacity,
    Close,
    Command,
    Confirm,
    Decline,
    Enter,
    Hand,
    Help,
    Ignore,
    Move,
    Note,
    Open,
    Personally,
    Resize,
    Status,
    Stop,
    ToAll,
    Undo,
    Why,
    Withdraw,
)
from processor.steering.parse import parse
from processor.steering.transcript import Entry
from processor.store.model import MailState
from processor.store.sql import folded
from processor.worker.bookingorders import about_booking
from processor.worker.broadcast import confirmed as broadcast_confirmed
from processor.worker.broadcast import stop, to_all
from processor.worker.eventorders import about_event, which
from processor.worker.movingorders import call_off, merged, move
from processor.worker.office import Office
from processor.worker.pointorders import about_point
from processor.worker.secondtap import GOOD_FOR
from processor.worker.undoing import take_back

_READERS_MAY = (Why, Status, Help)  # no list, no needs, and nothing that changes


def carried_out(office: Office, commands: Sequence[Command]) -> list[Entry]:
    """What came of each command; several cancellations in one mail are one, and want one second tap."""
    return [entry for command in _together(merged(office, commands)) for entry in _entries(office, command)]


def _together(commands: Iterable[Command]) -> Iterable[Command]:
    commands = tuple(commands)
    codes = tuple(dict.fromkeys(code for one in commands if isinstance(one, Withdraw) for code in one.codes))
    first = next((one for one in commands if isinstance(one, Withdraw)), None)
    for command in commands:
        if command is first:
            yield Withdraw(codes)
        elif not isinstance(command, Withdraw):
            yield command


def _entries(office: Office, command: Command) -> list[Entry]:
    if not office.person.steers and not isinstance(command, _READERS_MAY):
        return [office.refused(command, "only_reading")]
    if isinstance(command, Confirm):
        return broadcast_confirmed(office, command) or _confirmed(office, command)
    if isinstance(command, ToAll):
        return to_all(office, command)
    meant = which(office, command)
    return [meant if isinstance(meant, Entry) else _entry(office, meant)]


def _entry(office: Office, command: Command) -> Entry:
    match command:
        case Accept() | Decline() | Ignore() | Personally() | Why():
            return about_point(office, command)
        case Enter() | Resize() | Withdraw() | Note():
            return about_booking(office, command)
        case Capacity() | Close() | Open() | Hand() | Attend() | Status() | Help():
            return about_event(office, command)
        case Move():
            return move(office, command)
        case CallOff():
            return call_off(office, command)
        case Stop():
            return stop(office, command)
        case Undo():
            return take_back(office, command)
        case Confirm() | ToAll():
            return office.refused(command, "confirm_unknown")
    assert_never(command)


def _confirmed(office: Office, command: Confirm) -> list[Entry]:
    """The second tap: good once, for whom it was sent to, while nobody forgot what it was about."""
    waiting = office.unit.commands.waiting(command.nonce)
    if waiting is None or waiting.staff != folded(office.person.address):
        return [office.refused(command, "confirm_unknown")]
    if waiting.undone_at is not None:
        return [office.refused(command, "confirmed_before", when=office.when(waiting.undone_at))]
    if not timedelta() <= office.now - waiting.at <= GOOD_FOR:
        return [office.refused(command, "confirm_old")]
    office.unit.commands.undone(waiting.id, office.now)
    if not waiting.command:
        return _vouched(office, command, waiting.mail)
    office.confirmed = True
    entries = carried_out(office, [given.command for given in parse(waiting.command, office.words).commands])
    office.confirmed = False
    return entries


def _vouched(office: Office, command: Confirm, mail: int | None) -> list[Entry]:
    """"Yes, that was me": the mail that nothing proved is carried out now, and waits no more."""
    stored = office.unit.mails.get(mail) if mail is not None else None
    if stored is None or not stored.raw or office.unit.mails.state(stored.id) is not MailState.HELD:
        return [office.refused(command, "confirm_old")]
    message = office.desk.core.read(stored.raw, stored.received, stored.complete)
    script = parse(message.visible.text, office.words, subject=message.subject)
    office.unit.points.settle_mail(stored.id, office.person.address, "confirmed", office.now)
    office.unit.mails.settle(stored.id, MailState.ANSWERED, Role.DONE, office.now)
    return carried_out(office, [given.command for given in script.commands if not isinstance(given.command, Confirm)])
