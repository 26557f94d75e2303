"""What senders write can be read in a report, and does nothing there (RELIABILITY.md, P21)."""

import re
import unicodedata
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from processor.registration.model import OpenPointKind
from processor.replies.samples import NOW
from processor.replies.text import WIDTH
from processor.reports import Movement, Point, Undeliverable
from processor.reports.neutral import LINK, neutral
from processor.reports.samples import samples

PAYLOADS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><a href="https://evil.example">hier</a>',
    "<!--[if mso]><b>x</b><![endif]-->",
    "{{ config }}",
    "{% include 'shared/mail.html' %}",
    "{0.__class__}",
    "{name}",
    '=HYPERLINK("https://evil.example")',
    "https://evil.example/login?x=1",
    "HTTPS://EVIL.EXAMPLE",
    "www.evil.example",
    "evil.example/login",
    "login.evil.example",
    "пример.рф",
    "evil。example",
    "javascript:alert(1)",
    "data:text/html,x",
    "mailto:v@example.net?bcc=w@example.net",
    "tel:+49123",
    "//evil.example/x",
    "\u202egpj.exe",
    "\u2066left\u2069\u2068",
    "\u2069\u2069out of the isolate",
    "a\r\nBcc: v@example.net",
    "a\x00b\x1b[31mred",
    "\u2028\u2029\x85next",
    "\udc80\ud800",
    "\ue000\ue001",
    "Z" + "\u0301" * 200,
    "x" * 300,
    "y" * 10_000,
    "a." * 3000,
    "😀" * 300,
    "\u200d" * 300,
    "  ",
    "",
]
DOMAIN = re.compile(r"(?<![@\w.+-])[\w-]+(?:\.[^\W\d_]{2,})+")


class Page(HTMLParser):
    def __init__(self, html):
        super().__init__()
        self.elements, self.text = [], []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attributes):
        self.elements.append((tag, tuple(attributes)))

    def handle_data(self, data):
        self.text.append(data)


def poisoned(words):
    """An ordinary day on which a sender wrote `words` wherever a sender's words can stand."""
    day = samples()["commands"]
    party = Movement(words, 2, before=3, needs=True)
    event = replace(day.events[0], new=(party,), changed=(party,), cancelled=(party,), promoted=(party,))
    point = Point(17, OpenPointKind.HELD, words, words, NOW, words, words, words)
    hand = replace(point, number=18, answered_by_hand=True)
    return replace(
        day, events=(event,), points=(point, hand), undeliverable=(Undeliverable(words, words),), warnings=(words,)
    )


@pytest.fixture(scope="module")
def harmless(write):
    return Page(write(poisoned("Anna")).html)


@pytest.mark.parametrize("words", PAYLOADS, ids=range(len(PAYLOADS)))
def test_a_senders_words_bring_no_tag_and_no_attribute(words, write, harmless):
    told = {tag for tag, _ in Page(write(poisoned(words)).html).elements}
    assert told <= {tag for tag, _ in harmless.elements} | {"bdi"}
    assert not told & {"script", "link", "iframe", "form", "object", "base"}
    allowed = {attribute for _, attributes in harmless.elements for attribute in attributes}
    assert {
        attribute for _, attributes in Page(write(poisoned(words)).html).elements for attribute in attributes
    } <= allowed


@pytest.mark.parametrize("words", PAYLOADS, ids=range(len(PAYLOADS)))
def test_a_senders_words_stand_in_no_link_and_no_picture(words, write, harmless):
    def leads(page):
        return [dict(attributes) for tag, attributes in page.elements if tag in ("a", "img")]

    assert leads(Page(write(poisoned(words)).html)) == leads(harmless) != []


@pytest.mark.parametrize("words", PAYLOADS, ids=range(len(PAYLOADS)))
def test_a_senders_words_bring_nothing_that_becomes_a_link(words, write):
    composed = write(poisoned(words))
    for shown in (composed.text, "".join(Page(composed.html).text)):
        body = shown.partition("}\n}")[2] or shown  # the style block is ours
        assert not re.search(r"://|\bwww\.|javascript:|data:|mailto:|tel:", body, re.IGNORECASE)
        assert {found for found in DOMAIN.findall(body) if found != "gmail.com"} == set()


@pytest.mark.parametrize("words", PAYLOADS, ids=range(len(PAYLOADS)))
def test_a_senders_words_bring_no_control_and_no_direction_character(words, write):
    composed = write(poisoned(words))
    for line in [*composed.text.splitlines(), composed.subject]:
        strange = {letter for letter in line if unicodedata.category(letter) in ("Cc", "Cf", "Cs", "Co")}
        assert strange <= {"\u2068", "\u2069", "\u200d", "\u200c"}
    assert composed.text.count("\u2068") == composed.text.count("\u2069")


@pytest.mark.parametrize("words", PAYLOADS, ids=range(len(PAYLOADS)))
def test_a_senders_words_make_no_line_wider_than_the_page(words, write):
    for line in write(poisoned(words)).text.split("\n"):
        assert len(line.replace("\u2068", "").replace("\u2069", "")) <= WIDTH


@pytest.mark.parametrize("words", PAYLOADS, ids=range(len(PAYLOADS)))
def test_a_senders_words_do_not_reach_the_subject(words, write):
    assert write(poisoned(words)).subject == write(poisoned("Anna")).subject


@pytest.mark.parametrize("payload", ["{{ config }}", "{% include 'x' %}", "{0}", "{name}", "<b>Anna</b>"])
def test_a_template_in_a_name_is_shown_literally(payload, write):
    assert payload in write(poisoned(payload)).text


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("Wir kommen zu dritt.", "Wir kommen zu dritt."),
        ("um 17.30 Uhr, am 19.10.2017, z.B. zu dritt", "um 17.30 Uhr, am 19.10.2017, z.B. zu dritt"),
        ("Danke.Wir kommen", "Danke. Wir kommen"),
        ("siehe https://evil.example/x jetzt", f"siehe {LINK} jetzt"),
        ("an (anna@example.org), bitte", "an (anna@example.org), bitte"),
        ("anna@example.org/login", "anna@example. org/login"),
        ("Nguyễn Thị Ánh", "Nguyễn Thị Ánh"),
        ("क्षत्रिय", "क्षत्रिय"),
        ("zwei\n\n\tZeilen", "zwei Zeilen"),
        ("eins zwei drei vier", "eins zwei…"),
    ],
)
def test_ordinary_words_stay_readable(said, shown):
    assert neutral(said, 12 if "…" in shown else 160) == shown


@pytest.mark.parametrize("longest", [1, 2, 10, 60, 160])
@pytest.mark.parametrize("words", PAYLOADS, ids=range(len(PAYLOADS)))
def test_nothing_is_longer_than_asked_for(words, longest):
    assert len(neutral(words, longest)) <= longest


def test_a_salutation_gives_its_room_to_the_wish(write):
    day = samples()["day"]
    point = replace(day.points[1], words="Sehr geehrte Damen und Herren,\n\nwir kommen zu dritt.\n\nGrüße")
    assert "„wir kommen zu dritt. Grüße“" in write(replace(day, points=(point,))).text


def test_a_name_without_a_letter_is_called_so(write):
    assert "  17  ohne Namen, " in write(poisoned("–·–")).text
