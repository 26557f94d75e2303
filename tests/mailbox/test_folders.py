"""Folders have names in the organiser's language, and the path that each server wants."""

import pytest
from servers.imap_peer import ImapPeer

from processor.mailbox.connect import ImapSettings
from processor.mailbox.folders import folder_names, languages
from processor.mailbox.imap import open_imap
from processor.mailbox.paths import Place, find_paths
from processor.mailbox.port import Role

BUTTONS = {Role.REVIEW, Role.ACCEPT, Role.IGNORE, Role.DONE, Role.AUTOMATIC}


def place(prefix="", delimiter="/", existing=(), sent=None):
    return Place(prefix, delimiter, {name: name for name in existing}, sent)


def test_twelve_languages_have_names():
    assert languages() == {"de", "en", "tr", "ar", "ru", "uk", "fr", "fa", "pl", "ro", "it", "es"}


@pytest.mark.parametrize("language", sorted(languages()))
def test_every_language_names_every_button_below_one_folder(language):
    names = folder_names(language)
    assert names.keys() >= BUTTONS
    assert len({names[role].split("/")[0] for role in BUTTONS}) == 1


def test_the_german_names_are_those_on_the_buttons():
    assert folder_names("de")[Role.REVIEW] == "Anmeldungen/Zu prüfen"


def test_an_unknown_language_gets_english_names():
    assert folder_names("xx") == folder_names("en")


def test_a_configured_name_wins_and_an_empty_setting_does_not():
    names = folder_names("de", {"done": "Fertig", "review": None})
    assert (names[Role.DONE], names[Role.REVIEW]) == ("Fertig", "Anmeldungen/Zu prüfen")


@pytest.mark.parametrize(("where", "path"), [
    (place(), "Anmeldungen/Zu prüfen"),
    (place("INBOX.", "."), "INBOX.Anmeldungen.Zu prüfen"),
    (place(delimiter="\\"), "Anmeldungen\\Zu prüfen"),
    (place(delimiter=""), "Anmeldungen-Zu prüfen"),
])
def test_a_path_follows_the_servers_prefix_and_delimiter(where, path):
    assert find_paths(where, folder_names("de"))[Role.REVIEW] == path


def test_the_delimiter_inside_a_name_makes_no_level():
    assert place("INBOX.", ".").path("z.B./Nr. 1") == "INBOX.z-B-.Nr- 1"


def test_a_name_that_already_has_the_prefix_does_not_get_it_twice():
    assert place("INBOX.", ".").path("INBOX/Anmeldungen") == "INBOX.Anmeldungen"


def test_the_inbox_never_gets_a_prefix():
    assert find_paths(place("INBOX.", "."), folder_names("de"))[Role.INBOX] == "INBOX"


@pytest.mark.parametrize(("where", "configured", "path"), [
    (place(existing=["Sent", "Gesendete"], sent="Gesendete"), None, "Gesendete"),
    (place(existing=["Sent Items"]), None, "Sent Items"),
    (place("INBOX.", ".", existing=["INBOX.Gesendet"]), None, "INBOX.Gesendet"),
    (place(), None, "Sent"),
    (place(existing=["Sent"], sent="Sent"), "Ausgang", "Ausgang"),
])
def test_sent_is_the_configured_folder_else_the_marked_one_else_a_usual_one(where, configured, path):
    assert find_paths(where, folder_names("de", {"sent": configured}))[Role.SENT] == path


def test_missing_folders_are_created_parents_first_and_subscribed():
    peer = ImapPeer({
        "CAPABILITY": b"* CAPABILITY IMAP4rev1 NAMESPACE\r\n",
        "NAMESPACE": b'* NAMESPACE (("INBOX." ".")) NIL NIL\r\n',
        "LIST": b'* LIST () "." INBOX\r\n* LIST () "." INBOX.Sent\r\n'
                b'* LIST (\\Noselect) "." INBOX.Anmeldungen.Erledigt\r\n',
    }).start()
    mailbox = open_imap(ImapSettings("127.0.0.1", "eva", lambda: "pw", peer.port, "none"), folder_names("de"))
    mailbox.prepare()
    mailbox.close()
    peer.stop()
    made = [command for command in peer.commands if command.startswith(("CREATE", "SUBSCRIBE"))]
    assert made[:4] == ['CREATE "INBOX.Anmeldungen"', 'SUBSCRIBE "INBOX.Anmeldungen"',
                        'CREATE "INBOX.Anmeldungen.Zu pr&APw-fen"', 'SUBSCRIBE "INBOX.Anmeldungen.Zu pr&APw-fen"']
    assert 'CREATE "INBOX.Anmeldungen.Erledigt"' in made
    assert 'CREATE "INBOX.Sent"' not in made
