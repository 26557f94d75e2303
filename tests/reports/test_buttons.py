"""What a reader may press: one prepared mail a button, signed for this reader, and nothing for those who only read."""

import re
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from processor.message.model import Mailbox
from processor.registration import Tokens
from processor.registration.model import OpenPointKind
from processor.replies.samples import ORGANISER
from processor.reports.buttons import LONGEST, Press, Steering
from processor.reports.samples import STAFF, crowded, samples


def links(html):
    found = []

    class Page(HTMLParser):
        def handle_starttag(self, tag, attributes):
            if tag == "a":
                found.append(dict(attributes)["href"])

    Page().feed(html)
    return found


def subjects(html):
    return [parse_qs(urlsplit(link).query)["subject"][0] for link in links(html)]


def alone(kind, **facts):
    """A day with one open point of this kind."""
    point = replace(samples()["day"].points[1], kind=kind, proposal="register 2 for forum", reason="a question")
    return replace(samples()["commands"], points=(replace(point, **facts),))


def test_one_tap_accepts_as_proposed_and_the_others_stand_beside(write):
    said = subjects(write(alone(OpenPointKind.HELD)).html)
    assert [each.rpartition(" ")[0] for each in said] == [
        "annehmen 17", "Zahl 17", "ablehnen 17", "ignorieren 17", "persönlich 17", "warum 17"]


@pytest.mark.parametrize("proposal", ["question", "other"])
def test_where_nothing_could_be_recorded_nothing_is_offered_to_accept(write, proposal):
    said = subjects(write(alone(OpenPointKind.HELD, proposal=proposal)).html)
    assert [each.rpartition(" ")[0] for each in said] == ["persönlich 17", "ignorieren 17", "warum 17"]


def test_where_only_the_number_is_open_a_tap_gives_it(write):
    said = subjects(write(alone(OpenPointKind.HELD, proposal="register, once the number is known")).html)
    assert [each.rpartition(" ")[0] for each in said][:4] == ["17: 1 Person", "17: 2 Personen", "17: 3 Personen", "17: 4 Personen"]


@pytest.mark.parametrize("kind", OpenPointKind)
def test_every_kind_of_point_can_be_settled_by_a_tap(kind, write):
    assert subjects(write(alone(kind)).html)


def test_a_button_opens_a_mail_to_the_organiser_that_carries_the_readers_token(write):
    for link in links(write(samples()["commands"]).html):
        assert unquote(urlsplit(link).path) == ORGANISER.address
        assert re.search(r"S\d{5}\.[\w-]{12}$", parse_qs(urlsplit(link).query)["subject"][0])


@pytest.mark.parametrize("facts", [samples()["commands"], crowded(0, 20), samples()["urgent"], samples()["eve"]])
def test_no_link_is_longer_than_outlook_takes(facts, write):
    assert all(len(link) <= LONGEST for link in links(write(replace(facts, commands=True)).html))


def test_an_address_that_leaves_no_room_for_a_link_leaves_the_words():
    steering = Steering("x" * 64 + "@" + "y" * 130 + ".example", "S17451.Xq3vT9aLm2Zk")
    assert steering.button(Press("Annehmen", "annehmen 17")) is None


def test_who_only_reads_gets_no_button_and_no_contact(write):
    for name in ("commands", "urgent", "eve"):
        composed = write(samples()[name], steers=False)
        assert links(composed.html) == []
        assert "Antworten Sie:" not in composed.text
        assert "f.demir@example.org" not in composed.text + composed.html


def test_no_button_before_its_answer_is_understood(write):
    assert links(write(samples()["day"]).html) == []


def test_a_token_is_good_for_its_reader_and_no_other():
    tokens = Tokens(("key",))
    steering = Steering.of(ORGANISER.address, tokens, STAFF, date(2017, 10, 12))
    assert tokens.is_staff(steering.token, STAFF.address, date(2017, 10, 12))
    assert not tokens.is_staff(steering.token, Mailbox("", "eve@example.org").address, date(2017, 10, 12))


def test_the_text_says_what_to_answer_and_tears_no_command_apart(write):
    text = write(alone(OpenPointKind.HELD)).text
    assert "Antworten Sie: annehmen\u00a017\u00a0· 17:\u00a02\u00a0Personen" in text
    assert "warum\u00a017" in text
