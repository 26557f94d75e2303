"""What understanding must know of the organiser, made from config.toml.

Promise: pure; naive times of the config are in the organiser's zone.
"""

from datetime import datetime
from zoneinfo import ZoneInfo

from processor.config import Config, EventSection
from processor.understanding.model import Context, KnownEvent


def context_of(config: Config) -> Context:
    """The understanding's context for one config."""
    zone = config.organiser.zone
    return Context(
        organiser_name=config.organiser.name,
        organiser_address=config.organiser.address,
        events=tuple(_known(event, zone) for event in config.events),
        language=config.organiser.language,
        languages=tuple(dict.fromkeys((config.organiser.language, *config.organiser.languages))),
        timezone=zone,
        max_party=max(event.max_party for event in config.events),
    )


def _known(event: EventSection, zone: ZoneInfo) -> KnownEvent:
    return KnownEvent(
        event.key,
        event.title,
        event.aliases,
        _aware(event.start, zone),
        _aware(event.end, zone),
        event.venue,
        event.address,
        event.subaddress,
    )


def _aware(moment: datetime, zone: ZoneInfo) -> datetime:
    return moment.replace(tzinfo=zone) if moment.tzinfo is None else moment
