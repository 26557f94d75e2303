"""What a mail says about coming: one statement for every act it names.

Promise: a statement knows who it is about, whether it is turned round, asked,
unsure or tied to a condition, and which words say so.
"""

from dataclasses import dataclass, replace
from enum import StrEnum

from processor.understanding.names import Name, full, runs
from processor.understanding.phrases import Match
from processor.understanding.reading import Reading


class Act(StrEnum):
    COMES = "comes"
    STAYS_AWAY = "stays away"
    SIGNS_UP = "signs up"
    TAKES_OFF = "takes off the list"


class Who(StrEnum):
    SENDER = "sender"
    WE = "sender and others"
    OTHERS = "others"
    OPEN = "open"  # whoever is named in the sentence, else the sender


@dataclass(frozen=True, slots=True)
class Statement:
    """One act of one sentence."""

    act: Act
    who: Who
    sentence: int
    clause: int
    match: Match
    part: str
    asked: bool = False
    unsure: Match | None = None  # the word that makes it doubtful

    @property
    def firm(self) -> bool:
        return not self.asked and self.unsure is None

    @property
    def positive(self) -> bool:
        return self.act in (Act.COMES, Act.SIGNS_UP)


_COMING = ("attend_i", "attend_we", "attend_they", "attend", "bring", "companions")
_MOST = 8  # words of one kind in one clause that are looked at; more is no sentence
_AWAY = ("decline_i", "decline_they", "cancel", "elsewhere")
PERSONS = ("person",)


def statements(reading: Reading, *, ours: bool = True) -> list[Statement]:
    """Every statement about coming, in the order of the text; `ours` where one of our events is meant."""
    away = [match for match in reading.all(*_AWAY) if ours or match.kind != "elsewhere"]
    taken = {place for match in away for place in match.places}
    coming = [match for match in reading.all(*_COMING, "signup") if taken.isdisjoint(match.places)]
    past = {place for match in reading.all("registered", "alters") for place in match.places}
    found = []
    for match in sorted([*away, *coming], key=lambda m: m.places):
        if match.kind == "signup" and not past.isdisjoint(match.places):
            continue
        statement = _statement(reading, match)
        if statement is not None:
            found.append(statement)
    return _settled(reading, found)


def _statement(reading: Reading, match: Match) -> Statement | None:
    sentence, clause = reading.sentence(match), reading.clause(match)
    last_clause = reading.tokens[match.last].clause
    act = _act(match)
    if act in (Act.COMES, Act.SIGNS_UP) and _negated(reading, match, clause, last_clause):
        if act is Act.SIGNS_UP:
            return None
        act = Act.STAYS_AWAY
    if act is Act.TAKES_OFF and _denied(reading, match, range(clause, last_clause + 1)) or _refused(reading, match):
        return None  # "ich möchte die Anmeldung nicht stornieren"
    if act is Act.TAKES_OFF or match.kind == "decline_i":
        nots = reading.cached("where nots end", lambda: {(no.last, reading.clause(no)) for no in reading.all("not")})
        if not nots.isdisjoint(((match.first - 1, clause), (match.first - 2, clause))):
            return None  # "bitte nicht absagen"
    if act is Act.STAYS_AWAY and any(reading.in_clause(c, "late") for c in range(clause, last_clause + 1)):
        return None
    who = _who(reading, match, clause, last_clause, sentence)
    if who is None:
        return None
    return Statement(
        act,
        who,
        sentence,
        clause,
        match,
        reading.part(match),
        _asked(reading, match, sentence),
        _doubt(reading, match, sentence),
    )


def _act(match: Match) -> Act:
    match match.kind:
        case "signup":
            return Act.SIGNS_UP
        case "cancel":
            return Act.TAKES_OFF
        case "decline_i" | "decline_they" | "elsewhere":
            return Act.STAYS_AWAY
        case _:
            return Act.COMES


def _negated(reading: Reading, match: Match, clause: int, last_clause: int) -> bool:
    for number in range(clause, last_clause + 1):
        for negation in reading.in_clause(number, "not"):
            if _reaches(reading, negation, match) and not _about_something_else(reading, negation.first, match):
                return True
        for negation in reading.in_clause(number, "no"):
            if 0 < match.first - negation.first <= 2:
                return True
    return False


