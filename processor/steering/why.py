"""Why a mail was read as it was, in sentences: each reading with the sender's words that led to it."""

from collections.abc import Iterable, Mapping

from processor.registration.model import Event
from processor.reports.neutral import neutral
from processor.reports.words import Words
from processor.understanding.model import Evidence, Request

_MOST = 14  # sentences
_QUOTED = 160


def why(request: Request, words: Words, events: Mapping[str, Event]) -> tuple[str, ...]:
    """One sentence a field, doubts last; the same reading is told once."""
    said = [_sentence("why_said", one, words, events) for one in request.reasons]
    said += [_sentence("why_doubt", one, words, events) for one in request.doubts]
    return tuple(dict.fromkeys(said))[:_MOST]


def summary(request: Request, words: Words, events: Mapping[str, Event]) -> str:
    """'Anmeldung, 3 Personen, Bürgerforum'."""
    parts = [_reading("intent", request.intent.value, words, events)]
    if request.party_size is not None:
        parts.append(words.phrases.counted["people"](request.party_size))
    if request.event in events:
        parts.append(events[request.event].title)
    return words.phrases.join([*parts, *_needs(request.needs, words)])


def _needs(needs: Iterable[str], words: Words) -> list[str]:
    return [words.need(need) for need in needs]


def _sentence(kind: str, one: Evidence, words: Words, events: Mapping[str, Event]) -> str:
    fields = words.table["fields"]
    field = fields.get(one.field, fields["other"])
    quoted = neutral(one.text, _QUOTED)
    says = _reading(one.field, one.says, words, events)
    return words.say(kind if quoted else f"{kind}_alone", field=field, says=says, words=quoted)


def _reading(field: str, says: str, words: Words, events: Mapping[str, Event]) -> str:
    if field == "event" and says in events:
        return events[says].title
    if field in ("needs", "needs_dropped"):
        return words.need(says)
    if field == "language":
        return str(words.phrases.locale.languages.get(says, says))
    return str(words.table["readings"].get(says, neutral(says, _QUOTED)))
