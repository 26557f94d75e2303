"""Calendar parts: answers to our invitations, invitations by strangers, garbage."""

import pytest

from processor.message import AutomaticReason, PartStat, parse

ANSWER = """BEGIN:VCALENDAR
VERSION:2.0
METHOD:{method}
BEGIN:VEVENT
UID:kl-7f3q@example.net
SEQUENCE:2
DTSTAMP:20171004T080000Z
DTSTART:20171019T150000Z
SUMMARY:Bürgerforum
{attendees}
COMMENT:Ich freue mich
END:VEVENT
END:VCALENDAR
"""
ANNA = "ATTENDEE;PARTSTAT={partstat};CN=Anna:MailTo:anna@example.org"


def answer(partstat="ACCEPTED", method="REPLY", attendees=None):
    return ANSWER.format(method=method, attendees=attendees or ANNA.format(partstat=partstat))


@pytest.mark.parametrize(
    ("stated", "partstat"),
    [
        ("ACCEPTED", PartStat.ACCEPTED),
        ("declined", PartStat.DECLINED),
        ("TENTATIVE", PartStat.TENTATIVE),
        ("DELEGATED", PartStat.DELEGATED),
        ("NEEDS-ACTION", None),
    ],
)
def test_an_answer_says_who_and_what(read, stated, partstat):
    part = read(answer(stated), kind="text/calendar; method=REPLY; charset=utf-8").calendar
    assert (part.method, part.partstat, part.attendee) == ("REPLY", partstat, "anna@example.org")
    assert (part.uid, part.sequence, part.summary, part.comment) == (
        "kl-7f3q@example.net",
        2,
        "Bürgerforum",
        "Ich freue mich",
    )
    assert part.start.isoformat() == "2017-10-19T15:00:00+00:00"


@pytest.mark.parametrize("kind", ["text/calendar", "application/ics; name=invite.ics"])
def test_an_attached_calendar_is_read(multipart, kind):
    message = parse(multipart(("text/plain", "Anbei."), (f"{kind}; charset=utf-8", answer())))
    assert message.calendar.partstat is PartStat.ACCEPTED
    assert message.body.strip() == "Anbei."


def test_the_content_type_names_the_method_where_the_calendar_does_not(read):
    assert read(answer().replace("METHOD:REPLY\n", ""), kind="text/calendar; method=reply").calendar.method == "REPLY"


def test_of_several_attendees_the_one_who_answered_counts(read):
    two = ANNA.format(partstat="NEEDS-ACTION").replace("anna", "ben") + "\n" + ANNA.format(partstat="DECLINED")
    assert read(answer(attendees=two), kind="text/calendar").calendar.attendee == "anna@example.org"


def test_two_answers_in_one_part_answer_nothing(read):
    two = ANNA.format(partstat="ACCEPTED").replace("anna", "ben") + "\n" + ANNA.format(partstat="DECLINED")
    part = read(answer(attendees=two), kind="text/calendar").calendar
    assert (part.attendee, part.partstat) == ("", None)


@pytest.mark.parametrize(
    "body",
    [
        "garbage",
        "",
        "BEGIN:VCALENDAR\nEND:VCALENDAR",
        "BEGIN:VCALENDAR\nBEGIN:VEVENT\n",
        "BEGIN:VCALENDAR\nBEGIN:VEVENT\nX\nEND:VCALENDAR",
    ],
)
def test_garbage_is_an_error_and_never_raises(read, body):
    assert read(body, kind="text/calendar; method=REPLY").calendar.errors


def test_a_broken_date_stands_in_the_errors(read):
    part = read(answer().replace("DTSTART:20171019T150000Z", "DTSTART:20179919T150000Z"), kind="text/calendar").calendar
    assert part.start is None
    assert part.errors


def test_two_calendars_in_one_part_are_read_as_the_first(read):
    assert read(answer() + answer("DECLINED"), kind="text/calendar").calendar.partstat is PartStat.ACCEPTED


@pytest.mark.parametrize(
    "fields", [{"Auto-Submitted": "auto-generated"}, {"X-Auto-Response-Suppress": "All"}, {"Precedence": "bulk"}]
)
def test_an_attendees_answer_is_not_automatic_though_a_service_marks_it(read, fields):
    assert read(answer(), kind="text/calendar; method=REPLY", **fields).automatic is None


def test_calendar_machinery_without_an_answer_is_automatic(read):
    assert read(answer("NEEDS-ACTION"), kind="text/calendar").automatic is AutomaticReason.CALENDAR
    assert read(answer(method="REFRESH"), kind="text/calendar").automatic is AutomaticReason.CALENDAR


def test_an_invitation_by_a_stranger_is_a_mail(read):
    message = read(answer("NEEDS-ACTION", "REQUEST"), kind="text/calendar")
    assert (message.automatic, message.calendar.method) == (None, "REQUEST")
