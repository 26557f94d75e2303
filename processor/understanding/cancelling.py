"""Who does not come: the draft of a cancellation, or of declining the invitation."""

from processor.understanding.draft import Draft, foreign_doubts, statement_doubts
from processor.understanding.model import Intent
from processor.understanding.names import same_person
from processor.understanding.occasion import occasion
from processor.understanding.registering import party_of
from processor.understanding.scene import Scene
from processor.understanding.statements import Act, Statement, Who


def cancellation(scene: Scene, away: list[Statement]) -> Draft:
    reading = scene.reading
    others = [s for s in away if s.who is Who.OTHERS]
    own = [s for s in away if s.who is not Who.OTHERS]
    party = party_of(scene, away, bool(own))
    draft = Draft(Intent.CANCEL, [reading.evidence("intent", "cancel", away[0].match)])
    absent = [name for group in (*party.away, *party.groups) for name in group.names]
    if scene.writer.on_behalf and absent:
        draft.attendees = [name for name in dict.fromkeys(absent) if not same_person(name, scene.writer.name)]
    elif own:
        draft.attendees = list(
            dict.fromkeys(
                ([scene.writer.name] if scene.writer.name else [])
                + [n for n in (*scene.writer.signed, *absent) if not same_person(n, scene.writer.name)]
            )
        )
    elif others:
        draft.attendees = list(dict.fromkeys(absent))
    clauses = {s.clause for s in away}
    spoken = any(t.clause in clauses and reading.words.trie.in_class(t.fold, c) for t in reading.tokens for c in ("i", "we"))
    if not own and not spoken and not draft.attendees and not scene.answered and not reading.all("registered"):
        draft.doubts.append(reading.evidence("attendees", "who stays away was never signed up", away[0].match))
    draft.event = occasion(scene, {s.sentence for s in away}, set())
    statement_doubts(scene, draft, away)
    foreign_doubts(scene, draft)
    removed = {s.clause for s in own if s.act is Act.TAKES_OFF}
    if any(reading.clause_of(group.first) in removed for group in party.groups):
        draft.doubts.append(reading.evidence("attendees", "others are named too", away[0].match))
    for match in reading.all("swap")[:1]:
        draft.doubts.append(reading.evidence("intent", "somebody comes instead", match))
    if _asks_first(scene, away):
        draft.intent = Intent.QUESTION
        draft.doubts.append(reading.evidence("intent", "asks, and only then says who cannot come", away[0].match))
    if reading.all("complaint") and not scene.answered:
        draft.intent = Intent.OTHER
    return draft


def _asks_first(scene: Scene, away: list[Statement]) -> bool:
    """A question of somebody who is not on the list and happens to have no time: nothing is declined."""
    if scene.answered or scene.invited or scene.reading.all("registered", "alters"):
        return False
    if any(s.act is Act.TAKES_OFF or s.part == "subject" for s in away):
        return False
    questions = [s for s in scene.asked if s not in {a.sentence for a in away} and not _in_subject(scene, s)]
    return bool(questions) and min(questions) < min(s.sentence for s in away)


def _in_subject(scene: Scene, sentence: int) -> bool:
    place = scene.reading.sentences[sentence][0]
    return scene.reading.parts[scene.reading.tokens[place].part].name == "subject"
