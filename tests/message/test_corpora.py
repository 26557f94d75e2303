"""Mails nobody on this project wrote: all are read."""

import json

import pytest

from processor.message import parse

pytestmark = pytest.mark.shared


def test_every_collected_mail_is_read(corpora):
    unread = []
    for line in (corpora / "MANIFEST.jsonl").read_text("utf-8").splitlines():
        path = corpora / json.loads(line)["file"]
        if not path.is_file():
            continue
        raw = path.read_bytes()
        message = parse(raw)
        if any("cannot be read (" in problem for problem in message.problems):
            unread.append(path.name)
    assert unread == []


def test_almost_every_bounce_is_recognised_and_no_human_is(corpora):
    kinds: dict[str, list[bool]] = {"bounce": [], "human_de": []}
    for line in (corpora / "MANIFEST.jsonl").read_text("utf-8").splitlines():
        entry = json.loads(line)
        path = corpora / entry["file"]
        if entry["kind"] in kinds and path.is_file():
            raw = path.read_bytes()
            wrapped = b"From: a@example.org\r\n\r\n" + raw if entry["expected"].get("body_only") else raw
            kinds[entry["kind"]].append(parse(wrapped).automatic is not None)
    assert sum(kinds["bounce"]) / len(kinds["bounce"]) >= 0.99
    assert not any(kinds["human_de"])
