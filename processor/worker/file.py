"""The mailbox follows what was committed, never the other way round (P1).

Promise: a mail is moved only after its outcome is on disk. A crash between the
move and its record moves nothing twice: a mail that is gone counts as moved.
"""

from processor.mailbox.port import MailboxError, Ref, Role
from processor.store.model import Copied, ToFile
from processor.worker.desk import Desk

BATCH = 50  # mails whose moves are recorded in one transaction


def file(desk: Desk) -> int:
    """Move every mail that is due; how many. What the mailbox refuses is tried again at the next poll."""
    moved = 0
    while not desk.stop.is_set():
        with desk.store.reading() as unit:
            due = unit.mails.to_file(desk.account, BATCH)
        if not due:
            return moved
        done, failure = _move(desk, due)
        with desk.store.begin() as unit:
            for mail, ref in done:
                unit.mails.filed(mail.id, ref)
        moved += len(done)
        if failure is not None:
            desk.log.warning(action="filing_refused", error=type(failure).__name__)
            return moved
    return moved


def _move(desk: Desk, due: list[ToFile]) -> tuple[list[tuple[ToFile, Ref | None]], MailboxError | None]:
    done: list[tuple[ToFile, Ref | None]] = []
    for mail in due:
        try:
            done.append((mail, desk.mailbox.file(mail.role, mail.ref, mail.target)))
        except MailboxError as error:
            return done, error
    return done, None


def copy_to_sent(desk: Desk) -> int:
    """Put what was sent into the folder Sent; how many. A copy that is refused for good is given up."""
    with desk.store.reading() as unit:
        due = unit.outbox.to_copy(BATCH)
    results = []
    for row, raw in due:
        how = _append(desk, raw)
        if how is Copied.DUE:
            break
        results.append((row, how))
    if results:
        with desk.store.begin() as unit:
            for row, how in results:
                unit.outbox.copied(row, how)
    return len(results)


def _append(desk: Desk, raw: bytes) -> Copied:
    try:
        desk.mailbox.append(Role.SENT, raw, seen=True)
    except MailboxError as error:
        desk.log.warning(action="sent_copy_refused", temporary=error.temporary)
        return Copied.DUE if error.temporary else Copied.GIVEN_UP
    return Copied.DONE


def note_answers_by_hand(desk: Desk) -> None:
    """Held mails a human answered in their mail program: less urgent, still open."""
    with desk.store.reading() as unit:
        held = unit.mails.filed_at(desk.account, Role.REVIEW)
    if not held:
        return
    answered = [held[one.ref] for one in desk.mailbox.listing(Role.REVIEW) if one.answered and one.ref in held]
    if answered:
        with desk.store.begin() as unit:
            for mail in answered:
                unit.points.answered_by_hand(mail)
