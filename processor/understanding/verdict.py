"""From all that a mail shows to the one Request.

Promise: the order of the questions asked here is the order of certainty: a
machine, an advertisement, a data request, then what is said about coming.
`apply` is advised only where no doubt is left.
"""

from dataclasses import replace

from processor.message.model import PartStat
from processor.understanding import wording
from processor.understanding.altering import alteration, bare_number
from processor.understanding.answering import answer
from processor.understanding.automatic import calendar_answer
from processor.understanding.cancelling import cancellation
from processor.understanding.draft import Draft
from processor.understanding.model import Advice, DataWish, Evidence, Intent, Request
from processor.understanding.names import same_person
from processor.understanding.occasion import Occasion, names_an_event, occasion, of_statements
from processor.understanding.party import totals
from processor.understanding.people import named
from processor.understanding.phrases import Match
from processor.understanding.reading import Reading
from processor.understanding.registering import registration
from processor.understanding.scene import Scene
from processor.understanding.statements import Act, Statement, Who
from processor.understanding.text import Kind


def request_of(scene: Scene) -> Request:
    """The Request for one scene."""
    draft = _wordless(scene) or _data(scene) or _answer(scene) or _acts(scene) or _rest(scene)
    return replace(_finished(scene, draft), answer=answer(scene))


def _answer(scene: Scene) -> Draft | None:
    """ "Nein, alles bleibt so", "Ja, bitte ändern": what it says beyond yes and no stands in the question it answers."""
    said = answer(scene)
    if said is None or scene.asked or (scene.reading.all("thanks") and said):
        return None
    if said and (scene.statements or totals(scene.reading, scene.asked, []) or scene.reading.all("extra", "fewer")):
        return None
    text = scene.reading.sentence_text(0)
    reason = Evidence("answer", "yes" if said else "no", text)
    return Draft(Intent.OTHER, [reason], [Evidence("intent", "answers a question", text)],
                 event=occasion(scene, set(), set()))


def _wordless(scene: Scene) -> Draft | None:
    answer = calendar_answer(scene.message)
    if answer is not None:
        return _calendar(scene, answer.partstat, answer.method)
    machine = wording.automatic(scene.reading, scene.statements)
    if machine is not None:
        return Draft(Intent.AUTOMATIC, [scene.reading.evidence("intent", "automatic", machine)], ignore=True)
    advert = wording.advertising(scene.reading, names_an_event(scene))
    if advert is not None and not scene.answered:
        return Draft(Intent.OTHER, [scene.reading.evidence("intent", "advertising", advert)], ignore=True)
    return None


def _calendar(scene: Scene, partstat: PartStat | None, method: str) -> Draft:
    summary = scene.message.calendar.summary if scene.message.calendar else ""
    reason = Evidence("intent", str(partstat), scene.message.subject or summary)
    event = occasion(scene, set(), set())
    name = [scene.writer.name] if scene.writer.name else []
    match partstat:
        case PartStat.ACCEPTED:
            draft = Draft(Intent.REGISTER, [reason], size=1, attendees=name, event=event)
        case PartStat.DECLINED:
            draft = Draft(Intent.CANCEL, [reason], attendees=name, event=event)
        case _:
            draft = Draft(Intent.REGISTER, [reason], size=1, attendees=name, event=event)
            draft.doubts.append(Evidence("intent", "tentative", scene.message.subject))
    if method == "COUNTER":
        draft.doubts.append(Evidence("intent", "proposes another time", scene.message.subject))
    return draft


_WISHES = (
    ("not_me", DataWish.NOT_ME),
    ("erase", DataWish.ERASE),
    ("export", DataWish.EXPORT),
    ("not_store_needs", DataWish.NOT_STORE_NEEDS),
    ("notice", DataWish.NOTICE),
)


def _data(scene: Scene) -> Draft | None:
    for kind, wish in _WISHES:
        for match in scene.reading.all(kind):
            draft = Draft(Intent.DATA_REQUEST, [scene.reading.evidence("intent", wish.value, match)], wish=wish)
            draft.event = occasion(scene, {scene.reading.sentence(match)}, set())
            for other in scene.reading.all("topic", "complaint", "on_behalf", "spam")[:1]:
                draft.doubts.append(scene.reading.evidence("intent", "a human must read this", other))
            if wish is DataWish.NOT_ME:
                draft.doubts.append(scene.reading.evidence("intent", "says that somebody else wrote", match))
            return draft
    return None


