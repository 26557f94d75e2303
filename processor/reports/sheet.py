"""The sheet people sign at the door: A4, by name, every row with its number.

Promise: the same registrations, numbers and time give the same octets; names are
text, never markup; needs and addresses are not on it, nor whoever cancelled. Who
waits stands on a page of its own at the end.

The numbers are what attendance is answered with. They are given out once
(`numbered`) and kept by whoever calls: a number must mean the same party on every
sheet that was ever printed, so later sign-ups get the numbers after the last one
instead of moving everybody else's.
"""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

import typst

from processor.registration.model import Event, Registration
from processor.replies.templates import Templates, shipped
from processor.reports import sheet_fonts
from processor.reports.neutral import neutral
from processor.reports.sheet_file import PDF, ListFile, file_name
from processor.reports.sheet_names import Party, queued, seated
from processor.reports.sheet_order import Order, order
from processor.reports.sheet_words import ListWords, list_words

_PAGE = "shared/sheet.typ"
_WALK_INS = 5  # empty rows
_TITLE = 200  # characters
_LONG = re.compile(r"[^\W\u0590-\u08ff]{18}(?=\w{4})")  # of one word; scripts whose letters join are left whole


def sign_in_sheet(event: Event, registrations: Sequence[Registration], language: str, zone: ZoneInfo, now: datetime, *,
                  numbers: Mapping[str, int] | None = None, templates: Templates | None = None) -> ListFile:
    """The sheet as of `now`; `numbers` by code, else counted from 1 in the order of the sheet."""
    words, names = list_words(language, templates), order(language)
    sitting, waiting = seated(event, registrations, names), queued(event, registrations, names)
    given = numbered(event, registrations, language, numbers or {})
    everybody = [name for one in (*sitting, *waiting) for name in (one.name, *one.companions)]
    choice = sheet_fonts.chosen(map(sheet_fonts.printable, everybody))
    row = partial(_row, words=words, names=names, numbers=given, boxes=choice.missing)
    said = _frame(event, words, zone, now) | {
        "totals": _totals(sitting, words), "rows": [row(one) for one in sitting],
        "waiting": [row(one) for one in waiting], "waiting_totals": _totals(waiting, words), "font": choice.families}
    return ListFile(file_name(words.file_name("sheet"), event.key, "pdf"), PDF, _pdf(said, choice, now, templates))


def numbered(event: Event, registrations: Iterable[Registration], language: str, given: Mapping[str, int]) -> dict[str, int]:
    """`given`, and a number for everybody who has none: by name, those with seats before those who wait."""
    names, everybody = order(language), list(registrations)
    numbers, last = dict(given), max(given.values(), default=0)
    for one in (*seated(event, everybody, names), *queued(event, everybody, names)):
        if one.registration.code not in numbers:
            last += 1
            numbers[one.registration.code] = last
    return numbers


def _frame(event: Event, words: ListWords, zone: ZoneInfo, now: datetime) -> dict[str, Any]:
    """Everything but the people."""
    start = event.start.astimezone(zone)
    title = neutral(event.title, _TITLE)
    return {
        "language": words.phrases.language, "title": title, "day": words.phrases.date(start),
        "when_and_where": words.say("when_and_where", when=words.phrases.when(start), venue=neutral(event.venue, _TITLE),
                                    address=neutral(event.address, _TITLE)),
        "as_of": f"{words.title('sheet')} · {words.as_of(now.astimezone(zone))}", "page": words.say("page"),
        "columns": [words.column(name) for name in ("number", "name", "people", "here", "signature")],
        "nobody": words.say("nobody"), "walk_ins": words.say("walk_ins"), "blank": _WALK_INS,
        "answer": words.say("answer"), "waiting_title": words.title("waiting"), "waiting_note": words.say("waiting_note"),
    }


def _row(one: Party, *, words: ListWords, names: Order, numbers: Mapping[str, int], boxes: frozenset[str]) -> dict[str, str]:
    """One party as the page wants it; a name in letters of which no font is here stands with its code."""
    code = one.registration.code
    name = sheet_fonts.printable(one.name) or words.say("unnamed", code=code)
    begin, end = names.family(name) if one.name else (0, 0)
    if not boxes.isdisjoint(name):
        name, begin, end = words.say("unprintable", name=name, code=code), 0, 0
    if not sheet_fonts.bold(name[begin:end]):
        begin = end = 0
    return {"number": str(numbers[code]), "before": _breakable(name[:begin]), "family": _breakable(name[begin:end]),
            "after": _breakable(name[end:]), "people": words.number(one.registration.size),
            "with": _breakable(sheet_fonts.printable(_with(one, words)))}


def _breakable(text: str) -> str:
    """A word longer than its column may go on in the next line."""
    return _LONG.sub("\\g<0>\u200b", text)


def _with(one: Party, words: ListWords) -> str:
    others = words.count("others", one.others) if one.others else ""
    if not one.companions:
        return others
    names = words.phrases.join(list(one.companions))
    return words.say("with_and_others", names=names, others=others) if others else words.say("with", names=names)


def _totals(parties: Sequence[Party], words: ListWords) -> str:
    people = sum(one.registration.size for one in parties)
    return words.say("totals", parties=words.count("parties", len(parties)), people=words.count("people", people))


def _pdf(said: dict[str, Any], choice: sheet_fonts.Choice, now: datetime, templates: Templates | None) -> bytes:
    folders = templates.folders if templates else (shipped(),)
    page = next(folder / _PAGE for folder in folders if (folder / _PAGE).is_file())
    data = json.dumps(said, ensure_ascii=False)
    return typst.compile(page.read_bytes(), font_paths=choice.fonts, sys_inputs={"data": data},
                         timestamp=int(now.timestamp()), format="pdf")
