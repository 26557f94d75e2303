"""A town of its own for each test."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from road.town import ZONE, Town
from servers.certificates import Authority
from servers.dovecot import Dovecot
from servers.postfix import Postfix


@pytest.fixture
def town(dovecot: Dovecot, postfix: Postfix, authority: Authority, tmp_path: Path) -> Town:
    """A mailbox nobody has written to, and an event in twenty days."""
    start = (datetime.now(ZONE) + timedelta(days=20)).replace(hour=17, minute=0, second=0, microsecond=0, tzinfo=None)
    town = Town(dovecot, postfix, authority, tmp_path, dovecot.fresh_user(), start)
    town.write_config()
    return town
