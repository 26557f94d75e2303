"""An IMAP mailbox, by IMAPClient.

Promise: as in port.py. Every thread has a connection of its own; one that was
silent is asked whether it lives before it is used, and one that failed is
thrown away, so the next call begins afresh. Commands that change something are
never repeated behind the caller's back.
"""

import threading
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress

from imapclient import SEEN
from imapclient.exceptions import IMAPClientError

from processor import limits
from processor.mailbox import bodies
from processor.mailbox.connect import ImapSettings
from processor.mailbox.explain import was_refused
from processor.mailbox.folders import checked
from processor.mailbox.idle import wait_for_news
from processor.mailbox.listing import list_above
from processor.mailbox.moving import BATCH as MOVES
from processor.mailbox.moving import move, remove, still_there
from processor.mailbox.paths import look_around, make
from processor.mailbox.port import Fetched, Listed, MailboxError, Ref, Role, check_removable
from processor.mailbox.reduced import header_alone
from processor.mailbox.sessions import Session, Sessions

KEYWORD = b"$RegistrationProcessor"


class Refused(MailboxError):
    """The server said no to a fetch, while the connection is well."""


def open_imap(settings: ImapSettings, names: Mapping[Role, str], account: str | None = None) -> "ImapMailbox":
    """The mailbox of `settings`; `names` as from `folders.folder_names`. Connects when first used."""
    return ImapMailbox(settings, names, account)


