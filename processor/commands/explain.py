"""`processor explain`: what a mail is understood as, and the words that say so.

Promise: records nothing, needs no server and no database, and reads a mail
exactly as the worker does. A mail that cannot be read still has its answer:
review.
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from rich.console import Console, Group
from rich.markup import escape
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from processor.commands.sources import Source, mails
from processor.config import Config
from processor.message import parse
from processor.message.model import Message
from processor.registration.model import Decision
from processor.understanding import context_of, explain_json, understand
from processor.understanding.model import Advice, Context, Evidence, Intent, Request

Real = Callable[[Message, Request], Decision]

STYLES = {Advice.APPLY: "bold green", Advice.REVIEW: "bold yellow", Advice.IGNORE: "dim"}
FIELD_STYLES = {
    "intent": "black on bright_cyan", "party_size": "black on bright_green", "party_delta": "black on bright_green",
    "attendees": "black on bright_yellow", "event": "black on bright_magenta", "needs": "white on blue",
    "organisation": "black on white", "has_question": "black on bright_red",
}
DOUBT_STYLE = "white on red"


def explain(paths: list[Path], config: Config, *, as_json: bool, out: Console, real: Real | None = None) -> int:
    """Explain every mail of `paths` on `out`; the number of mails. With `real`, what the worker would do as well."""
    context = context_of(config)
    own = config.own_addresses
    count = 0
    for count, source in enumerate(mails(paths), 1):
        message = parse(source.raw, own_addresses=own, authserv_id=config.trust.authserv_id)
        request = _unreadable(source, context) if source.fault else understand(message, context)
        decision = real(message, request) if real else None
        if as_json:
            out.file.write(json.dumps(_as_json(source, request, decision), ensure_ascii=False) + "\n")
        else:
            out.print(_panel(source, message, request, decision))
    return count


def _as_json(source: Source, request: Request, decision: Decision | None) -> dict[str, Any]:
    found = explain_json(source.path, request)
    if decision is not None:
        found["standing"] = {"outcome": decision.outcome.value, "note": decision.note,
                             "replies": [reply.kind.value for reply in decision.replies]}
    return found


def _unreadable(source: Source, context: Context) -> Request:
    doubt = Evidence("message", f"cannot be read: {source.fault}", "")
    return Request(Intent.OTHER, Advice.REVIEW, context.language, doubts=(doubt,))


def _panel(source: Source, message: Message, request: Request, decision: Decision | None) -> Panel:
    title = f"[bold]{escape(message.subject or '(no subject)')}[/]  {escape(message.sender.name or message.sender.address)}"
    verdict = Text.assemble((f"{request.advice.value}", STYLES[request.advice]), "  ", (_summary(request), "bold"),
                            f"   confidence {request.confidence:.2f}")
    parts = [verdict, Text(), _body(message, request), Text(), _readings(request)]
    if decision is not None:
        answer = f", answer: {decision.replies[0].kind}" if decision.replies else ""
        parts.append(Text(f"as things stand: {decision.outcome} – {decision.note}{answer}", style="bold"))
    return Panel(Group(*parts), title=title, title_align="left", subtitle=escape(source.path), subtitle_align="right")


def _summary(request: Request) -> str:
    """One line: intent, how many, for what, with what."""
    size = str(request.party_size) if request.party_size is not None else ""
    if request.party_delta is not None:
        size = f"{request.party_delta:+d}"
    parts = [request.intent.value, size, request.event or "", ", ".join(request.needs), request.language]
    return " · ".join(part for part in parts if part)


def _body(message: Message, request: Request) -> Text:
    """The mail's new words, with the words that led to a reading marked in its colour."""
    shown = message.visible.text or (message.calendar and "(a calendar answer without words)") or "(no new words)"
    text = Text(shown.strip()[:3000])
    for evidence in (*request.reasons, *request.doubts):
        style = FIELD_STYLES.get(evidence.field, "bold") if evidence in request.reasons else DOUBT_STYLE
        if evidence.text.strip():
            text.highlight_words([evidence.text], style, case_sensitive=False)
    return text


def _readings(request: Request) -> Table:
    """Each reading with its words; what is open comes last, in red."""
    table = Table(box=None, show_header=False, padding=(0, 2, 0, 0))
    for evidence in request.reasons:
        table.add_row(Text(evidence.field, style=FIELD_STYLES.get(evidence.field, "bold")), *_says(evidence))
    for evidence in request.doubts:
        table.add_row(Text(f"open: {evidence.field}", style=DOUBT_STYLE), *_says(evidence))
    return table


def _says(evidence: Evidence) -> tuple[Text, Text]:
    return Text(evidence.says), Text(f"“{evidence.text}”" if evidence.text else "", style="italic")
