"""Delivery into a Maildir: for demonstrations and dry runs, where nothing may leave the machine.

Promise: as in port.py; the bytes stand in `new/` exactly as they were given.
"""

import mailbox
from pathlib import Path

from processor.delivery.port import DeliveryError, Outgoing


class MaildirDelivery:
    """Delivers into the Maildir at `path`, which is made where it is missing."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def deliver(self, mail: Outgoing) -> str:
        """As in port.py; the answer names the file."""
        try:
            return f"stored as {self._maildir().add(mail.raw)}"
        except OSError as error:
            raise self._error(error) from error

    def check(self) -> str:
        """As in port.py."""
        try:
            self._maildir()
        except OSError as error:
            raise self._error(error) from error
        return f"replies are stored in {self._path} and sent to nobody"

    def close(self) -> None:
        """Nothing is held open."""

    def _maildir(self) -> mailbox.Maildir:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        return mailbox.Maildir(self._path, create=True)

    def _error(self, error: OSError) -> DeliveryError:
        return DeliveryError(f"Could not store a reply in {self._path}: {error.strerror}. Check that the processor may "
                             "write there and that the disk has room.")
