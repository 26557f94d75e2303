"""Names in the order people look them up in."""

import random

import pytest

from processor.reports.sheet_order import order

IN_ORDER = {
    "de": "Adam Ärmel Auer Mueller Müller Muller Mutz Strasser Straßer Strauß Zach Αλέξης Іван محمد",  # DIN 5007-2
    "en": "Adam Ärmel Auer Muller Müller Mutz Zach",
    "pl": "Cało Ćwik Dąb Lis Łoś Maj Nowak Ńe Olek Ósmy Sas Święty Tom Zając Źrebak Żuk",
    "ro": "Albu Ăla Barbu Ioan Îngeru Jianu Stan Șerban Tudor Țurcanu Ursu",
    "tr": "Can Çelik Demir Gül Ğa Han Ilıcalı İnan Kaya Ozan Öztürk Polat Sarı Şahin Tan Uçar Ünal",
    "es": "Nadal Núñez Nuria Ñíguez Ocampo",
    "fr": "Cote Coté Côte Côté Coty",
    "uk": "Гай Ґудзь Дяк Ель Єва Женя Зоя Игор Інна Їжак Йосип Чуб Шева Ющук Яна Adam",
    "ru": "Ежов Ёлкин Жуков Иванов Йодов Щукин Юрьев Яшин Adam",
    "ar": "أحمد باسم تامر ثامر جمال فاطمة كريم لؤي محمد نور هدى وليد ياسر Adam",
    "fa": "آرش احمد بابک پروانه تینا چنگیز ژاله کیان گلی لاله وحید هما یاسر Adam",
}


def shuffled(names: list[str]) -> list[str]:
    return random.Random(7).sample(names, len(names))


@pytest.mark.parametrize(("language", "names"), IN_ORDER.items(), ids=IN_ORDER)
def test_names_stand_as_the_language_writes_its_lists(language: str, names: str):
    expected = names.split()
    assert sorted(shuffled(expected), key=order(language).key) == expected


def test_capitals_do_not_part_names_and_never_leave_the_order_open():
    assert sorted(["demir B", "Demir A", "DEMIR C"], key=order("de").key) == ["Demir A", "demir B", "DEMIR C"]


@pytest.mark.parametrize(("name", "family"), [
    ("Anna Schmidt", "Schmidt"),
    ("Schmidt, Anna", "Schmidt"),
    ("Erika von der Heide", "Heide"),
    ("Familie Demir", "Demir"),
    ("Anna Schmidt-Weber", "Schmidt-Weber"),
    ("John Miller Jr.", "Miller"),
    ("Sportverein Nord e.V.", "Nord"),
    ("Anna Schmidt (2)", "Schmidt"),
    ("محمد العلي", "العلي"),
    ("Cher", "Cher"),
    ("", ""),
    (", Anna", "Anna"),
])
def test_the_word_people_look_for(name: str, family: str):
    begin, end = order("de").family(name)
    assert name[begin:end] == family


def test_a_person_stands_by_family_name_and_then_by_first_name():
    people = ["Zoe Adam", "Anna Berg", "Schmidt, Ada", "Bert Schmidt", "Erika von der Heide"]
    assert sorted(people, key=order("de").by_family) == ["Zoe Adam", "Anna Berg", "Erika von der Heide", "Schmidt, Ada", "Bert Schmidt"]


@pytest.mark.parametrize("name", ["", "☃", "中文", "አበበ", "\u202e", "1️⃣", "12 Monkeys", "—", "𝔄𝔫𝔫𝔞", "a" * 10_000])
def test_any_name_has_a_place(name: str):
    keys = [order(language).by_family(name) for language in ("de", "tr", "fa", "xx")]
    assert all(sorted([key, order(language).by_family("Anna")]) for key, language in zip(keys, ("de", "tr", "fa", "xx"), strict=True))


def test_gaps_come_before_digits_and_digits_before_letters():
    names = ["Ab", "A b", "A 1", "A-a", "A", "A1"]
    assert sorted(names, key=order("de").key) == ["A", "A 1", "A-a", "A b", "A1", "Ab"]
