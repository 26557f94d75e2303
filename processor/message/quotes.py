"""What is new in a mail and what is quoted, in whatever style its program quotes.

Promise: `separate` puts every line in exactly one place (new, signature, quoted,
or dropped where a device or a lawyer wrote it), in the order of the mail, in
time linear in its length. What is quoted is never evidence, so a doubtful line
below a quotation that has begun stays quoted.
"""

import re
from itertools import groupby

from processor.message import signature
from processor.message.model import Visible
from processor.message.opening import DECORATION, first_line, marks, opens_forward
from processor.message.wording import phrases, squeeze

# Replies print this line above what they say, so that everything below it is ours whatever a mail program makes of
# quoting. Scissors are the old sign for "cut here"; dashes survive every charset after the scissors are lost.
QUOTE_MARKER = "– – – – – – ✂ – – – – – –"

_FULL_LINE = 65  # characters; a quoted line this long may have been wrapped, losing its sign
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
        first = first_line(lines, index, quoted, follower[index])
        if first is None:
            continue
        answered_inline = follower[index] is not None and quoted[follower[index] or 0] and not marks(line)
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
    opening = [line for line in quotation[:2000].split("\n") if line.strip(DECORATION)][:2]
    return any(opens_forward(squeeze(line).strip(DECORATION + ":：")) for line in opening)
