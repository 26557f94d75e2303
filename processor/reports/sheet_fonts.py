"""The letters a sheet can be printed with, and what to do where one is missing.

The sheet is set in DejaVu Sans, which comes with matplotlib: a container has no
fonts of its own. It holds Latin with every accent, Greek, Cyrillic, Arabic with
Persian, Hebrew, Georgian and Armenian. For anything else (Ethiopic, Chinese …)
the system's fonts are asked, and only then, so that the same names look the same
everywhere.
"""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

import typst
from fontTools.ttLib import TTCollection, TTFont

FAMILY = "DejaVu Sans"
_REGULAR, _BOLD = "DejaVuSans.ttf", "DejaVuSans-Bold.ttf"
_UNSEEN = frozenset("\u200b\u200c\u200d\u2066\u2067\u2068\u2069 \u00a0\u202f\n")  # shape their neighbours, or nothing at all
# Letters of Urdu, Pashto and the Qur'an that the font lacks, and those a reader takes for them.
_READ_AS = {"ہ": "ه", "ۂ": "ه\u0654", "ۃ": "ة", "ے": "ی", "ۓ": "ئ", "ۍ": "ی", "ۊ": "و", "ٱ": "ا"}


@dataclass(frozen=True, slots=True)
class Choice:
    """What one sheet is printed with."""

    fonts: typst.Fonts
    families: tuple[str, ...]
    missing: frozenset[str]  # letters that no font of this machine holds


def printable(text: str) -> str:
    """`text` in letters the font holds: one it lacks whole (ۀ) is written in its parts, or as its nearest kin."""
    whole = unicodedata.normalize("NFC", text)
    return "".join(letter if _has(letter) else _parted(letter) for letter in whole)


def lacking(texts: Iterable[str]) -> frozenset[str]:
    """The letters our own font lacks."""
    return frozenset(letter for text in texts for letter in set(text) if not _has(letter))


def bold(text: str) -> bool:
    """Whether the bold font holds all of `text`."""
    return all(ord(letter) in _letters(_BOLD) or letter in _UNSEEN for letter in text)


def chosen(texts: Iterable[str]) -> Choice:
    """The fonts `texts` are printed with: ours, and of the system's only those that are needed."""
    left = set(lacking(texts))
    if not left:
        return Choice(_own(), (FAMILY,), frozenset())
    families = [FAMILY]
    for family, path, index in _upright():
        held = {letter for letter in left if ord(letter) in _held(path, index)}
        families += [family] if held else []
        left -= held
        if not left:
            break
    return Choice(_system(), tuple(families), frozenset(left))


@lru_cache(maxsize=1)
def _upright() -> tuple[tuple[str, str, int], ...]:
    """The system's upright fonts by family, path and place in it, those for reading first.

    Fonts beside ours are left out: one of matplotlib's claims to hold every letter there is, as a box.
    """
    found = {(font.family, font.path, font.index) for font in _system().fonts()
             if font.path and font.style == "normal" and font.weight == 400 and Path(font.path).parent != _folder()}
    return tuple(sorted(found, key=lambda font: (not font[0].startswith("Noto Sans"), font)))


def _parted(letter: str) -> str:
    parts = _READ_AS.get(letter) or unicodedata.normalize("NFD", letter)
    return parts if all(map(_has, parts)) else letter


def _has(letter: str) -> bool:
    return letter in _UNSEEN or ord(letter) in _letters(_REGULAR)


@lru_cache(maxsize=2)
def _letters(name: str) -> frozenset[int]:
    return _held(str(_folder() / name), 0)


@lru_cache(maxsize=1024)
def _held(path: str, index: int) -> frozenset[int]:
    """The letters of one font; none where the file cannot be read."""
    try:
        found = TTCollection(path, lazy=True).fonts[index] if path.lower().endswith((".ttc", ".otc")) else TTFont(path, lazy=True)
        return frozenset(found.getBestCmap() or ())
    except Exception:  # a broken font of the system is none
        return frozenset()


@lru_cache(maxsize=1)
def _own() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, font_paths=[_folder()])


@lru_cache(maxsize=1)
def _system() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=True, font_paths=[_folder()])


def _folder() -> Path:
    """Where matplotlib keeps its fonts; importing it would take a second."""
    found = find_spec("matplotlib")
    if found is None or found.origin is None:
        raise RuntimeError("matplotlib is not installed; the sign-in sheet needs its fonts")
    return Path(found.origin).parent / "mpl-data" / "fonts" / "ttf"
