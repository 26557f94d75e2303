""""Probe:" in front of a mail: what would be answered, and nothing is stored.

Of a forwarded mail the citizen's inside is rehearsed, of one's own mail the mail itself.
"""

import re
from dataclasses import replace

from processor.message.model import Message
from processor.registration.model import Outcome
from processor.replies.compose import compose
from processor.steering.line import tokens
from processor.steering.parse import without_token
from processor.steering.transcript import Entry, Mark
from processor.steering.why import summary
from processor.steering.words import Vocabulary
from processor.store import standing
from processor.store.model import StoredMail
from processor.worker.office import Office
from processor.worker.passedon import passed_on
from processor.worker.pointorders import reason
from processor.worker.reading import Reading, understood_alone

_FORWARD = re.compile(r"(?:wg|fwd?|fw|tr|rv|enc|i|pd|doorst)\s*:", re.IGNORECASE)
_SHOWN = 40  # lines of the answer that are shown


def is_rehearsal(subject: str, words: Vocabulary) -> bool:
    """Whether the subject begins with "Probe:"."""
    head, colon, _ = subject.partition(":")
    said = [token.folded for token in tokens(head[:40])]
    return bool(colon) and len(said) == 1 and said[0] in words.probe


def rehearsed(office: Office, mail: StoredMail, reading: Reading) -> Entry:
    """What would be understood and answered, as one entry of the transcript."""
    bare = _without_mark(office, reading)
    meant = passed_on(office.desk, mail, bare) or bare
    core, message, request = office.desk.core, meant.message, meant.request
    found = standing(office.unit, message, meant.anchors, core.tokens, tuple(office.events.values()), office.now, mail=mail.id)
    fresh = core.fresh(request, lambda code: False)
    decision = core.decide(message, request, found.standing, office.now, fresh=fresh)
    said = [office.say("probe_understood", understood=summary(request, office.words.spoken, office.events))]
    if decision.outcome is Outcome.HELD:
        said.append(office.say("probe_held", reason=reason(office, decision.note)))
    answer = next(iter(decision.replies), None)
    if answer is None:
        said.append(office.say("probe_nothing"))
    else:
        composed = compose(answer, core.organiser, core.templates, core.tokens, core.message_id(), office.now)
        said.append(office.say("probe_would", address=answer.to, subject=composed.subject))
        said += [line for line in composed.text.splitlines()[2:] if line.strip()][:_SHOWN]
    order = f"{office.say('probe_order')}: {without_token(message.subject)}"
    return Entry(order, Mark.TOLD, tuple(said))


def _without_mark(office: Office, reading: Reading) -> Reading:
    """The mail without the mark in its subject, and without a button's token; "WG:" behind it makes it a forwarded one."""
    subject = reading.message.subject.partition(":")[2].strip()
    visible = reading.message.visible
    passed = replace(visible, forwarded=visible.forwarded or bool(_FORWARD.match(subject)))
    message: Message = replace(reading.message, subject=subject, visible=passed)
    return replace(reading, message=message, request=understood_alone(office.desk, message))
