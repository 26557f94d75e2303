"""A mail that one of the staff passed on: read as if the citizen inside had written it.

Promise: only what is forwarded by a listed address is opened; the citizen becomes the
contact, nothing of the forwarded header proves anything, and what is in it waits
for a human like every proposal.
"""

from dataclasses import replace

from processor.registration import anchors
from processor.steering.forwarded import inner_mail
from processor.steering.proof import Person, person_of
from processor.store.model import StoredMail
from processor.worker.desk import Desk
from processor.worker.reading import Reading, understood_alone


def staff(desk: Desk) -> tuple[Person, ...]:
    """Everybody of `[[staff]]`."""
    return tuple(Person(one.name, one.address, one.role == "steer") for one in desk.config.staff)


def passed_on(desk: Desk, mail: StoredMail, reading: Reading) -> Reading | None:
    """The citizen's mail inside a mail that staff forwarded; None where there is none."""
    if person_of(reading.message, staff(desk)) is None or (raw := inner_mail(reading.message)) is None:
        return None
    inner = desk.core.read(raw, mail.received, True)
    if inner.automatic is not None or not inner.sender.address:
        return None
    message = replace(inner, message_id="", in_reply_to="", references=(), content_hash=reading.message.content_hash)
    known = replace(reading.read, sender=message.sender)  # the citizen is whom the point names and an erasure finds
    return Reading(message, understood_alone(desk, message), anchors(message), known)
