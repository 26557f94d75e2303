"""Mail of ours that comes back: whom it was for cannot be reached, until they write."""

import pytest
from worker.citizen import post, write
from worker.world import World, written

from processor.registration.model import OpenPointKind
from processor.store.tables import history, open_point, registration


def bounce(world: World, to: str, *, action: str = "failed", status: str = "5.1.1") -> None:
    returned = post(world, to)["Message-ID"]
    raw = (f"Return-Path: <>\nFrom: MAILER-DAEMON@mail.example.org\nTo: forum@example.org\nSubject: Undelivered\n"
           f"Message-ID: <{action}-{to}>\nMIME-Version: 1.0\n"
           f'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\n\n--b\n\nIt could not be delivered.\n'
           f"--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mail.example.org\n\n"
           f"Final-Recipient: rfc822; {to}\nAction: {action}\nStatus: {status}\n\n--b\nContent-Type: text/rfc822-headers\n\n"
           f"Message-ID: {returned}\n\n--b--\n")
    world.receive(raw.replace("\n", "\r\n").encode())
    world.once()


@pytest.mark.parametrize(("to", "proposal"), [
    ("k.weber@gmial.com", "try k.weber@gmail.com"),
    ("k.weber@gmx.dee", "try k.weber@gmx.de"),
    ("k.weber@firma.example", "find another way to reach them"),
    ("k.weber@gmail.com", "find another way to reach them"),
])  # fmt: skip
def test_a_returned_confirmation_is_an_open_point_with_a_guess(to: str, proposal: str, world: World):
    world.receive(written("2 persons", to))
    world.once()
    bounce(world, to)
    assert world.rows(registration.c.reachable, registration.c.state) == [(False, "confirmed")]
    assert world.rows(open_point.c.kind, open_point.c.proposal) == [("unreachable", proposal)]


@pytest.mark.parametrize(("action", "status"), [("delayed", "4.4.1"), ("delivered", "2.0.0"), ("relayed", "2.0.0")])
def test_a_notice_of_delay_is_only_noted(action: str, status: str, world: World):
    world.receive(written("2 persons"))
    world.once()
    bounce(world, "anna@example.net", action=action, status=status)
    assert world.rows(registration.c.reachable) == [(True,)]
    assert world.rows(open_point.c.kind) == []


def test_whoever_writes_again_can_be_reached_again(world: World):
    world.receive(written("2 persons"))
    world.once()
    bounce(world, "anna@example.net")
    write(world, "3 persons", post(world, "anna@example.net"))
    assert world.rows(registration.c.reachable, registration.c.size) == [(True, 3)]
    assert world.rows(open_point.c.kind, open_point.c.settled_how) == [("unreachable", "they wrote again")]


def test_a_word_of_thanks_is_enough_for_that(world: World):
    world.receive(written("2 persons"))
    world.once()
    bounce(world, "anna@example.net")
    write(world, "thanks", post(world, "anna@example.net"))
    assert world.rows(registration.c.reachable) == [(True,)]
    assert ("reachable",) in world.rows(history.c.what)


def test_a_second_notice_about_the_same_mail_opens_nothing_more(world: World):
    world.receive(written("2 persons"))
    world.once()
    bounce(world, "anna@example.net")
    bounce(world, "anna@example.net", status="5.7.1")
    with world.store.reading() as unit:
        assert [point.kind for point in unit.points.waiting()] == [OpenPointKind.UNREACHABLE]
