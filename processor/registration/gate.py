"""The one gate before the outbox: who may be answered (RFC 3834, section 2; RELIABILITY.md, rules 2 to 5).

Promise: no reply leaves without passing `silence`. It decides about answering
only; whether a mail is processed is decided elsewhere. Evidence of a machine is
a statement, never a hint: X-Auto-Response-Suppress on a human's mail is none.
"""

from enum import StrEnum

from processor.message.model import AuthenticationVerdict, Message
from processor.registration.model import Policy, Proof, Standing

# One domain, thousands of strangers: after a newspaper article 80 people write from gmx.de.
FREEMAIL = frozenset([
    "aol.com", "arcor.de", "freenet.de", "gmail.com", "gmx.at", "gmx.ch", "gmx.com", "gmx.de", "gmx.net",
    "googlemail.com", "hotmail.com", "hotmail.de", "hotmail.fr", "icloud.com", "kabelmail.de", "laposte.net",
    "libero.it", "live.com", "live.de", "mac.com", "mail.de", "mail.ru", "mailbox.org", "me.com", "msn.com",
    "online.de", "orange.fr", "outlook.com", "outlook.de", "posteo.de", "posteo.net", "proton.me", "protonmail.com",
    "rambler.ru", "rocketmail.com", "t-online.de", "ukr.net", "vodafone.de", "web.de", "wp.pl", "yahoo.com",
    "yahoo.de", "yahoo.fr", "yandex.com", "yandex.ru", "ymail.com", "o2mail.de", "interia.pl", "onet.pl",
    "seznam.cz", "abv.bg",
])
SYSTEM = frozenset([
    "mailer-daemon", "postmaster", "noreply", "no-reply", "donotreply", "do-not-reply", "bounce", "bounces", "abuse",
    "root",
])
_NO_REPLY = ("noreply", "no-reply", "donotreply", "do-not-reply", "no_reply")


class Silence(StrEnum):
    """Why a mail is not answered."""

    NULL_SENDER = "null sender"
    AUTOMATIC = "written by a machine"
    NO_SENDER = "no single sender"
    SYSTEM_SENDER = "system sender"
    OWN_ADDRESS = "our own address"
    FORGED = "the sender's domain says it is forged"
    MUTED = "asked us to be left alone"
    WRONG_CODES = "too many wrong codes today"
    REPLIES_TODAY = "enough replies today"
    UNPROVEN_TODAY = "enough replies today to an unproven sender"
    SAME_TEXT = "the same text from many senders"
    DOMAIN = "too many mails from one domain this hour"


MACHINES = frozenset({Silence.NULL_SENDER, Silence.AUTOMATIC, Silence.SYSTEM_SENDER, Silence.OWN_ADDRESS})

LIMITS = frozenset({Silence.REPLIES_TODAY, Silence.UNPROVEN_TODAY, Silence.SAME_TEXT, Silence.DOMAIN})


def silence(message: Message, standing: Standing, policy: Policy) -> Silence | None:
    """The reason not to answer `message`, or None where it may be answered.

    Machines first, then forgery, then limits; an organiser who vouched for the
    mail lifts the limits and nothing else.
    """
    return _machine(message, policy) or _distrust(message, standing) or _limit(message, standing, policy)


def error_silenced(standing: Standing, policy: Policy) -> bool:
    """One "not understood" or "received" a day and address: a loop of two polite machines ends here."""
    return not standing.vouched and standing.errors_today >= policy.limits.errors_per_address


def is_freemail(address: str) -> bool:
    """Whether many strangers share the address's domain."""
    return domain_of(address) in FREEMAIL


def domain_of(address: str) -> str:
    """The domain, folded; '' where there is none."""
    return address.rpartition("@")[2].casefold()


def _machine(message: Message, policy: Policy) -> Silence | None:
    if message.envelope_sender == "":
        return Silence.NULL_SENDER
    if message.automatic is not None or message.delivery_status is not None:
        return Silence.AUTOMATIC
    if not message.sender.address:
        return Silence.NO_SENDER
    if message.sender.address.casefold() in policy.own_addresses:
        return Silence.OWN_ADDRESS
    if _is_system(message.sender.address) or _is_system(message.envelope_sender or ""):
        return Silence.SYSTEM_SENDER
    return None


def _is_system(address: str) -> bool:
    local = address.rpartition("@")[0].casefold()
    return local in SYSTEM or local.startswith(_NO_REPLY)


def _distrust(message: Message, standing: Standing) -> Silence | None:
    if Proof.FORGED is standing.proof or message.authentication is AuthenticationVerdict.FAIL:
        return Silence.FORGED
    return Silence.MUTED if standing.muted else None


def _limit(message: Message, standing: Standing, policy: Policy) -> Silence | None:
    if standing.vouched:
        return None
    limits = policy.limits
    if standing.wrong_codes_today >= limits.wrong_codes:
        return Silence.WRONG_CODES
    if standing.replies_today >= limits.per_address:
        return Silence.REPLIES_TODAY
    unproven = standing.proof is Proof.NOTHING and not _is_asked_for(message, standing)
    if unproven and standing.unproven_today >= limits.unproven_per_address:
        return Silence.UNPROVEN_TODAY
    if standing.same_text_last_hour >= limits.same_text:
        return Silence.SAME_TEXT
    if standing.domain_last_hour >= limits.per_domain and not is_freemail(message.sender.address):
        return Silence.DOMAIN
    return None


def _is_asked_for(message: Message, standing: Standing) -> bool:
    """Whether we asked this sender something: pressing its button opens a mail that carries no proof of ours."""
    asked = standing.pending
    return asked is not None and not asked.challenge and asked.sender.casefold() == message.sender.address.casefold()
