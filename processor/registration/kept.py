"""How a question we asked is kept until somebody answers it.

Promise: what `question_from_json` reads equals what `question_to_json` wrote.
"""

import json
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from processor.registration.model import Ask, PendingQuestion
from processor.understanding.model import Advice, DataWish, Evidence, Intent, Request


def question_to_json(question: PendingQuestion) -> str:
    """A pending question as one line of JSON."""
    return json.dumps(asdict(question), default=datetime.isoformat, ensure_ascii=False, separators=(",", ":"))


def question_from_json(text: str) -> PendingQuestion:
    """The pending question again. Raises ValueError, KeyError or TypeError where it was not written by us."""
    kept: dict[str, Any] = json.loads(text)
    question = PendingQuestion(**kept)
    return replace(question, ask=Ask(kept["ask"]), received=datetime.fromisoformat(kept["received"]),
                   request=_request(kept["request"]))


def _request(kept: dict[str, Any]) -> Request:
    """Lists become tuples again, names become members."""
    fields: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in kept.items()}
    return replace(
        Request(**fields),
        intent=Intent(kept["intent"]),
        advice=Advice(kept["advice"]),
        data_wish=DataWish(kept["data_wish"]) if kept["data_wish"] else None,
        reasons=tuple(Evidence(**one) for one in kept["reasons"]),
        doubts=tuple(Evidence(**one) for one in kept["doubts"]),
    )
