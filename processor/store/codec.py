"""Requests and registrations as JSON: for history, review and questions that wait for an answer.

Promise: `load_request(dump(request)) == request`; what an older version wrote is
read with the present defaults.
"""

import json
from dataclasses import fields, is_dataclass
from datetime import datetime
from typing import Any

from processor.registration.model import Registration
from processor.understanding.model import Advice, DataWish, Evidence, Intent, Request

_REQUEST_FIELDS = frozenset(field.name for field in fields(Request))


def dump(value: Request | Registration) -> str:
    """A dataclass as JSON; moments as ISO 8601."""
    return json.dumps(_plain(value), ensure_ascii=False, default=_plain, separators=(",", ":"))


def load_request(text: str) -> Request:
    """The request that `dump` wrote."""
    given: dict[str, Any] = {key: value for key, value in json.loads(text).items() if key in _REQUEST_FIELDS}
    for key, value in given.items():
        if isinstance(value, list):
            given[key] = tuple(Evidence(**item) if isinstance(item, dict) else item for item in value)
    wish = given.get("data_wish")
    given |= {"intent": Intent(given["intent"]), "advice": Advice(given["advice"])}
    return Request(**given | {"data_wish": DataWish(wish) if wish else None})


def _plain(value: object) -> object:
    """What json does not know; dataclasses.asdict would copy everything first."""
    if isinstance(value, datetime):
        return value.isoformat()
    if is_dataclass(value):
        return {name: getattr(value, name) for name in value.__dataclass_fields__}
    raise TypeError(f"{type(value).__name__} has no JSON form here")
