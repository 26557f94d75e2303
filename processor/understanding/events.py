"""Where a mail points to one of the organiser's events: title, date, weekday, place.

Promise: a mention names the events it fits and the sender's words; a date on
which nothing is held is a mention that fits none.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from os.path import commonprefix

from processor.understanding.lexicon import Lexicon
from processor.understanding.model import Context, KnownEvent
from processor.understanding.reading import Reading
from processor.understanding.text import Kind, Part, Token, tokens

_Words = tuple[str, ...]
_LONG = 5  # letters from which a word of a title may carry an ending
_TYPO = 9  # letters from which one may be wrong


@dataclass(frozen=True, slots=True)
class Mention:
    """Words that point to events; `keys` is empty where they point to none of ours."""

    keys: frozenset[str]
    how: str  # title, word, date, weekday, place
    first: int
    last: int
    day: date | None = None


def mentions(reading: Reading, context: Context, today: date) -> list[Mention]:
    """All mentions in the order of the text."""
    found = [*_titles(reading, context), *_dates(reading, context, today), *_places(reading, context)]
    return sorted(found, key=lambda mention: (mention.first, mention.last))


def _title_words(title: str) -> tuple[str, ...]:
    return tuple(token.fold.replace("-", "") for token in tokens(Part("", title)) if token.kind is not Kind.MARK)


def _titles(reading: Reading, context: Context) -> list[Mention]:
    titles, kinds = _called_by(reading.words, context.events)
    spelled = [word.replace("-", "") for word in reading.spelled]
    begun: dict[str, list[int]] = {parts[0][:1]: [] for parts, _ in (*titles, *kinds) if parts}
    for at, word in enumerate(spelled):  # where words stand that begin like a title
        if word[:1] in begun:
            begun[word[:1]].append(at)
    found: dict[tuple[int, int], set[str]] = {}
    how: dict[tuple[int, int], str] = {}
    for parts, key in titles:
        for place in _found(spelled, parts, begun):
            found.setdefault(place, set()).add(key)
            how[place] = "title"
    for parts, keys in kinds:
        for place in _found(spelled, parts, begun):
            if place not in found:
                found[place] = keys
                how[place] = "word"
    return [Mention(frozenset(keys), how[place], *place) for place, keys in _longest(found).items()]


@lru_cache(maxsize=64)
def _called_by(words: Lexicon, events: tuple[KnownEvent, ...]) -> tuple[list[tuple[_Words, str]], list[tuple[_Words, set[str]]]]:
    """What the events are called: every title with its key; what such an event is, with the keys of all that are."""
    titles = [
        (tuple(words.trie.spelled(word) for word in _title_words(title)), event.key)
        for event in events
        for title in {event.title, *event.aliases}
    ]
    kinds = [
        (tuple(spoken.split()), keys)
        for spoken, title in words.event_words.items()
        if (keys := {event.key for event in events if _carries(event, words.trie.spelled(title), words)})
    ]
    return titles, kinds


def _longest(found: dict[tuple[int, int], set[str]]) -> dict[tuple[int, int], set[str]]:
    def inside(place: tuple[int, int]) -> bool:
        return any(other != place and other[0] <= place[0] and place[1] <= other[1] for other in found)

    return {place: keys for place, keys in found.items() if not inside(place)}


def _carries(event: KnownEvent, wanted: str, words: Lexicon) -> bool:
    """Whether a word of the event's names is, or ends with, the wanted word."""
    names = " ".join((event.title, *event.aliases))
    return any(words.trie.spelled(word).endswith(wanted) for word in _title_words(names))


def _found(spelled: list[str], parts: _Words, begun: dict[str, list[int]]) -> list[tuple[int, int]]:
    """Where the words stand: one after the other, or the first written apart ("Bürger Forum")."""
    if not parts:
        return []
    places = []
    head, size = parts[0], len(parts)
    for at in begun.get(head[:1], ()):
        word = spelled[at]
        if _same(word, head) and all(
            at + n < len(spelled) and _same(spelled[at + n], parts[n]) for n in range(1, size)
        ):
            places.append((at, at + size - 1))
        elif (
            len(word) > 2
            and size == 1
            and head.startswith(word)
            and at + 1 < len(spelled)
            and _same(word + spelled[at + 1], head)
        ):
            places.append((at, at + 1))
    return places


def _same(word: str, wanted: str) -> bool:
    """The same word, with an ending, or with one letter mistyped in a long one."""
    if word == wanted or (len(wanted) >= _LONG and word.startswith(wanted)):
        return True
    return len(wanted) >= _TYPO and abs(len(word) - len(wanted)) < 2 and _one_slip(word, wanted)


