"""Does the number that would be applied cover everybody the mail speaks of?

A count made anew and more simply than in `party`: numbers, relations and a "we",
wherever they stand. Promise: it only raises doubts, and says nothing where the
mail itself says how many they are in all.
"""

from collections.abc import Iterator

from processor.understanding.model import Evidence, Intent, Request
from processor.understanding.people import named
from processor.understanding.phrases import Match
from processor.understanding.reading import Reading
from processor.understanding.scene import Scene
from processor.understanding.statements import Act, Statement, Who
from processor.understanding.text import Kind, Part

ASIDE = 8  # tokens from which a sentence tells a story of its own
QUOTED = 1_500  # characters of a quotation that are looked at
STATED = ("total", "together", "alone")  # kinds that say how many in all


def uncounted(scene: Scene, request: Request) -> tuple[Evidence, ...]:
    """Why the number may be too small, or the act somebody else's; empty where all is counted."""
    match request.intent:
        case Intent.REGISTER:
            return (
                *_loose_numbers(scene),
                *_besides(scene, request),
                *_more_than_one(scene, request),
                *_relations(scene, request),
                *_advertised(scene),
                *_answers_a_booking(scene),
                *_signatures(scene, request),
                *_couple(scene, request),
                *_in_brackets(scene),
                *_joined(scene, request),
            )
        case Intent.CHANGE:
            return (*_loose_numbers(scene), *_one_by_article(scene, request))
        case Intent.CANCEL:
            return (*_anyone(scene), *_about_data(scene), *_only_a_need(scene))
        case _:
            return ()


def _loose_numbers(scene: Scene) -> Iterator[Evidence]:
    """ "+2" that no phrase explains."""
    reading = scene.reading
    covered = {place for match in reading.matches for place in range(match.first, match.last + 1)}
    for place, value in enumerate(reading.numbers):
        if value is not None and place and reading.tokens[place - 1].text == "+" and place not in covered:
            yield Evidence("party_size", "a number that is not explained", reading.quote(place - 1, place))
            return


def _besides(scene: Scene, request: Request) -> Iterator[Evidence]:
    """ "… und zwar in Begleitung": people besides, in a sentence the first reading made nothing of."""
    if request.party_size != 1 or scene.form.number is not None:
        return
    for match in scene.reading.all("companion", "extra"):
        if scene.reading.sentence(match) not in scene.asked and not _of_others(scene, match):
            yield scene.reading.evidence("party_size", "somebody else is spoken of", match)
            return


def _of_others(scene: Scene, match: Match) -> bool:
    """ "Last spring 240 guests came to our street party": a story in which nobody of the party is the subject."""
    reading, sentence = scene.reading, scene.reading.sentence(match)
    coming = sentence in {statement.sentence for statement in scene.statements}
    own = reading.in_sentence(sentence, "i", "we", "me", "also", "add", "person")
    counted = match.number is not None and match.number > scene.context.max_party
    return counted and not coming and not own and len(reading.sentences[sentence]) > ASIDE


def _more_than_one(scene: Scene, request: Request) -> Iterator[Evidence]:
    """ "We" in what is said about coming, and one seat."""
    if request.party_size != 1 or request.organisation:
        return
    taken_back = max((m.last for m in scene.reading.all("only", "alone", "correct")), default=-1)
    for statement in _coming(scene):
        if taken_back > statement.match.last:
            continue
        if statement.who is Who.WE or statement.match.kind == "attend_we" or scene.reading.in_clause(statement.clause, "we"):
            yield scene.reading.evidence("party_size", "speaks of more than one", statement.match)
            return


def _relations(scene: Scene, request: Request) -> Iterator[Evidence]:
    """More relations in the sentences about coming than seats, where no total is stated."""
    reading = scene.reading
    if request.party_size is None or reading.all(*STATED) or scene.form.number is not None:
        return
    away = {s.clause for s in scene.statements if not s.positive} | {reading.clause(m) for m in reading.all("absent", "not_self")}
    away |= {reading.clause(m) for m in reading.all("not")} - {s.clause for s in _coming(scene)}
    acting = {s.sentence for s in _coming(scene)}
    heads = {m.last: m for m in reading.all("person")
             if reading.sentence(m) in acting and reading.clause(m) not in away and m.number is None}
    people = {reading.words.base(reading.tokens[place].fold): match for place, match in heads.items()
              if not _same_again(reading, place, heads)
              and not any(reading.words.is_member(reading.tokens[place].fold, reading.tokens[p].fold) for p in heads if p < place)}
    comes = any(s.who in (Who.SENDER, Who.WE) for s in _coming(scene)) or _comes_with(scene, acting)
    if len(people) + comes > request.party_size:
        yield reading.evidence("party_size", "more people are mentioned", list(people.values())[-1])


def _same_again(reading: Reading, place: int, heads: dict[int, Match]) -> bool:
    """ "meine Nachbarin, Frau Petrova" is one person."""
    title = reading.words.trie.in_class(reading.tokens[place].fold, "title")
    apart = title and reading.tokens[place - 1].text in ",(" and place - 2 in heads
    return place - 1 in heads or apart or _aside(reading, place, heads)


def _aside(reading: Reading, place: int, heads: dict[int, Match]) -> bool:
    """ "meine Eltern (Vater Karl, Mutter Hilde)": brackets behind a relation say who that is."""
    opens = max((p for p in range(place) if reading.tokens[p].text == "("), default=0)
    closed = any(reading.tokens[p].text == ")" for p in range(opens, place))
    return opens > 0 and not closed and opens - 1 in heads


