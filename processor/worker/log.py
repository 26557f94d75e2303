"""One JSON object a line, `action` in snake_case; no bodies, and addresses only as keyed hashes (P22)."""

import hashlib
import hmac
import logging
import sys
from collections.abc import Callable
from typing import Any

import structlog

NAME = "processor.worker"


def configure(level: int = logging.INFO) -> None:
    """Write the worker's lines to standard error. Without this only warnings appear."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(message)s"))
    logger = logging.getLogger(NAME)
    logger.handlers[:] = [handler]
    logger.propagate = False
    logger.setLevel(level)


def logger() -> Any:
    """The worker's log: `log.info(action="mail_decided", mail=17)`."""
    return structlog.wrap_logger(
        logging.getLogger(NAME),
        wrapper_class=_Lines,
        processors=[
            structlog.stdlib.filter_by_level,
            structlog.stdlib.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(ensure_ascii=True),  # no escape sequence or line end gets through
        ],
    )


def hasher(key: str) -> Callable[[str], str]:
    """Addresses as twelve digits that only this database can compare."""
    secret = key.encode()
    return lambda address: hmac.new(secret, address.casefold().encode(), hashlib.sha256).hexdigest()[:12]


class _Lines(structlog.BoundLoggerBase):
    """Log calls whose message is the action."""

    def info(self, **fields: object) -> None:
        self._say("info", fields)

    def warning(self, **fields: object) -> None:
        self._say("warning", fields)

    def error(self, **fields: object) -> None:
        self._say("error", fields)

    def _say(self, level: str, fields: dict[str, object]) -> None:
        assert "event" not in fields, "structlog keeps this name for itself"
        self._proxy_to_logger(level, None, **fields)
