"""Mails to everybody as staff order them: previewed, confirmed, stopped.

Promise: nothing goes out without a second tap of whoever ordered it; the tap counts once; for a minute, and through
the quiet hours, everybody who steers can stop it. What the preview shows is composed as the mails themselves are.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from processor.registration.model import Event, Registration, Reply, ReplyKind, State
from processor.reports.neutral import cut
from processor.steering.broadcast import LONGEST, letter
from processor.steering.model import Confirm, Stop, ToAll
from processor.steering.transcript import Entry, Mark, Shown, Tap
from processor.store import Unit
from processor.store.broadcasts import Broadcast, BroadcastState
from processor.store.sql import folded
from processor.store.staffing import Commanded
from processor.understanding.language import detected
from processor.worker.core import Core
from processor.worker.office import Office
from processor.worker.secondtap import GOOD_FOR
from processor.worker.undoevent import put_back

UNDO = timedelta(seconds=60)
NEAR = timedelta(hours=48)  # before an event, what everybody must know goes out at night as well
TOLD = (State.CONFIRMED, State.WAITLISTED, State.OFFERED)
_NAMED = 20  # of those who are not reached
_ORDER = 60  # characters of a text in the answer's subject


@dataclass(frozen=True, slots=True)
class Audience:
    """Who of an event is reached, and who is not."""

    reached: tuple[Registration, ...]
    unreachable: tuple[Registration, ...]
    addressless: tuple[Registration, ...]

    @classmethod
    def of(cls, unit: Unit, event: str, now: datetime) -> "Audience":
        """Everybody who holds or awaits seats; each address once, who asked for silence not at all."""
        parties = [one for one in unit.registrations.every(event) if one.state in TOLD]
        with_address = [one for one in parties if one.contact]
        able = [one for one in with_address if one.reachable and not unit.counters.lately(one.contact, "", "", now, now).muted]
        return cls(tuple(sorted(able, key=lambda one: (one.state is not State.CONFIRMED, one.received, one.code))),
                   tuple(one for one in with_address if not one.reachable),
                   tuple(one for one in parties if not one.contact))

    @property
    def letters(self) -> tuple[Registration, ...]:
        """One registration for each address: the first that holds seats."""
        return tuple({folded(one.contact): one for one in reversed(self.reached)}.values())[::-1]


def sends_at(core: Core, event: Event, now: datetime) -> datetime:
    """When a mail to everybody begins to go out: in a minute, and not at night unless the event is near."""
    soon = now + UNDO
    return soon if event.start - soon <= NEAR else core.awake_at(soon, None)


def to_all(office: Office, command: ToAll) -> list[Entry]:
    """The preview for its author; where the event is left open, one for each event to choose from."""
    shown = replace(command, text=_brief(command.text))
    if command.unknown:
        events = office.words.spoken.phrases.join(list(office.events))
        return [office.refused(shown, "no_event", name=command.unknown[:_ORDER], events=events)]
    if not command.text.strip():
        return [office.refused(shown, "to_all_empty")]
    if len(command.text) > LONGEST:
        number = office.words.spoken.number
        return [office.refused(shown, "to_all_long", n=number(len(command.text)), most=number(LONGEST))]
    keys = [command.event] if command.event else _coming(office)
    return [_previewed(office, replace(command, event=key)) for key in keys]


def confirmed(office: Office, command: Confirm) -> list[Entry] | None:
    """The tap on a preview; None where the button is of something else, or of somebody else."""
    one = office.unit.broadcasts.by_nonce(command.nonce)
    if one is None or one.sender != folded(office.person.address):
        return None
    if one.state is not BroadcastState.PREVIEWED:
        return [_settled(office, command, one)]
    if not timedelta() <= office.now - one.previewed_at <= GOOD_FOR or one.event not in office.events:
        return [office.refused(command, "confirm_old")]
    event, audience = office.events[one.event], Audience.of(office.unit, one.event, office.now)
    order = ToAll(_brief(one.text), one.event)
    if not audience.letters:
        return [office.refused(order, "to_all_nobody", event=event.title)]
    at = sends_at(office.desk.core, event, office.now)
    office.unit.broadcasts.schedule(one.id, at)
    office.record(office.words.say(order))
    office.undo_with(broadcast=one.id)
    return [going_out(office, order, len(audience.letters), at)]


def going_out(office: Office, command: object, count: int, at: datetime, *said: str) -> Entry:
    """What is on its way, from when, and how it is stopped."""
    mails = office.words.spoken.count("mails", count)
    told = office.say("to_all_due", when=office.when(at), mails=mails) if count else office.say("nobody_to_tell")
    stop = Tap(office.words.spoken.label("undo"), office.words.say(Stop()))
    return office.entry(command, Mark.DONE, *said, told, taps=(stop,))  # type: ignore[arg-type]


def stop(office: Office, command: Stop) -> Entry:
    """The latest mail to everybody that is not out yet stays here, whoever ordered it."""
    one = office.unit.broadcasts.latest_due()
    if one is None or not office.unit.broadcasts.stop(one.id, office.person.address, office.now):
        return office.refused(command, "nothing_to_stop")
    return office.entry(command, Mark.DONE, office.say("stopped"), *put_back(office, one))


def take_back(office: Office, command: object, last: Commanded) -> Entry:
    """"Rückgängig" for a mail to everybody: while it is still here."""
    one = office.unit.broadcasts.get(last.steps["broadcast"])
    if one is None or not office.unit.broadcasts.stop(one.id, office.person.address, office.now):
        late = "to_all_late" if one is None or one.kind == ReplyKind.BROADCAST else "to_all_late_event"
        return office.refused(command, late)  # type: ignore[arg-type]
    office.unit.commands.undone(last.id, office.now)
    return office.entry(command, Mark.DONE, office.say("undone", order=last.command), office.say("stopped"),  # type: ignore[arg-type]
                        *put_back(office, one))


def audience_told(office: Office, audience: Audience, *, each: bool = False) -> list[str]:
    """Recipients by language and state, and who is not reached. `each`: one letter a registration, not an address."""
    letters, words = audience.reached if each else audience.letters, office.words.spoken
    by_language = Counter(one.language for one in letters)
    languages = words.phrases.join([f"{_spoken(office, code)} {n}" for code, n in by_language.most_common()])
    confirmed = sum(one.state is not State.WAITLISTED for one in letters)
    said = [office.say("to_all_recipients", mails=words.count("mails", len(letters)), languages=languages),
            office.say("to_all_states", confirmed=words.number(confirmed), waiting=words.number(len(letters) - confirmed))]
    missed = [office.say("without_address", name=office.name(one)) for one in audience.addressless]
    missed += [office.say("unreachable_one", name=office.name(one)) for one in audience.unreachable]
    if missed:
        names = words.phrases.join(missed[:_NAMED])
        further = len(missed) - _NAMED
        said.append(office.say("to_all_missed", names=office.say("further_names", names=names, n=further) if further > 0 else names))
    return said


def previews(office: Office, letters: tuple[Registration, ...], write: Callable[[Registration], Reply]) -> tuple[Shown, ...]:
    """For each language of the readers, the mail its first reader gets."""
    counted: Counter[str] = Counter()
    first: dict[str, Reply] = {}
    for one in letters:
        reply = write(one)
        counted[reply.language] += 1
        first.setdefault(reply.language, reply)
    return tuple(_shown(office, reply, counted[language]) for language, reply in first.items())


def _previewed(office: Office, command: ToAll) -> Entry:
    event, audience = office.events[command.event], Audience.of(office.unit, command.event, office.now)
    order = replace(command, text=_brief(command.text))
    if not audience.letters:
        return office.refused(order, "to_all_nobody", event=event.title)
    nonce, language = "j" + office.desk.core.chance.octets(5).hex(), written_in(office, command.text)
    office.unit.broadcasts.preview(event.key, office.person.address, ReplyKind.BROADCAST.value, command.text, nonce, office.now)
    policy = office.desk.core.policy

    def write(party: Registration) -> Reply:
        return letter(ReplyKind.BROADCAST, party, event, policy, text=command.text, language=language)

    said = [office.say("to_all_event", event=event.title), *audience_told(office, audience),
            office.say("to_all_language", language=_spoken(office, language)), office.say("to_all_later")]
    tap = Tap(office.words.spoken.label("to_all_tap"), office.words.say(Confirm(nonce)))
    return replace(office.entry(order, Mark.ASKS, *said, taps=(tap,)), shown=previews(office, audience.letters, write))


def written_in(office: Office, text: str) -> str:
    """The language somebody wrote in; the organiser's where it is too short to tell."""
    organiser = office.desk.core.organiser
    known = tuple(dict.fromkeys((organiser.language, *organiser.languages)))
    return detected(text, known, organiser.language) or organiser.language


