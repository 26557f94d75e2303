"""What went wrong with an IMAP server, in words an administrator can act on.

Promise: whatever the server, the network or the library did, one `MailboxError`
says what was tried, what was seen, the likely cause and the remedy. Trying
again is the rule; only what cannot heal by itself is permanent.
"""

import imaplib
import re
import socket
import ssl

from imapclient.exceptions import CapabilityError, LoginError

from processor.mailbox.port import MailboxError

SEEN = 200  # characters of the server's words that are shown
_BAD_SECRET = re.compile(r"AUTHENTICATIONFAILED|AUTHORIZATIONFAILED|EXPIRED|PRIVACYREQUIRED|LOGINDISABLED", re.I)
_LATER = re.compile(r"UNAVAILABLE|INUSE|SERVERBUG|LIMIT|too many|try again|socket error|EOF|timed out", re.I)


def was_refused(error: BaseException) -> bool:
    """Whether the server answered NO or BAD, so that the connection can still be used."""
    return isinstance(error, imaplib.IMAP4.error) and not isinstance(error, imaplib.IMAP4.abort)


def explained(doing: str, server: str, error: Exception) -> MailboxError:
    """The one error to raise for `error`, which came up while `doing` something at `server`."""
    if isinstance(error, MailboxError):
        return error
    cause, remedy, temporary = _why(error)
    return MailboxError(f"Could not {doing} at {server}. Seen: {_seen(error)}. Likely cause: {cause}. {remedy}",
                        temporary=temporary)


def _seen(error: Exception) -> str:
    words = error.args[0] if error.args and isinstance(error.args[0], str | bytes) else str(error)
    text = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    shown = "".join(character if character.isprintable() else " " for character in text)[:SEEN]
    return f"{type(error).__name__}: {shown}"


def _why(error: Exception) -> tuple[str, str, bool]:
    """(likely cause, remedy, temporary). The order matters: some of these are subclasses of others."""
    match error:
        case ssl.SSLCertVerificationError():
            return ("the server's certificate is not valid for this host name or its authority is not known",
                    "Set mailbox.host to a name in the certificate, or mailbox.ca_file to the authority's file.", False)
        case ssl.SSLError():
            return ("the port speaks no TLS, or an old one", "Check mailbox.port and mailbox.security.", False)
        case socket.gaierror():
            return ("the host name is misspelt or the name server is away", "Check mailbox.host.", True)
        case TimeoutError():
            return ("the server or the network is slow or away", "It is tried again by itself.", True)
        case ConnectionRefusedError():
            return ("nothing listens on that port", "Check mailbox.host and mailbox.port.", True)
        case OSError():
            return ("the network broke off", "It is tried again by itself.", True)
        case LoginError():
            return _why_no_login(str(error))
        case CapabilityError():
            return ("the server does not offer what is needed", "Check mailbox.security and mailbox.auth.", False)
        case imaplib.IMAP4.readonly():
            return ("the mailbox may only be read", "Give the account the right to move mails.", False)
        case imaplib.IMAP4.abort():
            return ("the connection ended early", "It is tried again by itself.", True)
        case imaplib.IMAP4.error():
            return ("the server refused", "It is tried again by itself; the server's words say more.", True)
    return ("the server's answer was not IMAP", "It is tried again by itself.", True)


def _why_no_login(words: str) -> tuple[str, str, bool]:
    """A connection that drops during LOGIN looks like a refused login to the library."""
    if _LATER.search(words) and not _BAD_SECRET.search(words):
        return ("the server takes no logins at the moment", "It is tried again by itself.", True)
    return ("user or password are wrong, or the provider wants OAuth 2",
            "Check mailbox.user, the password and mailbox.auth.", False)
