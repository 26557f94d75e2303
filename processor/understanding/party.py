"""How many come: the readings of a number compared.

Promise: a number is given only where the readings agree, or where a stated rule
says which of them is the sender's last word; else the doubt says why not.
"""

from dataclasses import dataclass

from processor.understanding.listed import Form
from processor.understanding.people import Group, Party, chained
from processor.understanding.phrases import Match
from processor.understanding.reading import Reading
from processor.understanding.statements import Statement, Who
from processor.understanding.text import Kind


_ASIDE = 4  # words beside a number that make it part of another story


@dataclass(frozen=True, slots=True)
class Total:
    """A stated number of all who come."""

    size: int
    match: Match
    corrected: bool  # words of correction stand before it


@dataclass(frozen=True, slots=True)
class Count:
    """The number understood; `doubt` names what is open."""

    size: int | None
    match: Match | None
    doubt: str = ""
    doubt_match: Match | None = None


def totals(reading: Reading, asked: set[int], found: list[Statement]) -> list[Total]:
    """Stated totals in the order of the text, replaced and old numbers left out."""
    shared = {
        p
        for m in reading.all("person")
        if m.value in ("many", "adults", "one") and m.number
        for p in m.places
        if reading.numbers[p] is not None
    }
    other = {p for m in reading.all("extra", "fewer", "vague") for p in m.places if reading.numbers[p] is not None}
    acting = {statement.sentence for statement in found}
    totals_at: dict[int, Total] = {}
    for match in reading.all("total", "together", "alone"):
        size = _size(match)
        if size is None or reading.sentence(match) in asked or _old(reading, match) or _goes_on(reading, match):
            continue
        numbers = {p for p in match.places if reading.numbers[p] is not None}
        plural = any(
            reading.words.trie.in_class(reading.tokens[p].fold, c) for p in match.places for c in ("we", "group")
        )
        chain = next((c for m in reading.all("person") if numbers & set(m.places) and len(c := chained(reading, m)) > 1), [])
        if chain:
            if plural and not _with(reading, match):  # "wir sind drei Frauen und zwei Männer"
                size = sum(m.number or 0 for m in chain)
                totals_at[chain[-1].last] = Total(size, match, _corrected(reading, match))
            continue
        if numbers & other or (numbers & shared and (not plural or _with(reading, match)) and not _replaces(reading, match)):
            continue
        if size == 1 and match.kind == "total" and _article(reading, numbers, match):
            continue
        if _of_needs(reading, match, plural, acting):
            continue
        size += _and_sender(reading, match)
        place = max(numbers, default=match.last)
        kept = totals_at.get(place)
        if kept is None or len(match.places) > len(kept.match.places):
            totals_at[place] = Total(size, match, _corrected(reading, match))
    for place, total in _taken_back(reading, shared | other).items():
        totals_at.setdefault(place, total)
    stated = [totals_at[place] for place in sorted(totals_at)]
    return [total for total in stated if not _told_aside(reading, total, acting)] or stated


def _told_aside(reading: Reading, total: Total, acting: set[int]) -> bool:
    """ "Das Fest war toll, 700 Leute!": a number in a sentence that speaks neither of coming nor of the writer."""
    match, sentence = total.match, reading.sentence(total.match)
    near = sentence in acting or reading.part(match) == "subject" or total.corrected
    if near or not acting or reading.in_sentence(sentence, "registered", "alters", "change", "add", "signup", "only"):
        return False
    if reading.in_clause(reading.clause(match), "i", "we", "me") or match.kind == "together":
        return False
    trie = reading.words.trie
    said = [p for p in reading.sentences[sentence] if reading.tokens[p].kind is Kind.WORD and p not in match.places]
    ours = any(trie.in_class(reading.tokens[p].fold, name) for p in match.places for name in ("we", "group"))
    return not ours and len(said) > _ASIDE


def _taken_back(reading: Reading, counted: set[int]) -> dict[int, Total]:
    """ "zwei Personen, Quatsch, drei": a bare number right behind words of correction."""
    found = {}
    for match in reading.all("correct"):
        for place in range(match.last + 1, min(match.last + 3, len(reading.tokens))):
            number, behind = reading.numbers[place], reading.tokens[place + 1 : place + 2]
            alone = not behind or not (behind[0].kind is Kind.WORD and behind[0].capital)
            if number is not None and number > 1 and place not in counted and alone:
                found[place] = Total(number, Match("total", "", (*match.places, place), number), True)
    return found


