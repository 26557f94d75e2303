"""Octets become readable text, whatever charset they claim."""

import pytest

from processor.message import parse
from processor.message.charsets import clean, codec, decode

TEXT = "Grüße – „schön“ kostet 5 €"


@pytest.mark.parametrize(
    ("declared", "encoding", "text"),
    [
        ("utf-8", "utf-8", TEXT),
        ("iso-8859-1", "cp1252", TEXT),
        ("us-ascii", "cp1252", TEXT),
        ("us-ascii", "utf-8", TEXT),
        ("utf-8", "cp1252", TEXT),
        ("iso-8859-1", "utf-8", TEXT),
        ("", "utf-8", TEXT),
        ("", "cp1252", TEXT),
        ("bogus", "utf-8", TEXT),
        ("x" * 5000, "utf-8", TEXT),
        ("utf-8\x00", "utf-8", TEXT),
        ("zlib", "utf-8", TEXT),
        ("rot13", "utf-8", TEXT),
        ("idna", "utf-8", TEXT),
        ("base64", "utf-8", TEXT),
        ("unicode_escape", "utf-8", TEXT),
        ("utf-16", "utf-8", TEXT),
        ("utf-16", "utf-16", TEXT),
        ("utf-16le", "utf-16-le", TEXT),
        ("iso-8859-15", "iso-8859-15", "Grüße 5 €"),
        ("koi8-u", "koi8-u", "Привіт, нас четверо"),
        ("windows-1251", "cp1251", "Привет"),
        ("windows-1256", "cp1256", "سنكون خمسة"),
        ("windows-1254", "cp1254", "İyi günler"),
        ("iso-8859-9", "cp1254", "Saygılarımla, şğı"),
        ("utf-7", "utf-7", "Grüße"),
        ("iso-8859-2", "iso-8859-2", "Zażółć gęślą"),
        ("gb2312", "gb18030", "你好"),
        ("iso-2022-jp", "iso2022-jp", "こんにちは"),
        ("shift_jis", "cp932", "こんにちは"),
        ("ks_c_5601-1987", "cp949", "안녕"),
        ('"utf-8"', "utf-8", TEXT),
        ("cp-850", "cp850", "Grüße"),
    ],
)
def test_text_is_readable_whatever_is_declared(declared, encoding, text):
    assert decode(text.encode(encoding), declared)[0] == text


@pytest.mark.parametrize(
    "name",
    [
        "zlib",
        "rot13",
        "rot_13",
        "idna",
        "punycode",
        "hex",
        "bz2",
        "unicode_escape",
        "undefined",
        "uu",
        "quopri",
        "\x00",
        "a\x00b",
        "é",
    ],
)
def test_what_only_pretends_to_be_a_charset_is_none(name):
    assert codec(name) is None


def test_a_few_broken_octets_do_not_change_the_charset():
    assert decode("Grüße an Jürgen und Öztürk".encode()[:-2] + b"\xff", "utf-8")[0].startswith(
        "Grüße an Jürgen und Öztü"
    )


def test_a_guess_is_said(read):
    assert read("Grüße".encode("cp1252"), kind="text/plain; charset=utf-8").charset_guessed
    assert not read("Grüße").charset_guessed


def test_controls_overrides_and_surrogates_are_stripped():
    assert clean("a\x00b\x1b[0m\u202ec\ud800\ufeffd\u2028e\r\nf\xa0g") == "ab[0mcd\ne\nf g"


def test_joiners_that_persian_and_arabic_need_stay():
    assert clean("می\u200cآییم\u200f") == "می\u200cآییم\u200f"


@pytest.mark.parametrize(
    ("encoding", "body", "text"),
    [
        ("quoted-printable", "Gr=C3=BC=C3=9Fe=\n!", "Grüße!"),
        ("quoted-printable", "halb =C3=B", "halb"),
        ("base64", "R3LDvMOfZQ==", "Grüße"),
        ("base64", "R3LDvMOfZQ", "Grüße"),
        ("base64", "Ich komme gern, wirklich!", "Ich komme gern, wirklich!"),
        ("x-gibts-nicht", "Hallo", "Hallo"),
    ],
)
def test_transfer_encodings_are_undone_or_left(mail, encoding, body, text):
    assert text in parse(mail(body, Content_Transfer_Encoding=encoding)).body
