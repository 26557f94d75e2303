"""From all that a mail shows to the one Request.

Promise: the order of the questions asked here is the order of certainty: a
machine, an advertisement, a data request, then what is said about coming.
`apply` is advised only where no doubt is left.
"""

from dataclasses import dataclass, field, replace

from processor.message.model import PartStat
from processor.understanding import wording
from processor.understanding.automatic import calendar_answer
from processor.understanding.model import Advice, DataWish, Evidence, Intent, Request
from processor.understanding.names import same_person
from processor.understanding.occasion import Occasion, names_an_event, occasion, of_statements
from processor.understanding.party import Count, count, totals
from processor.understanding.people import Party, named, people
from processor.understanding.phrases import Match
from processor.understanding.reading import Reading
from processor.understanding.scene import Scene
from processor.understanding.statements import Act, Statement, Who
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


def request_of(scene: Scene) -> Request:
    """The Request for one scene."""
    draft = _wordless(scene) or _data(scene) or _acts(scene) or _rest(scene)
    return _finished(scene, draft)


# -- machine mail, advertising, data -------------------------------------------------


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
            for other in scene.reading.all("topic", "complaint", "on_behalf")[:1]:
                draft.doubts.append(scene.reading.evidence("intent", "a human must read this", other))
            if wish is DataWish.NOT_ME:
                draft.doubts.append(scene.reading.evidence("intent", "says that somebody else wrote", match))
            return draft
    return None


# -- coming and staying away ----------------------------------------------------------


def _acts(scene: Scene) -> Draft | None:
    said = [s for s in scene.statements if not s.asked]
    coming = [s for s in said if s.positive]
    away = [s for s in said if not s.positive]
    if any(s.part != "subject" for s in away):  # the text says who the subject is about
        away = [s for s in away if s.part != "subject"]
    standing = scene.answered or bool(scene.reading.all("registered", "alters"))
    if standing:
        draft = _alteration(scene, coming, away)
        if draft is not None:
            return draft
    if not said:
        return _bare_number(scene) or _only_number(scene) or _bare(scene)
    if scene.asked and all(s.unsure is not None and s.unsure.kind == "held_out" for s in said if s.part != "subject"):
        return None
    away_self = [s for s in away if s.who is not Who.OTHERS]
    if coming and away_self:
        return _both(scene, coming, away_self, away)
    if coming:
        return _registration(scene, coming, away)
    return _cancellation(scene, away)


def _only_number(scene: Scene) -> Draft | None:
    """ "Wir sind zu viert": the number of those who come says that they come, where our event is named."""
    numbers = [t for t in totals(scene.reading, scene.asked, []) if t.match.kind != "alone"]
    if not numbers or scene.asked or not any(m.keys for m in scene.mentions) or scene.reading.all("topic", "foreign"):
        return None
    match = numbers[0].match
    statement = Statement(
        Act.COMES,
        Who.WE,
        scene.reading.sentence(match),
        scene.reading.clause(match),
        match,
        "body",
        unsure=next(
            iter(scene.reading.in_sentence(scene.reading.sentence(match), "maybe", "condition", "held_out")), None
        ),
    )
    return _registration(scene, [statement], [])


def _bare_number(scene: Scene) -> Draft | None:
    """An answer to our confirmation that is a number and nothing else."""
    counted = [n for n in scene.reading.numbers if n is not None]
    words = [t for t in scene.reading.tokens if t.kind is not Kind.MARK]
    if not scene.answered or len(counted) != 1 or len(words) > 2:
        return None
    draft = Draft(
        Intent.CHANGE, [Evidence("party_size", str(counted[0]), scene.reading.sentence_text(0))], size=counted[0]
    )
    draft.attendees = [scene.writer.name] if scene.writer.name else []
    return _change_finished(scene, draft, [])


def _bare(scene: Scene) -> Draft | None:
    """A mail that only says "gern", or only lists people, in answer to our invitation."""
    yes = scene.reading.all("yes")
    if yes and scene.invited and not scene.asked and not scene.answered:
        statement = Statement(
            Act.COMES, Who.SENDER, scene.reading.sentence(yes[0]), scene.reading.clause(yes[0]), yes[0], "body"
        )
        return _registration(scene, [statement], [])
    return None


def _party(scene: Scene, said: list[Statement], comes: bool) -> Party:
    return people(scene.reading, said, scene.writer, scene.entries, comes)


