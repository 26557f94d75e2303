"""Whether the templates are complete and sound, in words their authors understand.

Promise: an empty list means that every kind of reply can be written in every
language there is a folder for, with nothing undefined and no line too long.
"""

from collections.abc import Iterator
from dataclasses import replace

from jinja2 import TemplateError

from processor import limits
from processor.registration.model import ReplyKind
from processor.replies import samples
from processor.replies.buttons import LONGEST
from processor.replies.compose import compose
from processor.replies.model import Composed, Organiser
from processor.replies.phrases import PhrasesError
from processor.replies.templates import Templates
from processor.replies.text import WIDTH, width

_FILES = (*(kind.value for kind in ReplyKind), "footer", "team", "calendar")
_TEAM_LINES = 6
_PAGE = 100_000  # octets of HTML; web mail cuts longer ones


def check(templates: Templates) -> list[str]:
    """Everything that is wrong with the templates; empty where nothing is."""
    if not templates.languages:
        return [f"no language has a folder in {templates.folders[0]}"]
    return [problem for language in templates.languages for problem in _language(templates, language)]


def _language(templates: Templates, language: str) -> Iterator[str]:
    missing = [name for name in _FILES if not templates.has(f"{language}/{name}.txt")]
    yield from (f"templates/{language}/{name}.txt is missing" for name in missing)
    try:
        templates.phrases(language)
    except PhrasesError as error:
        yield str(error)
        return
    if missing:
        return
    # Read by an organiser of another language, so that the team's block is written as well.
    others = [each for each in templates.languages if each != language]
    for reader in (language, *others[:1]):
        yield from _replies(templates, language, replace(samples.ORGANISER, language=reader))
    for writer in others[:1]:
        yield from _replies(templates, writer, replace(samples.ORGANISER, language=language))


def _replies(templates: Templates, language: str, organiser: Organiser) -> Iterator[str]:
    for name, reply in samples.samples(language).items():
        where = f"templates/{language}/{reply.kind}.txt ({name})"
        try:
            composed = compose(reply, organiser, templates, samples.SampleTokens(), samples.MESSAGE_ID, samples.NOW)
        except (TemplateError, PhrasesError, ValueError) as error:
            yield f"{where}: {_said(error)}"
            continue
        yield from (f"{where}: {problem}" for problem in _sound(composed, organiser, language))


def _said(error: Exception) -> str:
    line = getattr(error, "lineno", None)
    return f"{error}{f' in line {line}' if line else ''}"


def _sound(composed: Composed, organiser: Organiser, language: str) -> Iterator[str]:
    if not composed.subject or "{" in composed.subject + composed.text:
        yield "something was left unfilled"
    if composed.html.count("<h1") != 1:
        yield "it needs one headline: a line that starts with '# '"
    for line in composed.text.splitlines():
        if width(line) > WIDTH and " " in line.strip():
            yield f"a line is longer than {WIDTH} characters: {line.strip()[:40]}…"
    if len(composed.html.encode()) > _PAGE:
        yield f"the HTML is longer than {_PAGE} octets"
    if any(len(line) > limits.LINE_OUT for line in composed.raw.split(b"\r\n")):
        yield f"a line of the finished mail is longer than {limits.LINE_OUT} octets"
    if any(len(link) > LONGEST for link in _links(composed.html)):
        yield f"a button's link is longer than {LONGEST} characters: shorten its body in phrases.toml"
    if organiser.language != language and len(composed.text.rpartition("\n---")[2].splitlines()) - 1 > _TEAM_LINES:
        yield f"the block for the team is longer than {_TEAM_LINES} lines"


def _links(html: str) -> list[str]:
    return [part.partition('"')[0].replace("&amp;", "&") for part in html.split('href="')[1:]]
