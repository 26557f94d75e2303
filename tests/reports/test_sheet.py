"""The sign-in sheet as it is printed: who stands on it, in which order and with which letters."""

from dataclasses import replace
from datetime import timedelta

import pytest
from reports.pdf_text import Pdf, read_pdf
from reports.test_hostile import PAYLOADS

from processor.registration.model import Registration, State
from processor.replies.samples import FORUM, NOW
from processor.replies.templates import Templates, shipped
from processor.reports import sheet_fonts
from processor.reports.lists import sign_in_sheet
from processor.reports.sheet import numbered

ZONE = NOW.tzinfo
FURTHER = ["#import \"x\"", "$ x^2 $", "*bold* _it_", "= Title", "#read(\"/etc/passwd\")", "@label <label>", "\\u{41}", "`raw`", "+1", "-1"]
SCRIPTS = {
    "ar": "محمد العلي إبراهيم أحمد فاطمة الزهراء لؤي سناء",
    "fa": "مریم احمدی پروانه چراغی ژاله گلستانی آرش خانۀ",
    "ur": "ہما عائشہ ٹیپو گڑیا",
    "ru": "Щербаков Ёлкина Объедков",
    "uk": "Ґудзь Єжак Їжакевич Інна",
    "pl": "Łucja Żółkiewska Świątek Ćwikła Źrebak Ńe",
    "ro": "Ștefan Țurcanu Ănuța Îngerescu Şerban Ţepeş",
    "tr": "İbrahim Yıldız Çiğdem Öztürk Şule Ğ",
    "fr": "François Lefèvre Noël Œuvrard Ÿvonne",
    "es": "José Núñez Íñigo Güell",
    "vi": "Nguyễn Thị Hương Đặng Phước",
    "nordic": "Øyvind Åsen Ægir Þórsson Őrsi",
    "ka": "ნინო ბერიძე",
    "he": "דוד כהן",
    "el": "Γιώργος Παπαδόπουλος",
}


def booked(name: str, size: int = 1, **more) -> Registration:
    facts = {"code": f"KL-{abs(hash(name)) % 10**8}", "event": FORUM.key, "state": State.CONFIRMED, "size": size,
             "contact": "secret@example.org", "contact_name": name, "language": "de", "received": NOW}
    return Registration(**facts | more)


def printed(*registrations: Registration, language: str = "de", **more) -> Pdf:
    return read_pdf(sign_in_sheet(FORUM, registrations, language, ZONE, NOW, **more).content)


def lines(pdf: Pdf) -> list[str]:
    """One text for each painted line, without the spaces it was broken at."""
    return [line.strip() for line in pdf.text.split("\n") if line.strip()]


def test_the_sheet_names_event_date_place_and_when_it_was_made():
    said = " ".join(lines(printed(booked("Anna Schmidt", 2))))
    for words in ("Wie wollen wir in Kaiserslautern", "Donnerstag, 19. Oktober 2017, 17:00 Uhr", "Stadtmission Kaiserslautern",
                  "1 Anmeldung, 2 Personen", "Stand: 12. Oktober, 09:14 Uhr", "Seite 1 von 1", "anwesend 1-14, 17"):
        assert words in said, words


def test_the_same_registrations_in_any_order_give_the_same_octets():
    people = [booked("Anna Schmidt"), booked("Jan Kowalski", 3), booked("محمد العلي", 2)]
    first = sign_in_sheet(FORUM, people, "de", ZONE, NOW)
    assert first == sign_in_sheet(FORUM, people[::-1], "de", ZONE, NOW)
    assert (first.name, first.media_type) == ("bogen-buergerforum.pdf", "application/pdf")


def test_people_stand_by_family_name_with_their_numbers():
    said = lines(printed(booked("Zoe Adam"), booked("Anna Schmidt"), booked("Bert Müller"), booked("Ina von der Heide")))
    families = [said[said.index(number) + 2] for number in ("1", "2", "3", "4")]
    assert families == ["Adam", "Heide", "Müller", "Schmidt"]


def test_companions_are_named_and_the_unnamed_counted():
    family = booked("Anna Schmidt", 5, attendees=("Anna Schmidt", "Karl Schmidt", "Mia Schmidt"))
    said = " ".join(lines(printed(family, booked("Ida Berg", 2))))
    assert "mit Karl Schmidt, Mia Schmidt und 2 weitere" in said
    assert "und 1 weitere Person" in said


def test_neither_needs_nor_addresses_nor_whoever_cancelled_are_on_it():
    said = printed(booked("Anna Schmidt", needs=("wheelchair", "diet:halal")), booked("", code="KL-7F3Q"),
                   booked("Olaf Kessler", state=State.CANCELLED), booked("Ex Pired", state=State.EXPIRED)).text
    for words in ("Rollstuhl", "halal", "@", "example", "Olaf", "Kessler", "Pired"):
        assert words not in said
    assert "ohne Namen (KL-7F3Q)" in said


def test_registrations_of_another_event_are_not_on_it():
    assert "Schmidt" not in printed(booked("Anna Schmidt", event="other")).text


