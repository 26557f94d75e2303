"""Registrations, seats, outbox, open points, questions: what is stored comes back."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.exc import IntegrityError

from processor.mailbox.port import Ref, Role
from processor.message.model import Mailbox
from processor.registration.model import (
    Ask,
    Cause,
    Change,
    Event,
    OpenPoint,
    OpenPointKind,
    PendingQuestion,
    Registration,
    State,
)
from processor.store import Store
from processor.store.codec import dump, load_request
from processor.store.model import Arrived, Mark, OutboxState, Queued, Read
from processor.store.seats import SeatBook
from processor.understanding.model import Advice, DataWish, Evidence, Intent, Request


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.servers("postgresql"))])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """A fresh store of either kind."""
    where = request.getfixturevalue("postgresql").fresh() if request.param == "postgresql" else tmp_path / "store.sqlite"
    opened = Store.open(where)
    yield opened
    opened.close()


NOW = datetime(2017, 10, 2, 8, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
FORUM = Event("forum", "Forum", NOW, NOW + HOUR, "here", "there", capacity=10)
FULL = Registration(
    "KL-7F3Q", "forum", State.CONFIRMED, 3, "Anna@example.net", "Anna", "de", NOW, ("Anna", "Karl"), "Verein",
    ("wheelchair", "interpreter:ar"), 5, 2, True, 1, False, True,
)
REQUEST = Request(
    Intent.REGISTER, Advice.REVIEW, "de", "forum", 3, attendees=("Anna", "Karl"), needs=("wheelchair",),
    data_wish=DataWish.EXPORT, reasons=(Evidence("party_size", "3", "zu dritt"),), doubts=(Evidence("event", "?", ""),),
    confidence=0.5, answer=True,
)


def booked(code: str, **changes) -> Registration:
    return replace(Registration(code, "forum", State.CONFIRMED, 1, "a@example.net", "A", "de", NOW), **changes)


def arrived(uid: int, raw: bytes = b"x", **changes) -> Arrived:
    return replace(Arrived("a", Role.INBOX, Ref(1, uid), raw, True, NOW), **changes)


def queued(cause: str, **changes) -> Queued:
    return replace(Queued(cause, "registered", "a@example.net", f"<{cause}>", b"raw"), **changes)


def test_a_registration_comes_back_as_it_was(store: Store):
    with store.begin() as unit:
        unit.registrations.write(FULL, new=True)
    with store.reading() as unit:
        assert unit.registrations.by_code(["KL-7F3Q"]) == (FULL,)
        assert unit.registrations.of("ANNA@EXAMPLE.NET") == (FULL,)


def test_a_changed_registration_replaces_its_names_and_needs(store: Store):
    after = booked(FULL.code, attendees=("Karl",))
    with store.begin() as unit:
        unit.registrations.write(FULL, new=True)
        unit.registrations.write(after, new=False)
        assert unit.registrations.every() == (after,)


def test_a_code_is_given_once(store: Store):
    with pytest.raises(IntegrityError), store.begin() as unit:
        unit.registrations.write(FULL, new=True)
        unit.registrations.write(booked(FULL.code), new=True)


def test_erasing_leaves_no_name_anywhere(store: Store, tmp_path):
    with store.begin() as unit:
        unit.mails.add([arrived(1, b"From: Anna-Lena")], NOW)
        anna = booked("KL-2222", contact_name="Anna-Lena", attendees=("Anna-Lena",))
        unit.change(Change(None, anna, Cause.MAIL, "registered"), 1, NOW)
    with store.begin() as unit:
        unit.erase(["KL-2222"], 1, NOW)
        assert unit.seats.seats([FORUM])["forum"].taken == 0
        assert unit.history.erasures(NOW - HOUR) == 1
    store.close()
    kept = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert b"Anna-Lena" not in kept


def test_a_request_comes_back_as_it_was():
    assert load_request(dump(REQUEST)) == REQUEST


@given(st.lists(st.tuples(st.integers(0, 4), st.sampled_from(list(State)), st.integers(1, 5), st.booleans(),
                          st.booleans()), max_size=12))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_remembered_seats_are_the_counted_ones(store, changes):
    with store.begin() as unit:
        unit.erase([r.code for r in unit.registrations.every()], None, NOW)
    for number, state, size, more, fails in changes:
        try:
            with store.begin() as unit:
                known = unit.registrations.by_code([f"KL-{number}"])
                after = booked(f"KL-{number}", state=state, size=size, wanted_size=size + 1 if more else None,
                               received=NOW + timedelta(minutes=size))
                unit.change(Change(known[0] if known else None, after, Cause.MAIL, "x"), None, NOW)
                if fails:
                    raise KeyError
        except KeyError:
            pass
        with store.reading() as unit:
            counted = SeatBook(unit.connection, True, {}).seats([FORUM])
            assert unit.seats.seats([FORUM]) == counted


def test_seats_changed_by_another_worker_are_counted_again(store: Store):
    other = Store(store.engine)
    with store.begin() as unit:
        unit.change(Change(None, booked("KL-2222", size=4), Cause.MAIL, "x"), None, NOW)
    with other.begin() as unit:
        unit.change(Change(None, booked("KL-3333", size=3), Cause.MAIL, "x"), None, NOW)
    with store.begin() as unit:
        assert unit.seats.seats([FORUM])["forum"].taken == 7


def test_a_mail_fetched_twice_is_stored_once(store: Store):
    with store.begin() as unit:
        unit.mails.add([arrived(1), arrived(2)], NOW)
        unit.mails.add([arrived(2), arrived(3)], NOW)
        assert len(unit.mails.take("a", 10)) == 3


def test_a_mail_attempted_before_is_taken_alone(store: Store):
    with store.begin() as unit:
        unit.mails.add([arrived(n) for n in range(1, 5)], NOW)
        assert len(unit.mails.take("a", 2)) == 2
        assert [mail.id for mail in unit.mails.take("a", 10)] == [1]


def test_the_same_message_id_with_other_content_is_another_mail(store: Store):
    read = Read("<1@x>", "hash", "", Mailbox("", "a@x"))
    with store.begin() as unit:
        unit.mails.add([arrived(1), arrived(2)], NOW)
        from processor.store.model import MailState
        unit.mails.decided(1, read, MailState.SILENT, None, NOW)
        assert unit.mails.known(2, read).id == 1
        assert unit.mails.known(2, Read("<1@x>", "other", "", Mailbox("", "a@x"))) is None


def test_a_mail_causes_at_most_one_row(store: Store):
    with store.begin() as unit:
        unit.mails.add([arrived(1)], NOW)
        assert unit.outbox.queue(queued("mail:1", answers=1), NOW)
        assert not unit.outbox.queue(queued("mail:1", kind="changed", message_id="<b>", answers=1), NOW)
        assert not unit.outbox.queue(queued("mail:1", message_id="<c>"), NOW)
        assert unit.outbox.counts() == {OutboxState.QUEUED: 1}


def test_a_claimed_row_is_nobody_elses_until_it_is_recovered(store: Store):
    with store.begin() as unit:
        unit.outbox.queue(queued("a"), NOW)
        (row,) = unit.outbox.claim("one", 5, NOW)
        assert unit.outbox.claim("two", 5, NOW) == []
        assert unit.outbox.recover() == 1
        assert unit.outbox.claim("two", 5, NOW) == [row]


def test_a_row_that_waits_for_its_retry_is_not_due_before(store: Store):
    with store.begin() as unit:
        unit.outbox.queue(queued("a"), NOW)
        (row,) = unit.outbox.claim("one", 5, NOW)
        unit.outbox.retry(row.id, "451 later", NOW + HOUR)
        assert unit.outbox.claim("one", 5, NOW + HOUR / 2) == []
        assert len(unit.outbox.claim("one", 5, NOW + HOUR)) == 1


def test_replies_written_under_a_clock_that_was_wrong_go_out_all_the_same(store: Store):
    """P12: the clock said 2038 for a while."""
    wrong = NOW + timedelta(days=7400)
    with store.begin() as unit:
        unit.outbox.queue(queued("a"), wrong)
        unit.outbox.queue(queued("b"), wrong)
        rows = unit.outbox.claim("one", 1, wrong)
        unit.outbox.retry(rows[0].id, "451", wrong + HOUR)
        assert len(unit.outbox.claim("one", 5, NOW)) == 2


def test_a_bounce_needs_both_our_message_id_and_its_recipient(store: Store):
    with store.begin() as unit:
        unit.outbox.queue(queued("a"), NOW)
        assert unit.outbox.returned(["<a>"], ["eve@example.net"]) is None
        assert unit.outbox.returned(["<b>"], ["a@example.net"]) is None
        assert unit.outbox.returned(["<a>"], ["A@Example.net"]).id == 1


def test_the_same_point_of_a_mail_keeps_its_number(store: Store):
    point = OpenPoint(OpenPointKind.HELD, "why", "what")
    with store.begin() as unit:
        unit.mails.add([arrived(1)], NOW)
        first = unit.points.open(point, 1, NOW)
        assert unit.points.open(point, 1, NOW) == first
        unit.points.settle(first, "office", "done", NOW)
        assert unit.points.open(point, 1, NOW) == first + 1
        assert [one.number for one in unit.points.waiting()] == [first + 1]


def test_a_challenge_is_good_for_one_use_and_not_for_ever(store: Store):
    asked = PendingQuestion(Ask.CANCEL, REQUEST, NOW, "eve@example.net", "Eve", "KL-7F3Q", "nonce123")
    with store.begin() as unit:
        unit.mails.add([arrived(1)], NOW)
        unit.questions.ask(asked, 1, NOW)
        assert unit.questions.open_challenges(["nonce123", "other"], NOW) == {"nonce123"}
        assert unit.questions.of_challenge("nonce123", NOW).question == asked
        assert unit.questions.open_challenges(["nonce123"], NOW + timedelta(days=15)) == frozenset()
        unit.questions.spend("nonce123", NOW)
        assert unit.questions.open_challenges(["nonce123"], NOW) == frozenset()


def test_a_question_is_not_answered_by_the_mail_that_caused_it(store: Store):
    asked = PendingQuestion(Ask.SIZE, REQUEST, NOW, "anna@example.net")
    with store.begin() as unit:
        unit.mails.add([arrived(1), arrived(2)], NOW)
        unit.questions.ask(asked, 1, NOW)
        assert unit.questions.of_sender("anna@example.net", NOW, 1) is None
        assert unit.questions.of_sender("Anna@example.net", NOW, 2).question == asked


def test_a_mailbox_has_one_worker_at_a_time(store: Store):
    with store.begin() as unit:
        running, minute = unit.running, timedelta(minutes=1)
        assert running.lease("a", "one", NOW, minute)
        assert running.lease("a", "one", NOW, minute)
        assert not running.lease("a", "two", NOW, minute)
        assert running.lease("b", "two", NOW, minute)
        assert running.lease("a", "two", NOW, minute, dead=True)
        assert not running.lease("a", "one", NOW, minute)
        assert running.lease("a", "one", NOW + minute, minute), "a silent worker loses it"
        running.give_up_lease("a", "one")
        assert running.lease("a", "two", NOW, minute)


def test_a_lease_from_a_clock_that_was_wrong_does_not_last(store: Store):
    with store.begin() as unit:
        assert unit.running.lease("a", "one", NOW + timedelta(days=7400), HOUR)
        assert unit.running.lease("a", "two", NOW, HOUR)


def test_a_report_is_taken_once_a_local_day(store: Store):
    with store.begin() as unit:
        assert unit.running.claim_report(NOW.date(), NOW, sent=True)
        assert not unit.running.claim_report(NOW.date(), NOW, sent=True)
        assert unit.running.last_report(NOW) == NOW
        assert unit.running.last_report(NOW - HOUR) is None, "one from the future does not count"


def test_a_watermark_and_a_secret_stay(store: Store):
    with store.begin() as unit:
        unit.running.set_mark("a", Role.INBOX, Mark(1, 5))
        unit.running.set_mark("a", Role.INBOX, Mark(1, 7, 8, 2))
        secret = unit.running.secret("key")
    with store.begin() as unit:
        assert unit.running.mark("a", Role.INBOX) == Mark(1, 7, 8, 2)
        assert unit.running.mark("a", Role.ACCEPT) is None
        assert unit.running.secret("key") == secret


def test_counters_slide_and_forget(store: Store):
    with store.begin() as unit:
        for number, ago in enumerate((30 * HOUR, 2 * HOUR, HOUR / 2)):
            kind = "received" if number else "registered"
            unit.outbox.queue(queued(str(number), kind=kind, unproven=True), NOW - ago)
        unit.counters.add_wrong_codes("a@example.net", 3, NOW - HOUR)
        unit.counters.mute("A@example.net", NOW)
        lately = unit.counters.lately("a@example.net", "example.net", "", NOW, NOW)
    assert (lately.replies_ever, lately.replies_today, lately.errors_today, lately.unproven_today) == (3, 2, 2, 2)
    assert (lately.domain_last_hour, lately.wrong_codes_today, lately.muted) == (1, 3, True)


def test_the_same_long_text_from_others_is_counted_and_ones_own_is_not(store: Store):
    from processor.store.model import MailState
    with store.begin() as unit:
        unit.mails.add([arrived(n, received=NOW - n * HOUR / 4) for n in range(1, 7)], NOW)
        for n in range(1, 7):
            read = Read(f"<{n}@x>", str(n), "text", Mailbox("", f"a{n % 3}@example.net"))
            unit.mails.decided(n, read, MailState.HELD, None, NOW)
        lately = unit.counters.lately("a0@example.net", "", "text", NOW, NOW)
    assert lately.same_text_last_hour == 2
