"""The templates citizens' mails are made from, compiled once.

Promise: a name that a template misspells is an error, never an empty place
(StrictUndefined); everything whose name ends in `.html` is escaped, and
nothing else is (a file called `x.html.j2` would not be, so there is none);
templates run in a sandbox and can neither call into the program nor change it.
"""

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup, escape

from processor.replies import phrases as words
from processor.replies.phrases import Phrases

_LANGUAGE = re.compile(r"[a-z]{2}")
_COUNTED = re.compile(r"([0-9]) (?=\w)")
_RULE_LINE = re.compile(r"^[ \t]*% (.*)$\n?", re.MULTILINE)


def shipped() -> Path:
    """The folder of templates that ships: inside an installed package, else beside it."""
    inside = Path(__file__).parents[1] / "templates"
    return inside if inside.is_dir() else Path(__file__).parents[2] / "templates"


class Templates:
    """The shipped templates, and over them, file by file, the organiser's own."""

    def __init__(self, folder: Path | None = None) -> None:
        """Read from `folder` first; what is missing there comes from the shipped templates."""
        self.folders = tuple(dict.fromkeys(path for path in (folder, shipped()) if path is not None))
        self._environment = ImmutableSandboxedEnvironment(
            loader=_Loader([str(path) for path in self.folders]),
            autoescape=lambda name: name is not None and name.endswith(".html"),
            undefined=StrictUndefined,
            auto_reload=False,
        )
        self._environment.filters["spoken"] = spoken
        self._compiled: dict[str, Template] = {}
        self._phrases: dict[str, Phrases] = {}
        self.languages = tuple(sorted({found.name for path in self.folders for found in _languages(path)}))

    def language(self, *wished: str) -> str:
        """The first of the `wished` languages there are templates for, else English, else any."""
        available = [language for language in (*wished, "en") if language in self.languages]
        return (available or list(self.languages))[0]

    def phrases(self, language: str) -> Phrases:
        """The phrases of a language. Raises PhrasesError where they are not complete."""
        if language not in self._phrases:
            self._phrases[language] = words.read(self._find(f"{language}/phrases.toml"))
        return self._phrases[language]

    def render(self, name: str, values: Mapping[str, Any]) -> str:
        """The template `name` filled with `values`. Raises jinja2.TemplateError."""
        template = self._compiled.get(name)
        if template is None:
            template = self._compiled[name] = self._environment.get_template(name)
        return template.render(values)

    def has(self, name: str) -> bool:
        """Whether there is a file of this name, own or shipped."""
        return self._find(name).is_file()

    def _find(self, name: str) -> Path:
        for folder in self.folders:
            if (folder / name).is_file():
                return folder / name
        return self.folders[-1] / name


class _Loader(FileSystemLoader):
    """Reads `% if …` on a line of its own as a tag that leaves no trace of its line.

    Jinja's own line statements swallow the blank lines after them, and here a
    blank line is what parts two paragraphs.
    """

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        source, path, current = super().get_source(environment, template)
        return _RULE_LINE.sub(r"{% \1\n%}", source), path, current  # the newline keeps line numbers in errors right


def _languages(folder: Path) -> list[Path]:
    if not folder.is_dir():
        return []
    return [path for path in folder.iterdir() if _LANGUAGE.fullmatch(path.name) and path.is_dir()]


def spoken(text: str) -> Markup:
    """Escaped text whose isolates became `<bdi>` elements, and whose numbers stay with what they count."""
    escaped = _COUNTED.sub(r"\1&nbsp;", str(escape(text)))
    return Markup(escaped.replace("\u2068", "<bdi>").replace("\u2069", "</bdi>"))
