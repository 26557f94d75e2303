"""Templates as people edit them: own words first, mistakes told plainly, nothing within reach."""

import re
import shutil
import unicodedata
from datetime import datetime
from itertools import pairwise

import pytest
from jinja2 import UndefinedError
from jinja2.exceptions import SecurityError

from processor.replies import Templates, check, compose, preview, samples
from processor.replies.templates import shipped


@pytest.fixture
def own(tmp_path):
    """A folder of own templates with one file in it."""

    def templates(name, text):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
        return Templates(tmp_path)

    return templates


def test_every_language_that_ships_is_complete():
    assert check(Templates()) == []
    assert {"de", "en"} <= set(Templates().languages)


def test_no_template_ends_so_that_it_would_not_be_escaped():
    """Escaping goes by the ending `.html`; `x.html.j2` would go out raw."""
    assert {path.suffix for path in shipped().rglob("*") if path.is_file()} <= {".txt", ".html", ".toml", ".md", ".typ"}
    assert not list(shipped().rglob("*.html.*"))


def test_own_words_come_first_and_the_rest_from_what_ships(own):
    templates = own("de/promoted.txt", "Subject: Juhu ({{ code }})\n\n# Juhu!\n\nBis bald")
    said = {"code": "KL-7F3Q"}
    assert templates.render("de/promoted.txt", said).startswith("Subject: Juhu (KL-7F3Q)")
    assert templates.has("de/registered.txt")


def test_only_html_is_escaped(own):
    templates = own("shared/x.html", "{{ name }}")
    own("de/x.txt", "{{ name }}")
    assert templates.render("shared/x.html", {"name": "<b>"}) == "&lt;b&gt;"
    assert templates.render("de/x.txt", {"name": "<b>"}) == "<b>"


def test_a_misspelt_name_is_an_error_not_a_gap(own):
    with pytest.raises(UndefinedError):
        own("de/x.txt", "{{ sizze }}").render("de/x.txt", {"size": 2})


@pytest.mark.parametrize(
    "text", ["{{ size.__class__.__mro__ }}", "{{ people.__globals__ }}", "{{ ''.join.__self__.__class__ }}"]
)
def test_a_template_reaches_nothing_but_its_values(text, own):
    with pytest.raises((SecurityError, UndefinedError)):
        own("de/x.txt", text).render("de/x.txt", {"size": 2, "people": str})


def test_a_value_is_never_a_template(own):
    templates = own("de/x.txt", "{{ name }}")
    assert templates.render("de/x.txt", {"name": "{{ 7 * 7 }}{% include 'x' %}"}) == "{{ 7 * 7 }}{% include 'x' %}"


def test_a_line_with_a_rule_leaves_no_trace_and_parts_no_paragraph(own):
    templates = own("de/x.txt", "a\n% if yes\nb\n% endif\nc\n\nd\n")
    assert templates.render("de/x.txt", {"yes": True}) == "a\nb\nc\n\nd"


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("de/registered.txt", "Subject: x\n\n# {{ sizze }}\n\nBye", "'sizze' is undefined"),
        ("de/registered.txt", "# no subject\n\nBye", "the first line must be 'Subject: …'"),
        ("de/registered.txt", "Subject: x\n% if size\n\nBye", "line"),
        ("de/registered.txt", "Subject: x\n\nBye", "headline"),
        ("de/registered.txt", "Subject: \n\n# x\n\nBye", "unfilled"),
        ("de/team.txt", "x\n\n" * 9, "longer than 6 lines"),
        ("de/phrases.toml", "name = 'Deutsch'\n", "phrases.toml lacks locale, direction, labels.what"),
        ("de/phrases.toml", "name = \n", "cannot be read"),
        ("eo/phrases.toml", "name = 'Esperanto'\n", "templates/eo/registered.txt is missing"),
    ],
)
def test_the_check_says_what_is_wrong_in_plain_words(name, text, said, own):
    problems = check(own(name, text))
    assert any(said in problem for problem in problems), problems
    assert all(problem.startswith("templates/") for problem in problems)


