"""The only module that builds adapters: a checked config → the parts of one processor.

Promise: nothing is connected to while building; a part that the config does
not describe is a ConfigError that says what to add.
"""

import os
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from processor.config import Config, ConfigError, DeliverySection, MailboxSection, Problem, Secret
from processor.delivery.port import DeliveryPort
from processor.mailbox.port import MailboxPort
from processor.registration import Tokens
from processor.replies import Templates
from processor.store import Store
from processor.store.journal import Journal
from processor.worker import Worker

Part = TypeVar("Part", MailboxSection, DeliverySection)

SIGNING = "signing-keys"  # the store's name for the key that signs our tokens


def worker_of(config: Config) -> Worker:
    """A worker with everything it needs; nothing but the database was touched."""
    mailbox, delivery, store = mailbox_of(config), delivery_of(config), store_of(config)
    return Worker(config, mailbox, delivery, store, templates_of(config), tokens=tokens_of(store))


def mailbox_of(config: Config) -> MailboxPort:
    """The mailbox of `[mailbox]`. Raises ConfigError where there is none, MailboxError for folder names."""
    from processor.mailbox.folders import folder_names

    section = _given(config.mailbox, "mailbox")
    names = folder_names(config.organiser.language, section.folders.model_dump())
    if section.maildir is not None:
        from processor.mailbox.maildir import Maildir

        return Maildir(section.maildir, names)
    from processor.mailbox.connect import ImapSettings
    from processor.mailbox.imap import open_imap

    return open_imap(
        ImapSettings(
            host=str(section.host), user=str(section.user), secret=_secret(section, "mailbox"), port=section.port,
            security=section.security, auth=section.auth, ca_file=section.ca_file,
        ),
        names,
    )


def delivery_of(config: Config) -> DeliveryPort:
    """The delivery of `[delivery]`. Raises ConfigError where there is none."""
    section = _given(config.delivery, "delivery")
    if section.maildir is not None:
        from processor.delivery.maildir import MaildirDelivery

        return MaildirDelivery(section.maildir)
    from processor.delivery.smtp import SmtpDelivery, SmtpSettings

    return SmtpDelivery(
        SmtpSettings(
            host=str(section.host), port=section.port, security=section.security, user=section.user,
            secret=_secret(section, "delivery") if section.user else None, auth=section.auth, ca_file=section.ca_file,
        )
    )


def store_of(config: Config) -> Store:
    """The database of `[database]`, brought to the present schema."""
    return Store.open(config.database.url or config.database.path, Journal.beside(config.database.path))


def tokens_of(store: Store) -> Tokens:
    """The signer of our tokens; PROCESSOR_SIGNING_KEYS (newest first, by commas) goes before the stored key."""
    given = [key for key in os.environ.get("PROCESSOR_SIGNING_KEYS", "").split(",") if key]
    with store.begin() as unit:
        return Tokens((*given, unit.running.secret(SIGNING)))


def templates_of(config: Config) -> Templates:
    """The organiser's templates over the shipped ones."""
    named = config.templates or os.environ.get("PROCESSOR_TEMPLATES")
    folder = Path(named) if named else None
    return Templates(folder if folder is not None and folder.is_dir() else None)


def _given(section: Part | None, name: str) -> Part:
    if section is None:
        raise ConfigError([Problem(f"[{name}]", "", "is missing", "add it; README.md, Configuration, shows an example")])
    return section


def _secret(section: Secret, name: str) -> Callable[[], str]:
    def read() -> str:
        password = section.password()
        if password is None:
            raise ConfigError([Problem(f"{name}.password_env", "", "no password is named",
                                       "name an environment variable or a file (password_file) that holds it")])
        return password.get_secret_value()

    return read
