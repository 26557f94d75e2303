"""Tens and ones that are written as two words are one number."""

from collections.abc import Callable

import pytest

from processor.understanding.model import Request


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("Bürgerforum'a on iki kişi geleceğiz.", 12),
        ("Bürgerforum'a on iki arkadaşımla geleceğim.", 13),
        ("Bürgerforum'a on kişi geleceğiz.", 10),
        ("Na Bürgerforum przyjdzie nas dwadzieścia dwoje.", 22),
        ("Please register twenty two people for the Bürgerforum.", 22),
    ],
)
def test_tens_and_ones_count_once(read: Callable[..., Request], text: str, size: int) -> None:
    assert read(text).party_size == size


def test_two_numbers_with_a_comma_between_stay_two(read: Callable[..., Request]) -> None:
    assert read("Bürgerforum'a on, iki değil, kişi geleceğiz.").party_size != 12