def _acts(scene: Scene) -> Draft | None:
    said = [s for s in scene.statements if not s.asked]
    coming = [s for s in said if s.positive]
    away = [s for s in said if not s.positive]
    if any(s.part != "subject" for s in away):  # the text says who the subject is about
        away = [s for s in away if s.part != "subject"]
    if coming and not scene.answered and (theirs := _others_registered(scene)) is not None:
        draft = registration(scene, coming, away)
        draft.doubts.append(scene.reading.evidence("intent", "somebody else is registered", theirs))
        return draft
    standing = scene.answered or bool(scene.reading.all("registered", "alters")) or _replaces_number(scene) or _titled_change(scene)
    if standing:
        draft = alteration(scene, coming, away)
        if draft is not None:
            return draft
    if not said:
        return bare_number(scene) or _only_number(scene) or _bare(scene)
    if scene.asked and all(s.unsure is not None and s.unsure.kind == "held_out" for s in said if s.part != "subject"):
        return None
    away_self = [s for s in away if s.who is not Who.OTHERS]
    if coming and away_self:
        return _both(scene, coming, away_self, away)
    if coming:
        return registration(scene, coming, away)
    if all(s.who is Who.OTHERS for s in away) and (draft := _only_number(scene)) is not None:
        return draft  # "wir 4 beim Forum … mein Ex kommt nicht mit"
    return cancellation(scene, away)


def _others_registered(scene: Scene) -> Match | None:
    """ "Meine Frau hat sich schon angemeldet, jetzt möchte ich auch kommen": theirs, not the writer's, registration."""
    reading = scene.reading
    found = reading.all("registered")
    if not found or reading.all("alters", "change", "swap", "instead", "add"):
        return None
    theirs = [
        m
        for m in found
        if any(p.first < m.first and not _accompanies(reading, p) for p in reading.in_clause(reading.clause(m), "person", "title"))
    ]
    clauses = {reading.clause(m) for m in found}
    trie = reading.words.trie
    own = any(t.clause in clauses and (trie.in_class(t.fold, "i") or trie.in_class(t.fold, "we")) for t in reading.tokens)
    self_comes = any(s.who is Who.SENDER and s.positive and not s.asked for s in scene.statements)
    return theirs[0] if theirs and not own and self_comes else None


def _accompanies(reading: Reading, person: Match) -> bool:
    """Whether somebody stands behind a "with"."""
    near = range(max(0, person.first - 1), person.first + 1)
    return any(reading.words.trie.in_class(reading.tokens[p].fold, "with") for p in near)


def _titled_change(scene: Scene) -> bool:
    """ "Korrektur", "Teilabsage": a subject that names a change speaks of a registration."""
    return any(scene.reading.part(m) == "subject" for m in scene.reading.all("correct", "change", "swap", "one_fewer"))


def _replaces_number(scene: Scene) -> bool:
    """ "statt zu dritt kommen wir zu fünft": only who is registered says so."""
    numbers = scene.reading.all("total", "together")
    return any(0 < n.first - m.last <= 2 for m in scene.reading.all("instead") for n in numbers) and len(
        {n.number or n.value for n in numbers}
    ) > 1


def _only_number(scene: Scene) -> Draft | None:
    """ "Wir sind zu viert": the number of those who come says that they come, where our event is named."""
    only = {place for match in scene.reading.all("only") for place in match.places}
    numbers = [
        t.match
        for t in totals(scene.reading, scene.asked, [])
        if t.match.kind != "alone" or not only.isdisjoint(t.match.places)  # "only me", but not "I live alone"
    ] or _name_and_more(scene)
    if not numbers or scene.asked or not any(m.keys for m in scene.mentions) or scene.reading.all("topic", "foreign"):
        return None
    match = numbers[0]
    statement = Statement(
        Act.COMES,
        Who.SENDER if match.kind in ("extra", "companion") else Who.WE,
        scene.reading.sentence(match),
        scene.reading.clause(match),
        match,
        "body",
        unsure=next(
            iter(scene.reading.in_sentence(scene.reading.sentence(match), "maybe", "condition", "held_out")), None
        ),
    )
    return registration(scene, [statement], [])


def _name_and_more(scene: Scene) -> list[Match]:
    """ "Robert Stein +1, danke!": nothing but the writer's name and how many besides."""
    body = [t for t in scene.reading.tokens if t.kind is Kind.WORD and scene.reading.parts[t.part].name == "body"]
    signs = scene.writer.name and any(same_person(name.text, scene.writer.name) for name in named(scene.reading))
    return scene.reading.all("extra", "companion") if signs and len(body) <= 8 else []


def _bare(scene: Scene) -> Draft | None:
    """A mail that only says "gern", or only lists people, in answer to our invitation."""
    yes = scene.reading.all("yes")
    if yes and any(m.keys for m in scene.quoted_mentions) and not scene.asked and not scene.answered:
        statement = Statement(
            Act.COMES, Who.SENDER, scene.reading.sentence(yes[0]), scene.reading.clause(yes[0]), yes[0], "body"
        )
        return registration(scene, [statement], [])
    return None


