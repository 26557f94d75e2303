"""Delivery by SMTP submission, over a connection that is kept.

Promise: as in port.py. TLS fails closed: without it neither password nor mail
leaves. Permanent is only what the server says about this mail (a 5xx to MAIL,
RCPT, DATA or the content); that a login fails is no mail's fault, so mails
wait until somebody mends it. One adapter belongs to one thread.
"""

import smtplib
import time
from contextlib import suppress

from processor.delivery.connect import Patience, SmtpSettings, connect
from processor.delivery.dialogue import Dialogue, Step
from processor.delivery.explain import clearly, refused
from processor.delivery.port import DeliveryError, Outgoing
from processor.delivery.wire import checked, content, needs_utf8

__all__ = ["Patience", "SmtpDelivery", "SmtpSettings"]

FRESH = 30.0  # seconds of silence after which a connection is asked whether it still lives
GOODBYE = 5.0  # seconds that leaving politely is worth


class SmtpDelivery:
    """Hands mails to one submission server. Connects when first used."""

    def __init__(self, settings: SmtpSettings) -> None:
        self._settings = settings
        self._kept: Dialogue | None = None
        self._used = 0.0

    def deliver(self, mail: Outgoing) -> str:
        """As in port.py."""
        dialogue = self._with_sender(checked(mail))
        try:
            words = self._hand_over(dialogue, mail)
        except DeliveryError as error:
            self._start_over(dialogue, error)
            raise
        except BaseException:
            self._drop()
            raise
        self._used = time.monotonic()
        return words

    def check(self) -> str:
        """As in port.py."""
        dialogue = connect(self._settings)
        offers = " ".join(sorted(dialogue.esmtp_features)).upper()
        self._leave(dialogue)
        login = f"logged in as {self._settings.user}" if self._settings.user else "no login"
        return f"{self._settings.server}: security {self._settings.security}, {login}; offers {offers}"

    def close(self) -> None:
        """As in port.py."""
        dialogue, self._kept = self._kept, None
        if dialogue is not None:
            self._leave(dialogue)

    def _with_sender(self, mail: Outgoing) -> Dialogue:
        """A conversation that has taken MAIL. A kept one that ended meanwhile is renewed once: nothing was said yet."""
        fresh = self._kept is None or not self._lives(self._kept)
        while True:
            dialogue = self._connected(fresh)
            try:
                self._name_sender(dialogue, mail)
                return dialogue
            except DeliveryError as error:
                self._start_over(dialogue, error)
                if fresh or self._kept is not None:
                    raise
                fresh = True
            except BaseException:
                self._drop()
                raise

    def _name_sender(self, dialogue: Dialogue, mail: Outgoing) -> None:
        utf8, options = needs_utf8(mail), ""
        if not mail.raw.isascii():
            self._require(dialogue, "8bitmime", "mails with 8-bit text")
            options += " BODY=8BITMIME"
        if utf8:
            self._require(dialogue, "smtputf8", "addresses outside ASCII")
            options += " SMTPUTF8"
        dialogue.command_encoding = "utf-8" if utf8 else "ascii"
        with clearly(dialogue, self._settings.server):
            self._ask(dialogue, Step.SENDER, f"MAIL FROM:<{mail.sender}>{options}", (250,))

    def _hand_over(self, dialogue: Dialogue, mail: Outgoing) -> str:
        with clearly(dialogue, self._settings.server):
            self._ask(dialogue, Step.RECIPIENT, f"RCPT TO:<{mail.recipient}>", (250, 251))
            self._ask(dialogue, Step.DATA, "DATA", (354,))
            dialogue.step, dialogue.patience = Step.CONTENT, self._settings.patience.final_dot
            dialogue.send(content(mail.raw))
            return self._answer(dialogue, (250,))

    def _ask(self, dialogue: Dialogue, step: Step, command: str, hoped_for: tuple[int, ...]) -> str:
        dialogue.step, dialogue.patience = step, self._settings.patience.command
        dialogue.putcmd(command)
        return self._answer(dialogue, hoped_for)

    def _answer(self, dialogue: Dialogue, hoped_for: tuple[int, ...]) -> str:
        code, words = dialogue.getreply()
        if code not in hoped_for:
            raise refused(dialogue.step, self._settings.server, code, words)
        return f"{code} {words.decode('utf-8', 'replace')}"

    def _require(self, dialogue: Dialogue, extension: str, what: str) -> None:
        if not dialogue.has_extn(extension):
            raise DeliveryError(f"{self._settings.server} does not take {what} ({extension.upper()} is missing). Write "
                                "to this person another way, or use a server that does.", temporary=False)

    def _connected(self, fresh: bool) -> Dialogue:
        if fresh or self._kept is None:
            self._drop()
            self._kept = connect(self._settings)
        return self._kept

    def _lives(self, dialogue: Dialogue) -> bool:
        """Whether the server still answers; asked only after a silence."""
        return time.monotonic() - self._used < FRESH or self._agrees(dialogue, "NOOP")

    def _agrees(self, dialogue: Dialogue, command: str) -> bool:
        dialogue.patience = self._settings.patience.connect
        with suppress(smtplib.SMTPException, OSError):
            return dialogue.docmd(command)[0] == 250
        return False

    def _start_over(self, dialogue: Dialogue, error: DeliveryError) -> None:
        """After a plain refusal the conversation goes on with RSET; in any doubt it is dropped."""
        plain = error.code is None or 400 <= error.code != 421
        if dialogue.sock is None or not plain or not self._agrees(dialogue, "RSET"):
            self._drop()

    def _leave(self, dialogue: Dialogue) -> None:
        dialogue.patience = min(GOODBYE, self._settings.patience.connect)
        with suppress(smtplib.SMTPException, OSError):
            dialogue.docmd("QUIT")
        dialogue.close()

    def _drop(self) -> None:
        dialogue, self._kept = self._kept, None
        if dialogue is not None:
            dialogue.close()
