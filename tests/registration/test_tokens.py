"""What we signed is read; nothing else is."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from processor.registration import ChallengeToken, Purpose, StandingToken, Tokens, code_from, codes_in, prefix_of
from processor.registration.tokens import tokens_in

CODE = "KL-7F3Q"
TOKENS = Tokens(("new key", "old key"))


def test_a_standing_token_is_short_and_says_which_registration():
    token = TOKENS.standing(CODE)
    assert len(token) <= 24
    assert TOKENS.read(token) == StandingToken(CODE)


def test_a_challenge_says_registration_purpose_and_nonce():
    token = TOKENS.challenge(CODE, Purpose.CHANGE, "abcDEF123456")
    assert TOKENS.read(token) == ChallengeToken(CODE, Purpose.CHANGE, "abcDEF123456")


def test_a_token_of_the_old_key_is_still_read_and_new_ones_are_signed_by_the_new_key():
    assert TOKENS.read(Tokens(("old key",)).standing(CODE)) == StandingToken(CODE)
    assert Tokens(("new key",)).read(TOKENS.standing(CODE)) == StandingToken(CODE)


def test_a_token_of_a_withdrawn_or_foreign_key_is_nothing():
    assert TOKENS.read(Tokens(("withdrawn",)).standing(CODE)) is None


@pytest.mark.parametrize("token", [TOKENS.standing(CODE), TOKENS.challenge(CODE, Purpose.CANCEL, "abcDEF123456")])
def test_a_token_cut_or_altered_anywhere_is_nothing(token):
    assert all(TOKENS.read(token[:end]) is None for end in range(len(token)))
    for place, letter in enumerate(token):
        other = "B" if letter != "B" else "C"
        assert TOKENS.read(token[:place] + other + token[place + 1:]) is None


def test_a_signature_made_for_one_purpose_opens_no_other():
    token = TOKENS.challenge(CODE, Purpose.CHANGE, "abcDEF123456")
    assert TOKENS.read(token.replace(".c.", ".x.")) is None
    signature = TOKENS.challenge(CODE, Purpose.CANCEL, "abcDEF123456").rpartition(".")[2]
    assert TOKENS.read(f"{CODE}.{signature}") is None


@given(st.text(max_size=60))
def test_no_text_is_read_as_a_token_or_breaks_the_reader(text):
    assert TOKENS.read(text) is None
    assert all(TOKENS.read(found) is None for found in tokens_in(text))


def test_tokens_are_found_between_brackets_and_at_the_end_of_a_sentence():
    token = TOKENS.standing(CODE)
    assert tokens_in(f"Re: Ihre Anmeldung [{token}]\n{token}.") == (token,)


def test_signing_without_a_key_is_refused():
    with pytest.raises(ValueError, match="key"):
        Tokens(())
    with pytest.raises(ValueError, match="nonce"):
        TOKENS.challenge(CODE, Purpose.CANCEL, "a.b")


def test_keys_are_never_shown():
    assert "new key" not in repr(TOKENS)


@given(st.binary(min_size=4, max_size=8))
def test_every_code_is_unmistakable_and_found_again_however_people_write_it(random):
    code = code_from(random, "KL")
    assert not set(code[3:]) & set("01OI")
    assert codes_in(f"Re: Angemeldet ({code})") == (code,)
    assert codes_in(f"mein code: {code.lower().replace('-', '–')}.") == (code,)


def test_ordinary_words_are_no_codes():
    assert codes_in("Re-send co-host KL-ABCD E-Mail ab-gesagt 12-3456 KL-7F3QX AKL-7F3Q") == ()


def test_a_prefix_is_two_letters_of_the_event():
    assert (prefix_of("klforum"), prefix_of("Österreich 2"), prefix_of("ö")) == ("KL", "ST", "RG")


def test_a_staff_token_proves_its_own_reader_for_fourteen_days_and_nobody_else():
    tokens, day = Tokens(("k" * 32,)), date(2017, 10, 2)
    token = tokens.staff("Amt@example.org", day)
    assert len(token) == 19
    assert tokens.is_staff(f"annehmen 17 {token}", "amt@example.org", day)
    assert tokens.is_staff(token, "amt@example.org", day + timedelta(days=14))
    assert not tokens.is_staff(token, "amt@example.org", day + timedelta(days=15))
    assert not tokens.is_staff(token, "amt@example.org", day - timedelta(days=1))
    assert not tokens.is_staff(token, "dieb@example.org", day)
    assert not tokens.is_staff(token[:-1] + ("A" if token[-1] != "A" else "B"), "amt@example.org", day)
    assert not Tokens(("other" * 8,)).is_staff(token, "amt@example.org", day)
    assert Tokens(("new" * 8, "k" * 32)).is_staff(token, "amt@example.org", day)
