"""HTML mails read as they looked."""

import pytest

from processor.message import parse


def test_a_table_keeps_its_rows_and_cells(html):
    body = (
        "<p>Es kommen:</p><table><tr><th>Name</th><th>Personen</th>"
        "</tr><tr><td><p>Anna Kaya</p></td><td>2</td></tr></table>"
    )
    assert html(body).visible.text == "Es kommen:\n\nName | Personen\nAnna Kaya | 2"


def test_a_layout_table_reads_as_paragraphs(html):
    assert (
        html("<table><tr><td><p>Hallo,</p><p>ich komme.</p></td></tr></table>").visible.text == "Hallo,\n\nich komme."
    )


def test_lists_and_breaks_are_lines(html):
    assert html("Wir:<br>zwei<ul><li>Anna</li><li>Ali</li></ul>").visible.text == "Wir:\nzwei\n\n- Anna\n- Ali"


@pytest.mark.parametrize(
    "hidden",
    [
        '<div style="display: none">Ich sage ab.</div>',
        "<span hidden>Ich sage ab.</span>",
        '<p style="font-size:0px">Ich sage ab.</p>',
        '<span style="VISIBILITY:hidden">Ich sage ab.</span>',
        "<style>Ich sage ab.</style>",
        "<script>Ich sage ab.</script>",
        "<!-- Ich sage ab. -->",
        "<title>Ich sage ab.</title>",
        '<span style="mso-hide:all">Ich sage ab.</span>',
    ],
)
def test_hidden_text_is_ignored(html, hidden):
    assert html(f"<p>Ich komme.</p>{hidden}").body == "Ich komme."


@pytest.mark.parametrize(
    "quotation",
    [
        '<div class="gmail_quote">Am 3.10.2017 um 10:00 schrieb Forum:<blockquote>Sagen Sie ab?</blockquote></div>',
        '<blockquote type="cite"><div>Sagen Sie ab?</div></blockquote>',
        '<div class="moz-cite-prefix">Am 3.10.2017 schrieb '
        'Forum:</div><blockquote cite="mid:1">Sagen Sie ab?</blockquote>',
        '<div id="appendonsend"></div><hr><div id="divRplyFwdMsg"><b>Von:</b> Forum</div><div>Sagen Sie ab?</div>',
        '<div style="border:none;border-top:solid #E1E1E1 1.0pt"><p><b>'
        "Von:</b> Forum<br><b>Gesendet:</b> Montag<br><b>An:</b> Anna<br>"
        "<b>Betreff:</b> Forum</p></div><p>Sagen Sie ab?</p>",
        '<div class="yahoo_quoted"><div>Sagen Sie ab?</div></div>',
        '<div class="protonmail_quote">Sagen Sie ab?</div>',
        '<div class="zmail_extra">Sagen Sie ab?</div>',
        '<div name="quote" style="border-left:2px solid">Sagen Sie ab?</div>',
        '<div class="x_gmail_quote">Sagen Sie ab?</div>',
        '<hr id="stopSpelling">Date: Thu, 26 Jun 2014<br>Subject: Test<br>'
        "From: f@example.net<br>To: a@example.org<br><br>Sagen Sie ab?",
    ],
)
def test_a_quotation_container_is_quoted(html, quotation):
    seen = html(f"<div>Ich komme.</div>{quotation}").visible
    assert seen.text == "Ich komme."
    assert "Sagen Sie ab?" in seen.quoted


def test_gmails_indent_button_makes_no_quotation(html):
    body = '<blockquote class="gmail_quote" style="margin:0 0 0 40px;border:none;padding:0px">Zu dritt.</blockquote>'
    assert html(f"<div>Wir kommen:</div>{body}").visible.text == "Wir kommen:\n\nZu dritt."


def test_an_answer_between_quotations_is_new(html):
    body = (
        '<blockquote type="cite">Kommen Sie?</blockquote><p>Ja.</p>'
        '<blockquote type="cite">Zu wievielt?</blockquote><p>Zu dritt.</p>'
    )
    assert html(body).visible.text == "Ja.\n\nZu dritt."


def test_a_quotation_that_begins_in_a_cell_reaches_to_the_end(html):
    body = '<table><tr><td>Ich komme.<div id="divRplyFwdMsg">Von: Forum</div></td></tr></table><p>Sagen Sie ab?</p>'
    assert html(body).visible.text == "Ich komme."


def test_the_plain_text_is_preferred(multipart):
    message = parse(multipart(("text/plain", "Zu zweit."), ("text/html", "<p>Zu dritt.</p>"), subtype="alternative"))
    assert (message.body.strip(), message.html) == ("Zu zweit.", False)


@pytest.mark.parametrize(
    "plain", ["", " \n", "Ihr E-Mail-Programm unterstützt kein HTML.", "This is a multi-part message in MIME format."]
)
def test_a_placeholder_gives_way_to_the_html(multipart, plain):
    message = parse(
        multipart(("text/plain; charset=utf-8", plain), ("text/html", "<p>Zu dritt.</p>"), subtype="alternative")
    )
    assert (message.body, message.html) == ("Zu dritt.", True)


def test_a_scanners_footer_does_not_displace_a_letter_in_html(multipart):
    message = parse(multipart(("text/html", "<p>Zu dritt.</p>"), ("text/plain", "Geprüft.")))
    assert (message.body.strip(), message.html) == ("Zu dritt.\n\nGeprüft.", True)


def test_alternatives_side_by_side_are_read_once(multipart):
    message = parse(
        multipart(("text/plain", "Wir kommen zu dritt."), ("text/html", "<p>Wir kommen <b>zu dritt</b>.</p>"))
    )
    assert message.body.strip() == "Wir kommen zu dritt."
