"""The demonstration as one page: each mail with its answer side by side."""

from collections.abc import Sequence
from importlib.resources import files

from jinja2 import Environment, StrictUndefined

from processor.demo.letter import Letter
from processor.demo.stage import Scene, Standing
from processor.demo.wording import LEGEND, TITLE, doubt, outcome, sender, summary, understood


def page(scenes: Sequence[Scene], standing: Standing, files_of: dict[str, str], report: Letter | None) -> str:
    """The page; `files_of` names each letter's file by its Message-ID. Every value is escaped."""
    return Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True).from_string(
        (files("processor.demo") / "index.html").read_text("utf-8")
    ).render(
        title=TITLE,
        event=standing.seats.event.title,
        summary=summary(standing),
        report=report.subject if report else "",
        scenes=[_shown(scene, files_of) for scene in scenes],
    )


def _shown(scene: Scene, files_of: dict[str, str]) -> dict[str, object]:
    request, message = scene.request, scene.message
    return {
        "number": scene.sample.number,
        "sender": sender(scene),
        "address": message.sender.address,
        "date": f"{scene.sample.date:%d.%m.%Y %H:%M}",
        "subject": message.subject,
        "language": request.language,
        "body": _own_words(scene),
        "quoted": message.visible.quoted.strip(),
        "understood": understood(request),
        "doubt": doubt(request),
        "reasons": [(one.field, one.says, one.text) for one in request.reasons],
        "outcome": scene.outcome.value,
        "said": outcome(scene),
        "meaning": LEGEND[outcome(scene)],
        "letters": [_letter(one, files_of) for one in ((scene.reply,) if scene.reply else ()) + scene.further],
    }


def _own_words(scene: Scene) -> str:
    visible = scene.message.visible
    parts = [part.strip() for part in (visible.text, visible.signature) if part.strip()]
    return "\n\n".join(parts) or "(no words of its own)"


def _letter(letter: Letter, files_of: dict[str, str]) -> dict[str, str]:
    return {"to": letter.recipient, "subject": letter.subject, "text": letter.text, "file": files_of[letter.message_id],
            "calendar": letter.calendar_uid}