def test_a_language_that_runs_from_right_to_left_sets_names_codes_and_times_apart(tmp_path):
    shutil.copytree(shipped() / "en", tmp_path / "he")
    phrases = tmp_path / "he" / "phrases.toml"
    words = phrases.read_text("utf-8").replace('direction = "ltr"', 'direction = "rtl"').replace("en_GB", "he")
    phrases.write_text(words.replace("Hello {name}", "שלום {name}"), "utf-8")
    templates = Templates(tmp_path)
    assert check(templates) == []
    registered = samples.samples("he")["registered"]
    composed = compose(
        registered, samples.ORGANISER, templates, samples.SampleTokens(), samples.MESSAGE_ID, samples.NOW
    )
    assert "שלום <bdi>Anna Schmidt</bdi>," in composed.html and "<bdi>KL-7F3Q</bdi>" in composed.html
    assert composed.html.count('<p class="t" lang="he" dir="rtl"') >= 3
    assert composed.html.count('lang="de" dir="ltr"') >= 2  # the team's block keeps its own direction
    assert composed.text.count("\u2068") == composed.text.count("\u2069") > 5
    assert not {"\u2068", "\u2069"} & set(composed.subject)


def test_a_line_that_runs_from_right_to_left_says_so_itself_and_ends_what_it_sets_apart(write):
    """Mail programs find the direction of plain text line by line, and an isolate ends where its line does."""
    text = write(samples.samples("ar")["registered"]).text
    arabic = [line for line in text.rpartition("\n---")[0].rpartition("\n---")[0].splitlines()[1:] if line.strip()]
    set_apart = re.compile("\u2068[^\u2068\u2069]*\u2069")
    for line in arabic:
        left = set_apart.sub("", line)
        first = next(each for each in map(unicodedata.bidirectional, left) if each in ("L", "R", "AL"))
        assert first in ("R", "AL"), line
        assert not {"\u2068", "\u2069"} & set(left), line
    assert any(line.startswith("\u200f") and "Kaiserslautern" in line for line in arabic)  # the rest of a long address


def test_an_address_keeps_its_own_commas(write):
    assert "Stadtmission Kaiserslautern, Brüderstraße 1," in write(samples.samples("ar")["registered"]).text


def test_an_event_to_choose_is_set_apart_from_its_date(write):
    """One isolate round both would run from the left, as its title does, and turn the date about."""
    text = write(samples.samples("ar")["confirm-event"]).text
    assert "- \u2068Bürgerforum\u2069، \u2068الخميس، 19 أكتوبر 2017، الساعة\u00a017:00\u2069" in text


def test_no_break_spaces_of_a_template_stay(own):
    templates = own("fr/registered.txt", "Subject: x\n\n# x\n\nUne question\u202f? Notez\u00a0: oui.\n\nx")
    composed = compose(samples.samples("fr")["registered"], samples.ORGANISER, templates, samples.SampleTokens(),
                       samples.MESSAGE_ID, samples.NOW)
    assert "question\u202f? Notez\u00a0: oui." in composed.text
    assert "question\u202f? Notez\u00a0: oui." in composed.html


@pytest.mark.parametrize(("language", "day"), [("fr", "1er octobre"), ("it", "1º ottobre"), ("de", "1. Oktober")])
def test_the_first_of_a_month_is_said_as_the_language_says_it(language, day, templates):
    assert templates.phrases(language).day(datetime(2017, 10, 1, 17)) == day
    assert day in templates.phrases(language).date(datetime(2017, 10, 1, 17))


@pytest.mark.parametrize("sentence", ["kept_until", "kept_waiting"])
@pytest.mark.parametrize("language", Templates().languages)
def test_the_time_until_seats_are_kept_says_no_word_twice(language, sentence, templates):
    phrases = templates.phrases(language)
    words = phrases.sentences[sentence].replace("{time}", phrases.time(datetime(2017, 10, 1, 22, 20))).split()
    assert not [one for one, following in pairwise(words) if one == following]


def test_the_preview_shows_every_reply_in_every_language(tmp_path):
    templates = Templates()
    page = preview(templates, samples.ORGANISER, tmp_path / "preview")
    written = page.read_text("utf-8")
    assert page.name == "index.html"
    assert written.count("<iframe") == 2 * len(templates.languages) * len(samples.samples("de"))
    assert "Sie sind angemeldet: 2 Personen." in written and "You are registered: 2 people." in written
