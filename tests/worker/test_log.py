"""Log lines are one JSON object each and tell nothing about people (P22)."""

import json
import logging

import pytest
from worker.world import World, written

from processor.worker import log


@pytest.fixture
def lines(caplog):
    caplog.set_level(logging.INFO, log.NAME)
    logging.getLogger(log.NAME).propagate = True
    return lambda: [json.loads(record.getMessage()) for record in caplog.records if record.name == log.NAME]


def test_every_line_has_an_action_and_no_line_a_persons_words(world: World, lines, caplog):
    world.receive(written("2 persons canary-secret", "anna.canary@example.net", name="Canary Schmidt"),
                  written("poison canary-secret", "ben.canary@example.net"))
    world.once()
    assert {"mail_decided", "mails_stored", "reply_sent", "mail_unreadable"} <= {line["action"] for line in lines()}
    assert "canary" not in caplog.text.casefold()


def test_a_value_with_line_ends_and_escapes_stays_one_line(caplog):
    caplog.set_level(logging.INFO, log.NAME)
    logging.getLogger(log.NAME).propagate = True
    log.logger().info(action="test", value="a\nb\r\x1b[31m\u2028\ud800")
    (record,) = caplog.records
    assert record.getMessage().isascii() and record.getMessage().isprintable()


def test_addresses_are_hashed_with_a_key_and_by_person():
    hashed = log.hasher("one")
    assert hashed("Anna@example.net") == hashed("anna@EXAMPLE.net")
    assert hashed("anna@example.net") != log.hasher("two")("anna@example.net")