def _goes_on(reading: Reading, match: Match) -> bool:
    """ "Just me and the two boys": alone with somebody is not alone."""
    after = match.last + 1
    if match.kind != "alone" or after >= len(reading.tokens):
        return False
    joined = any(reading.words.trie.in_class(reading.tokens[after].fold, name) for name in ("and", "with"))
    return joined and any(after <= other.first <= after + 2 for other in reading.all("person"))


def _replaces(reading: Reading, match: Match) -> bool:
    """ "It'll be four kids instead of two": a total that says itself what it replaces."""
    return any(match.first < other.first <= other.last < match.last for other in reading.all("instead"))


def _and_sender(reading: Reading, match: Match) -> int:
    """ "11 Teilnehmerinnen und ich": the sender is joined to a number of others."""
    joint = match.last + 1
    if match.kind != "total" or joint + 1 >= len(reading.tokens):
        return 0
    trie, sender = reading.words.trie, reading.tokens[joint + 1].fold
    unit = trie.in_class(reading.tokens[match.last].fold, "unit")
    return int(unit and trie.in_class(reading.tokens[joint].fold, "and") and (trie.in_class(sender, "i") or trie.in_class(sender, "me")))


def _of_needs(reading: Reading, match: Match, plural: bool, acting: set[int]) -> bool:
    """ "für alle drei" beside a need says who needs it."""
    sentence = reading.sentence(match)
    numbers = [p for p in match.places if reading.numbers[p] is not None]
    if any(reading.words.trie.in_class(reading.tokens[p].fold, "those") for p in numbers) and reading.in_sentence(sentence, "need"):
        return True  # "childcare for both kids"
    if plural or sentence in acting or match.kind != "total" or not reading.in_sentence(sentence, "need"):
        return False
    return not any(reading.words.trie.in_class(reading.tokens[p].fold, "unit") for p in match.places)


def _article(reading: Reading, numbers: set[int], match: Match) -> bool:
    """ "für eine", "auf einer": an article, where no word for people follows."""
    written = all(reading.tokens[p].kind is Kind.WORD for p in numbers)
    return written and not any(reading.words.trie.in_class(reading.tokens[p].fold, "unit") for p in match.places)


def _with(reading: Reading, match: Match) -> bool:
    return any(reading.words.trie.in_class(reading.tokens[p].fold, "with") for p in match.places)


def _size(match: Match) -> int | None:
    match match.kind:
        case "alone":
            return 1
        case "together":
            return int(match.value)
    return match.number


def _old(reading: Reading, match: Match) -> bool:
    """A number that is replaced ("statt zu zweit") or was registered before."""
    for other in reading.all("instead"):
        own = any(n is not None for n in reading.numbers[other.last + 1 : match.first])  # "instead of two, there will be four"
        if 0 < match.first - other.last <= 2 and reading.sentence(other) == reading.sentence(match) and not own:
            return True
    if reading.in_sentence(reading.sentence(match), "alters"):
        return False
    if _aside(reading, match) and reading.in_sentence(reading.sentence(match), "registered"):
        return True
    return bool(reading.in_clause(reading.clause(match), "registered")) or _told(reading, match)


def _aside(reading: Reading, match: Match) -> bool:
    """Whether the number stands in brackets: "hatte sich angemeldet (Bürgerforum, 1 Platz)"."""
    marks = [t.text for t in reading.tokens[: match.first] if t.sentence == reading.sentence(match) and t.text in "()"]
    return bool(marks) and marks[-1] == "("


def _told(reading: Reading, match: Match) -> bool:
    """ "(2 Personen)" right behind "angemeldet"."""
    sentence, clause = reading.sentence(match), reading.clause(match)
    return any(
        0 < match.first - other.last <= 3 and not (_counted_before(reading, other, match) and reading.clause(other) != clause)
        for other in reading.in_sentence(sentence, "registered")
    )


def _counted_before(reading: Reading, registered: Match, match: Match) -> bool:
    """Whether what is said of a registration has a number of its own: what the next clause counts is new."""
    clause = reading.clause(registered)
    own = (p for p in reading.sentences[reading.sentence(match)] if p < match.first and reading.clause_of(p) == clause)
    return any(reading.numbers[place] is not None for place in own) or any(
        m.first < registered.first for m in reading.in_clause(clause, "total", "together")
    )


def _corrected(reading: Reading, match: Match) -> bool:
    sentence = reading.sentence(match)
    return (
        any(
            other.first < match.last and sentence - reading.sentence(other) <= 2
            for other in reading.all("correct", "alone", "change")
            if other.places != match.places
        )
        or match.kind == "alone"
    )


