"""Signed tokens: how a mail shows that it answers one of ours.

Three kinds. A *standing* token names a registration and travels in every reply.
A *challenge* token names a registration, a purpose and a nonce that is good
for one use; it is only ever sent to the stored address. A *staff* token is bound
to one reader of the reports and to the day of its report; it says who presses a
button, never what the button does.

Promise: `read` returns what was signed or None, never raises, and compares in
constant time. Nothing that was cut, altered, signed for another purpose or with
a withdrawn key is read.
"""

import hashlib
import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from itsdangerous import BadSignature, Signer
from itsdangerous.signer import HMACAlgorithm

from processor.registration.codes import CODE, places

SIGNATURE_BYTES = 9  # 72 bits, 12 characters: a guess a second needs 10^14 years, and five wrong ones a day hold
_SIGNATURE = r"[A-Za-z0-9_-]{12}"
_STANDING = re.compile(rf"({CODE})\.{_SIGNATURE}")
_CHALLENGE = re.compile(rf"({CODE})\.([a-z])\.([A-Za-z0-9]{{8,32}})\.{_SIGNATURE}")
_STAFF = re.compile(rf"S(\d{{5}})\.{_SIGNATURE}(?![\w-])")
STAFF_DAYS = 14  # how long a report's buttons prove who presses them (DESIGN.md, Proof)
_EPOCH = date(1970, 1, 1)
_WRITTEN = re.compile(rf"(?:{_CHALLENGE.pattern}|{_STANDING.pattern})(?![\w-])")


class Purpose(StrEnum):
    """What a challenge may be used for, as the letter inside the token."""

    CANCEL = "x"
    CHANGE = "c"
    ERASE = "e"


@dataclass(frozen=True, slots=True)
class StandingToken:
    """The bearer has a mail of ours about this registration."""

    code: str


@dataclass(frozen=True, slots=True)
class ChallengeToken:
    """The bearer reads the stored address's mail; whether the nonce is still good only the store knows."""

    code: str
    purpose: Purpose
    nonce: str


class _Short(HMACAlgorithm):
    """HMAC-SHA-256, cut to what fits a subject line (RFC 2104, section 5 allows truncation)."""

    def get_signature(self, key: bytes, value: bytes) -> bytes:
        return super().get_signature(key, value)[:SIGNATURE_BYTES]


class Tokens:
    """Writes and reads tokens. `keys`: newest first; the newest signs, all of them are read."""

    def __init__(self, keys: tuple[str, ...]) -> None:
        if not keys or not all(keys):
            raise ValueError("signing needs at least one key that is not empty")
        self._standing = _signer(keys, b"standing")
        self._challenge = _signer(keys, b"challenge")
        self._staff = _signer(keys, b"staff")

    def __repr__(self) -> str:
        return "Tokens(…)"

    def standing(self, code: str) -> str:
        """The token of a registration, at most 24 characters."""
        return self._standing.sign(code).decode()

    def challenge(self, code: str, purpose: Purpose, nonce: str) -> str:
        """A token for one use. Raises ValueError where the nonce could not be read back."""
        token = self._challenge.sign(f"{code}.{purpose}.{nonce}").decode()
        if _CHALLENGE.fullmatch(token) is None:
            raise ValueError("a nonce is 8 to 32 letters or digits, a code as code_from makes it")
        return token

    def staff(self, address: str, day: date) -> str:
        """The token of one reader's report of one day, 19 characters; the address is signed and not shown."""
        number = f"{(day - _EPOCH).days:05d}"
        return f"S{number}.{self._staff.get_signature(_bound(address, number)).decode()}"

    def is_staff(self, text: str, address: str, today: date) -> bool:
        """Whether `text` carries a token of a report sent to exactly this address in the last STAFF_DAYS days."""
        for match in _STAFF.finditer(text):
            day = _EPOCH + timedelta(days=int(match[1]))
            signature = match.group().partition(".")[2]
            if self._staff.verify_signature(_bound(address, match[1]), signature) and 0 <= (today - day).days <= STAFF_DAYS:
                return True
        return False

    def read(self, token: str) -> StandingToken | ChallengeToken | None:
        """What the token says, or None where we did not sign exactly this."""
        if match := _STANDING.fullmatch(token):
            return StandingToken(match[1]) if _signed(self._standing, token) else None
        if (match := _CHALLENGE.fullmatch(token)) and match[2] in tuple(Purpose) and _signed(self._challenge, token):
            return ChallengeToken(match[1], Purpose(match[2]), match[3])
        return None


def tokens_in(text: str) -> tuple[str, ...]:
    """Everything that has the shape of a token, unread, first mention first."""
    found = (_WRITTEN.match(text, start) for start in places(text))
    return tuple(dict.fromkeys(match.group() for match in found if match))


def _bound(address: str, number: str) -> str:
    return f"{number}.{address.strip().casefold()}"


def _signer(keys: tuple[str, ...], purpose: bytes) -> Signer:
    return Signer(
        list(reversed(keys)), salt=b"registration." + purpose, key_derivation="hmac",
        digest_method=hashlib.sha256, algorithm=_Short(hashlib.sha256),
    )


def _signed(signer: Signer, token: str) -> bool:
    try:
        signer.unsign(token)
    except BadSignature:
        return False
    return True
