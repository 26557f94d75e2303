"""`processor check`: is everything there that an unattended run needs?

Promise: every check is made, whatever the ones before it said; each is one
line, green or with cause and remedy. Nothing is changed but missing folders
created, and one mail sent where `--send-to` asks for it.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from email.parser import HeaderParser
from email.policy import compat32
from email.utils import format_datetime, make_msgid
from pathlib import Path

from rich.console import Console
from sqlalchemy.exc import SQLAlchemyError

from processor import bootstrap, limits
from processor.config import Config, ConfigError
from processor.delivery.port import DeliveryError, Outgoing
from processor.mailbox.port import MailboxError, Role
from processor.replies.check import check as check_templates
from processor.worker.clock import Clock

MUST_BE_SAID = {  # key of [privacy] → why, in the words of somebody who never read the law
    "controller": "who answers for the data: the full name of your town or association",
    "contact": "how to reach them: a mail address or telephone number",
    "data_protection_officer": 'whom people may ask about their data; public bodies must have one. Write "none" if you have none '
                               "and need none",
    "legal_basis": "why you may store it: for a registration mostly Art. 6 (1) b GDPR, for a public task Art. 6 (1) e",
    "authority": "where people may complain: the data protection authority of your state",
}
RECENT = 20  # mails that are looked at for an Authentication-Results field
NETWORK = frozenset({"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "fuse.sshfs", "fuse.glusterfs", "ceph", "afs"})
FAULTS = (ConfigError, MailboxError, DeliveryError, SQLAlchemyError, OSError)


@dataclass(frozen=True, slots=True)
class Finding:
    """One check's answer: what was looked at, what was seen, and whether it is good."""

    what: str
    seen: str
    good: bool


def check(config: Config, send_to: str | None, clock: Clock) -> Iterator[Finding]:
    """Every check, in the order a mail would meet them."""
    yield Finding("config", f"{len(config.events)} event(s), {len(config.staff)} staff, mode {config.mode}", True)
    yield _tried("mailbox", lambda: _mailbox(config))
    yield _tried("trust", lambda: _trust(config))
    yield _tried("delivery", lambda: _delivery(config))
    yield _tried("database", lambda: _database(config))
    yield from _volume(config)
    yield _templates(config)
    yield _privacy(config)
    yield _staff(config)
    if send_to:
        yield _tried("test mail", lambda: _sent(config, send_to, clock))


def show(findings: Iterator[Finding], out: Console) -> bool:
    """Print each finding as it is made; True where all are good."""
    good = True
    for finding in findings:
        mark = "[green]✓[/]" if finding.good else "[bold red]✗[/]"
        out.print(f"{mark} [bold]{finding.what:10}[/]", end=" ")
        out.print(finding.seen, markup=False, highlight=False)
        good = good and finding.good
    return good


def _tried(what: str, look: Callable[[], str]) -> Finding:
    try:
        return Finding(what, look(), True)
    except FAULTS as error:
        return Finding(what, str(error), False)


def _mailbox(config: Config) -> str:
    mailbox = bootstrap.mailbox_of(config)
    try:
        mailbox.prepare()
        count = len(mailbox.listing(Role.INBOX))
        return f"{mailbox.account}: logged in, folders are there, {count} mail(s) in the inbox"
    finally:
        mailbox.close()


def _trust(config: Config) -> str:
    """The id our mail server signs its checks with, as recent mails show it; a proposal, never a fault."""
    mailbox = bootstrap.mailbox_of(config)
    try:
        recent = mailbox.listing(Role.INBOX)[-RECENT:]
        seen = Counter(name for mail in mailbox.fetch(Role.INBOX, recent) if (name := topmost_authserv_id(mail.raw)))
    finally:
        mailbox.close()
    given = config.trust.authserv_id
    if not seen:
        return f"authserv_id is {given!r}; recent mails carry no Authentication-Results to compare with"
    likely = seen.most_common(1)[0][0]
    if given == likely:
        return f"authserv_id is {given!r}, as recent mails have it"
    return f"authserv_id is {given!r}; recent mails say {likely!r}: if that is your mail server, write it under [trust]"


