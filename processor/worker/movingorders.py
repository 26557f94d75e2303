"""Moving an event and calling it off: previewed, done on a second tap, and told to everybody."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from processor.registration.model import Event, Registration, Reply, ReplyKind
from processor.replies.facts import place
from processor.steering.broadcast import letter
from processor.steering.model import CallOff, Command, Move
from processor.steering.moving import Span, span, written
from processor.steering.transcript import Entry, Mark
from processor.worker.broadcast import Audience, audience_told, going_out, previews, sends_at
from processor.worker.eventorders import reread
from processor.worker.office import Office
from processor.worker.secondtap import wait
from processor.worker.undoevent import as_it_was

_LANGUAGES = 3  # previews in an answer about a change, whose words are ours


def merged(office: Office, commands: Sequence[Command]) -> Iterable[Command]:
    """A new time and a new place in one mail are one change, and one letter to everybody."""
    moves = [one for one in commands if isinstance(one, Move)]
    if len(moves) < 2 or len({one.event for one in moves}) > 1 or not (moves[0].event or len(office.events) == 1):
        return commands
    when = next((one.when for one in moves if one.when), "")
    placed = next((one for one in moves if one.venue), Move())
    whole = Move(when, placed.venue, placed.address, moves[0].event)
    return [whole if one is moves[0] else one for one in commands if one is moves[0] or not isinstance(one, Move)]


def move(office: Office, command: Move) -> Entry:
    """Another time or place. Everybody keeps what they have, and is told."""
    event = office.events[command.event]
    if command.venue and not command.address:
        return office.refused(command, "place_unread")
    given: dict[str, Any] = {}
    if command.when:
        meant = span(command.when, event, office.now)
        if not isinstance(meant, Span):
            return office.refused(command, meant)
        given, command = {"start": meant.start, "end": meant.end}, replace(command, when=written(meant))
    elif event.start <= office.now:
        return office.refused(command, "over")
    if command.venue:
        given |= {"venue": command.venue, "address": command.address}
    after = replace(event, cancelled=False, **given)
    if after == event:
        return office.entry(command, Mark.TOLD, office.say("move_same", event=event.title, **_said(office, event)))
    if not office.confirmed:
        preview = (office.say("move_was", **_said(office, event)), office.say("move_is", **_said(office, after)))
        return _asked(office, command, ReplyKind.MOVED, event, after, preview)
    told = office.say("moved_now", event=event.title, **_said(office, after))
    return _changed(office, command, ReplyKind.MOVED, given | {"cancelled": False}, told)


def call_off(office: Office, command: CallOff) -> Entry:
    """It does not take place. Registrations stay as they are, so that it can be put on again."""
    event = office.events[command.event]
    if event.cancelled:
        return office.entry(command, Mark.TOLD, office.say("called_off_before", event=event.title))
    if event.start <= office.now:
        return office.refused(command, "over")
    if not office.confirmed:
        preview = office.say("called_off_preview", event=event.title, when=office.words.spoken.phrases.when(event.start))
        return _asked(office, command, ReplyKind.CALLED_OFF, event, replace(event, cancelled=True), (preview,))
    return _changed(office, command, ReplyKind.CALLED_OFF, {"cancelled": True}, office.say("called_off_now", event=event.title))


def _asked(office: Office, command: Move | CallOff, kind: ReplyKind, before: Event, after: Event, preview: tuple[str, ...]) -> Entry:
    audience, policy = Audience.of(office.unit, before.key, office.now), office.desk.core.policy

    def write(party: Registration) -> Reply:
        return letter(kind, party, after, policy, before=before)

    told = audience_told(office, audience, each=True) if audience.reached else [office.say("nobody_to_tell")]
    tap = wait(office, _text(office, command))
    asks = office.entry(command, Mark.ASKS, *preview, *told, office.say("confirm_first"), taps=(tap,))
    return replace(asks, shown=previews(office, audience.reached, write)[:_LANGUAGES])


def _changed(office: Office, command: Move | CallOff, kind: ReplyKind, given: dict[str, Any], told: str) -> Entry:
    event, setting = office.events[command.event], office.unit.events.of(command.event)
    before = as_it_was(event, setting)
    office.unit.events.write(replace(setting, sequence=setting.sequence + 1, **given), office.person.address, office.now)
    office.record(office.words.say(command))
    office.touched.add(command.event)
    reread(office)
    audience, at = Audience.of(office.unit, event.key, office.now), sends_at(office.desk.core, office.events[event.key], office.now)
    nonce = "j" + office.desk.core.chance.octets(5).hex()  # never given out: this was its tap
    number = office.unit.broadcasts.announce(event.key, office.person.address, kind.value, before, nonce, at, office.now)
    office.undo_with(broadcast=number)
    return going_out(office, command, len(audience.reached), at, told)


def _text(office: Office, command: Move | CallOff) -> str:
    """The command as it is read again once the tap comes."""
    if isinstance(command, Move) and command.when and command.venue:
        parts = (replace(command, venue="", address=""), replace(command, when=""))
        return "\n".join(map(office.words.say, parts))
    return office.words.say(command)


def _said(office: Office, event: Event) -> dict[str, str]:
    return {"when": office.words.spoken.phrases.when(event.start), "where": place(event)}