def _sender_comes(scene: Scene, coming: list[Statement]) -> bool:
    """Whether the writer is among those who come."""
    reading = scene.reading
    own = [s for s in coming if s.who in (Who.SENDER, Who.WE)]
    if reading.all("not_self"):
        return False
    if any(s.act is Act.COMES for s in own) or (own and not scene.writer.on_behalf):
        return True
    if any(m.value == "group" and reading.sentence(m) in {s.sentence for s in coming} for m in reading.all("person")):
        return not scene.writer.on_behalf
    listed = [entry.name for entry in scene.entries]
    if any(same_person(name, scene.writer.name) for name in listed if scene.writer.name):
        return True
    acting = {s.sentence for s in coming}
    if scene.writer.name and any(
        reading.tokens[name.first].sentence in acting and same_person(name.text, scene.writer.name)
        for name in named(reading)
    ):
        return True
    if any(_lists_self(scene, sentence) for sentence in reading.sentences):
        return True
    opened = [s for s in coming if s.who is Who.OPEN]
    if opened and not scene.writer.on_behalf:
        party = _party(scene, coming, False)
        return not party.groups and not any(s.who is Who.OTHERS for s in coming)
    return False


def _lists_self(scene: Scene, sentence: int) -> bool:
    """ "und ich selbst": the writer at the end of a list."""
    places = scene.reading.sentences[sentence]
    return (
        len(places) <= 6
        and bool(scene.reading.in_sentence(sentence, "i"))
        and any(scene.reading.words.trie.in_class(scene.reading.tokens[p].fold, "and") for p in places[:2])
    )


def _registration(
    scene: Scene, coming: list[Statement], away: list[Statement], *, signs_for_others: bool = False
) -> Draft:
    reading = scene.reading
    comes = not signs_for_others and _sender_comes(scene, coming)
    party = _party(scene, [*coming, *away], comes)
    together = any(s.who is Who.WE and s.match.kind == "attend_we" for s in coming)
    number = count(reading, party, scene.form, [*coming, *away], scene.asked, comes or not party.groups)
    if together and number.match is None and number.size == 1:
        number = _signed_together(scene, coming)
    elif together and number.size == party.size and not number.doubt and _only_counted(reading, party):
        number = Count(None, None, "how many come besides is not said", coming[0].match)
    draft = Draft(Intent.REGISTER, [reading.evidence("intent", "register", coming[0].match)], with_needs=True)
    draft.size = number.size
    draft.attendees = _attendees(scene, party, comes, number)
    draft.event = of_statements(scene, coming, away)
    _number_evidence(scene, draft, number)
    _statement_doubts(scene, draft, [*coming, *away])
    _subject_doubts(scene, draft, coming)
    _foreign_doubts(scene, draft)
    if scene.answered:
        return _again(scene, draft)
    if scene.message.visible.forwarded and not any(s.who is not Who.OTHERS for s in coming):
        draft.doubts.append(Evidence("intent", "forwarded", scene.message.subject))
    return draft


def _only_counted(reading: Reading, party: Party) -> bool:
    """ "Wir kommen mit drei Kindern": three, and how many are we?"""
    numbers = {t.size for t in totals(reading, set(), [])}
    kinds = {group.match.value for group in party.groups if group.match}
    named = any(not group.head for group in party.groups)
    return not numbers and kinds == {"many"} and not named and not reading.all("i")


def _signed_together(scene: Scene, coming: list[Statement]) -> Count:
    """ "Wir kommen" without a number: as many as sign, where more than one does."""
    if len(scene.writer.signed) > 1:
        return Count(len(scene.writer.signed), coming[0].match)
    return Count(None, None, "how many come is not said", coming[0].match)


def _again(scene: Scene, draft: Draft) -> Draft:
    """Somebody already registered says that they come: pleasantries, or a human looks."""
    thanks = scene.reading.all("thanks")
    if (
        thanks
        and draft.size in (None, 1)
        and not scene.asked
        and not scene.needs.stated
        and len(scene.reading.tokens) < 30
    ):
        return Draft(
            Intent.OTHER, [scene.reading.evidence("intent", "thanks", thanks[0])], event=draft.event, ignore=True
        )
    draft.doubts.append(Evidence("intent", "already registered", draft.reasons[0].text))
    return draft


