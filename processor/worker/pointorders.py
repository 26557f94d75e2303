"""Commands about open points: accept, decline, ignore, answer personally, why."""

from typing import assert_never

from processor.registration.model import Change, OpenPointKind, ReplyKind, State
from processor.registration.seats import position, wanted
from processor.reports.words import words as report_words
from processor.steering.model import Accept, Decline, Ignore, Personally, Why
from processor.steering.transcript import Entry, Mark, Tap
from processor.steering.why import why
from processor.store.codec import load_request
from processor.store.model import StoredPoint
from processor.understanding.model import Intent
from processor.worker.commit import SENDER
from processor.worker.office import Office
from processor.worker.review import UNPROVEN, Settled, Verdict, settle_in

PointOrder = Accept | Decline | Ignore | Personally | Why
_WISHES = frozenset({Intent.REGISTER, Intent.CANCEL, Intent.CHANGE})
_NUMBER_MISSING = "how many come is not clear"
_OFFERED = (1, 2, 3, 4)


def about_point(office: Office, command: PointOrder) -> Entry:
    """Carry out a command about an open point; an old button says when and by whom it was settled."""
    point = office.unit.points.get(command.number)
    if point is None:
        return office.refused(command, "no_point", number=command.number)
    if isinstance(command, Why):
        return _why(office, command, point)
    if point.settled_at is not None:
        return office.refused(command, "settled_before", number=point.number, when=office.when(point.settled_at),
                              who=_who(office, point), how=_how(office, point))
    match command:
        case Accept():
            return _accept(office, command, point)
        case Decline():
            return _closed(office, command, point, Verdict.DECLINE)
        case Ignore():
            return _closed(office, command, point, Verdict.IGNORE)
        case Personally():
            return _personally(office, command, point)
    assert_never(command)


def reason(office: Office, recorded: str) -> str:
    """A recorded reason in the organiser's words."""
    return report_words(office.desk.core.templates, office.desk.core.organiser.language).reason(recorded)


def told(office: Office, change: Change) -> str:
    """What a change means, in one sentence."""
    after, before = change.after, change.before
    names = {"code": after.code, "name": office.name(after), "event": office.events[after.event].title}
    if after.state is State.CANCELLED:
        return office.say("withdrawn", people=office.people(wanted(before or after)), **names)
    if before is None or before.state is State.CANCELLED:
        place = position(office.seats(after.event), after.code)
        return office.say("waitlisted" if after.state is State.WAITLISTED else "registered",
                          people=office.people(wanted(after)), position=place, **names)
    if after.wanted_size is not None:
        return office.say("resize_waits", before=office.people(after.size), people=office.people(wanted(after)), **names)
    if wanted(before) == wanted(after):
        return office.say("same_size", people=office.people(after.size), **names)
    return office.say("resized", before=office.people(wanted(before)), people=office.people(after.size), **names)


def _accept(office: Office, command: Accept, point: StoredPoint) -> Entry:
    mark = office.mark_history()
    settled = settle_in(office.unit, office.desk, point.number, Verdict.ACCEPT, office.person.address, size=command.size)
    if not settled.settled:
        return _not_accepted(office, command, point, settled)
    office.record(office.words.say(command))
    _undoable(office, point, mark)
    if settled.decision is None:
        return office.entry(command, Mark.DONE, office.say("point_settled", number=point.number))
    changes = [one for one in settled.decision.changes if one.what not in ("promoted", "overtaken")]
    office.touched.update(one.after.event for one in changes)
    said = [told(office, one) for one in changes] or [office.say("point_settled", number=point.number),
                                                       office.say("no_change")]
    mail = [office.say("told_citizen", address=settled.to)] if settled.to else []
    return office.entry(command, Mark.DONE, *said, *mail, *office.moved_up(settled.decision))


def _not_accepted(office: Office, command: Accept, point: StoredPoint, settled: Settled) -> Entry:
    if settled.note == UNPROVEN:
        return office.refused(command, "not_acceptable", number=point.number)
    if settled.decision is None:
        return office.refused(command, "mail_gone", number=point.number)
    if settled.note == _NUMBER_MISSING:
        taps = tuple(Tap(office.people(n), office.words.say(Accept(point.number, n))) for n in _OFFERED)
        return office.entry(command, Mark.ASKS, office.say("still_wanted"), taps=taps)
    why_not = reason(office, settled.note)
    return office.refused(command, "accept_failed", number=point.number, why=why_not)


def _closed(office: Office, command: Decline | Ignore, point: StoredPoint, verdict: Verdict) -> Entry:
    mark = office.mark_history()
    settled = settle_in(office.unit, office.desk, point.number, verdict, office.person.address)
    office.record(office.words.say(command))
    _undoable(office, point, mark)
    if verdict is Verdict.IGNORE:
        return office.entry(command, Mark.DONE, office.say("ignored", number=point.number))
    if settled.reply is ReplyKind.DECLINED:
        return office.entry(command, Mark.DONE, office.say("declined", number=point.number, who=settled.to))
    return office.entry(command, Mark.DONE, office.say("declined_silently", number=point.number))


def _personally(office: Office, command: Personally, point: StoredPoint) -> Entry:
    """I answer myself: a wish for seats stays open without hurry until somebody says what to record."""
    request = office.unit.mails.request(point.mail) if point.mail is not None else None
    office.record(office.words.say(command))
    if point.kind is OpenPointKind.HELD and request and load_request(request).intent in _WISHES and point.mail is not None:
        office.unit.points.answered_by_hand(point.mail)
        taps = (Tap(office.words.spoken.label("accept_anyway"), office.words.say(Accept(point.number))),)
        return office.entry(command, Mark.DONE, office.say("personally_open", number=point.number,
                                                           address=point.sender.address), taps=taps)
    mark = office.mark_history()
    settle_in(office.unit, office.desk, point.number, Verdict.IGNORE, office.person.address)
    _undoable(office, point, mark)
    sentence = "personally_done" if point.sender.address else "personally_nobody"
    return office.entry(command, Mark.DONE, office.say(sentence, number=point.number, address=point.sender.address))


def _why(office: Office, command: Why, point: StoredPoint) -> Entry:
    stored = office.unit.mails.request(point.mail) if point.mail is not None else None
    said = why(load_request(stored), office.words.spoken, office.events) if stored else ()
    head = [office.say("why_reason", reason=reason(office, point.summary))]
    if point.proposal:
        head.append(office.say("why_proposal", proposal=reason(office, point.proposal)))
    return office.entry(command, Mark.TOLD, *head, *(said or (office.say("why_none", number=point.number),)))


def _undoable(office: Office, point: StoredPoint, mark: int) -> None:
    """Reopening needs the point, its mail, and the history lines of what it changed."""
    office.undo_with(after=mark, until=office.mark_history(), point=point.number, mail=point.mail)


def _who(office: Office, point: StoredPoint) -> str:
    named = {SENDER: "by_sender", "folder": "by_folder", "time": "by_clock", "": "by_clock"}
    by = point.settled_by or ""
    return office.say(named[by]) if by in named else by


def _how(office: Office, point: StoredPoint) -> str:
    known = office.words.spoken.table["settled"]
    return str(known.get(point.settled_how or "", known["other"]))
