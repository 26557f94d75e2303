"""What a device or a lawyer adds to a mail: "Sent from my iPhone", "This e-mail is confidential".

Promise: `without` drops only whole lines that stand apart from what is said.
"""

import re
from functools import cache

from processor.message.formulas import TRIM, formula_of, paragraph_at
from processor.message.wording import ordered, phrases, sequences, squeeze

_DEVICE = 110  # characters of a line that names a device
_DISCLAIMER = 2_000  # characters of a disclaimer that are searched for its witnesses
_SUFFIXED = "'’"  # an ending on the device's own name: "iPhone'umdan gönderildi"
_LINK = re.compile(r"[(<]https?:[^)>\s]{0,300}[)>]|[\[\]]")


def without(lines: list[str]) -> list[str]:
    """`lines` without device lines, and without a disclaimer and all below it."""
    said = _without_disclaimer(lines)
    return [line for index, line in enumerate(said) if not (_names_device(line) and _apart(said, index))]


def _apart(lines: list[str], index: int) -> bool:
    """Nothing that is said runs into the line: it begins the mail, or stands below a blank, a device, a name."""
    if index == 0:
        return True
    above = lines[index - 1]
    return not above.strip() or len(above.split()) <= 3 or _names_device(above) or bool(formula_of(above, "strong"))


def _names_device(line: str) -> bool:
    plain = _LINK.sub("", line) if "http" in line or "[" in line or "]" in line else line
    if not plain.strip() or len(plain) > _DEVICE:
        return False
    compared = squeeze(plain).lstrip(" *_-–—[(<\"'")
    if compared.strip(TRIM) in phrases("device", "single"):
        return True
    begins, holds = _device_words()
    likely = compared.startswith(begins) or any(word in compared for word in holds)
    return likely and any(_follow(compared, parts) for parts in sequences("device", "lines"))


@cache
def _device_words() -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What a device's line begins with, or holds: a look that most lines fail, before the lists are gone through."""
    firsts = {parts[0] for parts in sequences("device", "lines")}
    holds = {first for first in firsts if first[0] in _SUFFIXED}
    return tuple(sorted(firsts - holds)), tuple(sorted(holds))


def _follow(text: str, parts: tuple[str, ...]) -> bool:
    if parts[0][0] not in _SUFFIXED and not text.startswith(parts[0]):
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
            paragraph = squeeze(paragraph_at(lines, index)[:_DISCLAIMER])
            if any(witness in paragraph for witness in ordered("disclaimer", "witnesses")):
                return lines[:index]
    return lines