def test_whoever_waits_stands_on_a_page_of_their_own_at_the_end():
    pdf = printed(booked("Anna Schmidt"), booked("Ina Zorn"), booked("Ada Waiting", 2, state=State.WAITLISTED))
    first, last = pdf.pages
    assert "Waiting" not in first and "Warteliste" in last and "Waiting" in last and "1 Anmeldung, 2 Personen" in last
    assert "\n3\n" in last  # numbered on, behind everybody who has a seat


def test_the_header_is_repeated_and_pages_are_counted():
    pdf = printed(*(booked(f"Anna Nummer{n:03}", code=f"KL-{n}") for n in range(60)))
    assert len(pdf.pages) > 3
    for number, page in enumerate(pdf.pages, 1):
        assert "Unterschrift" in page and f"Seite {number} von {len(pdf.pages)}" in page
    assert [f"Nummer{n:03}" for n in range(60)] == [line for line in lines(pdf) if line.startswith("Nummer")]


def test_without_registrations_there_is_room_for_those_who_come_all_the_same():
    said = lines(printed())
    assert "Noch ist niemand angemeldet." in said and "Ohne Anmeldung gekommen" in said


@pytest.mark.parametrize("names", SCRIPTS.values(), ids=SCRIPTS)
def test_every_letter_of_a_name_is_printed_with_our_own_font(names: str):
    pdf = printed(*(booked(f"X {name}", attendees=(f"X {name}", f"Y {name}"), size=3) for name in names.split()))
    assert pdf.missing == 0
    assert pdf.fonts <= {"DejaVuSans", "DejaVuSans-Bold"}
    assert set(sheet_fonts.printable(names)) - pdf.letters <= set("ؤأآ\u0654")  # joined into ligatures and marks


def test_every_word_of_every_language_we_write_can_be_printed():
    texts = [path.read_text("utf-8") for path in sorted(shipped().glob("*/*.t*"))]
    names = "".join(letter for text in texts for letter in text if letter.isalpha())
    assert len(set(names)) > 200 and not sheet_fonts.lacking([sheet_fonts.printable(names)])


@pytest.mark.parametrize("payload", [*PAYLOADS, *FURTHER])
def test_what_a_sender_wrote_is_text_and_no_markup(payload: str):
    """Whatever somebody calls themselves, the sheet is set as for an ordinary name, with these letters in its place."""
    pdf = printed(booked(payload, 2, attendees=(payload, payload), organisation=payload), booked("Anna Schmidt"))
    assert len(pdf.pages) == 1
    assert "Anna " in pdf.text and "Seite 1 von 1" in pdf.text and "root:" not in pdf.text


@pytest.mark.parametrize("words", ["#read(\"x\")", "*bold* name", "_it_ name", "= name", "<b>name</b>", "{{ name }}", "$x$ name"])
def test_markup_stands_on_the_sheet_letter_by_letter(words: str):
    assert words.replace(" ", "") in printed(booked(words)).text.replace("\n", "").replace(" ", "").replace("\u200b", "")


def test_an_organisers_title_is_text_as_well():
    event = replace(FORUM, title="#panic() *x* $y$", venue="#[a]", address="@b")
    said = read_pdf(sign_in_sheet(event, [booked("Anna Schmidt")], "de", ZONE, NOW).content).text
    assert "#panic() *x* $y$" in said and "#[a], @b" in said


def test_a_very_long_name_stays_within_its_column():
    pdf = printed(booked("Wolfeschlegelsteinhausenbergerdorff " * 8), booked("Anna Schmidt"))
    assert max(len(line) for line in lines(pdf) if "Wolfe" in line or "berger" in line) < 40


def test_numbers_that_were_given_stay_and_new_people_get_the_next():
    anna, jan, ida = booked("Anna Schmidt"), booked("Jan Kowalski"), booked("Ida Berg")
    given = numbered(FORUM, [anna, jan], "de", {})
    assert numbered(FORUM, [anna, jan, ida], "de", given) == {jan.code: 1, anna.code: 2, ida.code: 3}
    said = lines(printed(anna, jan, ida, numbers={anna.code: 2, jan.code: 1}))
    assert [said[said.index(name) - 2] for name in ("Berg", "Kowalski", "Schmidt")] == ["3", "1", "2"]


def test_a_sheet_in_english_and_for_a_language_without_lists():
    for language in ("en", "ro"):
        assert "Signature" in printed(booked("Anna Schmidt"), language=language).text


def test_the_time_of_the_sheet_is_part_of_it():
    one, other = (sign_in_sheet(FORUM, [], "de", ZONE, NOW + timedelta(hours=n)).content for n in (0, 1))
    assert one != other


def test_an_organisers_own_words_are_used(tmp_path):
    (tmp_path / "de").mkdir()
    (tmp_path / "de" / "lists.toml").write_text('[columns]\nsignature = "Handzeichen"\n', "utf-8")
    assert "Handzeichen" in printed(templates=Templates(tmp_path)).text


def test_a_name_in_letters_no_font_holds_stands_with_its_code(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sheet_fonts, "_upright", lambda: ())
    said = printed(booked("አበበ ቢቂላ", code="KL-7F3Q"), booked("Anna Schmidt", code="KL-AAAA")).text.replace("\n", "")
    assert "(KL-7F3Q)" in said and "KL-AAAA" not in said
