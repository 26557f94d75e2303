"""Mails to everybody, moves and cancellations of events as staff write them."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from processor.registration.model import Event
from processor.replies import Templates
from processor.steering import Vocabulary, parse
from processor.steering.model import CallOff, Hand, Move, Paper, Stop, ToAll, Withdraw
from processor.steering.moving import Span, span, written

ZONE = ZoneInfo("Europe/Berlin")
NOW = datetime(2017, 10, 2, 10, tzinfo=ZONE)
FORUM = Event("buergerforum", "Bürgerforum", datetime(2017, 10, 19, 17, tzinfo=ZONE), datetime(2017, 10, 19, 20, tzinfo=ZONE),
              "Stadtmission", "Brüderstraße 1")
FEST = Event("fest", "Sommerfest", FORUM.start, FORUM.end, "Rathaus", "Platz 1")


@pytest.fixture(scope="module")
def words() -> Vocabulary:
    return Vocabulary.of(Templates(), "de", (FORUM, FEST))


def commands(text: str, words: Vocabulary, subject: str = "") -> list[object]:
    return [given.command for given in parse(text, words, subject=subject).commands]


@pytest.mark.parametrize(("text", "subject", "meant"), [
    ("an alle: Bitte früher kommen.", "", ToAll("Bitte früher kommen.")),
    ("An alle:\n\nBitte früher.\n\nDanke!", "", ToAll("Bitte früher.\n\nDanke!")),
    ("Guten Tag,\n\nan alle buergerforum: Hallo\nliste", "", ToAll("Hallo\nliste", "buergerforum")),
    ("To all: Please come early.", "", ToAll("Please come early.")),
    ("AN ALLE Sommerfest: Hallo", "", ToAll("Hallo", "fest")),
    ("an alle hoffest: Hallo", "", ToAll("Hallo", "", "hoffest")),
    ("Bitte früher.", "an alle: Parken", ToAll("Parken\n\nBitte früher.")),
    ("Bitte früher.", "an alle:", ToAll("Bitte früher.")),
    ("", "an alle: Parken", ToAll("Parken")),
    ("an alle: Hallo\n\nViele Grüße\nPetra", "", ToAll("Hallo")),
    ("an alle: Hallo\n----\nannehmen 17", "", ToAll("Hallo")),
    ("an alle:", "", ToAll("")),
    ("an alle: 17 annehmen: so geht es", "", ToAll("17 annehmen: so geht es")),
])
def test_a_mail_to_everybody_is_read_to_its_end(text, subject, meant, words):
    assert commands(text, words, subject) == [meant]


def test_what_stands_before_it_is_read_as_commands(words):
    assert commands("liste buergerforum\nan alle: Hallo", words) == [Hand(Paper.LIST, "buergerforum"), ToAll("Hallo")]


@pytest.mark.parametrize("text", [
    "Ich habe an alle: Kinder, Eltern und Nachbarn gedacht.", "an alle gedacht", "Viele Grüße an alle",
    "Viele Grüße\nan alle: Hallo", "--\nan alle: Hallo", "Eins hier.\nZwei hier.\nDrei hier.\nan alle: Hallo",
])
def test_a_letter_that_speaks_of_all_goes_to_nobody(text, words):
    assert not any(isinstance(one, ToAll) for one in commands(text, words))


def test_the_subject_of_an_answer_is_ours_not_theirs(words):
    assert commands("Danke", words, "Re: an alle: Hallo") == []


@pytest.mark.parametrize(("text", "meant"), [
    ("stopp", Stop()), ("Stop!", Stop()), ("veranstaltung absagen", CallOff()), ("Veranstaltung absagen fest", CallOff("fest")),
    ("cancel the event buergerforum", CallOff("buergerforum")), ("absagen BU-7F3Q", Withdraw(("BU-7F3Q",))),
    ("ort: Rathaus, Platz 1", Move(venue="Rathaus", address="Platz 1")),
    ("Ort fest: Rathaus, Platz 1, Hof", Move(venue="Rathaus", address="Platz 1, Hof", event="fest")),
])
def test_other_commands_about_an_event(text, meant, words):
    assert commands(text, words) == [meant]


@pytest.mark.parametrize("text", ["Der Ort steht noch nicht fest.", "Wir verschieben das Gespräch auf 18 Uhr", "verschieben", "ort"])
def test_words_of_a_letter_move_nothing(text, words):
    assert commands(text, words) == []


@pytest.mark.parametrize(("text", "start", "end"), [
    ("verschieben 26.10.2017 18:00", (26, 18, 0), (26, 21, 0)),
    ("verschieben 26.10.2017 18:00-20:00", (26, 18, 0), (26, 20, 0)),
    ("verschieben auf Donnerstag, 26. Oktober, 18 Uhr", (26, 18, 0), (26, 21, 0)),
    ("verschieben buergerforum 26.10. 18.30 Uhr bis 20 Uhr", (26, 18, 30), (26, 20, 0)),
    ("verschieben auf den 26.10.17", (26, 17, 0), (26, 20, 0)),
    ("verschieben auf 18 Uhr", (19, 18, 0), (19, 21, 0)),
    ("verschieben 2017-10-26 18-20 Uhr", (26, 18, 0), (26, 20, 0)),
    ("bitte verschieben auf den 26. Oktober 2017 um 18:00 Uhr", (26, 18, 0), (26, 21, 0)),
    ("move to 26 October 2017, 6 pm", (26, 18, 0), (26, 21, 0)),
    ("move to Thursday, October 26th at 6:30 pm", (26, 18, 30), (26, 21, 30)),
    ("postpone buergerforum to 26 October, 6 pm to 8 pm", (26, 18, 0), (26, 20, 0)),
])
def test_another_time_is_read_and_what_is_not_said_stays(text, start, end, words):
    (command,) = commands(text, words)
    assert isinstance(command, Move)
    meant = span(command.when, FORUM, NOW)
    assert isinstance(meant, Span)
    assert (meant.start.day, meant.start.hour, meant.start.minute) == start
    assert (meant.end.day, meant.end.hour, meant.end.minute) == end
    again = commands(words.say(Move(written(meant), event="fest")), words)
    assert span(again[0].when, FORUM, NOW) == meant and again[0].event == "fest"


@pytest.mark.parametrize(("when", "said"), [
    ("26.10.2016 18:00", "move_over"), ("montag 26.10.2017", "move_weekday"), ("31.11.2017", "move_unread"),
    ("26.10.2017 25:00", "move_unread"), ("irgendwann", "move_unread"),
])
def test_a_time_that_cannot_be_meant_is_asked_back(when, said):
    assert span(when, FORUM, NOW) == said


def test_a_day_of_next_year_may_go_without_its_year():
    meant = span("12. januar 18 uhr", FORUM, NOW)
    assert isinstance(meant, Span) and meant.start.year == 2018
