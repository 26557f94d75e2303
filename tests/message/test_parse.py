"""A mail becomes a Message, and nothing raises: the traps and hostile mails of the field."""

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from steps import steps

from processor import limits
from processor.message import Message, parse

HEAD = b"From: a@example.org\r\nTo: b@example.net\r\nSubject: x\r\nMIME-Version: 1.0\r\n"
HTML = HEAD + b"Content-Type: text/html; charset=utf-8\r\n\r\n"
TEXT = HEAD + b"Content-Type: text/plain; charset=utf-8\r\n\r\n"
MIXED = HEAD + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n"


def nested(levels: int) -> bytes:
    return (
        HEAD
        + b"".join(b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(levels))
        + (b"Content-Type: text/plain\r\n\r\nIch komme.")
    )


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\x00" * 1000,
        b"\n" * 100_000,
        b"\r" * 1000,
        b"no blank line",
        b"\xff\xfe\x00",
        b":",
        b"\n\n\n:\n",
        b"From x",
    ],
)
def test_a_mail_of_nothing_is_held(raw):
    message = parse(raw)
    assert message.problems
    assert message.sender.address == ""


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(nested(limits.NESTING + 1), id="too deep"),
        pytest.param(nested(10_000), id="10,000 levels"),
        pytest.param(MIXED + b"--b\r\n\r\n" * 200_000, id="200,000 parts"),
        pytest.param(MIXED + b"--b\r\n\r\nx\r\n" * 201, id="201 parts"),
        pytest.param(TEXT + b"x" * (limits.TEXT + 1), id="long text"),
        pytest.param(HTML + b"<p>x" * limits.HTML, id="long HTML"),
        pytest.param(HTML + b"<div>" * 100_000, id="nested div"),
        pytest.param(HTML + b"<ul><li>" * 50_000, id="nested lists"),
        pytest.param(HTML + b"<table><tr><td>" * 30_000, id="nested tables"),
        pytest.param(HTML + b"<b><i>" * 50_000, id="nested formats"),
        pytest.param(TEXT + b"x" * limits.RAW_MAIL, id="10 MB"),
        pytest.param(TEXT + "\ufdfa".encode() * 1_000_000, id="ligatures"),
        pytest.param(HTML + b"<!--" * 100_000, id="comments"),
        pytest.param(TEXT + b"a:\n" * 100_000, id="colons"),
        pytest.param(TEXT + b"Danke\n" * 50_000, id="thanks"),
        pytest.param(TEXT + b"On 1.1.2017 10:00 x wrote\n" * 9_000, id="attributions"),
        pytest.param(TEXT + b"Von: x\n" * 50_000, id="labels"),
        pytest.param(HTML + b"<blockquote>x" * 50_000, id="quotations"),
    ],
)
def test_a_mail_outside_the_limits_is_held(raw):
    assert parse(raw).problems


def test_a_mail_that_is_too_large_is_known_by_its_headers():
    message = parse(TEXT + b"x" * limits.RAW_MAIL)
    assert (message.sender.address, message.subject, message.body) == ("a@example.org", "x", "")


def test_a_mail_nested_as_deep_as_allowed_is_read():
    message = parse(nested(limits.NESTING))
    assert (message.visible.text, message.problems) == ("Ich komme.", ())


