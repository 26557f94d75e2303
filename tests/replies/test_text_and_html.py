"""Text for every mail program, HTML for every eye."""

import re
from dataclasses import replace
from html.parser import HTMLParser
from urllib.parse import parse_qs, urlsplit

import pytest

from processor.replies import QUOTE_MARKER, Templates, samples
from processor.replies.text import WIDTH, fold

CASES = [(language, name) for language in Templates().languages for name in samples.samples(language)]
VOID = {"meta", "br"}
BLOCKS = {"p", "h1", "h2", "ul", "table", "html"}


class Page(HTMLParser):
    """What a browser builds: every element with its attributes; complains where tags do not match."""

    def __init__(self, html):
        super().__init__()
        self.open, self.elements, self.text = [], [], []
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attributes):
        assert len(attributes) == len(dict(attributes))
        self.elements.append((tag, dict(attributes)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if self.open and self.open[-1] not in ("style", "title"):
            self.text.append(data)

    def all(self, tag):
        return [attributes for name, attributes in self.elements if name == tag]


@pytest.fixture
def page(write):
    return lambda language, name: Page(write(samples.samples(language)[name]).html)


@pytest.mark.parametrize(("language", "name"), CASES)
def test_the_html_is_well_formed_and_loads_nothing(language, name, write):
    html = write(samples.samples(language)[name]).html
    page = Page(html)
    assert not {tag for tag, _ in page.elements} & {
        "script",
        "img",
        "link",
        "iframe",
        "object",
        "form",
        "video",
        "base",
    }
    assert "url(" not in html and "@import" not in html and "http" not in html
    assert len(html.encode()) < 100_000


@pytest.mark.parametrize(("language", "name"), CASES)
def test_headings_tables_and_blocks_say_what_they_are(language, name, page):
    built = page(language, name)
    assert len(built.all("h1")) == 1
    assert all(cell.get("scope") == "row" for cell in built.all("th"))
    assert all(
        {"lang", "dir"} <= set(attributes) or "aria-hidden" in attributes
        for tag, attributes in built.elements
        if tag in BLOCKS
    )
    assert not any(
        "font-size" in attributes.get("style", "") and int(size) < 16
        for _, attributes in built.elements
        for size in re.findall(r"font-size:(\d+)px", attributes.get("style", ""))
    )


@pytest.mark.parametrize(("language", "name"), CASES)
def test_text_and_html_say_the_same_words(language, name, write):
    composed = write(samples.samples(language)[name])

    def plain(text):
        return re.sub(r"[\s\u2068\u2069\u200f-]+", "", text)

    without_buttons = re.sub(r"<a .*?</a>", "", composed.html)
    assert plain("".join(Page(without_buttons).text)) == plain(composed.text)


@pytest.mark.parametrize(("language", "name"), CASES)
def test_no_line_of_the_text_is_wider_than_72_columns(language, name, write):
    text = write(samples.samples(language)[name]).text
    assert max(len(re.sub("[\u2068\u2069\u200c\u200f]", "", line)) for line in text.splitlines()) <= WIDTH
    assert "mailto:" not in text and "\n\n\n" not in text
    assert not any(line != line.rstrip() for line in text.splitlines())


@pytest.mark.parametrize(("language", "name"), CASES)
def test_the_quotation_mark_stands_first_in_text_and_html(language, name, write):
    composed = write(samples.samples(language)[name])
    assert composed.text.startswith(QUOTE_MARKER + "\n\n")
    assert composed.html.split("<body", 1)[1].split(">", 3)[3].startswith(QUOTE_MARKER)


@pytest.mark.parametrize(("language", "name"), CASES)
def test_buttons_write_a_whole_mail_to_us_in_at_most_200_characters(language, name, page):
    links = [attributes["href"] for attributes in page(language, name).all("a")]
    for link in links:
        parts = urlsplit(link)
        asked = parse_qs(parts.query, strict_parsing=True)
        assert (parts.scheme, parts.path) == ("mailto", samples.ORGANISER.address)
        assert len(link) <= 200 and set(asked) == {"subject", "body"}


def test_the_buttons_of_a_registration_carry_its_signed_token(write):
    for link in [attributes["href"] for attributes in Page(write(samples.samples("de")["registered"]).html).all("a")]:
        assert "KL-7F3Q.Xq3vT9aLm2Zk" in parse_qs(urlsplit(link).query)["subject"][0]


def test_a_question_to_the_stored_address_carries_the_challenge_where_an_answer_brings_it_back(write, reply):
    composed = write(reply("confirm-cancel"))
    challenge = reply("confirm-cancel").challenge
    assert composed.subject.endswith(f"[{challenge}]")
    assert composed.html.count(challenge) >= 2


def test_how_many_are_coming_is_answered_by_a_button_each(write, reply):
    page = Page(write(reply("confirm-size")).html)
    assert [parse_qs(urlsplit(link["href"]).query)["body"][0] for link in page.all("a")] == [
        "1 Person",
        "2 Personen",
        "3 Personen",
        "4 Personen",
    ]


def test_needs_are_in_the_body_but_never_in_the_subject(write, reply):
    composed = write(reply("registered"))
    assert "Rollstuhl" in composed.text
    assert "Rollstuhl" not in composed.subject


def test_the_team_reads_its_own_language_below_a_foreign_reply(write):
    text = write(samples.samples("en")["registered-alone"]).text
    below = text.rpartition("-" * WIDTH + "\n")[2]
    assert below.startswith("Für das Team: Anmeldung von Anna Schmidt") and "Offener Punkt 17" in below
    assert len(below.splitlines()) <= 6
    assert "Für das Team" not in write(samples.samples("de")["registered-alone"]).text


def test_the_first_mail_says_who_stores_what_and_how_long(write, reply):
    first = write(reply("registered")).text
    assert "Stadt Kaiserslautern" in first and "30 Tage danach" in first and "Auskunft" in first
    assert "30 Tage" not in write(reply("repeated")).text


def test_a_question_about_a_change_shows_what_stands_not_what_was_asked(write, reply):
    asked = reply("confirm-change")
    forged = replace(asked, registration=replace(asked.registration, attendees=("Eve Evil",), size=9))
    text = write(forged).text
    assert "Anna Schmidt, Karl Schmidt" in text and "Eve" not in text


def test_a_language_without_templates_is_answered_in_the_organisers(write, reply):
    assert write(replace(reply("repeated"), language="so")).subject.startswith("Schon angemeldet")


def test_an_unknown_language_gets_english_as_well(write, reply):
    text = write(reply("received-language-unknown")).text
    assert "Ihre Mail ist angekommen." in text and "Your mail has arrived." in text


def test_an_arabic_name_in_a_german_mail_is_set_apart(write, reply):
    composed = write(replace(reply("registered"), to_name="محمد العلي"))
    assert "Guten Tag \u2068محمد العلي\u2069," in composed.text
    assert "Guten Tag <bdi>محمد العلي</bdi>," in composed.html


@pytest.mark.parametrize("text", ["a" * 100, "word " * 60, "x 1 2 3", "", " ".join(str(n) for n in range(60))])
def test_folding_loses_no_word(text):
    assert fold(text, "  ", "    ").split() == text.split()


def luminance(colour):
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_every_text_colour_stands_out_by_day_and_by_night(write):
    """WCAG 2.1, 1.4.3: 4.5 to 1, on the page and on the block of facts."""
    html = write(samples.samples("de")["registered"]).html
    inline = re.sub(r"<style>.*?</style>", "", html, flags=re.S)
    day = {*re.findall(r"(?<![-\w])color:(#\w{6})", inline)}
    night = dict(re.findall(r"\.(\w) \{[^}]*?(?<![-\w])color: (#\w{6})", html)).values()
    assert len(day) >= 4 and len(night) >= 4
    assert (
        min(contrast(colour, ground) for colour in day for ground in re.findall(r"background:(#\w{6})", inline)) >= 4.5
    )
    assert (
        min(contrast(colour, ground) for colour in night for ground in re.findall(r"background: (#\w{6})", html)) >= 4.5
    )
