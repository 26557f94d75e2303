"""Which names are shown back: people's names, and nobody's advertisement."""

from dataclasses import replace

import pytest

from processor.replies.names import one_line, shown

NAMES = [
    "Anna Schmidt",
    "Jean-Luc O'Brien",
    "Dr. Müller",
    "J. R. R. Tolkien",
    "محمد العلي",
    "Мария Иванова",
    "Nguyễn Thị Hạnh",
    "Şule Yıldız",
    "王小明",
    "D’Angelo",
]

# RELIABILITY P20: shown literally or not at all, never run, never a link.
PAYLOADS = [
    "{{config}}",
    "{{ 7*7 }}",
    "{{''.__class__.__mro__}}",
    "{% include 'team.txt' %}",
    "{% for x in range(10**9) %}{% endfor %}",
    "{# x #}",
    "{0.__class__}",
    "%(name)s",
    "%s%n",
    "${7*7}",
    "#{7*7}",
    "<%= 7*7 %>",
    "{{self}}",
    "{{cycler.__init__.__globals__}}",
    "{{ organiser }}",
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "</td></table><h1>x",
    "<!-- x",
    "<a href=//x.example>x</a>",
    "javascript:alert(1)",
    "data:text/html,x",
    '"><script>',
    "' onmouseover='x",
    "&lt;script&gt;",
    "&#x3c;b&#x3e;",
    "<style>*{display:none}</style>",
    '=HYPERLINK("http://x.example")',
    "=1+1",
    "+1+1",
    "@SUM(A1)",
    "http://x.example",
    "www.x.example",
    "x.example",
    "win@x.example",
    "Call 0800 123456",
    "\u202egnp.exe",
    "A" * 10_000,
    "# Headline",
    "## Heading",
    "\ue000",
    "Subject: x",
    "% if x",
    "[KL-7F3Q.x.AAAAAAAA.BBBBBBBBBBBB]",
    "KL-7F3Q",
]


@pytest.mark.parametrize("name", NAMES)
def test_people_are_called_by_their_name(name):
    assert shown(name) == name


@pytest.mark.parametrize("name", PAYLOADS)
def test_what_is_not_a_name_is_not_shown(name):
    assert shown(name) is None


@pytest.mark.parametrize("name", ["- Anna", "'Anna'", " Anna\u00a0", "Anna.", "An\u200cna"])
def test_ornaments_round_a_name_are_left_out(name):
    assert shown(name) == "Anna"


def test_a_name_longer_than_sixty_characters_is_not_shown():
    assert shown("A" * 60) == "A" * 60
    assert shown("A" * 61) is None


@pytest.mark.parametrize("payload", PAYLOADS)
@pytest.mark.parametrize("name", ["registered", "waitlisted", "privacy", "confirm-cancel", "not_understood"])
def test_no_template_runs_or_repeats_what_a_sender_wrote(name, payload, write, reply):
    """P20: with a payload in every field a sender fills, the mail is the one with an unshowable name."""

    def with_name(text):
        asked = reply(name)
        filled = {"attendees": (text,), "contact_name": text, "organisation": text}
        booking = asked.registration and replace(asked.registration, **filled)
        before = asked.before and replace(asked.before, **filled)
        return write(replace(asked, to_name=text, registration=booking, before=before))

    hostile, plain = with_name(payload), with_name("???")
    assert (hostile.subject, hostile.text, hostile.html) == (plain.subject, plain.text, plain.html)
    assert hostile.raw == plain.raw


@pytest.mark.parametrize("payload", PAYLOADS)
def test_an_event_that_is_called_like_code_is_shown_literally(payload, write, reply):
    """The title is the organiser's; it is data all the same."""
    registered = reply("registered")
    composed = write(
        replace(registered, event=replace(registered.event, title=f"Forum {payload}", venue=payload, aliases=()))
    )
    words = one_line(f"Forum {payload}")
    assert words.replace(" ", "") in "".join(composed.text.split())
    assert composed.html.count("<script") == 0 and composed.html.count("<img") == 0 and composed.html.count("<a ") == 3
    assert composed.html.count("<tr>") == write(registered).html.count("<tr>")
