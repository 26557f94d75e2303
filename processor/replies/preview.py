"""One page that shows every reply in every language, light and dark, with its text beside it."""

from pathlib import Path
from typing import Any

from processor.replies import samples
from processor.replies.compose import compose
from processor.replies.model import Organiser
from processor.replies.templates import Templates

_DARK = "@media (prefers-color-scheme: dark)"


def preview(templates: Templates, organiser: Organiser, out: Path) -> Path:
    """Write `out`/index.html and return its path. Raises OSError, and what `compose` raises."""
    out.mkdir(parents=True, exist_ok=True)
    index = out / "index.html"
    languages = [(language, templates.phrases(language).name, templates.phrases(language).direction,
                  _shown(templates, organiser, language)) for language in templates.languages]
    index.write_text(templates.render("shared/preview.html", {"languages": languages}), "utf-8")
    return index


def _shown(templates: Templates, organiser: Organiser, language: str) -> list[dict[str, Any]]:
    shown = []
    for name, reply in samples.samples(language).items():
        composed = compose(reply, organiser, templates, samples.SampleTokens(), samples.MESSAGE_ID, samples.NOW)
        shown.append({
            "name": name,
            "subject": composed.subject,
            "text": composed.text,
            "calendar": (composed.calendar or b"").decode(),
            # A frame follows the reader's own setting; the page shows both whatever that is.
            "light": composed.html.replace(_DARK, "@media not all"),
            "dark": composed.html.replace(_DARK, "@media all"),
        })
    return shown
