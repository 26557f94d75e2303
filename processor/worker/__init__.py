"""Intake, decisions, filing, delivery, report; schedule, signals, health."""

from processor.worker.backlog import Cleared, accept_clear
from processor.worker.health import Health, health
from processor.worker.review import Settled, Verdict, open_points, settle
from processor.worker.worker import Round, Worker

__all__ = [
    "Cleared", "Health", "Round", "Settled", "Verdict", "Worker", "accept_clear", "health", "open_points", "settle",
]
