"""One mail's road, from the inbox to the answer."""

from datetime import timedelta

from worker.world import FORUM, Role, World, parsed, written

from processor.store.model import MailState
from processor.store.tables import mail, open_point, outbox


def test_a_citizen_registers_and_is_answered_once(world: World):
    world.receive(written("2 persons"))

    done = world.once()

    assert (done.fetched, done.answered, done.delivered) == (1, 1, 1)
    assert world.registrations() == [("anna@example.net", "confirmed", 2)]
    assert world.answers() == [("anna@example.net", "registered")]
    assert len(world.mailbox.folders[Role.DONE]) == 1
    assert not world.mailbox.folders[Role.INBOX]


def test_the_answer_comes_from_the_mailbox_and_names_the_code_that_is_stored(world: World):
    world.receive(written("2 persons"))
    world.once()
    sent = world.outside.accepted[0]
    with world.store.reading() as unit:
        (stored,) = unit.registrations.every()
    assert sent.sender == FORUM
    assert stored.code in parsed(sent.raw)["Subject"]


def test_what_was_sent_is_copied_to_sent(world: World):
    world.receive(written("2 persons"))
    world.once()
    copies = [one.raw for one in world.mailbox.folders[Role.SENT].values()]
    assert copies == [one.raw for one in world.outside.accepted]


def test_nothing_is_done_twice_when_nothing_is_new(world: World):
    world.receive(written("2 persons"))
    world.once()
    before = world.picture()
    again = world.once()
    assert (again.fetched, again.answered, again.delivered) == (0, 0, 0)
    assert world.picture() == before


def test_an_answer_in_the_thread_changes_the_registration(world: World):
    world.receive(written("2 persons"))
    world.once()
    ours = parsed(world.outside.accepted[0].raw)["Message-ID"]
    world.receive(written("now 3 persons", headers=f"In-Reply-To: {ours}\nReferences: {ours}\n"))
    world.once()
    assert world.registrations() == [("anna@example.net", "confirmed", 3)]
    assert world.answers() == [("anna@example.net", "changed"), ("anna@example.net", "registered")]


def test_a_mail_that_is_not_understood_is_held_with_a_numbered_point(world: World):
    world.receive(written("something strange"))
    done = world.once()
    assert done.held == 1
    assert len(world.mailbox.folders[Role.REVIEW]) == 1
    assert world.rows(open_point.c.number, open_point.c.kind) == [(1, "held")]


def test_an_auto_reply_is_recorded_and_not_answered(world: World):
    world.receive(written("2 persons", headers="Auto-Submitted: auto-replied\n"))
    assert world.once().automatic == 1
    assert world.answers() == []
    assert len(world.mailbox.folders[Role.AUTOMATIC]) == 1


def test_a_mail_for_somebody_else_stays_in_a_shared_inbox(make_world):
    world = make_world(kind="shared")
    world.receive(written("hello, about your invoice"))
    assert world.once().not_ours == 1
    assert len(world.mailbox.folders[Role.INBOX]) == 1
    assert world.answers() == []


def test_mails_are_decided_in_the_order_they_reached_the_mailbox(make_world):
    world = make_world(capacity=2)
    now = world.clock.now()
    world.mailbox.arrive(written("2 persons", "late@example.net"), now)
    world.mailbox.arrive(written("2 persons", "early@example.net"), now - timedelta(seconds=30))
    world.once()
    assert world.registrations() == [("early@example.net", "confirmed", 2), ("late@example.net", "waitlisted", 2)]


def test_a_cancellation_seats_and_tells_whoever_waits(make_world):
    world = make_world(capacity=2)
    world.receive(written("2 persons"), written("1 person", "ben@example.net", name="Ben Roth"))
    world.once()
    ours = next(one for one in world.outside.accepted if one.recipient == "anna@example.net")
    world.receive(written("cancel", headers=f"In-Reply-To: {parsed(ours.raw)['Message-ID']}\n"))
    world.once()
    assert world.registrations() == [("anna@example.net", "cancelled", 2), ("ben@example.net", "waitlisted", 1)]
    world.clock.pass_(timedelta(minutes=15))
    world.once()
    assert world.registrations() == [("anna@example.net", "cancelled", 2), ("ben@example.net", "confirmed", 1)]
    assert ("ben@example.net", "promoted") in world.answers()


