"""config.toml → typed, frozen values; all problems at once.

Promise: `read` returns a `Config` whose every value is checked, or raises
`ConfigError` naming each problem with its key, the value seen, the likely
cause and the remedy. Unknown keys are errors. Secrets never stand in the file:
`password_env` names an environment variable, `password_file` a file.
"""

import difflib
import os
import tomllib
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo, available_timezones

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_core import ErrorDetails

from processor import limits

ADDRESS = r"^[^\s@<>\"(),:;\\]{1,64}@[^\s@<>\"(),:;\\]{1,253}$"
Address = Annotated[str, Field(pattern=ADDRESS)]
Language = Annotated[str, Field(pattern=r"^[a-z]{2}$")]
Key = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")]
Port = Annotated[int, Field(ge=1, le=65535)]
NEEDS = ("wheelchair", "sign_language", "hearing_loop", "interpreter", "childcare", "diet", "assistance")


class Section(BaseModel):
    """A table of config.toml: frozen, no unknown keys."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class OrganiserSection(Section):
    name: str = Field(min_length=1, max_length=200)
    address: Address
    language: Language = "de"
    languages: tuple[Language, ...] = ("de", "en")
    timezone: str = "Europe/Berlin"

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        if value not in available_timezones():
            raise ValueError(f"no time zone is called {value!r}; names look like 'Europe/Berlin'")
        return value

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)


class EventSection(Section):
    key: Key
    title: str = Field(min_length=1, max_length=200)
    aliases: tuple[str, ...] = ()
    start: datetime
    end: datetime
    venue: str = Field(min_length=1, max_length=200)
    address: str = Field(min_length=1, max_length=300)
    capacity: Annotated[int, Field(ge=1, le=1_000_000)] | None = None
    waiting_list: bool = True
    registration_opens: datetime | date | None = None
    registration_closes: datetime | date | None = None
    max_party: int = Field(default=limits.PARTY, ge=1, le=1000)
    subaddress: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9._-]{0,30}$")] | None = None
    interpreters: tuple[Language, ...] = ()
    needs_offered: tuple[Literal[NEEDS], ...] = ()  # type: ignore[valid-type]
    reminder_days: Annotated[int, Field(ge=0, le=60)] | None = None
    retention_days: int = Field(default=30, ge=1, le=3650)
    details: dict[Language, str] = {}

    @model_validator(mode="after")
    def _in_order(self) -> "EventSection":
        if naive(self.end) <= naive(self.start):
            raise ValueError(f"end ({self.end}) is not after start ({self.start})")
        return self


class StaffSection(Section):
    name: str = Field(min_length=1, max_length=100)
    address: Address
    role: Literal["steer", "read"] = "read"


class Secret(Section):
    """A place a secret is read from: an environment variable or a file."""

    password_env: str | None = None
    password_file: Path | None = None

    def password(self) -> SecretStr | None:
        """The secret, or None where no place is named. Raises ConfigError where the place is empty."""
        if self.password_env is not None:
            value = os.environ.get(self.password_env, "")
            if not value:
                raise ConfigError([Problem("password_env", self.password_env, "the variable is not set or empty",
                                           f"set it where the processor starts: {self.password_env}=…")])
            return SecretStr(value)
        if self.password_file is not None:
            try:
                return SecretStr(self.password_file.read_text("utf-8").rstrip("\r\n"))
            except OSError as error:
                raise ConfigError([Problem("password_file", str(self.password_file), str(error.strerror),
                                           "name a file that the processor may read, with the password in its first line")]) from None
        return None


class FolderNames(Section):
    """Folder names by role; None: the organiser's language decides."""

    inbox: str = "INBOX"
    review: str | None = None
    accept: str | None = None
    ignore: str | None = None
    done: str | None = None
    automatic: str | None = None
    sent: str | None = None


