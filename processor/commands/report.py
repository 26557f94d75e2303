"""Today's report as a page: what staff would get now. Nothing is sent and nothing is taken as told."""

from pathlib import Path

from processor.message.model import Mailbox
from processor.reports import report
from processor.reports.page import standalone
from processor.worker.desk import Desk
from processor.worker.report import FIRST_PERIOD, facts, readers


def write(desk: Desk, file: Path) -> Path:
    """Write the report since the last one to `file`; its absolute path. With buttons where somebody steers."""
    now, core = desk.clock.now(), desk.core
    steering = next((one for one in readers(desk) if one.steers), None)
    reader = steering or Mailbox(core.organiser.name, core.organiser.address)
    with desk.store.reading() as unit:
        found = facts(desk, unit, unit.running.last_report(now) or now - FIRST_PERIOD, now)
    composed = report(found, core.organiser, core.templates, core.tokens, core.message_id(),
                      now.astimezone(desk.config.organiser.zone), to=reader, steers=steering is not None)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(standalone(composed.raw), "utf-8")
    return file.absolute()
