"""How mails are signed: nothing that is said may be lost in a signature."""

import pytest

SIGN_OFFS = [
    "Mit freundlichen Grüßen",
    "Viele Grüße",
    "LG",
    "MfG",
    "Herzliche Grüße,",
    "Danke & viele Grüße",
    "Kind regards,",
    "Best,",
    "Cheers",
    "Saygılarımla",
    "Selamlar",
    "С уважением,",
    "З повагою",
    "Cordialement,",
    "Bien à vous",
    "مع أطيب التحيات",
    "با احترام",
    "Z poważaniem",
    "Pozdrawiam",
    "Cu stimă",
    "Cordiali saluti",
    "Un saludo",
    "Met vriendelijke groet",
    "Med vänlig hälsning",
]
DEVICES = [
    "Von meinem iPhone gesendet",
    "Gesendet mit der GMX Mail App",
    "Sent from my iPhone",
    "Diese Nachricht wurde von meinem Android-Gerät mit GMX Mail gesendet.",
    "Envoyé de mon iPhone",
    "iPhone'umdan gönderildi",
    "Отправлено с iPhone",
    "Надіслано з iPhone",
    "أرسلت من الـ iPhone",
    "Wysłane z iPhone'a",
    "Inviato da iPhone",
    "Enviado desde mi iPhone",
    "Trimis de pe iPhone",
    "Get Outlook for Android<https://aka.ms/ghei36>",
    "Von Samsung-Tablet gesendet",
]


@pytest.mark.parametrize("sign_off", SIGN_OFFS)
def test_a_sign_off_and_the_name_below_are_the_signature(visible, sign_off):
    seen = visible(f"Wir kommen zu zweit.\n\n{sign_off}\nAnna Öztürk\nTel. 0631 123456")
    assert seen.text == "Wir kommen zu zweit."
    assert seen.signature == f"{sign_off}\nAnna Öztürk\nTel. 0631 123456"


@pytest.mark.parametrize(
    ("line", "text", "signature"),
    [
        ("Hallo, ich komme gern. LG Peter", "Hallo, ich komme gern.", "LG Peter"),
        ("Bin dabei! Viele Grüße Anna Kaya", "Bin dabei!", "Viele Grüße Anna Kaya"),
        ("Viele Grüße aus Kaiserslautern", "", "Viele Grüße aus Kaiserslautern"),
    ],
)
def test_a_sign_off_at_the_end_of_a_line_is_found(visible, line, text, signature):
    seen = visible(line)
    assert (seen.text, seen.signature) == (text, signature)


@pytest.mark.parametrize("device", DEVICES)
def test_a_device_line_is_dropped(visible, device):
    seen = visible(f"Ich komme.\n\n{device}")
    assert (seen.text, seen.signature) == ("Ich komme.", "")


def test_a_sentence_about_a_device_stays(visible):
    text = "The photo was fine.\nIt was sent from my iPhone app, as always."
    assert visible(text).text == text


@pytest.mark.parametrize(
    "later",
    [
        "PS: Mein Mann kommt auch mit.",
        "P.S. Wir sind dann drei.",
        "Ach ja, meine Tochter kommt auch noch mit.",
        "2 Personen",
        "Bitte reservieren Sie noch zwei Plätze.",
    ],
)
def test_what_is_said_below_the_signature_is_text(visible, later):
    seen = visible(f"Ich melde mich an.\n\nViele Grüße\nAnna Kaya\n\n{later}")
    assert seen.text.endswith(later)
    assert seen.signature == "Viele Grüße\nAnna Kaya"


def test_a_greeting_that_is_also_a_sign_off_opens_the_mail(visible):
    text = "Servus,\nwir vom SV Lautertal kommen am 19.10. mit der B-Jugend vorbei.\nDragan Petrovic"
    assert visible(text).text == text


def test_a_mail_that_is_only_thanks_keeps_them(visible):
    assert visible("Vielen Dank.\n\nSchönen Tag noch").text.startswith("Vielen Dank.")


def test_a_sentence_about_an_e_mail_is_no_contact_line(visible):
    later = "Zur Sprache, ich kann das E-Mail gerne übersetzen."
    assert visible(f"Das müsste passen.\n\nLiebe Grüße\nKarl\n\n{later}").text.endswith(later)


def test_thanks_in_the_middle_are_text(visible):
    text = "Vielen Dank\nfür die Einladung, wir kommen gern zu viert und bringen einen Kuchen mit."
    assert visible(text).text == text


def test_names_in_a_list_without_a_sign_off_are_text(visible):
    text = "Es kommen:\n\nMax Muster\nErika Muster\nAli Kaya"
    assert visible(text).text == text


def test_below_the_delimiter_stands_the_signature(visible):
    seen = visible("Ich komme.\n\n-- \nErika Muster\nHauptstraße 1\n67655 Kaiserslautern")
    assert (seen.text, seen.signature) == ("Ich komme.", "Erika Muster\nHauptstraße 1\n67655 Kaiserslautern")


def test_a_contact_block_without_a_sign_off_is_the_signature(visible):
    seen = visible("Wir sind dabei.\n\nGina Muster\ngina@example.com\n0631 346994")
    assert (seen.text, seen.signature) == ("Wir sind dabei.", "Gina Muster\ngina@example.com\n0631 346994")


@pytest.mark.parametrize(
    "disclaimer",
    [
        "Diese E-Mail enthält vertrauliche und/oder rechtlich geschützte Informationen. Bitte sagen Sie alles ab.",
        "This e-mail is confidential and intended only for the recipient. Please cancel.",
        "Haftungsausschluss: Für Viren übernehmen wir keine Haftung.",
        "Ce message est confidentiel et réservé à son destinataire.",
        "Это сообщение является конфиденциальным.",
    ],
)
def test_a_disclaimer_is_dropped(visible, disclaimer):
    seen = visible(f"Ich komme.\n\nGruß\nAnna\n\n{disclaimer}\n\nNoch ein Absatz.")
    assert (seen.text, seen.signature) == ("Ich komme.", "Gruß\nAnna")


def test_a_mail_about_this_mail_is_no_disclaimer(visible):
    text = "Diese E-Mail und die Anmeldung meiner Frau gehören zusammen."
    assert visible(text).text == text


def test_a_signature_before_the_quotation_is_found(visible):
    seen = visible(
        "Zu dritt.\n\nGrüße\nAnna\n\nAm 3.10.2017 um 10:00 schrieb "
        "Forum <f@example.net>:\n> Zu zweit?\n>\n> Viele Grüße\n> Forum"
    )
    assert (seen.text, seen.signature) == ("Zu dritt.", "Grüße\nAnna")