def test_more_capacity_seats_whoever_waits_without_any_mail(make_world):
    world = make_world(capacity=2)
    world.receive(written("2 persons"), written("1 person", "ben@example.net", name="Ben Roth"))
    world.once()
    event = world.config.events[0].model_copy(update={"capacity": 3})
    world.config = world.config.model_copy(update={"events": (event,)})
    world.started()
    world.once()
    assert world.registrations() == [("anna@example.net", "confirmed", 2), ("ben@example.net", "confirmed", 1)]
    assert ("ben@example.net", "promoted") in world.answers()


def test_the_citizens_answer_to_our_question_completes_the_first_mail(world: World):
    world.receive(written("some of us"))
    assert world.once().answered == 1
    assert world.answers() == [("anna@example.net", "confirm")]
    assert world.rows(open_point.c.number) == []
    asked = parsed(world.outside.accepted[0].raw)["Message-ID"]
    world.receive(written("we are 4 persons", headers=f"In-Reply-To: {asked}\n"))
    world.once()
    assert world.registrations() == [("anna@example.net", "confirmed", 4)]
    assert world.rows(mail.c.state) == [("answered",), ("answered",)]
    assert [row for row in world.rows(open_point.c.settled_at) if row[0] is None] == []
    assert not world.mailbox.folders[Role.REVIEW]


def test_a_bounce_marks_the_registration_unreachable_and_answers_nobody(world: World):
    world.receive(written("2 persons"))
    world.once()
    ours = parsed(world.outside.accepted[0].raw)["Message-ID"]
    world.receive(bounce(ours, "anna@example.net"))
    done = world.once()
    assert done.automatic == 1
    with world.store.reading() as unit:
        assert [r.reachable for r in unit.registrations.every()] == [False]
    assert world.rows(outbox.c.state) == [("bounced",)]
    assert world.rows(open_point.c.kind) == [("unreachable",)]
    assert len(world.outside.accepted) == 1


def test_a_bounce_of_a_mail_we_never_sent_changes_nothing(world: World):
    world.receive(written("2 persons"))
    world.once()
    world.receive(bounce("<never@example.org>", "anna@example.net"))
    assert world.once().automatic == 1
    with world.store.reading() as unit:
        assert [r.reachable for r in unit.registrations.every()] == [True]


def test_a_mail_from_a_muted_address_is_not_answered(world: World):
    with world.store.begin() as unit:
        unit.counters.mute("Anna@example.net", world.clock.now())
    world.receive(written("2 persons"))
    assert world.once().held == 1
    assert world.answers() == []


def test_the_note_of_a_decision_is_kept_with_the_request(world: World):
    world.receive(written("2 persons"))
    world.once()
    ((request, state),) = world.rows(mail.c.request, mail.c.state)
    assert '"party_size":2' in request
    assert MailState(state) is MailState.ANSWERED


def test_a_restarted_worker_knows_everything(world: World):
    world.receive(written("2 persons"))
    world.once()
    world.started()
    world.receive(written("cancel"))
    world.once()
    assert len(world.answers()) == 2


def bounce(message_id: str, recipient: str) -> bytes:
    return f"""Return-Path: <>
From: Mail Delivery System <mailer-daemon@example.org>
To: {FORUM}
Subject: Undelivered Mail Returned to Sender
Message-ID: <back.{message_id.strip('<>')}>
Date: Mon, 2 Oct 2017 10:15:00 +0200
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

Undelivered.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; example.org

Final-Recipient: rfc822; {recipient}
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 no such user

--b
Content-Type: text/rfc822-headers

Message-ID: {message_id}
To: {recipient}

--b--
""".replace("\n", "\r\n").encode()


