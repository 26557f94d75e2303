"""The calendar part, read back the way a calendar program reads it."""

import email
from dataclasses import replace
from datetime import UTC, datetime
from email import policy
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from processor.registration.model import Ask, ReplyKind, State
from processor.replies import calendar_uid, samples

EVERY = samples.samples("de")


def entry(composed):
    (event,) = Calendar.from_ical(composed.calendar).walk("VEVENT")
    assert not event.errors
    return event


def part_of(composed):
    mail = email.message_from_bytes(composed.raw, policy=policy.default)
    return mail, next(part for part in mail.walk() if part.get_content_type() == "text/calendar")


def test_a_confirmed_registration_is_an_invitation_that_needs_no_answer(write, reply):
    composed = write(reply("registered"))
    event = entry(composed)
    assert Calendar.from_ical(composed.calendar)["METHOD"] == "REQUEST"
    assert event["ATTENDEE"].lower() == "mailto:anna.schmidt@example.org"
    assert event["ATTENDEE"].params["PARTSTAT"] == "ACCEPTED"
    assert event["ATTENDEE"].params["RSVP"] == "FALSE"
    assert event["ORGANIZER"].lower() == "mailto:integrationfindetstadt@firu-mbh.de"
    assert event["UID"] == "kl-7f3q@firu-mbh.de" == calendar_uid("KL-7F3Q", "IntegrationFindetStadt@FIRU-mbh.de")
    assert event["SEQUENCE"] == 0
    assert event["STATUS"] == "CONFIRMED"
    assert event.decoded("DTSTAMP") == samples.NOW.astimezone(UTC)


def test_the_entry_stands_at_the_right_hour_in_its_own_zone(write, reply):
    composed = write(reply("registered"))
    event = entry(composed)
    assert event.decoded("DTSTART") == datetime(2017, 10, 19, 17, tzinfo=ZoneInfo("Europe/Berlin"))
    assert event.decoded("DTEND") == datetime(2017, 10, 19, 20, tzinfo=ZoneInfo("Europe/Berlin"))
    (zone,) = Calendar.from_ical(composed.calendar).walk("VTIMEZONE")
    assert zone["TZID"] == event["DTSTART"].params["TZID"] == "Europe/Berlin"


def test_the_description_says_state_code_and_how_to_cancel_but_no_needs(write, reply):
    composed = write(reply("registered"))
    description = str(entry(composed)["DESCRIPTION"])
    assert "Angemeldet: 2 Personen" in description and "KL-7F3Q" in description and "absagen" in description
    assert b"Rollstuhl" not in composed.calendar and b"Arab" not in composed.calendar


@pytest.mark.parametrize("language", ["de", "en"])
def test_no_line_is_longer_than_75_octets_and_none_breaks_inside_a_letter(language, write):
    written = write(samples.samples(language)["registered"])
    assert max(map(len, written.calendar.split(b"\r\n"))) <= 75
    assert all(line.decode() for line in written.calendar.split(b"\r\n")[:-1])


def test_the_calendar_names_nobody_but_the_recipient(write, reply):
    assert b"Karl" not in write(reply("registered")).calendar


def test_a_cancellation_takes_the_entry_away(write, reply):
    cancelled = reply("cancelled")
    composed = write(replace(cancelled, registration=replace(cancelled.registration, calendar_sequence=1)))
    event = entry(composed)
    assert Calendar.from_ical(composed.calendar)["METHOD"] == "CANCEL"
    assert (event["STATUS"], event["SEQUENCE"], event["UID"]) == ("CANCELLED", 1, "kl-7f3q@firu-mbh.de")
    assert event["ATTENDEE"].lower() == "mailto:anna.schmidt@example.org"


@pytest.mark.parametrize("state", [state for state in State if state is not State.CONFIRMED])
def test_only_a_confirmed_registration_is_ever_invited(state, write, reply):
    registered = reply("registered")
    asked = replace(registered, registration=replace(registered.registration, state=state), calendar="REQUEST")
    assert write(asked).calendar is None


@pytest.mark.parametrize("name", [name for name, each in EVERY.items() if each.calendar is None])
def test_a_reply_without_a_calendar_method_has_no_calendar_part(name, write, reply):
    assert b"text/calendar" not in write(reply(name)).raw


def test_the_invitation_is_an_alternative_that_names_its_method(write, reply):
    mail, part = part_of(write(reply("registered")))
    assert mail.get_content_type() == "multipart/alternative"
    assert part.get_param("method") == "REQUEST"
    assert part.get_content_disposition() is None


def test_a_file_for_the_calendar_asks_nobody_and_lies_beside_the_mail(write, reply):
    composed = write(reply("registered"), organiser=replace(samples.ORGANISER, calendar="file"))
    mail, part = part_of(composed)
    assert mail.get_content_type() == "multipart/mixed"
    assert (part.get_param("method"), part.get_content_disposition(), part.get_filename()) == (
        "PUBLISH",
        "attachment",
        "event.ics",
    )
    assert "ATTENDEE" not in entry(composed)


def test_a_name_with_quotes_does_not_break_the_entry(write, reply):
    organiser = replace(
        samples.ORGANISER, name='Team "Stadt"; ORGANIZER:mailto:eve@example.net\r\nATTENDEE:mailto:eve@example.net'
    )
    event = entry(write(reply("registered"), organiser=organiser))
    assert event["ORGANIZER"].lower() == "mailto:integrationfindetstadt@firu-mbh.de"
    assert not isinstance(event["ATTENDEE"], list)


def test_a_question_to_the_stored_address_carries_no_invitation(write, reply):
    assert reply("confirm-cancel").ask is Ask.CANCEL
    assert write(reply("confirm-cancel")).calendar is None


def test_every_kind_that_may_carry_a_calendar_is_tried():
    assert {each.kind for each in EVERY.values() if each.calendar} == {
        ReplyKind.RESTORED,
        ReplyKind.REGISTERED,
        ReplyKind.CHANGED,
        ReplyKind.CANCELLED,
        ReplyKind.PROMOTED,
        ReplyKind.ERASED,
        ReplyKind.MOVED,
        ReplyKind.CALLED_OFF,
        ReplyKind.RESTORED,
    }
