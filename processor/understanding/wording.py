"""Automatic mail, advertising and mere thanks, recognised by their words.

Promise: a mail in which a person says something about coming is none of these.
"""

from processor.understanding.phrases import Match
from processor.understanding.reading import Reading
from processor.understanding.statements import Statement
from processor.understanding.text import Kind

_THANKS_WORDS = 30  # words a mail of thanks may have


def automatic(reading: Reading, found: list[Statement]) -> Match | None:
    """The words that show a machine wrote the mail, else None."""
    certain = reading.all("automatic")
    if certain:
        return certain[0]
    hints = reading.all("away")
    if len(hints) < 2:
        return None
    personal = [s for s in found if not s.asked and s.match.kind != "elsewhere"]
    asks = any(reading.is_question(sentence) for sentence in reading.sentences)
    if len({reading.words.trie.spelled(reading.quote(h.first, h.last)) for h in hints}) >= 2 and not personal and not asks:
        return hints[0]
    return None


def advertising(reading: Reading, names_event: bool) -> Match | None:
    """The words of an advertisement or a phishing mail, else None. Where an event is named there is always a human."""
    hits = {match.places: match for match in reading.all("spam")}
    links = any(token.kind is Kind.LINK for token in reading.tokens)
    enough = len(hits) >= 3 or (len(hits) == 2 and not names_event) or (len(hits) == 1 and links and not names_event)
    return next(iter(hits.values())) if enough and not names_event else None


def mere_thanks(reading: Reading) -> Match | None:
    """The thanks, where a mail says nothing else."""
    thanks = reading.all("thanks")
    words = [token for token in reading.tokens if token.kind is Kind.WORD]
    busy = reading.all(
        "ask",
        "change",
        "contact",
        "misspelt",
        "need",
        "total",
        "extra",
        "cancel",
        "maybe",
        "fewer",
        "one_more",
        "one_fewer",
        "erase",
        "export",
        "complaint",
        "topic",
        "condition",
        "not_me",
        "late",
        "not",
    )
    if not thanks or busy or len(words) > _THANKS_WORDS or any(reading.is_question(s) for s in reading.sentences):
        return None
    return thanks[0]
