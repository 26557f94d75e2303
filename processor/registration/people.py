"""When two written names mean one person, and which names are safe to repeat.

Promise: `same_person` errs towards "the same" only where one spelling contains
the other; two full names that differ are two people.
"""

import re
from collections.abc import Iterable
from difflib import SequenceMatcher

from processor import limits

_WORD = re.compile(r"[^\W\d_]+")
_ADDRESS_LIKE = re.compile(r"[@\d]|://|[^\W\d_]{2,}\.[^\W\d_]{2,}")
_TITLE = re.compile(r"\b(?:dr|prof|dipl|ing|med|st)\.", re.IGNORECASE)
_CORRECTED = 0.75  # share of equal letters from which a name is a corrected spelling, not another person


def unclear(name: str) -> bool:
    """Whether a human must look before the name is repeated: a link, a domain, @, digits, or far too long."""
    return len(name) > limits.NAME or bool(_ADDRESS_LIKE.search(_TITLE.sub("", name)))


def same_person(one: str, other: str) -> bool:
    """"A. Schmidt", "Anna Schmidt" and "Schmidt, Anna" are one person; "Schmidt" alone is nobody else."""
    first, second = sorted((_words(one), _words(other)), key=len)
    if not first:
        return not second
    left = list(second)
    for word in first:
        match = next((w for w in left if w == word or _initial(w, word)), None)
        if match is None:
            return False
        left.remove(match)
    return True


def named_in(name: str, names: Iterable[str]) -> bool:
    """Whether the person stands among `names`."""
    return any(same_person(name, other) for other in names)


def strangers(some: Iterable[str], others: Iterable[str]) -> bool:
    """Whether both lists name people, and nobody stands in both."""
    some, others = tuple(some), tuple(others)
    return bool(some and others) and not any(named_in(name, others) for name in some)


def corrected(name: str, names: Iterable[str]) -> str | None:
    """The name of which `name` is a better spelling, if there is one."""
    close = [(SequenceMatcher(None, name.casefold(), other.casefold()).ratio(), other) for other in names]
    ratio, best = max(close, default=(0.0, ""))
    return best if ratio >= _CORRECTED else None


def _words(name: str) -> list[str]:
    return _WORD.findall(_TITLE.sub("", name).casefold())


def _initial(one: str, other: str) -> bool:
    return min(len(one), len(other)) == 1 and one[0] == other[0]
