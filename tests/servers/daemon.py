"""Starting and stopping a server that belongs to the tests alone."""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path

START = 20.0  # seconds a server may take until its port answers


def free_ports(count: int) -> list[int]:
    """Loopback ports that nobody listens on."""
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()
    return ports


def start(command: Sequence[str | Path], log: Path, more: dict[str, str] | None = None) -> subprocess.Popen[bytes]:
    """A daemon as child of the tests, in a process group of its own."""
    with open(log, "ab") as out:
        return subprocess.Popen([str(part) for part in command], stdin=subprocess.DEVNULL, stdout=out, stderr=out,
                                start_new_session=True, env={**os.environ, **(more or {})})


def stop(process: subprocess.Popen[bytes]) -> None:
    """End it and its children at once; nothing it holds is wanted any more."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        return
    process.wait(10)


def await_greeting(port: int, greeting: bytes, process: subprocess.Popen[bytes], log: Path) -> None:
    """Return when the port greets; fails with the server's own log when it never does."""
    until = time.monotonic() + START
    while time.monotonic() < until and process.poll() is None:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=2) as connection:
                if connection.recv(100).startswith(greeting):
                    return
        except OSError:
            time.sleep(0.02)
    raise RuntimeError(f"no greeting on port {port}; {log} says:\n{log.read_text('utf-8', 'replace')[-4000:]}")
