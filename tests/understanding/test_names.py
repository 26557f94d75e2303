"""Names in scripts without capitals, and one name in two scripts."""

from collections.abc import Callable

import pytest

from processor.understanding.model import Request
from processor.understanding.names import same_person

Read = Callable[..., Request]


@pytest.mark.parametrize(
    ("latin", "arabic"),
    [
        ("Ammar Salloum", "عمار سلوم"),
        ("Khaled Al-Ahmad", "خالد الأحمد"),
        ("Reza Ahmadi", "رضا احمدی"),
        ("Youssef", "يوسف"),
    ],
)
def test_one_name_in_two_scripts_is_one_person(latin: str, arabic: str) -> None:
    assert same_person(latin, arabic)


def test_other_names_in_two_scripts_are_other_people() -> None:
    assert not same_person("Ammar Salloum", "خالد الأحمد")
    assert not same_person("Mona Karim", "محمد كريم")


def test_a_word_that_is_no_given_name_names_nobody_in_a_script_without_capitals(read: Read) -> None:
    request = read("سأحضر المنتدى برفقة زوجتي الحامل.", subject="Bürgerforum")
    assert (request.party_size, request.attendees) == (2, ())


def test_the_writer_is_listed_once_where_from_has_the_name_in_latin_letters(read: Read) -> None:
    request = read(
        "سجلونا في المنتدى من فضلكم:\n- عمار سلوم\n- مجد الحلبي",
        subject="Bürgerforum",
        sender="Ammar Salloum <a@example.org>",
    )
    assert (request.party_size, request.attendees) == (2, ("عمار سلوم", "مجد الحلبي"))


def test_a_name_joined_by_a_written_on_and_is_a_name_of_its_own(read: Read) -> None:
    request = read("اسمي هالة العلي، سأحضر المنتدى مع ابنتي سارة ووليد.", subject="Bürgerforum")
    assert {"سارة", "وليد"} <= set(request.attendees)


def test_an_initial_for_the_family_name_is_the_same_person() -> None:
    assert same_person("Burak T.", "Burak Tuna")
    assert not same_person("Burak T.", "Burak Kaya")


def test_a_list_that_begins_with_the_writer_names_those_spoken_of(read: Read) -> None:
    request = read(
        "My husband and I would love to come. Please put us down: Olga and Victor Weber.",
        sender="Olga Weber <olga@example.org>",
    )
    assert (request.party_size, sorted(request.attendees)) == (2, ["Olga Weber", "Victor Weber"])


def test_a_name_that_ends_the_text_signs_it_where_the_sender_has_none(read: Read) -> None:
    request = read("czesc, przyjde z dwojka dzieci na Bürgerforum 19 pazdziernika. Marek Nowicki")
    assert (request.party_size, request.attendees) == (3, ("Marek Nowicki",))


def test_a_given_name_known_in_the_nominative_only_shows_the_case(read: Read) -> None:
    request = read(
        "Просимо внести до списку учасників форуму Тараса Гнатюка та Оксану Мельник.",
        sender="Спілка українців <s@example.org>",
    )
    assert sorted(request.attendees) == ["Оксана Мельник", "Тарас Гнатюк"]


def test_names_told_later_are_shared_out_over_those_spoken_of(read: Read) -> None:
    request = read(
        "I'd like to register my mother and my aunt for the Bürgerforum. Their names are Ada Bolton and Eva Linden.",
        sender="Kay Bolton <kay@example.org>",
    )
    assert (request.party_size, sorted(request.attendees)) == (2, ["Ada Bolton", "Eva Linden"])


def test_the_writer_among_those_counted_and_listed_is_no_further_person(read: Read) -> None:
    request = read(
        "Four members of our choir will come to the Bürgerforum: Ada Bolton, Jan Kulik, Eryk Mool and Nina Kula.",
        sender="Ada Bolton <ada@example.org>",
    )
    assert request.party_size == 4


def test_two_names_below_the_text_are_the_writer_and_who_was_spoken_of(read: Read) -> None:
    request = read(
        "My sister and I are coming to the Bürgerforum. Alice and Vera Cech", sender="Alice Cech <alice@example.org>"
    )
    assert request.party_size == 2


def test_a_writer_known_only_by_the_address_is_one_of_those_named(read: Read) -> None:
    request = read(subject="Двое на Bürgerforum 19.10: Павел и Нина Гофман", sender="gofman.p@example.org")
    assert (request.party_size, request.advice) == (2, "apply")


def test_a_given_name_that_is_also_a_month_is_a_name(read: Read) -> None:
    request = read("Chętnie przyjdę na Bürgerforum.", sender="Maja Nowak <maja@example.org>")
    assert request.attendees == ("Maja Nowak",)