def _number_evidence(scene: Scene, draft: Draft, number: Count) -> None:
    if number.match is not None:
        draft.reasons.append(scene.reading.evidence("party_size", number.size, number.match))
    if number.doubt:
        text = scene.reading.quote(number.doubt_match.first, number.doubt_match.last) if number.doubt_match else ""
        draft.doubts.append(Evidence("party_size", number.doubt, text))
    if number.size is not None and number.size > scene.context.max_party:
        draft.doubts.append(Evidence("party_size", f"more than {scene.context.max_party}", draft.reasons[-1].text))


def _attendees(scene: Scene, party: Party, comes: bool, number: Count) -> list[str]:
    names = ([scene.writer.name] if comes and scene.writer.name else []) + party.names
    if number.size and number.size > len(names):
        for name in scene.writer.signed:
            if comes and not any(same_person(name, other) for other in names):
                names.append(name)
    if not comes:
        names += [e.name for e in scene.entries if not any(same_person(e.name, n) for n in names)]
    return list(dict.fromkeys(names))


def _cancellation(scene: Scene, away: list[Statement]) -> Draft:
    reading = scene.reading
    others = [s for s in away if s.who is Who.OTHERS]
    own = [s for s in away if s.who is not Who.OTHERS]
    party = _party(scene, away, bool(own))
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
    draft.event = occasion(scene, {s.sentence for s in away}, set())
    _statement_doubts(scene, draft, away)
    _foreign_doubts(scene, draft)
    removed = {s.clause for s in own if s.act is Act.TAKES_OFF}
    if any(reading.clause_of(group.first) in removed for group in party.groups):
        draft.doubts.append(reading.evidence("attendees", "others are named too", away[0].match))
    for match in reading.all("swap")[:1]:
        draft.doubts.append(reading.evidence("intent", "somebody comes instead", match))
    if reading.all("complaint") and not scene.answered:
        draft.intent = Intent.OTHER
    return draft


def _both(scene: Scene, coming: list[Statement], away_self: list[Statement], away: list[Statement]) -> Draft:
    """Comes and stays away: signs up others only, two events, or a contradiction."""
    if all(s.who is Who.OTHERS or (s.who is Who.OPEN and (scene.entries or s.part == "subject")) for s in coming):
        draft = _registration(scene, coming, [s for s in away if s.who is Who.OTHERS], signs_for_others=True)
        if not any(s.act is Act.SIGNS_UP for s in coming) and not scene.reading.all("not_self"):
            draft.doubts.append(scene.reading.evidence("intent", "somebody else comes instead", away_self[0].match))
        return draft
    there = of_statements(scene, coming, away_self)
    not_there = of_statements(scene, away_self, coming)
    others = [s for s in away if s.who is Who.OTHERS]
    draft = _registration(scene, coming, others)
    draft.doubts = [doubt for doubt in draft.doubts if doubt.field != "event"]
    draft.event = there
    if there.key and not_there.key and there.key != not_there.key:
        return draft
    clash = away_self[0]
    draft.doubts.append(scene.reading.evidence("intent", "says both yes and no", clash.match))
    if all(s.part == "subject" for s in coming):
        cancel = _cancellation(scene, away)
        cancel.doubts += draft.doubts[-1:]
        return cancel
    return draft


# -- changes to what is registered -----------------------------------------------------


def _alteration(scene: Scene, coming: list[Statement], away: list[Statement]) -> Draft | None:
    """What a mail of somebody already registered changes, None where it changes nothing."""
    reading = scene.reading
    for kind in ("contact", "misspelt"):
        if reading.all(kind):
            return _plain_change(scene, kind, reading.all(kind)[0], coming)
    theirs = _registered_others(scene)
    if theirs is not None and not scene.answered:
        away = [replace(s, who=Who.OTHERS) if s.who is Who.OPEN else s for s in away]
    away_self = [s for s in away if s.who is not Who.OTHERS]
    away_others = [s for s in away if s.who is Who.OTHERS]
    numbers = totals(reading, scene.asked, scene.statements)
    if away_self and not [s for s in coming if s.act is Act.COMES] and not _swap(scene):
        return _cancellation(scene, away)
    if away_others and not coming and not numbers:
        return _dropping_out(scene, away_others)
    if away_self and coming and not _swap(scene):
        return None
    return _new_numbers(scene, coming, away_others)


def _swap(scene: Scene) -> Match | None:
    """ "statt Frau Böhm kommt Herr Wolfsgruber"."""
    for match in scene.reading.all("instead"):
        sentence = scene.reading.sentence(match)
        if any(
            scene.reading.tokens[n.first].sentence == sentence and n.first > match.last for n in named(scene.reading)
        ):
            return match
        if scene.reading.in_sentence(sentence, "me") or scene.reading.in_sentence(sentence, "person"):
            return match
    return None


