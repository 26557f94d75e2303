"""The seat rule, case by case; whole histories are in test_histories.py."""

from dataclasses import replace
from datetime import timedelta

from registration.desk import FORUM, NOW, POLICY, booked, decided, mail, seats, standing, waiting, wants

from processor.registration import advance, place, promote
from processor.registration.model import OpenPointKind, Proof, ReplyKind, State
from processor.understanding.model import Intent

TOMORROW = replace(FORUM, start=NOW + timedelta(hours=20))
FULL = booked(10, "KL-FULL2", contact="crowd@citizen.example")


def hall(free, *queue, **fields):
    event = replace(FORUM, **fields)
    return seats(replace(FULL, size=event.capacity - free), *queue, event=event)


def seated(promoted):
    return [one.change.after.code for one in promoted]


def cancel_of(registration, *others):
    """A cancellation on the last day, when seats are offered on at once."""
    state = standing(registration, event=TOMORROW, others=others, referred=(registration,), proof=Proof.STANDING)
    return decided(mail(registration.contact), wants(Intent.CANCEL), state)


def test_a_cancelled_seat_goes_to_the_first_party_that_fits():
    small, later = waiting(2, "KL-AAA3", hours=1), waiting(1, "KL-AAA4", hours=2)
    decision = cancel_of(booked(2), replace(FULL, size=8), waiting(3, "KL-AAA2"), small, later)
    assert [(c.after.code, c.after.state, c.what) for c in decision.changes] == [
        ("KL-7F3Q", State.CANCELLED, "cancelled"),
        ("KL-AAA3", State.CONFIRMED, "promoted"),
        ("KL-AAA2", State.WAITLISTED, "overtaken"),
    ]
    assert [(r.kind, r.to) for r in decision.replies] == [
        (ReplyKind.CANCELLED, "anna@citizen.example"), (ReplyKind.PROMOTED, small.contact)]


def test_an_earlier_larger_party_keeps_its_place():
    large = waiting(5, "KL-AAA2")
    (step,) = promote(hall(3, large, waiting(2, "KL-AAA3", hours=1)), NOW)
    assert step.change.after.code == "KL-AAA3"
    assert step.overtook == (replace(large, overtaken=1),)
    assert seated(promote(hall(5, replace(large, overtaken=1), waiting(5, "KL-AAA4", 2)), NOW)) == ["KL-AAA2"]


def test_a_new_party_is_seated_at_once_only_where_no_waiting_party_fits():
    asking = waiting(2, "KL-NEW2", hours=30)
    placed = place(hall(2, waiting(2, "KL-AAA2")), None, asking, NOW)
    assert (placed.registration.state, placed.position) == (State.WAITLISTED, 1)
    assert seated(placed.others.promoted) == ["KL-AAA2"]
    placed = place(hall(2, waiting(3, "KL-AAA2")), None, asking, NOW)
    assert (placed.registration.state, placed.position) == (State.CONFIRMED, None)


def test_an_increase_is_all_or_nothing_and_the_held_seats_stay():
    before = booked(2)
    asking = replace(before, wanted_size=5, received=NOW)
    placed = place(seats(replace(FULL, size=6), before), before, asking, NOW)
    assert (placed.registration.size, placed.registration.wanted_size) == (2, 5)
    placed = place(seats(replace(FULL, size=5), before), before, asking, NOW)
    assert (placed.registration.size, placed.registration.wanted_size) == (5, None)


def test_an_increase_waits_with_its_own_time():
    increase = booked(2, wanted_size=3, received=NOW)
    crowd = replace(FULL, size=7)
    assert seated(promote(seats(crowd, increase, waiting(1, "KL-AAA2", hours=2)), NOW)) == ["KL-AAA2"]


def test_a_party_is_split_only_where_it_says_so():
    assert promote(hall(2, waiting(3, "KL-AAA2")), NOW) == ()
    (step,) = promote(hall(2, waiting(3, "KL-AAA2", partial_ok=True)), NOW)
    assert (step.change.after.state, step.change.after.size, step.change.after.wanted_size) == (State.CONFIRMED, 2, 3)


def test_nobody_is_seated_once_the_event_has_begun():
    assert promote(hall(5, waiting(1, "KL-AAA2")), FORUM.start) == ()


def test_an_event_without_a_limit_seats_everybody():
    event = replace(FORUM, capacity=None)
    assert seated(promote(seats(waiting(900, "KL-AAA2"), event=event), NOW)) == ["KL-AAA2"]


def test_fewer_seats_than_are_taken_promote_nobody_and_never_count_below_zero():
    crowded = replace(hall(0, waiting(1, "KL-AAA2")), taken=14)
    assert (crowded.free, promote(crowded, NOW)) == (0, ())


def test_a_party_overtaken_for_the_third_time_is_seen_by_a_human_once():
    def points(overtaken):
        large = waiting(5, "KL-AAA2", overtaken=overtaken)
        return advance(hall(1, large, waiting(1, "KL-AAA3", 1)), POLICY, NOW).open_points

    assert [p.registration for p in points(2)] == ["KL-AAA2"] and points(2)[0].kind is OpenPointKind.OVERTAKEN
    assert points(1) == points(3) == ()


def test_a_party_overtaken_within_72_hours_of_the_event_is_seen_by_a_human_at_once():
    free = hall(1, waiting(5, "KL-AAA2"), waiting(1, "KL-AAA3", 1))
    assert advance(free, POLICY, FORUM.start - timedelta(hours=73)).open_points == ()
    assert len(advance(free, POLICY, FORUM.start - timedelta(hours=72)).open_points) == 1


def test_more_capacity_tells_everybody_who_now_has_a_seat():
    decision = advance(hall(4, waiting(3, "KL-AAA2", notified=False), waiting(1, "KL-AAA3", 1)), POLICY, NOW)
    assert [(r.kind, r.registration.code, r.first_contact, r.calendar) for r in decision.replies] == [
        (ReplyKind.PROMOTED, "KL-AAA2", True, "REQUEST"), (ReplyKind.PROMOTED, "KL-AAA3", False, "REQUEST")]
    assert all(change.after.notified for change in decision.changes)


def test_who_asks_for_fewer_while_waiting_may_be_seated_by_the_same_answer():
    large = waiting(4, "KL-7F3Q", contact="anna@citizen.example")
    state = standing(large, others=(replace(FULL, size=8),), referred=(large,), proof=Proof.STANDING)
    decision = decided(mail(), wants(Intent.CHANGE, party_size=2), state)
    (change,), (reply,) = decision.changes, decision.replies
    assert (change.after.state, change.after.size) == (State.CONFIRMED, 2)
    assert (reply.kind, reply.registration, reply.calendar) == (ReplyKind.CHANGED, change.after, "REQUEST")
