"""An IMAP server that says what a test wants it to say, and records what it was asked."""

import re
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import BinaryIO

SELECTED = (b"* 3 EXISTS\r\n* 0 RECENT\r\n* FLAGS (\\Seen \\Deleted)\r\n"
            b"* OK [PERMANENTFLAGS (\\Seen \\Deleted \\*)] \r\n* OK [UIDVALIDITY 7] \r\n* OK [UIDNEXT 4] \r\n")
USUAL = {
    "CAPABILITY": b"* CAPABILITY IMAP4rev1 IDLE MOVE UIDPLUS\r\n",
    "LOGIN": b"",
    "LIST": b'* LIST (\\HasNoChildren) "/" INBOX\r\n',
    "SELECT": SELECTED,
    "LOGOUT": b"* BYE\r\n",
    "IDLE": b"+ idling\r\n",
    "APPEND": b"+ go on\r\n",
    "AUTHENTICATE": b"+ \r\n",
}

Answer = bytes | Callable[[str], bytes | None]


class Hangup(Exception):
    """The server closes the connection."""


def hang_up(_: str) -> bytes:
    """An answer for `answers`: none at all, and the connection ends."""
    raise Hangup


@dataclass(slots=True)
class ImapPeer:
    """Listens on `port`. `answers` maps a pattern of a command (without its tag) to untagged lines, then OK follows.

    An answer with "TAG" in it is sent as it is, with the tag put in; one that
    begins with "+" waits for the rest of the command. A function is asked each time.
    """

    answers: dict[str, Answer] = field(default_factory=dict)
    commands: list[str] = field(default_factory=list)
    conversations: int = 0
    port: int = 0
    _listener: socket.socket | None = None

    def start(self) -> "ImapPeer":
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, args=(self._listener,), daemon=True).start()
        return self

    def stop(self) -> None:
        if self._listener is not None:
            self._listener.close()

    def _accept(self, listener: socket.socket) -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            self.conversations += 1
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        with connection, connection.makefile("rb") as lines:
            try:
                connection.sendall(b"* OK ready\r\n")
                for line in lines:
                    tag, _, command = line.decode("utf-8").rstrip("\r\n").partition(" ")
                    self.commands.append(command or tag)
                    said = self._answer(tag, command or tag)
                    connection.sendall(said)
                    if said.startswith(b"+"):
                        self._rest(lines, command)
                        connection.sendall(tag.encode() + b" OK done\r\n")
            except (Hangup, OSError):
                return

    def _rest(self, lines: BinaryIO, command: str) -> None:
        if literal := re.search(r"\{(\d+)\}$", command):
            lines.read(int(literal[1]))
        self.commands.append(lines.readline().decode("utf-8").strip())

    def _answer(self, tag: str, command: str) -> bytes:
        known = {**{re.escape(verb): answer for verb, answer in USUAL.items()}, **self.answers}
        patterns = [pattern for pattern in known if re.match(pattern, command, re.IGNORECASE)]
        answer = known[patterns[-1]] if patterns else b""
        said = answer(command) if callable(answer) else answer
        if said is None:
            return b""
        if b"TAG" in said or said.startswith(b"+"):
            return said.replace(b"TAG", tag.encode())
        return said + tag.encode() + b" OK done\r\n"
