"""What one HTML element is: hidden, a block, a quotation, a signature.

Promise: decided by the element alone, never by its content.
"""

import re

from processor.message.wording import phrases

Attributes = dict[str, str | None]

SKIPPED = frozenset(
    ["script", "style", "head", "title", "template", "object", "svg", "noscript", "meta", "link", "xml", "select"]
)
BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "caption",
        "center",
        "dd",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "html",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "table",
        "tbody",
        "tfoot",
        "thead",
        "tr",
        "ul",
    ]
)
SPACED = frozenset(
    ["p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "table", "blockquote", "dl"]
)  # a blank line above them
UNNESTED = frozenset(  # empty, or ended by the next of their kind, however often they are opened
    [
        "area",
        "base",
        "body",
        "br",
        "col",
        "dd",
        "dt",
        "embed",
        "hr",
        "html",
        "img",
        "input",
        "li",
        "link",
        "meta",
        "option",
        "p",
        "param",
        "source",
        "td",
        "th",
        "tr",
        "track",
        "wbr",
    ]
)
_END = r"(?:;|!|$)"
_HIDING = re.compile(
    r"display:none|visibility:hidden|mso-hide:all|"
    rf"font-size:0(?:px|pt|em|%)?{_END}|max-height:0(?:px)?{_END}|opacity:0{_END}"
)
_NO_BORDER = re.compile(r"border:(?:none|0)")


def is_hidden(attributes: Attributes) -> bool:
    """Said to be invisible, or so small that nobody reads it."""
    if not attributes:
        return False
    return "hidden" in attributes or bool(_HIDING.search(_style(attributes)))


def names_of(attributes: Attributes) -> set[str]:
    """Classes, id and name, lower case, without what Outlook puts before them."""
    if not attributes:
        return set()
    words = (
        " ".join(filter(None, (attributes.get("class"), attributes.get("id"), attributes.get("name")))).lower().split()
    )
    return {word.removeprefix("x_").removeprefix("ecx") for word in words[:20]}


def is_quotation(tag: str, attributes: Attributes, names: set[str]) -> bool:
    """What a mail program puts a quotation into."""
    style = _style(attributes)
    if tag == "blockquote":
        # Gmail's indent button makes a blockquote.gmail_quote without a border: the sender's own words.
        return not _NO_BORDER.search(style) or "cite" in attributes or attributes.get("type") == "cite"
    return bool(names & phrases("html", "quote_classes")) or bool(names & phrases("html", "quote_ids"))


def is_tight(tag: str, attributes: Attributes) -> bool:
    """A paragraph without a margin: Outlook's lines."""
    if tag != "p":
        return False
    style = _style(attributes)
    return "mso" in (attributes.get("class") or "").lower() or "margin:0" in style or "margin-bottom:0" in style


def _style(attributes: Attributes) -> str:
    return "".join((attributes.get("style") or "").split()).lower()