def _plain_change(scene: Scene, kind: str, match: Match, said: list[Statement]) -> Draft:
    draft = Draft(Intent.CHANGE, [scene.reading.evidence("intent", kind, match)], with_needs=True)
    draft.attendees = [scene.writer.name] if scene.writer.name else []
    draft.event = occasion(scene, {scene.reading.sentence(match)}, set())
    _statement_doubts(scene, draft, said)
    return draft


def _registered_others(scene: Scene) -> Match | None:
    """Where the mail says that the writer signed up somebody else only."""
    reading = scene.reading
    for match in reading.all("registered"):
        sentence = reading.sentence(match)
        if reading.in_sentence(sentence, "person") and not reading.in_sentence(sentence, "me"):
            return match
    return None


def _dropping_out(scene: Scene, away: list[Statement]) -> Draft:
    """Others drop out: the whole registration where it was only theirs."""
    reading = scene.reading
    theirs = _registered_others(scene)
    party = _party(scene, away, False)
    gone = party.away or party.groups
    if theirs is not None and not scene.answered:
        draft = _cancellation(scene, away)
        if not draft.attendees:
            draft.attendees = _people_of(scene, theirs)
        return draft
    draft = Draft(Intent.CHANGE, [reading.evidence("intent", "change", away[0].match)])
    sizes = [group.counted for group in gone]
    if not sizes or None in sizes:
        draft.doubts.append(reading.evidence("party_size", "how many drop out is not said", away[0].match))
    else:
        draft.delta = -sum(size or 0 for size in sizes)
        draft.reasons.append(reading.evidence("party_delta", draft.delta, away[0].match))
    draft.leaving = [name for group in gone for name in group.names]
    draft.attendees = [scene.writer.name] if scene.writer.name else []
    draft.event = occasion(scene, {s.sentence for s in away}, set())
    _statement_doubts(scene, draft, away)
    return draft


def _people_of(scene: Scene, match: Match) -> list[str]:
    """The names in the sentence that speaks of the registration."""
    fake = Statement(
        Act.SIGNS_UP, Who.OTHERS, scene.reading.sentence(match), scene.reading.clause(match), match, "body"
    )
    party = _party(scene, [fake], False)
    return [name for group in (*party.groups, *party.away) for name in group.names]


def _new_numbers(scene: Scene, coming: list[Statement], away_others: list[Statement]) -> Draft | None:
    reading = scene.reading
    numbers = totals(reading, scene.asked, scene.statements)
    party = _party(scene, [*coming, *away_others], _sender_comes(scene, coming))
    draft = Draft(Intent.CHANGE, with_needs=True)
    swap = _swap(scene)
    more = [m for m in reading.all("one_more", "extra", "companion") if reading.sentence(m) not in scene.asked]
    fewer = [m for m in reading.all("one_fewer", "fewer") if reading.sentence(m) not in scene.asked]
    vague = [
        m for m in reading.all("vague") if m.number is not None or reading.in_sentence(reading.sentence(m), "change")
    ]
    only = reading.all("only")
    if scene.form.number is not None:
        draft.size = scene.form.number
        draft.reasons.append(reading.evidence("party_size", draft.size, scene.form.number_match or coming[0].match))
    elif vague and not numbers:
        draft.reasons.append(reading.evidence("intent", "change", vague[0]))
        draft.doubts.append(reading.evidence("party_size", "the number is not certain", vague[0]))
    elif numbers:
        draft.size = numbers[-1].size
        draft.reasons.append(reading.evidence("party_size", draft.size, numbers[-1].match))
        if len({t.size for t in numbers}) > 1 and not numbers[-1].corrected:
            draft.doubts.append(reading.evidence("party_size", "different numbers are named", numbers[0].match))
    elif swap is not None and party.names and not fewer:
        draft.reasons.append(reading.evidence("intent", "swap", swap))
    elif away_others and party.sender_comes:
        draft.size = party.size
        draft.reasons.append(reading.evidence("party_size", draft.size, away_others[0].match))
    elif fewer:
        draft.delta = -(fewer[0].number or 1)
        draft.reasons.append(reading.evidence("party_delta", draft.delta, fewer[0]))
    elif party.groups and party.known and only and party.sender_comes:
        draft.size = party.size
        draft.reasons.append(reading.evidence("party_size", draft.size, only[0]))
    elif (more or party.groups or party.extra) and _adds(scene, coming):
        return _added(scene, draft, party, more, coming)
    elif scene.needs.stated or scene.needs.dropped:
        match = (scene.needs.stated or scene.needs.dropped)[0][1]
        draft.reasons.append(reading.evidence("needs", (scene.needs.stated or scene.needs.dropped)[0][0], match))
    elif reading.all("change") and not scene.asked:
        draft.reasons.append(reading.evidence("intent", "change", reading.all("change")[0]))
        draft.doubts.append(reading.evidence("intent", "what changes is not clear", reading.all("change")[0]))
    else:
        return None
    draft.attendees = party.names or ([scene.writer.name] if scene.writer.name else [])
    draft.leaving = [name for group in party.away for name in group.names]
    return _change_finished(scene, draft, [*coming, *away_others])


