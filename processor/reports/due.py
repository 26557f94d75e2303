"""Whether a report is worth a reader's time."""

from datetime import datetime

from processor.reports.model import Facts

SIGN_OF_LIFE = 7  # days of silence after which a report says that all is well


def is_worth_sending(facts: Facts, last_sent: datetime | None, now: datetime) -> bool:
    """Whether something happened, something waits, or silence has lasted a week.

    `now` in the organiser's zone: days are counted by its calendar, not by hours, so that a report a
    minute earlier than last week's still goes out. Mails of others alone are no news.
    """
    if has_news(facts) or last_sent is None:
        return True
    return (now.date() - last_sent.astimezone(now.tzinfo).date()).days >= SIGN_OF_LIFE


def has_news(facts: Facts) -> bool:
    """Whether there is anything a human would miss."""
    moved = any(each.new or each.changed or each.cancelled or each.promoted or each.turnout for each in facts.events)
    return bool(moved or facts.points or facts.undeliverable or facts.erased or facts.warnings or facts.told)
