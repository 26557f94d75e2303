"""The demonstration as a table: mail → understood → answered, at 80 columns and at more."""

from collections.abc import Iterable

from rich import box
from rich.cells import cell_len, chop_cells
from rich.console import Console
from rich.table import Table
from rich.text import Text

from processor.demo.letter import Letter
from processor.demo.stage import Scene
from processor.demo.wording import doubt, outcome, sender, understood
from processor.registration.model import Outcome

WIDE = 116  # columns from which a mail takes one line
STYLES = {
    Outcome.ANSWERED: "green", Outcome.SILENT: "green", Outcome.AUTOMATIC: "dim", Outcome.NOT_OURS: "dim",
    Outcome.HELD: "yellow",
}
_MAIL, _UNDERSTOOD = 24, 20  # columns, where a mail takes several lines
_NUMBER, _FROM, _SUBJECT, _READING, _OUTCOME = 2, 19, 22, 23, 10  # columns, where it takes one


def table(scenes: Iterable[Scene], console: Console) -> Table:
    """One row a mail; several lines where the console is narrow."""
    return _wide(scenes, console.width) if console.width >= WIDE else _narrow(scenes, console.width)


def _narrow(scenes: Iterable[Scene], width: int) -> Table:
    room = width - _MAIL - _UNDERSTOOD - 2
    found = _empty(("Mail", _MAIL), ("Understood", _UNDERSTOOD), ("Answered", room))
    for scene in scenes:
        found.add_row(
            _lines(Text(f"{scene.sample.number} {sender(scene)}", "bold"), Text(scene.message.subject, "dim")),
            _lines(Text(understood(scene.request)), Text(doubt(scene.request), "dim")),
            _lines(_outcome(scene), *_letters(scene, room)),
        )
    return found


def _wide(scenes: Iterable[Scene], width: int) -> Table:
    room = width - _NUMBER - _FROM - _SUBJECT - _READING - _OUTCOME - 5
    found = _empty(("", _NUMBER), ("From", _FROM), ("Subject", _SUBJECT), ("Understood", _READING),
                   ("Outcome", _OUTCOME), ("Reply", room))
    for scene in scenes:
        found.add_row(
            Text(scene.sample.number, "dim"), Text(sender(scene), "bold"), Text(scene.message.subject, "dim"),
            Text(understood(scene.request)), _outcome(scene), _lines(*_letters(scene, room)),
        )
    return found


def _empty(*columns: tuple[str, int]) -> Table:
    found = Table(box=box.SIMPLE_HEAD, padding=0, show_edge=False, header_style="bold")
    for name, width in columns:
        found.add_column(name, width=width, no_wrap=True, overflow="ellipsis")
    return found


def _outcome(scene: Scene) -> Text:
    return Text(outcome(scene), STYLES[scene.outcome])


def _letters(scene: Scene, room: int) -> list[Text]:
    """The subject of the answer, and of what went to others."""
    own = [Text(_cut(scene.reply.subject, room))] if scene.reply else []
    return own + [Text(_cut(f"↳ {_to(letter)}: {letter.subject}", room), "cyan") for letter in scene.further]


def _to(letter: Letter) -> str:
    return letter.recipient.partition("@")[0]


def _cut(words: str, room: int) -> str:
    """Cut in the middle: a subject begins with the state and ends with number and code."""
    if cell_len(words) <= room:
        return words
    tail = min(max(23, room // 2), room - 1)
    return f"{chop_cells(words, room - 1 - tail)[0]}…{chop_cells(words[::-1], tail)[0][::-1]}"


def _lines(*lines: Text) -> Text:
    return Text("\n").join(line for line in lines if line.plain)
