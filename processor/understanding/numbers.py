"""Which numbers of a mail may count people, and what they are.

Promise: dates, times, ages with a unit, phone numbers, postcodes, house and room
numbers, prices and ranges never come out as a number of people.
"""

from processor.understanding.lexicon import Lexicon
from processor.understanding.text import Kind, Token

LARGEST = 999


def counted(text: list[Token], words: Lexicon) -> list[int | None]:
    """For every token the number of people it may say, else None."""
    numbered = (token.value is not None or token.fold in words.numbers for token in text)
    return _joined(text, [_value(text, index, words) if number else None for index, number in enumerate(numbered)])


def _joined(text: list[Token], values: list[int | None]) -> list[int | None]:
    """Tens and ones written apart count once, at the ones: "on iki" is 12, "dwadzieścia pięć" 25, "twenty five" 25."""
    for index in range(1, len(text)):
        tens, ones = values[index - 1], values[index]
        if tens is None or ones is None:
            continue
        apart = text[index].kind is not Kind.WORD or text[index - 1].kind is not Kind.WORD
        if apart or text[index].sentence != text[index - 1].sentence:
            continue
        if tens % 10 == 0 and 10 <= tens < 100 and ones < 10:
            values[index - 1], values[index] = None, tens + ones
    return values


def _value(text: list[Token], index: int, words: Lexicon) -> int | None:
    token = text[index]
    value = words.numbers.get(token.fold) if token.kind is Kind.WORD else token.value
    if value is None or not 1 <= value <= LARGEST or _measured(text, index, words):
        return None
    if token.kind is Kind.NUMBER and _in_brackets(text, index, words):
        return None
    if token.kind is Kind.NUMBER and ((len(token.text) > 1 and token.fold[0] == "0") or _in_digits(text, index)):
        return None
    return value


def _measured(text: list[Token], index: int, words: Lexicon) -> bool:
    """Whether what stands beside the number says that it counts no people."""
    token, after = text[index], text[index + 1] if index + 1 < len(text) else None
    if after is not None and after.sentence == token.sentence:
        if words.trie.in_class(after.fold, "measure") or after.fold in "%€$°§" or _shares_measure(text, index, words):
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


def _shares_measure(text: list[Token], index: int, words: Lexicon) -> bool:
    """ "79 und 82 Jahre": the measure behind the second number is the first one's, too."""
    behind = text[index + 1 : index + 4]
    if len(behind) < 3 or behind[2].sentence != text[index].sentence:
        return False
    number = behind[1].kind is Kind.NUMBER or behind[1].fold in words.numbers
    return number and words.trie.in_class(behind[0].fold, "and") and words.trie.in_class(behind[2].fold, "measure")


def _in_brackets(text: list[Token], index: int, words: Lexicon) -> bool:
    """ "Emil (7)", "die Mädels (4 und 7)": bare numbers in brackets are ages, except behind a family or a word for people."""
    last = index
    while last + 1 < len(text) and text[last + 1].sentence == text[index].sentence and (
        text[last + 1].kind is Kind.NUMBER or text[last + 1].text in ",/" or words.trie.in_class(text[last + 1].fold, "and")
    ):
        last += 1
    first = index
    while first and text[first - 1].sentence == text[index].sentence and (
        text[first - 1].kind is Kind.NUMBER or text[first - 1].text in ",/" or words.trie.in_class(text[first - 1].fold, "and")
    ):
        first -= 1
    if not first or text[first - 1].text != "(" or last + 1 >= len(text) or text[last + 1].text != ")":
        return False
    before = text[max(0, first - 4) : first - 1]
    return not any(words.trie.in_class(t.fold, name) for t in before for name in ("group", "unit", "we"))


def _in_digits(text: list[Token], index: int) -> bool:
    """Whether the number is a piece of a longer row of digits: a telephone number, an IBAN."""
    neighbours = [text[at] for at in (index - 1, index + 1) if 0 <= at < len(text)]
    return any(
        near.kind is Kind.NUMBER and near.line == text[index].line and near.part == text[index].part
        for near in neighbours
    )
