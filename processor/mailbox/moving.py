"""Moving one mail: MOVE where the server has it, else COPY, \\Deleted, UID EXPUNGE.

Promise: the mail is in the target before it leaves the source, and only this
mail leaves it. Without UIDPLUS there is no way to remove one mail alone: a
plain EXPUNGE would take what people deleted as well, so the mail stays flagged
\\Deleted, which counts as not being there.
"""

from imapclient import DELETED, IMAPClient

from processor.mailbox.listing import is_deleted
from processor.mailbox.port import Ref


def exists(client: IMAPClient, uid: int) -> bool:
    """Whether the mail is in the selected folder and not flagged \\Deleted."""
    answer = client.fetch([uid], ["FLAGS"]).get(uid)
    return answer is not None and not is_deleted(answer)


def move(client: IMAPClient, uid: int, path: str, capabilities: frozenset[str]) -> Ref | None:
    """Move a mail of the selected folder; its new ref where the server tells it (RFC 4315, 6851)."""
    client._imap.response("COPYUID")  # forget what an earlier command may have left there
    if "MOVE" in capabilities:
        client.move([uid], path)
        return _copied_to(client)
    client.copy([uid], path)
    ref = _copied_to(client)
    client.add_flags([uid], [DELETED], silent=True)
    if "UIDPLUS" in capabilities:
        client.uid_expunge([uid])
    return ref


def _copied_to(client: IMAPClient) -> Ref | None:
    """The answer's COPYUID: uidvalidity, old uid, new uid."""
    _, answers = client._imap.response("COPYUID")
    fields = answers[-1].split() if answers and answers[-1] else []
    return Ref(int(fields[0]), int(fields[2])) if len(fields) == 3 and fields[2].isdigit() else None
