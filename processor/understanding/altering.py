"""What a mail of somebody already registered changes: number, names, needs, contact.

Promise: only the new text counts; a number quoted from our confirmation never does.
"""

from dataclasses import replace

from processor.understanding.cancelling import cancellation
from processor.understanding.draft import Draft, statement_doubts
from processor.understanding.model import Evidence, Intent
from processor.understanding.occasion import occasion
from processor.understanding.party import Total, totals
from processor.understanding.people import Party, named
from processor.understanding.phrases import Match
from processor.understanding.reading import Reading
from processor.understanding.registering import party_of, sender_comes
from processor.understanding.scene import Scene
from processor.understanding.statements import Act, Statement, Who
from processor.understanding.text import Kind


def alteration(scene: Scene, coming: list[Statement], away: list[Statement]) -> Draft | None:
    """What a mail of somebody already registered changes, None where it changes nothing."""
    reading = scene.reading
    for kind in ("contact", "misspelt"):
        if reading.all(kind) and scene.form.number is None:  # "new number of people: 3"
            return _plain_change(scene, kind, reading.all(kind)[0], coming)
    theirs = _registered_others(scene)
    if theirs is not None and not scene.answered:
        away = [replace(s, who=Who.OTHERS) if s.who is Who.OPEN else s for s in away]
    away_self = [s for s in away if s.who is not Who.OTHERS]
    away_others = [s for s in away if s.who is Who.OTHERS]
    numbers = totals(reading, scene.asked, scene.statements)
    if away_self and not [s for s in coming if s.act is Act.COMES] and not _swap(scene):
        return cancellation(scene, away)
    if away_others and not coming and not numbers and not reading.all("swap") and not reading.all("fewer", "one_fewer"):
        return _dropping_out(scene, away_others)
    if away_self and coming and not _swap(scene):
        return None
    return _new_numbers(scene, coming, away_others)


def bare_number(scene: Scene) -> Draft | None:
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


def _swap(scene: Scene) -> Match | None:
    """ "statt Frau Böhm kommt Herr Wolfsgruber"."""
    for match in scene.reading.all("instead", "swap"):
        sentence, clause = scene.reading.sentence(match), scene.reading.clause(match)
        names = [name for name in named(scene.reading) if scene.reading.tokens[name.first].sentence == sentence]
        beside = match.kind == "swap" and any(scene.reading.clause_of(name.first) == clause for name in names)
        if beside or any(name.first > match.last for name in names):
            return match
        if scene.reading.in_sentence(sentence, "me") or scene.reading.in_sentence(sentence, "person"):
            return match
    return None


def _plain_change(scene: Scene, kind: str, match: Match, said: list[Statement]) -> Draft:
    draft = Draft(Intent.CHANGE, [scene.reading.evidence("intent", kind, match)], with_needs=True)
    draft.attendees = [scene.writer.name] if scene.writer.name else []
    draft.event = occasion(scene, {scene.reading.sentence(match)}, set())
    statement_doubts(scene, draft, said)
    return draft


def _registered_others(scene: Scene) -> Match | None:
    """Where the mail says that the writer signed up somebody else only."""
    reading = scene.reading
    for match in reading.all("registered"):
        sentence = reading.sentence(match)
        persons = [p for p in reading.in_sentence(sentence, "person") if p.value != "group"]
        if persons and not reading.in_sentence(sentence, "me"):
            return match
    return None


