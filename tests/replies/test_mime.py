"""The finished mail: one recipient, clean fields, nothing that a server could misread."""

import email
import re
from dataclasses import replace
from datetime import datetime
from email import policy
from email.utils import getaddresses, parsedate_to_datetime

import pytest

from processor import limits
from processor.registration.model import ReplyKind
from processor.replies import samples

EVERY = list(samples.samples("de"))
BREAKS = [
    "\r\n",
    "\n",
    "\r",
    "\x00",
    "\x0b",
    "\x0c",
    "\x1b[31m",
    "\x85",
    "\u2028",
    "\u2029",
    "\u202e",
    "\u2066",
    "\x7f",
]


def parsed(composed):
    return email.message_from_bytes(composed.raw, policy=policy.default)


def header_lines(composed):
    return composed.raw.split(b"\r\n\r\n", 1)[0].split(b"\r\n")


def test_a_reply_carries_the_fields_that_stop_loops_and_keep_the_thread(write, reply):
    mail = parsed(write(reply("registered")))
    assert mail["Auto-Submitted"] == "auto-replied"
    assert mail["X-Auto-Response-Suppress"] == "OOF, AutoReply, DR, RN, NRN"
    assert mail["X-Registration-Processor"] == "registered"
    assert mail["Message-ID"] == samples.MESSAGE_ID
    assert mail["In-Reply-To"] == mail["References"] == "<anfrage-1@example.org>"
    assert parsedate_to_datetime(mail["Date"]) == samples.NOW
    assert mail["Content-Language"] == "de"
    assert mail["Subject"] == "Angemeldet: Bürgerforum am 19. Oktober – 2 Personen (KL-7F3Q)"
    assert mail["From"].addresses[0].display_name == samples.ORGANISER.name


@pytest.mark.parametrize("name", EVERY)
def test_every_reply_has_one_recipient_and_says_the_same_twice(name, write, reply):
    composed = write(reply(name))
    mail = parsed(composed)
    assert [address.addr_spec for address in mail["To"].addresses] == ["anna.schmidt@example.org"]
    assert not any(mail.get_all(field) for field in ("Cc", "Bcc", "Reply-To"))
    assert mail.get_body(("plain",)).get_content().replace("\r\n", "\n") == composed.text
    assert mail.get_body(("html",)).get_content().replace("\r\n", "\n").rstrip() == composed.html.rstrip()
    assert mail["Subject"] == composed.subject
    assert not mail.defects


@pytest.mark.parametrize("name", EVERY)
def test_the_octets_are_what_a_server_wants(name, write, reply):
    raw = write(reply(name)).raw
    assert raw.endswith(b"\r\n") and raw.isascii()
    assert not re.search(rb"(?<!\r)\n|\r(?!\n)|\x00", raw)
    assert max(map(len, raw.split(b"\r\n"))) <= limits.LINE_OUT


def test_the_same_reply_gives_the_same_octets(write, reply):
    assert write(reply("registered")).raw == write(reply("registered")).raw


@pytest.mark.parametrize("line_break", BREAKS, ids=repr)
def test_a_name_with_a_line_break_makes_no_second_field(line_break, write, reply):
    """CVE-2024-6923: a name that carried a line break became a real Bcc field."""
    hostile = f"Eve{line_break}Bcc: victim@example.net"
    mail = parsed(write(replace(reply("registered"), to_name=hostile)))
    assert mail["Bcc"] is None
    assert len(mail["To"].addresses) == 1


@pytest.mark.parametrize(
    "name",
    [
        "=?utf-8?q?a=0D=0ABcc=3A_v=40example.net?=",
        "a@b.example, v@x.example",
        "<v@x.example>",
        '"',
        "Eve (v@x.example)",
    ],
)
def test_a_name_that_is_syntax_is_not_shown_at_all(name, write, reply):
    mail = parsed(write(replace(reply("registered"), to_name=name)))
    assert [(each.display_name, each.addr_spec) for each in mail["To"].addresses] == [("", "anna.schmidt@example.org")]
    assert mail["Bcc"] is None


@pytest.mark.parametrize("line_break", [*BREAKS, "=?utf-8?q?=0D=0ABcc=3A_v=40example.net?="], ids=repr)
def test_whatever_a_title_carries_the_subject_is_one_clean_field(line_break, write, reply):
    """The title comes from config, but an encoded word must not become a field from there either."""
    registered = reply("registered")
    event = replace(registered.event, title=f"Forum{line_break}Bcc: v@example.net", aliases=())
    composed = write(replace(registered, event=event))
    assert parsed(composed)["Bcc"] is None
    assert not re.search(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]", composed.subject)
    assert all(re.match(rb"[\w-]+: |\s", line) for line in header_lines(composed))


