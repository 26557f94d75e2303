"""Silent days bring no report; a silent week brings a sign of life."""

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from processor.replies.samples import FORUM
from processor.reports import EventFacts, Facts, Movement, Undeliverable, is_worth_sending
from processor.reports.samples import samples

ZONE = ZoneInfo("Europe/Berlin")
NOW = datetime(2017, 10, 12, 7, 0, tzinfo=ZONE)
YESTERDAY = NOW - timedelta(days=1)
SILENT = Facts(YESTERDAY, NOW, events=(EventFacts(FORUM, 132),))
PARTY = (Movement("Anna Schmidt", 2),)


def test_a_silent_day_brings_no_report():
    assert not is_worth_sending(SILENT, YESTERDAY, NOW)


def test_mails_of_others_alone_are_no_news():
    assert not is_worth_sending(replace(SILENT, read=12, not_ours=12), YESTERDAY, NOW)


@pytest.mark.parametrize(
    "news",
    [
        {"events": (EventFacts(FORUM, 132, new=PARTY),)},
        {"events": (EventFacts(FORUM, 132, changed=PARTY),)},
        {"events": (EventFacts(FORUM, 132, cancelled=PARTY),)},
        {"events": (EventFacts(FORUM, 132, promoted=PARTY),)},
        {"points": samples()["day"].points},
        {"undeliverable": (Undeliverable("a@example.org"),)},
        {"erased": 1},
        {"warnings": ("Der Mail-Server antwortet nicht.",)},
    ],
    ids=lambda news: next(iter(news)),
)
def test_whatever_a_human_would_miss_brings_one(news):
    assert is_worth_sending(replace(SILENT, **news), YESTERDAY, NOW)


def test_the_first_report_shows_that_the_program_runs():
    assert is_worth_sending(SILENT, None, NOW)


@pytest.mark.parametrize(("days", "worth"), [(1, False), (6, False), (7, True), (30, True)])
def test_a_week_of_silence_brings_a_sign_of_life(days, worth):
    assert is_worth_sending(SILENT, NOW - timedelta(days=days), NOW) is worth


def test_a_week_is_counted_by_the_calendar_not_by_hours():
    a_minute_later_last_week = NOW - timedelta(days=7) + timedelta(minutes=1)
    assert is_worth_sending(SILENT, a_minute_later_last_week, NOW)


def test_a_week_across_the_end_of_summer_time_is_a_week():
    before = datetime(2017, 10, 26, 7, 0, tzinfo=ZONE).astimezone(ZoneInfo("UTC"))
    assert is_worth_sending(SILENT, before, datetime(2017, 11, 2, 7, 0, tzinfo=ZONE))
    assert not is_worth_sending(SILENT, before, datetime(2017, 11, 1, 7, 0, tzinfo=ZONE))
