"""`processor registrations --xlsx`, `--pdf`: lists as files."""

from collections.abc import Iterable
from pathlib import Path

from processor import bootstrap
from processor.config import Config
from processor.registration.model import Event, Registration
from processor.reports.lists import attendee_list
from processor.worker.attendance import printed_sheet


def write_sheet(config: Config, event: str, path: Path) -> str:
    """The sign-in sheet of everybody; the numbers it gives out are stored before it is written. What was done."""
    desk = bootstrap.worker_of(config).desk
    with desk.store.begin() as unit:
        sheet = printed_sheet(desk, unit, _event(unit.events.over(desk.core.events), event), desk.clock.now())
    path.write_bytes(sheet.content)
    return f"Sign-in sheet of {event}: {path}"


def write_spreadsheet(config: Config, event: str, found: Iterable[Registration], path: Path) -> str:
    """The list of those `found`, without needs. What was done."""
    desk = bootstrap.worker_of(config).desk
    chosen = [one for one in found if one.event == event]
    organiser = config.organiser
    with desk.store.reading() as unit:
        events = unit.events.over(desk.core.events)
    made = attendee_list(_event(events, event), chosen, organiser.language, organiser.zone, templates=desk.core.templates)
    path.write_bytes(made.content)
    return f"{len(chosen)} registrations of {event}: {path}"


def _event(events: Iterable[Event], key: str) -> Event:
    return next(event for event in events if event.key == key)
