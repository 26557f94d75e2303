"""The finished mail: one recipient, marked as ours, never too large."""

import email
import re
from dataclasses import replace
from datetime import timedelta
from email.policy import default

import pytest
from typer.testing import CliRunner

from processor import limits
from processor.cli import app
from processor.message.model import Mailbox
from processor.registration.model import OpenPointKind
from processor.replies import LOOP_HEADER
from processor.replies.samples import FORUM, NOW, ORGANISER
from processor.reports import EventFacts, Facts, Movement, Point, Undeliverable, compose
from processor.reports.samples import STAFF, crowded, samples
from processor.reports.sheet_file import XLSX, ListFile

LARGEST = 100_000
LIST = ListFile("anmeldungen-forum.xlsx", XLSX, b"PK" + b"x" * 200_000)


def test_the_report_goes_to_one_reader_and_says_that_a_machine_wrote_it(write):
    mail = email.message_from_bytes(write(samples()["day"]).raw, policy=default)
    assert [str(each) for each in mail["To"].addresses] == ["Petra Sommer <p.sommer@example.org>"]
    assert mail["From"].addresses[0].addr_spec == ORGANISER.address
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail[LOOP_HEADER] == "report"
    assert [part.get_content_type() for part in mail.walk()] == [
        "multipart/alternative", "text/plain", "multipart/related", "text/html", "image/png"]


def test_the_parts_are_the_text_and_the_html(write):
    composed = write(samples()["day"])
    text, html = (one for one in email.message_from_bytes(composed.raw, policy=default).walk() if one.get_content_maintype() == "text")
    assert text.get_content().replace("\r\n", "\n") == composed.text
    assert html.get_content().replace("\r\n", "\n") == composed.html + "\n" * (not composed.html.endswith("\n"))


def test_the_same_facts_give_the_same_octets(write):
    assert write(samples()["events"]).raw == write(samples()["events"]).raw


def test_a_name_with_a_line_break_adds_no_field_and_no_recipient(write):
    mail = email.message_from_bytes(
        write(samples()["day"], to=Mailbox("Petra\r\nBcc: v@example.net", STAFF.address)).raw
    )
    assert mail["Bcc"] is None
    assert mail.get_all("To")[0].endswith(f"<{STAFF.address}>")


@pytest.mark.parametrize("address", ["", "a@b.example, v@example.net", "a@b.example\r\nBcc: v@example.net"])
def test_what_is_no_single_address_gets_no_report(address, write):
    with pytest.raises(ValueError):
        write(samples()["day"], to=Mailbox("", address))


@pytest.mark.parametrize("points", [0, 1, 20, 21, 10_000])
@pytest.mark.parametrize("registrations", [0, 1, 40, 400])
def test_any_number_of_registrations_and_points_stays_small(registrations, points, write):
    composed = write(crowded(registrations, points))
    assert len(composed.raw) < LARGEST
    assert all(len(line) <= limits.LINE_OUT for line in composed.raw.split(b"\r\n"))
    shown = sum(f"max{number}@example.org" in composed.text for number in range(points))
    assert shown == min(points, 20)


def test_what_is_not_listed_is_counted(write):
    text = write(crowded(400, 10_000)).text
    assert "10.000 OFFENE PUNKTE" in text and "… und 9.980 weitere offene Punkte." in text
    assert "und 360 weitere" in " ".join(text.split())


def test_the_picture_travels_with_the_page_that_shows_it(write):
    composed = write(samples()["day"])
    mail = email.message_from_bytes(composed.raw, policy=default)
    (picture,) = [part for part in mail.walk() if part.get_content_type() == "image/png"]
    assert f'src="cid:{picture["Content-ID"].strip("<>")}"' in composed.html
    assert picture.get_content_disposition() == "inline"
    assert picture.get_content().startswith(b"\x89PNG") and len(picture.get_content()) < 40_000


def test_a_picture_that_cannot_be_drawn_is_told_in_words(write, monkeypatch):
    def broken(course):
        raise RuntimeError("no fonts")

    monkeypatch.setattr(compose, "chart", broken)
    composed = write(samples()["day"])
    assert "<img" not in composed.html and "höchstens 25&nbsp;an einem Tag" in composed.html


