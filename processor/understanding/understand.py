"""Message → Request: the story of understanding one mail.

Promise: pure and deterministic; every field that is applied carries the words
it was read from, and doubt always goes to review.
"""

from dataclasses import replace

from processor.message.model import Message
from processor.understanding.audit import objections
from processor.understanding.automatic import without_words
from processor.understanding.census import uncounted
from processor.understanding.lexicon import lexicon
from processor.understanding.model import Advice, Context, Evidence, Intent, Request
from processor.understanding.occasion import names_an_event
from processor.understanding.scene import Scene, language_of
from processor.understanding.verdict import request_of


def understand(message: Message, context: Context) -> Request:
    """What the sender of `message` wants. Never raises on any Message."""
    language = language_of(message, context)
    settled = without_words(message, language)
    if settled is not None:
        return settled
    words = lexicon(language)
    if words is None:
        return _unknown(message, context, language)
    scene = Scene.of(message, context, language, words)
    return _second_reading(scene, request_of(scene))


def _second_reading(scene: Scene, request: Request) -> Request:
    """What would be applied, once its event is known, is applied only where nothing in the mail speaks against it."""
    open_ = {doubt.field for doubt in request.doubts}
    if (request.advice is not Advice.APPLY and open_ != {"event"}) or not (doubts := (*objections(scene, request), *uncounted(scene, request))):
        return request
    return replace(request, advice=Advice.REVIEW, doubts=(*request.doubts, *doubts), confidence=0.5)


def _unknown(message: Message, context: Context, language: str) -> Request:
    """A mail in a language without a vocabulary: a human reads it. Titles, dates and places are found all the same."""
    doubt = Evidence("language", language, " ".join(message.subject.split())[:80])
    words = lexicon(context.language)
    ours = words is not None and names_an_event(Scene.of(message, context, language, words))
    return Request(Intent.OTHER, Advice.REVIEW, language, doubts=(doubt,), names_an_event=ours,
                   has_question="?" in message.visible.text)
