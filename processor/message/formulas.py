"""Closing formulas, names, sentences: what one line of a signature can be.

Promise: each function looks at one line or paragraph and decides nothing about
the mail; `signature` does.
"""

import re
from functools import cache

from processor.message.wording import LONGEST_PHRASE, phrases

TRIM = " \t,.!;:-–—~*_)(…😊🙂👍❤️🌷☀️"
_COUNT = re.compile(r"[+(]?\d{1,2}\s+\w+[).!]?\Z")
_PARAGRAPH = 30  # lines of a paragraph that are looked at


def formula_of(line: str, key: str) -> str:
    """The longest closing formula that `line` begins with, '' where it begins with none."""
    written = line.casefold().split(None, LONGEST_PHRASE)[:LONGEST_PHRASE]
    words = [word.strip(TRIM) for word in written]
    known = phrases("signature", key)
    if next(filter(None, words), "") not in _openers(key):  # as in nearly every line
        return written[0] if written and written[0] in known else ""
    if key == "strong":  # "Danke & viele Grüße" closes as "Viele Grüße" does
        for length in range(min(4, len(words) - 2), 0, -1):
            if words[length] in phrases("signature", "connectors") and " ".join(words[:length]) in phrases(
                "signature", "weak"
            ):
                rest = _longest(words[length + 1 :], known)
                return f"{' '.join(words[: length + 1])} {rest}" if rest else ""
    return _longest(words, known) or (written[0] if written[0] in known else "")


@cache
def _openers(key: str) -> frozenset[str]:
    """The words a closing formula can begin with; a strong one may follow thanks."""
    known = phrases("signature", key) | (phrases("signature", "weak") if key == "strong" else frozenset())
    return frozenset(phrase.split()[0] for phrase in known)


def _longest(words: list[str], known: frozenset[str]) -> str:
    for length in range(len(words), 0, -1):
        if " ".join(words[:length]).strip() in known:
            return " ".join(words[:length])
    return ""


def words_after(line: str, formula: str) -> list[str]:
    return [word for word in line.split()[len(formula.split()) :] if word.strip(TRIM)]


def are_names(words: list[str]) -> bool:
    """Up to five words that could be names: capitals, or a script without capitals."""
    return len(words) <= 5 and all(
        (not word.strip(TRIM)[:1].islower() and not word.strip(TRIM)[:1].isdigit())
        or word.casefold() in ("und", "and", "&", "von", "de")
        for word in words
    )


def paragraph_at(lines: list[str], index: int) -> str:
    end = index
    while end < len(lines) and lines[end].strip() and end - index < _PARAGRAPH:
        end += 1
    return " ".join(lines[index:end])


def says_something(paragraph: str) -> bool:
    """Reads like a sentence rather than like names, titles and addresses."""
    words = paragraph.split()
    compared = paragraph.casefold()
    if "http" in compared or "www." in compared or "@" in compared:
        return False
    labelled = ":" in paragraph or any(map(str.isdigit, paragraph))
    if labelled and any(word.strip(" :.()") in phrases("signature", "contact") for word in compared.split()):
        return False
    letters = [word.lstrip("\"'„“«(")[:1] for word in words]
    lower = sum(1 for letter in letters if letter.islower())
    cased = sum(1 for letter in letters if letter.islower() or letter.isupper())
    ends = paragraph.rstrip(' )"“”').endswith((".", "!", "?", "؟", "。"))
    if cased == 0:
        return len(words) >= 7 or (ends and len(words) >= 4)
    return (len(words) >= 4 and lower * 2 >= cased) or (ends and len(words) >= 3 and lower * 4 >= cased)


def counts(line: str) -> bool:
    """A line like "2 Personen": a fact forgotten above, never a part of an address."""
    return bool(_COUNT.match(line.strip()))


def is_postscript(line: str) -> bool:
    first = line.strip().casefold().split(" ", 1)[0]
    if first.rstrip(":") in phrases("signature", "postscript"):
        return first.endswith((":", ".")) or first in ("ps", "pps", "p.s", "nb", "nachtrag")
    return line.strip().casefold().startswith(("p. s.", "p.s.", "ps:", "pps:"))
