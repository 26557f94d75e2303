"""Who may take a seat away, through the whole worker: what the mail server says, tokens, friends, and old tokens."""

from datetime import datetime, timedelta

import pytest
from worker.citizen import button, kinds, links, post, press, text_of, write
from worker.world import World

from processor.understanding import understand

ME = "mx.example.org"
RECEIVED = f"Received: from mail.example.net by {ME}; Mon, 2 Oct 2017 09:15:00 +0200\n"
FOREIGN = "Received: from home.example.net by mail.example.net; Mon, 2 Oct 2017 09:14:00 +0200\n"
PASS = "dmarc=pass header.from=example.net"
FAIL = "dmarc=fail header.from=example.net"
CANCEL = "Ich muss leider absagen. Anna Schmidt"
ACTS, ASKS, HELD = ["registered", "cancelled"], ["registered", "confirm"], ["registered"]


def field(says: str, who: str = ME) -> str:
    return f"Authentication-Results: {who}; {says}\n"


def town_of(make_world, authserv_id: str) -> World:
    world = make_world(authserv_id=authserv_id)
    world.understood = understand
    world.started()
    write(world, "Wir kommen zu zweit zum Bürgerforum. Anna Schmidt")
    return world


FIELDS = {
    "passed": (field(PASS) + RECEIVED, ACTS),
    "missing": (RECEIVED, ASKS),
    "failed": (field(FAIL) + RECEIVED, HELD),
    "of another server": (field(PASS, "mx.evil.example") + RECEIVED, ASKS),
    "written by the sender, below our own": (RECEIVED + FOREIGN + field(PASS), ASKS),
    "failed, with one by the sender that passed": (field(FAIL) + RECEIVED + FOREIGN + field(PASS), HELD),
    "missing, with one by the sender that failed": (RECEIVED + FOREIGN + field(FAIL), ASKS),
    "doubled and contradictory": (field(PASS) + field(FAIL) + RECEIVED, HELD),
    "for another domain": (field("dkim=pass header.d=evil.example; spf=pass smtp.mailfrom=evil.example") + RECEIVED, ASKS),
    "an id and nothing else": (f"Authentication-Results: {ME}\n" + RECEIVED, ASKS),
    "garbage": ("Authentication-Results: ;;;=pass (((\n" + RECEIVED, ASKS),
}


@pytest.mark.parametrize("name", FIELDS)
def test_a_cancellation_without_token_acts_where_our_own_server_vouches_and_asks_elsewhere(name: str, make_world):
    trace, ends = FIELDS[name]
    town = town_of(make_world, ME)
    write(town, CANCEL, trace=trace)
    assert kinds(town, "anna@example.net") == ends
    assert town.registrations()[0][1] == ("cancelled" if ends is ACTS else "confirmed")


@pytest.mark.parametrize(("trace", "ends"), [
    ("Authentication-Results: spf=pass smtp.mailfrom=example.net; dkim=pass header.d=example.net; dmarc=pass action=none "
     "header.from=example.net;compauth=pass reason=100\n" + RECEIVED, ACTS),
    ("Authentication-Results: spf=fail smtp.mailfrom=example.net; dmarc=fail action=quarantine header.from=example.net\n"
     + RECEIVED, HELD),
    (RECEIVED + FOREIGN + f"Authentication-Results: {PASS}\n", ASKS),
])  # fmt: skip
def test_exchange_online_writes_its_field_without_an_id(trace: str, ends: list[str], make_world):
    town = town_of(make_world, "exchange-online")
    write(town, CANCEL, trace=trace)
    assert kinds(town, "anna@example.net") == ends


def test_where_no_server_is_trusted_no_field_proves_anything(make_world):
    town = town_of(make_world, "none")
    write(town, CANCEL, trace=field(PASS) + RECEIVED)
    assert kinds(town, "anna@example.net") == ASKS


@pytest.fixture
def town(make_world) -> World:
    return town_of(make_world, "none")


def test_a_friend_who_presses_cancel_in_a_forwarded_confirmation_makes_us_ask(town: World):
    press(town, post(town, "anna@example.net"), "Ich muss leider absagen.", sender="eve@example.com", name="Eve Stein")
    assert town.registrations() == [("anna@example.net", "confirmed", 2)]
    assert (kinds(town, "anna@example.net"), kinds(town, "eve@example.com")) == (ASKS, [])


def test_the_yes_of_the_stored_address_is_one_tap_and_good_once(town: World):
    press(town, post(town, "anna@example.net"), "Ich muss leider absagen.", sender="eve@example.com", name="Eve Stein")
    question = post(town, "anna@example.net", "confirm")
    press(town, question, "Ja, bitte absagen.")
    press(town, question, "Ja, bitte absagen.")
    assert town.registrations() == [("anna@example.net", "cancelled", 2)]


def test_a_no_of_the_stored_address_leaves_everything(town: World):
    press(town, post(town, "anna@example.net"), "Ich muss leider absagen.", sender="eve@example.com", name="Eve Stein")
    press(town, post(town, "anna@example.net", "confirm"), "Nein, alles bleibt so.")
    assert town.registrations() == [("anna@example.net", "confirmed", 2)]


def test_a_quoted_token_finds_the_registration_and_proves_nothing(town: World):
    subject, _ = button(post(town, "anna@example.net"), "Ich muss leider absagen.")
    write(town, f"Ich muss leider absagen.\n\nAm 2. Oktober schrieb Projektteam:\n> {subject}\n> Sie sind angemeldet.")
    assert kinds(town, "anna@example.net") == ASKS


def test_every_button_pressed_twice_is_harmless(town: World):
    confirmation = post(town, "anna@example.net")
    for _ in range(2):
        press(town, confirmation, "Neue Personenzahl: ", "3")
    assert town.registrations() == [("anna@example.net", "confirmed", 3)]
    for _ in range(2):
        press(town, confirmation, "Ich muss leider absagen.")
    assert town.registrations() == [("anna@example.net", "cancelled", 3)]


def test_that_was_not_me_is_one_tap_and_the_last_mail(town: World):
    press(town, post(town, "anna@example.net"), "Das war ich nicht.")
    assert town.registrations() == []
    write(town, "Was war das?")
    assert len(kinds(town, "anna@example.net")) == 2


def test_no_link_in_any_mail_acts_by_being_opened(town: World):
    write(town, "Ich muss leider absagen.", post(town, "anna@example.net"))
    write(town, "Was speichern Sie über mich?", post(town, "anna@example.net"))
    ours = [link for one in ("registered", "cancelled") for link in links(post(town, "anna@example.net", one))]
    assert ours and all(link.startswith("mailto:") for link in ours)


@pytest.mark.parametrize("body", ["Ich muss leider absagen.", "Neue Personenzahl: "])
@pytest.mark.parametrize("days", [17, 40])
def test_a_token_of_an_event_that_is_over_acts_no_more_and_says_so_kindly(body: str, days: int, town: World):
    confirmation = post(town, "anna@example.net")
    town.clock.pass_(datetime(2017, 10, 2 + 17, 16, tzinfo=town.clock.now().tzinfo) - town.clock.now())
    town.clock.pass_(timedelta(days=days - 17))
    press(town, confirmation, body, "1" if body.endswith(" ") else "")
    assert [state for _, state, _ in town.registrations()] == ["confirmed"]
    assert kinds(town, "anna@example.net") == ["registered", "closed"]
    said = " ".join(text_of(post(town, "anna@example.net")).split())
    assert "hat schon begonnen oder ist vorbei" in said and "nicht mehr anmelden" not in said