def _denied(reading: Reading, match: Match, clauses: range) -> bool:
    """Whether a cancellation is denied: by a "not" beside it that nobody's staying away takes, by a "no" before it."""
    free = reading.cached("nots of no absence", lambda: _free_nots(reading))
    for clause in clauses:
        for negation in free.get(clause, ()):
            close = 0 < negation.first - match.last <= 2  # "iptal etmek istemiyorum"
            if not set(match.places) & set(negation.places) and (close or _reaches(reading, negation, match)):
                return True
        if any(0 < match.first - no.last <= 2 for no in reading.in_clause(clause, "no")[:_MOST]):
            return True
    return False


def _free_nots(reading: Reading) -> dict[int, list[Match]]:
    """The first few words for "not" of every clause that belong to nobody's staying away."""
    away = {place for other in reading.all("decline_i", "decline_they", "elsewhere") for place in other.places}
    free: dict[int, list[Match]] = {}
    for negation in reading.all("not"):
        if not away & set(negation.places) and len(row := free.setdefault(reading.clause(negation), [])) < _MOST:
            row.append(negation)
    return free


def _refused(reading: Reading, match: Match) -> bool:
    """Whether what takes off, or what reads like staying away beside it, is what the sender does not want."""
    if match.kind not in ("cancel", "decline_i"):
        return False
    cancels, declines, said, ends = reading.cached("refusals", lambda: _refusals(reading))
    if match.kind == "cancel":
        places, unwanted = set(match.places), match.first - 1 in declines  # "не хочу отменять"
    else:
        beside = [other for place in {*match.places, match.last + 1} for other in cancels.get(place, ())
                  if place in match.places or other.first == place]
        unwanted = len(match.places) > 1 and any(other.first == match.last + 1 for other in beside)
        places = {place for other in beside for place in other.places}
    return unwanted or not said.isdisjoint(places) or bool(places and {min(places) - 1, min(places) - 2} & ends)


def _refusals(reading: Reading) -> tuple[dict[int, list[Match]], set[int], set[int], set[int]]:
    """Cancellations by place; where declines of several words end; the places and the ends of a no of several words."""
    cancels: dict[int, list[Match]] = {}
    for cancel in reading.all("cancel"):
        for place in cancel.places:
            cancels.setdefault(place, []).append(cancel)
    declines = {decline.last for decline in reading.all("decline_i") if len(decline.places) > 1}
    nos = [no for no in reading.all("nay") if len(no.places) > 1]
    return cancels, declines, {place for no in nos for place in no.places}, {no.last for no in nos}


def _reaches(reading: Reading, negation: Match, act: Match) -> bool:
    """Whether a "not" of this language can turn the act round from where it stands."""
    reach = reading.words.habits.negation
    inside = act.first < negation.first < act.last
    return reach == "clause" or (reach == "next" and (inside or 0 < act.first - negation.last <= 3))


def _about_something_else(reading: Reading, place: int, act: Match) -> bool:
    """Whether a "not" stands right before a need, a language or a number and so turns only that round."""
    following = {place + 1, place + 2} - set(act.places)
    return any(
        match.first in following and match.kind in ("need", "language", "companion", "need_verb")
        for match in reading.all("need", "language", "companion")
    )


def _who(reading: Reading, match: Match, clause: int, last_clause: int, sentence: int) -> Who | None:
    clauses = range(clause, last_clause + 1)
    sender = any(reading.in_clause(c, "i") for c in clauses)
    together = any(reading.in_clause(c, "we") for c in clauses)
    others = any(reading.in_clause(c, "person") or _titled(reading, c) for c in clauses)
    they = any(reading.in_clause(c, "they") for c in clauses)
    match match.kind:
        case "attend_i" | "attend_they" | "attend" if _for_somebody(reading, sentence):
            return Who.OTHERS
        case "attend_i" | "bring" | "companions":
            theirs = they and not sender and not together and match.kind == "companions"
            return Who.OTHERS if theirs else Who.SENDER  # "she will be accompanied by her daughter"
        case "attend_we":
            joined = reading.words.trie.in_class(reading.tokens[match.first].fold, "and")
            return Who.SENDER if joined and not _somebody_before(reading, match, sentence) else Who.WE
        case "attend_they":
            if sender and not others and not they:
                return Who.SENDER
            return Who.OTHERS if others or they or _subject(reading, sentence) else None
        case "attend":
            if together or (sender and others):
                return Who.WE
            if sender:
                return Who.SENDER
            return Who.OTHERS if others or they or _others_before(reading, match, sentence) else Who.OPEN
        case "signup":
            return _signed(reading, sentence, clauses)
        case "cancel":
            if any(reading.in_clause(c, "me") for c in clauses):
                return Who.SENDER
            return Who.OTHERS if others or _them(reading, clauses) else Who.OPEN
        case _:
            return _absentee(reading, match, sentence, clause, sender or together, others, they)


