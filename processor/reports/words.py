"""The words of a report in one language: templates/<language>/report.toml and report_reasons.toml, and of its
buttons steering.toml.

Promise: a language without these files reports in English; a missing entry
raises PhrasesError, which names it.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from babel.numbers import format_decimal

from processor.replies.phrases import Phrases, PhrasesError
from processor.replies.templates import Templates

_WORDS, _REASONS, _STEERING = "report.toml", "report_reasons.toml", "steering.toml"
_PLACEHOLDER = re.compile(r"\\\{(\w+)\\\}")
_REASON = 300  # characters of a reason or proposal that are read


@dataclass(frozen=True, slots=True)
class Words:
    """What a report says, in one language."""

    phrases: Phrases
    table: Mapping[str, Any]
    reasons: tuple[tuple[re.Pattern[str], str], ...]
    file: str = _WORDS  # where the words stand, for whoever has to mend them
    steering: Mapping[str, Any] = field(default_factory=dict)  # the words of commands and buttons

    def say(self, sentence: str, /, **values: object) -> str:
        """A sentence with its places filled; a value is never searched for places itself."""
        return filled(self._entry("sentences", sentence), values)

    def label(self, name: str) -> str:
        return self._entry("labels", name)

    def todo(self, kind: str) -> str:
        return self._entry("todo", kind)

    def command(self, form: str, /, **values: object) -> str:
        """A command as staff would write it: 'annehmen 17'."""
        return filled(str(self._steering("forms", form)), values)

    def button(self, name: str) -> Mapping[str, str]:
        """The label, the command and sometimes the body of one button."""
        return dict(self._steering("buttons", name))

    def count(self, what: str, number: int) -> str:
        """'2 offene Punkte', by the language's plural rules."""
        forms = self.table["counted"].get(what, {})
        form = forms.get(self.phrases.locale.plural_form(number)) or forms.get("other")
        if form is None:
            raise PhrasesError(f"templates/{self.phrases.language}/{self.file} lacks counted.{what}.other")
        return str(form).replace("{n}", self.number(number))

    def number(self, number: int) -> str:
        """'10.000', as the language writes it."""
        return str(format_decimal(number, locale=self.phrases.locale))

    def need(self, need: str) -> str:
        """A need in a word; 'interpreter:ar' names the language."""
        kind, _, language = need.partition(":")
        spoken = self.phrases.locale.languages.get(language, "")
        return str(self.table["needs"].get(kind, self._entry("needs", "other"))).replace("{language}", spoken).strip()

    def reason(self, recorded: str) -> str:
        """A recorded reason or proposal in the reader's language; an unknown one as it is recorded."""
        recorded = recorded[:_REASON].strip()
        for pattern, sentence in self.reasons:
            if found := pattern.fullmatch(recorded):
                return filled(sentence, found.groupdict())
        return capitalised(recorded) + ("." if recorded[-1:].isalnum() else "")

    def moment(self, moment: datetime, now: datetime) -> str:
        """'gestern 21:14 Uhr'; both moments in the reader's zone."""
        day = {now.date(): "today", now.date() - timedelta(days=1): "yesterday"}.get(moment.date(), "earlier")
        return self.say(day, time=self.phrases.time(moment), day=self.phrases.day(moment))

    def duration(self, seconds: float) -> str:
        """'41 Sekunden', in the largest unit that says enough."""
        for unit, size, most in (("seconds", 1, 90), ("minutes", 60, 90), ("hours", 3600, 48)):
            if round(seconds / size) < most:
                return self.count(unit, round(seconds / size))
        return self.count("days", round(seconds / 86400))

    def _steering(self, section: str, name: str) -> Any:
        try:
            return self.steering[section][name]
        except KeyError:
            raise PhrasesError(f"templates/{self.phrases.language}/{_STEERING} lacks {section}.{name}") from None

    def _entry(self, section: str, name: str) -> str:
        try:
            return str(self.table[section][name])
        except KeyError:
            raise PhrasesError(f"templates/{self.phrases.language}/{self.file} lacks {section}.{name}") from None


def words(templates: Templates, language: str) -> Words:
    """The words of `language`, or of the nearest there are reports in. Raises PhrasesError."""
    spoken = _nearest(templates, language, _WORDS)
    table = _read(templates, spoken, _WORDS)
    reasons = _read(templates, spoken, _REASONS) if templates.has(f"{spoken}/{_REASONS}") else {}
    steering = _read(templates, spoken, _STEERING) if templates.has(f"{spoken}/{_STEERING}") else {}
    patterns = tuple((_pattern(said), shown) for said, shown in reasons.items())
    return Words(templates.phrases(spoken), table, patterns, steering=steering)


def words_of(templates: Templates, language: str, file: str) -> Words:
    """The words of another file beside the report's, with the report's needs. Raises PhrasesError."""
    spoken = _nearest(templates, language, file)
    needs = {"needs": _read(templates, _nearest(templates, language, _WORDS), _WORDS)["needs"]}
    return Words(templates.phrases(spoken), needs | _read(templates, spoken, file), (), file)


def capitalised(text: str) -> str:
    """The first letter large; the others as they are."""
    return text[:1].upper() + text[1:]


def _nearest(templates: Templates, language: str, file: str) -> str:
    return templates.language(*(each for each in (language, "en") if templates.has(f"{each}/{file}")))


def _read(templates: Templates, language: str, name: str) -> dict[str, Any]:
    """The shipped table, and entry by entry over it the organiser's own: one that is older lacks nothing."""
    table: dict[str, Any] = {}
    for folder in reversed(templates.folders):
        path = folder / language / name
        if path.is_file():
            _lay(_parsed(path), table)
    return table


def _parsed(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise PhrasesError(f"templates/{path.parent.name}/{path.name} cannot be read: {error}") from None


def _lay(own: dict[str, Any], table: dict[str, Any]) -> None:
    for key, value in own.items():
        if isinstance(value, dict) and isinstance(table.get(key), dict):
            _lay(value, table[key])
        else:
            table[key] = value


def _pattern(recorded: str) -> re.Pattern[str]:
    return re.compile(_PLACEHOLDER.sub(r"(?P<\1>.+?)", re.escape(recorded)))


def filled(sentence: str, values: Mapping[str, object]) -> str:
    """`sentence` with its places filled; a value is never searched for places itself."""
    return re.sub(r"\{(\w+)\}", lambda place: str(values.get(place[1], place[0])), sentence)
