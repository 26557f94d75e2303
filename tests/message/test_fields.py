"""Headers: who wrote, to whom, when, about what, whatever the fields contain."""

from datetime import UTC, datetime

import pytest

from processor import limits
from processor.message import parse


@pytest.mark.parametrize(
    ("field", "name", "address"),
    [
        ("Erika Muster <Erika@Example.ORG>", "Erika Muster", "Erika@example.org"),
        ('"victim@good.example" <eve@evil.example>', "victim@good.example", "eve@evil.example"),
        ("=?utf-8?q?Anna_=C3=96zt=C3=BCrk?= <a@example.org>", "Anna Öztürk", "a@example.org"),
        ("=?iso-8859-1?Q?J=FCrgen?= =?iso-8859-1?Q?_Schmidt?= <j@example.org>", "Jürgen Schmidt", "j@example.org"),
        ('"Muster, Erika" <e@example.org>', "Muster, Erika", "e@example.org"),
        ("e@example.org (Erika)", "Erika", "e@example.org"),
        ("Jörg <jörg@bücher.example>", "Jörg", "jörg@bücher.example"),
        ("a\x1bb\x07 <e@example.org>", "a b", "e@example.org"),
    ],
)
def test_the_sender_is_name_and_address(read, field, name, address):
    sender = read(From=field).sender
    assert (sender.name, sender.address) == (name, address)


@pytest.mark.parametrize(
    "fields",
    [
        {"From": None},
        {"From": "a@example.org, b@example.org"},
        {"From": "undisclosed:;"},
        {"head": "From: other@example.org\r\n"},
        {"From": "Erika Muster"},
        {"From": "<>"},
        {"From": f"{'a' * 65}@example.org"},
        {"From": "a@b@c <x"},
    ],
)
def test_anything_but_one_sender_is_nobody_and_held(read, fields):
    message = read(**fields)
    assert message.sender.address == ""
    assert message.problems


def test_of_two_subjects_the_first_counts(read):
    assert read(head="Subject: Erster\r\n").subject == "Erster"


@pytest.mark.parametrize(
    ("raw", "subject"),
    [
        ("=?utf-8?q?a=0D=0ABcc=3A_v=40x.example?=", "a Bcc: v@x.example"),
        ("=?utf-8?q?a=E2=80=AEb=E2=80=A8c=00d?=", "ab cd"),
        ("=?utf-8?B?QW5tZWxkdW5n?=", "Anmeldung"),
        ("=?utf-8?B?QW5tZWxkdW5nIGbDvA==?= =?utf-8?B?ciB6d2Vp?=", "Anmeldung für zwei"),
        ("=?utf-8?Q?Gr=C3?= =?utf-8?Q?=BC=C3=9Fe?=", "Grüße"),
        ("=?bogus?Q?Gr=C3=BC=C3=9Fe?=", "Grüße"),
        ("=?utf-8?Q?kaputt", "=?utf-8?Q?kaputt"),
        ("=?zlib?B?eJwDAAAAAAE=?=", None),
        ("=?utf-8*de?Q?Gr=C3=BC=C3=9Fe?=", "Grüße"),
    ],
)
def test_encoded_words_are_decoded_and_cleaned(read, raw, subject):
    found = read(Subject=raw).subject
    assert found == subject if subject is not None else found.isprintable()


@pytest.mark.parametrize("charset", ["utf-8", "cp1252"])
def test_a_raw_8_bit_subject_keeps_its_letters(mail, charset):
    """mail-parser lost the octets of such a subject."""
    raw = mail(Subject="XX").replace(b"XX", "Anmeldung für Jürgen".encode(charset))
    assert parse(raw).subject == "Anmeldung für Jürgen"


def test_no_header_contains_a_control_character(read):
    message = read(head="Auto-Submitted: a\x00b\x07c\r\n", Subject="a\x00b\x1bc", From="E\x00 <e@example.org>")
    assert message.automatic_evidence.isprintable()
    assert message.subject.isprintable() and message.sender.name.isprintable()


