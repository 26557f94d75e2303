"""Whole histories of one event against the naive hall (P9).

The ordinary run takes 1,000 histories; `HYPOTHESIS_PROFILE=thorough` takes 10,000.
"""

import os
from dataclasses import replace
from datetime import timedelta

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from registration.desk import FORUM, FRESH, NOW, POLICY, mail, seats, unclear, wants
from registration.naive import Hall, Party

from processor.registration import advance, code_from, decide, release
from processor.registration.model import Ask, OpenPointKind, Outcome, Proof, ReplyKind, Standing, State
from processor.registration.reminding import is_reminded
from processor.understanding.model import Intent

HISTORIES = 10_000 if os.environ.get("HYPOTHESIS_PROFILE") == "thorough" else 1000
SIZES = st.integers(1, 6)
PARTLY = st.sampled_from([False, False, False, True])
LATE = st.integers(0, 3)
PICK = st.integers(0, 1000)
ACTIVE = (State.CONFIRMED, State.WAITLISTED)


class Histories(RuleBasedStateMachine):
    """Citizens register, change, cancel, come back and are asked; the mailbox delivers late; the hall sometimes grows."""

    @initialize(capacity=st.integers(1, 12), queueing=st.sampled_from([True, True, True, False]))
    def open(self, capacity, queueing):
        self.event = replace(FORUM, capacity=capacity, waiting_list=queueing)
        self.hall = Hall(capacity, queueing)
        self.book = {}
        self.asked, self.codes = [], 0
        self.now, self.count, self.last = NOW, 0, None

    @rule(size=SIZES, partly=PARTLY, late=LATE)
    def register(self, size, partly, late):
        code = self.new_code()
        partly = partly and self.event.waiting_list
        message = self.letter(f"citizen{self.count}@citizen.example", late)
        decision = self.decide(message, wants(Intent.REGISTER, party_size=size, partial_ok=partly), code=code)
        if size > self.event.capacity and self.event.waiting_list:
            assert (decision.outcome, decision.changes) == (Outcome.HELD, ())
        else:
            self.hall.register(Party(code, message.received, size, partly=partly))

    @precondition(lambda self: self.active())
    @rule(pick=PICK, size=SIZES, late=LATE, again=st.booleans())
    def change(self, pick, size, late, again):
        known = self.pick(pick)
        intent = Intent.REGISTER if again else Intent.CHANGE
        message, known = self.letter_about(known, late)
        party = self.party(known)
        decision = self.decide(message, wants(intent, party_size=size, attendees=known.attendees), known)
        if again and size == 1:
            assert not decision.changes  # one person is a guess where no word says so
        elif size > self.event.capacity and size > party.wants and self.event.waiting_list:
            assert (decision.outcome, decision.changes) == (Outcome.HELD, ())
        elif size != party.wants:
            self.hall.resize(party, size, message.received)

    @precondition(lambda self: self.active())
    @rule(pick=PICK)
    def cancel(self, pick):
        known = self.pick(pick)
        message, known = self.letter_about(known)
        self.decide(message, wants(Intent.CANCEL), known)
        self.hall.cancel(self.party(known), kept=FORUM.start - self.now > timedelta(hours=24))

    @precondition(lambda self: self.gone())
    @rule(pick=PICK)
    def come_after_all(self, pick):
        known = self.gone()[pick % len(self.gone())]
        message, known = self.letter_about(known)
        code = self.new_code()
        decision = self.decide(message, wants(Intent.REGISTER), known, code=code)
        (answer,) = [r for r in decision.replies if r.kind is not ReplyKind.PROMOTED]
        if known.released_at is not None:
            self.hall.come_back(self.party(known))
            assert (answer.kind, answer.registration.code) == (ReplyKind.RESTORED, known.code)
            assert size_held(answer.registration) >= known.kept and answer.registration.received == known.received
        elif answer.kind is not ReplyKind.RECEIVED:
            self.hall.register(Party(code, message.received, known.size))
            assert answer.again or answer.kind is ReplyKind.FULL

    @rule(late=LATE)
    def ask_for_the_number(self, late):
        message = self.letter(f"citizen{self.count}@citizen.example", late)
        decision = self.decide(message, unclear(Intent.REGISTER, "party_size"))
        assert (decision.changes, decision.open_points, decision.asks.ask) == ((), (), Ask.SIZE)
        self.asked.append(decision.asks)

    @precondition(lambda self: self.asked)
    @rule(pick=PICK, size=SIZES)
    def answer_the_question(self, pick, size):
        asked = self.asked.pop(pick % len(self.asked))
        code = self.new_code()
        decision = self.decide(self.letter(asked.sender, 0), wants(Intent.REGISTER, party_size=size), code=code, pending=asked)
        assert decision.settles_question
        if size <= self.event.capacity or not self.event.waiting_list:
            self.hall.register(Party(code, asked.received, size))

    @precondition(lambda self: self.active())
    @rule(pick=PICK)
    def hand_over(self, pick):
        known = self.pick(pick)
        heir = "Heir " + "".join(chr(65 + int(digit)) for digit in f"{self.count:05d}")
        message, known = self.letter_about(known)
        request = wants(Intent.CHANGE, attendees=(heir,), leaving=known.attendees or ("Nobody Else",))
        self.decide(message, request, known)
        assert self.book[known.code].attendees == (heir,)

    @invariant()
    def nobody_is_reminded_of_a_seat_they_do_not_hold(self):
        for one in self.book.values():
            assert is_reminded(one) == (one.state is State.CONFIRMED and one.size > 0)

    @precondition(lambda self: self.active())
    @rule(pick=PICK)
    def somebody_else_tries_to_cancel(self, pick):
        known = self.pick(pick)
        message, known = self.letter_about(known)
        decision = self.decide(message, wants(Intent.CANCEL), known, proof=Proof.NOTHING)
        assert not decision.changes

    @rule(more=st.integers(1, 4))
    def enlarge(self, more):
        self.event = replace(self.event, capacity=self.event.capacity + more)
        self.apply(advance(self.seats(), POLICY, self.now))
        self.hall.enlarge(more)

    @rule(days=st.integers(1, 8))
    def wait(self, days):
        self.pass_(timedelta(days=days))

    @rule(minutes=st.integers(1, 20))
    def wait_a_little(self, minutes):
        self.pass_(timedelta(minutes=minutes))

    @invariant()
    def the_book_is_the_halls(self):
        assert {r.code: (size_wanted(r), size_held(r)) for r in self.active()} == {
            p.code: (p.wants, p.held) for p in self.hall.parties if not p.left}
        assert [r.code for r in self.seats().waiting] == [p.code for p in self.hall.queue()]

    @invariant()
    def nothing_is_oversold(self):
        assert self.seats().taken <= self.event.capacity

    @invariant()
    def every_promise_in_a_reply_is_true(self):
        waiting = [r.code for r in self.seats().waiting]
        for reply in self.last.replies if self.last else ():
            if reply.kind is ReplyKind.CONFIRM or reply.registration is None:
                continue
            told = reply.registration
            assert told == self.book[told.code] and reply.to == told.contact
            if self.last.changes:
                assert reply.position == (waiting.index(told.code) + 1 if told.code in waiting else None)
                assert reply.free == self.seats().free
            assert (reply.calendar == "REQUEST") <= (told.state is State.CONFIRMED)
            assert (reply.kind is ReplyKind.REGISTERED) <= (told.state is State.CONFIRMED)
            assert (reply.kind is ReplyKind.WAITLISTED) <= (told.state is State.WAITLISTED)

    def letter(self, sender, late):
        self.count += 1
        self.pass_(timedelta(minutes=1))
        received = self.now - timedelta(minutes=late, seconds=self.count % 60)
        return mail(sender, name=f"Citizen {sender}", received=received)

    def letter_about(self, known, late=0):
        """A mail, and the registration as it stands once the mail is there."""
        message = self.letter(known.contact, late)
        return message, self.book[known.code]

    def pass_(self, span):
        """Time goes by, and the worker looks what is kept no longer."""
        self.now = max(self.now, min(self.now + span, FORUM.start - timedelta(hours=9)))
        over = tuple(r for r in self.gone() if r.released_at and r.released_at <= self.now)
        if over:
            self.apply(release(self.seats(), over, POLICY, self.now))
            self.hall.release(*map(self.party, over))

    def decide(self, message, request, known=None, code="KL-NEW2", proof=Proof.STANDING, pending=None):
        own = (known,) if known else ()
        standing = Standing({"forum": self.seats()}, own=own, referred=own if proof is Proof.STANDING else (),
                            proof=proof if known else Proof.NOTHING, pending=pending)
        decision = decide(message, request, standing, POLICY, self.now, replace(FRESH, code=code))
        answers = [r for r in decision.replies if r.kind is not ReplyKind.PROMOTED]
        assert len(answers) == 1
        self.apply(decision)
        return decision

    def apply(self, decision):
        self.last = decision
        codes = [change.after.code for change in decision.changes]
        assert len(set(codes)) == len(codes)
        for change in decision.changes:
            assert change.before == self.book.get(change.after.code)
            assert change.before != change.after
            self.book[change.after.code] = change.after
        if self.event.start - self.now <= timedelta(hours=72):
            seen = {p.registration for p in decision.open_points if p.kind is OpenPointKind.OVERTAKEN}
            assert {c.after.code for c in decision.changes if c.what == "overtaken"} <= seen

    def seats(self):
        return seats(*self.book.values(), event=self.event)

    def active(self):
        return [r for r in self.book.values() if r.state in ACTIVE]

    def new_code(self):
        self.codes += 1
        return code_from(self.codes.to_bytes(4, "big"), "KL")

    def gone(self):
        return [r for r in self.book.values() if r.state is State.CANCELLED]

    def party(self, registration):
        return next(p for p in self.hall.parties if p.code == registration.code)

    def pick(self, number):
        active = self.active()
        return active[number % len(active)]


def size_held(registration):
    return registration.size if registration.state is State.CONFIRMED else 0


def size_wanted(registration):
    return registration.wanted_size or registration.size


TestHistories = Histories.TestCase
TestHistories.settings = settings(
    max_examples=HISTORIES, stateful_step_count=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
