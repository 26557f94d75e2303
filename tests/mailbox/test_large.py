"""Large mails lose their weight and keep their words, from a server as from a disk."""

import email
import tracemalloc

import pytest

from processor import limits
from processor.mailbox.dissect import reduced
from processor.mailbox.port import Role

WEIGHT = b"QUJD" * 18 + b"\r\n"
ATTACHMENT = WEIGHT * (1_200_000 // len(WEIGHT))
HEAD = (b"From: Eva <eva@example.net>\r\nSubject: Anmeldung\r\nMIME-Version: 1.0\r\n"
        b"Content-Type: multipart/mixed;\r\n boundary=outer\r\n\r\npreamble\r\n")
WORDS = (b"--outer\r\nContent-Type: multipart/alternative; boundary=\"inner\"\r\n\r\n"
         b"--inner\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
         b"Wir kommen zu f=C3=BCnft.\r\n"
         b"--inner\r\nContent-Type: text/html; charset=iso-8859-1\r\n\r\n"
         b"<p>Wir kommen zu f\xfcnft.</p>\r\n--inner--\r\n")
FILE = (b"--outer\r\nContent-Type: application/pdf; name=\"../../etc/secret.pdf\"\r\n"
        b"Content-Transfer-Encoding: base64\r\n"
        b"Content-Disposition: attachment; filename=\"../../etc/secret.pdf\"\r\n\r\n" + ATTACHMENT)
LARGE = HEAD + WORDS + FILE + b"--outer--\r\n"


def received(world, raw):
    world.mailbox.append(Role.INBOX, raw, seen=False)
    [fetched] = world.mailbox.fetch(Role.INBOX, world.mailbox.listing(Role.INBOX))
    return fetched


def parts(raw):
    return [part for part in email.message_from_bytes(raw).walk() if not part.is_multipart()]


def test_a_large_mail_comes_without_its_attachment(world):
    fetched = received(world, LARGE)
    assert not fetched.complete
    assert len(fetched.raw) < 3000


def test_its_words_come_as_they_travelled(world):
    text, html, _ = parts(received(world, LARGE).raw)
    assert text.get_payload(decode=True).decode("utf-8").strip() == "Wir kommen zu fünft."
    assert html.get_payload(decode=True).decode("iso-8859-1").strip() == "<p>Wir kommen zu fünft.</p>"
    assert (text.get_content_type(), html.get_content_type()) == ("text/plain", "text/html")


def test_the_attachment_leaves_a_placeholder_without_its_name(world):
    fetched = received(world, LARGE)
    left_out = parts(fetched.raw)[2]
    assert left_out.get_content_type() == "application/pdf"
    assert int(left_out["X-Processor-Left-Out"]) >= len(ATTACHMENT) - 2
    assert b"secret" not in fetched.raw


def test_its_header_is_kept(world):
    message = email.message_from_bytes(received(world, LARGE).raw)
    assert (message["From"], message["Subject"]) == ("Eva <eva@example.net>", "Anmeldung")


def test_a_small_mail_with_an_attachment_comes_whole(world):
    small = HEAD + WORDS + FILE[:3000] + b"\r\n--outer--\r\n"
    fetched = received(world, small)
    assert fetched.complete and fetched.raw == small


def test_a_large_text_alone_is_not_fetched(world):
    raw = b"From: eva@example.net\r\nContent-Type: text/plain\r\n\r\n" + b"word " * 20 + b"\r\n"
    fetched = received(world, raw + b"more and more words\r\n" * 60_000)
    [left_out] = parts(fetched.raw)
    assert not fetched.complete and left_out["X-Processor-Left-Out"] is not None


def test_an_attached_mail_is_never_opened(world):
    attached = b"--outer\r\nContent-Type: message/rfc822\r\n\r\nSubject: inner\r\n\r\nWir sagen ab.\r\n"
    fetched = received(world, HEAD + WORDS + attached + FILE + b"--outer--\r\n")
    assert b"Wir sagen ab" not in fetched.raw
    assert [part.get_content_type() for part in email.message_from_bytes(fetched.raw).get_payload()] == [
        "multipart/alternative", "message/rfc822", "application/pdf"]


def test_a_delivery_report_of_a_large_mail_keeps_its_findings(world):
    status = (b"--outer\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example.net\r\n\r\n"
              b"Final-Recipient: rfc822; eva@example.net\r\nAction: failed\r\n\r\n")
    fetched = received(world, HEAD + WORDS + status + FILE + b"--outer--\r\n")
    assert b"Final-Recipient: rfc822; eva@example.net\r\nAction: failed" in fetched.raw


def test_a_large_mail_among_small_ones_keeps_its_place(world):
    world.receive("one")
    world.mailbox.append(Role.INBOX, LARGE, seen=False)
    world.receive("three")
    fetched = list(world.mailbox.fetch(Role.INBOX, world.mailbox.listing(Role.INBOX)))
    assert [mail.complete for mail in fetched] == [True, False, True]


def test_a_mail_beyond_every_limit_leaves_its_header(world):
    fetched = received(world, LARGE + WEIGHT * (limits.RAW_MAIL // len(WEIGHT)))
    assert not fetched.complete
    assert b"Subject: Anmeldung" in fetched.raw and b"kommen" not in fetched.raw


def test_a_header_over_the_limit_is_seen_to_be_over_it(world):
    raw = b"X-Filler: " + b"x" * 70 + b"\r\n"
    fetched = received(world, raw * 3000 + LARGE)
    assert limits.HEADER_BLOCK < len(fetched.raw) < limits.HEADER_BLOCK + 3000


def test_more_parts_than_we_read_leave_the_header(world):
    many = b"--outer\r\nContent-Type: text/plain\r\n\r\nx\r\n" * (limits.PARTS + 50)
    fetched = received(world, HEAD + many + FILE + b"--outer--\r\n")
    assert b"Subject: Anmeldung" in fetched.raw and len(fetched.raw) < 1000


@pytest.mark.parametrize("shape", [
    b"--outer\r\n" * 100_000,
    b"".join(b"Content-Type: multipart/mixed; boundary=%d\r\n\r\n--%d\r\n" % (level, level) for level in range(10_000)),
    b"\r\n" * 700_000,
    b"\0" * 1_200_000,
], ids=["boundaries", "depth", "blank lines", "NULs"])
def test_a_hostile_shape_costs_little(shape):
    raw = HEAD + shape + b"x" * (1_100_000 - len(shape))
    tracemalloc.start()
    assert reduced(raw, len(raw)).startswith(b"From: Eva")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 100_000_000
