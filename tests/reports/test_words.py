"""The words of a report: numbers, days and durations as people say them; the organiser's own over the shipped ones."""

from datetime import datetime, timedelta

import pytest

from processor.registration.spelling import meant
from processor.replies import Templates
from processor.replies.phrases import PhrasesError
from processor.replies.samples import NOW
from processor.reports.samples import samples
from processor.reports.words import words


@pytest.fixture
def german(templates):
    return words(templates, "de")


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0, "0 Sekunden"),
        (1, "einer Sekunde"),
        (41.4, "41 Sekunden"),
        (120, "2 Minuten"),
        (3600, "60 Minuten"),
        (7200, "2 Stunden"),
        (86400 * 3, "3 Tagen"),
    ],
)
def test_a_duration_is_said_in_the_largest_unit_that_says_enough(seconds, said, german):
    assert german.duration(seconds) == said


@pytest.mark.parametrize(
    ("ago", "said"),
    [
        (timedelta(hours=2), "heute 07:14 Uhr"),
        (timedelta(hours=12), "gestern 21:14 Uhr"),
        (timedelta(days=3), "9. Oktober, 09:14 Uhr"),
    ],
)
def test_a_moment_is_told_by_the_calendar_day(ago, said, german):
    assert german.moment(NOW - ago, NOW) == said


def test_a_value_is_never_searched_for_places(german):
    assert german.say("quote", words="{words} {day}") == "„{words} {day}“"


def test_an_own_sentence_stands_over_the_shipped_one_and_the_rest_stays(tmp_path):
    (tmp_path / "de").mkdir()
    (tmp_path / "de" / "report.toml").write_text('[sentences]\nnothing_to_do = "Alles gut."\n', "utf-8")
    own = words(Templates(tmp_path), "de")
    assert own.say("nothing_to_do") == "Alles gut."
    assert own.count("open_points", 2) == "2 offene Punkte"


def test_a_file_that_is_no_toml_is_named(tmp_path):
    (tmp_path / "de").mkdir()
    (tmp_path / "de" / "report.toml").write_text("sentences: no", "utf-8")
    with pytest.raises(PhrasesError, match=r"templates/de/report\.toml cannot be read"):
        words(Templates(tmp_path), "de")


def test_both_languages_have_the_same_entries(templates):
    def entries(language):
        table = words(templates, language).table
        return {(section, name) for section, names in table.items() for name in names}

    assert entries("de") == entries("en")


@pytest.mark.parametrize(
    ("address", "domain"),
    [
        ("k.weber@gmial.com", "gmail.com"),
        ("k.weber@web.dee", "web.de"),
        ("k.weber@gmail.com", ""),
        ("k.weber@stadt.example", ""),
        ("", ""),
        ("a@" + "x" * 5000, ""),
    ],
)
def test_a_misspelt_provider_is_recognised_and_nothing_else(address, domain):
    assert meant(address) == domain


@pytest.mark.parametrize(("day", "said"), [(12, "in 7 Tagen"), (18, "morgen"), (19, "heute"), (20, "")])
def test_how_near_the_event_is_stands_beside_its_date(day, said, write):
    text = write(samples()["quiet"], now=datetime(2017, 10, day, 7, tzinfo=NOW.tzinfo)).text
    line = next(line for line in text.splitlines() if line.startswith("Donnerstag, 19. Oktober 2017, 17:00 Uhr"))
    assert line.partition("\u00a0· ")[2] == said
