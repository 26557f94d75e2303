"""How a mail is signed: sign-off, names and contact lines apart from what is said.

Promise: `split` loses no sentence. A paragraph below the sign-off that reads like
a sentence, or is a postscript, stays in the text; device lines and disclaimers
are dropped.
"""

import re
from collections.abc import Iterator
from functools import cache
from itertools import islice

from processor.message.wording import LONGEST_PHRASE, ordered, phrases, sequences, squeeze

_DELIMITER = re.compile(r"\s*--\s?\Z")
_TRIM = " \t,.!;:-–—~*_)(…😊🙂👍❤️🌷☀️"
_SIGN_OFF = 70  # characters of a line with a sign-off
_DEVICE = 110  # characters of a line that names a device
_SENTENCE = 7  # words of a line that is one without a blank line above
_AFTER_GREETING = 3  # lines below a formula that opens a mail, such as "Servus", and still ends it
_AFTER_THANKS = 4  # lines below "Danke" that can be names
_CLAUSE = re.compile(r"[.!?,;)]\s+")
_RULE = re.compile(r"\s*([*_=-])\1{19,}\s*\Z")
_LINK = re.compile(r"[(<]https?:[^)>\s]{0,300}[)>]|[\[\]]")
_DASHED_NAME = re.compile(r"\s*[-–—~]{1,2}\s?[^\W\d_][^\d@:]{0,40}\Z")
_PHONE = re.compile(r"[+(\d][\d\s()/.+-]{5,}\Z")
_COUNT = re.compile(r"[+(]?\d{1,2}\s+\w+[).!]?\Z")
_PRONOUNS = frozenset({"ihr", "ihre", "euer", "eure", "ваш", "ваша"})
_CONNECTORS = frozenset({"und", "and", "&", "+", "u.", "ve", "et", "и", "та", "e", "y", "i", "și", "و"})
_SHORT_FORMULAS = frozenset(
    {
        "lg",
        "vg",
        "mfg",
        "bg",
        "glg",
        "hg",
        "gruß",
        "gruss",
        "grüße",
        "grüsse",
        "regards",
        "cheers",
        "cdt",
        "cdlt",
        "cordialement",
        "mvg",
        "mvh",
        "saygılar",
        "saygılarımla",
        "selamlar",
        "saludos",
        "saluti",
        "pozdrawiam",
        "groetjes",
    }
)


def split(lines: list[str], *, last: bool) -> tuple[list[str], list[str]]:
    """The lines that say something and those that sign it.

    `last` is the last stretch of new text: closing formulas count there only,
    for a "Danke" between two quotations answers something.
    """
    lines = _without_devices(_without_disclaimer(lines))
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
                if _postscript(candidate):
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
        if signing and (_postscript(line) or _counts(line) or _goes_on(lines, index, paragraph_start)):
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
        return _says_something(_paragraph(lines, index))
    return len(lines[index].split()) >= _SENTENCE and _says_something(lines[index])


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
        if len(block) == 1 and _DASHED_NAME.match(block[0]) and _names(block[0].strip(" -–—~").split()):
            return lines[:start], block
        if 2 <= len(block) <= 6 and len(block[0].split()) <= 4 and _names(block[0].split()) and ":" not in block[0]:
            if all("@" in line or "www." in line or "http" in line or _PHONE.match(line.strip()) for line in block[1:]):
                return lines[:start], block
    return lines, []


def _closes(line: str, lines: list[str], index: int, *, opening: bool) -> tuple[str, str]:
    """What `line` says before its closing formula, and the formula with what follows; '' where there is none.

    What opens a mail ("Servus,", "İyi günler,") or is a pronoun ("Ihre …") closes it only where little follows.
    """
    formula = _phrase(line, "strong")
    if formula and (opening or formula in _PRONOUNS):
        below = list(islice(_written_below(lines, index), _AFTER_GREETING + 1))
        if len(below) > _AFTER_GREETING or any(len(other.split()) >= _SENTENCE for other in below):
            return line, ""
    if len(line) <= _SIGN_OFF and _is_formula(line, lines, index):
        return "", line
    for clause in _CLAUSE.finditer(line):
        tail = line[clause.end() :]
        if len(tail) <= _SIGN_OFF:
            words = _phrase(tail, "strong")
            if words and (len(words.split()) > 1 or words in _SHORT_FORMULAS) and _names(_rest(tail, words)):
                return line[: clause.end()].rstrip(), tail
    return line, ""


def _is_formula(line: str, lines: list[str], index: int) -> bool:
    formula = _phrase(line, "strong")
    if formula:
        rest = _rest(line, formula)
        if _names(rest):
            return True
        below = next(_written_below(lines, index), "")
        return " " in formula and len(rest) <= 6 and not any(map(str.isdigit, line)) and len(below.split()) <= 4
    thanks = _phrase(line, "weak")
    if not thanks or _rest(line, thanks):
        return False
    below = list(islice(_written_below(lines, index), _AFTER_THANKS + 1))
    return 0 < len(below) <= _AFTER_THANKS and all(len(other.split()) <= 4 and not _counts(other) for other in below)