def count(
    reading: Reading, party: Party, form: Form, found: list[Statement], asked: set[int], single_default: bool
) -> Count:
    """The number of people a registration is for."""
    stated = totals(reading, asked, found)
    if len(party.names) > 1:
        acting_here = {statement.sentence for statement in found}
        stated = [total for total in stated if not _told_aside(reading, total, acting_here)]
    if form.number is not None:
        return _with_form(form, stated)
    vague = [
        m
        for m in reading.all("vague")
        if reading.sentence(m) not in asked and not reading.in_clause(reading.clause(m), "registered")
    ]
    acting = {s.sentence for s in found if not s.asked}
    vague = [m for m in vague if m.number is not None or (reading.sentence(m) in acting and _of_people(reading, m))]
    composed = party.size if party.known and (party.size > 0) else None
    if vague and not (stated and stated[-1].match.first > vague[-1].last):
        return Count(None, None, "the number is not certain", vague[0])
    loose = _not_understood(reading, acting) or _somebody_unknown(reading, acting)
    if loose is not None and not stated:
        return Count(None, None, "a number that is not understood", loose)
    if stated:
        if _with_some(reading, stated[-1], found):
            return Count(None, None, "with so many, or so many with the sender", stated[-1].match)
        if (added := _added_later(reading, stated[-1], party)) is not None:
            return added
        if composed == 1 and _said_elsewhere(reading, stated[-1], acting):
            return Count(None, None, "a number that may be somebody else's", stated[-1].match)
        return _agreed(reading, stated, party, composed)
    if (each := _with_one_each(reading, party, acting)) is not None:
        return each
    if not party.known:
        open_group = next(group for group in party.groups if group.counted is None)
        return Count(None, None, "how many people are meant is not said", open_group.match)
    if composed is None:
        return Count(1 if single_default else None, None, "" if single_default else "nobody is named")
    match = next((g.match for g in party.groups if g.match), party.extra_match)
    return Count(composed, match)


def _with_one_each(reading: Reading, party: Party, acting: set[int]) -> Count | None:
    """ "Meine Nachbarin und ich, jede mit ihrem Kind": those named, and as many besides."""
    match = next((m for m in reading.all("each") if reading.sentence(m) in acting), None)
    if match is None:
        return None
    brought = [g for g in party.groups if g.last >= match.first]
    named = int(party.sender_comes) + sum(g.counted or 0 for g in party.groups if g.last < match.first)
    if named < 2 or party.extra or len(brought) != 1 or brought[0].match is None or brought[0].match.number or not brought[0].size:
        return Count(None, None, "how many each brings is not certain", match)
    return Count(named * (1 + brought[0].size), match)


def _added_later(reading: Reading, total: Total, party: Party) -> Count | None:
    """ "Wir kommen zu zweit. Nachtrag: unsere Tochter kommt auch noch mit": people added below a number."""
    later = [g for g in party.groups if g.match is not None and _added_below(reading, total, g)]
    if not later or any(group.counted is None for group in later):
        return None
    if not any(reading.in_sentence(reading.tokens[g.first].sentence, "correct") for g in later):
        return Count(None, None, "with those who are added, or without", later[0].match)
    return Count(total.size + sum(group.counted or 0 for group in later), total.match)


def _added_below(reading: Reading, total: Total, group: Group) -> bool:
    sentence = reading.tokens[group.first].sentence
    below = group.first > total.match.last and sentence != reading.sentence(total.match)
    return below and bool(reading.in_sentence(sentence, "add"))


def _not_understood(reading: Reading, acting: set[int]) -> Match | None:
    """A number behind "with" or "bring" that no phrase covers."""
    covered = {p for m in reading.matches if m.number is not None for p in m.places}
    lead = {p for m in reading.all("bring", "add", "companions") for p in m.places}
    for place, value in enumerate(reading.numbers):
        token = reading.tokens[place]
        if value is None or place in covered or place == 0 or token.sentence not in acting:
            continue
        article = value == 1 and token.kind is Kind.WORD
        if not article and (place - 1 in lead or reading.words.trie.in_class(reading.tokens[place - 1].fold, "with")):
            return Match("number", "", (place,), value)
    return None


def _somebody_unknown(reading: Reading, acting: set[int]) -> Match | None:
    """ "mit meinem Dackelfreund": somebody, or something, the vocabulary does not know."""
    known = {p for m in reading.all("person", "need", "group") for p in range(m.first, m.last + 1)}
    for place, token in enumerate(reading.tokens[1:], 1):
        if token.sentence not in acting or place in known or not reading.words.trie.in_class(token.fold, "own"):
            continue
        if reading.words.trie.in_class(reading.tokens[place - 1].fold, "place_before"):
            continue  # "from our office"
        near = known.intersection(range(place, place + 4))
        coming = bool(reading.in_clause(token.clause, "attend_they"))
        if not near and (coming or reading.words.trie.in_class(reading.tokens[place - 1].fold, "with")):
            return Match("number", "", (place,))
    return None