def _shown(office: Office, reply: Reply, count: int) -> Shown:
    core = office.desk.core
    made = core.composed(reply, core.message_id(), office.now)
    _, _, text = made.text.partition("\n\n")  # without the line where a quotation starts
    title = office.say("preview_of", language=_spoken(office, reply.language), mails=office.words.spoken.count("mails", count))
    head = office.say("preview_subject", subject=made.subject)
    return Shown(title, f"{head}\n\n{text}", core.templates.phrases(core.templates.language(reply.language)).direction)


def _settled(office: Office, command: Confirm, one: Broadcast) -> Entry:
    if one.state is BroadcastState.UNDONE:
        return office.refused(command, "to_all_undone_before", when=_when(office, one.settled_at), who=one.settled_by)
    sentence = "to_all_sent_before" if one.state is BroadcastState.SENT else "to_all_due_before"
    return office.refused(command, sentence, when=_when(office, one.settled_at or one.send_at))


def _brief(text: str) -> str:
    return cut(" ".join(text[:4 * _ORDER].split()), _ORDER)


def _when(office: Office, moment: datetime | None) -> str:
    return office.when(moment) if moment else ""


def _coming(office: Office) -> list[str]:
    coming = [event.key for event in office.events.values() if event.end > office.now and not event.cancelled]
    return coming or list(office.events)


def _spoken(office: Office, code: str) -> str:
    return str(office.words.spoken.phrases.locale.languages.get(code, code))
