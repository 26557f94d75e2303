"""An association signs three families up from one address, and each of them changes its own mind, through real servers."""

from email.message import EmailMessage
from typing import Any

import pytest
from road.town import Citizen, Town, letter, needed, plain

pytestmark = pytest.mark.servers


def words(mail: EmailMessage) -> str:
    return " ".join(plain(mail).split())


def test_three_parties_of_one_address_are_three_registrations_and_each_is_found_by_its_code(town: Town):
    town.trusts = "mx.example.org"
    town.write_config()
    town.processor("once")
    club = Citizen(town, "Vereinsbüro Miteinander")

    def booked(code: str) -> dict[str, Any]:
        (row,) = [row for row in town.registrations() if row["code"] == code]
        return row

    def signs_up(text: str) -> tuple[str, EmailMessage]:
        before = {row["code"] for row in town.registrations()}
        answer = needed(club.writes(text, subject="Anmeldung zum Bürgerforum", anew=True))
        (code,) = {row["code"] for row in town.registrations()} - before
        assert code in answer["Subject"]
        return code, answer

    demir, first = signs_up("bitte melden Sie zum Bürgerforum an: Fatma Demir und Mehmet Demir (2 Personen).")
    kaya, second = signs_up("bitte melden Sie zum Bürgerforum an: Elif Kaya, Can Kaya und Deniz Kaya (3 Personen).")
    petrov, third = signs_up("bitte melden Sie zum Bürgerforum an: Oleg Petrov (1 Person).")
    assert [(booked(code)["size"], booked(code)["state"]) for code in (demir, kaya, petrov)] == [
        (2, "confirmed"), (3, "confirmed"), (1, "confirmed")]
    assert "Für Ihre Daten verantwortlich" in plain(first)
    assert all("Für Ihre Daten verantwortlich" not in plain(mail) for mail in (second, third)), "once an address"
    assert "die Sie mit angemeldet haben" in words(second)

    more = needed(club.writes(f"zu {kaya}: es kommen jetzt 4 Personen.", subject=f"Änderung {kaya}", anew=True))
    assert kaya in more["Subject"] and (booked(kaya)["size"], booked(demir)["size"]) == (4, 2)

    off = needed(club.writes("leider müssen wir absagen.", subject=f"Absage {demir}", anew=True))
    assert demir in off["Subject"]
    assert [booked(code)["state"] for code in (demir, kaya, petrov)] == ["cancelled", "confirmed", "confirmed"]

    handed = needed(club.writes("statt Oleg Petrov kommt Natalia Petrova.", answers=third))
    assert "Natalia Petrova" in plain(handed)
    assert (booked(petrov)["attendees"], booked(petrov)["size"]) == (["Natalia Petrova"], 1)

    eve = town.dovecot.fresh_user()
    town.hand_over(letter(town, eve, "Eve Muster", f"Absage {kaya}", "leider müssen wir absagen."), eve)
    town.processor("once")
    asked = town.await_mails(club.user, "INBOX", len(club.inbox) + 1)[-1]
    assert "Möchten Sie wirklich absagen?" in plain(asked) and town.folder_of(eve, "INBOX") == []
    assert booked(kaya)["state"] == "confirmed", "a code alone proves nothing"

    story = " ".join(town.processor("registrations", "show", petrov).split())
    assert "Oleg Petrov" in story and "Natalia Petrova" in story and "Kaya" not in story
