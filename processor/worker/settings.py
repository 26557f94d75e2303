"""config.toml in the words of the core: events, and the policy of deciding."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from processor.config import Config, EventSection
from processor.registration.model import Event, Policy, ReplyLimits


def events_of(config: Config) -> tuple[Event, ...]:
    """The configured events with aware times in the organiser's zone."""
    return tuple(_event(section, config.organiser.zone) for section in config.events)


def policy_of(config: Config, reply_languages: tuple[str, ...], understood_languages: tuple[str, ...]) -> Policy:
    """The organiser's choices a decision depends on."""
    given = config.limits
    return Policy(
        shared_mailbox=config.mailbox is None or config.mailbox.kind == "shared",
        organiser_language=config.organiser.language,
        reply_languages=reply_languages,
        understood_languages=understood_languages,
        timezone=config.organiser.zone,
        calendar=config.calendar,
        own_addresses=config.own_addresses,
        propose=config.mode == "propose",
        limits=ReplyLimits(per_address=given.replies_per_address, same_text=given.same_text,
                           per_domain=given.replies_per_domain),
    )


def _event(section: EventSection, zone: ZoneInfo) -> Event:
    return Event(
        key=section.key, title=section.title, start=_moment(section.start, zone), end=_moment(section.end, zone),
        venue=section.venue, address=section.address, aliases=section.aliases, capacity=section.capacity,
        waiting_list=section.waiting_list, registration_opens=_opens(section.registration_opens, zone),
        registration_closes=_closes(section.registration_closes, zone), max_party=section.max_party,
        subaddress=section.subaddress, interpreters=section.interpreters, needs_offered=section.needs_offered,
        reminder_days=section.reminder_days, retention_days=section.retention_days,
        details=tuple(sorted(section.details.items())),
    )


def _moment(given: datetime, zone: ZoneInfo) -> datetime:
    return given.replace(tzinfo=zone) if given.tzinfo is None else given.astimezone(zone)


def _opens(given: datetime | date | None, zone: ZoneInfo) -> datetime | None:
    """A day opens when it begins."""
    if given is None or isinstance(given, datetime):
        return None if given is None else _moment(given, zone)
    return datetime.combine(given, time(), zone)


def _closes(given: datetime | date | None, zone: ZoneInfo) -> datetime | None:
    """A day closes when it ends: people read "until 12 October" as including it."""
    if given is None or isinstance(given, datetime):
        return None if given is None else _moment(given, zone)
    return datetime.combine(given + timedelta(days=1), time(), zone)
