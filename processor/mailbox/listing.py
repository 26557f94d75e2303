"""Listing a folder by UID, in pieces that no server and no library chokes on.

Only numbers enter the commands. `n:*` is avoided: servers answer it with the
last mail even below n. Answers beyond 1 MB fail in the library (about 140,000
UIDs), so a large folder is cut into ranges of known population.
"""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from imapclient import IMAPClient

from processor.mailbox.port import Listed, MailboxError, Ref

HIGHEST = 4_294_967_295  # the largest UID there can be (RFC 9051, 2.3.1.1)
POPULATION = 20_000  # mails a SEARCH answer may list
BATCH = 500  # mails a FETCH asks about; keeps the command below 8 kB
ITEMS = ("FLAGS", "RFC822.SIZE", "INTERNALDATE")


def list_above(client: IMAPClient, selected: dict[bytes, Any], above: int) -> list[Listed]:
    """The mails of the selected folder above a UID, ascending, without those flagged \\Deleted."""
    uidvalidity, last = selected[b"UIDVALIDITY"], selected.get(b"UIDNEXT", HIGHEST + 1) - 1
    if not selected[b"EXISTS"] or above >= last:
        return []
    uids = [uid for low, high in _ranges(client, selected[b"EXISTS"], above + 1, last)
            for uid in client.search(["UID", f"{low:d}:{high:d}"]) if low <= uid <= high]
    listed = [_listed(uidvalidity, uid, answer) for uid, answer in _answers(client, sorted(set(uids)))]
    return [mail for mail in listed if not mail.deleted]


def is_deleted(answer: dict[bytes, Any]) -> bool:
    """Whether a FETCH answer flags the mail \\Deleted: such a mail does not exist for us."""
    return b"\\deleted" in _flags(answer)


def _ranges(client: IMAPClient, exists: int, low: int, high: int) -> list[tuple[int, int]]:
    """UID ranges that cover low…high, each with at most `POPULATION` mails."""
    if exists <= POPULATION or high - low < POPULATION:
        return [(low, high)]
    inner = [uid for uid in _uids_at(client, range(1, exists + 1, POPULATION)) if low < uid <= high]
    borders = sorted({low, *inner, high + 1})
    return [(first, following - 1) for first, following in pairwise(borders)]


def _uids_at(client: IMAPClient, positions: range) -> list[int]:
    """The UIDs of the mails at these places in the folder."""
    client.use_uid = False
    try:
        return [answer[b"UID"] for answer in client.fetch(list(positions), ["UID"]).values()]
    finally:
        client.use_uid = True


def _answers(client: IMAPClient, uids: list[int]) -> Iterator[tuple[int, dict[bytes, Any]]]:
    for start in range(0, len(uids), BATCH):
        yield from client.fetch(uids[start:start + BATCH], ITEMS).items()


def _listed(uidvalidity: int, uid: int, answer: dict[bytes, Any]) -> Listed:
    """Half an answer is no answer: a mail left out here would fall below the watermark unseen."""
    size, date = answer.get(b"RFC822.SIZE"), answer.get(b"INTERNALDATE")
    if size is None or date is None:
        raise MailboxError(f"The server told neither size nor date of the mail with UID {uid}. It is asked again.")
    return Listed(Ref(uidvalidity, uid), size, date, b"\\answered" in _flags(answer), is_deleted(answer))


def _flags(answer: dict[bytes, Any]) -> set[bytes]:
    return {flag.lower() for flag in answer.get(b"FLAGS", ())}
