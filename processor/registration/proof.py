"""How well a mail proves who sent it, and what that lets it do (DESIGN.md, Proof).

Promise: nobody cancels another's booking by writing their address into From.
What is quoted finds a registration and proves nothing; an explicit failure of
the sender's domain beats every token.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

from processor.message.model import AuthenticationVerdict, Message
from processor.registration.anchors import Anchors
from processor.registration.model import Proof
from processor.registration.tokens import ChallengeToken, StandingToken, Tokens


class Weight(StrEnum):
    """What a wish takes away from the person it concerns."""

    GIVES = "gives"  # register, more people, more needs
    TAKES = "takes"  # cancel, fewer, other name, privacy


class Answer(StrEnum):
    """What a proof allows."""

    ACT = "act"
    ASK = "ask the stored address"
    NEW_PARTY = "a new party"
    HOLD = "hold, no reply"


# Rows of DESIGN.md: what the mail carries → (stored address: gives, takes; another address: gives, takes).
TABLE: Mapping[Proof, tuple[Answer, Answer, Answer, Answer]] = {
    Proof.CHALLENGE: (Answer.ACT, Answer.ACT, Answer.ACT, Answer.ACT),
    Proof.STANDING: (Answer.ACT, Answer.ACT, Answer.ASK, Answer.ASK),
    Proof.AUTHENTICATED: (Answer.ACT, Answer.ACT, Answer.NEW_PARTY, Answer.NEW_PARTY),
    Proof.NOTHING: (Answer.ACT, Answer.ASK, Answer.NEW_PARTY, Answer.NEW_PARTY),
    Proof.FORGED: (Answer.HOLD, Answer.HOLD, Answer.HOLD, Answer.HOLD),
}


def allowed(proof: Proof, *, stored: bool, weight: Weight) -> Answer:
    """What a mail with this proof may do to a registration; `stored`: it came from the stored address."""
    return TABLE[proof][(0 if stored else 2) + (weight is Weight.TAKES)]


@dataclass(frozen=True, slots=True)
class Proved:
    """The strength of a mail's proof and the registrations it leads to."""

    proof: Proof
    codes: tuple[str, ...] = ()  # registrations to load as Standing.referred, best first
    challenge: str | None = None  # nonce of the open challenge it carries
    wrong: int = 0  # codes and tokens in new words that are no registration's: counted a day and address


def prove(
    message: Message,
    anchors: Anchors,
    tokens: Tokens,
    *,
    codes: Collection[str] = (),
    sent: Mapping[str, str] | None = None,
    challenges: Collection[str] = (),
) -> Proved:
    """What this mail proves, from what the store knows about its anchors.

    `codes`: which of `anchors.all_codes` are registrations. `sent`: our Message-IDs
    among `anchors.message_ids` → code of the registration they were about.
    `challenges`: nonces still open. Never raises, whatever a sender wrote.
    """
    read = [tokens.read(token) for token in anchors.tokens]
    opened = [t for t in read if isinstance(t, ChallengeToken) and t.nonce in challenges and t.code in codes]
    standing = [t.code for t in read if isinstance(t, StandingToken)]
    threads = [sent[i] for i in anchors.message_ids if sent and i in sent]
    calendar = [anchors.calendar_code] if anchors.calendar_code else []
    shown = [code for code in (*standing, *threads, *anchors.codes, *calendar) if code in codes or code in threads]
    quoted = [code for code in anchors.all_codes if code in codes]
    found = tuple(dict.fromkeys((*(t.code for t in opened), *shown, *quoted)))
    nonce = opened[0].nonce if opened else None
    return Proved(_strength(message, bool(opened), bool(shown)), found, nonce, _wrong(anchors, tokens, codes))


def _wrong(anchors: Anchors, tokens: Tokens, codes: Collection[str]) -> int:
    """Registrations that were guessed at: unknown codes, and codes of tokens that nobody signed."""
    forged = {token.split(".", 1)[0] for token in anchors.tokens if tokens.read(token) is None}
    return len(forged | {code for code in anchors.codes if code not in codes})


def _strength(message: Message, challenge: bool, standing: bool) -> Proof:
    if message.authentication is AuthenticationVerdict.FAIL:
        return Proof.FORGED
    if challenge:
        return Proof.CHALLENGE
    if standing:
        return Proof.STANDING
    aligned = message.authentication is AuthenticationVerdict.ALIGNED_PASS
    return Proof.AUTHENTICATED if aligned else Proof.NOTHING
