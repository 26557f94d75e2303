"""Where a role's folder is on this server: prefix, delimiter, Sent (RFC 2342, RFC 6154).

Promise: `find_paths` changes nothing; `make` creates and subscribes what is
missing, parents first, and may be repeated.
"""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from imapclient import IMAPClient
from imapclient.exceptions import IMAPClientError

from processor.mailbox.explain import was_refused
from processor.mailbox.folders import usual_sent_names
from processor.mailbox.port import Role

UNUSABLE = (b"\\noselect", b"\\nonexistent")


@dataclass(frozen=True, slots=True)
class Place:
    """How this server spells folder names."""

    prefix: str  # of the personal namespace, "INBOX." for some
    delimiter: str  # "" where there are no levels
    existing: Mapping[str, str]  # NFC name → name as the server has it
    sent: str | None  # the folder the server marks with \\Sent

    def path(self, name: str) -> str:
        """The server's path of a name written with "/"."""
        if name.upper() == "INBOX":
            return "INBOX"
        levels = name.split("/")
        if self.delimiter:
            path = self.delimiter.join(level.replace(self.delimiter, "-") for level in levels)
        else:
            path = "-".join(levels)
        path = path if path.startswith(self.prefix) else self.prefix + path
        return self.existing.get(path, path)

    def parents(self, path: str) -> list[str]:
        """The folders above `path`, outermost first, without the namespace itself."""
        levels = path.split(self.delimiter) if self.delimiter else [path]
        above = [self.delimiter.join(levels[:count]) for count in range(1, len(levels))]
        return [parent for parent in above if parent != "INBOX" and parent + self.delimiter != self.prefix]


def look_around(client: IMAPClient) -> Place:
    """What the server says about its folders."""
    folders = client.list_folders()
    prefix, delimiter = _namespace(client)
    if delimiter is None:
        delimiter = next((_text(each) for _, each, name in folders if each), "")
    usable = [(flags, name) for flags, _, name in folders if not any(flag.lower() in UNUSABLE for flag in flags)]
    sent = next((name for flags, name in usable if b"\\sent" in (flag.lower() for flag in flags)), None)
    return Place(prefix, delimiter, {unicodedata.normalize("NFC", name): name for _, name in usable}, sent)


def find_paths(place: Place, names: Mapping[Role, str]) -> dict[Role, str]:
    """Each role's path. Sent: as configured, else as the server marks it, else a usual name, else a new one."""
    paths = {role: place.path(name) for role, name in names.items()}
    if Role.SENT not in paths:
        usual = [place.path(name) for name in usual_sent_names()]
        existing = set(place.existing.values())
        paths[Role.SENT] = place.sent or next((path for path in usual if path in existing), usual[0])
    return paths


def make(client: IMAPClient, place: Place, path: str) -> None:
    """Create and subscribe one folder and those above it."""
    existing = set(place.existing.values())
    for each in [*place.parents(path), path]:
        if each not in existing:
            _create(client, each)
        _subscribe(client, each)


def _create(client: IMAPClient, path: str) -> None:
    try:
        client.create_folder(path)
    except IMAPClientError as error:
        if not was_refused(error) or not client.folder_exists(path):
            raise


def _subscribe(client: IMAPClient, path: str) -> None:
    """Some servers know no subscriptions, and some folders cannot have one: that loses nothing."""
    try:
        client.subscribe_folder(path)
    except IMAPClientError as error:
        if not was_refused(error):
            raise


def _namespace(client: IMAPClient) -> tuple[str, str | None]:
    if client.has_capability("NAMESPACE") and (personal := client.namespace().personal):
        prefix, delimiter = personal[0]
        return prefix, delimiter
    return "", None


def _text(delimiter: bytes | str) -> str:
    return delimiter.decode("ascii") if isinstance(delimiter, bytes) else delimiter
