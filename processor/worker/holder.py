"""The name a worker signs its lease with, and whether the worker behind a name still lives."""

import os
import secrets
import socket

_living: set[str] = set()  # names given to workers of this process and not taken back


def new_holder() -> str:
    """A name for one worker: host, process, and a random part."""
    name = f"{socket.gethostname()}/{os.getpid()}/{secrets.token_hex(4)}"
    _living.add(name)
    return name


def gone(holder: str) -> None:
    """The worker with this name does not work any more."""
    _living.discard(holder)


def is_dead(holder: str) -> bool:
    """Whether the worker behind a name surely lives no more; a worker on another host never surely does.

    A container's first process has the same number after a restart: a name of our own
    number that this process did not give belongs to a former life.
    """
    host, _, rest = holder.partition("/")
    number = rest.partition("/")[0]
    if host != socket.gethostname() or not number.isdigit():
        return False
    if int(number) == os.getpid():
        return holder not in _living
    return not _runs(int(number))


def _runs(process: int) -> bool:
    try:
        os.kill(process, 0)  # signal 0 only asks
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