def test_a_list_stands_beside_the_letter_and_does_not_make_it_smaller(write):
    whole = write(samples()["day"])
    mail = email.message_from_bytes(write(samples()["day"], files=(LIST,)).raw, policy=default)
    (file,) = mail.iter_attachments()
    assert (file.get_filename(), file.get_content_type(), file.get_content()) == (LIST.name, LIST.media_type, LIST.content)
    assert mail.get_body(("plain",)).get_content().replace("\r\n", "\n") == whole.text


def test_what_cannot_wait_says_so_and_nothing_else(write):
    composed = write(samples()["urgent"])
    assert composed.subject == "Eilig: 1 offener Punkt – Bürgerforum morgen"
    assert "1 Punkt kann nicht warten" in composed.text and "NEU" not in composed.text


def test_the_evening_before_tells_who_needs_what_and_how_to_reach_them(write):
    composed = write(samples()["eve"])
    assert composed.subject == "Morgen: Bürgerforum: 132 von 150 Plätzen"
    assert "132 Personen (87 Anmeldungen)" in composed.text
    assert "Familie Demir (5), f.demir@example.org" in composed.text
    assert "Rollstuhl" not in composed.subject


@pytest.mark.parametrize("points", [20, 10_000])
def test_buttons_keep_the_letter_small(points, write):
    assert len(write(replace(crowded(400, points), commands=True)).raw) < LARGEST


@pytest.mark.parametrize("letter", ["\U0001f600", "﷽", '"', "&", "<", "ÿ", "مرحبا ", "a\u0301", "=", "x. "])
def test_the_worst_letters_in_every_place_stay_below_100_kb(letter, write):
    words = letter * 5000
    party = Movement(words, 10**9, before=1, needs=True, waiting=True)
    each = EventFacts(
        FORUM,
        registered=10**9,
        new=(party,) * 500,
        changed=(party,) * 500,
        cancelled=(party,) * 500,
        promoted=(party,) * 500,
        needs=tuple((f"interpreter:{words}", number) for number in range(500)),
    )
    point = Point(10**9, OpenPointKind.HELD, words, words, NOW, words, words, words)
    facts = Facts(
        NOW - timedelta(days=1),
        NOW,
        (each,) * 100,
        (point,) * 500,
        (Undeliverable(words, words),) * 500,
        warnings=(words,) * 500,
    )
    assert len(write(facts).raw) < LARGEST


def test_what_cannot_wait_stands_first(write):
    first, second, third = samples()["day"].points[1:]
    points = (replace(third, number=41), replace(first, number=42, answered_by_hand=True), replace(second, number=43))
    text = write(replace(samples()["day"], points=points)).text
    assert [int(number) for number in re.findall(r"^  (4\d)  ", text, re.MULTILINE)] == [43, 41, 42]


def test_no_way_to_settle_is_promised_before_it_exists(write):
    plain = write(samples()["day"])
    assert "processor review answer 17 accept" in " ".join(plain.text.split())
    assert "Antworten Sie auf diese Mail" not in plain.text + plain.html
    assert "Ordner" not in plain.text + plain.html
    assert "ablehnen\u00a017" in write(samples()["commands"]).text
    assert "„Anmeldungen/Annehmen“" in write(samples()["events"]).text


def test_the_command_that_the_report_names_exists():
    told = CliRunner().invoke(app, ["review", "answer", "--help"], env={"COLUMNS": "200", "NO_COLOR": "1"})
    assert told.exit_code == 0 and all(verdict in told.output for verdict in ("accept", "decline", "ignore"))


def test_needs_are_totals_in_the_body_and_never_in_the_subject(write):
    composed = write(samples()["day"])
    assert "Rollstuhl\u00a03" in composed.text
    assert "Familie Demir (5, mit Bedarf)" in composed.text
    assert "Rollstuhl" not in composed.subject and "Bedarf" not in composed.subject


def test_an_address_that_is_nearly_a_known_one_is_asked_about(write):
    assert "k.weber@gmial.com – gemeint gmail.com?" in write(samples()["day"]).text


def test_the_subject_says_when_something_is_wrong(write):
    assert "1 Warnung" in write(samples()["full"]).subject
