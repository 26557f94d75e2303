"""What a reply needs besides its facts, and what comes out."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from processor.config import Config


class StandingTokens(Protocol):
    """Signs the code of a registration, so that a button's mail proves where it came from."""

    def standing(self, code: str) -> str:
        """A short signed token for `code`, in characters that need no quoting in a subject."""
        ...


@dataclass(frozen=True, slots=True)
class Privacy:
    """Who answers for the data (GDPR, article 13). Empty fields are left out of the notice."""

    controller: str = ""
    contact: str = ""
    data_protection_officer: str = ""
    legal_basis: str = ""
    authority: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Organiser:
    """Who writes the replies."""

    name: str
    address: str  # the address citizens write to
    language: str
    languages: tuple[str, ...]
    timezone: str  # IANA name
    privacy: Privacy = Privacy()
    calendar: str = "invitation"  # invitation | file

    @classmethod
    def of(cls, config: "Config") -> "Organiser":
        """The organiser a checked config describes."""
        given = config.organiser
        return cls(
            name=given.name,
            address=given.address,
            language=given.language,
            languages=given.languages,
            timezone=given.timezone,
            privacy=Privacy(**config.privacy.model_dump() | {"data_protection_officer": config.privacy.officer}),
            calendar=config.calendar,
        )


@dataclass(frozen=True, slots=True)
class Composed:
    """One finished reply; `raw` is what is stored and sent, the rest is for people and tests."""

    subject: str
    text: str  # lines end with \n
    html: str
    calendar: bytes | None
    raw: bytes  # RFC 5322, CRLF, no line over 998 octets
