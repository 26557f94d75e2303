"""How a mail is signed: sign-off, names and contact lines apart from what is said.

Promise: `split` loses no sentence. A paragraph below the sign-off that reads like
a sentence, or is a postscript, stays in the text; device lines and disclaimers
are dropped.
"""

import re
from collections.abc import Iterator
from itertools import islice

from processor.message import boilerplate
from processor.message.formulas import (
    are_names,
    counts,
    formula_of,
    is_postscript,
    paragraph_at,
    says_something,
    words_after,
)
from processor.message.wording import phrases

_DELIMITER = re.compile(r"\s*--\s?\Z")
_SIGN_OFF = 70  # characters of a line with a sign-off
_SENTENCE = 7  # words of a line that is one without a blank line above
_AFTER_GREETING = 3  # lines below a formula that opens a mail, such as "Servus", and still ends it
_AFTER_THANKS = 4  # lines below "Danke" that can be names
_CONTACT_LINES = 6  # lines of a name and its ways to be reached
_CLAUSE = re.compile(r"[.!?,;)]\s+")
_RULE = re.compile(r"\s*([*_=-])\1{19,}\s*\Z")
_DASHED_NAME = re.compile(r"\s*[-–—~]{1,2}\s?[^\W\d_][^\d@:]{0,40}\Z")
_PHONE = re.compile(r"[+(\d][\d\s()/.+-]{5,}\Z")


def split(lines: list[str], *, last: bool) -> tuple[list[str], list[str]]:
    """The lines that say something and those that sign it.

    `last` is the last stretch of new text: closing formulas count there only,
    for a "Danke" between two quotations answers something.
    """
    lines = boilerplate.without(lines)
    kept, signed = _at_delimiter(lines)
    if last:
        kept, closing = _at_sign_off(kept)
        kept, contacts = _contact_block(kept) if not closing and not signed else (kept, [])
        signed = contacts + closing + signed
    while kept and not kept[-1].strip(" \t*_-=~#+—–"):
        kept.pop()
    return kept, signed


def _at_delimiter(lines: list[str]) -> tuple[list[str], list[str]]:
    for index, line in enumerate(lines):
        if _DELIMITER.match(line):
            below = lines[index + 1 :]
            for offset, candidate in enumerate(below):
                if is_postscript(candidate):
                    return lines[:index] + below[offset:], below[:offset]
            return lines[:index], below
    return lines, []


def _at_sign_off(lines: list[str]) -> tuple[list[str], list[str]]:
    kept: list[str] = []
    signed: list[str] = []
    signing = False
    paragraph_start = True
    for index, line in enumerate(lines):
        if not line.strip():
            (signed if signing else kept).append(line)
            paragraph_start = True
            continue
        if signing and _RULE.match(line):
            break  # what stands below a rule below a signature is the organisation's, not the sender's
        if signing and (is_postscript(line) or counts(line) or _goes_on(lines, index, paragraph_start)):
            signing = False
        if not signing:
            said, formula = _closes(line, lines, index, opening=not any(map(str.strip, kept)))
            if formula:
                signing = True
                if said:
                    kept.append(said)
                line = formula
        (signed if signing else kept).append(line)
        paragraph_start = False
    return kept, signed


def _goes_on(lines: list[str], index: int, paragraph_start: bool) -> bool:
    """The mail goes on below what looked like its end: a paragraph, or a long line, that is a sentence."""
    if paragraph_start:
        return says_something(paragraph_at(lines, index))
    return len(lines[index].split()) >= _SENTENCE and says_something(lines[index])


def _contact_block(lines: list[str]) -> tuple[list[str], list[str]]:
    """A last paragraph of a name and nothing but ways to reach it, or a last line like "-Anna"."""
    end = len(lines)
    while end and not lines[end - 1].strip():
        end -= 1
    start = end
    while start and lines[start - 1].strip():
        start -= 1
    block = lines[start:end]
    if block and any(map(str.strip, lines[:start])):
        if len(block) == 1 and _DASHED_NAME.match(block[0]) and are_names(block[0].strip(" -–—~").split()):
            return lines[:start], block
        named = len(block[0].split()) <= 4 and are_names(block[0].split()) and ":" not in block[0]
        if named and 2 <= len(block) <= _CONTACT_LINES and all(map(_reaches, block[1:])):
            return lines[:start], block
    return lines, []


def _reaches(line: str) -> bool:
    return "@" in line or "www." in line or "http" in line or bool(_PHONE.match(line.strip()))


def _closes(line: str, lines: list[str], index: int, *, opening: bool) -> tuple[str, str]:
    """What `line` says before its closing formula, and the formula with what follows; '' where there is none.

    What opens a mail ("Servus,", "İyi günler,") or is a pronoun ("Ihre …") closes it only where little follows.
    """
    formula = formula_of(line, "strong")
    if formula and (opening or formula in phrases("signature", "pronouns")):
        below = list(islice(_written_below(lines, index), _AFTER_GREETING + 1))
        if len(below) > _AFTER_GREETING or any(len(other.split()) >= _SENTENCE for other in below):
            return line, ""
    if len(line) <= _SIGN_OFF and _is_formula(line, formula, lines, index, opening):
        return "", line
    for clause in _CLAUSE.finditer(line):
        if len(line) - clause.end() <= _SIGN_OFF:  # before the slice: cutting a long line at every comma is quadratic
            tail = line[clause.end() :]
            words = formula_of(tail, "strong")
            if (
                words
                and (len(words.split()) > 1 or words in phrases("signature", "short"))
                and are_names(words_after(tail, words))
            ):
                return line[: clause.end()].rstrip(), tail
    return line, ""


def _is_formula(line: str, formula: str, lines: list[str], index: int, opening: bool) -> bool:
    if formula:
        rest = words_after(line, formula)
        if are_names(rest):
            return True
        below = next(_written_below(lines, index), "")
        return " " in formula and len(rest) <= 6 and not any(map(str.isdigit, line)) and len(below.split()) <= 4
    thanks = formula_of(line, "weak")
    if opening or not thanks or words_after(line, thanks):
        return False
    names = list(islice(_written_below(lines, index), _AFTER_THANKS + 1))
    return 0 < len(names) <= _AFTER_THANKS and all(len(other.split()) <= 4 and not counts(other) for other in names)


def _written_below(lines: list[str], index: int) -> Iterator[str]:
    return (lines[below] for below in range(index + 1, len(lines)) if lines[below].strip())
