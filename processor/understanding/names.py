"""Names of people: from the From line, the signature, lists and the text.

Promise: a name is given as a human would write it on a list: no titles, no
salutation, no invented family name; where a name is doubtful there is none.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from processor import limits
from processor.understanding.fold import fold
from processor.understanding.lexicon import Lexicon
from processor.understanding.reading import Reading
from processor.understanding.scripts import cyrillic, one_name
from processor.understanding.text import BULLETS, Kind, Token

_LEGAL_FORM = re.compile(r"\b[A-Z][a-z]{1,5}(?:mbB|mbH|bH|bB|aA)\b|\b[A-Z][a-z]{2,}G[mM]b[BH]\b")  # GmbH, PartGmbB
_LETTER = re.compile(r"[^\W\d_]")
_EDGES = " \t\"'“”„«»*•·–—-,;:.()[]<>"
_INSIDE = re.compile(r"\s?(?:\([^()]*\)|\[[^\[\]]*\]|<[^<>]*>)\s?")
_NUMBERED = re.compile(r"^\d{1,2}\s*[.):]\s*")
_COMMA = re.compile("[,،]")
_APART = re.compile(r"\s[-–—|:/]\s|\s{3,}")  # what follows is no part of the name
_PIECE = re.compile(r"[^\W\d_]+(?:[-'.][^\W\d_]+)*")
MOST_WORDS = 5


@dataclass(frozen=True, slots=True)
class Name:
    """A name in the text and where it stands."""

    text: str
    first: int
    last: int


@lru_cache(maxsize=20_000)
def plausible(text: str, words: Lexicon) -> bool:
    """Whether a word may be part of a person's name."""
    if not _LETTER.match(text) or len(text) > 30 or (not text.isalpha() and ("@" in text or any(map(str.isdigit, text)))):
        return False
    folded = fold(text)
    if words.trie.in_class(folded, "no_name") or words.trie.in_class(folded, "role") or words.number(folded) is not None:
        return False
    plain = words.trie.spelled(folded)
    return text in words.given or (  # "Maja" is a name, and "3 maja" a day
        (len(plain) <= 3 or plain not in words.months)
        and plain not in words.weekdays
        and plain not in words.relative_days
    )


def name_word(text: str, words: Lexicon) -> bool:
    """Whether a word of a script without capitals may be part of a name: a given name, or in no vocabulary."""
    if words.is_given(text):
        return True
    if text.startswith("ال") and _LETTER.match(text) and not any(c.isdigit() for c in text):
        return not words.trie.begins(text)  # "العلي" is no "علی" with an article
    return plausible(text, words) and not words.trie.symbols(text)


def uncased(text: str) -> bool:
    """Whether a word's script knows no capitals: there only given names and unknown words can be names."""
    return text[:1].lower() == text[:1].upper()


def is_organisation(text: str, words: Lexicon) -> bool:
    """Whether a display name or signature line names an office rather than a person."""
    marked = words.trie.marker_symbols
    named = _PIECE.findall(text)
    return _LEGAL_FORM.search(text) is not None or any(not marked.isdisjoint(words.trie.symbols(fold(each))) for each in named)


def abbreviated(name: str) -> bool:
    """Whether a name holds letters no person's has: "TuS Siegelbach", "VHS Lautern"."""
    parts = name.split()
    return not name.isupper() and any(2 <= len(p) <= 5 and sum(c.isupper() for c in p) > 1 and p.isalpha() for p in parts)


def cleaned(line: str, words: Lexicon) -> str:
    """A line that should be a name, without bullets, titles, brackets and what follows a comma; '' where it is none."""
    text = _INSIDE.sub(" ", line).strip(_EDGES)
    text = _NUMBERED.sub("", text)
    given = [piece.strip() for piece in _COMMA.split(text)]
    if len(given) == 2 and _one_name(given[0], words) and _one_name(given[1], words) and len(given[0].split()) == 1:
        text = f"{given[1]} {given[0]}"
    elif len(given) == 2 and (forenames := _forenames(given[0], given[1], words)):
        text = f"{forenames} {given[0]}"
    elif given:
        text = given[0]
    text = _APART.split(text)[0]
    return untitled(text, words)