def _for_somebody(reading: Reading, sentence: int) -> bool:
    """ "Im Auftrag von Herrn Ott sage ich gerne zu": whoever writes for somebody speaks of them."""
    behalf = reading.in_sentence(sentence, "on_behalf")
    behind = [reading.tokens[p].fold for p in reading.sentences[sentence] if behalf and behalf[0].last < p <= behalf[0].last + 3]
    return any(reading.words.trie.in_class(word, "title") for word in behind)


def _absentee(
    reading: Reading, match: Match, sentence: int, clause: int, sender: bool, others: bool, they: bool
) -> Who | None:
    if reading.in_clause(clause, "fewer", "one_fewer"):
        return Who.OTHERS  # "one of us can't come"
    if sender:
        return Who.SENDER
    if others:
        return Who.OTHERS
    if match.kind == "decline_they":
        if _goes_on_about_sender(reading, sentence, clause):
            return Who.SENDER
        return Who.OTHERS if they or _subject(reading, sentence) or reading.in_sentence(sentence, "person") else None
    if they and _earlier_person(reading, sentence, clause):
        return Who.OTHERS
    return Who.SENDER


def _goes_on_about_sender(reading: Reading, sentence: int, clause: int) -> bool:
    """ "Ich bin nach Mainz gezogen und kann nicht kommen": nobody else is spoken of."""
    said = reading.in_sentence(sentence, "i")
    return bool(said) and reading.clause(said[0]) <= clause and not reading.in_sentence(sentence, "person", "they", "title")


def _others_before(reading: Reading, match: Match, sentence: int) -> bool:
    """Whether the sentence has named others, and nobody else, by the time it acts."""
    before = [m for m in reading.in_sentence(sentence, "person", "i", "we") if m.first < match.first]
    return bool(before) and all(m.kind == "person" for m in before)


def _somebody_before(reading: Reading, match: Match, sentence: int) -> bool:
    """Whether "and I" joins the sender to somebody, not one statement to another."""
    before = [m for m in reading.in_sentence(sentence, "person", "title") if m.first < match.first]
    if reading.in_sentence(sentence, "name_is"):
        return bool(before)
    return bool(before) or any(name.last == match.first - 1 for name in reading.cached("runs", lambda: runs(reading)))


def _earlier_person(reading: Reading, sentence: int, clause: int) -> bool:
    return any(reading.clause(match) < clause for match in reading.in_sentence(sentence, "person"))


def _signed(reading: Reading, sentence: int, clauses: range) -> Who:
    if any(reading.in_clause(c, "me") for c in clauses) or reading.in_sentence(sentence, "me"):
        return Who.WE if any(not _tells(reading, m) for m in reading.in_sentence(sentence, "person")) else Who.SENDER
    if _comes_with(reading, sentence) or any(named_with_sender(reading, c) for c in clauses):
        return Who.WE
    return Who.OTHERS if reading.in_sentence(sentence, "person") or _them(reading, clauses) else Who.OPEN


def _tells(reading: Reading, person: Match) -> bool:
    """ "Mein Mann sagt, ich soll mich anmelden": who does something else."""
    return bool(reading.in_clause(reading.clause(person), "absent", "not"))


def named_with_sender(reading: Reading, clause: int) -> bool:
    """ "ich und mein Freund möchten anmelden": the sender is joined to somebody."""
    joints = {p for m in reading.in_clause(clause, "i") for p in (m.first - 1, m.last + 1)}
    near = {p for m in reading.in_clause(clause, "person") for p in (m.first, m.first - 1, m.last + 1)}
    return any(0 <= p < len(reading.tokens) and reading.words.trie.in_class(reading.tokens[p].fold, "and") for p in joints & near)


