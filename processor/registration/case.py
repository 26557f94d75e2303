"""One mail on the desk: everything a decision may look at, and the questions asked of it again and again."""

from dataclasses import dataclass, replace
from datetime import datetime

from processor.message.model import AuthenticationVerdict, Message
from processor.registration.gate import LIMITS, Silence, domain_of, is_freemail, silence
from processor.registration.model import Cause, Event, Fresh, Policy, Proof, Registration, Seats, Standing
from processor.registration.proof import Answer, Weight, allowed
from processor.registration.seats import ACTIVE
from processor.understanding.model import Request


def written_in(language: str, policy: Policy) -> str:
    """`language` where templates exist in it, else the organiser's."""
    return language if language in policy.reply_languages else policy.organiser_language


@dataclass(frozen=True, slots=True)
class Case:
    """A mail, what it asks for, what is known, and when it is decided."""

    message: Message
    request: Request
    standing: Standing
    policy: Policy
    now: datetime
    fresh: Fresh
    received: datetime  # the place in the order; an answer to our question keeps the first mail's
    concerns: str | None = None  # code, where a question of ours settled which registration is meant
    closing: bool = False  # answers our own question: one question, one closing answer, whatever was sent today

    @property
    def silence(self) -> Silence | None:
        found = silence(self.message, self.standing, self.policy)
        return None if self.closing and found in LIMITS else found

    @property
    def cause(self) -> Cause:
        return Cause.ORGANISER if self.standing.vouched else Cause.MAIL

    @property
    def sender(self) -> str:
        """The address as it is stored."""
        local, _, domain = self.message.sender.address.rpartition("@")
        return f"{local}@{domain.lower()}" if local else ""

    @property
    def asker(self) -> str:
        """Where an answer goes: From, or a Reply-To of the same organisation (RELIABILITY.md, P19).

        Strangers share a freemail domain, so there only From counts.
        """
        other = self.message.reply_to
        same = other is not None and domain_of(other.address) == domain_of(self.sender)
        return other.address if other and same and not is_freemail(self.sender) else self.sender

    @property
    def language(self) -> str:
        return self.reply_language(self.request.language)

    def reply_language(self, language: str) -> str:
        return written_in(language, self.policy)

    def seats(self, key: str) -> Seats:
        return self.standing.seats[key]

    def event(self, registration: Registration) -> Event:
        return self.standing.seats[registration.event].event

    def is_stored(self, registration: Registration) -> bool:
        """Whether the mail says it comes from the stored address; upper case is the same person."""
        return registration.contact.casefold() == self.sender.casefold()

    def known(self) -> tuple[Registration, ...]:
        """Registrations the mail may be about, best first: referred to, then the sender's own."""
        both = (*self.standing.referred, *self.standing.own)
        unique = {r.code: r for r in reversed(both)}
        return tuple(unique[code] for code in dict.fromkeys(r.code for r in both))

    def active(self) -> tuple[Registration, ...]:
        return tuple(r for r in self.known() if r.state in ACTIVE and r.event in self.standing.seats)

    def answer(self, registration: Registration, weight: Weight) -> Answer:
        """What the mail may do to this registration (DESIGN.md, Proof)."""
        if self.standing.vouched:
            return Answer.ACT
        return allowed(self.proof_for(registration), stored=self.is_stored(registration), weight=weight)

    def proof_for(self, registration: Registration) -> Proof:
        """The mail's proof as far as it concerns this registration.

        A challenge is bound to the registration and the wish it was sent for; a thread,
        token or code of somebody else's registration says nothing about this one.
        """
        proof = self.standing.proof
        if proof is Proof.CHALLENGE and not self._challenged(registration):
            proof = Proof.STANDING
        if proof is Proof.STANDING and not self._reaches(registration):
            aligned = self.message.authentication is AuthenticationVerdict.ALIGNED_PASS
            proof = Proof.AUTHENTICATED if aligned else Proof.NOTHING
        return proof

    def _challenged(self, registration: Registration) -> bool:
        pending = self.standing.pending
        bound = pending is not None and pending.registration == registration.code
        return bound and pending is not None and pending.request.intent is self.request.intent

    def _reaches(self, registration: Registration) -> bool:
        referred = self.standing.referred
        if any(r.code == registration.code for r in referred):
            return True
        return self.is_stored(registration) and any(map(self.is_stored, referred))

    def answering(self, request: Request, received: datetime, concerns: str | None) -> "Case":
        """The case of the earlier mail, now that our question about it is answered."""
        return replace(self, request=request, received=received, concerns=concerns)
