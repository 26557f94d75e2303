"""A bare yes or no to something we asked.

Promise: only the first word of a short answer in our thread counts, and only
where nothing else in it points the other way.
"""

from processor.understanding.scene import Scene
from processor.understanding.text import Kind

LONGEST = 14  # words of a mail that is an answer and nothing else


def answer(scene: Scene) -> bool | None:
    """True or False for "Ja, bitte" and "Nein, wir kommen"; None where the mail is more, or no answer of ours."""
    if not scene.answered:
        return None
    reading = scene.reading
    places = [p for p, token in enumerate(reading.tokens) if token.kind is Kind.WORD and _in_body(scene, p)]
    places = [p for p in places if not any(p in m.places for m in reading.all("greeting"))]
    if not places or len(places) > LONGEST:
        return None
    first = {m.kind for m in reading.all("yes", "nay") if m.first == places[0]}
    turned = [s for s in scene.statements if not s.asked]
    if "nay" in first and "yes" not in first:
        return None if any(not s.positive for s in turned) else False
    if "yes" in first and not reading.all("nay"):
        return None if any(s.positive for s in turned) else True
    return None


def _in_body(scene: Scene, place: int) -> bool:
    return scene.reading.parts[scene.reading.tokens[place].part].name == "body"
