"""A letter as HTML: shared/mail.html, filled with the same parts as the text."""

from processor.message.quotes import QUOTE_MARKER
from processor.replies.letter import Letter
from processor.replies.prose import Block
from processor.replies.templates import Templates

_SKELETON = "shared/mail.html"


def page(letter: Letter, templates: Templates) -> str:
    """The whole page; every value is escaped by the skeleton's `.html` ending.

    The skeleton gets tuples to unpack: looking attributes up in the sandbox took half the time of a page.
    """
    *body, closing = letter.blocks
    return templates.render(_SKELETON, {
        "marker": QUOTE_MARKER,
        "language": letter.language,
        "direction": letter.direction,
        "subject": letter.subject,
        "greeting": letter.greeting,
        "body": _plain(tuple(body)),
        "facts": [(row.label, row.value) for row in letter.facts],
        "message": ["\n".join(lines) for lines in letter.message.paragraphs],
        "message_language": letter.message.language,
        "message_direction": letter.message.direction,
        "buttons": [(button.label, button.link) for button in letter.buttons if not button.quiet],
        "quiet_buttons": [(button.label, button.link) for button in letter.buttons if button.quiet],
        "closing": closing.text,
        "signature": letter.signature,
        "footers": [(footer.language, footer.direction, _plain(footer.blocks)) for footer in letter.footers],
    })


def _plain(blocks: tuple[Block, ...]) -> list[tuple[str, tuple[str, ...]]]:
    return [(block.kind.value, block.texts) for block in blocks]
