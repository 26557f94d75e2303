"""One conversation with an SMTP server, in which every answer has a deadline.

The library's time limits are for each octet, so a server that trickles could
hold us for ever; here they are for the whole answer. What is not SMTP is told
apart from a refusal: `Garbled` is never an answer about a mail.
"""

import re
import smtplib
import socket
import ssl
import time
from enum import StrEnum
from typing import Any

ANSWER = 65_536  # octets of one answer; a server that says more says no SMTP
CHUNK = 65_536  # octets handed to the network at once
_LINE = re.compile(rb"([2-5][0-9][0-9])([ -]|$)(.*)", re.DOTALL)


class Step(StrEnum):
    """Where in the conversation we are."""

    CONNECT = "connect"
    GREET = "greet"
    SECURE = "secure the connection"
    LOG_IN = "log in"
    SENDER = "name the sender"
    RECIPIENT = "name the recipient"
    DATA = "begin the content"
    CONTENT = "hand over the content"


class Garbled(smtplib.SMTPException):
    """The server's words are not SMTP (RFC 5321, 4.2)."""


class Dialogue(smtplib.SMTP):
    """smtplib's client with deadlines; `step` and `patience` are set before each command."""

    def __init__(self, patience: float, tls: ssl.SSLContext | None = None) -> None:
        super().__init__(local_hostname="localhost")  # else the name server is asked
        self.patience = patience  # seconds for the next answer
        self.step = Step.CONNECT
        self._implicit_tls = tls
        self._unread = b""

    def begin(self, host: str, port: int) -> tuple[int, bytes]:
        """Connect (and secure, where TLS comes first); the greeting."""
        self._host = host
        return self.connect(host, port)

    def secure(self, trust: ssl.SSLContext) -> None:
        """STARTTLS. What was said in clear behind the server's answer could be anybody's: nothing of it is kept."""
        self.starttls(context=trust)
        self._unread = b""

    def own_name(self) -> str:
        """Our address literal (RFC 5321, 4.1.3): true everywhere, and asks no name server."""
        address = self._open().getsockname()[0]
        return f"[IPv6:{address}]" if ":" in address else f"[{address}]"

    def getreply(self) -> tuple[int, bytes]:
        """One whole answer. Raises Garbled, or SMTPServerDisconnected when the connection ends or time runs out."""
        until, lines, octets = time.monotonic() + self.patience, list[bytes](), 0
        while True:
            line = self._line(until)
            octets += len(line)
            found = _LINE.fullmatch(line)
            if found is None or octets > ANSWER:
                self.close()
                raise Garbled(repr(line[:80]))
            lines.append(found[3].strip())
            if found[2] != b"-":
                return int(found[1]), b"\n".join(lines)

    def send(self, s: Any) -> None:
        """As in smtplib, with one deadline for all of it."""
        raw = s.encode(self.command_encoding) if isinstance(s, str) else bytes(s)
        until = time.monotonic() + self.patience
        try:
            for start in range(0, len(raw), CHUNK):
                self._limit(until)
                self._open().sendall(raw[start:start + CHUNK])
        except OSError as error:
            self.close()
            raise smtplib.SMTPServerDisconnected(f"while sending: {error}") from error

    def close(self) -> None:
        """As in smtplib; forgets what was not read."""
        self._unread = b""
        super().close()

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        connection = socket.create_connection((host, port), self.patience)
        try:
            if self._implicit_tls is None:
                return connection
            return self._implicit_tls.wrap_socket(connection, server_hostname=host)
        except BaseException:
            connection.close()
            raise

    def _line(self, until: float) -> bytes:
        try:
            while b"\n" not in self._unread and len(self._unread) <= ANSWER:
                self._limit(until)
                more = self._open().recv(8192)
                if not more:
                    raise ConnectionError("the server closed the connection")
                self._unread += more
        except OSError as error:
            self.close()
            raise smtplib.SMTPServerDisconnected(str(error)) from error
        line, _, self._unread = self._unread.partition(b"\n")
        return line.rstrip(b"\r")

    def _limit(self, until: float) -> None:
        left = until - time.monotonic()
        if left <= 0:
            raise TimeoutError("time ran out")
        self._open().settimeout(left)

    def _open(self) -> socket.socket:
        if self.sock is None:
            raise ConnectionError("there is no connection")
        return self.sock
