"""Fetching mails' bytes: many small ones in one command, large ones without their weight.

`BODY.PEEK` only, so that nothing is marked as read. A BODYSTRUCTURE that is
too deep, too wide or unreadable leaves the header alone (`complete=False`).
"""

from collections.abc import Container, Iterable, Iterator
from typing import Any

from imapclient import IMAPClient
from imapclient.exceptions import IMAPClientError

from processor import limits
from processor.mailbox.explain import was_refused
from processor.mailbox.listing import is_deleted
from processor.mailbox.port import Listed, Ref
from processor.mailbox.reduced import HEADER_READ, Branch, Leaf, Words, header_alone, put_together, wanted

BATCH = 100  # mails in one FETCH
BATCH_OCTETS = 4_000_000  # what one FETCH may bring into memory
HEADER = f"BODY.PEEK[HEADER]<0.{HEADER_READ}>"


def is_large(mail: Listed) -> bool:
    """Whether only its words are fetched."""
    return mail.size > limits.WHOLE_FETCH


def batches(mails: Iterable[Listed], alone: Container[Ref] = ()) -> Iterator[list[Listed]]:
    """`mails` in order, cut so that large ones and those in `alone` are fetched by themselves."""
    batch, octets = list[Listed](), 0
    for mail in mails:
        single = is_large(mail) or mail.ref in alone
        if batch and (single or len(batch) == BATCH or octets + mail.size > BATCH_OCTETS):
            yield batch
            batch, octets = [], 0
        if single:
            yield [mail]
        else:
            batch.append(mail)
            octets += mail.size
    if batch:
        yield batch


def whole(client: IMAPClient, uids: list[int]) -> dict[int, bytes]:
    """UID → bytes; expunged and \\Deleted mails are absent. A mail the server names but does not bring is an error."""
    answers = client.fetch(uids, ["FLAGS", "BODY.PEEK[]"])
    raws = {uid: answer.get(b"BODY[]") for uid, answer in answers.items() if not is_deleted(answer)}
    if missing := [uid for uid, raw in raws.items() if raw is None]:
        raise IMAPClientError(f"no body came for UID {missing}")
    return raws


def words_only(client: IMAPClient, mail: Listed) -> bytes | None:
    """A large mail's header and text parts; None where it is gone."""
    tree = _tree(client, mail) if mail.size <= limits.RAW_MAIL else None
    if tree is None:
        return header_only(client, mail)
    parts = wanted(tree)
    asked = ["FLAGS", HEADER, *(item for leaf in parts for item in _items(leaf, tree))]
    answer = client.fetch([mail.ref.uid], asked).get(mail.ref.uid)
    if answer is None or is_deleted(answer):
        return None
    words = {leaf.section: Words(_section(answer, f"{leaf.section}.MIME"), _section(answer, leaf.section))
             for leaf in parts}
    return put_together(_section(answer, "HEADER"), tree, words)


def header_only(client: IMAPClient, mail: Listed) -> bytes | None:
    """A mail's header block, cut at the limit, and a placeholder for its body; None where it is gone."""
    answer = client.fetch([mail.ref.uid], ["FLAGS", HEADER]).get(mail.ref.uid)
    return None if answer is None or is_deleted(answer) else header_alone(_section(answer, "HEADER"), mail.size)


def _items(leaf: Leaf, tree: Leaf | Branch) -> list[str]:
    body = f"BODY.PEEK[{leaf.section}]"
    return [body] if leaf is tree else [f"BODY.PEEK[{leaf.section}.MIME]", body]


def _section(answer: dict[bytes, Any], name: str) -> bytes:
    """What the server sent for a section; it names a part of one by where that part begins."""
    key = f"BODY[{name}]".encode()
    return answer.get(key) or answer.get(key + b"<0>") or b""


def _tree(client: IMAPClient, mail: Listed) -> Leaf | Branch | None:
    """The mail's structure, or None where it is beyond our limits or the server cannot say."""
    try:
        structure = client.fetch([mail.ref.uid], ["BODYSTRUCTURE"]).get(mail.ref.uid, {}).get(b"BODYSTRUCTURE")
        return None if structure is None else _part(structure, "", [limits.PARTS])
    except (IndexError, KeyError, TypeError, ValueError, AttributeError, RecursionError):
        return None
    except Exception as error:
        if was_refused(error):
            return None
        raise


def _part(structure: Any, section: str, room: list[int]) -> Leaf | Branch:
    """Raises ValueError beyond `limits.PARTS` or `limits.NESTING`."""
    room[0] -= 1
    if room[0] < 0 or section.count(".") >= limits.NESTING:
        raise ValueError("too many parts")
    if structure.is_multipart:
        inner = [_part(part, f"{section}.{number}".lstrip("."), room) for number, part in enumerate(structure[0], 1)]
        return Branch(_lower(structure[1]) or "mixed", tuple(inner))
    return Leaf(section or "1", f"{_lower(structure[0])}/{_lower(structure[1])}", int(structure[6]))


def _lower(word: bytes | None) -> str:
    return (word or b"").decode("ascii", "replace").lower()
