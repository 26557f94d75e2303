"""What the next report must tell besides the day's business, in the organiser's words."""

from enum import StrEnum


class Notice(StrEnum):
    """Stored as these keys, so that the report's language may change meanwhile."""

    RENUMBERED = "renumbered"
    PUT_BACK = "put_back"


_SPOKEN = {
    "de": {
        Notice.RENUMBERED: "Der Mailserver hat das Postfach neu nummeriert (Umzug oder Wiederherstellung?). Alle Mails "
                            "wurden am Inhalt wiedererkannt; bitte prüfen Sie die offenen Punkte.",
        Notice.PUT_BACK: "Mindestens eine erledigte Mail liegt wieder im Posteingang. Sie bleibt dort und wird nicht "
                          "noch einmal beantwortet.",
    },
    "en": {
        Notice.RENUMBERED: "The mail server has renumbered the mailbox (moved or restored?). Every mail was recognised "
                            "by its content; please look through the open points.",
        Notice.PUT_BACK: "At least one settled mail is in the inbox again. It stays there and is not answered again.",
    },
}


def spoken(key: str, language: str) -> str:
    """The sentence of a stored warning; a key of an older version stands for itself."""
    sentences = _SPOKEN.get(language, _SPOKEN["en"])
    return next((sentence for known, sentence in sentences.items() if known == key), key)
