"""Which registrations somebody asks for."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from processor.registration.model import Registration, State
from processor.registration.seats import ACTIVE, waits

_AGO = re.compile(r"(\d{1,4})\s*([hdw])")
_UNITS = {"h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}


@dataclass(frozen=True, slots=True)
class Wanted:
    """Every condition must hold; what is left empty holds for everybody."""

    states: frozenset[State] = ACTIVE
    waiting: bool = False  # wait for all of their seats, or for more than they hold
    need: str = ""  # 'wheelchair', 'interpreter', 'interpreter:ar'
    search: str = ""  # words anywhere in names, group, address or code; accents and capitals do not count
    since: datetime | None = None
    language: str = ""
    unreachable: bool = False

    @property
    def everybody(self) -> bool:
        """Whether nothing was asked for."""
        return self == Wanted()


def wanted(found: Iterable[Registration], which: Wanted) -> list[Registration]:
    """Those of `found` that were asked for, in their order."""
    return [one for one in found if _fits(one, which)]


def moment(given: str, now: datetime, zone: ZoneInfo) -> datetime:
    """'2017-10-12', '2017-10-12T09:00' or '3d' (also h, w). Raises ValueError in words."""
    if ago := _AGO.fullmatch(given.strip()):
        return now - int(ago[1]) * _UNITS[ago[2]]
    try:
        day = datetime.fromisoformat(given.strip())
    except ValueError:
        ways = "a day (2017-10-12), a moment (2017-10-12T09:00) or how long ago (12h, 3d, 2w)"
        raise ValueError(f"{given!r} is no time. Say {ways}.") from None
    return day.replace(tzinfo=zone) if day.tzinfo is None else day


def _fits(one: Registration, which: Wanted) -> bool:
    return (
        one.state in which.states
        and (not which.waiting or waits(one))
        and (not which.need or any(need == which.need or need.partition(":")[0] == which.need for need in one.needs))
        and (which.since is None or one.received >= which.since)
        and (not which.language or one.language == which.language)
        and not (which.unreachable and one.reachable)
        and all(word in _searched(one) for word in _folded(which.search).split())
    )


def _searched(one: Registration) -> str:
    return _folded("\n".join((one.code, one.contact, one.contact_name, one.organisation or "", *one.attendees)))


def _folded(text: str) -> str:
    parts = unicodedata.normalize("NFKD", text.casefold().replace("ı", "i").replace("ł", "l").replace("ø", "o"))
    return "".join(letter for letter in parts if not unicodedata.combining(letter))
