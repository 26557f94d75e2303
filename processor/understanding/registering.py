"""Who registers whom, and how many: the draft of a registration."""

from processor.understanding.draft import Draft, foreign_doubts, statement_doubts, subject_doubts
from processor.understanding.model import Evidence, Intent
from processor.understanding.names import same_person
from processor.understanding.occasion import of_statements
from processor.understanding.party import Count, count, totals
from processor.understanding.people import Party, named, people
from processor.understanding.reading import Reading
from processor.understanding.scene import Scene
from processor.understanding.statements import Act, Statement, Who
from processor.understanding.text import Kind, Token


def registration(
    scene: Scene, coming: list[Statement], away: list[Statement], *, signs_for_others: bool = False
) -> Draft:
    reading = scene.reading
    comes = not signs_for_others and sender_comes(scene, coming)
    party = party_of(scene, [*coming, *away], comes)
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
    if not comes and not draft.attendees and number.match is None and not number.doubt:
        draft.doubts.append(reading.evidence("attendees", "who comes is not said", coming[0].match))
    statement_doubts(scene, draft, [*coming, *away])
    subject_doubts(scene, draft, coming)
    foreign_doubts(scene, draft)
    if scene.answered:
        return _again(scene, draft)
    if scene.message.visible.forwarded and not any(s.who is not Who.OTHERS for s in coming):
        draft.doubts.append(Evidence("intent", "forwarded", scene.message.subject))
    return draft


def party_of(scene: Scene, said: list[Statement], comes: bool) -> Party:
    return people(scene.reading, said, scene.writer, scene.entries, comes)


def sender_comes(scene: Scene, coming: list[Statement]) -> bool:
    """Whether the writer is among those who come."""
    reading = scene.reading
    own = [s for s in coming if s.who in (Who.SENDER, Who.WE)]
    if reading.all("not_self"):
        return False
    if any(s.act is Act.COMES for s in own) or (own and not scene.writer.on_behalf):
        return True
    if _with_a_group(scene, coming):
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
    if _comes_along(reading, coming) or _in_row(reading, acting):
        return True
    if any(_lists_self(scene, sentence) for sentence in reading.sentences) or _named_last(reading, acting):
        return True
    opened = [s for s in coming if s.who is Who.OPEN]
    if opened and not scene.writer.on_behalf:
        party = party_of(scene, coming, False)
        return not party.groups and not any(s.who is Who.OTHERS for s in coming)
    return False


def _with_a_group(scene: Scene, coming: list[Statement]) -> bool:
    """Whether a family or club comes, the writer among them; not one that sends a number of its members."""
    reading = scene.reading
    sentences = {s.sentence for s in coming}
    here = [m for m in reading.all("person") if reading.sentence(m) in sentences]
    sends = all(s.act is Act.SIGNS_UP for s in coming) and any(m.number for m in here)
    return any(m.value == "group" for m in here) and not sends and not any(_lists_names(reading, s) for s in sentences)


def _lists_names(reading: Reading, sentence: int) -> bool:
    """ "Für unseren Verein nehmen teil: Ada Bo, Eva Li": a club whose people are listed sends those."""
    colon = next((p for p in reading.sentences[sentence] if reading.tokens[p].text == ":"), None)
    return colon is not None and sum(colon < n.first <= reading.sentences[sentence][-1] for n in named(reading)) > 1


def _comes_along(reading: Reading, coming: list[Statement]) -> bool:
    """ "Mein Mann kommt mit zum Forum": with the writer, where nobody else is named behind the "with"."""
    trie, tokens = reading.words.trie, reading.tokens
    for statement in coming:
        place = statement.match.last
        behind = tokens[place + 1] if place + 1 < len(tokens) else None
        ends = behind is None or behind.clause != tokens[place].clause or _is_mark(behind) or trie.in_class(behind.fold, "place_before")
        with_us = len(statement.match.places) > 1 and trie.in_class(tokens[place].fold, "with")
        if statement.match.kind == "attend_they" and with_us and ends:
            return True
    return False


def _in_row(reading: Reading, acting: set[int]) -> bool:
    """ "Es kommen: mein Mann, ich und die Kinder": the writer in a row, first or in the middle."""
    tokens, trie = reading.tokens, reading.words.trie
    for match in reading.all("i"):
        before = tokens[match.first - 1] if match.first else None
        begins = before is None or before.text in ":(" or before.sentence != tokens[match.first].sentence
        around = [t for t in (None if begins else before, *tokens[match.last + 1 : match.last + 2]) if t is not None]
        row = len(around) == 2 - begins and all(t.text == "," or trie.in_class(t.fold, "and") for t in around)
        beside = any(m.last == match.first - 2 or m.first in (match.last + 1, match.last + 2) for m in reading.all("person"))
        if row and beside and reading.sentence(match) in acting:
            return True
    return False


def _lists_self(scene: Scene, sentence: int) -> bool:
    """ "und ich selbst": the writer at the end of a list."""
    places = scene.reading.sentences[sentence]
    return (
        len(places) <= 6
        and bool(scene.reading.in_sentence(sentence, "i"))
        and any(scene.reading.words.trie.in_class(scene.reading.tokens[p].fold, "and") for p in places[:2])
    )


def _named_last(reading: Reading, acting: set[int]) -> bool:
    """ "Attending: Ruth Page, our treasurer Neil Young and me": the writer closes a row of names."""
    ends = {name.last + 1 for name in named(reading) if reading.tokens[name.first].sentence in acting}
    ends |= {match.last + 1 for match in reading.all("person") if reading.sentence(match) in acting and match.number}
    asides = {match.first for match in reading.all("ignore")}  # "11 Teilnehmerinnen und ich als Lehrerin"
    trie, tokens = reading.words.trie, reading.tokens
    return any(
        place + 1 < len(tokens)
        and trie.in_class(tokens[place].fold, "and")
        and (trie.in_class(tokens[place + 1].fold, "me") or trie.in_class(tokens[place + 1].fold, "i"))
        and (place + 2 in asides or _ends_row(tokens, place + 2))
        for place in ends
    )


def _ends_row(tokens: list[Token], place: int) -> bool:
    """Whether nothing goes on at a place: the text, the sentence or the row ends."""
    return place == len(tokens) or tokens[place].sentence != tokens[place - 1].sentence or _is_mark(tokens[place])


def _is_mark(token: Token) -> bool:
    return token.kind is Kind.MARK


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
