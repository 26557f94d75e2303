"""What the folders are called: names by role and language, checked before any server sees them.

Names are written with "/" between levels; an adapter turns that into its own
delimiter. Names come from config and from folder_names.toml, never from a mail.
"""

import tomllib
import unicodedata
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from processor.mailbox.port import MailboxError, Role

NAME = 200  # characters; servers keep a folder name in one file name of 255 octets at most
FALLBACK = "en"


def folder_names(language: str, configured: Mapping[str, str | None] | None = None) -> dict[Role, str]:
    """Each role's folder name: `configured` (by role value) where given, else the language's.

    SENT stands in the answer only where it is configured: else the server is
    asked, which marks that folder (RFC 6154). An unknown language is English.
    Raises MailboxError (permanent) for names no server could take.
    """
    by_language = _table()["names"]
    names = {Role.INBOX: "INBOX"}
    names |= {Role(role): name for role, name in by_language.get(language, by_language[FALLBACK]).items()}
    names |= {Role(role): name for role, name in (configured or {}).items() if name is not None}
    return checked(names)


def usual_sent_names() -> tuple[str, ...]:
    """What the Sent folder is called on servers that do not mark it; the first is used for a new one."""
    return tuple(_table()["sent"])


def languages() -> frozenset[str]:
    """The languages that have folder names of their own."""
    return frozenset(_table()["names"])


def checked(names: Mapping[Role, str]) -> dict[Role, str]:
    """`names` in NFC, each usable and each its own. Raises MailboxError (permanent) otherwise."""
    normal = {role: unicodedata.normalize("NFC", name) for role, name in names.items()}
    for role, name in normal.items():
        if fault := _fault(name):
            raise MailboxError(f"The folder name {name!r} for {role.value!r} {fault}. "
                               "Correct it under [mailbox.folders].", temporary=False)
    if len({name.casefold() for name in normal.values()}) < len(normal):
        raise MailboxError(f"Two folders have the same name: {sorted(normal.values())}. Give each its own under "
                           "[mailbox.folders].", temporary=False)
    return normal


def _fault(name: str) -> str | None:
    if not all(level.strip() for level in name.split("/")):
        return "has an empty level"
    if len(name) > NAME:
        return f"is longer than {NAME} characters"
    if any(unicodedata.category(character) in ("Cc", "Cs", "Zl", "Zp") for character in name):
        return "has a control character"
    if any(character in '*%"\\' for character in name):
        return 'has one of * % " \\, which mean something else to mail servers'
    return None


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(files("processor.mailbox").joinpath("folder_names.toml").read_text("utf-8"))