@pytest.mark.parametrize(
    ("fields", "moment"),
    [
        (
            {
                "head": (
                    "Received: from a by b; Thu, 05 Oct 2017 10:00:00 +0200\r\n"
                    "Received: from x by a; Wed, 04 Oct 2017 10:00:00 +0200\r\n"
                )
            },
            datetime(2017, 10, 5, 8, tzinfo=UTC),
        ),
        ({}, datetime(2017, 10, 4, 8, tzinfo=UTC)),
        ({"Date": None}, datetime(1970, 1, 1, tzinfo=UTC)),
        ({"Date": "Fri, 31 Dec 9999 23:59:59 -1400"}, datetime(1970, 1, 1, tzinfo=UTC)),
        ({"Date": "gestern"}, datetime(1970, 1, 1, tzinfo=UTC)),
    ],
)
def test_a_mail_was_received_when_the_topmost_server_says(read, fields, moment):
    assert read(**fields).received == moment


@pytest.mark.parametrize(
    "date",
    ["Mon, 01 Jan 0001 00:00:00 +1400", "32 Foo 99999 99:99:99 +9999", "", "Thu, 05 Oct 2017 10:00:00 +99999999999"],
)
def test_an_impossible_date_still_gives_an_aware_time(read, date):
    assert read(Date=date).received.tzinfo is not None


def test_the_given_time_wins_and_is_aware(mail):
    given = datetime(2017, 10, 6, 12)
    assert parse(mail(), received=given).received == given.replace(tzinfo=UTC)


@pytest.mark.parametrize(("value", "sender"), [("<>", ""), ("<Erika@Example.org>", "Erika@example.org"), (None, None)])
def test_the_envelope_sender_is_the_return_path(read, value, sender):
    assert read(Return_Path=value).envelope_sender == sender


@pytest.mark.parametrize("value", [None, "<[abc@x>" + " " * 3, "no brackets", f"<{'a' * 10_000}@x>", "<a\r\n\tb@x>"])
def test_an_unusable_message_id_is_none_or_harmless(read, value):
    assert " " not in read(Message_ID=value).message_id
    assert len(read(Message_ID=value).message_id) <= 402


def test_references_are_ids_in_order(read):
    message = read(References="<1@x> <2@x>\r\n <3@x>", In_Reply_To="<3@x>")
    assert (message.references, message.in_reply_to) == (("<1@x>", "<2@x>", "<3@x>"), "<3@x>")


def test_reply_to_is_one_address_or_none(read):
    assert read(Reply_To="Anna <Anna@Example.org>").reply_to.address == "Anna@example.org"
    assert read(Reply_To=", ".join(f"a{i}@example.org" for i in range(40))).reply_to is None


def test_recipients_are_to_cc_and_delivered_to(read):
    message = read(To="Forum@Example.net, b@x.example", Cc="c@x.example", Delivered_To="forum+kl@example.net")
    assert message.to == ("forum@example.net", "b@x.example", "c@x.example", "forum+kl@example.net")


@pytest.mark.parametrize(
    "fields",
    [
        {"To": ", ".join(f"a{i}@example.org" for i in range(8000))},
        {"Subject": "=?utf-8?q?a?= " * 20_000},
        {"head": "Received: from a by b; Thu, 05 Oct 2017 10:00:00 +0200\r\n" * (limits.RECEIVED + 1)},
        {"head": "".join(f"X-{i}: a\r\n" for i in range(limits.HEADER_FIELDS))},
        {"X-Long": "a" * (limits.HEADER_FIELD + 1)},
        {"head": "".join(f"X-{i}: {'a' * 10_000}\r\n" for i in range(11))},
    ],
)
def test_a_header_outside_the_limits_is_held(read, fields):
    message = read(**fields)
    assert message.problems


def test_fifty_one_addresses_are_too_many_and_fifty_are_not(read):
    addresses = [f"a{i}@example.org" for i in range(limits.ADDRESSES + 1)]
    assert read(To=", ".join(addresses)).problems
    assert not read(To=", ".join(addresses[:-1])).problems


def test_mail_parser_writes_nothing_of_the_mail_to_a_log(read, caplog):
    with caplog.at_level("DEBUG"):
        read("x", kind="text/x-canary", Subject="=?shift_jis?B?canary?=", From="canary <<a@b>")
    assert "canary" not in caplog.text
