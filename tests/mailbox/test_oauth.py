"""Tokens renew by themselves, and their end is never reached."""

from pathlib import Path

import pytest

from processor.mailbox.oauth import SPARE, Token, TokenProvider, google, microsoft_token
from processor.mailbox.port import MailboxError


class Endpoint:
    """Hands out numbered tokens, valid for an hour."""

    def __init__(self):
        self.asked, self.now = 0, 0.0

    def __call__(self):
        self.asked += 1
        return Token(f"token {self.asked}", 3600)


@pytest.fixture
def endpoint():
    return Endpoint()


@pytest.fixture
def provider(endpoint):
    return TokenProvider(endpoint, clock=lambda: endpoint.now)


def test_a_valid_token_is_used_again(endpoint, provider):
    assert [provider(), provider()] == ["token 1", "token 1"]
    assert endpoint.asked == 1


def test_a_token_is_renewed_before_it_ends(endpoint, provider):
    provider()
    endpoint.now = 3600 - SPARE + 1
    assert provider() == "token 2"


def test_a_provider_that_fails_is_asked_again(endpoint):
    def failing():
        endpoint.asked += 1
        if endpoint.asked == 1:
            raise MailboxError("away")
        return Token("late", 3600)

    provider = TokenProvider(failing, clock=lambda: 0.0)
    with pytest.raises(MailboxError):
        provider()
    assert provider() == "late"


def test_microsofts_answer_gives_a_token():
    assert microsoft_token({"access_token": "t", "expires_in": 3599}) == Token("t", 3599.0)


def test_a_secret_that_ran_out_is_permanent_and_says_what_to_do():
    with pytest.raises(MailboxError, match="Entra") as caught:
        microsoft_token({"error": "invalid_client", "error_description": "AADSTS7000222: expired"})
    assert not caught.value.temporary


def test_microsoft_being_away_is_temporary():
    with pytest.raises(MailboxError) as caught:
        microsoft_token({"error": "temporarily_unavailable"})
    assert caught.value.temporary


def test_a_missing_google_key_says_which_file(tmp_path):
    with pytest.raises(MailboxError) as caught:
        google(Path(tmp_path / "key.json"), "forum@example.org")()
    assert "key.json" in str(caught.value) or "not installed" in str(caught.value)


def test_a_token_is_never_shown():
    assert "hush" not in repr(Token("hush", 1))