def _forenames(family: str, text: str, words: Lexicon) -> str:
    """The names before rank and unit: "Hooper, Dean J CPT USARMY" is Dean J Hooper."""
    if not family or " " in family or not _one_name(family, words) or text.isupper():
        return ""
    kept: list[str] = []
    for part in text.split():
        if words.trie.in_class(fold(part), "title") or (part.isupper() and len(part) > 1) or not plausible(part.rstrip("."), words):
            break
        kept.append(part)
    ranked = len(kept) < len(text.split()) and all(part.isupper() for part in text.split()[len(kept) + 1 :])
    return " ".join(kept) if ranked else ""


def _one_name(text: str, words: Lexicon) -> bool:
    parts = text.split()
    return 0 < len(parts) <= 3 and all(
        plausible(part, words) and not words.trie.in_class(fold(part), "title") for part in parts
    )


def untitled(text: str, words: Lexicon) -> str:
    """A name without titles; '' where what is left is no name."""
    kept = []
    for part in text.split():
        bare = part.strip('.,;:!?"“”„()')
        if not bare or (not kept and _is_title(bare, part, words)):
            continue
        if len(kept) > 1 and words.trie.in_class(fold(bare), "role"):
            break  # "Farid Nazari Lotse"
        kept.append(bare + "." if part.endswith(".") and len(bare) == 1 else bare)
    if not 1 <= len(kept) <= MOST_WORDS or not all(_part_of_name(part, words) for part in kept):
        return ""
    name = " ".join(kept)
    return name if len(name) <= limits.NAME else ""


def _is_title(bare: str, part: str, words: Lexicon) -> bool:
    if words.trie.in_class(fold(bare), "role"):
        return True
    if "." in part[:-1] and words.trie.in_class(fold(part.split(".")[0]), "title"):
        return True  # "Dipl.-Verwaltungswirtin"
    return words.trie.in_class(fold(bare), "title") or ("." in part[:-1] and len(part) < 12)


def _part_of_name(part: str, words: Lexicon) -> bool:
    bare = part.rstrip(".")
    return fold(bare) in words.particles or plausible(bare, words)


def display_name(shown: str, words: Lexicon) -> str:
    """The person a From line names, '' where it names none or an office."""
    shown = _INSIDE.sub(" ", shown).strip(_EDGES.replace(".", ""))
    if not shown or "@" in shown or is_organisation(shown, words) or any(c.isdigit() for c in shown):
        return ""
    if any(mark in shown for mark in "+&/") or "." in shown.split(" ")[0][1:-1]:
        return ""
    name = cleaned(shown, words)
    return cased(name) if name else ""


def cased(name: str) -> str:
    """A name typed all in capitals or all small, as a human would write it."""
    if (name.isupper() and len(name) > 3) or name.islower():
        return capitalised(name)
    return name


def capitalised(name: str) -> str:
    """Every part of a name with one capital letter, the first."""
    return " ".join(
        "-".join(piece[:1].upper() + piece[1:].lower() for piece in part.split("-")) for part in name.split()
    )


def full(name: str) -> bool:
    """Whether a name has at least two written-out parts."""
    return sum(1 for part in name.split() if len(part.rstrip(".")) > 1) >= 2 and not any(
        part.endswith(".") or len(part) == 1 for part in name.split()[:1]
    )


def same_person(left: str, right: str) -> bool:
    """Whether two forms can be one name: "R. Maus" and "Reinhold Maus", "Selam" and "Selam Haile"."""
    a, b = fold(left).replace("-", " ").split(), fold(right).replace("-", " ").split()
    if not a or not b:
        return False
    if uncased(left) != uncased(right):
        return any(sounds(left, how) == sounds(right, how) != "" for how in "دز")
    if cyrillic(left) != cyrillic(right):
        return one_name(left, right)
    if set(a) <= set(b) or set(b) <= set(a):
        return True
    short, long = (a, b) if len(left) <= len(right) else (b, a)
    if len(short) == len(long) > 1 and short[:-1] == long[:-1] and len(short[-1].rstrip(".")) == 1:
        return long[-1].startswith(short[-1].rstrip("."))  # "Burak T."
    if len(short) > 1 and short[-1] == long[-1]:
        return all(any(word.startswith(part.rstrip(".")) for word in long) for part in short)
    return False


