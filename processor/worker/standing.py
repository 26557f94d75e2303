"""How things stand after the commands of one mail: the seats of the events they touched, and what is open."""

from collections.abc import Iterator

from processor.worker.eventorders import standing
from processor.worker.office import Office


def standing_rows(office: Office) -> Iterator[tuple[str, str]]:
    """Label and text: an event's seats for each event that was touched, then how many points wait."""
    for key, event in office.events.items():
        if key in office.touched:
            yield standing(office, event)
    words = office.words.spoken
    yield words.label("points"), words.count("points", office.unit.points.count())