def _one_slip(word: str, wanted: str) -> bool:
    """Whether one letter is wrong, missing or too many, or two are swapped."""
    begin = len(commonprefix((word, wanted)))
    end = len(commonprefix((word[begin:][::-1], wanted[begin:][::-1])))
    left, right = word[begin : len(word) - end], wanted[begin : len(wanted) - end]
    return max(len(left), len(right)) < 2 or (len(left) == 2 and left == right[::-1])


def _dates(reading: Reading, context: Context, today: date) -> list[Mention]:
    found: list[Mention] = []
    named = reading.words.calendar_words
    for index, (token, plain) in enumerate(zip(reading.tokens, reading.spelled, strict=True)):
        if token.kind is Kind.NUMBER:
            read = _date(reading, index, today)
        else:
            read = _word_date(reading, index, context, today) if plain in named else None
        if read is None:
            continue
        first, last, day, how = read
        keys = frozenset(event.key for event in context.events if _day(event, context) == day)
        if not keys and "/" in token.text and (turned := _turned(token, day, today)) is not None:
            keys = frozenset(event.key for event in context.events if _day(event, context) == turned)
        found.append(Mention(keys, how, first, last, day))
    dated = [m for m in found if m.keys or (m.how == "date" and not _ends_a_span(reading, m.first))]
    return dated + _bare_days(reading, context, found)


def _ends_a_span(reading: Reading, place: int) -> bool:
    """Whether a date says how long something lasts: "away until 25 October" names no meeting on the 25th."""
    before = reading.tokens[max(0, place - 2) : place]
    sentence = reading.tokens[place].sentence
    return any(t.sentence == sentence and reading.words.trie.in_class(t.fold, "until") for t in before)


def _turned(token: Token, day: date, today: date) -> date | None:
    """A date with day and month in the other order: "11/4" is 4 November to an American."""
    if day.day > 12:
        return None
    return _nearest(day.month, day.day, today, day.year if token.text.count("/") > 1 else None)


def _day(event: KnownEvent, context: Context) -> date:
    return event.start.astimezone(context.timezone).date()


def _date(reading: Reading, index: int, today: date) -> tuple[int, int, date, str] | None:
    """A date written with digits, or a day with a month's name beside it."""
    token = reading.tokens[index]
    digits = token.fold.replace("/", ".").replace("-", ".").split(".")
    if len(digits) in (2, 3) and all(piece.isdigit() for piece in digits):
        return _numeric(digits, index, today, dotted=":" not in token.fold and _dotted(reading, index, digits))
    if token.value is None or not 1 <= token.value <= 31:
        return None
    for offset in (1, 2, 3):
        month = _month(reading, index + offset)
        if month is not None:
            day = _nearest(token.value, month, today, _year(reading, index + offset + 1))
            return None if day is None else (index, index + offset, day, "date")
        if index + offset >= len(reading.tokens) or not _joins_date(reading, index + offset):
            break
    month = _month(reading, index - 1)
    if month is not None:
        day = _nearest(token.value, month, today, _year(reading, index + 1))
        return None if day is None else (index - 1, index, day, "date")
    return None


def _joins_date(reading: Reading, index: int) -> bool:
    """Words between a day and its month: "19. Oktober", "19th of October", "19 de octubre"."""
    token = reading.tokens[index]
    return (
        token.text == "." or reading.words.trie.in_class(token.fold, "ordinal") or token.fold in ("of", "de", "d", "'")
    )


def _dotted(reading: Reading, index: int, digits: list[str]) -> bool:
    """ "19.10" is a date where a dot follows or the numbers can only be one; "16.45 Uhr" is none."""
    after = reading.tokens[index + 1] if index + 1 < len(reading.tokens) else None
    if after is not None and reading.words.trie.in_class(after.fold, "measure"):
        return False
    return len(digits) == 3 or int(digits[1]) <= 12 or ("/" in reading.tokens[index].text and int(digits[0]) <= 12)


def _numeric(digits: list[str], index: int, today: date, *, dotted: bool) -> tuple[int, int, date, str] | None:
    if not dotted:
        return None
    numbers = [int(piece) for piece in digits if len(piece) <= 4]
    if len(numbers) != len(digits):
        return None
    if numbers[0] > 1900 and len(numbers) == 3:
        numbers.reverse()
    year = None if len(numbers) == 2 else numbers[2] + (2000 if numbers[2] < 100 else 0)
    day = _nearest(numbers[0], numbers[1], today, year) or _nearest(numbers[1], numbers[0], today, year)
    return None if day is None else (index, index, day, "date")


def _month(reading: Reading, index: int) -> int | None:
    if not 0 <= index < len(reading.tokens):
        return None
    return _called(reading, reading.words.months, index)


