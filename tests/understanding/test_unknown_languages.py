"""A mail in a language nobody taught us is kept for a human, and known to be about the event."""

from datetime import UTC, datetime

import pytest

from processor.message import parse
from processor.registration.model import Outcome, Policy, ReplyKind, Seats, Standing
from processor.understanding import understand
from processor.understanding.model import Advice, Context, KnownEvent

NOW = datetime(2017, 10, 2, 9, tzinfo=UTC)
CONTEXT = Context(
    "Projektteam", "forum@example.org",
    (KnownEvent("forum", "Bürgerforum", ("Bürgerforum",), datetime(2017, 10, 19, 15, tzinfo=UTC), datetime(2017, 10, 19, 18, tzinfo=UTC),
                "Stadtmission Kaiserslautern", "Brüderstraße 1"),),
    "de", ("de", "en"), UTC,
)


def mail(text: str) -> bytes:
    return (f"From: Nuno <nuno@example.org>\nTo: forum@example.org\nSubject: =?utf-8?q?Ol=C3=A1?=\nMIME-Version: 1.0\n"
            f"Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n{text}\n").encode()


@pytest.mark.parametrize("text", [
    "Bom dia, gostaria muito de participar no Bürgerforum com a minha mulher e os meus dois filhos.",
    "Dobrý den, rád bych se zúčastnil setkání 19. 10. 2017 ve Stadtmission Kaiserslautern s manželkou.",
])
def test_it_is_held_and_named_as_ours(text: str):
    request = understand(parse(mail(text), received=NOW), CONTEXT)
    assert request.advice is Advice.REVIEW and request.names_an_event


def test_a_letter_about_something_else_is_not_ours():
    request = understand(parse(mail("Bom dia, o seu pedido de livros chegou à nossa loja e pode ser levantado."), received=NOW), CONTEXT)
    assert request.advice is Advice.REVIEW and not request.names_an_event


def test_the_sender_hears_in_the_organisers_language_and_in_english_that_a_human_reads_it():
    from processor.registration import decide
    from processor.registration.model import Event, Fresh

    event = Event("forum", "Bürgerforum", CONTEXT.events[0].start, CONTEXT.events[0].end, "Stadtmission", "Brüderstraße 1")
    message = parse(mail("Bom dia, gostaria muito de participar no Bürgerforum com a minha mulher e os meus dois filhos."), received=NOW)
    policy = Policy(True, "de", ("de", "en"), ("de", "en"), UTC)
    decision = decide(message, understand(message, CONTEXT), Standing({"forum": Seats(event, 0)}), policy, NOW, Fresh("FO-2222", "abcdefghij"))
    assert decision.outcome is Outcome.HELD
    [reply] = decision.replies
    assert (reply.kind, reply.to, reply.language, reply.also_english) == (ReplyKind.RECEIVED, "nuno@example.org", "de", True)