@pytest.mark.parametrize(
    "address",
    [
        "",
        "anna",
        "a@b.example, v@x.example",
        "a@b.example\r\nBcc: v@x.example",
        "Anna <a@b.example>",
        "a b@x.example",
        "a@b@c.example",
        "a..b@x.example",
        '"a"@x.example',
        "a@x.example\n",
        "a@[127.0.0.1]",
        "a" * 65 + "@x.example",
        "a@x.example;b@y.example",
        "a@\u202ex.example",
    ],
)
def test_nothing_goes_to_what_is_not_one_address(address, write, reply):
    with pytest.raises(ValueError, match="address"):
        write(replace(reply("registered"), to=address))


def test_an_international_domain_travels_in_ascii(write, reply):
    composed = write(replace(reply("registered"), to="anna@bürgerforum.example"))
    assert b"<anna@xn--brgerforum-9db.example>" in composed.raw


def test_an_address_of_other_letters_stays_as_it_is(write, reply):
    """Such an address needs SMTPUTF8; encoding it as a word would change it (RFC 6532)."""
    raw = write(replace(reply("repeated"), to="мария@example.org")).raw
    assert "<мария@example.org>".encode() in raw.split(b"\r\n\r\n")[0]


@pytest.mark.parametrize("message_id", ["", "x@y", "<a b@c>", "<a@b>\r\nBcc: v@x.example", "<a@b><c@d>"])
def test_a_message_id_is_one_or_nothing_is_written(message_id, write, reply):
    with pytest.raises(ValueError, match="Message-ID"):
        write(reply("registered"), message_id=message_id)


def test_references_keep_the_last_ten_usable_ids(write, reply):
    ids = [f"<{n}@example.org>" for n in range(14)]
    hostile = ("<a@b>\r\nBcc: v@x.example", "not one", "<" + "x" * 2000 + "@y>")
    mail = parsed(write(replace(reply("registered"), references=(*ids, *hostile))))
    assert mail["References"].split() == ids[-10:]
    assert mail["In-Reply-To"] == ids[-1]
    assert mail["Bcc"] is None


def test_a_reply_that_starts_a_thread_refers_to_nothing(write, reply):
    mail = parsed(write(reply("promoted")))
    assert mail["References"] is None and mail["In-Reply-To"] is None


SMUGGLING = [
    "\n.\n",
    "\r.\r",
    "\r\n.\r\n",
    "\n.\r\n",
    "\r\n.\n",
    "\r.\n",
    "\n.\r",
    "\r\n.",
    ".\r\n",
    "\x00\n.\n",
    "\r\r\n.\r\r\n",
    "\u2028.\u2028",
]


@pytest.mark.parametrize("body", SMUGGLING, ids=repr)
def test_a_body_cannot_end_the_mail_early(body, write, reply):
    """RELIABILITY P23: what a server could take for the end of the data, in every field that ends up in a body."""
    registered = reply("registered")
    smuggled = f"x{body}MAIL FROM:<eve@example.net>{body}"
    event = replace(registered.event, venue=smuggled, address=smuggled, title=smuggled, details=(("de", smuggled),))
    booking = replace(registered.registration, attendees=(smuggled,), organisation=smuggled, contact_name=smuggled)
    raw = write(replace(registered, event=event, registration=booking, to_name=smuggled)).raw
    assert not re.search(rb"(?<!\r)\n|\r(?!\n)|\x00", raw)
    assert b"\r\n.\r\n" not in raw and b"\r\n." not in raw


def test_a_body_of_foreign_letters_is_sent_as_base64(write, reply):
    registered = reply("registered")
    event = replace(registered.event, title="ملتقى المواطنين " * 10, details=(("de", "مرحبا " * 300),), aliases=())
    composed = write(replace(registered, event=event))
    plain = parsed(composed).get_body(("plain",))
    assert plain["Content-Transfer-Encoding"] == "base64"
    assert plain.get_content().replace("\r\n", "\n") == composed.text


@pytest.mark.parametrize("kind", list(ReplyKind))
def test_our_loop_field_names_the_kind(kind, write):
    reply = next(each for each in samples.samples("de").values() if each.kind is kind)
    assert parsed(write(reply))["X-Registration-Processor"] == kind


def test_a_date_is_written_in_its_own_zone(write, reply):
    now = datetime.fromisoformat("2017-12-24T23:59:59+01:00")
    assert b"\r\nDate: Sun, 24 Dec 2017 23:59:59 +0100\r\n" in write(reply("repeated"), now=now).raw


def test_the_envelope_can_be_taken_from_the_reply_alone(write, reply):
    mail = parsed(write(reply("registered")))
    assert getaddresses(mail.get_all("To")) == [("Anna Schmidt", reply("registered").to)]
