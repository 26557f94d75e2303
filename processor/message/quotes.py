"""What is new in a mail and what is quoted, in whatever style its program quotes.

Promise: `separate` puts every line in exactly one place (new, signature, quoted,
or dropped where a device or a lawyer wrote it), in the order of the mail, in
time linear in its length. What is quoted is never evidence, so a doubtful line
below a quotation that has begun stays quoted.
"""

import re
from functools import cache
from itertools import groupby

from processor.message import signature
from processor.message.model import Visible
from processor.message.wording import labels, ordered, phrases, squeeze

# Replies print this line above what they say, so that everything below it is ours whatever a mail program makes of
# quoting. Scissors are the old sign for "cut here"; dashes survive every charset after the scissors are lost.
QUOTE_MARKER = "– – – – – – ✂ – – – – – –"

_WRAPPED = 4  # lines an attribution is wrapped into at most
_ATTRIBUTION = 400  # characters
_BLOCK = 12  # lines a quoted header block is looked for in
_FULL_LINE = 65  # characters; a quoted line this long may have been wrapped, losing its sign
_DECORATION = " \t*_-=~#>|─—–•·<>"
_MARKER = re.compile(r"(?:[–—-]\s){2,}✂|✂(?:\s[–—-]){2,}")
_CLOCK = re.compile(r"\d{1,2}[:.h]\d{2}|\b(?:19|20)\d\d\b|\d{1,2}[./-]\d{1,2}[./-]\d{2}|[٠-٩۰-۹]{2}")
_WORDS = re.compile(r"[\w'’]+(?:\([\w]{1,3}\))?", re.UNICODE)
_FOOTER_RULE = re.compile(r"_{2,}\s*\Z")
_FOOTER_LINES = 8


def separate(text: str, subject: str = "") -> Visible:
    """New text, signature and quotation of `text`. `subject` tells a forward from an answer."""
    lines = text.split("\n")
    quoted = _quoted(lines)
    runs = [
        (is_quoted, [line for line, _ in group])
        for is_quoted, group in groupby(zip(lines, quoted, strict=True), key=lambda pair: pair[1])
    ]
    written = [index for index, (is_quoted, run) in enumerate(runs) if not is_quoted and any(map(str.strip, run))]
    new: list[str] = []
    signed: list[str] = []
    for index in written:
        kept, signed_lines = signature.split(runs[index][1], last=index == written[-1])
        new.append("\n".join(kept).strip("\n"))
        signed += signed_lines
    old = "\n".join("\n".join(run) for is_quoted, run in runs if is_quoted).strip("\n")
    return Visible(
        "\n\n".join(part for part in new if part.strip()).strip(),
        "\n".join(signed).strip(),
        old,
        bool(old) and _forwarded(old, subject),
    )


def _quoted(lines: list[str]) -> list[bool]:
    """For each line, whether it is quoted."""
    quoted = [line.lstrip().startswith(">") or (line.startswith("|") and line.count("|") == 1) for line in lines]
    follower = _followers(lines)
    for index, line in enumerate(lines):
        if quoted[index] or not line.strip():
            continue
        first = _opening(lines, index, quoted, follower)
        if first is None:
            continue
        answered_inline = follower[index] is not None and quoted[follower[index] or 0] and not _MARKER.search(line)
        end = index + 1 if answered_inline else len(lines)
        quoted[first:end] = [True] * (end - first)
        if not answered_inline:
            break
    _mend(lines, quoted)
    _footer(lines, quoted)
    return quoted


def _followers(lines: list[str]) -> list[int | None]:
    """For each line, the next one that is not blank."""
    followers: list[int | None] = [None] * len(lines)
    following = None
    for index in range(len(lines) - 1, -1, -1):
        followers[index] = following
        if lines[index].strip():
            following = index
    return followers


def _opening(lines: list[str], index: int, quoted: list[bool], follower: list[int | None]) -> int | None:
    """The first line of what opens a quotation and ends at `index`, None where nothing does."""
    line = lines[index]
    if len(line) > _ATTRIBUTION:
        return None
    if _MARKER.search(line) or _separator(line):
        return index
    if _header_block(lines, index):
        return _above(lines, index)
    return _attribution(lines, index, quoted, follower[index])


def _separator(line: str) -> bool:
    words = squeeze(line).strip(_DECORATION + ":：").strip()
    dashed = line.strip()[:1] in "-_*—–=─~"
    if words in phrases("separators", "original"):
        return dashed
    return (dashed or line.rstrip().endswith((":", "："))) and _opens_forward(words)


def _opens_forward(words: str) -> bool:
    return words.startswith(ordered("separators", "forwarded")) and len(words) < 90


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
    return labels().get(squeeze(label).strip(_DECORATION)) if colon and len(label) < 40 else None


def _rule_above(lines: list[str], index: int) -> bool:
    first = _above(lines, index)
    return first == 0 or first < index or not any(map(str.strip, lines[:index]))


def _above(lines: list[str], index: int) -> int:
    """`index`, or the line of dashes above it that belongs to the header block."""
    for above in range(index - 1, max(-1, index - 4), -1):
        if lines[above].strip():
            dashed = lines[above].strip()
            between = dashed[:3] == dashed[-3:] and not dashed[:3].strip(_DECORATION) and len(dashed) < 90
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
        return 3 if complete else 1 if before_quote and addressed and dated and ("<" in text or colon) else 0
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


def _mend(lines: list[str], quoted: list[bool]) -> None:
    """A short line between two quoted ones, below a full one, lost its sign when it was wrapped."""
    for index in range(1, len(lines) - 1):
        wrapped = quoted[index - 1] and quoted[index + 1] and len(lines[index - 1]) >= _FULL_LINE
        if not quoted[index] and wrapped and 0 < len(lines[index].strip()) < _FULL_LINE // 2:
            quoted[index] = True


def _footer(lines: list[str], quoted: list[bool]) -> None:
    """What a mailing list adds below its line."""
    for index in range(len(lines) - 1, max(-1, len(lines) - _FOOTER_LINES), -1):
        if _FOOTER_RULE.match(lines[index]):
            below = "\n".join(lines[index:]).casefold()
            if "mailing list" in below or "listinfo" in below or ("http" in below and len(lines[index]) >= 20):
                quoted[index:] = [True] * (len(lines) - index)
            return


def _forwarded(quotation: str, subject: str) -> bool:
    prefix = squeeze(subject).partition(":")[0] if ":" in subject else ""
    if prefix.strip() in phrases("separators", "forward_prefixes"):
        return True
    opening = [line for line in quotation[:2000].split("\n") if line.strip(_DECORATION)][:2]
    return any(_opens_forward(squeeze(line).strip(_DECORATION + ":：")) for line in opening)
