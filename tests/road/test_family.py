"""The whole life of one family, by mail, through real servers: from "we are four" to "delete everything"."""

import json
import re
from email.message import EmailMessage
from typing import Any

import pytest
from road.town import ROOT, Citizen, Town, calendar, needed, plain
from servers.postfix import DOMAIN

pytestmark = pytest.mark.servers
PEOPLE = ["Ali Demir", "Ayşe Demir", "Fatma Demir", "Mehmet Demir"]


def declined(town: Town, invitation: EmailMessage, user: str) -> bytes:
    """The invitation comes back as a telephone answers it."""
    (event,) = calendar(invitation).walk("VEVENT")
    whole = (ROOT / "tests/worker/calendar/apple-declined.eml").read_text("utf-8")
    for old, new in {"@UID@": str(event["UID"]), "@DTSTAMP@": "20300101T090000Z", "@NUMBER@": event["UID"].split("@")[0],
                     "SEQUENCE:0": f"SEQUENCE:{event['SEQUENCE']}",
                     "anna@example.net": f"{user}@{DOMAIN}", "Anna Schmidt": "Fatma Demir",
                     "forum@example.org": town.address}.items():
        whole = whole.replace(old, new)
    return whole.replace("\n", "\r\n").encode()


def sequence(mail: EmailMessage) -> int:
    (event,) = calendar(mail).walk("VEVENT")
    return int(event["SEQUENCE"])


def test_a_family_signs_up_changes_its_mind_and_is_forgotten(town: Town):
    town.processor("once")
    family = Citizen(town, "Fatma Demir")

    def booked() -> dict[str, Any]:
        (row,) = town.registrations()
        return row

    first = needed(family.writes("wir kommen zu viert zum Bürgerforum: Fatma Demir, Mehmet Demir, Ali Demir und Ayşe Demir."))
    assert (booked()["state"], booked()["size"], sorted(booked()["attendees"])) == (
        "confirmed", 4, PEOPLE)
    assert "Für Ihre Daten verantwortlich: Stadt Kaiserslautern" in plain(first)
    assert "die Sie mit angemeldet haben" in " ".join(plain(first).split())
    code = booked()["code"]

    five = needed(family.writes("meine Schwiegermutter kommt auch mit, wir sind jetzt zu fünft."))
    assert "5 Personen statt 4" in plain(five)
    assert "Für Ihre Daten verantwortlich" not in plain(five), "said once a person, not once a mail"

    four = needed(family.writes("meine Tochter Ayşe Demir kann leider doch nicht mitkommen."))
    assert "4 Personen statt 5" in plain(four)
    assert "Ayşe Demir" not in booked()["attendees"]

    off = needed(family.writes("leider müssen wir absagen."))
    assert (booked()["state"], str(calendar(off)["METHOD"])) == ("cancelled", "CANCEL")

    back = needed(family.writes("wir kommen doch!"))
    assert (booked()["state"], booked()["size"], booked()["code"]) == ("confirmed", 4, code)
    assert str(calendar(back)["METHOD"]) == "REQUEST"
    assert sequence(back) > sequence(off) > sequence(five), "a calendar must believe what came last"

    asked = needed(family.sends(declined(town, back, family.user)))
    assert "Möchten Sie wirklich absagen?" in plain(asked) and booked()["state"] == "confirmed"
    assert "nichts geändert" in plain(needed(family.writes("Nein, wir kommen.")))
    assert booked()["state"] == "confirmed"

    told = needed(family.writes("Was haben Sie über mich gespeichert?", subject="Eine Frage", answers=asked))
    (file,) = told.iter_attachments()
    stored = json.loads(file.get_content())
    assert [one["code"] for one in stored["registrations"]] == [code]
    assert stored["registrations"][0]["size"] == 4
    assert stored["changes"][0]["what"] == "registered"
    assert "zu viert" in stored["mails"][0]["text"]
    assert code in plain(told) and "4 Personen" in plain(told)

    story = town.processor("registrations", "show", code)
    for part in ("„zu viert“", "people: 4 → 5", "cancelled", "restored", "declined in the", "mail 7", "answer: export"):
        assert part in story, part

    last = needed(family.writes("Bitte löschen Sie meine Daten."))
    assert "Ihre Anmeldung und Ihre Daten sind gelöscht." in plain(last)
    assert str(calendar(last)["METHOD"]) == "CANCEL"
    assert town.registrations() == []
    town.processor("once")
    left = town.folder_of(town.forum, town.done)
    assert len(left) <= 1, "only the mail that asked stands there until tomorrow"
    sent = [mail["X-Registration-Processor"] for mail in town.folder_of(town.forum, "Sent")]
    assert "export" not in sent and "erased" not in sent
    assert "Demir" not in database(town)
    assert re.search(r"erased", town.processor("registrations", "show", code))


def database(town: Town) -> str:
    """Every word of the database but the mail that asked and the last answer, which go tomorrow."""
    import sqlite3

    with sqlite3.connect(town.folder / "forum.sqlite") as connection:
        tables = [name for (name,) in connection.execute("select name from sqlite_master where type = 'table'")]
        rows = {name: connection.execute(f"select * from {name}").fetchall() for name in tables}
        rows["mail"] = connection.execute(
            "select * from mail where id not in (select answers from outbox where kind = 'erased')").fetchall()
        rows["outbox"] = connection.execute("select * from outbox where kind <> 'erased'").fetchall()
    return str(rows)
