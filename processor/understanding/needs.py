"""What people need: wheelchair, interpreting, childcare and more.

Promise: a need that is denied, met already or only asked about is none.
"""

from dataclasses import dataclass

from processor.understanding.phrases import Match
from processor.understanding.reading import Reading


@dataclass(frozen=True, slots=True)
class Needs:
    """The needs stated and taken back, each with its words; `open` where an interpreter's language is missing."""

    stated: tuple[tuple[str, Match], ...]
    dropped: tuple[tuple[str, Match], ...]
    open: Match | None

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(name for name, _ in self.stated))


def needs(reading: Reading, own_language: str) -> Needs:
    """The needs of a mail; `own_language` is the one the event is held in."""
    stated: list[tuple[str, Match]] = []
    dropped: list[tuple[str, Match]] = []
    unnamed: list[Match] = []
    for match in _telling(reading):
        if _asked_only(reading, match):
            continue
        off = _denied(reading, match)
        if match.value != "interpreter":
            (dropped if off else stated).append((match.value, match))
            continue
        languages = _languages(reading, match, own_language)
        if off:
            dropped.append(("interpreter", match))
        elif languages:
            stated += [(f"interpreter:{language.value}", language) for language in languages]
        else:
            unnamed.append(match)
    refused = {name.split(":")[0] for name, _ in dropped}
    stated = [
        (name, match) for name, match in stated if name.split(":")[0] not in refused or _later(match, name, dropped)
    ]
    open_one = (
        unnamed[0] if unnamed and not any(name.startswith("interpreter") for name, _ in [*stated, *dropped]) else None
    )
    return Needs(tuple(_once(stated)), tuple(_once(dropped)), open_one)


def _later(match: Match, name: str, dropped: list[tuple[str, Match]]) -> bool:
    return all(match.first > other.first + 12 for off, other in dropped if off == name.split(":")[0])


def _once(found: list[tuple[str, Match]]) -> list[tuple[str, Match]]:
    return list({name: (name, match) for name, match in reversed(found)}.values())[::-1]


def _telling(reading: Reading) -> list[Match]:
    """Needs without those inside another need: an interpreter for sign language is sign language."""
    found = reading.all("need")
    signing = {place for match in found if match.value == "sign_language" for place in match.places}
    near = {place + step for place in signing for step in (-3, -2, -1, 0, 1, 2, 3)}
    return [m for m in found if m.value != "interpreter" or not near.intersection(m.places)]


def _asked_only(reading: Reading, match: Match) -> bool:
    """A question about what there is needs no one's help; a polite wish does."""
    sentence = reading.sentence(match)
    asks = reading.in_sentence(sentence, "ask")
    if asks and all(reading.clause(ask) > reading.clause(match) for ask in asks):
        return False  # "er trägt Hörgeräte, gibt es eine Schleife?"
    asked = reading.is_question(sentence) or bool(asks)
    return asked and not reading.in_sentence(sentence, "request") and not reading.in_clause(reading.clause(match), "i")


def _denied(reading: Reading, match: Match) -> bool:
    sentence, clause = reading.sentence(match), reading.clause(match)
    if any(0 < match.first - no.last <= 3 for no in reading.in_clause(clause, "no")):
        return True
    if any(_serves(reading, match, served) for served in reading.in_sentence(sentence, "self_served")):
        return True
    if any(nay.first > match.last and reading.tokens[nay.first - 1].text == ":" for nay in reading.in_sentence(sentence, "nay")):
        return True  # "Kinderbetreuung: nein"
    if _settled_later(reading, match, sentence):
        return True
    for negation in reading.in_sentence(sentence, "not"):
        if reading.clause(negation) != clause:
            continue
        if 0 < match.first - negation.last <= 3:
            return True
        between = reading.tokens[match.last + 1 : negation.first]
        if negation.first > match.last and all(
            reading.words.trie.in_class(token.fold, "need_verb") for token in between
        ):
            verbs = [token for token in between if not reading.words.trie.in_class(token.fold, "i")]
            return bool(verbs) or not between
    return False


def _spoken_for(reading: Reading, language: Match, need: Match) -> bool:
    """ "für Tigrinya haben wir selbst jemanden": a language of another clause that is provided for."""
    clause = reading.clause(language)
    return clause != reading.clause(need) and bool(reading.in_clause(clause, "self_served"))


def _serves(reading: Reading, match: Match, served: Match) -> bool:
    """Whether words that a need is met already are about this one: in its clause, or no other need stands in theirs."""
    clause = reading.clause(served)
    return clause == reading.clause(match) or not reading.in_clause(clause, "need", "language")


def _settled_later(reading: Reading, match: Match, sentence: int) -> bool:
    """ "Eine Übersetzung, wie Sie sie hatten, ist nicht mehr nötig": the "not" stands in a later clause without a need."""
    later = [m for m in reading.in_sentence(sentence, "need") if m.first > match.last]
    for negation in reading.in_sentence(sentence, "not"):
        clause = reading.clause(negation)
        if negation.first < match.last or clause == reading.clause(match) or reading.in_clause(clause, "need"):
            continue
        if any(other.first < negation.first for other in later):
            continue
        behind = reading.tokens[negation.last + 1 : negation.last + 4]
        if any(reading.words.trie.in_class(t.fold, "needed") for t in behind if t.clause == clause):
            return True
    return False


def _languages(reading: Reading, match: Match, own: str) -> list[Match]:
    """The languages wanted: named in the same sentence, else the ones somebody is said to speak."""
    sentence = reading.sentence(match)
    here = [m for m in reading.in_sentence(sentence, "language") if m.value != own and not _spoken_for(reading, m, match)]
    if here:
        return here
    near = [m for m in reading.all("language") if m.value != own and abs(reading.sentence(m) - sentence) <= 2]
    if near:
        return near
    return [m for m in reading.all("language") if m.value != own and reading.part(m) == "subject"]
