"""Our invitations come back as Outlook, Exchange, Gmail, Apple, Thunderbird and Nextcloud write their answers.

The files have each program's structure; the test puts in the UID of the invitation that was really sent, and a time.
"""

import base64
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar
from worker.test_privacy import replying, says, text
from worker.world import FORUM, World, configured, parsed

from processor.store.tables import calendar_seen, mail, open_point
from processor.understanding import understand

FOLDER = Path(__file__).parent / "calendar"
PROGRAMS = ("outlook", "exchange", "gmail", "apple", "thunderbird")
_BASE64 = re.compile(r"@BASE64:(.*?)@END@", re.DOTALL)


@pytest.fixture
def town(tmp_path: Path) -> Iterator[World]:
    world = World(tmp_path / "town.sqlite", configured(capacity=10), first_contact_over=False)
    world.understood = understand  # type: ignore[assignment]
    world.started().once()
    yield world
    world.store.close()


def sign_up(world: World, words: str = "Ich komme zum Bürgerforum.\n\nAnna Schmidt") -> Any:
    return says(world, words)


def invitation(answer: Any) -> Any:
    (part,) = [part for part in answer.walk() if part.get_content_type() == "text/calendar"]
    calendar = Calendar.from_ical(part.get_payload(decode=True))
    (event,) = calendar.walk("VEVENT")
    return calendar["METHOD"], event


def written_by(program: str, answer: Any, minute: int = 0, **changed: str) -> bytes:
    """The file with this invitation's UID, as the program's answer in this minute."""
    _, event = invitation(answer)
    whole = (FOLDER / f"{program}.eml").read_text("utf-8")
    whole = whole.replace("@UID@", str(event["UID"])).replace("@DTSTAMP@", f"20171002T09{20 + minute}00Z")
    whole = whole.replace("@NUMBER@", f"{program}-{minute}")
    for old, new in changed.items():
        whole = whole.replace(old, new)
    whole = _BASE64.sub(lambda part: base64.encodebytes(part[1].replace("\n", "\r\n").encode()).decode().strip(), whole)
    return whole.replace("\n", "\r\n").encode()


def come_back(world: World, raw: bytes) -> list[Any]:
    """The mails we send because of it."""
    before = len(world.outside.accepted)
    world.receive(raw)
    world.once()
    return [parsed(one.raw) for one in world.outside.accepted[before:]]


@pytest.mark.parametrize("program", [*PROGRAMS, "nextcloud"])
def test_two_rounds_of_accept_cause_one_silent_record(program: str, town: World):
    confirmed = sign_up(town)
    assert come_back(town, written_by(f"{program}-accepted", confirmed)) == []
    assert come_back(town, written_by(f"{program}-accepted", confirmed).replace(b"Message-I", b"X-Old: 1\r\nMessage-I")) == []
    assert town.registrations() == [("anna@example.net", "confirmed", 1)]
    assert town.rows(open_point.c.number) == []
    assert len(town.rows(calendar_seen.c.uid)) == 1
    assert {state for (state,) in town.rows(mail.c.state)} <= {"answered", "silent", "copy"}


@pytest.mark.parametrize("program", PROGRAMS)
def test_declining_for_oneself_cancels_and_sends_no_invitation_back(program: str, town: World):
    confirmed = sign_up(town)
    (answer,) = come_back(town, written_by(f"{program}-declined", confirmed))
    assert town.registrations() == [("anna@example.net", "cancelled", 1)]
    assert "Ihre Anmeldung ist abgesagt" in text(answer)
    assert answer["To"].addresses[0].addr_spec == "anna@example.net"
    assert all(part.get_content_type() != "text/calendar" for part in answer.walk())


@pytest.mark.parametrize("program", [*PROGRAMS, "nextcloud"])
def test_declining_for_five_asks_the_stored_address_whether_all(program: str, town: World):
    confirmed = sign_up(town, "Wir kommen zu fünft zum Bürgerforum.\n\nAnna Schmidt")
    (asked,) = come_back(town, written_by(f"{program}-declined", confirmed))
    assert asked["To"].addresses[0].addr_spec == "anna@example.net"
    assert "Möchten Sie wirklich absagen?" in text(asked)
    assert town.registrations() == [("anna@example.net", "confirmed", 5)]
    done = says(town, "Ja, bitte absagen.", headers=replying(asked))
    assert "abgesagt" in text(done)
    assert town.registrations() == [("anna@example.net", "cancelled", 5)]


def test_a_cloud_that_declines_for_one_person_from_an_address_of_its_own_makes_us_ask(town: World):
    confirmed = sign_up(town)
    (asked,) = come_back(town, written_by("nextcloud-declined", confirmed))
    assert (asked["To"].addresses[0].addr_spec, asked["X-Registration-Processor"]) == ("anna@example.net", "confirm")
    assert town.registrations() == [("anna@example.net", "confirmed", 1)]