def _said_elsewhere(reading: Reading, total: Total, acting: set[int]) -> bool:
    """ "Wir leben zu viert": a number in a sentence that does not speak of coming."""
    match = total.match
    if total.size == 1 or reading.sentence(match) in acting or reading.part(match) == "subject":
        return False
    return not any(
        reading.words.trie.in_class(reading.tokens[p].fold, c) for p in match.places for c in ("we", "group", "unit")
    )


def _with_some(reading: Reading, total: Total, found: list[Statement]) -> bool:
    """ "Ich komme mit zwei Personen": two, or three?"""
    if not _before_with(reading, total.match) or total.match.kind != "total":
        return False
    if any(reading.words.trie.in_class(reading.tokens[p].fold, c) for p in total.match.places for c in ("we", "group")):
        return False
    here = [s for s in found if s.sentence == reading.sentence(total.match)]
    return any(s.match.kind in ("attend_i", "bring") for s in here) and not any(s.who is Who.WE for s in here)


def _before_with(reading: Reading, match: Match) -> bool:
    return _with(reading, match) or (
        match.first > 0 and reading.words.trie.in_class(reading.tokens[match.first - 1].fold, "with")
    )


def _of_people(reading: Reading, match: Match) -> bool:
    """A vague amount counts where people follow: "ein paar Leute", not "ein paar Fragen"."""
    following = {match.last + 1, match.last + 2, match.last}
    return any(following & set(m.places) for m in reading.all("person", "unit_word"))


def _with_form(form: Form, stated: list[Total]) -> Count:
    others = [
        t
        for t in stated
        if t.size != form.number and form.number_match and not set(t.match.places) & set(form.number_match.places)
    ]
    if others:
        return Count(None, None, "the form and the text name different numbers", others[0].match)
    return Count(form.number, form.number_match)


def _only_these(reading: Reading, total: Total) -> bool:
    """ "Wir sind vier in der Familie, aber es kommen nur mein Mann und ich": who is named behind the only comes."""
    behind = [m for m in reading.all("only") if m.first > total.match.last]
    return any(reading.in_clause(reading.clause(m), "person") and reading.in_clause(reading.clause(m), "i") for m in behind)


def _without_articles(reading: Reading, stated: list[Total], composed: int | None) -> list[Total]:
    """ "Halten Sie meiner Mutter und mir einen Platz frei": an article, where more people are named."""
    if composed is None or composed < 2:
        rest = [t for t in stated if not _one_seat(reading, t)]
        return rest if any(t.size > 1 for t in rest) else stated
    kept = [t for t in stated if not _one_seat(reading, t)]
    return kept or [Total(composed, stated[-1].match, False)]


def _one_seat(reading: Reading, total: Total) -> bool:
    """Whether a total is no more than the article of a seat that nobody asks for alone."""
    match = total.match
    written = all(reading.tokens[p].kind is Kind.WORD for p in match.places if reading.numbers[p] is not None)
    if total.size != 1 or match.kind != "total" or not written or total.corrected or len(match.places) > 2:
        return False
    clause = reading.clause(match)
    alone = reading.in_clause(clause, "i") and not reading.in_clause(clause, "person")
    return not alone and not reading.in_clause(clause, "only") and not reading.in_clause(clause, "alone")


def _agreed(reading: Reading, stated: list[Total], party: Party, composed: int | None) -> Count:
    stated = _without_articles(reading, stated, composed)
    last = stated[-1]
    sizes = {total.size for total in stated}
    if last.match.kind == "alone" and not any(
        total.size > 1 and total.match.first > last.match.first for total in stated
    ):
        if party.extra or any(group.match is None for group in party.groups):
            return Count(None, None, "alone, and yet others are named", last.match)
        return Count(1, last.match)
    if len(sizes) > 1 and not last.corrected:
        fitting = [total for total in stated if total.size == composed]
        if composed is None or not fitting or composed < max(sizes):
            return Count(None, None, "different numbers are named", last.match)
        return Count(composed, fitting[-1].match)
    if composed is not None and 1 < composed < last.size and _only_these(reading, last):
        return Count(composed, reading.all("only")[-1])
    if composed is not None and composed > last.size and not last.corrected:
        return Count(None, None, "more people are named than the number says", last.match)
    if party.extra and composed is not None and last.size < composed:
        return Count(None, None, "different numbers are named", last.match)
    return Count(last.size, last.match)
