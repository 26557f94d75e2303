"""The spreadsheets: real tables that hold what staff need, and nothing that a spreadsheet would run."""

import io
import zipfile
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from openpyxl import Workbook, load_workbook
from reports.test_hostile import PAYLOADS
from reports.test_sheet import FURTHER, ZONE, booked

from processor.registration.model import Registration, State
from processor.replies.samples import FORUM, NOW
from processor.reports.lists import ListFile, attendee_list, needs_list

FORMULAS = ["=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "=cmd|' /C calc'!A0", "  =1", "%1", "|x", "=HYPERLINK(\"x\")"]
PEOPLE = (
    booked("Anna Schmidt", 3, attendees=("Anna Schmidt", "Karl Schmidt"), needs=("wheelchair", "interpreter:ar")),
    booked("مريم علي", 2, language="ar", organisation="Sprachcafé", needs=("interpreter:ar",)),
    booked("Ada Waiting", 4, state=State.WAITLISTED, needs=("childcare",)),
    booked("Olaf Kessler", 7, state=State.CANCELLED, needs=("diet:halal",)),
)


def opened(file: ListFile) -> Workbook:
    return load_workbook(io.BytesIO(file.content))


def rows(book: Workbook, sheet: int = 0) -> list[dict[str, object]]:
    header, *found = book.worksheets[sheet].iter_rows(values_only=True)
    return [dict(zip(header, row, strict=True)) for row in found]


def attendees(*people: Registration, language: str = "de") -> Workbook:
    return opened(attendee_list(FORUM, people, language, ZONE))


def test_everybody_who_comes_or_waits_has_a_row_and_whoever_cancelled_has_none():
    found = rows(attendees(*PEOPLE))
    assert [(row["Name"], row["Personen"], row["Stand"]) for row in found] == [
        ("Anna Schmidt", 3, "angemeldet"), ("Ada Waiting", 4, "Warteliste"), ("مريم علي", 2, "angemeldet")]
    assert found[0] == {
        "Name": "Anna Schmidt", "Personen": 3, "Weitere Namen": "Karl Schmidt", "Gruppe": None, "Stand": "angemeldet",
        "Kontakt": "secret@example.org", "Sprache": "Deutsch", "Angemeldet am": datetime(2017, 10, 12, 9, 14),
        "Erreichbar": "ja", "Code": PEOPLE[0].code}


def test_the_list_of_attendees_says_nothing_of_needs():
    content = attendee_list(FORUM, PEOPLE, "de", ZONE).content
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        everything = b"".join(map(parts.read, parts.namelist())).decode("utf-8", "replace").casefold()
    for words in ("rollstuhl", "wheelchair", "dolmetsch", "interpreter", "halal", "betreuung", "bedarf"):
        assert words not in everything


def test_it_is_a_real_table_whose_header_stays_and_filters():
    sheet = attendees(*PEOPLE).worksheets[0]
    (table,) = sheet.tables.values()
    assert (table.ref, table.autoFilter.ref, sheet.freeze_panes) == ("A1:J4", "A1:J4", "A2")
    assert all(sheet.column_dimensions[letter].width > len(str(sheet[f"{letter}1"].value)) for letter in "ABCDEFGHIJ")
    assert max(sheet.column_dimensions[letter].width for letter in "ABCDEFGHIJ") < 50


def test_the_totals_stand_on_a_sheet_of_their_own():
    assert rows(attendees(*PEOPLE), 1) == [
        {"Was": "Anmeldungen", "Anmeldungen": 2, "Personen": 5},
        {"Was": "Auf der Warteliste", "Anmeldungen": 1, "Personen": 4},
        {"Was": "Plätze", "Anmeldungen": None, "Personen": 150},
        {"Was": "Noch frei", "Anmeldungen": None, "Personen": 145},
    ]


def test_needs_stand_with_their_contacts_and_totals():
    book = opened(needs_list(FORUM, PEOPLE, "de", ZONE))
    assert [(row["Bedarf"], row["Name"], row["Kontakt"], row["Stand"]) for row in rows(book)] == [
        ("Dolmetschen Arabisch", "Anna Schmidt", "secret@example.org", "angemeldet"),
        ("Dolmetschen Arabisch", "مريم علي", "secret@example.org", "angemeldet"),
        ("Kinderbetreuung", "Ada Waiting", "secret@example.org", "Warteliste"),
        ("Rollstuhl", "Anna Schmidt", "secret@example.org", "angemeldet")]
    assert rows(book, 1) == [{"Bedarf": "Dolmetschen Arabisch", "Anmeldungen": 2}, {"Bedarf": "Rollstuhl", "Anmeldungen": 1}]


def test_the_names_of_the_files_tell_nothing_about_anybody():
    assert attendee_list(FORUM, PEOPLE, "de", ZONE).name == "anmeldungen-buergerforum.xlsx"
    assert needs_list(FORUM, PEOPLE, "en", ZONE).name == "needs-buergerforum.xlsx"


def test_who_came_is_a_column_once_somebody_said_so():
    assert "Gekommen" not in rows(attendees(*PEOPLE))[0]
    told = rows(attendees(replace(PEOPLE[0], attended=2), PEOPLE[1]))
    assert [row["Gekommen"] for row in told] == [2, None]


def test_the_same_people_in_any_order_give_the_same_octets():
    for made in (attendee_list, needs_list):
        assert made(FORUM, PEOPLE, "de", ZONE) == made(FORUM, PEOPLE[::-1], "de", ZONE)


def test_nobody_at_all_is_said_in_words():
    assert rows(attendees())[0]["Name"] == "Noch ist niemand angemeldet."
    assert rows(opened(needs_list(FORUM, PEOPLE[3:], "en", ZONE)))[0]["Need"] == "Nobody told us of a need."


def test_a_moment_is_a_date_in_the_organisers_zone():
    late = replace(PEOPLE[0], received=NOW + timedelta(hours=12))
    assert rows(attendees(late))[0]["Angemeldet am"] == datetime(2017, 10, 12, 21, 14)


@pytest.mark.parametrize("payload", [*PAYLOADS, *FURTHER, *FORMULAS])
def test_no_cell_is_a_formula_or_a_link(payload: str):
    """P21: a cell of a sender's words is text, stays text when it is edited, and leads nowhere."""
    hostile = booked(payload, 2, code="KL-7F3Q", attendees=(payload, payload), organisation=payload, contact=f"{payload[:60]}@example.org",
                     needs=(f"interpreter:{payload[:20]}",))
    event = replace(FORUM, title=payload)
    for file in (attendee_list(event, [hostile], "de", ZONE), needs_list(event, [hostile], "de", ZONE)):
        with zipfile.ZipFile(io.BytesIO(file.content)) as parts:
            sheets = b"".join(parts.read(name) for name in parts.namelist() if "worksheets/" in name)
        assert b"<f>" not in sheets and b"<hyperlink" not in sheets
        for sheet in opened(file).worksheets:
            for cell in (cell for row in sheet.iter_rows() for cell in row):
                assert cell.data_type != "f" and cell.hyperlink is None
                said = cell.value.lstrip() if isinstance(cell.value, str) else ""
                assert cell.quotePrefix or not said.startswith(("=", "+", "-", "@", "|", "%"))
                assert said.isprintable()
