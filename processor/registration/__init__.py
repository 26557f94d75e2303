"""What is true: events, seats, registrations, and what one mail changes. Pure."""

from processor.registration.accept import accept, decline
from processor.registration.anchors import Anchors, anchors
from processor.registration.codes import code_from, codes_in, prefix_of
from processor.registration.decide import decide
from processor.registration.gate import Silence, silence
from processor.registration.proof import Proved, prove
from processor.registration.queue import advance, release
from processor.registration.seats import Placed, place, promote
from processor.registration.tokens import ChallengeToken, Purpose, StandingToken, Tokens

__all__ = [
    "Anchors", "ChallengeToken", "Placed", "Proved", "Purpose", "Silence", "StandingToken", "Tokens",
    "accept", "advance", "anchors",
    "code_from", "codes_in", "decide", "decline", "place", "prefix_of", "promote", "prove", "release",
    "silence",
]
