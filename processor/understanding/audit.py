"""A second reading of what is about to be applied: does anything in the mail speak against it?

The first reading looks for what a mail says; this one looks for what it left
unexplained. It knows nothing of phrases: people who are named and not on the
list, words of another intent, sentences about coming that are mostly unknown.
Promise: it only ever adds doubts; a mail it is silent about may be applied.
"""

from collections.abc import Iterator
from os.path import commonprefix

from processor.understanding.fold import fold
from processor.understanding.model import Evidence, Intent, Request
from processor.understanding.names import Name, abbreviated, full, nominative, runs, same_person
from processor.understanding.phrases import Match
from processor.understanding.scene import Scene
from processor.understanding.statements import Act
from processor.understanding.text import Kind

BRIEF = 10  # words: "Ich komme gerne!" in a mail that says nothing else
SHORT = 40  # words: a mail that names no event and still has one matter only
LONG = 160  # words: what a citizen's own letter rarely exceeds
UNKNOWN = 5  # words of the sentences about coming that the vocabulary may not know,
SHARE = 5  # or one in so many where the sentences are long
_AGAINST = {  # words of these kinds belong to another intent
    Intent.REGISTER: ("cancel", "erase", "change", "alters", "swap"),
    Intent.CANCEL: ("erase", "export"),
    Intent.CHANGE: ("erase", "export"),
}


def objections(scene: Scene, request: Request) -> tuple[Evidence, ...]:
    """Why `request` should not be applied without a human; empty where nothing speaks against it."""
    if request.intent not in _AGAINST:
        return ()
    return (
        *_unlisted(scene, request),
        *_strange_count(scene, request),
        *_other_intents(scene, request),
        *_titled_otherwise(scene, request),
        *_unknown(scene, request),
        *_no_event(scene, request),
        *_of_duty(scene, request),
        *_only_subject(scene, request),
        *_not_to_be_done(scene, request),
    )


def _not_to_be_done(scene: Scene, request: Request) -> Iterator[Evidence]:
    """ "Nu vreau să anulez înscrierea", "bitte noch niemanden eintragen": a no beside what reads like signing up."""
    said = [no for no in scene.reading.all("nay") if len(no.places) > 1]
    for match in scene.reading.all("signup") if request.intent is Intent.REGISTER else ():
        denied = len(match.places) == 1 and any(
            0 < match.first - no.last <= 2 for no in scene.reading.in_clause(scene.reading.clause(match), "not"))
        if denied or any(0 < match.first - no.last <= 2 or 0 < no.first - match.last <= 2 for no in said):
            yield scene.reading.evidence("intent", "says that something is not to be done", match)
            return


def _unlisted(scene: Scene, request: Request) -> Iterator[Evidence]:
    """People the mail names who are neither coming nor the writer nor known to stay away."""
    known = _known_words(scene, request)
    for name in scene.reading.cached("runs", lambda: runs(scene.reading)):
        forms = (name.text, *(nominative(name.text, scene.reading.words, he=he) for he in (False, True)))
        listed = any(all(_among(word, known) for word in _words(form) if len(word) > 1) for form in forms)
        listed = listed or any(e.marked and e.first < name.first <= e.last for e in scene.entries)
        listed = listed or (bool(scene.writer.name) and same_person(name.text, scene.writer.name))
        if not listed and not abbreviated(name.text) and _is_person(scene, name) and not _is_addressed(scene, name) and not _signs(scene, name) \
                and not _stays(scene, name):
            yield Evidence("attendees", "somebody else is named", scene.reading.quote(name.first, name.last))
            return


def _known_words(scene: Scene, request: Request) -> set[str]:
    told = [
        *request.attendees,
        *request.leaving,
        scene.writer.name,
        *scene.writer.signed,
        request.organisation or "",
        scene.context.organiser_name,
        scene.message.sender.name,
        scene.message.visible.signature,
    ]
    for event in scene.context.events:
        told += [event.title, *event.aliases, event.venue, event.address]
    return {word for text in told for word in _words(text)}


def _among(word: str, known: set[str]) -> bool:
    """Whether a word is known, or one of the known with another ending: "Werks" and "Werk"."""
    if word in known:
        return True
    return len(word) > 4 and any(
        abs(len(word) - len(other)) < 3 and other[:1] == word[:1] and len(commonprefix((word, other))) >= max(4, len(word) - 2)
        for other in known
    )


def _words(text: str) -> list[str]:
    return [word.strip(".,;:()„“\"'") for word in fold(text).replace("-", " ").split()]


