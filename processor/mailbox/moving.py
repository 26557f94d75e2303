"""Moving mails: MOVE where the server has it, else COPY, \\Deleted, UID EXPUNGE.

Promise: a mail is in the target before it leaves the source, and only what was
asked for leaves it. Without UIDPLUS there is no way to remove some mails alone: a
plain EXPUNGE would take what people deleted as well, so the mail stays flagged
\\Deleted, which counts as not being there.
"""

from collections.abc import Sequence

from imapclient import DELETED, IMAPClient

from processor.mailbox.listing import is_deleted
from processor.mailbox.port import Ref

BATCH = 100  # mails in one MOVE


def still_there(client: IMAPClient, uids: Sequence[int]) -> list[int]:
    """Those of the mails that are in the selected folder and not flagged \\Deleted."""
    answers = client.fetch(list(uids), ["FLAGS"])
    return [uid for uid in uids if uid in answers and not is_deleted(answers[uid])]


def move(client: IMAPClient, uids: Sequence[int], path: str, capabilities: frozenset[str]) -> dict[int, Ref]:
    """Move mails of the selected folder; old UID → new ref where the server tells it (RFC 4315, 6851)."""
    client._imap.response("COPYUID")  # forget what an earlier command may have left there
    if "MOVE" in capabilities:
        client.move(uids, path)
        return _copied_to(client)
    client.copy(uids, path)
    copied = _copied_to(client)
    remove(client, uids, capabilities)
    return copied


def remove(client: IMAPClient, uids: Sequence[int], capabilities: frozenset[str]) -> None:
    """Take these mails, and no others, out of the selected folder (RFC 4315)."""
    client.add_flags(uids, [DELETED], silent=True)
    if "UIDPLUS" in capabilities:
        client.uid_expunge(uids)


def _copied_to(client: IMAPClient) -> dict[int, Ref]:
    """The answer's COPYUID: uidvalidity, old UIDs, new UIDs."""
    _, answers = client._imap.response("COPYUID")
    fields = answers[-1].split() if answers and answers[-1] else []
    if len(fields) != 3:
        return {}
    old, new = _numbers(fields[1]), _numbers(fields[2])
    return {uid: Ref(int(fields[0]), copy) for uid, copy in zip(old, new, strict=True)} if len(old) == len(new) else {}


def _numbers(uid_set: bytes) -> list[int]:
    """A UID set like 4:6,9 spelt out, in its order; ranges longer than a batch are nothing we asked for."""
    numbers: list[int] = []
    for piece in uid_set.split(b","):
        low, _, high = piece.partition(b":")
        numbers += range(int(low), min(int(high or low), int(low) + BATCH) + 1)
    return numbers
