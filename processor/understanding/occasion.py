"""Which event a mail is about.

Promise: the event of the sentence that acts beats the rest of the text, the text
beats the subject, and what is quoted counts only where nothing else does.
"""

from collections.abc import Set
from dataclasses import dataclass

from processor.understanding.events import Mention
from processor.understanding.model import Context, Evidence
from processor.understanding.scene import Scene
from processor.understanding.statements import Statement


@dataclass(frozen=True, slots=True)
class Occasion:
    """The event meant, or the ones it may be; `doubt` says what is unclear."""

    key: str | None
    possible: tuple[str, ...]
    evidence: Evidence | None
    doubt: Evidence | None


def of_statements(scene: Scene, meant: list[Statement], others: list[Statement]) -> Occasion:
    """The event of the statements `meant`; the `others` may speak of another one, in the same sentence even."""
    sentences = {s.sentence for s in meant}
    return occasion(
        scene,
        sentences,
        {s.sentence for s in others} - sentences,
        {m for m in scene.mentions if _nearer(scene, m, others, meant)},
    )


def _nearer(scene: Scene, mention: Mention, others: list[Statement], meant: list[Statement]) -> bool:
    """Whether a mention stands nearer to one of the others in its sentence."""
    token = scene.reading.tokens[mention.first]

    def distance(statements: list[Statement]) -> tuple[int, int]:
        here = [s for s in statements if s.sentence == token.sentence]
        return min(((abs(s.clause - token.clause), abs(s.match.first - mention.first)) for s in here), default=(999, 0))

    return distance(others) < distance(meant)


def occasion(scene: Scene, sentences: set[int], avoid: set[int], without: Set[Mention] = frozenset()) -> Occasion:
    """The event of the acting `sentences`; those in `avoid` speak of others."""
    tokens = scene.reading.tokens
    acting = [
        m
        for m in scene.mentions
        if m not in without
        and tokens[m.first].sentence in sentences
        and scene.reading.parts[tokens[m.first].part].name != "subject"
    ]
    elsewhere = [
        m
        for m in scene.mentions
        if tokens[m.first].sentence not in sentences | avoid
        or (scene.reading.parts[tokens[m.first].part].name == "subject" and m not in without)
    ]
    if any(m.keys and not _denied(scene, m) for m in acting):  # "nicht zum Bürgerforum, sondern zum Jugendforum"
        acting = [m for m in acting if not _denied(scene, m)]
    today = scene.message.received.astimezone(scene.context.timezone).date()
    strange = [m for m in acting if not m.keys and (m.day is None or m.day >= today)]  # what was before is no meeting to come to
    own = [m for m in acting if m.keys]
    if strange and not own and not any(m.how in ("title", "place") and m.keys for m in elsewhere):
        return Occasion(None, (), None, _evidence(scene, strange[0], "a date on which nothing is held"))
    if strange and own and not _holds(own, "title") and not _holds(own, "place"):
        return Occasion(
            None, tuple(sorted(own[0].keys)), None, _evidence(scene, strange[0], "another date than the event's")
        )
    if (
        strange
        and own
        and not _holds(own, "date")
        and scene.context.events
        and _holds(own, "title")
        and len(own) <= 1
        and _one_date(strange)
    ):
        return Occasion(
            None, tuple(sorted(own[0].keys)), None, _evidence(scene, strange[0], "another date than the event's")
        )
    for mentions in (own, _telling([m for m in elsewhere if m.keys])):
        if mentions:
            return _narrowed(scene, mentions)
    return _outside(scene)


def _telling(mentions: list[Mention]) -> list[Mention]:
    """Without bare days where a title is named: "we met on Saturday", "4th floor" name no event."""
    titled = any(mention.how == "title" for mention in mentions)
    bare = {m for m in mentions if m.how == "weekday" or (m.how == "date" and m.day is None)}
    return [mention for mention in mentions if not titled or mention not in bare]


def _denied(scene: Scene, mention: Mention) -> bool:
    """Whether a "not" stands right before, or with a preposition between."""
    clause = scene.reading.tokens[mention.first].clause
    return any(0 < mention.first - match.last <= 2 for match in scene.reading.in_clause(clause, "not"))


def _holds(mentions: list[Mention], how: str) -> bool:
    return any(mention.how == how for mention in mentions)


def _one_date(mentions: list[Mention]) -> bool:
    return len({mention.day for mention in mentions}) == 1


def _narrowed(scene: Scene, mentions: list[Mention]) -> Occasion:
    common = set(mentions[0].keys)
    united = set(common)
    for mention in mentions[1:]:
        common &= mention.keys
        united |= mention.keys
    best = next((m for m in mentions if common & m.keys), mentions[0])
    if len(common) == 1:
        return Occasion(next(iter(common)), tuple(common), _evidence(scene, best, next(iter(common))), None)
    united = common or united
    return Occasion(None, tuple(sorted(united)), None, _evidence(scene, best, "more than one event"))


def _outside(scene: Scene) -> Occasion:
    """The event of the thread, of the address written to, or of what is quoted."""
    key = scene.context.thread_event or _subaddress(scene)
    if key is not None:
        return Occasion(key, (key,), Evidence("event", key, scene.message.subject), None)
    keyed = [m for m in scene.quoted_mentions if m.keys]
    titled = [m for m in keyed if m.how == "title"] or keyed
    keys = set.intersection(*(set(m.keys) for m in titled)) if titled else set()
    if len(keys) == 1:
        only = next(iter(keys))
        return Occasion(only, (only,), Evidence("event", only, scene.message.subject), None)
    possible = {k for m in titled for k in m.keys} or {event.key for event in scene.context.events}
    if len(scene.context.events) == 1:
        return Occasion(None, tuple(possible), None, None)
    return Occasion(None, tuple(sorted(possible)), None, Evidence("event", "no event is named", ""))


def _subaddress(scene: Scene) -> str | None:
    for address in scene.message.to:
        tag = address.partition("@")[0].partition("+")[2]
        for event in scene.context.events:
            if tag and event.subaddress and tag.casefold() == event.subaddress.casefold():
                return event.key
    return None


def _evidence(scene: Scene, mention: Mention, says: str) -> Evidence:
    return Evidence("event", says, scene.reading.quote(mention.first, mention.last))


def names_an_event(scene: Scene) -> bool:
    """Whether the mail points to one of the organiser's events at all."""
    return (
        any(m.keys for m in (*scene.mentions, *scene.quoted_mentions))
        or scene.context.thread_event is not None
        or (_subaddress(scene) is not None)
    )


def event_known(context: Context, key: str | None) -> bool:
    return any(event.key == key for event in context.events)
