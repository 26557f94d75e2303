"""Opening a conversation with a submission server: TCP, TLS, greeting, login.

Promise: nothing secret is sent before TLS stands where TLS is asked for.
"""

import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from processor import limits
from processor.delivery.dialogue import Dialogue, Step
from processor.delivery.explain import clearly, refused
from processor.delivery.login import log_in


@dataclass(frozen=True, slots=True)
class Patience:
    """How long each kind of answer may take, in seconds."""

    connect: float = limits.SMTP_CONNECT
    command: float = limits.SMTP_COMMAND
    final_dot: float = limits.SMTP_FINAL_DOT


@dataclass(frozen=True, slots=True)
class SmtpSettings:
    """Where mail is handed over. `secret` gives the password or a fresh OAuth 2 token; no `user`: no login."""

    host: str
    user: str | None = None
    secret: Callable[[], str] = field(default=str, repr=False)
    port: int | None = None  # None: 465 with TLS, else 587
    security: Literal["tls", "starttls", "none"] = "starttls"
    auth: Literal["password", "xoauth2"] = "password"
    ca_file: Path | None = None  # None: the system's authorities
    patience: Patience = Patience()

    @property
    def server(self) -> str:
        """Host and port, for people."""
        return f"{self.host}:{self.effective_port}"

    @property
    def effective_port(self) -> int:
        """The port as configured, else the usual one."""
        return self.port or (465 if self.security == "tls" else 587)


def connect(settings: SmtpSettings) -> Dialogue:
    """A conversation that is ready for MAIL. Raises DeliveryError, always temporary: no mail was refused yet."""
    trust = ssl.create_default_context(cafile=settings.ca_file)
    dialogue = Dialogue(settings.patience.connect, trust if settings.security == "tls" else None)
    try:
        with clearly(dialogue, settings.server):
            _expect(dialogue, settings, dialogue.begin(settings.host, settings.effective_port), 220)
            _greet(dialogue, settings)
            if settings.security == "starttls":
                dialogue.step = Step.SECURE
                dialogue.secure(trust)
                _greet(dialogue, settings)
            if settings.user is not None:
                dialogue.step = Step.LOG_IN
                answer = log_in(dialogue, settings.auth, settings.user, settings.secret())
                _expect(dialogue, settings, answer, 235)
    except BaseException:
        dialogue.close()
        raise
    return dialogue


def _greet(dialogue: Dialogue, settings: SmtpSettings) -> None:
    dialogue.step = Step.GREET
    _expect(dialogue, settings, dialogue.ehlo(dialogue.own_name()), 250)


def _expect(dialogue: Dialogue, settings: SmtpSettings, answer: tuple[int, bytes], code: int) -> None:
    if answer[0] != code:
        raise refused(dialogue.step, settings.server, *answer)
