"""The pure core as the worker calls it: every setting already filled in."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, time
from zoneinfo import ZoneInfo

from processor.config import Config
from processor.message import Mailbox, Message, parse
from processor.registration import Tokens, accept, code_from, decide, decline, prefix_of
from processor.registration.model import Decision, Event, Fresh, Policy, Reply, Standing
from processor.replies import Composed, Organiser, Templates, compose
from processor.reports import Facts, report
from processor.understanding import context_of, understand
from processor.understanding.lexicon import languages as understood_languages
from processor.understanding.model import Context, KnownEvent, Request
from processor.worker.clock import Chance
from processor.worker.quiet import awake_at
from processor.worker.settings import events_of, policy_of

Understand = Callable[[Message, Context], Request]


@dataclass(frozen=True, slots=True)
class Core:
    """What a mail is, what it wants, what it causes, and what is answered; no I/O."""

    context: Context
    policy: Policy
    events: tuple[Event, ...]
    organiser: Organiser
    templates: Templates
    tokens: Tokens
    chance: Chance
    understood: Understand = understand
    authserv_id: str = "none"
    quiet: tuple[time, time] | None = None  # when nothing goes out that nobody waits for

    @classmethod
    def of(cls, config: Config, templates: Templates, tokens: Tokens, chance: Chance,
           understood: Understand = understand) -> "Core":
        """The core of one checked config."""
        policy = policy_of(config, tuple(templates.languages), understood_languages())
        return cls(context_of(config), policy, events_of(config), Organiser.of(config), templates, tokens, chance,
                   understood, config.trust.authserv_id, config.delivery.quiet if config.delivery else None)

    @property
    def zone(self) -> ZoneInfo:
        """The organiser's zone, in which days begin."""
        return ZoneInfo(self.organiser.timezone)

    def read(self, raw: bytes, received: datetime, complete: bool) -> Message:
        """What the mail is."""
        return parse(raw, received=received, own_addresses=self.policy.own_addresses, authserv_id=self.authserv_id,
                     complete=complete)

    def understand(self, message: Message, thread_event: str | None, events: Iterable[Event] = ()) -> Request:
        """What the sender wants, where `events` stand today; a mail that names a moved event's old date is in doubt."""
        moved = {event.key: event for event in events}
        context = replace(self.context, thread_event=thread_event, events=tuple(
            _as_it_stands(known, moved.get(known.key)) for known in self.context.events))
        return self.understood(message, context)

    def decide(self, message: Message, request: Request, standing: Standing, now: datetime, *, fresh: Fresh,
               propose: bool = False) -> Decision:
        """What the mail causes; `propose`: nothing is done, a human sees what would be."""
        policy = replace(self.policy, propose=True) if propose else self.policy
        return decide(message, request, standing, policy, now, fresh)

    def accept(self, message: Message, request: Request, standing: Standing, now: datetime, *, fresh: Fresh,
               size: int | None = None, event: str | None = None) -> Decision:
        """What a held mail causes once an organiser vouches for it."""
        return accept(message, request, standing, self.policy, now, fresh, size=size, event=event)

    def decline(self, message: Message, request: Request, standing: Standing, now: datetime, *, fresh: Fresh) -> Decision:
        """What a held mail causes once an organiser says no."""
        return decline(message, request, standing, self.policy, now, fresh)

    def fresh(self, request: Request, taken: Callable[[str], bool]) -> Fresh:
        """Ids for one decision; the code is nobody's yet."""
        prefix = prefix_of(request.event or self.events[0].key)
        code = code_from(self.chance.octets(4), prefix)
        while taken(code):
            code = code_from(self.chance.octets(4), prefix)
        return Fresh(code, self.chance.octets(5).hex(), self.tokens)

    def awake_at(self, now: datetime, event: Event | None) -> datetime:
        """The earliest moment for a mail that nobody waits for."""
        return awake_at(now, self.quiet, self.zone, event.start if event else None)

    def message_id(self) -> str:
        """A random 128-bit Message-ID on the mailbox's domain (RELIABILITY.md, rule 16)."""
        return f"<{self.chance.octets(16).hex()}@{self.organiser.address.rpartition('@')[2]}>"

    def compose(self, reply: Reply, message_id: str, now: datetime) -> bytes:
        """The finished mail of one reply."""
        return self.composed(reply, message_id, now).raw

    def composed(self, reply: Reply, message_id: str, now: datetime) -> Composed:
        """One reply, also as people see it."""
        return compose(reply, self.organiser, self.templates, self.tokens, message_id, now)

    def report(self, facts: Facts, to: Mailbox, message_id: str, now: datetime) -> bytes:
        """The finished report for one reader."""
        return report(facts, self.organiser, self.templates, self.tokens, message_id, now, to=to).raw


def _as_it_stands(known: KnownEvent, event: Event | None) -> KnownEvent:
    if event is None:
        return known
    return replace(known, start=event.start, end=event.end, venue=event.venue, address=event.address)
