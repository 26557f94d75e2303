"""What is new and what is quoted, in the styles and languages mails come in."""

import pytest

from processor.message import QUOTE_MARKER
from processor.message.quotes import separate

ATTRIBUTIONS = [
    "Am 04.10.2017 um 12:24 schrieb Projektbüro <forum@example.net>:",
    "Am 4. Oktober 2017 um 09:12 schrieb Projektbüro\n<forum@example.net>:",
    "On Tue, Oct 10, 2017 at 9:00 AM, Forum <forum@example.net> wrote:",
    "On Tue, Oct 10, 2017 at 9:00 AM, Forum <\nforum@example.net> wrote:",
    "12 Ekim 2017 11:40 tarihinde Forum\n<forum@example.net> yazdı:",
    "في 11 أكتوبر 2017 1:20 م، كتب Forum\n<forum@example.net>:",
    "11 октября 2017 г., 10:15 пользователь Forum <forum@example.net> написал:",
    "ср, 11 окт. 2017 г. в 10:15, Forum <forum@example.net>:",
    '30 вер. 2017 р. 20:45 "Forum" <forum@example.net> пише:',
    "Le 25 sept. 2017 à 10:00, Forum <forum@example.net> a écrit :",
    "در تاریخ ۱۱ اکتبر ۲۰۱۷، Forum <forum@example.net> نوشت:",
    "W dniu 11.10.2017 o 10:15, Forum <forum@example.net> pisze:",
    "În data de mie., 11 oct. 2017 la 10:15, Forum <forum@example.net> a scris:",
    "Il giorno mer 11 ott 2017 alle ore 10:15 Forum <forum@example.net> ha scritto:",
    "El mié, 11 oct 2017 a las 10:15, Forum (<forum@example.net>) escribió:",
    "Forum <forum@example.net> schrieb am Mi., 11. Okt. 2017 um 12:52 Uhr:",
]
HEADER_BLOCKS = [
    "Von: Forum [mailto:forum@example.net]\nGesendet: Mittwoch, "
    "4. Oktober 2017 12:24\nAn: Erika Muster\nBetreff: Anmeldung",
    "-----Ursprüngliche Nachricht-----\nVon: Forum\nGesendet: Mittwoch\nAn: Erika\nBetreff: Anmeldung",
    "________________________________\nVon: Forum <forum@example.net>\n"
    "Gesendet: 4. Oktober\nAn: Erika\nBetreff: Anmeldung",
    "From: Forum\nSent: Tuesday, 03 October 2017 14:20\nTo: Erika\nSubject: Registration",
    "*From:* Forum\n*Sent:* 2017-10-03\n*To:* Erika\n*Subject:* Registration",
    "De : Forum\nEnvoyé : mardi 3 octobre 2017 14:20\nÀ : Erika\nObjet : Inscription",
    "От: Forum\nОтправлено: 3 октября 2017\nКому: Erika\nТема: Регистрация",
    "Kimden: Forum\nGönderildi: 3 Ekim 2017\nKime: Erika\nKonu: Kayıt",
    "من: Forum\nتاريخ الإرسال: 3 أكتوبر\nإلى: Erika\nالموضوع: تسجيل",
    "Da: Forum\nInviato: martedì 3 ottobre 2017\nA: Erika\nOggetto: Iscrizione",
    "De: Forum\nEnviado: martes, 3 de octubre\nPara: Erika\nAsunto: Inscripción",
    "Od: Forum\nWysłano: wtorek\nDo: Erika\nTemat: Zgłoszenie",
    "Від: Forum\nНадіслано: вівторок\nКому: Erika\nТема: Реєстрація",
]


@pytest.mark.parametrize("attribution", ATTRIBUTIONS)
def test_what_follows_an_attribution_is_quoted(attribution):
    seen = separate(f"Wir kommen zu dritt.\n\n{attribution}\n> Bitte sagen Sie ab.\n> Danke")
    assert (seen.text, seen.signature) == ("Wir kommen zu dritt.", "")
    assert "sagen Sie ab" in seen.quoted


@pytest.mark.parametrize("attribution", ATTRIBUTIONS)
def test_an_attribution_without_signs_quotes_the_rest(attribution):
    assert separate(f"Wir kommen.\n\n{attribution}\n\nBitte sagen Sie ab.\n\nForum").text == "Wir kommen."


