"""Everything one mail shows, looked up once: words, events, statements, people, needs.

Promise: building a scene decides nothing; `verdict` decides.
"""

from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from processor.message.model import Message
from processor.understanding import events, language
from processor.understanding.lexicon import Lexicon, lexicon
from processor.understanding.listed import Entry, Form, form, listed
from processor.understanding.model import Context
from processor.understanding.names import same_person, uncased
from processor.understanding.needs import Needs, needs
from processor.understanding.reading import Reading, Subject, parts_of, subject_of
from processor.understanding.sender import Sender, sender
from processor.understanding.statements import Statement, statements
from processor.understanding.text import Part

_WISHES = ("need", "add", "change", "misspelt", "cancel", "total", "together", "extra", "alters", "swap")
_QUOTED = 1_500  # characters of a quotation that are looked at


@dataclass(frozen=True)
class Scene:
    """One mail laid out."""

    message: Message
    context: Context
    language: str
    reading: Reading
    subject: Subject
    mentions: list[events.Mention]
    quoted_mentions: list[events.Mention]
    statements: list[Statement]
    writer: Sender
    entries: list[Entry]
    form: Form
    needs: Needs
    answered: bool  # answers a confirmation of ours
    invited: bool  # answers something else of ours

    @classmethod
    def of(cls, message: Message, context: Context, code: str, words: Lexicon) -> "Scene":
        parts = parts_of(message)
        reading = Reading(parts, words)
        return cls.read(message, context, code, reading)

    @classmethod
    def read(cls, message: Message, context: Context, code: str, reading: Reading) -> "Scene":
        today = message.received.astimezone(context.timezone).date()
        found = events.mentions(reading, context, today)
        reading.cached(
            "event places", lambda: {p for m in found if m.how != "weekday" for p in range(m.first, m.last + 1)}
        )
        subject = subject_of(message)
        quoted, answered = _quoted(message, context, subject, today, reading.words)
        typed = form(reading)
        writer = sender(message, reading)
        if not writer.name and typed.entries:
            writer = replace(writer, name=typed.entries[0].name, quote=typed.entries[0].name)
        keyed = {entry.first for entry in typed.entries}
        listed_names = [*typed.entries, *(entry for entry in listed(reading) if entry.first not in keyed)]
        if (known_as := _in_own_script(writer.name, listed_names)) != writer.name:
            writer = replace(writer, name=known_as)
        return cls(
            message,
            context,
            code,
            reading,
            subject,
            found,
            quoted,
            statements(reading, ours=answered or bool(quoted) or any(m.keys and m.how != "weekday" for m in found)),
            writer,
            listed_names,
            typed,
            needs(reading, context.language),
            answered,
            bool(quoted),
        )

    @cached_property
    def asked(self) -> set[int]:
        """Sentences that ask."""
        return {s for s in self.reading.sentences if self.asks(s)}

    def asks(self, sentence: int) -> bool:
        """Whether a sentence asks something, not just politely for a place or a need."""
        reading = self.reading
        if reading.in_sentence(sentence, "ask"):
            return True
        if not reading.is_question(sentence):
            return False
        wished = reading.in_sentence(sentence, *_WISHES) or any(
            s.sentence == sentence and not s.asked for s in self.statements
        )
        return not (wished and reading.in_sentence(sentence, "request"))


def _in_own_script(name: str, entries: list[Entry]) -> str:
    """The writer's name as the mail lists it, where From has it in another script."""
    others = (entry.name for entry in entries if name and uncased(entry.name) != uncased(name))
    return next((other for other in others if same_person(other, name)), name)


def language_of(message: Message, context: Context) -> str:
    """The language a mail's answer should be written in."""
    subject = subject_of(message)
    known = context.languages
    body = message.visible.text.strip()
    if (unknown := language.foreign(body, known)) is not None:
        return unknown
    found = language.detected(body, known, context.language) if body else None
    if found is None and not subject.reply:
        found = language.detected(f"{subject.text} {body}", known, context.language)
    if found is None and not body:
        found = language.detected(message.body, known, context.language)
    if found is None and message.visible.quoted:  # a single word answers us in the language we wrote
        found = language.detected(f"{subject.text} {message.visible.quoted[:_QUOTED]}", known, context.language)
    return found or context.language


def _quoted(message: Message, context: Context, subject: Subject, today: date, own: Lexicon) -> tuple[list[events.Mention], bool]:
    """Events in what is quoted or in a reply's subject, and whether that is a confirmation of ours, in whichever language."""
    organisers = lexicon(context.language)
    text = message.visible.quoted[:_QUOTED]
    parts = [Part("subject", subject.text)] if subject.reply or subject.forward else []
    parts += [Part("quoted", text)] if text.strip() else []
    if not parts or organisers is None:
        return [], context.thread_event is not None
    reading = Reading(parts, organisers, minor=True)
    answered = context.thread_event is not None or any(
        reading.part(m) == "subject" or not message.visible.forwarded for m in reading.all("confirmation"))
    others = [words for words in (own, lexicon("en")) if words is not None and words is not organisers]
    answered = answered or any(_confirms(reading, words) for words in others)
    return events.mentions(reading, context, today), answered


def _confirms(read: Reading, words: Lexicon) -> bool:
    """Whether what was read with the organiser's words is a confirmation in another language."""
    parted = read.words.habits.conjunctions or words.habits.conjunctions  # then words begin elsewhere
    if not parted and not words.minor.may_say("confirmation", read.tokens):
        return False
    return bool(Reading(read.parts, words, minor=True).all("confirmation"))
