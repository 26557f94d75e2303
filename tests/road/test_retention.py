"""When an event's time is over, real servers lose what the processor filed, and nothing else."""

from datetime import timedelta

import pytest
from road.town import PASSWORD, Citizen, Town, letter, needed, plain
from servers.postfix import DOMAIN

pytestmark = pytest.mark.servers


def test_only_what_the_processor_filed_itself_leaves_the_mailbox(town: Town):
    town.processor("once")
    anna = Citizen(town, "Anna Schmidt")
    needed(anna.writes("Ich komme zum Bürgerforum."))
    colleague = letter(town, anna.user, "Kollegin", "Protokoll", "Für die Ablage.")
    town.append(town.done, colleague.as_bytes())
    town.append("INBOX", letter(town, anna.user, "Anna Schmidt", "Später", "Bitte aufheben.").as_bytes())
    assert [mail["Subject"] for mail in town.folder_of(town.forum, town.done)] == ["Anmeldung Bürgerforum", "Protokoll"]
    before = {name: len(town.folder_of(town.forum, name)) for name in ("INBOX", "Sent")}

    town.start -= timedelta(days=60)
    town.write_config()
    shown = town.processor("retention", "--dry-run")
    assert "Due now: 1 registrations, 1 mails" in shown and len(town.folder_of(town.forum, town.done)) == 2
    town.processor("retention")

    assert [mail["Subject"] for mail in town.folder_of(town.forum, town.done)] == ["Protokoll"]
    assert {name: len(town.folder_of(town.forum, name)) for name in before} == before
    assert len(town.folder_of(anna.user, "INBOX")) == 1 and "Anna" in plain(anna.inbox[0])
    assert town.registrations() == []
    assert PASSWORD not in shown and DOMAIN not in shown
