"""What the next report must tell besides the day's business, in the organiser's words."""

from enum import StrEnum


class Notice(StrEnum):
    """Stored as these keys, so that the report's language may change meanwhile."""

    RENUMBERED = "renumbered"
    PUT_BACK = "put_back"
    UNDECIDED = "undecided"
    NOT_REMOVED = "not_removed"
    ERASED_AGAIN = "erased_again"  # written by the store when it is opened
    ERASURES_LOST = "erasures_lost"
    EVENT_EDITED = "event_edited"


_SPOKEN = {
    "de": {
        Notice.RENUMBERED: "Der Mailserver hat das Postfach neu nummeriert (Umzug oder Wiederherstellung?). Alle Mails "
                            "wurden am Inhalt wiedererkannt; bitte prüfen Sie die offenen Punkte.",
        Notice.PUT_BACK: "Mindestens eine erledigte Mail liegt wieder im Posteingang. Sie bleibt dort und wird nicht "
                          "noch einmal beantwortet.",
        Notice.UNDECIDED: "Zu einer Veranstaltung, deren Frist abgelaufen ist, warteten noch Mails auf eine "
                           "Entscheidung. Was davon gespeichert war, ist gelöscht; bitte löschen Sie die Mails selbst "
                           "im Ordner „Zu prüfen“.",
        Notice.NOT_REMOVED: "Der Mailserver hat unsere Ordner neu nummeriert. Erledigte Mails, deren Frist abgelaufen "
                             "ist, waren dort nicht sicher wiederzufinden; bitte löschen Sie sie selbst.",
        Notice.ERASED_AGAIN: "Die Datenbank war älter als das, was Menschen seither löschen ließen (Sicherung "
                              "zurückgespielt?). Es ist wieder gelöscht.",
        Notice.ERASURES_LOST: "Die Liste der Löschungen neben der Datenbank ist kürzer, als sie war. Nach dem "
                               "Zurückspielen einer Sicherung kann dann Gelöschtes wieder da sein; bitte prüfen Sie das.",
        Notice.EVENT_EDITED: "In der Konfiguration steht für eine Veranstaltung eine andere Zeit oder ein anderer Ort. Wer schon "
                              "angemeldet ist, weiß davon nichts. Schreiben Sie „an alle: …“ oder „verschieben …“.",
    },
    "en": {
        Notice.RENUMBERED: "The mail server has renumbered the mailbox (moved or restored?). Every mail was recognised "
                            "by its content; please look through the open points.",
        Notice.PUT_BACK: "At least one settled mail is in the inbox again. It stays there and is not answered again.",
        Notice.UNDECIDED: "Mails about an event whose time is over still waited for a decision. What was stored of "
                           "them is erased; please delete the mails themselves in the folder for review.",
        Notice.NOT_REMOVED: "The mail server has renumbered our folders. Settled mails whose time is over could not be "
                             "found there for certain; please delete them yourselves.",
        Notice.ERASED_AGAIN: "The database was older than what people have had erased since (a backup restored?). It "
                              "is erased again.",
        Notice.ERASURES_LOST: "The list of erasures beside the database is shorter than it was. After restoring a "
                               "backup, what was erased may be back; please look.",
        Notice.EVENT_EDITED: "The configuration has another time or place for an event. Those who registered do not know. "
                              "Write “to all: …” or “move …”.",
    },
}


def spoken(key: str, language: str) -> str:
    """The sentence of a stored warning; a key of an older version stands for itself."""
    sentences = _SPOKEN.get(language, _SPOKEN["en"])
    return next((sentence for known, sentence in sentences.items() if known == key), key)
