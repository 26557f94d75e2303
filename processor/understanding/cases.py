"""Names in the form they have on a list, where a language bends them: "мужа Ивана Петрова" → "Иван Петров".

Promise: a name is put into the nominative only where the words before it say in
which case it stands, or where its given name is known in the nominative only; a
name that is in the nominative already stays as it is.
"""

from processor.understanding.lexicon import Lexicon
from processor.understanding.names import Name, nominative
from processor.understanding.reading import Reading

_STEPS = 24  # names and marks a governing word may stand before


def as_listed(reading: Reading, name: Name, everyone: list[Name], relation: tuple[int, ...]) -> str:
    """`name` in the nominative; `everyone` are all names of the text, `relation` holds the places of the words that say who it is."""
    words, before = reading.words, _governor(reading, name, everyone)
    written = [reading.tokens[place].text for place in {*relation, before} if place >= 0]  # "siostrą" is not "siostra"
    he = any(words.trie.in_class(word, "oblique_he") for word in written)
    bent = he or any(words.trie.in_class(word, "oblique") for word in written)
    if before >= 0 and words.trie.in_class(reading.tokens[before].fold, "name_link"):
        return name.text
    return nominative(name.text, words, he=he) if bent else _by_given_name(name.text, words)


def _by_given_name(name: str, words: Lexicon) -> str:
    """ "запишіть до списку: Тараса Гнатюка": only the nominative is a given name, so this is another case."""
    if name.split()[0] in words.given:
        return name
    forms = (nominative(name, words, he=he) for he in (False, True))
    return next((form for form in forms if form.split()[0] in words.given), name)


def _governor(reading: Reading, name: Name, everyone: list[Name]) -> int:
    """The place of the word a name depends on, over the names it is joined with; -1 where there is none."""
    starts = reading.cached("where names begin", lambda: {other.last: other.first for other in everyone})
    trie, place = reading.words.trie, name.first - 1
    for _ in range(_STEPS):
        if place < 0 or reading.tokens[place].sentence != reading.tokens[name.first].sentence:
            return -1
        token = reading.tokens[place]
        if place in starts:
            place = starts[place] - 1
        elif token.text == "," or trie.in_class(token.fold, "and") or _straight_title(reading, place):
            place -= 1
        else:
            return place
    return -1


def _straight_title(reading: Reading, place: int) -> bool:
    """A title that shows no case itself: "с фрау Ивановой"."""
    folded, trie = reading.tokens[place].fold, reading.words.trie
    return trie.in_class(folded, "title") and not trie.in_class(folded, "oblique")