@pytest.mark.parametrize("block", HEADER_BLOCKS)
def test_a_header_block_quotes_the_rest(block):
    seen = separate(f"Ich kann leider nicht.\n\n{block}\n\nSehr geehrte Frau Muster,\nwir freuen uns auf Sie.")
    assert seen.text == "Ich kann leider nicht."
    assert not seen.forwarded


def test_an_attribution_without_a_date_opens_what_is_signed_as_quoted():
    assert separate("Ich sage ab.\n\nZitat von Forum <forum@example.net>:\n\n> Kommen Sie?").text == "Ich sage ab."


def test_answers_between_quotations_keep_their_order():
    seen = separate("> Kommen Sie?\nJa.\n\n> Zu wievielt?\nZu dritt.\n\n> Noch etwas?\nNein.")
    assert seen.text == "Ja.\n\nZu dritt.\n\nNein."


def test_an_answer_below_the_quotation_is_new_text():
    assert separate("Am 3.10.2017 um 10:00 schrieb Forum:\n> Kommen Sie?\n\nJa, zu zweit.").text == "Ja, zu zweit."


def test_a_wrapped_quotation_line_stays_quoted():
    text = (
        "> Wir laden Sie herzlich ein zu unserem Bürgerforum am 19. "
        "Oktober in der\nStadtmission ein\n> und freuen uns.\n\nIch komme."
    )
    assert separate(text).text == "Ich komme."


def test_below_our_marker_everything_is_ours():
    seen = separate(f"Doch nur zwei.\n\n{QUOTE_MARKER}\n\nSie sind angemeldet: 3 Personen")
    assert (seen.text, "3 Personen" in seen.quoted) == ("Doch nur zwei.", True)


def test_our_marker_is_known_in_a_quotation_too():
    assert separate(f"Zwei.\n> {QUOTE_MARKER}\n> 3 Personen").text == "Zwei."


@pytest.mark.parametrize(
    "opening",
    [
        "---------- Forwarded message ---------",
        "-------- Weitergeleitete Nachricht --------",
        "Anfang der weitergeleiteten Nachricht:",
        "Begin forwarded message:",
        "---------- Message transféré ---------",
        "-------- Пересылаемое сообщение --------",
        "---------- Yönlendirilen ileti ---------".replace("Yönlendirilen", "Iletilen"),
    ],
)
def test_a_forwarded_mail_is_quoted_and_called_forwarded(opening):
    seen = separate(
        f"Zur Kenntnis.\n\n{opening}\nVon: Rainer\nDatum: 1.10.2017\nBetreff: Forum\nAn: Stadt\n\nIch melde mich an."
    )
    assert (seen.text, seen.forwarded) == ("Zur Kenntnis.", True)


@pytest.mark.parametrize("subject", ["WG: Forum", "Fwd: Forum", "Fw: Forum", "TR: Forum", "İLT: Forum"])
def test_the_subject_tells_a_forward_from_an_answer(subject):
    block = "Von: Rainer\nGesendet: Samstag\nAn: Stadt\nBetreff: Forum\n\nIch melde mich an."
    assert separate(block, subject).forwarded
    assert not separate(block, "AW: Forum").forwarded


def test_only_quoted_text_leaves_nothing_new():
    assert separate("> Ich komme.\n> Zu zweit.").text == ""


@pytest.mark.parametrize(
    "text",
    [
        "Am 5. Oktober schrieb ich Ihnen, dass wir kommen.",
        "Von: 17 Uhr bis 20 Uhr kann ich.",
        "Wie Sie am 12.10.2017 schrieben: die Halle ist voll, oder?\nDann warte ich.",
        "Frau Kaya schrieb:\nich komme auch.",
        "On the whole, I like what you wrote.\nSee you there.",
        "Name: Max Muster\nDatum: 19.10.2017\nPersonen: 3",
    ],
)
def test_ordinary_sentences_open_no_quotation(text):
    assert separate(text).text == text


def test_a_mailing_lists_footer_is_not_new():
    footer = "_______________________________________________\nnachbarn mailing list\nhttps://lists.example.org/listinfo/nachbarn"
    assert separate(f"Ich komme.\n\n{footer}").text == "Ich komme."
