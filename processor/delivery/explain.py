"""What went wrong with an SMTP server, in words an administrator can act on."""

import smtplib
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager

from processor.delivery.dialogue import Dialogue, Garbled, Step
from processor.delivery.port import DeliveryError

SEEN = 200  # characters of the server's words that are shown
LOGIN_WANTED = frozenset({530, 534, 535, 538})  # about the login (RFC 4954, 6), whatever command they answer
OUT_OF_STEP = 503  # about the order of commands, not about a mail
LATER = "It is tried again by itself."


ABOUT_THE_MAIL = frozenset({Step.SENDER, Step.RECIPIENT, Step.DATA, Step.CONTENT})


@contextmanager
def clearly(dialogue: Dialogue, server: str) -> Iterator[None]:
    """Whatever goes wrong inside is a DeliveryError."""
    try:
        yield
    except DeliveryError:
        raise
    except smtplib.SMTPResponseException as error:
        words = error.smtp_error if isinstance(error.smtp_error, bytes) else str(error.smtp_error).encode()
        raise refused(dialogue.step, server, error.smtp_code, words) from error
    except Exception as error:
        raise explained(dialogue.step, server, error) from error


def refused(step: Step, server: str, code: int, words: bytes) -> DeliveryError:
    """The error for an answer that was not the hoped-for one."""
    about_login = step is Step.LOG_IN or code in LOGIN_WANTED
    permanent = code >= 500 and step in ABOUT_THE_MAIL and code not in LOGIN_WANTED and code != OUT_OF_STEP
    if about_login:
        cause, remedy = "user or password are wrong, or the provider wants OAuth 2", (
            "Check delivery.user, the password and delivery.auth; mails wait until then.")
    elif permanent:
        cause, remedy = "the server will not take this mail", "Read its words; often the address does not exist."
    elif code >= 500:
        cause, remedy = "the server will not talk to us", "Check delivery.host and delivery.port; mails wait."
    elif code >= 400:
        cause, remedy = "the server is busy, or lets unknown senders wait (greylisting)", LATER
    else:
        cause, remedy = "the server answered something else than was asked", LATER
    seen = f"{code} {shown(words)}"
    return DeliveryError(f"Could not {step.value} at {server}. Seen: {seen}. Likely cause: {cause}. {remedy}",
                         temporary=not permanent, code=code)


def explained(step: Step, server: str, error: Exception) -> DeliveryError:
    """The error for a conversation that broke off: always temporary, for nobody refused this mail."""
    cause, remedy = _why(error)
    seen = f"{type(error).__name__}: {shown(str(error))}"
    return DeliveryError(f"Could not {step.value} at {server}. Seen: {seen}. Likely cause: {cause}. {remedy}")


def shown(words: bytes | str) -> str:
    """A server's words on one line, without anything unprintable."""
    text = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    return "".join(character if character.isprintable() else " " for character in text)[:SEEN]


def _why(error: Exception) -> tuple[str, str]:
    match error:
        case ssl.SSLCertVerificationError():
            return ("the server's certificate is not valid for this host name or its authority is not known",
                    "Set delivery.host to a name in the certificate, or delivery.ca_file to the authority's file.")
        case ssl.SSLError():
            return "the port speaks no TLS, or an old one", "Check delivery.port and delivery.security."
        case smtplib.SMTPNotSupportedError():
            return "the server offers no STARTTLS", "Check delivery.port and delivery.security."
        case socket.gaierror():
            return "the host name is misspelt or the name server is away", "Check delivery.host."
        case Garbled():
            return "something else than a mail server answers there", "Check delivery.host and delivery.port."
        case ConnectionRefusedError():
            return "nothing listens on that port", "Check delivery.host and delivery.port."
    return "the server or the network is slow or broke off", LATER
