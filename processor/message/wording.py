"""The words mails of all languages quote, sign and bounce with.

Loaded once from quoting.toml, delivery.toml and
automatic.toml. Promise: lists come back compared alike, see `squeeze`."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

LONGEST_PHRASE = 10  # words of a closing formula


def squeeze(text: str) -> str:
    """`text` the way the word lists are compared: casefolded, runs of white space as one space."""
    return " ".join(text.casefold().split())


@cache
def phrases(table: str, key: str) -> frozenset[str]:
    """One list of quoting.toml as a set of compared phrases."""
    return frozenset(squeeze(phrase) for phrase in _quoting()[table][key])


@cache
def ordered(table: str, key: str) -> tuple[str, ...]:
    """One list of quoting.toml as compared phrases, for `str.startswith` and substring tests."""
    return tuple(sorted(phrases(table, key)))


@cache
def sequences(table: str, key: str) -> tuple[tuple[str, ...], ...]:
    """One list of lists of quoting.toml; spaces inside are kept, for they separate words."""
    return tuple(tuple(part.casefold() for part in parts) for parts in _quoting()[table][key])


@cache
def labels() -> dict[str, str]:
    """Label of a header line, as mail programs write it into quotations → which header it is."""
    return {squeeze(label): kind for kind, names in _quoting()["headers"].items() for label in names}


@cache
def delivery(key: str) -> tuple[str, ...]:
    """One list of delivery.toml as compared phrases."""
    return tuple(squeeze(phrase) for phrase in _load("delivery.toml")[key])


@cache
def automatic(key: str) -> tuple[str, ...]:
    """One list of automatic.toml as compared phrases."""
    return tuple(squeeze(phrase) for phrase in _load("automatic.toml")[key])


@cache
def _quoting() -> dict[str, Any]:
    return _load("quoting.toml")


def _load(name: str) -> dict[str, Any]:
    return tomllib.loads(files("processor.message").joinpath(name).read_text("utf-8"))
