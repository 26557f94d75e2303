"""An event whose time or place was edited in config.toml: nobody is told of it but the next report.

Promise: no mail goes to citizens because of a file; who edits it is reminded once that they may want one.
"""

import json

from processor.worker.broadcast import TOLD
from processor.worker.desk import Desk
from processor.worker.notices import Notice

_CONFIGURED = "events_configured"


def notice_edited_events(desk: Desk) -> None:
    """Compare the config with the one of the last start; a warning where somebody registered for something else."""
    present = {one.key: [one.start.isoformat(), one.end.isoformat(), one.venue, one.address] for one in desk.core.events}
    with desk.store.reading() as unit:
        noted = unit.running.noted(_CONFIGURED)
    before = json.loads(noted) if noted else {}
    if before == present:
        return
    with desk.store.begin() as unit:
        edited = [key for key, stood in before.items() if present.get(key, stood) != stood]
        if any(one.state in TOLD for key in edited for one in unit.registrations.every(key)):
            unit.running.warn(Notice.EVENT_EDITED, desk.clock.now())
        unit.running.note(_CONFIGURED, json.dumps(present))
