"""The words of one language: templates/<language>/phrases.toml.

Promise: every phrase a mail is made of apart from its prose, checked when it is
read; `PhrasesError` names the missing entry. Numbers follow the language's own
plural rules, dates its own patterns (Unicode CLDR, through babel).
"""

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache, partial
from pathlib import Path

from babel import Locale
from babel.dates import format_date, format_time

LABELS = ("what", "who", "organisation", "when", "where", "noted", "hint", "code", "size", "address", "state")
NEEDS = ("wheelchair", "sign_language", "hearing_loop", "interpreter", "childcare", "diet", "assistance", "other")
BUTTONS = ("cancel", "number", "not_me", "yes_cancel", "yes_change", "yes_erase", "no", "size", "event", "erase",
           "undo", "yes_attend", "no_attend", "cannot")
STATES = ("confirmed", "waitlisted", "offered", "cancelled", "expired")
SENTENCES = ("greeting", "greeting_unnamed", "see_your_mail", "list_separator", "question_open", "names_unclear",
             "stored_until", "kept_until", "kept_waiting", "again", "stands_in")


class PhrasesError(ValueError):
    """A phrases.toml that lacks something, in words its author understands."""


@dataclass(frozen=True, slots=True)
class ButtonWords:
    """A button: what it says, and the mail it writes."""

    label: str
    body: str
    subject: str = ""


@dataclass(frozen=True, slots=True)
class Phrases:
    """One language's phrases."""

    language: str
    name: str
    locale: Locale
    direction: str  # ltr | rtl
    labels: Mapping[str, str]
    needs: Mapping[str, str]
    states: Mapping[str, str]
    sentences: Mapping[str, str]
    buttons: Mapping[str, ButtonWords]
    counted: Mapping[str, Callable[[int], str]]
    dates: Mapping[str, str]

    def date(self, moment: datetime) -> str:
        """'Donnerstag, 19. Oktober 2017'."""
        return _date(moment, self._pattern("date", moment, "full"), self.locale)

    def day(self, moment: datetime) -> str:
        """'19. Oktober', for subjects."""
        return _date(moment, self._pattern("day", moment, "long"), self.locale)

    def plain_date(self, moment: datetime) -> str:
        """'19. Oktober 2017', in the case a date takes after "until"."""
        return _date(moment, "long", self.locale)

    def _pattern(self, name: str, moment: datetime, usual: str) -> str:
        """The pattern of that name; some languages say the first of a month otherwise ('1er octobre')."""
        usual = self.dates.get(name, usual)
        return self.dates.get(f"{name}_first", usual) if moment.day == 1 else usual

    def time(self, moment: datetime) -> str:
        """'17:00 Uhr'; on the hour a language may say it shorter ('5 pm')."""
        usual = self.dates.get("time", "short")
        return _time(moment, usual if moment.minute else self.dates.get("full_hour", usual), self.locale)

    def when(self, moment: datetime) -> str:
        """Date and time in one line."""
        pattern = self.dates.get("date_and_time", "{date}, {time}")
        return pattern.replace("{date}", self.date(moment)).replace("{time}", self.time(moment))

    def need(self, need: str) -> str:
        """A need in words; 'interpreter:ar' names the language."""
        kind, _, language = need.partition(":")
        words = self.needs.get(kind, self.needs["other"])
        spoken = self.locale.languages.get(language, language)
        return words.replace("{language}", spoken).strip(" :\u00a0\u202f")

    def join(self, parts: list[str]) -> str:
        """A list as the language writes it."""
        return self.sentences["list_separator"].join(parts)


@lru_cache(maxsize=2048)
def _date(moment: datetime, pattern: str, locale: Locale) -> str:
    return format_date(moment, format=pattern, locale=locale)


@lru_cache(maxsize=2048)
def _time(moment: datetime, pattern: str, locale: Locale) -> str:
    return format_time(moment, format=pattern, tzinfo=moment.tzinfo, locale=locale)


def _count(forms: Mapping[str, str], locale: Locale, number: int) -> str:
    form = forms.get(locale.plural_form(number)) or forms["other"]
    return form.replace("{n}", str(number))


def read(path: Path) -> Phrases:
    """The phrases at `path`. Raises PhrasesError with everything that is missing."""
    try:
        table = tomllib.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise PhrasesError(f"{_at(path)} cannot be read: {error}") from None
    missing = _missing(table)
    if missing:
        raise PhrasesError(f"{_at(path)} lacks {', '.join(missing)}")
    locale = Locale.parse(table["locale"])
    return Phrases(
        language=path.parent.name,
        name=table["name"],
        locale=locale,
        direction=table["direction"],
        labels=table["labels"],
        needs=table["needs"],
        states=table["states"],
        sentences=table["sentences"],
        buttons={name: ButtonWords(**words) for name, words in table["buttons"].items()},
        counted={name: partial(_count, forms, locale) for name, forms in table["counted"].items()},
        dates=table.get("dates", {}),
    )


def _at(path: Path) -> str:
    return f"templates/{path.parent.name}/{path.name}"


def _missing(table: Mapping[str, object]) -> list[str]:
    needed = {"labels": LABELS, "needs": NEEDS, "states": STATES, "sentences": SENTENCES, "buttons": BUTTONS,
              "counted": ("people", "others")}
    lacking = [name for name in ("name", "locale", "direction") if name not in table]
    for section, names in needed.items():
        given = table.get(section)
        have = given if isinstance(given, dict) else {}
        lacking += [f"{section}.{name}" for name in names if name not in have]
        if section == "counted":
            lacking += [f"counted.{name}.other" for name, forms in have.items() if "other" not in forms]
        if section == "buttons":
            whole = {"label", "body"}
            lacking += [f"buttons.{name}.label and .body" for name, words in have.items() if not whole <= set(words)]
    return lacking
