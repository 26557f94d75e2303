"""`processor explain --standing`: what the worker would decide, with the registrations as they are."""

from collections.abc import Callable

from processor import bootstrap
from processor.config import Config
from processor.message.model import Message
from processor.registration import anchors
from processor.registration.model import Decision
from processor.store import standing
from processor.understanding.model import Request
from processor.worker.clock import SystemChance, SystemClock
from processor.worker.core import Core


def decisions(config: Config) -> Callable[[Message, Request], Decision]:
    """A function that decides as the worker does and records nothing."""
    store = bootstrap.store_of(config)
    tokens, clock = bootstrap.tokens_of(store), SystemClock()
    core = Core.of(config, bootstrap.templates_of(config), tokens, SystemChance())

    def decide(message: Message, request: Request) -> Decision:
        now = clock.now()
        with store.reading() as unit:
            found = standing(unit, message, anchors(message), tokens, unit.events.over(core.events), now)
        return core.decide(message, request, found.standing, now, fresh=core.fresh(request, lambda code: False))

    return decide
