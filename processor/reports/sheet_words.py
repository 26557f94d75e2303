"""The words of the lists in one language: templates/<language>/lists.toml.

Promise: a language without this file has its lists in English; a missing entry
raises PhrasesError, which names it.
"""

from dataclasses import dataclass
from datetime import datetime

from processor.registration.model import Registration
from processor.replies.templates import Templates
from processor.reports.words import Words, filled, words_of

FILE = "lists.toml"


@dataclass(frozen=True, slots=True)
class ListWords(Words):
    """What lists say."""

    def title(self, name: str) -> str:
        return self._entry("titles", name)

    def column(self, name: str) -> str:
        return self._entry("columns", name)

    def file_name(self, name: str) -> str:
        return self._entry("files", name)

    def answer(self, sentence: str, /, **values: object) -> str:
        """What is said of an attendance that was noted."""
        return filled(self._entry("attendance", sentence), values)

    def state(self, booked: Registration) -> str:
        """'angemeldet'."""
        return self._entry("states", booked.state.value)

    def spoken(self, language: str) -> str:
        """'Arabisch'."""
        return str(self.phrases.locale.languages.get(language, language))

    def as_of(self, moment: datetime) -> str:
        """'Stand: 18. Oktober, 18:00 Uhr'; `moment` in the reader's zone."""
        return self.say("as_of", day=self.phrases.day(moment), time=self.phrases.time(moment))


def list_words(language: str, templates: Templates | None = None) -> ListWords:
    """The words of `language`, the organiser's own over the shipped ones. Raises PhrasesError."""
    given = words_of(templates or Templates(), language, FILE)
    return ListWords(given.phrases, given.table, given.reasons, given.file)