class ImapMailbox:
    """A mailbox on an IMAP server."""

    def __init__(self, settings: ImapSettings, names: Mapping[Role, str], account: str | None = None) -> None:
        self.account = account or f"imap:{settings.user}@{settings.host}".lower()
        self._server = settings.server
        self._names = checked(names)
        self._sessions = Sessions(settings, self._names)
        self._stop = threading.Event()
        self._failures: Counter[Ref] = Counter()  # how often a mail, asked for alone, did not come

    def prepare(self) -> None:
        """As in port.py."""
        with self._sessions.at("prepare the folders") as session:
            place = look_around(session.client)
            for role, path in session.paths.items():
                if role is not Role.INBOX:
                    make(session.client, place, path)

    def uidvalidity(self, role: Role) -> int:
        """As in port.py."""
        with self._sessions.at(f"open {self._called(role)}") as session:
            session.select(role)
            return session.uidvalidity

    def listing(self, role: Role, above: int = 0) -> list[Listed]:
        """As in port.py."""
        with self._sessions.at(f"list the mails of {self._called(role)}") as session:
            return list_above(session.client, session.select(role), above)

    def fetch(self, role: Role, refs: Iterable[Listed]) -> Iterator[Fetched]:
        """As in port.py. A mail the server cannot bring does not stop the others.

        The others come first; then a temporary MailboxError names it. After
        `limits.READ_ATTEMPTS` its header alone is given (`complete=False`).
        """
        mails, refused = list(refs), list[Listed]()
        for batch in bodies.batches(mails, alone=self._failures):
            yield from self._fetched(role, batch, refused)
        if refused:
            uids = ", ".join(str(mail.ref.uid) for mail in refused)
            raise MailboxError(f"{self._server} does not give out the mails with UID {uids} of {self._called(role)}. "
                               "Likely cause: they are damaged there. They are asked for again, then held by their "
                               "headers.")

    def file(self, source: Role, ref: Ref, target: Role) -> Ref | None:
        """As in port.py."""
        return self.file_all(source, [ref], target).get(ref)

    def file_all(self, source: Role, refs: Sequence[Ref], target: Role) -> dict[Ref, Ref | None]:
        """As in port.py."""
        filed: dict[Ref, Ref | None] = {}
        for start in range(0, len(refs), MOVES):
            filed |= self._file_batch(source, refs[start:start + MOVES], target)
        return filed

    def _file_batch(self, source: Role, refs: Sequence[Ref], target: Role) -> dict[Ref, Ref | None]:
        with self._sessions.at(f"move mails to {self._called(target)}") as session:
            session.keep_selected(source)
            known = [ref.uid for ref in refs if ref.uidvalidity == session.uidvalidity]
            uids = still_there(session.client, known)
            moved = self._moved(session, uids, session.paths[target]) if uids else {}
            return {Ref(session.uidvalidity, uid): moved.get(uid) for uid in uids}

    def remove(self, role: Role, refs: Sequence[Ref]) -> list[Ref]:
        """As in port.py."""
        check_removable(role)
        removed: list[Ref] = []
        for start in range(0, len(refs), MOVES):
            removed += self._remove_batch(role, refs[start:start + MOVES])
        return removed

    def _remove_batch(self, role: Role, refs: Sequence[Ref]) -> list[Ref]:
        with self._sessions.at(f"remove mails from {self._called(role)}") as session:
            session.select(role)  # again, even where it is open: a folder made anew has other mails under our numbers
            known = [ref.uid for ref in refs if ref.uidvalidity == session.uidvalidity]
            uids = still_there(session.client, known) if known else []
            if uids:
                remove(session.client, uids, session.capabilities)
            return [Ref(session.uidvalidity, uid) for uid in uids]

    def append(self, role: Role, raw: bytes, *, seen: bool = True) -> None:
        """As in port.py."""
        with self._sessions.at(f"store a mail in {self._called(role)}") as session:
            allowed = session.select(role).get(b"PERMANENTFLAGS", ())
            flags = [SEEN] if seen else []
            if b"\\*" in allowed or KEYWORD in allowed:
                flags.append(KEYWORD)
            session.client.append(session.paths[role], raw, flags)

    def wait(self, seconds: float) -> None:
        """As in port.py. Never raises: where IDLE fails or is missing, the clock alone wakes us."""
        until = time.monotonic() + seconds
        with suppress(MailboxError), self._sessions.at("wait for new mail") as session:
            if "IDLE" in session.capabilities:
                session.select(Role.INBOX)
                wait_for_news(session.client, until, self._stop)
                return
        self._stop.wait(max(0.0, until - time.monotonic()))

    def close(self) -> None:
        """As in port.py. Wakes waiting threads, whose own connections end with them."""
        self._stop.set()
        self._sessions.leave()

    def _called(self, role: Role) -> str:
        return f"the folder {self._names.get(role, role.value)!r}"

    @staticmethod
    def _moved(session: Session, uids: list[int], path: str) -> dict[int, Ref]:
        """Move mails; a folder that people removed is made again."""
        try:
            return move(session.client, uids, path, session.capabilities)
        except IMAPClientError as error:
            if not was_refused(error) or "TRYCREATE" not in str(error):
                raise
        make(session.client, look_around(session.client), path)
        return move(session.client, uids, path, session.capabilities)

    def _fetched(self, role: Role, batch: list[Listed], refused: list[Listed]) -> Iterator[Fetched]:
        """A batch's mails; where the server refuses the batch, one by one, and those that fail go to `refused`."""
        try:
            yield from self._bring(role, batch)
        except Refused:
            if len(batch) == 1:
                refused.append(batch[0])
                return
            for mail in batch:
                yield from self._fetched(role, [mail], refused)

    def _bring(self, role: Role, batch: list[Listed]) -> list[Fetched]:
        """Ask the server for a batch. Mails of an earlier UIDVALIDITY do not exist any more.

        Raises Refused where the server said no to exactly this.
        """
        with self._sessions.at(f"fetch mails of {self._called(role)}") as session:
            session.keep_selected(role)
            present = [mail for mail in batch if mail.ref.uidvalidity == session.uidvalidity]
            try:
                found = self._read(session, present)
            except Exception as error:
                self._failures.update(mail.ref for mail in present)
                if was_refused(error):
                    raise Refused(str(error)) from error
                raise
            for mail in present:
                self._failures.pop(mail.ref, None)
            return found

    def _read(self, session: Session, mails: list[Listed]) -> list[Fetched]:
        if len(mails) == 1 and self._failures[mails[0].ref] > limits.READ_ATTEMPTS:
            raw, complete = self._unreadable(session, mails[0]), False
        elif len(mails) == 1 and bodies.is_large(mails[0]):
            raw, complete = bodies.words_only(session.client, mails[0]), False
        else:
            raws = bodies.whole(session.client, [mail.ref.uid for mail in mails])
            return [Fetched(mail.ref, raws[mail.ref.uid], mail.internal_date, complete=True)
                    for mail in mails if mail.ref.uid in raws]
        return [] if raw is None else [Fetched(mails[0].ref, raw, mails[0].internal_date, complete)]

    @staticmethod
    def _unreadable(session: Session, mail: Listed) -> bytes | None:
        """All that can be had of a mail that did not come however often it was asked for; None where it is gone."""
        try:
            return bodies.header_only(session.client, mail)
        except IMAPClientError as error:
            if not was_refused(error):
                raise
            return header_alone(b"", mail.size)