class MailboxSection(Secret):
    kind: Literal["shared", "dedicated"] = "shared"
    host: str | None = None
    port: Port | None = None
    security: Literal["tls", "starttls", "none"] = "tls"
    user: str | None = None
    auth: Literal["password", "xoauth2"] = "password"
    ca_file: Path | None = None
    maildir: Path | None = None
    folders: FolderNames = FolderNames()
    poll_seconds: int = Field(default=60, ge=1, le=86400)

    @model_validator(mode="after")
    def _one_kind(self) -> "MailboxSection":
        if (self.host is None) == (self.maildir is None):
            raise ValueError("give either host (an IMAP server) or maildir (a folder), not both and not neither")
        if self.host is not None and not self.user:
            raise ValueError("user is missing: the login name of the mailbox")
        return self


def _quiet(text: str) -> tuple[time, time] | None:
    begins, _, ends = text.partition("-")
    try:
        found = time.fromisoformat(begins.strip()), time.fromisoformat(ends.strip())
    except ValueError:
        return None
    return found if found[0] != found[1] else None


class DeliverySection(Secret):
    host: str | None = None
    port: Port | None = None
    security: Literal["tls", "starttls", "none"] = "starttls"
    user: str | None = None
    auth: Literal["password", "xoauth2"] = "password"
    ca_file: Path | None = None
    maildir: Path | None = None
    per_minute: int = Field(default=20, ge=1, le=100_000)
    quiet_hours: str = "21:00-07:00"  # nothing goes out that nobody waits for; "" for never

    @field_validator("quiet_hours")
    @classmethod
    def _from_to(cls, value: str) -> str:
        if value and _quiet(value) is None:
            raise ValueError('give two times of day like "21:00-07:00", or "" where mails may go out at any hour')
        return value

    @property
    def quiet(self) -> tuple[time, time] | None:
        """When the quiet hours begin and end, in the organiser's zone."""
        return _quiet(self.quiet_hours) if self.quiet_hours else None

    @model_validator(mode="after")
    def _one_kind(self) -> "DeliverySection":
        if (self.host is None) == (self.maildir is None):
            raise ValueError("give either host (an SMTP server) or maildir (a folder), not both and not neither")
        return self


class ReportSection(Section):
    at: time = time(7, 0)
    attach: bool = False
    to: tuple[Address, ...] = ()


class TrustSection(Section):
    authserv_id: str = "none"  # an id, "exchange-online" or "none"


class PrivacySection(Section):
    controller: str = ""
    contact: str = ""
    data_protection_officer: str = ""
    legal_basis: str = ""
    authority: str = ""
    url: str = ""

    @property
    def officer(self) -> str:
        """Whom to name to people; '' where the config says that there is none."""
        said = self.data_protection_officer
        return "" if said.casefold() in ("none", "keiner", "keine", "-") else said


class LimitsSection(Section):
    replies_per_address: int = Field(default=limits.REPLIES_PER_ADDRESS, ge=1)
    replies_per_domain: int = Field(default=limits.REPLIES_PER_DOMAIN, ge=1)
    replies_overall: int = Field(default=limits.REPLIES_OVERALL, ge=1)
    same_text: int = Field(default=limits.SAME_TEXT, ge=1)


class DatabaseSection(Section):
    url: str | None = None  # SQLAlchemy URL without a password; None: SQLite in `data`
    path: Path = Path("data/processor.sqlite")


