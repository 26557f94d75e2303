"""Who writes that a registration is *not* to be cancelled keeps it: in no language is such a mail applied as what it denies."""

import pytest

from processor.understanding.model import Advice

DENIED = [
    "Ich möchte meine Anmeldung zum Bürgerforum nicht stornieren.",
    "Ich möchte meine Anmeldung nicht absagen, sondern nur die Zahl ändern: 3 Personen.",
    "Bitte streichen Sie uns nicht von der Liste.",
    "Das ist keine Stornierung, sondern eine Änderung: wir sind jetzt 4.",
    "Keine Absage! Wir kommen zum Bürgerforum zu zweit.",
    "I don't want to cancel my registration, just change the number to 3.",
    "Please do not cancel my registration for the Bürgerforum.",
    "Please don't take us off the list.",
    "Kaydımı iptal etmek istemiyorum, sadece sayıyı değiştirmek istiyorum.",
    "Lütfen kaydımı iptal etmeyin.",
    "Я не хочу отменять регистрацию на Bürgerforum.",
    "Не отменяйте мою регистрацию, пожалуйста.",
    "Не скасовуйте мою реєстрацію, будь ласка.",
    "Nie chcę odwoływać zgłoszenia na Bürgerforum.",
    "Proszę nie anulować mojej rejestracji.",
    "Je ne veux pas annuler mon inscription au Bürgerforum.",
    "N'annulez pas mon inscription s'il vous plaît.",
    "Non voglio annullare la mia iscrizione al Bürgerforum.",
    "Per favore non cancellate la mia iscrizione.",
    "No quiero cancelar mi inscripción al Bürgerforum.",
    "Por favor no cancelen mi inscripción.",
    "Nu vreau să anulez înscrierea la Bürgerforum.",
    "Vă rog să nu anulați înscrierea mea.",
    "لا أريد إلغاء تسجيلي في منتدى المواطنين",
    "أرجو عدم إلغاء تسجيلي",
    "نمی‌خواهم ثبت نامم را لغو کنم",
    "لطفا ثبت نام مرا لغو نکنید",
]
MEANT = [
    "Ich komme nicht, bitte stornieren Sie meine Anmeldung.",
    "Leider kann ich nicht zum Bürgerforum kommen und muss daher stornieren.",
    "Bitte streichen Sie mich von der Liste, da ich nicht kommen kann.",
    "die Anmeldung FR-35JX müssen wir leider absagen.",
    "I can't make it, please cancel my registration for the Bürgerforum.",
    "Gelemiyorum, lütfen kaydımı iptal edin.",
    "Не смогу прийти, отмените мою регистрацию, пожалуйста.",
]


@pytest.mark.parametrize("text", DENIED)
def test_a_denied_cancellation_is_never_applied(read, text):
    request = read(text, sender="Anna Schmidt")
    assert request.advice is not Advice.APPLY or request.intent == "change"


@pytest.mark.parametrize("text", MEANT)
def test_a_cancellation_beside_a_not_of_another_clause_is_meant(read, text):
    request = read(text, sender="Anna Schmidt")
    assert (request.intent, request.advice) == ("cancel", Advice.APPLY)
