"""Every cell of the proof table, through the real tokens and the real decision (P18)."""

import pytest
from registration.desk import ANNA, EVE, FRESH, NOW, TOKENS, booked, decided, mail, standing, wants

from processor.message.model import AuthenticationVerdict
from processor.registration import Purpose, Tokens, anchors, prove
from processor.registration.model import Ask, Outcome, PendingQuestion, Proof, ReplyKind, State
from processor.understanding.model import Intent

CODE = "KL-7F3Q"
OURS = "<ours@office.example>"
CHALLENGE = TOKENS.challenge(CODE, Purpose.CANCEL, FRESH.challenge)
CARRIES = {
    "challenge": {"subject": f"Re: {CHALLENGE}"},
    "standing token": {"subject": f"Re: [{TOKENS.standing(CODE)}]"},
    "our message-id": {"references": ("<x@y>", OURS)},
    "code in the text": {"text": "Mein Code ist kl-7f3q."},
    "aligned": {"authentication": AuthenticationVerdict.ALIGNED_PASS},
    "nothing": {},
    "quoted token": {"quoted": f"> {TOKENS.standing(CODE)} {CHALLENGE}"},
    "forged": {"authentication": AuthenticationVerdict.FAIL, "subject": f"Re: {CHALLENGE}"},
}
STRENGTH = {
    "challenge": Proof.CHALLENGE, "standing token": Proof.STANDING, "our message-id": Proof.STANDING,
    "code in the text": Proof.STANDING, "aligned": Proof.AUTHENTICATED, "nothing": Proof.NOTHING,
    "quoted token": Proof.NOTHING, "forged": Proof.FORGED,
}
STRONG = ("challenge", "standing token", "our message-id", "code in the text", "aligned")


def written(carries, sender):
    return mail(sender, name="Anna Schmidt" if sender == ANNA else "Eve Elster", **CARRIES[carries])


def found(message, pending=None):
    proved = prove(message, anchors(message), TOKENS, codes={CODE}, sent={OURS: CODE}, challenges={FRESH.challenge})
    registration = booked(3)
    own = (registration,) if message.sender.address == ANNA else ()
    others = () if own else (registration,)
    referred = (registration,) if proved.codes else ()
    return standing(*own, others=others, referred=referred, proof=proved.proof, pending=pending)


def question(intent):
    ask = Ask.CANCEL if intent is Intent.CANCEL else Ask.CHANGE
    return PendingQuestion(ask, wants(intent), NOW, ANNA, "Anna Schmidt", CODE, FRESH.challenge)


def decision(carries, sender, request):
    message = written(carries, sender)
    pending = question(request.intent) if carries == "challenge" else None
    return decided(message, request, found(message, pending))


@pytest.mark.parametrize("carries", CARRIES)
@pytest.mark.parametrize("sender", [ANNA, EVE])
def test_a_mail_proves_what_it_carries_whoever_it_says_it_is_from(carries, sender):
    message = written(carries, sender)
    proved = prove(message, anchors(message), TOKENS, codes={CODE}, sent={OURS: CODE}, challenges={FRESH.challenge})
    assert proved.proof is STRENGTH[carries]
    assert proved.codes == (() if carries in ("aligned", "nothing") else (CODE,))


TAKING = [
    wants(Intent.CANCEL),
    wants(Intent.CHANGE, party_size=2),
    wants(Intent.CHANGE, leaving=("Anna Schmidt",), attendees=("Karl Schmidt",)),
]
MORE = wants(Intent.CHANGE, party_size=5)


@pytest.mark.parametrize("request_", TAKING, ids=["cancel", "fewer", "other name"])
@pytest.mark.parametrize("carries", STRONG)
def test_the_stored_address_with_a_proof_takes_away_at_once(carries, request_):
    result = decision(carries, ANNA, request_)
    assert result.outcome is Outcome.ANSWERED
    assert [change.after.code for change in result.changes] == [CODE]


@pytest.mark.parametrize("request_", TAKING, ids=["cancel", "fewer", "other name"])
@pytest.mark.parametrize("carries", ["nothing", "quoted token"])
def test_the_stored_address_without_proof_is_asked_before_anything_is_taken_away(carries, request_):
    result = decision(carries, ANNA, request_)
    assert result.outcome is Outcome.HELD and not result.changes
    assert [(r.kind, r.to) for r in result.replies] == [(ReplyKind.CONFIRM, ANNA)]
    assert result.replies[0].challenge == TOKENS.challenge(
        CODE, Purpose.CANCEL if request_.intent is Intent.CANCEL else Purpose.CHANGE, FRESH.challenge)


