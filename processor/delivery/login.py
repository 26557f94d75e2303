"""Logging in to a submission server (RFC 4954): PLAIN, LOGIN or XOAUTH2.

The library's own login sends ASCII only and begins with CRAM-MD5, which needs
the password in clear on the server; over TLS, PLAIN is the better one.
"""

import base64

from processor.delivery.dialogue import Dialogue
from processor.delivery.port import DeliveryError


def log_in(dialogue: Dialogue, auth: str, user: str, secret: str) -> tuple[int, bytes]:
    """The server's answer, 235 where it let us in. Raises DeliveryError where it offers no way to log in."""
    offered = dialogue.esmtp_features.get("auth", "").upper().replace("=", " ").split()
    if auth == "xoauth2":
        return _xoauth2(dialogue, user, secret)
    if "PLAIN" in offered:
        return dialogue.docmd("AUTH", "PLAIN " + _encoded(f"\0{user}\0{secret}"))
    if "LOGIN" in offered:
        return _login(dialogue, user, secret)
    known = " ".join(offered) or "none"
    raise DeliveryError(f"The server offers no way to log in with a password (it offers: {known}). "
                        "Check delivery.security and delivery.port; without a login nothing is sent.")


def _login(dialogue: Dialogue, user: str, secret: str) -> tuple[int, bytes]:
    for line in ("AUTH LOGIN", _encoded(user)):
        answer = dialogue.docmd(line)
        if answer[0] != 334:
            return answer
    return dialogue.docmd(_encoded(secret))


def _xoauth2(dialogue: Dialogue, user: str, token: str) -> tuple[int, bytes]:
    """On failure the server first explains itself in a 334, and wants an empty line for its refusal."""
    answer = dialogue.docmd("AUTH", "XOAUTH2 " + _encoded(f"user={user}\1auth=Bearer {token}\1\1"))
    return dialogue.docmd("") if answer[0] == 334 else answer


def _encoded(text: str) -> str:
    return base64.b64encode(text.encode()).decode("ascii")