def _written_below(lines: list[str], index: int) -> Iterator[str]:
    return (lines[below] for below in range(index + 1, len(lines)) if lines[below].strip())


def _phrase(line: str, key: str) -> str:
    """The longest closing formula that `line` begins with, '' where it begins with none."""
    words = [word.strip(_TRIM) for word in line.casefold().split()[:LONGEST_PHRASE]]
    known = phrases("signature", key)
    if key == "strong":  # "Danke & viele Grüße" closes as "Viele Grüße" does
        for length in range(min(4, len(words) - 2), 0, -1):
            if words[length] in _CONNECTORS and " ".join(words[:length]) in phrases("signature", "weak"):
                rest = _longest(words[length + 1 :], known)
                return f"{' '.join(words[: length + 1])} {rest}" if rest else ""
    dotted = line.casefold().split()[:1]
    return _longest(words, known) or (dotted[0] if dotted and dotted[0] in known else "")


def _longest(words: list[str], known: frozenset[str]) -> str:
    for length in range(len(words), 0, -1):
        if " ".join(words[:length]).strip() in known:
            return " ".join(words[:length])
    return ""


def _rest(line: str, formula: str) -> list[str]:
    return [word for word in line.split()[len(formula.split()) :] if word.strip(_TRIM)]


def _names(words: list[str]) -> bool:
    """Up to five words that could be names: capitals, or a script without capitals."""
    return len(words) <= 5 and all(
        (not word.strip(_TRIM)[:1].islower() and not word.strip(_TRIM)[:1].isdigit())
        or word.casefold() in ("und", "and", "&", "von", "de")
        for word in words
    )


def _paragraph(lines: list[str], index: int) -> str:
    end = index
    while end < len(lines) and lines[end].strip() and end - index < 30:
        end += 1
    return " ".join(lines[index:end])


def _says_something(paragraph: str) -> bool:
    """Reads like a sentence rather than like names, titles and addresses."""
    words = paragraph.split()
    compared = paragraph.casefold()
    if "http" in compared or "www." in compared or "@" in compared:
        return False
    if any(word.strip(" :.()") in phrases("signature", "contact") for word in compared.split()):
        return False
    letters = [word.lstrip("\"'„“«(")[:1] for word in words]
    lower = sum(1 for letter in letters if letter.islower())
    cased = sum(1 for letter in letters if letter.islower() or letter.isupper())
    ends = paragraph.rstrip(' )"“”').endswith((".", "!", "?", "؟", "。"))
    if cased == 0:
        return len(words) >= 7 or (ends and len(words) >= 4)
    return (len(words) >= 4 and lower * 2 >= cased) or (ends and len(words) >= 3 and lower * 4 >= cased)


def _counts(line: str) -> bool:
    """A line like "2 Personen": a fact forgotten above, never a part of an address."""
    return bool(_COUNT.match(line.strip()))


def _postscript(line: str) -> bool:
    first = line.strip().casefold().split(" ", 1)[0]
    if first.rstrip(":") in phrases("signature", "postscript"):
        return first.endswith((":", ".")) or first in ("ps", "pps", "p.s", "nb", "nachtrag")
    return line.strip().casefold().startswith(("p. s.", "p.s.", "ps:", "pps:"))


def _without_devices(lines: list[str]) -> list[str]:
    return [
        line
        for index, line in enumerate(lines)
        if not (
            _names_device(line)
            and (
                index == 0
                or not lines[index - 1].strip()
                or _names_device(lines[index - 1])
                or _phrase(lines[index - 1], "strong")
                or len(lines[index - 1].split()) <= 3
            )
        )
    ]


def _names_device(line: str) -> bool:
    if not line.strip() or len(_LINK.sub("", line)) > _DEVICE:
        return False
    compared = squeeze(_LINK.sub("", line)).lstrip(" *_-–—[(<\"'")
    if compared.strip(_TRIM) in phrases("device", "single"):
        return True
    first = _device_words().search(compared)
    return first is not None and any(_follow(compared, parts) for parts in sequences("device", "lines"))


@cache
def _device_words() -> re.Pattern[str]:
    """One search that most lines fail, before the lists are gone through."""
    firsts = [parts[0] for parts in sequences("device", "lines")]
    return re.compile("|".join(re.escape(first) if first[0] in "'’" else rf"\A{re.escape(first)}" for first in firsts))


def _follow(text: str, parts: tuple[str, ...]) -> bool:
    if parts[0][0] not in "'’" and not text.startswith(parts[0]):
        return False
    position = 0
    for part in parts:
        position = text.find(part, position)
        if position < 0:
            return False
        position += len(part)
    return True


def _without_disclaimer(lines: list[str]) -> list[str]:
    for index, line in enumerate(lines):
        compared = squeeze(line[:200]).lstrip(' *_-=~#[("')
        if compared.startswith(ordered("disclaimer", "openings")):
            paragraph = squeeze(_paragraph(lines, index)[:2000])
            if any(witness in paragraph for witness in ordered("disclaimer", "witnesses")):
                return lines[:index]
    return lines
