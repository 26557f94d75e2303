"""`processor registrations show CODE`: why a registration stands as it does, from the first mail on.

A mail's subject is not stored; its Message-ID finds it in the mailbox.
"""

import json
import re
from datetime import datetime
from typing import Any, TextIO, assert_never
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.table import Table
from rich.text import Text

from processor.replies.names import one_line
from processor.store.story import Story, Told, ToldAnswer, ToldChange, ToldMail, ToldNote, ToldPoint
from processor.understanding.model import Evidence, Request

SHOWN = ("intent", "advice", "event", "party_size", "party_delta", "attendees", "leaving", "organisation", "needs",
         "needs_dropped", "data_wish", "question")  # of a request, where they say something
NAMED = {"event": "event", "state": "state", "size": "people", "wanted_size": "people wished for", "contact": "address",
         "contact_name": "name", "language": "language", "received": "in the order since", "attendees": "who comes",
         "organisation": "organisation", "needs": "needs", "partial_ok": "may be split", "reachable": "reachable",
         "attended": "people who came"}  # fields of a registration that a human asks about; --json has them all
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d")


def write_json(story: Story, out: TextIO) -> None:
    """The whole story as one object; moments in ISO 8601."""
    now = story.now
    out.write(json.dumps({
        "code": story.code,
        "state": now.state.value if now else "erased",
        "event": now.event if now else None,
        "size": now.size if now else None,
        "story": [_as_object(one) for one in story.told],
    }, ensure_ascii=False) + "\n")


def print_story(story: Story, zone: ZoneInfo, out: Console) -> None:
    """The registration in one line, then what happened, line by line."""
    out.print(_headline(story))
    table = Table(box=None, show_header=False, padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True, style="dim")
    table.add_column(no_wrap=True)
    table.add_column()
    for one in story.told:
        table.add_row(_moment(one.at, zone), *_lines(one, zone))
    out.print(table)


def _headline(story: Story) -> Text:
    now = story.now
    if now is None:
        return Text.assemble((story.code, "bold"), "  erased")
    return Text.assemble((story.code, "bold"), f"  {now.event} · {now.state.value} · {now.size} · ",
                         one_line(f"{now.contact_name} <{now.contact}>"))


def _lines(one: Told, zone: ZoneInfo) -> tuple[Text, Text]:
    match one:
        case ToldMail():
            return Text(f"mail {one.number}", "bold"), Text("\n").join(_mail(one))
        case ToldChange():
            by = f"by {one.cause.value}" + (f", mail {one.mail}" if one.mail is not None else "")
            said = [f"{NAMED[name]}: {_change(_shown(old, zone), _shown(new, zone))}"
                    for name, (old, new) in one.fields.items() if name in NAMED and (name, new) != ("reachable", True)]
            return Text(one.what, "cyan"), Text("\n").join([Text(by, "dim"), *map(Text, said)])
        case ToldPoint():
            return Text(f"open point {one.number}", "yellow"), Text("\n").join(_point(one, zone))
        case ToldNote():
            return Text("note", "magenta"), Text(one_line(f"{one.by}: {one.text}"))
        case ToldAnswer():
            sent = f" {_moment(one.sent_at, zone)}" if one.sent_at else ""
            to = f"answers mail {one.answers}, " if one.answers is not None else ""
            return Text(f"answer: {one.kind}", "green"), Text(f"{to}{one.state.value}{sent}")
        case _:
            assert_never(one)


def _point(one: ToldPoint, zone: ZoneInfo) -> list[Text]:
    said = [Text(one_line(f"{one.kind.value}: {one.summary or '(erased)'}"))]
    if one.proposal:
        said.append(Text(one_line(f"proposal: {one.proposal}"), "dim"))
    if one.settled_at is None:
        return [*said, Text("still waits for a human", "bold yellow")]
    how = f"settled {_moment(one.settled_at, zone)} by {one.settled_by or '–'}: {one.settled_how}"
    return [*said, Text(one_line(how))]


def _shown(value: Any, zone: ZoneInfo) -> Any:
    """Moments as people read them; a JSON of ours has no other texts that look like one."""
    if isinstance(value, str) and _MOMENT.match(value):
        return _moment(datetime.fromisoformat(value), zone)
    return value


def _mail(one: ToldMail) -> list[Text]:
    sender = f"{one.sender.name} <{one.sender.address}>".strip() if one.sender.address else "(sender erased)"
    head = [Text(one_line(f"from {sender}")), Text(one_line(f"{one.message_id}"), "dim")]
    outcome = [Text(f"{one.state.value}: {one_line(one.note)}" if one.note else one.state.value)]
    if one.understood is None:
        return [*head, Text("what it was understood as is not stored (any more)", "dim"), *outcome]
    said = ", ".join(f"{name} {_plain(value)}" for name, value in _fields(one.understood).items())
    return [*head, Text(one_line(f"understood: {said}")), *_words(one.understood), *outcome]


def _words(request: Request) -> list[Text]:
    """Each reading and the sender's own words for it; a doubt is marked."""
    return [Text(f"  {mark}{reason.field} = {one_line(reason.says)}  ← „{one_line(reason.text)}“", style)
            for reasons, mark, style in ((request.reasons, "", ""), (request.doubts, "? ", "yellow"))
            for reason in reasons]


def _change(old: Any, new: Any) -> str:
    after = one_line(_plain(new))
    return after if old is None else f"{one_line(_plain(old))} → {after}"


def _plain(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else "–" if value is None else str(value)


def _fields(request: Request) -> dict[str, Any]:
    given = {name: getattr(request, name) for name in SHOWN}
    return {name: value for name, value in given.items() if value not in (None, (), "")}


def _as_object(one: Told) -> dict[str, Any]:
    match one:
        case ToldMail():
            return {"at": one.at.isoformat(), "is": "mail", "mail": one.number, "message_id": one.message_id,
                    "from": one.sender.address, "name": one.sender.name, "state": one.state.value, "note": one.note,
                    "understood": _fields(one.understood) if one.understood else None,
                    "reasons": _evidence(one.understood.reasons) if one.understood else [],
                    "doubts": _evidence(one.understood.doubts) if one.understood else []}
        case ToldChange():
            return {"at": one.at.isoformat(), "is": "change", "what": one.what, "cause": one.cause.value,
                    "mail": one.mail, "fields": {name: {"before": old, "after": new}
                                                 for name, (old, new) in one.fields.items()}}
        case ToldPoint():
            settled = one.settled_at.isoformat() if one.settled_at else None
            return {"at": one.at.isoformat(), "is": "open point", "number": one.number, "kind": one.kind.value,
                    "summary": one.summary, "proposal": one.proposal, "mail": one.mail, "settled_at": settled,
                    "settled_by": one.settled_by, "settled_how": one.settled_how}
        case ToldNote():
            return {"at": one.at.isoformat(), "is": "note", "by": one.by, "text": one.text}
        case ToldAnswer():
            return {"at": one.at.isoformat(), "is": "answer", "kind": one.kind, "state": one.state.value,
                    "sent_at": one.sent_at.isoformat() if one.sent_at else None, "mail": one.answers}
        case _:
            assert_never(one)


def _evidence(reasons: tuple[Evidence, ...]) -> list[dict[str, str]]:
    return [{"field": one.field, "says": one.says, "text": one.text} for one in reasons]


def _moment(moment: datetime, zone: ZoneInfo) -> str:
    return f"{moment.astimezone(zone):%d.%m.%Y %H:%M}"
