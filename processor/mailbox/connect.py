"""Opening an IMAP connection: TCP, TLS, login.

Promise: nothing secret is sent before TLS stands where TLS is asked for, and
every step has a time limit. The library writes every octet into a debug log
unless told not to; it is told (large mails are fetched 9 times faster).
"""

import re
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from imapclient import IMAPClient, SocketTimeout

from processor import limits
from processor.mailbox.port import MailboxError

PLAIN_NAME = re.compile(r"[A-Za-z0-9@._+=-]+")  # what LOGIN carries unquoted


@dataclass(frozen=True, slots=True)
class ImapSettings:
    """Where the mailbox is and how to enter it. `secret` gives the password or a fresh OAuth 2 token."""

    host: str
    user: str
    secret: Callable[[], str] = field(repr=False)
    port: int | None = None  # None: 993 with TLS, else 143
    security: Literal["tls", "starttls", "none"] = "tls"
    auth: Literal["password", "xoauth2"] = "password"
    ca_file: Path | None = None  # None: the system's authorities
    connect_timeout: float = limits.IMAP_CONNECT  # seconds
    read_timeout: float = limits.IMAP_READ  # seconds

    @property
    def server(self) -> str:
        """Host and port, for people."""
        return f"{self.host}:{self.port}" if self.port else self.host


def connect(settings: ImapSettings) -> IMAPClient:
    """A logged-in client. Raises whatever the library and the network raise; explain.py knows them."""
    trust = ssl.create_default_context(cafile=settings.ca_file)
    timeout = SocketTimeout(settings.connect_timeout, settings.read_timeout)
    tls = settings.security == "tls"
    client = IMAPClient(settings.host, settings.port, ssl=tls, ssl_context=trust, timeout=timeout)
    try:
        _quiet(client)
        client.normalise_times = False  # else INTERNALDATE loses its zone
        if settings.security == "starttls":
            client.starttls(trust)
            _quiet(client)
        _log_in(client, settings)
    except BaseException:
        client.shutdown()
        raise
    return client


def _quiet(client: IMAPClient) -> None:
    imap: Any = client._imap
    imap.debug = 0
    imap._mesg = lambda *_: None


def _log_in(client: IMAPClient, settings: ImapSettings) -> None:
    """LOGIN where it can carry the password, else AUTHENTICATE PLAIN."""
    secret = settings.secret()
    if any(character in settings.user + secret for character in "\r\n\0"):
        raise MailboxError("The mailbox's user or password has a line break or NUL in it, which no server takes. Check "
                           "mailbox.user and the file or variable the password is read from.", temporary=False)
    if settings.auth == "xoauth2":
        client.oauth2_login(settings.user, secret)
    elif secret.isascii() and PLAIN_NAME.fullmatch(settings.user) and not client.has_capability("LOGINDISABLED"):
        client.login(settings.user, secret)
    else:
        client.plain_login(settings.user, secret)
