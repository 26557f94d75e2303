"""Text for every mail program, HTML for every eye and for Outlook."""

import re
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise

import pytest

from processor.replies import QUOTE_MARKER
from processor.replies.samples import FORUM, ORGANISER
from processor.replies.text import WIDTH
from processor.reports import EventFacts
from processor.reports.chart import INK, LINE
from processor.reports.samples import crowded, samples
from processor.reports.standing import Day
from processor.reports.text import bar, course
from processor.reports.words import words

FACTS = {**samples(), "crowded": crowded(400, 10_000), "one": crowded(1, 1), "empty": crowded(0, 0)}
CASES = [(language, name) for language in ("de", "en") for name in FACTS]
DARK = re.compile(r"^\.(\w) \{ (\w[\w-]*): (#\w{6}) !important;", re.MULTILINE)
FILLED = {"light": ("#17568f",), "dark": ("#6fb0ec",)}  # what a filled button's words stand on
PAPER = {"light": "#ffffff", "dark": "#14181d"}
PANEL = {"light": "#f3f6f9", "dark": "#20262d"}


class Page(HTMLParser):
    """Every element with its attributes, and the words a reader sees; complains where tags do not match."""

    def __init__(self, html):
        super().__init__()
        self.open, self.elements, self.text = [], [], []
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attributes):
        assert len(attributes) == len(dict(attributes))
        self.elements.append((tag, dict(attributes)))
        if tag not in ("meta", "img", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if self.open and self.open[-1] not in ("style", "title"):
            self.text.append(data)

    def seen(self):
        """What a reader sees, and what stands for its pictures."""
        return " ".join([*self.text, *(picture["alt"] for picture in self.all("img"))])

    def all(self, tag):
        return [attributes for name, attributes in self.elements if name == tag]


def spoken(text):
    return set(re.findall(r"\w+", text.casefold()))


@pytest.mark.parametrize(("language", "name"), CASES)
def test_the_html_is_well_formed_and_loads_nothing(language, name, write):
    html = write(FACTS[name], language).html
    page = Page(html)
    assert "url(" not in html and "@import" not in html and "http" not in html
    assert all(link["href"].startswith(f"mailto:{ORGANISER.address}?subject=") for link in page.all("a"))
    assert all(picture["src"].startswith("cid:") and picture["alt"] for picture in page.all("img"))


def pressed(said):
    """What stands on buttons and beside them; the text says what to answer instead."""
    labels = [button["label"] for button in said.steering["buttons"].values()]
    return spoken(" ".join([*labels, said.label("done"), said.say("settle_by_button"), *map(people(said), range(1, 5))]))


def people(said):
    return lambda number: said.count("people", number)


@pytest.mark.parametrize(("language", "name"), CASES)
def test_text_and_html_say_the_same_words(language, name, write, templates):
    composed = write(FACTS[name], language)
    html, text = Page(composed.html).seen(), composed.text
    for way in re.findall(r"(?:Antworten Sie|Reply with): (?:.+\n)+?(?=\n)", text):  # the page has buttons instead
        text = text.replace(way, "")
    assert spoken(text) - spoken(html) == set()
    assert spoken(html) - spoken(text) - spoken(composed.subject) - pressed(words(templates, language)) == set()


@pytest.mark.parametrize(("language", "name"), CASES)
def test_no_line_of_the_text_is_wider_than_72_columns(language, name, write):
    text = write(FACTS[name], language).text
    assert max(len(re.sub("[\u2068\u2069]", "", line)) for line in text.splitlines()) <= WIDTH
    assert "\n\n\n" not in text and not any(line != line.rstrip() for line in text.splitlines())


@pytest.mark.parametrize(("language", "name"), CASES)
def test_nothing_is_left_unfilled(language, name, write):
    composed = write(FACTS[name], language)
    assert "{" not in composed.text + composed.subject and "None" not in composed.text


@pytest.mark.parametrize(("language", "name"), CASES)
def test_headings_step_down_one_at_a_time_and_blocks_name_their_language(language, name, write):
    page = Page(write(FACTS[name], language).html)
    levels = [int(tag[1]) for tag, _ in page.elements if re.fullmatch("h[1-6]", tag)]
    assert levels.count(1) == 1 and all(later - earlier <= 1 for earlier, later in pairwise(levels))
    for tag, attributes in page.elements:
        if tag in ("p", "h1", "h2", "h3"):
            assert attributes["lang"] == language and attributes["dir"] == "ltr"


@pytest.mark.parametrize(("language", "name"), CASES)
def test_tables_are_rows_of_facts_or_say_that_they_only_draw(language, name, write):
    page = Page(write(FACTS[name], language).html)
    assert all(cell["scope"] == "row" for cell in page.all("th"))
    drawn = [table for table in page.all("table") if "role" in table]
    assert {table["role"] for table in drawn} <= {"presentation"}
    assert all(("cellpadding" in table and "width" in table) or "align" in table for table in page.all("table"))


def test_the_quotation_mark_stands_first_in_text_and_html(write):
    composed = write(FACTS["day"])
    assert composed.text.startswith(QUOTE_MARKER + "\n\n")
    assert " ".join("".join(Page(composed.html).text).split()).startswith(QUOTE_MARKER + " Bürgerforum")


@pytest.mark.parametrize(("taken", "blocks"), [(0, 0), (1, 1), (75, 20), (149, 39), (150, 40), (151, 40)])
def test_the_gauge_is_full_only_when_the_last_seat_is_taken(taken, blocks, write):
    composed = write(replace(FACTS["quiet"], events=(EventFacts(FORUM, taken),)))
    assert composed.text.count("█") == blocks and composed.text.count("░") == 40 - blocks
    drawn = [int(cell["width"].rstrip("%")) for cell in Page(composed.html).all("td") if "%" in cell.get("width", "")]
    assert sum(drawn) == 100 and 0 not in drawn
    assert (blocks == 0) or abs(drawn[0] - 100 * blocks / 40) <= 1


def test_bars_and_courses_keep_their_length():
    assert all(len(bar(share / 100)) == 40 for share in range(101))
    assert course(tuple(Day("", n, n / 4) for n in range(5))) == "▁▃▅▆█"


def luminance(colour):
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("name", ["day", "full", "events", "commands", "eve"])
def test_every_word_stands_out_by_day_and_by_night(name, write):
    html = write(FACTS[name]).html
    night = {letter: colour for letter, what, colour in DARK.findall(html) if what == "color"}
    for _, attributes in Page(html).elements:
        if colour := re.search(r"(?<![\w-])color:(#\w{6})", attributes.get("style", "")):
            letter = next((each for each in attributes["class"].split() if each in night), "t")
            grounds = FILLED if letter == "k" else {time: (PAPER[time], PANEL[time]) for time in PAPER}
            assert min(contrast(colour[1], ground) for ground in grounds["light"]) >= 4.5
            assert min(contrast(night[letter], ground) for ground in grounds["dark"]) >= 4.5


def test_the_picture_stands_out_by_day_and_by_night():
    grounds = [*PAPER.values(), *PANEL.values()]
    assert min(contrast(colour, ground) for colour in (LINE, INK) for ground in grounds) >= 3


def test_the_bars_stand_out_by_day_and_by_night(write):
    html = write(FACTS["day"]).html
    night = {letter: colour for letter, what, colour in DARK.findall(html) if what == "background"}
    assert contrast("#17568f", "#d5dde5") >= 3 and "background:#17568f" in html and "background:#d5dde5" in html
    assert contrast(night["g"], night["h"]) >= 3 and contrast(night["g"], PAPER["dark"]) >= 3


def test_nothing_is_smaller_than_16_pixels(write):
    sizes = [
        int(size)
        for _, attributes in Page(write(FACTS["events"]).html).elements
        for size in re.findall(r"font-size:(\d+)px", attributes.get("style", ""))
    ]
    assert {size for size in sizes if size < 16} <= {1}  # bars and gaps hold no words
