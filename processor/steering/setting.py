"""What staff changed of an event by mail, laid over what config.toml says.

Promise: `today` is a pure function; whatever staff did not touch is the config's.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from processor.registration.model import Event


@dataclass(frozen=True, slots=True)
class Setting:
    """One event's changes; None: config.toml decides."""

    event: str  # key
    capacity: int | None = None
    closed: bool | None = None
    start: datetime | None = None
    end: datetime | None = None
    venue: str | None = None
    address: str | None = None
    cancelled: bool = False
    sequence: int = 0  # of the calendar entry
    changed_by: str = ""
    changed_at: datetime | None = None


def today(event: Event, setting: Setting | None) -> Event:
    """The event as it stands now.

    Closing counts from the moment it was ordered: a mail that arrived before is still
    in time. Opening lifts the config's deadline; the beginning of the event stays one.
    """
    if setting is None:
        return event
    opens, closes = event.registration_opens, event.registration_closes
    if setting.closed is True and setting.changed_at is not None:
        closes = setting.changed_at if closes is None else min(closes, setting.changed_at)
    elif setting.closed is False:
        opens, closes = None, None
    zone = event.start.tzinfo
    return replace(
        event,
        capacity=event.capacity if setting.capacity is None else setting.capacity,
        registration_opens=opens, registration_closes=closes,
        start=event.start if setting.start is None else setting.start.astimezone(zone),
        end=event.end if setting.end is None else setting.end.astimezone(zone),
        venue=event.venue if setting.venue is None else setting.venue,
        address=event.address if setting.address is None else setting.address,
        sequence=setting.sequence, cancelled=setting.cancelled,
    )
