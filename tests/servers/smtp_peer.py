"""An SMTP server that follows a script: well-behaved, but for one thing at one step of its first conversation.

It records every octet it was sent, so that tests can say what really went out.
"""

import socket
import ssl
import struct
import threading
import time
from dataclasses import dataclass, field
from enum import StrEnum

from servers.certificates import Certificate


class Stage(StrEnum):
    """Steps of a conversation that can go wrong."""

    CONNECT = "connect"
    TLS = "TLS"
    EHLO = "EHLO"
    AUTH = "AUTH"
    MAIL = "MAIL"
    RCPT = "RCPT"
    DATA = "DATA"
    BODY = "body"
    DOT = "final dot"
    QUIT = "QUIT"


class Fault(StrEnum):
    """Ways in which they go wrong."""

    LATER = "4xx"
    NEVER = "5xx"
    CLOSE = "close"
    RESET = "reset"
    SILENCE = "silence"
    GARBAGE = "garbage"
    TRICKLE = "trickle"


STAGE_OF = {"EHLO": Stage.EHLO, "STARTTLS": Stage.TLS, "AUTH": Stage.AUTH, "MAIL": Stage.MAIL, "RCPT": Stage.RCPT,
            "DATA": Stage.DATA, "QUIT": Stage.QUIT}
ANSWER = {"EHLO": b"250-peer\r\n250-STARTTLS\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250 AUTH PLAIN\r\n",
          "STARTTLS": b"220 go\r\n", "AUTH": b"235 in\r\n", "DATA": b"354 send\r\n", "QUIT": b"221 bye\r\n"}


class Over(Exception):
    """The conversation ends."""


@dataclass(slots=True)
class Peer:
    """A listening server; `fault` happens at `stage` in the first conversation only."""

    certificate: Certificate
    stage: Stage | None = None
    fault: Fault | None = None
    port: int = 0
    commands: list[str] = field(default_factory=list)
    contents: list[bytes] = field(default_factory=list)  # what stood between DATA's answer and the final dot
    answers: dict[str, bytes] = field(default_factory=dict)  # instead of ANSWER's
    conversations: int = 0
    _listener: socket.socket | None = None
    _ending: threading.Event = field(default_factory=threading.Event)

    def start(self) -> "Peer":
        """Listen."""
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, args=(self._listener,), daemon=True).start()
        return self

    def stop(self) -> None:
        """Listen no more; what is silent now ends."""
        self._ending.set()
        if self._listener is not None:
            self._listener.close()

    def _accept(self, listener: socket.socket) -> None:
        while not self._ending.is_set():
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            self.conversations += 1
            threading.Thread(target=self._serve, args=(connection, self.conversations == 1), daemon=True).start()

    def _serve(self, connection: socket.socket, faulty: bool) -> None:
        conversation = Conversation(self, connection, faulty)
        try:
            conversation.run()
        except (OSError, Over):
            pass
        finally:
            conversation.connection.close()

    def misbehave(self, connection: socket.socket) -> None:
        """Do what the script says. Raises Over where nothing can follow."""
        match self.fault:
            case Fault.LATER:
                connection.sendall(b"451 4.3.0 try later\r\n")
            case Fault.NEVER:
                connection.sendall(b"554 5.7.1 no\r\n")
            case Fault.GARBAGE:
                connection.sendall(b"\x00\xff{garbage}\r\n")
            case Fault.RESET:
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                raise Over
            case Fault.SILENCE:
                self._ending.wait(20)
                raise Over
            case Fault.TRICKLE:
                for octet in b"250-" + b"x" * 1000:
                    connection.sendall(bytes([octet]))
                    if self._ending.wait(0.02):
                        break
                raise Over
            case _:
                raise Over


@dataclass(slots=True)
class Conversation:
    """One client's conversation with the peer."""

    peer: Peer
    connection: socket.socket
    faulty: bool
    unread: bytes = b""

    def run(self) -> None:
        """Serve until the client leaves."""
        if not self.fails_at(Stage.CONNECT):
            self.say(b"220 peer\r\n")
        while line := self.line():
            command = line.decode("utf-8", "replace").rstrip("\r\n")
            self.peer.commands.append(command)
            verb = command.split(" ")[0].upper()
            if not (verb in STAGE_OF and self.fails_at(STAGE_OF[verb])):
                self.answer(verb)

    def answer(self, verb: str) -> None:
        """The well-behaved answer to a command, and what follows it."""
        self.say(self.peer.answers.get(verb, ANSWER.get(verb, b"250 ok\r\n")))
        if verb == "STARTTLS":
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(self.peer.certificate.chain, self.peer.certificate.key)
            self.connection, self.unread = context.wrap_socket(self.connection, server_side=True), b""
        elif verb == "DATA":
            self.content()
        elif verb == "QUIT":
            raise Over

    def content(self) -> None:
        """Take a mail's content."""
        if self.fails_at(Stage.BODY, after=self.line):
            time.sleep(0.05)  # let the rest arrive, so that closing is no reset
            self.unread += self.connection.recv(1_000_000) if b"\r\n.\r\n" not in self.unread else b""
            raise Over
        while b"\r\n.\r\n" not in b"\r\n" + self.unread:
            self.read()
        whole, _, self.unread = (b"\r\n" + self.unread).partition(b"\r\n.\r\n")
        self.peer.contents.append(whole[2:] + b"\r\n")
        if not self.fails_at(Stage.DOT):
            self.say(b"250 2.0.0 taken\r\n")

    def fails_at(self, stage: Stage, after: object = None) -> bool:
        """Whether this is where the script goes wrong; then it has."""
        if not self.faulty or self.peer.stage is not stage:
            return False
        self.faulty = False
        if callable(after):
            after()
        self.peer.misbehave(self.connection)
        return True

    def say(self, words: bytes) -> None:
        self.connection.sendall(words)

    def line(self) -> bytes:
        while b"\n" not in self.unread:
            self.read()
        line, end, self.unread = self.unread.partition(b"\n")
        return line + end

    def read(self) -> None:
        more = self.connection.recv(65536)
        if not more:
            raise Over
        self.unread += more