_SOUNDS = (
    ("sch", "s"),
    ("sh", "s"),
    ("ch", "s"),
    ("kh", "k"),
    ("gh", "g"),
    ("th", "t"),
    ("dh", "d"),
    ("ph", "f"),
    ("ou", ""),
)
_SOUND = str.maketrans(
    {
        letter: sound
        for sound, letters in {
            "b": "پبp",
            "t": "تطث",
            "d": "دذ",
            "s": "سصشچزژظz",
            "k": "قكکخqxc",
            "g": "جغگj",
            "f": "فڤv",
            "l": "ل",
            "m": "م",
            "n": "ن",
            "r": "ر",
        }.items()
        for letter in letters
    }
)


def sounds(name: str, dad: str = "د") -> str:
    """The consonants of a name, alike in Latin and Arabic letters: "Khaled", "خالد" → "kld"; `dad` is how ض sounds."""
    plain = fold(name).replace("ض", dad)
    for written, sound in _SOUNDS:
        plain = plain.replace(written, sound)
    heard = [c for c in plain.translate(_SOUND) if c in "bdfgklmnrst"]
    return "".join(c for at, c in enumerate(heard) if not at or heard[at - 1] != c)


def runs(reading: Reading) -> list[Name]:
    """Runs of name-like words; in a text without capitals only right behind a relation."""
    found: list[Name] = []
    relations = {match.last for match in reading.all("person")}
    taken = relations | reading.cached("event places", set)
    shouted, lower = _letters(reading)
    place, size = 0, len(reading.tokens)
    while place < size:
        token = reading.tokens[place]
        if token.kind is not Kind.WORD or not (lower or token.capital or not token.cased):
            place += 1  # no name begins so
            continue
        small = lower and _small_name(reading, place, relations)
        hidden = place in taken or (shouted and not small) or (reading.words.given and not _led_to(reading, place, found))
        last = None if hidden else _run(reading, place, small, taken)
        if last is None:
            place += 1
            continue
        text = _text(reading, place, last)
        found.append(Name(capitalised(text) if small else text, place, last))
        place = last + 1
    return found


def _led_to(reading: Reading, place: int, found: list[Name]) -> bool:
    """Whether a name may begin here in a script without capitals: a given name, or where a name is announced."""
    token, words = reading.tokens[place], reading.words
    if token.cased or words.is_given(token.text):
        return True
    before = reading.tokens[place - 1] if place else None
    if before is None or before.sentence != token.sentence:
        return False
    if words.trie.in_class(before.fold, "title") or any(
        m.last == place - 1 for m in reading.all("their_name_is", "name_is")
    ):
        return not words.trie.in_class(before.fold, "i")
    joined = words.trie.in_class(before.fold, "and") or before.text in ",،"
    return joined and bool(found) and found[-1].last == place - 2