@pytest.mark.parametrize("program", ["outlook-tentative", "gmail-tentative", "outlook-counter", "exchange-delegated"])
def test_maybe_another_time_and_somebody_else_are_for_a_human(program: str, town: World):
    confirmed = sign_up(town)
    assert come_back(town, written_by(program, confirmed)) == []
    assert town.registrations() == [("anna@example.net", "confirmed", 1)]
    assert len(town.rows(open_point.c.number)) == 1


def test_guests_and_words_in_an_acceptance_are_not_overlooked(town: World):
    confirmed = sign_up(town)
    come_back(town, written_by("gmail-accepted-with-guests", confirmed))
    come_back(town, written_by("outlook-accepted-with-words", confirmed, minute=1))
    assert [said for (said,) in town.rows(open_point.c.summary)] == [
        f"{invitation(confirmed)[1]['UID'].split('@')[0].upper()} accepted in the calendar, with 2 guest(s)",
        "words beside a calendar answer"]


def test_answers_that_arrive_in_the_wrong_order_count_by_their_own_time(town: World):
    """Accepted first, declined by mistake before: what was written later stands."""
    confirmed = sign_up(town)
    come_back(town, written_by("apple-accepted", confirmed, minute=5))
    assert come_back(town, written_by("thunderbird-declined", confirmed, minute=1)) == []
    assert town.registrations() == [("anna@example.net", "confirmed", 1)]
    come_back(town, written_by("outlook-declined", confirmed, minute=9))
    assert town.registrations() == [("anna@example.net", "cancelled", 1)]


def test_a_friend_who_accepts_or_declines_a_forwarded_invitation_changes_nothing(town: World):
    confirmed = sign_up(town)
    friend = {"anna@example.net": "eve@example.com", "Anna Schmidt": "Eve Muster"}
    assert come_back(town, written_by("apple-accepted", confirmed, **friend)) == []
    asked = come_back(town, written_by("outlook-declined", confirmed, minute=1, **friend))
    assert [one["To"].addresses[0].addr_spec for one in asked] == ["anna@example.net"]
    assert town.registrations() == [("anna@example.net", "confirmed", 1)]
    assert come_back(town, written_by("thunderbird-accepted", confirmed, minute=0)) == [], "her answer overtakes nobody's"
    assert len(town.rows(calendar_seen.c.uid)) == 3


def test_a_delegate_who_accepts_is_for_a_human(town: World):
    confirmed = sign_up(town)
    come_back(town, written_by("exchange-delegated", confirmed))
    delegate = {"anna@example.net": "kaya@example.com", "CN=Anna Schmidt": "DELEGATED-FROM=\"mailto:anna@example.net\";CN=Kaya"}
    assert come_back(town, written_by("exchange-accepted", confirmed, minute=1, **delegate)) == []
    assert len(town.rows(open_point.c.number)) == 2


def test_an_invitation_of_somebody_else_is_an_ordinary_mail(town: World):
    confirmed = sign_up(town)
    _, event = invitation(confirmed)
    foreign = written_by("outlook-accepted", confirmed, **{str(event["UID"]): "040000008200E00074C5B7101A82E008@example.net"})
    come_back(town, foreign)
    assert town.rows(calendar_seen.c.uid) == [("040000008200E00074C5B7101A82E008@example.net",)]
    assert town.registrations() == [("anna@example.net", "confirmed", 1)]


def test_an_invitation_that_is_sent_to_us_is_not_taken_for_an_answer(town: World):
    confirmed = sign_up(town)
    come_back(town, written_by("exchange-accepted", confirmed, **{"method=REPLY": "method=REQUEST", "METHOD:REPLY": "METHOD:REQUEST"}))
    assert town.registrations() == [("anna@example.net", "confirmed", 1)]


def test_an_entry_keeps_its_uid_and_rises_only_with_what_a_calendar_must_learn(town: World):
    confirmed = sign_up(town)
    changed = says(town, "Wir kommen zu zweit.", headers=replying(confirmed))
    cancelled = says(town, "Wir müssen leider absagen.", headers=replying(changed))
    told = [invitation(answer) for answer in (confirmed, changed, cancelled)]
    assert [method for method, _ in told] == ["REQUEST", "REQUEST", "CANCEL"]
    assert [int(event["SEQUENCE"]) for _, event in told] == [0, 0, 1]
    assert len({str(event["UID"]) for _, event in told}) == 1
    assert {str(event["ORGANIZER"]) for _, event in told} == {f"mailto:{FORUM}"}
    late = written_by("outlook-accepted", confirmed)
    assert come_back(town, late) == [], "an answer to the older sequence"
    assert town.registrations() == [("anna@example.net", "cancelled", 2)]
