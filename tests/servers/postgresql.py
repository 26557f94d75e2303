"""A real PostgreSQL in a temporary folder, on a random loopback port; a fresh database for each test.

PostgreSQL refuses to run as root: then it runs as nobody.
"""

import getpass
import os
import shutil
import subprocess
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import psycopg
from servers.daemon import free_ports

NOBODY = 65534
OWNER = "tests"


def program(name: str) -> str | None:
    """Where a program of PostgreSQL lies; Debian keeps them out of the path."""
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    return str(found[-1]) if found else shutil.which(name)


@dataclass(slots=True)
class PostgreSQL:
    """A running server."""

    folder: Path
    port: int

    def fresh(self) -> str:
        """The URL of an empty database."""
        name = f"d{uuid.uuid4().hex[:12]}"
        with psycopg.connect(f"host=127.0.0.1 port={self.port} user={OWNER} dbname=postgres", autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}".encode())
        return f"postgresql+psycopg://{OWNER}@127.0.0.1:{self.port}/{name}"

    def stop(self) -> None:
        """End it at once; nothing it holds is wanted any more."""
        _run(["pg_ctl", "-D", self.folder / "data", "-m", "immediate", "stop"])


def start_postgresql(folder: Path) -> PostgreSQL:
    """A server that listens once this returns."""
    folder.mkdir()
    if os.geteuid() == 0:
        os.chown(folder, NOBODY, NOBODY)
    server = PostgreSQL(folder, free_ports(1)[0])
    _run(["initdb", "-D", folder / "data", "-A", "trust", "-U", OWNER, "--no-sync", "-E", "UTF8", "--locale=C"])
    options = f"-p {server.port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off"
    _run(["pg_ctl", "-D", folder / "data", "-w", "-l", folder / "log", "-o", options, "start"])
    return server


def _run(command: Sequence[str | Path]) -> None:
    name, *arguments = map(str, command)
    as_nobody = {"user": NOBODY, "group": NOBODY, "extra_groups": ()} if os.geteuid() == 0 else {}
    done = subprocess.run([program(name) or name, *arguments], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                          stderr=subprocess.PIPE, cwd="/", timeout=60, check=False, **as_nobody)
    if done.returncode:
        raise RuntimeError(f"{name} as {getpass.getuser()}: {done.stderr.decode('utf-8', 'replace')[-2000:]}")