def _comes_with(reading: Reading, sentence: int) -> bool:
    """ "Ich möchte anmelden für das Forum mit meine Frau": the first who is named stands behind a "with"."""
    people = reading.in_sentence(sentence, "person")
    if not people or not reading.in_sentence(sentence, "i"):
        return False
    first = people[0].first
    return any(reading.words.trie.in_class(reading.tokens[p].fold, "with") for p in (first - 1, first) if p >= 0)


def _them(reading: Reading, clauses: range) -> bool:
    """ "nehmen Sie ihn von der Liste": somebody named before."""
    return any(t.clause in clauses and reading.words.trie.in_class(t.fold, "them") for t in reading.tokens) and bool(
        reading.all("person", "title") or any(_before(reading, name, clauses) and full(name.text) for name in runs(reading))
    )


def _before(reading: Reading, name: Name, clauses: range) -> bool:
    """Whether a name stands before these clauses, where something is said of it and not of the writer."""
    clause = reading.tokens[name.first].clause
    return clause < clauses.start and bool(reading.in_clause(clause, "decline_they", "attend_they"))


def _titled(reading: Reading, clause: int) -> bool:
    return bool(reading.in_clause(clause, "title"))


def _subject(reading: Reading, sentence: int) -> bool:
    """Whether the sentence names anybody a third person verb can be about."""
    places = set(reading.sentences[sentence])
    return any(name.first in places for name in reading.cached("runs", lambda: runs(reading))) or bool(
        reading.in_sentence(sentence, "title")
    )


def _asked(reading: Reading, match: Match, sentence: int) -> bool:
    clause = reading.clause(match)
    asks = reading.in_sentence(sentence, "ask")
    if any(reading.clause(ask) < clause or (ask.first < match.first and reading.clause(ask) == clause) for ask in asks):
        return True
    if not reading.is_question(sentence):
        return False
    if any(reading.clause(ask) > clause for ask in asks):
        return False
    return not reading.in_sentence(sentence, "request")


def _doubt(reading: Reading, match: Match, sentence: int) -> Match | None:
    found = reading.in_sentence(sentence, "maybe", "condition", "held_out", "interest")
    taken = set(match.places)
    return next((doubt for doubt in found if not taken.issuperset(doubt.places)), None)


def _is_noun(reading: Reading, statement: Statement) -> bool:
    """ "meine Teilnahme … zurückziehen": the thing that is taken back, not an act."""
    noun = statement.act is Act.COMES or (statement.act is Act.SIGNS_UP and statement.match.first == statement.match.last)
    return noun and reading.tokens[statement.match.last].capital


def _apart(found: list[Statement], noun: Statement) -> bool:
    """Whether something is said in a noun's own clause: "meine Teilnahme bestätige ich, die am 26. muss ich absagen"."""
    return any(s is not noun and s.clause == noun.clause for s in found)


def _settled(reading: Reading, found: list[Statement]) -> list[Statement]:
    """Of two readings of one clause the one that turns down stands; the sender's own word beats a neutral one."""
    away = {(s.clause, s.who) for s in found if not s.positive}
    kept = [s for s in found if not (s.positive and (s.clause, s.who) in away)]
    removed = {s.clause for s in kept if s.act is Act.TAKES_OFF}
    taken_back = {s.sentence for s in kept if s.act is Act.TAKES_OFF}
    kept = [
        s for s in kept
        if not (s.clause in removed and (s.act is Act.SIGNS_UP or _is_noun(reading, s)))
        and not (s.sentence in taken_back and _is_noun(reading, s) and not _apart(kept, s))
    ]
    declined = {s.clause for s in kept if s.act is Act.STAYS_AWAY}
    kept = [s for s in kept if not (s.positive and s.match.kind in ("attend", "attend_they") and s.clause in declined)]
    signing = {s.sentence for s in kept if s.match.kind in ("attend_i", "attend_we") and s.positive}
    return [
        replace(s, who=Who.SENDER) if s.who is Who.OPEN and s.match.kind == "attend" and s.sentence in signing else s
        for s in kept
    ]
