"""When people are left alone.

An answer to somebody's own mail goes out at any hour: who writes at night is awake, and waits for it. What nobody asked
for at that moment (a reminder, a seat that became free, a mail to everybody) waits until the quiet hours are over,
unless the event begins so soon that waiting would make it worthless.
"""

from datetime import datetime, time, timedelta, tzinfo

SOON = timedelta(hours=12)


def awake_at(now: datetime, quiet: tuple[time, time] | None, zone: tzinfo, start: datetime | None = None) -> datetime:
    """The earliest moment from `now` at which a mail that nobody waits for may go out; `start`: of its event."""
    if quiet is None or (start is not None and start - now <= SOON):
        return now
    begins, ends = quiet
    local = now.astimezone(zone)
    clock = local.time()
    night = begins <= clock < ends if begins <= ends else clock >= begins or clock < ends
    if not night:
        return now
    day = local.date() if clock < ends else local.date() + timedelta(days=1)
    return datetime.combine(day, ends, zone)
