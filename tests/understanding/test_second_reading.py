"""What the second reading stops: each mail was once applied wrongly, or would have been."""

from datetime import UTC, datetime

import pytest

from processor.message import parse
from processor.understanding import understand
from processor.understanding.model import Advice, Context, Intent, KnownEvent, Request

EVENT = KnownEvent("forum", "Bürgerforum", ("Bürgerforum",), datetime(2017, 10, 19, 15, tzinfo=UTC), datetime(2017, 10, 19, 18, tzinfo=UTC),
                   "Stadtmission", "Brüderstraße 1")
CONTEXT = Context("Projektteam", "forum@example.org", (EVENT,), "de", ("de", "en"), UTC)


def understood(text: str, subject: str = "Bürgerforum", sender: str = "Gisela Hoch") -> Request:
    raw = (f"From: {sender} <gisela@example.net>\nTo: forum@example.org\nSubject: {subject}\nMIME-Version: 1.0\n"
           f"Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n{text}\n")
    return understand(parse(raw.encode(), received=datetime(2017, 10, 2, 9, tzinfo=UTC)), CONTEXT)


def objected(request: Request) -> set[str]:
    assert request.advice is Advice.REVIEW
    return {doubt.says for doubt in request.doubts}


@pytest.mark.parametrize(("text", "objection"), [
    ("Ich komme zum Bürgerforum. Frau Pia Reiser weiß Bescheid.", "somebody else is named"),
    ("Ich komme zum Bürgerforum, +2", ""),
    ("Wir kommen gerne zum Bürgerforum: zwei Erwachsene (Gisela und Udo) und unsere beiden Kinder.", "names in brackets behind a number"),
    ("Wer arbeitet, kann zum Bürgerforum sowieso nicht kommen.", "not understood"),
    ("Ich komme nicht zum Bürgerforum und möchte wissen, was mit meinen Daten geschehen ist.", "also speaks of stored data"),
])
def test_what_stays_unexplained_goes_to_a_human(text: str, objection: str):
    request = understood(text)
    if objection:
        assert objection in objected(request)
    else:
        assert request.party_size == 3 or request.advice is Advice.REVIEW


def test_a_meeting_that_is_not_ours_is_not_signed_up_for():
    request = understood("Hallo, ich werde morgen für das Gespräch gegen 13 Uhr in den Raum F7.25 kommen, den Sie mir genannt haben, und bringe "
                         "die Unterlagen mit, über die wir am Telefon gesprochen haben.", subject="Termin")
    assert request.advice is Advice.REVIEW


def test_a_subject_alone_signs_nobody_up_under_a_long_text_about_something_else():
    text = "Thank you for joining our community. " + "Here is the list of our groups and how to use them with your reader. " * 12
    assert understood(text, subject="Community Registration").advice is Advice.REVIEW


@pytest.mark.parametrize("text", [
    "Ich komme gerne zum Bürgerforum.\n\nViele Grüße\nGisela Hoch",
    "Guten Tag, mein Mann und ich kommen am 19. Oktober zum Bürgerforum.\n\nGisela Hoch",
    "Liebe Frau Kern, ich melde mich zum Bürgerforum an. Gisela Hoch",
])
def test_a_plain_sign_up_meets_no_objection(text: str):
    request = understood(text)
    assert (request.intent, request.advice) == (Intent.REGISTER, Advice.APPLY)


def test_a_forwarded_mail_under_a_word_of_thanks_is_never_ignored():
    text = ("Zur Kenntnis, siehe unten.\n\nPetra Simon\n\n---------- Weitergeleitete Nachricht ----------\nVon: Udo Roth <udo@example.net>\n"
            "Betreff: Bürgerforum\n\nMelden Sie uns bitte an, wir sind fünf.\n")
    assert understood(text, subject="Fwd: Bürgerforum", sender="Petra Simon").advice is Advice.REVIEW


def test_taking_a_need_off_is_not_taken_for_a_cancellation() -> None:
    request = understood("Please cancel the interpreter.", subject="Re: Bürgerforum: confirmation")
    assert request.advice is not Advice.APPLY
