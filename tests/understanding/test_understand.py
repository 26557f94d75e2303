"""What one mail means: the rules that no single phrase can hold."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from processor.message.model import AutomaticReason, CalendarPart, Message, PartStat
from processor.understanding import context_of, explain_json, understand
from processor.understanding.model import Advice, Context, DataWish, Intent, Request

Read = Callable[..., Request]
Mail = Callable[..., Message]


def _calendar(partstat: PartStat, method: str = "REPLY") -> CalendarPart:
    return CalendarPart(
        method, "u", 0, None, "Bürgerforum", datetime(2017, 10, 19, 15, tzinfo=UTC), "a@example.org", partstat, ""
    )


@pytest.mark.parametrize(
    ("partstat", "intent", "advice"),
    [
        (PartStat.ACCEPTED, Intent.REGISTER, Advice.APPLY),
        (PartStat.DECLINED, Intent.CANCEL, Advice.APPLY),
        (PartStat.TENTATIVE, Intent.REGISTER, Advice.REVIEW),
    ],
)
def test_a_calendar_answer_is_read_though_a_machine_sent_it(
    mail: Mail, single: Context, partstat: PartStat, intent: Intent, advice: Advice
) -> None:
    message = replace(
        mail(subject="Zugesagt: Bürgerforum", sender="Julia Brand <j@example.org>"), calendar=_calendar(partstat)
    )
    request = understand(message, single)
    assert (request.intent, request.advice, request.attendees) == (intent, advice, ("Julia Brand",))


def test_machine_mail_is_ignored_whatever_it_says(mail: Mail, single: Context) -> None:
    message = replace(
        mail("Ich komme zum Bürgerforum."), automatic=AutomaticReason.LIST, automatic_evidence="List-Id: x"
    )
    request = understand(message, single)
    assert (request.intent, request.advice) == (Intent.AUTOMATIC, Advice.IGNORE)
    assert request.reasons[0].text == "List-Id: x"


def test_an_empty_mail_goes_to_a_human(read: Read) -> None:
    request = read("")
    assert (request.intent, request.advice) == (Intent.OTHER, Advice.REVIEW)


def test_a_mail_over_a_limit_is_never_applied(mail: Mail, single: Context) -> None:
    message = replace(mail("Ich komme zum Bürgerforum."), problems=("the text is longer than it may be",))
    assert understand(message, single).advice is Advice.REVIEW


def test_every_applied_field_carries_the_senders_words(read: Read) -> None:
    text = "Ich komme mit zwei Freunden zum Bürgerforum und brauche einen Dolmetscher für Arabisch."
    request = read(text)
    assert {reason.field for reason in request.reasons} >= {"intent", "party_size", "event", "needs"}
    assert all(reason.text in text for reason in request.reasons if reason.field != "attendees")


def test_a_subject_that_says_the_opposite_goes_to_a_human(read: Read) -> None:
    assert read("Ich komme sehr gerne.", subject="Absage Bürgerforum").advice is Advice.REVIEW


def test_a_reply_subject_is_not_the_senders_word(read: Read) -> None:
    request = read("Ich kann leider nicht kommen.", subject="Re: Anmeldung Bürgerforum")
    assert request.intent is Intent.CANCEL


def test_a_quoted_number_is_never_evidence(read: Read) -> None:
    request = read(
        "Mein Mann kommt auch mit.",
        subject="Re: Anmeldebestätigung: Bürgerforum",
        quoted="Sie sind angemeldet. Anzahl Personen: 4",
    )
    assert (request.party_size, request.party_delta) == (None, 1)


def test_the_address_written_to_names_the_event(read: Read) -> None:
    assert read("Ich melde mich an.", every=True, to="forum+jugen@firu-mbh.de").event == "jugendforum"


def test_the_thread_names_the_event(mail: Mail, multi: Context) -> None:
    request = understand(mail("Ich komme doch nicht."), replace(multi, thread_event="jugendforum"))
    assert (request.intent, request.event) == (Intent.CANCEL, "jugendforum")


def test_tomorrow_is_counted_from_the_day_the_mail_came(read: Read) -> None:
    assert read("Ich kann morgen leider nicht kommen.", every=True, day=18).event == "buergerforum"


def test_a_date_and_a_title_that_disagree_go_to_a_human(read: Read) -> None:
    assert read("Ich komme zum Bürgerforum am 26. Oktober.", every=True).advice is Advice.REVIEW


def test_a_mail_about_something_else_names_no_event(read: Read) -> None:
    assert not read("Guten Tag, wann wird der Sperrmüll abgeholt?").names_an_event
    assert read("Wann beginnt das Bürgerforum?").names_an_event


def test_the_question_is_kept_in_the_senders_words(read: Read) -> None:
    request = read("Ich komme zum Bürgerforum. Gibt es Parkplätze?")
    assert request.question == "Gibt es Parkplätze?"


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("Bitte löschen Sie meine Daten.", DataWish.ERASE),
        ("Welche Daten haben Sie über mich gespeichert?", DataWish.EXPORT),
        ("Das war nicht ich, ich habe mich nicht angemeldet.", DataWish.NOT_ME),
        ("Datenschutz", DataWish.NOTICE),
        ("NICHT SPEICHERN", DataWish.NOT_STORE_NEEDS),
    ],
)
def test_a_data_request_says_what_it_asks_for(read: Read, text: str, wish: DataWish) -> None:
    request = read(text, subject="Re: Anmeldebestätigung: Bürgerforum")
    assert (request.intent, request.data_wish) == (Intent.DATA_REQUEST, wish)


def test_a_family_name_is_not_invented(read: Read) -> None:
    request = read("Ich komme mit meinem Sohn Nico zum Bürgerforum.", sender="Marion Kessel <m@example.org>")
    assert request.attendees == ("Marion Kessel", "Nico")


def test_titles_are_no_names_and_particles_are(read: Read) -> None:
    request = read(
        "Ich komme zum Bürgerforum.",
        sender="f@example.org",
        signature="Mit freundlichen Grüßen\nProf. Dr. Friedrich von der Heydt",
    )
    assert request.attendees == ("Friedrich von der Heydt",)


def test_who_signs_for_somebody_does_not_come(read: Read) -> None:
    request = read(
        "Herr Stadtrat Lothar Wein nimmt am Bürgerforum teil.", signature="Mit freundlichen Grüßen\ni. A. Doris Ehl"
    )
    assert (request.party_size, request.attendees) == (1, ("Lothar Wein",))


def test_a_form_is_read_by_its_keys(read: Read) -> None:
    request = read(
        "Veranstaltung: Bürgerforum\nName, Vorname: Haas, Silke\nweitere Personen: Haas, Mark; Brand, Inge\n"
        "Personen gesamt: 3",
        subject="Anmeldung",
    )
    assert request.party_size == 3
    assert set(request.attendees) == {"Silke Haas", "Mark Haas", "Inge Brand"}


def test_a_party_beyond_the_limit_goes_to_a_human(read: Read) -> None:
    request = read("Wir kommen mit 45 Personen zum Bürgerforum.")
    assert (request.party_size, request.advice) == (45, Advice.REVIEW)


def test_phone_numbers_ages_and_times_are_no_party(read: Read) -> None:
    request = read("Ich (78 Jahre) komme um 17 Uhr zum Bürgerforum, Tel. 0631 555 01 23, Zimmer 12.")
    assert (request.party_size, request.advice) == (1, Advice.APPLY)


def test_a_language_without_a_vocabulary_goes_to_a_human(mail: Mail, single: Context) -> None:
    message = mail("Goedemorgen, ik kom graag met mijn vrouw naar het burgerforum op 19 oktober.")
    request = understand(message, replace(single, languages=("de", "en", "nl")))
    assert (request.language, request.advice) == ("nl", Advice.REVIEW)


def test_the_same_mail_is_always_understood_the_same(read: Read) -> None:
    text = "Wir kommen zu dritt, Anna und Karl Schmidt und ich, zum Bürgerforum."
    first = read(text)
    read("Ich kann nicht kommen.")
    assert read(text) == first


def test_an_explanation_is_one_json_object(read: Read) -> None:
    shown = explain_json("a.eml", read("Ich komme zum Bürgerforum."))
    assert shown["path"] == "a.eml"
    assert (shown["intent"], shown["decision"], shown["party_size"]) == ("register", "apply", 1)
    assert set(shown["reasons"][0]) == {"field", "says", "text"}


def test_times_of_the_config_are_the_organisers(tmp_path: Path) -> None:
    from processor.config import check

    config = check(
        {
            "organiser": {"name": "x", "address": "a@example.org"},
            "events": [
                {
                    "key": "f",
                    "title": "F",
                    "start": datetime(2017, 10, 19, 17),
                    "end": datetime(2017, 10, 19, 20),
                    "venue": "v",
                    "address": "s, 1 t",
                }
            ],
        }
    )
    assert context_of(config).events[0].start.utcoffset() is not None


@pytest.mark.parametrize(
    "text", ["(" * 5000, "und " * 5000, "ich komme nicht " * 2000, "1 " * 10000, "\n" * 20000, "\u202e\x00ich"]
)
def test_no_text_breaks_understanding(read: Read, text: str) -> None:
    assert read(text).advice in set(Advice)