def _both(scene: Scene, coming: list[Statement], away_self: list[Statement], away: list[Statement]) -> Draft:
    """Comes and stays away: signs up others only, two events, or a contradiction."""
    if all(s.who is Who.OTHERS or (s.who is Who.OPEN and (scene.entries or s.part == "subject" or scene.reading.all("not_self"))) for s in coming):
        draft = registration(scene, coming, [s for s in away if s.who is Who.OTHERS], signs_for_others=True)
        if not any(s.act is Act.SIGNS_UP for s in coming) and not scene.reading.all("not_self"):
            draft.doubts.append(scene.reading.evidence("intent", "somebody else comes instead", away_self[0].match))
        return draft
    there = of_statements(scene, coming, away_self)
    not_there = of_statements(scene, away_self, coming)
    others = [s for s in away if s.who is Who.OTHERS]
    draft = registration(scene, coming, others)
    draft.doubts = [doubt for doubt in draft.doubts if doubt.field != "event"]
    draft.event = there
    if there.key and not_there.key and there.key != not_there.key:
        return draft
    clash = away_self[0]
    draft.doubts.append(scene.reading.evidence("intent", "says both yes and no", clash.match))
    if all(s.part == "subject" for s in coming):
        cancel = cancellation(scene, away)
        cancel.doubts += draft.doubts[-1:]
        return cancel
    return draft


def _rest(scene: Scene) -> Draft:
    reading = scene.reading
    thanks = wording.mere_thanks(reading)
    event = occasion(scene, set(), set())
    if thanks is not None and (scene.answered or scene.invited) and not scene.message.visible.forwarded:
        return Draft(Intent.OTHER, [reading.evidence("intent", "thanks", thanks)], event=event, ignore=True)
    for match in reading.all("topic", "foreign", "complaint"):
        return Draft(Intent.OTHER, [], [reading.evidence("intent", "a human must read this", match)], event=event)
    if scene.asked:
        text = reading.sentence_text(min(scene.asked))
        return Draft(Intent.QUESTION, [], [Evidence("intent", "question", text)], event=event)
    return Draft(
        Intent.OTHER,
        [],
        [Evidence("intent", "not understood", reading.sentence_text(0) if reading.tokens else "")],
        event=event,
    )


def _finished(scene: Scene, draft: Draft) -> Request:
    event = draft.event or Occasion(None, (), None, None)
    if draft.intent in (Intent.REGISTER, Intent.CANCEL, Intent.CHANGE) and event.doubt is not None:
        draft.doubts.append(event.doubt)
    if event.evidence is not None:
        draft.reasons.append(event.evidence)
    stated = scene.needs if draft.with_needs else None
    if stated is not None:
        draft.reasons += [scene.reading.evidence("needs", name, match) for name, match in stated.stated]
        if stated.open is not None:
            draft.doubts.append(scene.reading.evidence("needs", "which language is not said", stated.open))
    for problem in scene.message.problems:
        draft.doubts.append(Evidence("intent", problem, scene.message.subject))
    questions = sorted(scene.asked) if draft.intent is not Intent.AUTOMATIC and not draft.ignore else []
    if draft.attendees and scene.writer.quote and scene.writer.name in draft.attendees:
        draft.reasons.append(Evidence("attendees", scene.writer.name, scene.writer.quote))
    advice = (
        Advice.IGNORE
        if draft.ignore
        else Advice.REVIEW
        if draft.doubts or draft.intent in (Intent.QUESTION, Intent.OTHER)
        else Advice.APPLY
    )
    request = Request(
        intent=draft.intent,
        advice=advice,
        language=scene.language,
        event=event.key,
        party_size=draft.size,
        party_delta=draft.delta,
        attendees=tuple(draft.attendees),
        leaving=tuple(draft.leaving),
        organisation=_organisation(scene, draft),
        needs=stated.names if stated else (),
        needs_dropped=tuple(dict.fromkeys(name for name, _ in stated.dropped))
        if stated and draft.intent is Intent.CHANGE
        else (),
        has_question=bool(questions),
        question=" ".join(scene.reading.sentence_text(s) for s in questions),
        data_wish=draft.wish,
        partial_ok=bool(scene.reading.all("partial_ok")),
        events_possible=event.possible if event.key is None else (),
        names_an_event=names_an_event(scene),
        reasons=tuple(draft.reasons),
        doubts=tuple(draft.doubts),
    )
    return replace(
        request,
        confidence=_confidence(request),
        event=request.event if not draft.ignore or draft.intent is Intent.OTHER else None,
    )


def _organisation(scene: Scene, draft: Draft) -> str | None:
    if draft.intent not in (Intent.REGISTER, Intent.CHANGE) or scene.reading.all("privately"):
        return None
    return scene.writer.organisation or None


def _confidence(request: Request) -> float:
    """How sure the reading is: doubts weigh most, missing reasons a little."""
    base = 0.98 if request.advice is not Advice.REVIEW else 0.6
    return max(0.05, round(base - 0.12 * len(request.doubts) - (0.03 if request.event is None else 0.0), 2))
