"""What concerns more than one registration is previewed first, and done on a second tap.

The button carries a nonce that is good once, for three days, for the person who ordered it.
"""

from datetime import timedelta

from processor.steering.model import Command, Confirm
from processor.steering.transcript import Entry, Mark, Tap
from processor.worker.office import Office

GOOD_FOR = timedelta(days=3)


def asked(office: Office, command: Command, *preview: str) -> Entry:
    """Say what would happen, and wait for the tap."""
    tap = wait(office, office.words.say(command))
    return office.entry(command, Mark.ASKS, *preview, office.say("confirm_first"), taps=(tap,))


def wait(office: Office, text: str) -> Tap:
    """A command that waits for its second tap; `text` holds nothing of a citizen."""
    nonce = "j" + office.desk.core.chance.octets(5).hex()
    office.unit.commands.add(office.mail, office.person.address, text, None, office.now, nonce=nonce)
    return Tap(office.words.spoken.label("execute"), office.words.say(Confirm(nonce)))
