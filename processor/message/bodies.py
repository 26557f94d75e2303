"""The mail's own text, out of its tree of parts (RFC 2046, 5.1; RFC 6522).

Promise: `read` takes no attachment, no attached mail and no machine part for
the sender's words. Of alternatives the plain one counts, unless it is empty or
only says that there is HTML; what stands side by side is read in order, so that
a scanner's footer in plain text does not displace a letter in HTML.
"""

from dataclasses import dataclass

from processor import limits
from processor.message import markup
from processor.message.structure import Part

_PARTS = 20  # text parts that are read; more is a digest
_TEXTS = ("text/plain", "text/html", "text/enriched", "text/markdown")


@dataclass(frozen=True, slots=True)
class Body:
    """A text, whether it was HTML, whether its charset was guessed, and what was outside the limits."""

    text: str
    html: bool = False
    guessed: bool = False
    problems: tuple[str, ...] = ()


def read(root: Part) -> Body:
    """The text the sender wrote; of a report only what it says to people."""
    own = root.parts[0] if root.media_type == "multipart/report" and root.parts else root
    pieces = _without_repeated(_pieces(own, [_PARTS]))
    text = "\n\n".join(piece.text for piece in pieces)
    problems = dict.fromkeys(problem for piece in pieces for problem in piece.problems)
    if len(text) > limits.TEXT:
        problems[f"the text is longer than {limits.TEXT} characters"] = None
    html = bool(pieces) and max(pieces, key=lambda piece: len(piece.text)).html
    return Body(text[: limits.TEXT], html, any(piece.guessed for piece in pieces), tuple(problems))


def is_text(part: Part) -> bool:
    """A part that people read as it stands."""
    return part.media_type in _TEXTS


def _pieces(part: Part, left: list[int]) -> list[Body]:
    if part.media_type == "multipart/alternative" and part.parts and not part.attached:
        return _chosen([_pieces(child, left) for child in part.parts if not _is_html(child)], part, left)
    if part.parts:
        return [] if part.attached else [piece for child in part.parts for piece in _pieces(child, left)]
    if part.attached or not is_text(part) or left[0] <= 0:
        return []
    left[0] -= 1
    body = _html(part) if part.media_type == "text/html" else _plain(part)
    return [body] if body.text.strip() or body.problems else []


def _chosen(alternatives: list[list[Body]], part: Part, left: list[int]) -> list[Body]:
    """The plain alternative where it says something; HTML is converted only where it does not."""
    plain = [piece for pieces in alternatives for piece in pieces]
    if any(piece.text.strip() and not markup.is_placeholder(piece.text) for piece in plain):
        return plain
    rich = [piece for child in part.parts if _is_html(child) for piece in _pieces(child, left)]
    return rich if any(piece.text.strip() for piece in rich) else plain


def _is_html(part: Part) -> bool:
    """HTML, alone or with its pictures."""
    return part.media_type == "text/html" or (part.media_type == "multipart/related" and bool(part.parts))


def _plain(part: Part) -> Body:
    text, guessed = part.text()
    return Body(text[: limits.TEXT + 1], guessed=guessed)  # one more, so that it is known to be over


def _html(part: Part) -> Body:
    source, guessed = part.text()
    problems = []
    if len(source) > limits.HTML:
        problems.append(f"the HTML is longer than {limits.HTML} characters")
        source = source[: limits.HTML]
    deep = markup.nested_from(source)
    if deep is not None:
        problems.append(f"the HTML is nested deeper than {limits.HTML_NESTING} elements")
    return Body(markup.to_text(source[:deep]), True, guessed, tuple(problems))


def _without_repeated(pieces: list[Body]) -> list[Body]:
    """`pieces` without those another one says as well: some programs put alternatives side by side."""
    said = ["".join(piece.text.split()) for piece in pieces]
    return [
        piece
        for index, piece in enumerate(pieces)
        if not any(
            said[index] in other and (len(other) > len(said[index]) or place < index)
            for place, other in enumerate(said)
            if place != index and said[index]
        )
    ]