def _dropping_out(scene: Scene, away: list[Statement]) -> Draft:
    """Others drop out: the whole registration where it was only theirs."""
    reading = scene.reading
    theirs = _registered_others(scene)
    party = party_of(scene, away, False)
    gone = party.away or party.groups
    if theirs is not None and not scene.answered:
        draft = cancellation(scene, away)
        if not draft.attendees:
            draft.attendees = _people_of(scene, theirs)
        return draft
    draft = Draft(Intent.CHANGE, [reading.evidence("intent", "change", away[0].match)])
    if any(group.names for group in gone):  # "aus unserer Gruppe Frau Bayer": she, not the group
        gone = tuple(group for group in gone if group.names or group.match is None or group.match.value != "group")
    sizes = [group.counted for group in gone]
    if not sizes or None in sizes:
        draft.doubts.append(reading.evidence("party_size", "how many drop out is not said", away[0].match))
    else:
        draft.delta = -sum(size or 0 for size in sizes)
        draft.reasons.append(reading.evidence("party_delta", draft.delta, away[0].match))
    draft.leaving = [name for group in gone for name in group.names]
    draft.attendees = [scene.writer.name] if scene.writer.name else []
    draft.event = occasion(scene, {s.sentence for s in away}, set())
    statement_doubts(scene, draft, away)
    return draft


def _people_of(scene: Scene, match: Match) -> list[str]:
    """The names in the sentence that speaks of the registration."""
    fake = Statement(
        Act.SIGNS_UP, Who.OTHERS, scene.reading.sentence(match), scene.reading.clause(match), match, "body"
    )
    party = party_of(scene, [fake], False)
    return [name for group in (*party.groups, *party.away) for name in group.names]


def _new_numbers(scene: Scene, coming: list[Statement], away_others: list[Statement]) -> Draft | None:
    reading = scene.reading
    numbers = [t for t in totals(reading, scene.asked, scene.statements) if not _seat_for_a_need(reading, t)]
    party = party_of(scene, [*coming, *away_others], sender_comes(scene, coming))
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
    elif away_others and party.sender_comes and not fewer and (party.groups or not any(s.who is Who.WE for s in coming)):
        draft.size = party.size
        draft.reasons.append(reading.evidence("party_size", draft.size, away_others[0].match))
    elif fewer:
        draft.delta = -(fewer[0].number or 1)
        draft.reasons.append(reading.evidence("party_delta", draft.delta, fewer[0]))
    elif away_others and party.sender_comes:  # "my son cannot come, the rest of us do": how many they are is not said
        return _dropping_out(scene, away_others)
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
        open_ = "comes, but what changes is not clear" if coming else "what changes is not clear"
        draft.doubts.append(reading.evidence("intent", open_, reading.all("change")[0]))
    else:
        return None
    draft.attendees = party.names or ([scene.writer.name] if scene.writer.name else [])
    draft.leaving = [name for group in party.away for name in group.names]
    if swap is not None:
        draft.leaving += [name for name in _replaced_names(scene, swap) if name not in (*draft.attendees, *draft.leaving)]
    return _change_finished(scene, draft, [*coming, *away_others])


def _seat_for_a_need(reading: Reading, total: Total) -> bool:
    """ "Ich bräuchte einen Platz, an den der Rollstuhl passt": an article, no new number."""
    here = reading.sentence(total.match)
    return total.size == 1 and total.match.kind == "total" and bool(reading.in_sentence(here, "need")) and not (
        reading.in_sentence(here, "only", "fewer", "one_fewer")
    )


def _replaced_names(scene: Scene, swap: Match) -> list[str]:
    """Who stands right behind the "instead of"."""
    reading = scene.reading
    behind = [name.text for name in named(reading) if 0 < name.first - swap.last <= 3
              and reading.tokens[name.first].sentence == reading.sentence(swap)][:1]
    if not behind and scene.writer.name and _own_place(scene, swap):  # "statt mir kommt …"
        return [scene.writer.name]
    if swap.kind != "swap":
        return behind
    registered = {reading.sentence(m) for m in reading.all("registered")}
    return [name.text for name in named(reading) if reading.tokens[name.first].sentence in registered and name.last < swap.first]


def _own_place(scene: Scene, swap: Match) -> bool:
    """Whether the writer's own place is given away: "statt mir", "an meiner Stelle"."""
    reading = scene.reading
    words = [reading.tokens[place].fold for place in swap.places]
    said = any(reading.words.trie.in_class(word, name) for word in words for name in ("me", "own"))
    return said or any(m.first > swap.last for m in reading.in_sentence(reading.sentence(swap), "me"))


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
    statement_doubts(scene, draft, said)
    return draft
