"""Which numbers of a mail may count people, and what they are.

Promise: dates, times, ages with a unit, phone numbers, postcodes, house and room
numbers, prices and ranges never come out as a number of people.
"""

from processor.understanding.lexicon import Lexicon
from processor.understanding.text import Kind, Token

LARGEST = 999


def counted(text: list[Token], words: Lexicon) -> list[int | None]:
    """For every token the number of people it may say, else None."""
    return [_value(text, index, words) for index in range(len(text))]


def _value(text: list[Token], index: int, words: Lexicon) -> int | None:
    token = text[index]
    value = words.number(token.fold) if token.kind is Kind.WORD else token.value
    if value is None or not 1 <= value <= LARGEST or _measured(text, index, words):
        return None
    if token.kind is Kind.NUMBER and ((len(token.text) > 1 and token.fold[0] == "0") or _in_digits(text, index)):
        return None
    return value


def _measured(text: list[Token], index: int, words: Lexicon) -> bool:
    """Whether what stands beside the number says that it counts no people."""
    token, after = text[index], text[index + 1] if index + 1 < len(text) else None
    if after is not None and after.sentence == token.sentence:
        if words.trie.in_class(after.fold, "measure") or after.fold in "%€$°§":
            return True
        if token.kind is Kind.NUMBER and after.text == "." and after.start == token.end and index + 2 < len(text):
            return text[index + 2].sentence == token.sentence
        if token.kind is Kind.NUMBER and words.trie.spelled(after.fold) in words.months:
            return True
    if index == 0 or text[index - 1].sentence != token.sentence or token.kind is not Kind.NUMBER:
        return False
    before = text[index - 1]
    if before.text == "." and index > 1:
        before = text[index - 2]
    return (
        words.trie.in_class(before.fold, "label")
        or before.fold in ("§", "#", "@", "€", "$")
        or words.trie.spelled(before.fold) in words.months
    )


def _in_digits(text: list[Token], index: int) -> bool:
    """Whether the number is a piece of a longer row of digits: a telephone number, an IBAN."""
    neighbours = [text[at] for at in (index - 1, index + 1) if 0 <= at < len(text)]
    return any(
        near.kind is Kind.NUMBER and near.line == text[index].line and near.part == text[index].part
        for near in neighbours
    )
