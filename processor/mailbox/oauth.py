"""OAuth 2 tokens for mailboxes and submission servers: Microsoft 365 and Google.

Promise: a provider is called at every login and gives a token that is valid
for at least `SPARE` more seconds; it renews by itself and never asks a person.
The providers' libraries are extras (`oauth`) and loaded when first needed.
"""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any

from processor.mailbox.port import MailboxError

SPARE = 300.0  # seconds a token must still be valid; clocks differ, and a session outlives its login
MICROSOFT_SCOPE = "https://outlook.office365.com/.default"
GOOGLE_SCOPE = "https://mail.google.com/"


@dataclass(frozen=True, slots=True)
class Token:
    """What a provider hands out."""

    text: str = field(repr=False)
    seconds: float  # of validity, from now


class TokenProvider:
    """A token by `ask`, kept until it nears its end. Calling it gives the token; threads may share it."""

    def __init__(self, ask: Callable[[], Token], clock: Callable[[], float] = time.monotonic) -> None:
        self._ask = ask
        self._clock = clock
        self._lock = threading.Lock()
        self._token: Token | None = None
        self._ends = 0.0

    def __call__(self) -> str:
        """A valid token. Raises MailboxError where the provider gives none."""
        with self._lock:
            if self._token is None or self._clock() > self._ends - SPARE:
                self._token = self._ask()
                self._ends = self._clock() + self._token.seconds
            return self._token.text


def microsoft(tenant: str, client_id: str, secret: Callable[[], str]) -> TokenProvider:
    """Tokens of an application registered in Microsoft Entra (client credentials; the mailbox must grant it access)."""

    def ask() -> Token:
        msal = _library("msal")
        application = msal.ConfidentialClientApplication(
            client_id, client_credential=secret(), authority=f"https://login.microsoftonline.com/{tenant}")
        return microsoft_token(application.acquire_token_for_client(scopes=[MICROSOFT_SCOPE]))

    return TokenProvider(ask)


def microsoft_token(answer: dict[str, object]) -> Token:
    """The token in an answer of Microsoft's library. Raises MailboxError with its reason where there is none."""
    if "access_token" in answer:
        return Token(str(answer["access_token"]), float(str(answer.get("expires_in", 0))))
    reason = str(answer.get("error_description") or answer.get("error") or "no reason")[:200]
    refused = str(answer.get("error", "")) in ("invalid_client", "unauthorized_client", "invalid_grant")
    raise MailboxError(f"Microsoft gave no token. Seen: {reason}. Likely cause: the application's secret ran out or "
                       "was withdrawn. Make a new one in Entra and put it where the processor reads it.",
                       temporary=not refused)


def google(key_file: Path, user: str) -> TokenProvider:
    """Tokens of a Google service account with domain-wide delegation, acting as `user`."""

    def ask() -> Token:
        service_account = _library("google.oauth2.service_account")
        request = _library("google.auth.transport.requests").Request()
        try:
            credentials = service_account.Credentials.from_service_account_file(
                str(key_file), scopes=[GOOGLE_SCOPE], subject=user)
            credentials.refresh(request)
        except Exception as error:  # the library raises its own, requests' and ValueError
            seen = f"{type(error).__name__}: {str(error)[:200]}"
            raise MailboxError(f"Google gave no token. Seen: {seen}. Likely cause: the key in {key_file} was withdrawn "
                               f"or delegation for {GOOGLE_SCOPE} is missing. Check both in the admin "
                               "console.") from error
        return Token(credentials.token, 3600.0)  # Google's tokens live an hour

    return TokenProvider(ask)


def _library(name: str) -> Any:
    try:
        return import_module(name)
    except ImportError:
        raise MailboxError(f"The library {name!r} for OAuth 2 is not installed. Install the processor with its extra: "
                           "pip install 'registration-processor[oauth]'.", temporary=False) from None
