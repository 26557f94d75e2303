"""A reply put into words: all parts of a mail, before they become text, HTML or a calendar."""

from dataclasses import dataclass
from datetime import datetime

from processor.registration.model import Reply
from processor.replies.buttons import Button, buttons
from processor.replies.facts import Row, facts
from processor.replies.message import NOTHING, Message
from processor.replies.model import Organiser, StandingTokens
from processor.replies.names import isolate, one_line
from processor.replies.phrases import Phrases
from processor.replies.prose import Block, BlockKind, blocks, subject_and_body
from processor.replies.templates import Templates
from processor.replies.values import values


@dataclass(frozen=True, slots=True)
class Footer:
    """A part below a rule, in its own language."""

    language: str
    direction: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Letter:
    """One reply in words; text and HTML say exactly this."""

    language: str
    direction: str
    subject: str
    greeting: str
    blocks: tuple[Block, ...]
    facts: tuple[Row, ...]
    buttons: tuple[Button, ...]
    signature: str
    footers: tuple[Footer, ...]
    calendar: str  # what the calendar entry says below its title; '' where the reply carries none
    message: Message = NOTHING


def write(reply: Reply, organiser: Organiser, templates: Templates, tokens: StandingTokens, now: datetime) -> Letter:
    """The letter for a reply, in its language or the nearest there are templates for."""
    language = templates.language(reply.language, organiser.language)
    phrases = templates.phrases(language)
    said = values(reply, organiser, phrases, now)
    subject, body = subject_and_body(templates.render(f"{language}/{reply.kind}.txt", said))
    if reply.challenge:
        subject = f"{subject} [{reply.challenge}]"
    footers = [Footer(language, phrases.direction, blocks(templates.render(f"{language}/footer.txt", said)))]
    if reply.also_english and language != "en" and "en" in templates.languages:
        footers.insert(0, _in_english(reply, organiser, templates, now))
    team = templates.language(organiser.language)
    if language != team:
        footers.append(_for_the_team(reply, organiser, templates, team, now))
    return Letter(
        language=language,
        direction=phrases.direction,
        subject=one_line(subject),
        greeting=_greeting(str(said["name"]), phrases),
        blocks=blocks(body),
        facts=facts(reply, phrases),
        buttons=buttons(reply, organiser, phrases, tokens),
        signature=isolate(one_line(organiser.name), phrases.direction),
        footers=tuple(footer for footer in footers if footer.blocks),
        calendar=templates.render(f"{language}/calendar.txt", said).strip() if reply.calendar else "",
        message=Message.of(reply, templates),
    )


def _greeting(name: str, phrases: Phrases) -> str:
    if not name:
        return phrases.sentences["greeting_unnamed"]
    return phrases.sentences["greeting"].replace("{name}", name)


def _in_english(reply: Reply, organiser: Organiser, templates: Templates, now: datetime) -> Footer:
    phrases = templates.phrases("en")
    _, body = subject_and_body(templates.render(f"en/{reply.kind}.txt", values(reply, organiser, phrases, now)))
    said = [block for block in blocks(body) if block.texts][:-1]
    return Footer("en", phrases.direction, tuple(map(_below, said)))


def _below(block: Block) -> Block:
    return Block(BlockKind.HEADING, block.texts) if block.kind is BlockKind.HEADLINE else block


def _for_the_team(reply: Reply, organiser: Organiser, templates: Templates, language: str, now: datetime) -> Footer:
    phrases = templates.phrases(language)
    written_in = phrases.locale.languages.get(reply.language, reply.language)
    said = {**values(reply, organiser, phrases, now), "written_in": written_in}
    return Footer(language, phrases.direction, blocks(templates.render(f"{language}/team.txt", said)))