@pytest.mark.parametrize(
    "shape",
    [
        lambda n: TEXT + b"> x\n" * n,
        lambda n: TEXT + b"a\n" * n,
        lambda n: TEXT + b"LG, " * n,
        lambda n: TEXT + b"Danke\n" * n,
        lambda n: TEXT + b"x " * n,
        lambda n: TEXT + b"Diese E-Mail und\n" * (n // 4),
        lambda n: HTML + b"<p>x</p>" * n,
        lambda n: HTML + b"<td>x</td>" * n,
        lambda n: HTML + b"<" * n,
        lambda n: TEXT + b"a:\n" * n,
        lambda n: HEAD + b"X: " + b"=?" * n + b"\r\n\r\nx",
        lambda n: HEAD + b"To: " + b"(" * (n // 2) + b"\r\n\r\nx",
        lambda n: MIXED + b"--b\r\n" * n,
        lambda n: HEAD + b"\r\n" + b"\r\n" * n,
        lambda n: HTML + b"<span style='a:b'>x</span>" * (n // 4),
    ],
)
def test_the_cost_grows_no_faster_than_the_mail(shape: Callable[[int], bytes]):
    small, large = (steps(lambda n=n: parse(shape(n))) for n in (1_000, 2_000))
    assert large < 2.5 * small


def test_the_text_of_an_attached_mail_is_not_the_senders(multipart):
    """mail-parser puts it into text_plain: a forwarded registration counted as new."""
    message = parse(
        multipart(
            ("text/plain", "Zur Kenntnis."), ("message/rfc822", "From: c@example.org\n\nIch melde 5 Personen an.")
        )
    )
    assert message.visible.text == "Zur Kenntnis."
    assert "message/rfc822" in message.attachments


def test_an_attached_text_is_not_the_senders(multipart):
    raw = multipart(
        ("text/plain", "Anbei."),
        ("text/plain\nContent-Disposition: attachment; filename=../../etc/passwd", "5 Personen"),
    )
    message = parse(raw)
    assert message.visible.text == "Anbei."
    assert message.attachments == ("text/plain",)


@pytest.mark.parametrize("name", ["../../etc/passwd", "a\x00b", "C:\\x", "\u202egnp.exe"])
def test_attachment_names_are_nowhere(multipart, name):
    message = parse(multipart(("text/plain", "Anbei."), (f'application/pdf; name="{name}"', "x")))
    assert message.attachments == ("application/pdf",)
    assert name not in repr(message.attachments)


def test_no_boundary_line_is_spliced_into_the_text(multipart):
    assert parse(
        multipart(("text/plain", "Eins."), ("text/plain", "Zwei."))
    ).visible.text == "Eins.\n\n\n\nZwei.".replace("\n\n\n\n", "\n\n")


@pytest.mark.parametrize(
    "kind",
    [
        "multipart/mixed",
        "multipart/mixed; boundary=",
        "multipart/mixed; boundary=never",
        f"multipart/mixed; boundary={'b' * 10_000}",
    ],
)
def test_a_boundary_that_never_comes_leaves_the_text(read, kind):
    assert read("Ich komme.", kind=kind).visible.text == "Ich komme."


def test_a_last_part_without_its_delimiter_is_read():
    assert parse(MIXED + b"--b\r\nContent-Type: text/plain\r\n\r\nIch komme.").visible.text == "Ich komme."


@pytest.mark.parametrize(
    "kind",
    [
        "text/plain; charset=utf-8\x00",
        "text/plain; charset*0=u; charset*1=tf-8",
        "text",
        "/",
        "text/plain; " + "; ".join(f"name*{n}=a" for n in range(1000)),
        "text/plain; charset*=''utf-8",
        ";" * 5000,
    ],
)
def test_a_broken_content_type_still_gives_the_text(read, kind):
    assert read("Ich komme.", kind=kind).visible.text == "Ich komme."


@pytest.mark.parametrize(
    "kind",
    [
        "application/ms-tnef",
        "application/zip",
        "application/vnd.ms-outlook",
        "message/partial",
        "application/pkcs7-mime",
    ],
)
def test_what_is_never_opened_is_mentioned(multipart, kind):
    assert kind in parse(multipart(("text/plain", "Anbei."), (kind, "x"))).attachments


def test_an_empty_text_with_a_subject_is_a_mail(read):
    assert read("", Subject="Anmeldung 2 Personen").problems == ()


def test_a_text_too_large_to_fetch_is_said():
    assert "too large" in " ".join(parse(b"From: a@example.org\r\n\r\n", complete=False).problems)


def test_an_mbox_separator_is_no_header():
    assert parse(b"From a@example.org Wed Oct  4 10:00:00 2017\n" + TEXT + b"Hallo").sender.address == "a@example.org"


def test_two_deliveries_of_one_mail_have_one_hash(mail):
    plain = parse(mail("Wir kommen zu dritt.\n\nGruß\nAnna Öztürk"))
    rewritten = parse(
        mail(
            "Wir kommen zu dritt. \n\n\nGruß\nAnna =C3=96zt=C3=BCrk\n",
            Content_Transfer_Encoding="quoted-printable",
            head="Received: from a by b; Thu, 05 Oct 2017 10:00:00 +0200\r\nDelivered-To: x@example.net\r\n",
        )
    )
    assert plain.content_hash == rewritten.content_hash


@pytest.mark.parametrize(
    "change",
    [
        {"body": "Wir kommen zu viert."},
        {"Subject": "Abmeldung"},
        {"From": "b@example.org"},
        {"Date": "Wed, 04 Oct 2017 10:00:01 +0200"},
    ],
)
def test_two_mails_have_two_hashes(mail, change):
    assert parse(mail(**change)).content_hash != parse(mail()).content_hash


SEEDS = (
    TEXT
    + "Hallo,\nwir kommen zu dritt.\n\nViele Grüße\nAnna\n\n".encode()
    + b"Am 1.10.2017 um 10:00 schrieb <f@example.net>:\n> Hallo",
    HTML + b'<p>Hallo</p><table><tr><td>a</td><td>b</td></tr></table><blockquote type="cite">alt</blockquote>',
    MIXED
    + b"--b\r\nContent-Type: text/calendar; method=REPLY\r\n\r\nBEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n"
    + b"ATTENDEE;PARTSTAT=ACCEPTED:mailto:a@b.c\r\nDTSTART:20171019T150000Z\r\n"
    + b"END:VEVENT\r\nEND:VCALENDAR\r\n--b--\r\n",
    HEAD
    + b"Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n--b\r\n\r\nweg\r\n--b\r\n"
    + b"Content-Type: message/delivery-status\r\n\r\nA: b\r\n\r\n"
    + b"Final-Recipient: rfc822; a@b.c\r\nStatus: 5.1.1\r\n--b\r\n"
    + b"Content-Type: message/rfc822\r\n\r\nMessage-ID: <x@y>\r\n\r\n--b--",
    b"Authentication-Results: mx; dmarc=pass (x) header.from=example.org\r\n"
    + b"Received: from a by mx; Wed, 04 Oct 2017 10:00:00 +0200\r\n"
    + b"Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?= =?iso-8859-1?b?5Pb8?=\r\nContent-Transfer-Encoding: base64\r\n"
    + HEAD
    + b"\r\nSGFsbG8=",
)
SPICES = (
    b"\x00",
    b"\xff\xfe",
    b"\r",
    b"\n\n",
    b"=?",
    b"?=",
    b"--b",
    b"--b--",
    b"<",
    b">",
    b'"',
    b"(",
    b";",
    b":",
    b",",
    b"=",
    b"\x1b[0m",
    b"charset=zlib",
    b"+AGE-",
    "\u202e".encode(),
    b"Content-Type: multipart/mixed; boundary=b\r\n",
    b"BEGIN:VEVENT\r\n",
    b"\xed\xa0\x80",
    b"From: <x@y>\r\n",
)
edits = st.lists(st.tuples(st.integers(0, 700), st.integers(0, 20), st.sampled_from(SPICES)), max_size=8)


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(SEEDS), edits)
def test_no_mutation_of_a_mail_breaks_it(seed: bytes, changes: list[tuple[int, int, bytes]]):
    raw = seed
    for position, removed, inserted in changes:
        raw = raw[:position] + inserted + raw[position + removed :]
    message = parse(raw, authserv_id="mx")
    assert isinstance(message, Message)
    assert not any("cannot be read (" in problem for problem in message.problems)
    shown = [
        message.subject,
        message.sender.name,
        message.sender.address,
        message.message_id,
        *message.references,
        message.automatic_evidence,
    ]
    assert not any(
        character < " " or "\ud800" <= character <= "\udfff" or character == "\u202e"
        for text in shown
        for character in text
    )


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=400))
def test_no_octets_break_it(raw: bytes):
    assert isinstance(parse(raw), Message)
