"""What Russian and Ukrainian ask of the engine: bent names, letters in common, Latin typing, dates with an ending."""

from collections.abc import Callable

import pytest

from processor.understanding.lexicon import lexicon
from processor.understanding.model import Advice, Request
from processor.understanding.names import nominative, same_person

Read = Callable[..., Request]


@pytest.mark.parametrize(
    ("bent", "listed"),
    [
        ("Ивана Петрова", "Иван Петров"), ("Павлом", "Павел"), ("Андреем Ковальским", "Андрей Ковальский"),
        ("Игоря", "Игорь"), ("Никиту", "Никита"), ("Анна Петрова", "Анна Петрова"),
    ],
)  # fmt: skip
def test_a_mans_name_comes_back_to_the_nominative(bent: str, listed: str) -> None:
    words = lexicon("ru")
    assert words is not None
    assert nominative(bent, words, he=True) == listed


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Запишите на форум меня, Ивана Петрова и Ольгу Петрову.", ["Иван Петров", "Ольга Петрова"]),
        ("Приду на форум с дочкой Софией.", ["София"]),
        ("Приду на форум вместе с Павлом Ивановичем Зиминым.", ["Павел Иванович Зимин"]),
        ("Запишите на форум мою маму, её зовут Нина Кох.", ["Нина Кох"]),
        ("Запишіть на форум мого тата, Миколу Шевченка.", ["Микола Шевченко"]),
        ("Прийду на форум з чоловіком Андрієм і сином Петром.", ["Андрій", "Петро"]),
    ],
)
def test_a_name_stands_on_the_list_as_its_bearer_would_write_it(text: str, names: list[str], read: Read) -> None:
    assert list(read(text).attendees) == names


@pytest.mark.parametrize(
    "text",
    [
        "Приду на форум с женой, жене нужен переводчик на русский.",
        "Прийду на форум з чоловіком, чоловіку потрібен перекладач українською.",
    ],
)
def test_a_relation_in_two_cases_is_one_person(text: str, read: Read) -> None:
    request = read(text)
    assert (request.party_size, request.advice) == (2, Advice.APPLY), request.doubts


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Можливо, прийду на форум.", "uk"), ("Прийдемо на форум удвох.", "uk"), ("Придем на форум вдвоем.", "ru"),
        ("Запишите на форум двоих.", "ru"),
    ],
)  # fmt: skip
def test_letters_in_common_leave_it_to_the_words(text: str, language: str, read: Read) -> None:
    assert read(text).language == language


@pytest.mark.parametrize(
    ("text", "language", "size"),
    [
        ("Dobryj den! Zapishite pozhalujsta menja i moju zhenu na forum.", "ru", 2),
        ("Privet, my pridyom na forum vtroyom", "ru", 3),
        ("Vitayu! Nas bude chetvero na forumi 19 zhovtnya.", "uk", 4),
    ],
)
def test_latin_letters_are_read_by_their_sound(text: str, language: str, size: int, read: Read) -> None:
    request = read(text)
    assert (request.language, request.party_size) == (language, size)


def test_a_day_keeps_its_ending_and_counts_nobody(read: Read) -> None:
    request = read("Приду 19-го, один.")
    assert (request.event, request.party_size) == ("buergerforum", 1)


@pytest.mark.parametrize(
    ("cyrillic", "latin", "same"),
    [
        ("Петро Гнатюк", "Petro Hnatiuk", True), ("Лариса Гросс", "Larissa Gross", True),
        ("Вебер", "Tatjana Weber", True),
        ("Татьяна", "Tatjana Weber", True), ("Юрий Шевчук", "Jurij Schewtschuk", True),
        ("Иван Бойко", "Petro Hnatiuk", False),
    ],
)  # fmt: skip
def test_a_name_is_the_same_in_both_scripts(cyrillic: str, latin: str, same: bool) -> None:
    assert same_person(cyrillic, latin) is same
