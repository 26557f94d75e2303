"""A letter as HTML: shared/mail.html, filled with the same parts as the text."""

from processor.replies.letter import Letter
from processor.replies.marker import QUOTE_MARKER
from processor.replies.templates import Templates

_SKELETON = "shared/mail.html"


def page(letter: Letter, templates: Templates) -> str:
    """The whole page; every value is escaped by the skeleton's `.html` ending."""
    return templates.render(_SKELETON, {"letter": letter, "marker": QUOTE_MARKER})