class Config(Section):
    """One checked config.toml."""

    organiser: OrganiserSection
    events: tuple[EventSection, ...] = Field(min_length=1)
    staff: tuple[StaffSection, ...] = ()
    mailbox: MailboxSection | None = None
    delivery: DeliverySection | None = None
    report: ReportSection = ReportSection()
    trust: TrustSection = TrustSection()
    privacy: PrivacySection = PrivacySection()
    limits: LimitsSection = LimitsSection()
    database: DatabaseSection = DatabaseSection()
    mode: Literal["live", "propose"] = "live"  # propose: everything is held with a proposal, nothing is answered
    calendar: Literal["invitation", "file"] = "invitation"
    templates: Path | None = None  # own templates; None: those that ship

    @property
    def own_addresses(self) -> frozenset[str]:
        """Every address that is ours, folded: the mailbox, its login name and its subaddresses."""
        address = self.organiser.address.casefold()
        local, _, domain = address.rpartition("@")
        tagged = {f"{local}+{event.subaddress}@{domain}" for event in self.events if event.subaddress}
        users = {section.user.casefold() for section in (self.mailbox, self.delivery)
                 if section is not None and section.user and "@" in section.user}
        return frozenset({address} | tagged | users)

    @model_validator(mode="after")
    def _consistent(self) -> "Config":
        keys = [event.key for event in self.events]
        for key in sorted({key for key in keys if keys.count(key) > 1}):
            raise ValueError(f"two events are called {key!r}; every key must be its own")
        own = self.organiser.address.casefold()
        for person in self.staff:
            if person.address.casefold() == own:
                raise ValueError(f"staff: {person.address} is the mailbox's own address; a report to it would be read as a registration")
        return self


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with a config, in the words an administrator needs."""

    key: str
    value: str
    cause: str
    remedy: str

    def __str__(self) -> str:
        seen = f" = {self.value}" if self.value else ""
        return f"{self.key}{seen}: {self.cause}\n    → {self.remedy}"


class ConfigError(Exception):
    """All problems of a config at once."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems


def naive(moment: datetime) -> datetime:
    """The wall-clock part of a moment, for comparing times of one config."""
    return moment.replace(tzinfo=None)


def read(path: Path) -> Config:
    """The checked config at `path`. Raises ConfigError with every problem found."""
    try:
        table = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise ConfigError([Problem(str(path), "", f"cannot be read: {error.strerror}",
                                   "name the file with --config, or start where config.toml lies")]) from None
    except UnicodeDecodeError:
        raise ConfigError([Problem(str(path), "", "is not UTF-8 text", "save it as UTF-8 in the editor")]) from None
    except tomllib.TOMLDecodeError as error:
        raise ConfigError([Problem(str(path), "", f"is not valid TOML: {error}",
                                   "texts stand in \"quotes\", dates look like 2017-10-19T17:00:00")]) from None
    return check(table)


def check(table: dict[str, Any]) -> Config:
    """A config from parsed TOML. Raises ConfigError with every problem found."""
    try:
        return Config.model_validate(table)
    except ValidationError as error:
        raise ConfigError([_problem(detail, table) for detail in error.errors()]) from None


def _problem(detail: ErrorDetails, table: dict[str, Any]) -> Problem:
    key = _key(detail["loc"])
    kind, given = detail["type"], detail["input"]
    seen = "" if isinstance(given, dict | list) or kind == "missing" else repr(given)[:80]
    if kind == "extra_forbidden":
        return Problem(key, seen, "no such setting", _nearest(detail["loc"]))
    if kind == "missing":
        return Problem(key, "", "is missing", "add it; README.md, Configuration, shows an example")
    cause = detail["msg"].removeprefix("Value error, ")
    if kind == "string_pattern_mismatch":
        cause, remedy = _pattern(str(detail["loc"][-1]))
        return Problem(key, seen, cause, remedy)
    return Problem(key, seen, cause, "correct the value; README.md, Configuration, lists what is allowed")


def _pattern(name: str) -> tuple[str, str]:
    match name:
        case "address" | "to":
            return "is not a mail address", "write it plainly, like forum@example.org"
        case "language" | "languages" | "interpreters":
            return "is not a language code", "two small letters of ISO 639-1, like de or en"
    return "has characters that are not allowed", "small letters, digits and - only"


def _key(location: tuple[int | str, ...]) -> str:
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in location).lstrip(".") or "config.toml"


def _nearest(location: tuple[int | str, ...]) -> str:
    model: Any = Config
    for part in location[:-1]:
        if isinstance(part, int) or not hasattr(model, "model_fields") or part not in model.model_fields:
            continue
        annotation = model.model_fields[part].annotation
        candidates = [annotation, *getattr(annotation, "__args__", ())]
        model = next((c for c in candidates if isinstance(c, type) and issubclass(c, Section)), model)
    names = list(getattr(model, "model_fields", {}))
    close = difflib.get_close_matches(str(location[-1]), names, n=1)
    return f"did you mean {close[0]!r}?" if close else f"known here: {', '.join(sorted(names))}"