def _is_person(scene: Scene, name: Name) -> bool:
    """A title or a relation before it, or two capitalised words the vocabulary does not know."""
    reading, trie = scene.reading, scene.reading.words.trie
    before = reading.tokens[name.first - 1] if name.first else None
    if before is not None and before.sentence == reading.tokens[name.first].sentence:
        relation = any(_is_relation(scene, m, name.first - 1) for m in reading.all("person"))
        role = name.first > 1 and trie.in_class(reading.tokens[name.first - 2].fold, "role")
        if role and any(trie.in_class(before.fold, c) for c in ("they", "source", "place_before")):
            return False  # "Leiter der Handwerkskammer Pfalz"
        if before.kind is Kind.NUMBER or reading.numbers[name.first - 1] is not None:
            return False  # "3 Kisten Äpfel"
        if trie.in_class(before.fold, "own") and not relation:
            return False  # "unser Leistungskurs Sozialkunde"
        joined = name.first > 1 and trie.in_class(reading.tokens[name.first - 2].fold, "and")  # "mir und dem Erwin Kuntz"
        if (trie.in_class(before.fold, "place_before") and not joined) or _comes_from(scene, name):
            return False
        if trie.in_class(before.fold, "title") or any(
            _is_relation(scene, m, name.first - 1) for m in reading.all("person")
        ):
            return not _counted_already(scene, name)
    return full(name.text) and not any(trie.symbols(reading.tokens[p].fold) for p in range(name.first, name.last + 1))


def _counted_already(scene: Scene, name: Name) -> bool:
    """ "Mich und meine Nachbarin … Meine Nachbarin Frau Tesfay": a relation that is counted where people come."""
    reading = scene.reading
    acting = {s.sentence for s in scene.statements if s.positive}
    sentence = reading.tokens[name.first].sentence
    place = name.first - 1
    while place > 0 and reading.words.trie.in_class(reading.tokens[place].fold, "title") and reading.words.trie.in_class(
        reading.tokens[place - 1].fold, "one"
    ):
        place -= 1
    head = reading.words.base(reading.tokens[place].fold)
    heads = {reading.words.base(reading.tokens[m.last].fold) for m in reading.all("person") if reading.sentence(m) in acting - {sentence}}
    return sentence not in acting and head in heads


def _comes_from(scene: Scene, name: Name) -> bool:
    """ "Ich habe das Blatt von Frau Sabine": in a sentence that says nothing about coming."""
    reading = scene.reading
    if reading.tokens[name.first].sentence in {statement.sentence for statement in scene.statements}:
        return False
    place = name.first - 1
    while place > 0 and reading.words.trie.in_class(reading.tokens[place].fold, "title"):
        place -= 1
    return reading.words.trie.in_class(reading.tokens[place].fold, "source")


def _is_relation(scene: Scene, match: Match, place: int) -> bool:
    """Whether a match that ends at `place` says who somebody is, not how many."""
    return (
        match.last == place
        and match.number is None
        and not scene.reading.words.trie.in_class(scene.reading.tokens[place].fold, "mine")
    )


def _is_addressed(scene: Scene, name: Name) -> bool:
    """ "Liebe Frau Kern": the reader, not an attendee."""
    sentence = scene.reading.tokens[name.first].sentence
    return bool(scene.reading.in_sentence(sentence, "greeting"))


def _signs(scene: Scene, name: Name) -> bool:
    """A name alone on a line below everything that is said: who signs, comes or not."""
    tokens = scene.reading.tokens
    first = tokens[name.first]
    beside = [t for t in tokens if t.part == first.part and t.line == first.line and t.kind is Kind.WORD]
    last_said = max((s.match.last for s in scene.statements if s.part != "subject"), default=-1)
    return len(beside) <= name.last - name.first + 1 and name.first > last_said


def _stays(scene: Scene, name: Name) -> bool:
    """ "Our neighbour Nuran drives her there": a clause that says of somebody that they do something else."""
    clause = scene.reading.tokens[name.first].clause
    coming = {statement.clause for statement in scene.statements if statement.positive}
    return bool(scene.reading.in_clause(clause, "absent")) and clause not in coming


def _other_intents(scene: Scene, request: Request) -> Iterator[Evidence]:
    found = [m for m in scene.reading.all(*_AGAINST[request.intent]) if m.kind != "change" or _changes(scene, m)]
    found = [m for m in found if m.kind != "swap" or m.first != m.last]  # "dafür" takes nobody's place
    for match in found[:1]:
        yield scene.reading.evidence("intent", f"also speaks of {match.kind}", match)


def _titled_otherwise(scene: Scene, request: Request) -> Iterator[Evidence]:
    """A registration under a subject that names a correction or a cancellation."""
    if request.intent is Intent.REGISTER:
        for match in scene.reading.all("correct", "fewer", "one_fewer", "swap", "decline_i", "registered"):
            if scene.reading.part(match) == "subject":
                yield scene.reading.evidence("intent", f"the subject speaks of {match.kind}", match)
                return


def _changes(scene: Scene, match: Match) -> bool:
    """Whether a word of change stands beside what is said of coming: "Now I play in the third team" changes nothing."""
    if match.first != match.last:  # "nicht mehr" changes nothing by itself
        return False
    reading, sentence = scene.reading, scene.reading.sentence(match)
    acting = {statement.sentence for statement in scene.statements}
    beside = reading.in_sentence(sentence, "total", "together", "extra", "fewer", "person", "registered", "alters")
    return reading.part(match) == "subject" or sentence in acting or bool(beside)