@pytest.mark.parametrize("carries", [*STRONG, "nothing", "quoted token"])
def test_the_stored_address_gets_more_seats_and_needs_with_any_proof_or_none(carries):
    result = decision(carries, ANNA, wants(Intent.CHANGE, party_size=4, needs=("wheelchair",)))
    assert result.outcome is Outcome.ANSWERED
    assert (result.changes[0].after.size, result.changes[0].after.needs) == (4, ("wheelchair",))


@pytest.mark.parametrize("request_", [*TAKING, MORE])
def test_another_address_with_the_challenge_acts(request_):
    assert decision("challenge", EVE, request_).changes[0].before.code == CODE


@pytest.mark.parametrize("request_", [*TAKING, MORE])
@pytest.mark.parametrize("carries", ["standing token", "our message-id", "code in the text"])
def test_another_address_with_a_trace_of_our_mail_makes_us_ask_the_stored_address(carries, request_):
    result = decision(carries, EVE, request_)
    assert result.outcome is Outcome.HELD and not result.changes
    assert [(r.kind, r.to, r.references) for r in result.replies] == [(ReplyKind.CONFIRM, ANNA, ())]


@pytest.mark.parametrize("request_", [*TAKING, MORE])
@pytest.mark.parametrize("carries", ["aligned", "nothing", "quoted token"])
def test_another_address_with_nothing_of_ours_changes_nothing_and_reaches_nobody_else(carries, request_):
    result = decision(carries, EVE, request_)
    assert not result.changes
    assert {r.to for r in result.replies} <= {EVE}


@pytest.mark.parametrize("carries", ["aligned", "nothing", "quoted token"])
def test_another_address_that_registers_is_a_new_party(carries):
    result = decision(carries, EVE, wants(Intent.REGISTER, party_size=1, attendees=("Eve Elster",)))
    assert result.changes[0].before is None
    assert (result.changes[0].after.contact, result.changes[0].after.state) == (EVE, State.CONFIRMED)


def test_a_forwarded_confirmation_brings_a_new_party_of_other_people():
    result = decision("our message-id", EVE, wants(Intent.REGISTER, party_size=1, attendees=("Eve Elster",)))
    assert result.changes[0].before is None and result.replies[0].to == EVE


@pytest.mark.parametrize("sender", [ANNA, EVE])
@pytest.mark.parametrize("request_", [*TAKING, MORE, wants(Intent.REGISTER, party_size=1)])
def test_a_forged_mail_is_held_and_never_answered_whatever_it_carries(sender, request_):
    result = decision("forged", sender, request_)
    assert (result.outcome, result.changes, result.replies) == (Outcome.HELD, (), ())


def test_a_challenge_that_was_used_proves_no_more_than_the_code_in_it():
    message = mail(EVE, f"ja {CHALLENGE}")
    assert prove(message, anchors(message), TOKENS, codes={CODE}, challenges=set()).proof is Proof.STANDING


def test_a_challenge_to_cancel_does_not_change_from_another_address():
    message = mail(EVE, subject=CHALLENGE)
    result = decided(message, wants(Intent.CHANGE, party_size=1), found(message, question(Intent.CANCEL)))
    assert not result.changes


def test_the_challenge_of_one_registration_does_not_reach_another_that_is_quoted():
    other = booked(4, "KL-8G4R", contact="bob@third.example")
    state = standing(others=(other,), referred=(booked(3), other), proof=Proof.CHALLENGE,
                     pending=question(Intent.CANCEL))
    result = decided(mail(EVE), wants(Intent.CANCEL), state)
    assert [change.after.code for change in result.changes] == [CODE]


def test_a_thread_of_somebody_elses_registration_proves_nothing_about_the_forged_senders_own():
    eves = booked(1, "KL-8G4R", contact=EVE, event="other")
    state = standing(booked(3), referred=(eves,), proof=Proof.STANDING)
    assert not decided(mail(ANNA), wants(Intent.CANCEL), state).changes


def test_wrong_codes_and_tokens_are_counted():
    forged = Tokens(("another key",)).standing("KL-9ZZ9")
    message = mail(EVE, f"KL-2AB3 {forged}", quoted="KL-4CD5")
    assert prove(message, anchors(message), TOKENS, codes=()).wrong == 2