def topmost_authserv_id(raw: bytes) -> str:
    """The authserv-id of the first Authentication-Results field (RFC 8601, 2.2), 'exchange-online' where it has none."""
    field = HeaderParser(policy=compat32).parsestr(raw[: limits.HEADER_BLOCK].decode("latin-1"))["Authentication-Results"]
    if not field:
        return ""
    first = str(field).split(";")[0].split()
    return first[0] if first and "=" not in first[0] else "exchange-online"


def _volume(config: Config) -> Iterator[Finding]:
    """SQLite's write-ahead log needs shared memory, which network volumes do not give (RELIABILITY.md, trap 12)."""
    if config.database.url is not None:
        return
    kind = file_system(config.database.path.absolute())
    if kind in NETWORK:
        yield Finding("volume", f"{config.database.path} lies on {kind}, a network volume, where SQLite loses data: use a local disk, "
                                "or PostgreSQL ([database] url)", False)


def file_system(path: Path) -> str:
    """The file system's type that holds `path`, '' where the system does not tell."""
    try:
        mounts = [line.split()[1:3] for line in Path("/proc/mounts").read_text("utf-8", "replace").splitlines()]
    except OSError:
        return ""
    holding = [(place, kind) for place, kind in mounts if path.is_relative_to(place.replace("\\040", " "))]
    return max(holding, key=lambda mount: len(mount[0]), default=("", ""))[1]


def _delivery(config: Config) -> str:
    delivery = bootstrap.delivery_of(config)
    try:
        return delivery.check()
    finally:
        delivery.close()


def _database(config: Config) -> str:
    store = bootstrap.store_of(config)
    try:
        with store.reading() as unit:
            return f"{store.engine.url.render_as_string()}: {len(unit.registrations.every())} registration(s)"
    finally:
        store.close()


def _templates(config: Config) -> Finding:
    templates = bootstrap.templates_of(config)
    faults = check_templates(templates)
    missing = [language for language in config.organiser.languages if language not in templates.languages]
    faults += [f"no templates for {', '.join(missing)}: those writers are answered in {config.organiser.language}"] if missing else []
    return Finding("templates", "\n  ".join(faults) or f"complete in {', '.join(templates.languages)}", not faults)


def _privacy(config: Config) -> Finding:
    """Who writes to us must be told who stores what and why; without it nothing may go live (GDPR, articles 12 to 14)."""
    given = config.privacy
    missing = [f"{key}: {why}" for key, why in MUST_BE_SAID.items() if not getattr(given, key)]
    if missing:
        lacking = "\n    - ".join(missing)
        return Finding("privacy", "the first answer to a person must say who stores what and why (GDPR, article 13). Add to "
                                  f"[privacy] in config.toml:\n    - {lacking}", False)
    officer = "" if given.officer else ", no data protection officer"
    notice = f", full notice at {given.url}" if given.url else ", no further notice on the web (url)"
    return Finding("privacy", f"{given.controller}{officer}{notice}", True)


def _staff(config: Config) -> Finding:
    if not config.staff:
        return Finding("staff", "nobody gets the daily report: add [[staff]] with name, address and role", False)
    return Finding("staff", ", ".join(f"{person.name} ({person.role})" for person in config.staff), True)


def _sent(config: Config, to: str, clock: Clock) -> str:
    delivery = bootstrap.delivery_of(config)
    sender = config.organiser.address
    text = "This mail was sent by `processor check`. If you can read it, answers reach people.\r\n"
    head = [f"From: {sender}", f"To: {to}", "Subject: Test mail of the registration processor", "Auto-Submitted: auto-generated",
            f"Date: {format_datetime(clock.now())}", f"Message-ID: {make_msgid(domain=sender.rpartition('@')[2])}",
            "MIME-Version: 1.0", "Content-Type: text/plain; charset=utf-8", "", text]
    mail = Outgoing("\r\n".join(head).encode(), sender, to)
    try:
        return f"sent to {to}: {delivery.deliver(mail)}"
    finally:
        delivery.close()
