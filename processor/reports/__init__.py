"""The day's facts → the report mail: what waits for a human on top, then how the events stand."""

from processor.reports.compose import report
from processor.reports.due import is_worth_sending
from processor.reports.model import EventFacts, Facts, Movement, Point, Undeliverable

__all__ = ["EventFacts", "Facts", "Movement", "Point", "Undeliverable", "is_worth_sending", "report"]
