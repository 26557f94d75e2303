"""Organisers steer over real servers: the report's button, written commands, a mail passed on, a mail dragged.

Nothing is replaced: Petra presses, writes and drags as her mail program would, and the processor runs as a user runs it.
"""

import re
import ssl
from email.message import EmailMessage
from urllib.parse import unquote

import pytest
from imapclient import IMAPClient
from road.town import Citizen, Town, letter, needed, plain
from servers.dovecot import PASSWORD
from servers.postfix import DOMAIN

pytestmark = pytest.mark.servers


@pytest.fixture
def petra(town: Town) -> Citizen:
    """The one who steers; the processor proposes only, so that everything waits for her."""
    petra = Citizen(town, "Petra Lindner")
    config = town.folder / "config.toml"
    staff = f'[[staff]]\nname = "Petra Lindner"\naddress = "{petra.user}@{DOMAIN}"\nrole = "steer"\n[report]\nat = 00:00:00\n[mailbox]'
    config.write_text('mode = "propose"\n' + config.read_text("utf-8").replace("[mailbox]", staff), "utf-8")
    return petra


def button(report: EmailMessage, label: str) -> str:
    """The subject that a button of this label writes."""
    html = report.get_body(("html",)).get_content()
    found = re.findall(r'<a [^>]*?href="mailto:([^"]+)"[^>]*>(.*?)</a>', html, re.S)
    links = {re.sub(r"<[^>]*>", "", words).strip(): link for link, words in found}
    link = links[label].replace("&amp;", "&")
    return unquote(re.search(r"subject=([^&]*)", link)[1])


def newest(town: Town, user: str, kind: str) -> EmailMessage:
    """The latest of our mails of this kind in somebody's inbox."""
    return next(one for one in reversed(town.folder_of(user, "INBOX")) if one["X-Registration-Processor"] == kind)


def sends(town: Town, petra: Citizen, text: str, subject: str = "", answers: EmailMessage | None = None) -> str:
    """Petra writes, the processor does its round; the words of the transcript."""
    before = len(town.folder_of(petra.user, "INBOX"))
    town.hand_over(letter(town, petra.user, petra.name, subject, text, answers), petra.user)
    town.processor("once")
    town.await_mails(petra.user, "INBOX", before + 1)
    return " ".join(plain(newest(town, petra.user, "steering")).split())


def test_an_organiser_steers_by_button_by_words_by_passing_on_and_by_dragging(town: Town, petra: Citizen):
    town.processor("once")  # first contact with an empty mailbox
    anna, ben = Citizen(town, "Anna Schmidt"), Citizen(town, "Ben Berg")
    town.hand_over(letter(town, anna.user, anna.name, "Anmeldung", "Guten Tag,\n\nich komme mit meinem Mann zum Bürgerforum, "
                          "wir sind 2 Personen.\n\nAnna Schmidt"), anna.user)
    town.processor("once")
    before = len(town.folder_of(petra.user, "INBOX"))
    report = next((one for one in town.folder_of(petra.user, "INBOX") if one["X-Registration-Processor"] == "report"), None)
    number = 1

    # by the report's button, where a report came; else as an answer that the domain proves
    subject = button(report, "Annehmen") if report is not None and "Annehmen" in report.as_string() else f"annehmen {number}"
    town.trusts = "mx.example.org"
    config = town.folder / "config.toml"
    config.write_text(config.read_text("utf-8").replace('authserv_id = "none"', 'authserv_id = "mx.example.org"'), "utf-8")
    said = sends(town, petra, "", subject)
    assert "Anna Schmidt ist angemeldet: 2 Personen" in said
    [confirmation] = town.await_mails(anna.user, "INBOX", 1)
    assert "2 Personen" in plain(confirmation)
    assert before <= len(town.folder_of(petra.user, "INBOX"))

    # by words, in the transcript's thread
    transcript = newest(town, petra.user, "steering")
    said = sends(town, petra, "plätze 20\nbitte eintragen „Cem Kaya“ 3\nliste", f"Re: {transcript['Subject']}", transcript)
    assert "Bürgerforum hat jetzt 20 Plätze statt 10 Plätze" in said
    assert "5 von 20 Plätzen belegt" in said
    [file] = newest(town, petra.user, "steering").iter_attachments()
    assert file.get_content()[:2] == b"PK"
    assert "wieder ausgetragen" not in sends(town, petra, "stand")
    said = sends(town, petra, "rückgängig")
    assert "Cem Kaya: wieder ausgetragen" in said

    # a mail passed on
    town.trusts = ""
    said_before = len(town.folder_of(petra.user, "INBOX"))
    forwarded = letter(town, petra.user, petra.name, "WG: Anmeldung",
                       f"Bitte übernehmen.\n\nVon: Ben Berg <{ben.user}@{DOMAIN}>\nGesendet: Montag, 2. Oktober 2017 10:00\n"
                       "An: Petra Lindner\nBetreff: Anmeldung\n\nGuten Tag,\n"
                       "wir kommen gern zum Bürgerforum, wir sind 3 Personen.\nBen Berg\n")
    town.hand_over(forwarded, petra.user)
    town.processor("once")
    assert len(town.folder_of(petra.user, "INBOX")) == said_before
    assert "Ben Berg" in town.processor("review", "list")

    # dragged to the folder that accepts, as Outlook does it: COPY and \Deleted
    drag(town, "Anmeldungen/Zu prüfen", "Anmeldungen/Annehmen")
    town.processor("once")
    [confirmed] = town.await_mails(ben.user, "INBOX", 1)
    assert "3 Personen" in plain(confirmed)
    assert {(row["contact_name"], row["size"]) for row in town.registrations() if row["state"] == "confirmed"} == {
        ("Anna Schmidt", 2), ("Ben Berg", 3)}


def test_a_command_in_an_organisers_name_does_nothing_until_the_real_address_confirms(town: Town, petra: Citizen):
    town.processor("once")
    eve = Citizen(town, "Eve")
    before = len(town.folder_of(petra.user, "INBOX"))
    town.hand_over(letter(town, petra.user, "Petra Lindner", "", "plätze 1"), eve.user)
    town.processor("once")
    question = town.await_mails(petra.user, "INBOX", before + 1)[-1]
    assert question["Subject"] == "Waren Sie das?"
    assert town.folder_of(eve.user, "INBOX") == []
    said = sends(town, petra, "", button(question, "Ja, ausführen"))
    assert "Bürgerforum hat jetzt 1 Platz statt 10 Plätze" in said
    assert needed(newest(town, petra.user, "steering"))["In-Reply-To"]


def drag(town: Town, source: str, target: str) -> None:
    """Everything in one folder to another, as Outlook moves it; the originals stay, flagged \\Deleted."""
    trust = ssl.create_default_context(cafile=town.authority.certificate)
    with IMAPClient("localhost", town.dovecot.imaps, ssl_context=trust) as client:
        client.login(town.forum, PASSWORD)
        client.select_folder(source)
        uids = client.search()
        client.copy(uids, target)
        client.add_flags(uids, [b"\\Deleted"])