def _letters(reading: Reading) -> tuple[bool, bool]:
    """Whether the sender writes in capitals only, and whether in letters that show no names: all large, or all small."""
    body = {number for number, part in enumerate(reading.parts) if part.name == "body"}
    written = [t.text for t in reading.tokens if t.kind is Kind.WORD and t.part in body and t.cased]
    capitals = [text for text in written if text[0].isupper()]
    large = len(written) > 5 and sum(map(str.isupper, capitals)) >= len(written) * 9 // 10
    return large, large or (bool(written) and len(capitals) <= len(written) // 20)


def _small_name(reading: Reading, place: int, relations: set[int]) -> bool:
    """Whether an unknown word stands where a name would: behind a relation, or behind "+" and "und" among such."""
    token = reading.tokens[place]
    if token.kind is not Kind.WORD or len(token.text) < 3 or place == 0 or reading.words.trie.symbols(token.fold):
        return False
    before = reading.tokens[place - 1]
    return place - 1 in relations or before.text == "+" or reading.words.trie.in_class(before.fold, "title")


def _run(reading: Reading, first: int, lower: bool, taken: set[int]) -> int | None:
    if not _begins(reading, first, lower):
        return None
    last = at = first
    while at + 1 < len(reading.tokens) and at - first < 2 * MOST_WORDS:
        token, after = reading.tokens[at], reading.tokens[at + 1]
        if after.part != token.part or after.breaks > 1 or after.sentence != token.sentence or at + 1 in taken:
            break
        if after.text == "." and len(token.text) == 1:
            at += 1
        elif (
            after.breaks == 0
            and fold(after.text) in reading.words.particles
            and not after.capital
            and _begins_after(reading, at + 2)
        ):
            if _belongs(reading, at + 1, at - first):
                break  # "Frau Kurz vom Bauamt", "Bernd Klos von der Wohnbau Lautern GmbH"
            at += 1
        elif (
            _begins(reading, at + 1, lower)
            and not (lower and reading.words.trie.symbols(after.fold))
            and (after.breaks == 0 or not _line_is_own(reading, at + 1))
        ):
            at += 1
            last = at
        else:
            break
    return last


def _belongs(reading: Reading, particle: int, before: int) -> bool:
    """Whether what follows a "von" says where somebody works: a full name stands before, or an office behind."""
    if before >= 1 and reading.words.trie.in_class(reading.tokens[particle].fold, "source"):
        return True
    for token in reading.tokens[particle + 1 : particle + 6]:
        if not token.capital and fold(token.text) not in reading.words.particles:
            return False
        if is_organisation(token.text, reading.words):
            return True
    return False


def _line_is_own(reading: Reading, place: int) -> bool:
    """Whether the line before is short, so that a new line is a new entry."""
    before = reading.tokens[place - 1]
    text = reading.parts[before.part].text
    return before.end - (text.rfind("\n", 0, before.start) + 1) < reading.words.habits.short_line


def _begins(reading: Reading, place: int, lower: bool) -> bool:
    if place >= len(reading.tokens):
        return False
    token = reading.tokens[place]
    if token.kind is not Kind.WORD or (token.cased and not token.capital and not lower):
        return False
    if not token.cased and reading.words.given:
        return name_word(token.text, reading.words)
    opens = place == 0 or reading.tokens[place - 1].sentence != token.sentence
    goes_on = place + 1 < len(reading.tokens) and reading.tokens[place + 1].text.islower()
    if opens and goes_on and not reading.words.is_given(token.text) and reading.words.trie.in_class(token.fold, "known"):
        return False  # "Zu der Werkstatt kommen wir"
    return plausible(token.text, reading.words) and not reading.words.trie.in_class(token.fold, "title")


def _begins_after(reading: Reading, place: int) -> bool:
    """Whether a capitalised name part follows within another particle ("von der Heydt")."""
    if place >= len(reading.tokens):
        return False
    return _begins(reading, place, False) or (
        fold(reading.tokens[place].text) in reading.words.particles and _begins(reading, place + 1, False)
    )


def _text(reading: Reading, first: int, last: int) -> str:
    words = []
    for place in range(first, last + 1):
        token = reading.tokens[place]
        if token.kind is Kind.MARK:
            if token.text == "." and words:
                words[-1] += "."
            continue
        words.append(_bare(token, reading.words))
    return " ".join(words)


def _bare(token: Token, words: Lexicon) -> str:
    """A name without the case ending that some languages write behind an apostrophe."""
    if words.suffix_apostrophe:
        return re.split("['’ʼ]", token.text)[0]
    return token.text


def shared_family(names: list[Name], reading: Reading) -> list[Name]:
    """ "Anna und Karl Schmidt": the first gets the family name that stands once."""
    result = list(names)
    for index in range(len(result) - 2, -1, -1):
        left, right = result[index], result[index + 1]
        between = reading.tokens[left.last + 1 : right.first]
        one_word = " " not in left.text
        if one_word and " " in right.text and len(between) == 1 and reading.words.trie.in_class(between[0].fold, "and"):
            result[index] = Name(f"{left.text} {_family(right.text, reading.words)}", left.first, left.last)
    return result


def _family(name: str, words: Lexicon) -> str:
    parts = name.split()
    at = next((n for n, part in enumerate(parts) if n and fold(part) in words.particles), len(parts) - 1)
    return " ".join(parts[at:])


def nominative(name: str, words: Lexicon, *, he: bool = False) -> str:
    """A name in the form it has on a list, by the endings of the vocabulary; `he` where only a man's can stand so."""
    parts = name.split()
    if not parts or parts[0] in words.given:
        return name
    endings = (*words.endings_he, *words.endings) if he else words.endings
    return " ".join(_ending(part, endings) for part in parts)


def _ending(part: str, endings: tuple[tuple[str, str], ...]) -> str:
    for old, new in endings:
        if part.endswith(old) and len(part) > len(old) + 1:
            return part[: len(part) - len(old)] + new
    return part


def list_lines(text: str) -> list[str]:
    """The lines of a text that look like entries of a list."""
    return [line.strip() for line in text.split("\n") if line.strip() and line.strip()[0] in BULLETS]