def _called(reading: Reading, table: dict[str, int], index: int) -> int | None:
    """What the word at `index`, or it and the next, is called in a calendar table: "تشرين الأول", "پنج شنبه"."""
    words = reading.spelled[max(0, index - 1) : index + 2]
    here = words[min(index, 1) :]
    if index and f"{words[0]} {here[0]}" in table:
        return None  # the second of two words
    both = table.get(" ".join(here)) if len(here) == 2 else None
    return both if both is not None else table.get(here[0])


def _year(reading: Reading, index: int) -> int | None:
    while index < len(reading.tokens) and reading.tokens[index].text in (",", "."):
        index += 1
    value = reading.tokens[index].value if index < len(reading.tokens) else None
    return value if value is not None and 1900 < value < 2200 else None


def _nearest(day: int, month: int, today: date, year: int | None) -> date | None:
    """The date nearest to today where no year is written."""
    candidates = []
    for each in (year,) if year is not None else (today.year - 1, today.year, today.year + 1):
        try:
            candidates.append(date(each, month, day))
        except ValueError:
            return None
    return min(candidates, key=lambda found: abs((found - today).days))


def _word_date(reading: Reading, index: int, context: Context, today: date) -> tuple[int, int, date, str] | None:
    """A weekday (the next one on which something is held) or "tomorrow"."""
    plain = reading.spelled[index]
    if plain in reading.words.relative_days:
        return index, index, today + timedelta(days=reading.words.relative_days[plain]), "weekday"
    weekday = _called(reading, reading.words.weekdays, index)
    if weekday is None or len(plain) < 3:
        return None
    upcoming = [_day(event, context) for event in context.events if _day(event, context) >= today]
    fitting = [day for day in upcoming if day.weekday() == weekday and (day - today).days <= 14]
    return (index, index, min(fitting), "weekday") if fitting else None


def _bare_days(reading: Reading, context: Context, dated: list[Mention]) -> list[Mention]:
    """ "am 19.", "the 19th": a day of the month on which something is held."""
    covered = {place for mention in dated for place in range(mention.first, mention.last + 1)}
    found = []
    for index, token in enumerate(reading.tokens):
        if token.value is None or token.kind is not Kind.NUMBER or index in covered or not _is_day(reading, index):
            continue
        keys = frozenset(event.key for event in context.events if _day(event, context).day == token.value)
        if keys:
            found.append(Mention(keys, "date", index, index))
    return found


def _is_day(reading: Reading, index: int) -> bool:
    token = reading.tokens[index]
    before = reading.tokens[index - 1] if index else None
    after = _behind(reading, index)
    if (
        after is not None
        and _adjacent(token, after)
        and (after.text == "." or reading.words.trie.in_class(after.fold, "ordinal"))
    ):
        return True
    if after is not None and reading.words.trie.in_class(after.fold, "measure"):
        return False
    return (
        before is not None
        and before.sentence == token.sentence
        and reading.words.trie.in_class(before.fold, "day_before")
    )


def _behind(reading: Reading, index: int) -> Token | None:
    """The token behind a number; over the hyphen that ties an ending to it ("19-го")."""
    following = reading.tokens[index + 1 : index + 3]
    tied = len(following) == 2 and following[0].text == "-" and following[0].end == following[1].start
    if tied and following[0].start == reading.tokens[index].end and reading.words.trie.in_class(following[1].fold, "ordinal"):
        return following[1]
    return following[0] if following else None


def _adjacent(token: Token, after: Token) -> bool:
    return token.part == after.part and after.start - token.end <= 1


def _places(reading: Reading, context: Context) -> list[Mention]:
    told = _held_at(reading.words, context.events)
    return [
        Mention(told[plain], "place", index, index) for index, plain in enumerate(reading.spelled) if plain in told
    ]


@lru_cache(maxsize=64)
def _held_at(words: Lexicon, events: tuple[KnownEvent, ...]) -> dict[str, frozenset[str]]:
    """Words of places with the events that are held there; a word of all of them tells nothing."""
    found: dict[str, set[str]] = {}
    for event in events:
        for word in _place_words(event.venue, event.address):
            found.setdefault(words.trie.spelled(word), set()).add(event.key)
    return {word: frozenset(keys) for word, keys in found.items() if len(keys) < max(2, len(events))}


def _place_words(venue: str, address: str) -> tuple[str, ...]:
    """Telling words of a place: of the venue and the street, without the town."""
    street, _, town = address.partition(",")
    towns = {token.fold for token in tokens(Part("", town))}
    found = [token.fold for token in tokens(Part("", f"{venue} {street}")) if token.kind is Kind.WORD]
    telling = [word for word in found if len(word) > _LONG and word not in towns]
    return (*telling, *(word[:-4] for word in telling if word.endswith("strasse")))