def _adds(scene: Scene, coming: list[Statement]) -> bool:
    reading = scene.reading
    if scene.needs.stated and not reading.all("add", "one_more", "extra"):
        return False
    return bool(coming or reading.all("add", "one_more", "extra"))


def _added(scene: Scene, draft: Draft, party: Party, more: list[Match], coming: list[Statement]) -> Draft:
    size = sum(group.counted or 0 for group in party.groups)
    said = more[0].number or 1 if more and more[0].kind == "extra" else int(bool(more))
    match = more[0] if more else next((g.match for g in party.groups if g.match), coming[0].match if coming else None)
    draft.delta = max(size, said)
    if match is not None:
        draft.reasons.append(scene.reading.evidence("party_delta", draft.delta, match))
    if not party.known or (size and said and size != said and len(party.names) > said):
        draft.doubts.append(
            Evidence("party_size", "how many are added is not said", draft.reasons[-1].text if draft.reasons else "")
        )
    draft.attendees = party.names or ([scene.writer.name] if scene.writer.name else [])
    return _change_finished(scene, draft, coming)


def _change_finished(scene: Scene, draft: Draft, said: list[Statement]) -> Draft:
    sentences = {s.sentence for s in said}
    draft.event = occasion(scene, sentences, set())
    if draft.size is not None and draft.size > scene.context.max_party:
        draft.doubts.append(Evidence("party_size", f"more than {scene.context.max_party}", draft.reasons[-1].text))
    _statement_doubts(scene, draft, said)
    return draft


# -- what is left ----------------------------------------------------------------------


def _rest(scene: Scene) -> Draft:
    reading = scene.reading
    thanks = wording.mere_thanks(reading)
    event = occasion(scene, set(), set())
    if thanks is not None and (scene.answered or scene.invited):
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


# -- doubts ------------------------------------------------------------------------------


def _statement_doubts(scene: Scene, draft: Draft, said: list[Statement]) -> None:
    reading = scene.reading
    for statement in said:
        if statement.unsure is not None:
            draft.doubts.append(reading.evidence("intent", statement.unsure.kind, statement.unsure))
    sentences = {s.sentence for s in said}
    for match in reading.all("maybe", "held_out"):
        near = {reading.sentence(match) - 1, reading.sentence(match) + 1} & sentences
        if (
            near
            and reading.sentence(match) not in sentences | scene.asked
            and not reading.in_sentence(reading.sentence(match), "need")
        ):
            draft.doubts.append(reading.evidence("intent", match.kind, match))


def _subject_doubts(scene: Scene, draft: Draft, coming: list[Statement]) -> None:
    """A subject that takes back what the text says, or the other way round."""
    opposite = [s for s in scene.statements if s.part == "subject" and not s.positive]
    if opposite and any(s.part != "subject" for s in coming):
        draft.doubts.append(scene.reading.evidence("intent", "subject and text disagree", opposite[0].match))


def _foreign_doubts(scene: Scene, draft: Draft) -> None:
    reading = scene.reading
    for match in reading.all("foreign")[:1]:
        draft.doubts.append(reading.evidence("event", "seems to be meant for somebody else", match))
        if not any(m.keys and m.how in ("title", "place") for m in scene.mentions):
            draft.intent = Intent.OTHER
    titled = any(m.keys and m.how in ("title", "place", "date") for m in scene.mentions)
    for match in reading.all("other_event")[:1]:
        if not titled:
            draft.doubts.append(reading.evidence("event", "not one of our events", match))
    for match in reading.all("complaint", "topic")[:1]:
        draft.doubts.append(reading.evidence("intent", "a human must read this", match))


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