def _joined(scene: Scene, request: Request) -> Iterator[Evidence]:
    """ "Ich und die Mannschaft kommen": somebody joined to the sender, and one seat."""
    reading, trie = scene.reading, scene.reading.words.trie
    if request.party_size != 1:
        return
    coming = {s.sentence for s in _coming(scene)}
    for match in reading.all("i"):
        behind = reading.tokens[match.last + 1 : match.last + 4]
        if reading.sentence(match) not in coming or not behind or not trie.in_class(behind[0].fold, "and"):
            continue
        somebody = next((t for t in behind[1:] if t.cased and t.capital and t.sentence == behind[0].sentence), None)
        if somebody is not None and trie.in_class(behind[1].fold, "they"):
            yield reading.evidence("party_size", f"who is {somebody.text}?", match)
            return


def _comes_with(scene: Scene, acting: set[int]) -> bool:
    """ "Ich möchte anmelden mit meiner Frau": the writer, too."""
    reading = scene.reading
    if reading.all("not_self"):
        return False
    accompanied = {token.sentence for token in reading.tokens if reading.words.trie.in_class(token.fold, "with")}
    return any(reading.sentence(match) in acting & accompanied for match in reading.all("i"))


def _in_brackets(scene: Scene) -> Iterator[Evidence]:
    """ "Zwei Erwachsene (Selin und Tobias)": the brackets name them, and add nobody."""
    reading = scene.reading
    for match in reading.all("person"):
        after = match.last + 1
        opens = after < len(reading.tokens) and reading.tokens[after].text == "("
        holds_names = opens and any(name.first == after + 1 for name in named(reading))  # "(12, 9 und 5)" are ages
        before = reading.tokens[match.first - 1].fold if match.first else ""
        added = reading.words.trie.in_class(before, "with")  # "with two friends (Sara and Dilnoza)"
        if match.number is not None and not added and not reading.all(*STATED) and holds_names:
            yield reading.evidence("party_size", "names in brackets behind a number", match)
            return


def _signatures(scene: Scene, request: Request) -> Iterator[Evidence]:
    """More people sign than seats are asked for."""
    if request.party_size is not None and len(scene.writer.signed) > request.party_size:
        yield Evidence("party_size", "more people sign", scene.writer.signed[-1])


def _couple(scene: Scene, request: Request) -> Iterator[Evidence]:
    """One seat for a couple."""
    if request.party_size == 1:
        for match in scene.reading.all("person"):
            before = scene.reading.tokens[match.first - 1].fold if match.first else ""
            if match.value in ("two", "group") and not scene.reading.words.trie.in_class(before, "place_before"):
                yield scene.reading.evidence("party_size", "a couple", match)
                return


def _one_by_article(scene: Scene, request: Request) -> Iterator[Evidence]:
    """ "Ich bräuchte einen Platz für den Rollstuhl": a need, not a new number."""
    if request.party_size == 1 and request.needs and not scene.reading.all("alone", "only", "fewer", "one_fewer"):
        for match in scene.reading.all("total")[:1]:
            yield scene.reading.evidence("party_size", "one seat, or one such seat", match)


def _anyone(scene: Scene) -> Iterator[Evidence]:
    """ "Wer arbeitet, kann da nicht kommen": said of people in general."""
    reading = scene.reading
    general = {token.sentence for token in reading.tokens if reading.words.trie.in_class(token.fold, "anyone")}
    for statement in scene.statements:
        if not statement.positive and statement.sentence in general:
            yield reading.evidence("intent", "said of people in general", statement.match)
            return


def _only_a_need(scene: Scene) -> Iterator[Evidence]:
    """ "Please cancel the interpreter": the help, not the seat."""
    for statement in scene.statements:
        if statement.act is Act.TAKES_OFF and scene.reading.in_sentence(statement.sentence, "need"):
            yield scene.reading.evidence("intent", "may cancel no more than a need", statement.match)
            return


def _about_data(scene: Scene) -> Iterator[Evidence]:
    """A cancellation that also speaks of stored data."""
    reading = scene.reading
    for place, token in enumerate(reading.tokens):
        if reading.words.trie.in_class(token.fold, "data"):
            yield Evidence("intent", "also speaks of stored data", reading.quote(place, place))
            return


def _advertised(scene: Scene) -> Iterator[Evidence]:
    """A word of advertising where no event is plainly named."""
    if any(mention.keys and mention.how != "word" for mention in scene.mentions):
        return
    for match in scene.reading.all("spam")[:1]:
        yield scene.reading.evidence("intent", "reads like advertising", match)


def _answers_a_booking(scene: Scene) -> Iterator[Evidence]:
    """A quoted mail of ours that says how many are booked: then this one changes something."""
    quoted = scene.message.visible.quoted[:QUOTED]
    ours = scene.context.organiser_address.casefold()
    if scene.answered or scene.message.visible.forwarded or ours not in quoted.casefold():
        return
    reading = Reading([Part("quoted", quoted)], scene.reading.words)
    for match in [m for m in reading.all("total", "together") if not _of_a_range(reading, m)][:1]:
        yield Evidence("intent", "answers a mail of ours that names a number", reading.quote(match.first, match.last))


def _of_a_range(reading: Reading, match: Match) -> bool:
    """ "Tische mit 8 bis 10 Plätzen": as many as nobody books."""
    numbers = [place for place in match.places if reading.numbers[place] is not None]
    tokens = reading.tokens
    near = [p + step for p in numbers for step in (-2, 2) if 0 <= p + step < len(tokens)]
    return any(tokens[p].kind is Kind.NUMBER and tokens[p].line == tokens[match.first].line for p in near)


def _coming(scene: Scene) -> list[Statement]:
    return [statement for statement in scene.statements if statement.positive and not statement.asked]
