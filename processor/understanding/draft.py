"""A Request in the making, and the doubts every kind of statement shares."""

from dataclasses import dataclass, field

from processor.understanding.model import DataWish, Evidence, Intent
from processor.understanding.occasion import Occasion
from processor.understanding.phrases import Match
from processor.understanding.scene import Scene
from processor.understanding.statements import Statement
from processor.understanding.text import Kind


@dataclass
class Draft:
    """A Request in the making."""

    intent: Intent
    reasons: list[Evidence] = field(default_factory=list)
    doubts: list[Evidence] = field(default_factory=list)
    size: int | None = None
    delta: int | None = None
    attendees: list[str] = field(default_factory=list)
    leaving: list[str] = field(default_factory=list)
    event: Occasion | None = None
    ignore: bool = False
    wish: DataWish | None = None
    with_needs: bool = False


def statement_doubts(scene: Scene, draft: Draft, said: list[Statement]) -> None:
    reading = scene.reading
    signed = any(s.firm and s.positive and s.part != "subject" for s in said)
    for statement in said:
        if statement.unsure is not None and statement.unsure.kind == "interest" and signed:
            continue
        if statement.unsure is not None and not _stays_away(scene, statement.unsure):
            draft.doubts.append(reading.evidence("intent", statement.unsure.kind, statement.unsure))
    sentences = {s.sentence for s in said}
    for match in reading.all("maybe", "held_out"):
        near = {reading.sentence(match) - 1, reading.sentence(match) + 1} & sentences
        if (
            near
            and reading.sentence(match) not in sentences | scene.asked
            and not reading.in_sentence(reading.sentence(match), "need")
            and not _stays_away(scene, match)
        ):
            draft.doubts.append(reading.evidence("intent", match.kind, match))


def subject_doubts(scene: Scene, draft: Draft, coming: list[Statement]) -> None:
    """A subject that takes back what the text says, or the other way round."""
    opposite = [s for s in scene.statements if s.part == "subject" and not s.positive]
    if opposite and any(s.part != "subject" for s in coming):
        draft.doubts.append(scene.reading.evidence("intent", "subject and text disagree", opposite[0].match))


def foreign_doubts(scene: Scene, draft: Draft) -> None:
    reading = scene.reading
    named = any(m.keys and m.how == "title" for m in scene.mentions)
    excuses = named and draft.intent is Intent.CANCEL  # "my flight got moved": why somebody stays away
    excuses = excuses or (any(m.keys and m.how in ("title", "place", "date") for m in scene.mentions) and not _of_the_foreign(scene))
    for match in () if excuses else reading.all("foreign")[:1]:
        draft.doubts.append(reading.evidence("event", "seems to be meant for somebody else", match))
        if not any(m.keys and m.how in ("title", "place") for m in scene.mentions):
            draft.intent = Intent.OTHER
    titled = any(m.keys and m.how in ("title", "place", "date") for m in scene.mentions)
    for match in reading.all("other_event")[:1]:
        if not titled:
            draft.doubts.append(reading.evidence("event", "not one of our events", match))
    for match in reading.all("complaint", "topic")[:1]:
        draft.doubts.append(reading.evidence("intent", "a human must read this", match))


def _of_the_foreign(scene: Scene) -> bool:
    """Whether a sentence about coming speaks of somebody else's business and of none of ours: where people
    come from, and what stands below their name, is no other matter."""
    reading = scene.reading
    titled = {reading.tokens[m.first].sentence for m in scene.mentions if m.keys and m.how in ("title", "place")}
    dated = titled | {reading.tokens[m.first].sentence for m in scene.mentions if m.keys and m.how == "date"}
    foreign = {reading.sentence(m) for m in reading.all("foreign")}
    acting = {s.sentence for s in scene.statements if not s.asked}
    return bool(foreign & acting - titled) or (not acting & dated and bool(foreign - acting - titled))


def _stays_away(scene: Scene, doubt: Match) -> bool:
    """Whether the people a doubt is about are said to stay away: "wir haben 4 Kinder, die Kinder bleiben zu Hause"."""
    reading, spelled = scene.reading, scene.reading.spelled
    heads = {spelled[p] for p in range(doubt.first, doubt.last + 1) if reading.tokens[p].kind is Kind.WORD}
    away = {reading.clause(m) for m in reading.all("absent", "decline_they")}
    return bool(heads) and any(
        spelled[p] in heads and reading.clause_of(p) in away for p in range(doubt.last + 1, len(reading.tokens))
    )
