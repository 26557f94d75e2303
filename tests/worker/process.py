"""A worker in a process of its own: Maildir in, SQLite, Maildir out.

    python process.py FOLDER once | run | until-empty COUNT [ACCOUNT [URL]]

Workers of one account share one mailbox; each ACCOUNT has a Maildir of its own. URL: another database than the folder's.
"""

import sys
import time
from datetime import datetime
from pathlib import Path

from worker.world import configured, understood

from processor.delivery.maildir import MaildirDelivery
from processor.mailbox.folders import folder_names
from processor.mailbox.maildir import Maildir
from processor.registration import Tokens
from processor.replies import Templates
from processor.store import Store
from processor.store.model import OutboxState
from processor.worker import Worker


def main(folder: Path, command: str, count: str = "0", account: str = "", url: str = "") -> int:
    config = configured(start=datetime(2037, 10, 19, 17), capacity=3, per_minute=100_000, replies_overall=100_000)
    config = config.model_copy(update={"mailbox": config.mailbox.model_copy(update={"poll_seconds": 1})})
    mailbox = Maildir(folder / f"in{account}", folder_names("de"), account=f"test{account}")
    worker = Worker(config, mailbox, MaildirDelivery(folder / "out"), Store.open(url or folder / "db.sqlite"), Templates(),
                    tokens=Tokens(("key",)), understood=understood)
    if command == "run":
        return worker.run()
    if command == "once":
        worker.once()
    while command == "until-empty" and not finished(worker, int(count)):
        worker.once()
        time.sleep(0.02)
    worker.close()
    return 0


def finished(worker: Worker, count: int) -> bool:
    with worker.desk.store.reading() as unit:
        return unit.outbox.counts() == {OutboxState.SENT: count}


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), *sys.argv[2:]))
