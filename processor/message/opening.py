"""What opens a quotation: attributions, header blocks, separators, our own marker.

Promise: `first_line` looks at a line and at most eleven around it, and an
ordinary sentence opens nothing: an attribution needs a verb, a date or an
address, and the look of a beginning.
"""

import re
from functools import cache

from processor.message.wording import labels, ordered, phrases, squeeze

DECORATION = " \t*_-=~#>|─—–•·<>"
_WRAPPED = 4  # lines an attribution is wrapped into at most
_ATTRIBUTION = 400  # characters
_BLOCK = 12  # lines a quoted header block is looked for in
_LABEL = 40  # characters of "Gönderme Tarihi"
_SEPARATOR = 90  # characters of a line of dashes with words in it
_MARKER = re.compile(r"(?:[–—-]\s){2,}✂|✂(?:\s[–—-]){2,}")
_CLOCK = re.compile(r"\d{1,2}[:.h]\d{2}|\b(?:19|20)\d\d\b|\d{1,2}[./-]\d{1,2}[./-]\d{2}|[٠-٩۰-۹]{2}")
_WORDS = re.compile(r"[\w'’]+(?:\([\w]{1,3}\))?")


def first_line(lines: list[str], index: int, quoted: list[bool], following: int | None) -> int | None:
    """The first line of what opens a quotation and ends at `index`, None where nothing does."""
    line = lines[index]
    if len(line) > _ATTRIBUTION:
        return None
    if marks(line) or _separator(line):
        return index
    if _header_block(lines, index):
        return _above(lines, index)
    return _attribution(lines, index, quoted, following)


def marks(line: str) -> bool:
    """Our own marker line, whatever a mail program made of its dashes."""
    return "✂" in line and bool(_MARKER.search(line))


def _separator(line: str) -> bool:
    dashed = line.strip()[:1] in "-_*—–=─~"
    if not dashed and not line.rstrip().endswith((":", "：")):
        return False
    words = squeeze(line).strip(DECORATION + ":：").strip()
    if words in phrases("separators", "original"):
        return dashed
    return opens_forward(words)


def opens_forward(words: str) -> bool:
    """Words that open a forwarded mail: "Weitergeleitete Nachricht"."""
    return words.startswith(ordered("separators", "forwarded")) and len(words) < _SEPARATOR


def _header_block(lines: list[str], index: int) -> bool:
    """A block of Von:, Gesendet:, An:, Betreff: lines, in any order and language."""
    if _label(lines[index]) not in ("from", "date"):
        return False
    kinds: set[str] = set()
    unlabelled = 0
    block = lines[index : index + _BLOCK]
    for line in block:
        kind = _label(line)
        if kind is None and line.strip():
            unlabelled += 1
            if unlabelled > 2:
                break
        elif kind is not None:
            if kind in kinds and kind == "from":
                break
            kinds.add(kind)
    kinds.discard("other")
    certain = "subject" in kinds or any("@" in line for line in block)
    return "from" in kinds and (len(kinds) >= 3 or (len(kinds) == 2 and certain and _rule_above(lines, index)))


def _label(line: str) -> str | None:
    if len(line) > _ATTRIBUTION:
        return None
    label, colon, _ = line.replace("：", ":").partition(":")
    return labels().get(squeeze(label).strip(DECORATION)) if colon and len(label) < _LABEL else None


def _rule_above(lines: list[str], index: int) -> bool:
    first = _above(lines, index)
    return first == 0 or first < index or not any(map(str.strip, lines[:index]))


def _above(lines: list[str], index: int) -> int:
    """`index`, or the line of dashes above it that belongs to the header block."""
    for above in range(index - 1, max(-1, index - 4), -1):
        if lines[above].strip():
            dashed = lines[above].strip()
            between = dashed[:3] == dashed[-3:] and not dashed[:3].strip(DECORATION) and len(dashed) < _SEPARATOR
            return above if between else index
    return index


def _attribution(lines: list[str], index: int, quoted: list[bool], following: int | None) -> int | None:
    """The first line of "On … somebody wrote:" wrapped over up to four lines and ending at `index`."""
    end = lines[index].rstrip(" *_>-—")
    before_quote = following is not None and quoted[following]
    ends = end.endswith((":", "：")) or lines[index].rstrip().endswith("----") or before_quote
    if not ends and not ("@" in end and end.rpartition(" ")[2].casefold() in phrases("attribution", "verbs")):
        return None
    text = ""
    best, found = 0, None
    for first in range(index, max(-1, index - _WRAPPED), -1):
        text = f"{lines[first].strip()} {text}"
        if not lines[first].strip() or quoted[first] or len(text) > _ATTRIBUTION:
            break
        certainty = _attributes(text, before_quote, end.endswith((":", "：")))
        if certainty > best:
            best, found = certainty, first
    return found


def _attributes(text: str, before_quote: bool, colon: bool) -> int:
    """How surely `text` attributes a quotation: 3 has it all, 0 is no attribution."""
    words = [word.casefold() for word in _WORDS.findall(text)]
    opens, addressed, dated = _begins_attribution(text), "@" in text, bool(_CLOCK.search(text))
    if not _verb(words, text):
        complete = opens and addressed and dated and colon and text.rstrip(" *_:：").endswith((">", ")"))
        likely = before_quote and addressed and ((dated and ("<" in text or colon)) or (opens and colon))
        return 3 if complete else 1 if likely else 0
    if phrases("attribution", "pronouns") & set(words[:6]) and not addressed:
        return 0
    if opens and dated and (colon or addressed):
        return 3
    if addressed and (dated or before_quote):
        return 2
    return 1 if before_quote and colon and len(words) < 15 else 0


def _begins_attribution(text: str) -> bool:
    start = squeeze(text).lstrip(" *_-—–")
    return (
        start[:1].isdigit()
        or start[:1] in "<\"'„“«["
        or start.startswith(_openers())
        or start.partition(",")[0].rstrip(".") in phrases("attribution", "openers")
    )


@cache
def _openers() -> tuple[str, ...]:
    return tuple(f"{opener} " for opener in ordered("attribution", "openers"))


def _verb(words: list[str], text: str) -> bool:
    return not phrases("attribution", "verbs").isdisjoint(words) or bool(_unspaced_verbs().search(text))


@cache
def _unspaced_verbs() -> re.Pattern[str]:
    """Verbs of scripts that attach particles or write without spaces, found inside a word too."""
    return re.compile(
        "|".join(re.escape(verb) for verb in ordered("attribution", "verbs") if " " in verb or verb[0] > "\u0600")
    )
