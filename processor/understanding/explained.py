"""A Request as one JSON object, the form of `processor explain --json`."""

from typing import Any

from processor.understanding.model import Request


def explain_json(path: str, request: Request) -> dict[str, Any]:
    """One JSON-able object: the mail's path, what it was understood as, and the words that say so."""
    return {
        "path": path,
        "intent": request.intent.value,
        "decision": request.advice.value,
        "event": request.event,
        "party_size": request.party_size,
        "party_delta": request.party_delta,
        "attendees": list(request.attendees),
        "organisation": request.organisation,
        "needs": list(request.needs),
        "language": request.language,
        "has_question": request.has_question,
        "confidence": round(request.confidence, 2),
        "reasons": [{"field": e.field, "says": e.says, "text": e.text} for e in request.reasons],
    }
