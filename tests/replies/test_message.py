"""The team's own words in a mail to everybody."""

from dataclasses import replace

import pytest

from processor.replies import samples
from processor.replies.message import paragraphs

HOSTILE = ["{{ config }} {% include 'x' %}", "<script>alert(1)</script>", "# no headline", "- no item", "## no heading",
           "\ue000 \ue001 \ue002", "\u202eright to left\u2066", "=HYPERLINK(1)", "{{ buttons }}"]


def told(text: str, language: str = "de"):
    return replace(samples.samples(language)["broadcast"], message=text)


@pytest.mark.parametrize("text", HOSTILE)
def test_what_looks_like_a_template_or_markup_is_shown_as_it_is(text, write):
    composed = write(told(text))
    literal = "".join(c for c in text if c.isprintable()).strip()
    assert literal.strip() in composed.text
    assert "<script" not in composed.html
    assert composed.html.count("<h1") == 1
    assert not set(composed.text) & set("\ue000\ue001\ue002\u202e\u2066")


def test_ten_thousand_letters_stay_within_72_columns_and_998_octets(write):
    composed = write(told("Straße " * 1500))
    assert max(map(len, composed.text.splitlines())) <= 72
    assert max(map(len, composed.raw.split(b"\r\n"))) <= 998


def test_a_line_the_mail_program_broke_is_whole_again_and_a_list_stays_one():
    broken = "Bitte kommen Sie schon um halb fünf, denn vor dem Bürgerforum zeigen wir die\nEntwürfe.\n\n- eins\n- zwei"
    assert paragraphs(broken) == (
        ("Bitte kommen Sie schon um halb fünf, denn vor dem Bürgerforum zeigen wir die Entwürfe.",), ("- eins", "- zwei"))


def test_the_readers_language_says_in_which_language_the_team_wrote(write):
    assert "Our team wrote this in German:" in write(told("Guten Tag", "en")).text
    assert "geschrieben" not in write(told("Guten Tag")).text


def test_words_that_run_from_the_left_do_so_in_a_letter_that_runs_from_the_right(write):
    composed = write(told("Bitte um 16:30 Uhr.", "ar"))
    assert "\nBitte um 16:30 Uhr.\n" in composed.text
    assert 'lang="de" dir="ltr"' in composed.html


@pytest.mark.parametrize(("name", "how"), [("broadcast", "auto-generated"), ("moved", "auto-generated"), ("called_off", "auto-generated")])
def test_a_mail_to_everybody_answers_no_mail(name, how, write, reply):
    assert f"Auto-Submitted: {how}".encode() in write(reply(name)).raw
    assert b"In-Reply-To" not in write(reply(name)).raw


def test_who_writes_to_an_event_that_is_called_off_is_answered(write, reply):
    answer = replace(reply("called_off-nobody"), references=("<frage@example.org>",))
    assert b"Auto-Submitted: auto-replied" in write(answer).raw