def _strange_count(scene: Scene, request: Request) -> Iterator[Evidence]:
    """ "Wir sind 12 Haushalte": so many of something the vocabulary does not know, and which is nobody's name."""
    reading = scene.reading
    for match in reading.all("total", "extra"):
        place = next((p for p in match.places if reading.numbers[p] is not None), None)
        after = reading.tokens[place + 1] if place is not None and place + 1 < len(reading.tokens) else None
        if after is None or place != match.last or match.number != request.party_size:
            continue
        strange = after.capital and after.kind is Kind.WORD and after.sentence == reading.tokens[match.last].sentence
        if strange and not reading.words.trie.symbols(after.fold) and after.fold not in _known_words(scene, request):
            yield scene.reading.evidence("party_size", f"so many {after.text}", match)
            return


def _unknown(scene: Scene, request: Request) -> Iterator[Evidence]:
    """Sentences about coming in which too much was not understood."""
    reading, known = scene.reading, _known_words(scene, request)
    unknown = [place for place in _strange(scene) if not _among(fold(reading.tokens[place].text), known)]
    acting = {statement.sentence for statement in scene.statements}
    said = sum(token.kind is Kind.WORD and token.sentence in acting for token in reading.tokens)
    if len(unknown) >= max(UNKNOWN, said // SHARE):
        yield Evidence("intent", "much of this is not understood", reading.quote(unknown[0], unknown[0]))


def _strange(scene: Scene) -> list[int]:
    """Words of the sentences about coming that are in no phrase, no class and no number."""
    reading, trie = scene.reading, scene.reading.words.trie
    acting = {statement.sentence for statement in scene.statements}
    covered = {place for match in reading.matches for place in range(match.first, match.last + 1)}
    return [
        place for place, token in enumerate(reading.tokens)
        if token.sentence in acting and token.kind is Kind.WORD and place not in covered and reading.numbers[place] is None
        and not trie.symbols(token.fold)
    ]


def _no_event(scene: Scene, request: Request) -> Iterator[Evidence]:
    """People also write of other meetings: without a word of ours, only plain sign-ups and cancellations count."""
    said = [statement for statement in scene.statements if not statement.asked]
    length = sum(token.kind is Kind.WORD for token in scene.reading.tokens)
    named = any(mention.how != "word" for mention in scene.mentions) or length <= LONG  # "forum" stands in many a long mail
    weekday = request.intent is not Intent.CANCEL and _only_weekday(scene)  # who cannot come on Thursday rarely writes of more
    known = scene.answered or scene.invited or scene.message.calendar is not None
    if known or (request.names_an_event and named and not weekday):
        return
    acts = {statement.act for statement in said}
    match request.intent:
        case Intent.REGISTER:
            counted = any(reason.field == "party_size" for reason in request.reasons)
            counted = counted and not _foreign(scene, request)
            plain = (length <= SHORT and (Act.SIGNS_UP in acts or counted)) or (length <= BRIEF and not _strange(scene))
        case Intent.CANCEL:
            plain = (Act.TAKES_OFF in acts and length <= SHORT) or (length <= BRIEF and not _strange(scene))
        case _:
            plain = not scene.asked and ((length <= SHORT and bool(scene.reading.all("registered"))) or length <= BRIEF)
    if not plain:
        text = scene.reading.quote(said[0].match.first, said[0].match.last) if said else scene.message.subject
        yield Evidence("event", "nothing names an event of ours", text)


def _only_weekday(scene: Scene) -> bool:
    """ "Am Donnerstag": a day of every week, and no other word of ours."""
    ours = [mention for mention in (*scene.mentions, *scene.quoted_mentions) if mention.keys]
    return bool(ours) and all(mention.how == "weekday" for mention in ours)


def _of_duty(scene: Scene, request: Request) -> Iterator[Evidence]:
    """ "Mein Sohn kann am Donnerstag nicht zur Schule kommen": what is missed is named, and is not ours."""
    reading = scene.reading
    if request.intent is not Intent.CANCEL or scene.answered or scene.invited or not _only_weekday(scene):
        return
    for place, token in enumerate(reading.tokens):
        if reading.words.trie.in_class(token.fold, "duty"):
            yield Evidence("event", "somebody else's work or school", reading.quote(place, place))
            return


def _foreign(scene: Scene, request: Request) -> bool:
    """Whether the sentences about coming hold a word that neither the vocabulary nor a name explains."""
    known = _known_words(scene, request)
    return any(not _among(fold(scene.reading.tokens[place].text), known) for place in _strange(scene))


def _only_subject(scene: Scene, request: Request) -> Iterator[Evidence]:
    """A long text that never speaks of coming under a subject that does: a newsletter's or a confirmation's subject."""
    said = [statement for statement in scene.statements if not statement.asked]
    length = sum(token.kind is Kind.WORD for token in scene.reading.tokens)
    if said and length > SHORT and all(statement.part == "subject" for statement in said) and not scene.form.entries:
        yield scene.reading.evidence("intent", "only the subject says so", said[0].match)
