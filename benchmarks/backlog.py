"""A backlog of small mails from a real Dovecot, answered into an SMTP sink; beside it a bare loop.

    python benchmarks/backlog.py [--mails 2000]

Prints mails a second and peak memory of the processor (fetch, file, understand,
decide, commit, compose, send, copy to Sent) and of a bare loop on the same
mails: IMAPClient fetch + mail-parser + one SQLite commit + smtplib send. Only the
ratio means anything on a shared machine. Needs Dovecot (make servers).
"""

import argparse
import asyncio
import json
import os
import resource
import smtplib
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

TEXTS = (
    "Guten Tag,\n\nich komme gerne zum Bürgerforum, mein Mann {other} kommt auch mit.\n\nViele Grüße\n{name}\n",
    "Hallo,\n\nwir kommen zu dritt, meine Mutter sitzt im Rollstuhl.\n\nLG {name}\n",
    "Sehr geehrte Damen und Herren,\n\nhiermit melde ich mich für das Bürgerforum an.\n\nMit freundlichen Grüßen\n{name}\n",
    "Hello,\n\nmy wife and I would like to come to the forum.\n\nKind regards\n{name}\n",
)
GIVEN = ("Anna", "Karl", "Petra", "Jens", "Miriam", "Olaf", "Ute", "Bernd", "Lena", "Paul")
FAMILY = ("Schmidt", "Lindner", "Kessler", "Weber", "Roth", "Vogel", "Braun", "Kaiser", "Lorenz", "Sommer")
USER = "forum"


def mail(number: int) -> bytes:
    """One ordinary sign-up; every sender, name and text is another."""
    name = f"{GIVEN[number % 10]} {FAMILY[number // 10 % 10]}-{FAMILY[number // 100 % 10]}"
    text = TEXTS[number % len(TEXTS)].format(name=name, other=f"{GIVEN[(number + 3) % 10]} {FAMILY[number // 7 % 10]}")
    return (
        f"Return-Path: <a{number}@d{number}.example>\nReceived: from mx.example by mail.example.org; Mon, 2 Oct 2017 09:15:00 +0200\n"
        f"From: {name} <a{number}@d{number}.example>\nTo: {USER}@example.org\nSubject: =?utf-8?q?Anmeldung_B=C3=BCrgerforum?=\n"
        f"Date: Mon, 2 Oct 2017 09:15:00 +0200\nMessage-ID: <{number}@d{number}.example>\nMIME-Version: 1.0\n"
        f"Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n{text}{number}\n"
    ).replace("\n", "\r\n").encode()


def config(folder: Path, imaps: int, ca: Path, sink: int) -> Path:
    path = folder / "config.toml"
    path.write_text(f'''
[organiser]
name = "Projektteam"
address = "{USER}@example.org"
languages = ["de", "en"]
[[events]]
key = "buergerforum"
title = "Bürgerforum"
start = 2037-10-19T17:00:00
end = 2037-10-19T20:00:00
venue = "Stadtmission"
address = "Brüderstraße 1"
[mailbox]
kind = "dedicated"
host = "localhost"
port = {imaps}
user = "{USER}"
password_env = "BENCHMARK_PASSWORD"
ca_file = "{ca}"
[delivery]
host = "127.0.0.1"
port = {sink}
security = "none"
per_minute = 100000
[limits]
replies_overall = 100000
replies_per_domain = 100000
same_text = 100000
[database]
path = "{folder / 'processor.sqlite'}"
''', "utf-8")
    return path


def processor(folder: Path) -> None:
    """One round of the worker over the whole backlog."""
    from processor.bootstrap import worker_of
    from processor.config import read

    worker = worker_of(read(folder / "config.toml"))
    begin, cpu = time.perf_counter(), time.process_time()
    done = worker.once()
    tell(begin, cpu, answered=done.answered, held=done.held, delivered=done.delivered)
    worker.close()


def bare(folder: Path, imaps: int, ca: Path, sink: int) -> None:
    """What nobody could do with less: fetch, parse, commit, send."""
    import ssl

    import mailparser
    from imapclient import IMAPClient

    begin, cpu = time.perf_counter(), time.process_time()
    database = sqlite3.connect(folder / "bare.sqlite")
    database.execute("PRAGMA journal_mode=WAL")
    database.execute("PRAGMA synchronous=FULL")
    database.execute("CREATE TABLE mail (uid INTEGER PRIMARY KEY, sender TEXT, body TEXT)")
    client = IMAPClient("localhost", imaps, ssl_context=ssl.create_default_context(cafile=ca))
    client.login(USER, os.environ["BENCHMARK_PASSWORD"])
    client.select_folder("INBOX")
    smtp = smtplib.SMTP("127.0.0.1", sink)
    count = 0
    uids = client.search()
    for start in range(0, len(uids), 100):
        for uid, found in client.fetch(uids[start:start + 100], ["BODY.PEEK[]"]).items():
            parsed = mailparser.parse_from_bytes(found[b"BODY[]"])
            sender = parsed.from_[0][1]
            with database:
                database.execute("INSERT INTO mail VALUES (?, ?, ?)", (uid, sender, "\n".join(parsed.text_plain)))
            answer = f"From: {USER}@example.org\r\nTo: {sender}\r\nSubject: Re: {parsed.subject}\r\n\r\nThank you.\r\n"
            smtp.sendmail(f"{USER}@example.org", [sender], answer.encode("utf-8"))
            count += 1
    smtp.quit()
    tell(begin, cpu, answered=count, held=0, delivered=count)


def tell(begin: float, cpu: float, **counts: int) -> None:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": time.perf_counter() - begin, "cpu": time.process_time() - cpu, "peak_mb": peak, **counts}))


async def sink() -> None:
    """An SMTP server that takes everything and keeps nothing."""
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 sink\r\n")
        while line := await reader.readline():
            verb = line[:4].upper()
            if verb == b"DATA":
                writer.write(b"354 go\r\n")
                while (await reader.readline()) not in (b".\r\n", b""):
                    pass
                writer.write(b"250 taken\r\n")
            elif verb == b"EHLO":
                writer.write(b"250-sink\r\n250-8BITMIME\r\n250 SMTPUTF8\r\n")
            elif verb == b"QUIT":
                writer.write(b"221 bye\r\n")
                break
            else:
                writer.write(b"250 ok\r\n")
            await writer.drain()
        writer.close()

    server = await asyncio.start_server(talk, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--mails", type=int, default=2000)
    arguments.add_argument("--part", nargs="*", help=argparse.SUPPRESS)
    asked = arguments.parse_args()
    if asked.part:
        match asked.part:
            case ["sink"]:
                asyncio.run(sink())
            case ["processor", folder]:
                processor(Path(folder))
            case ["bare", folder, imaps, ca, port]:
                bare(Path(folder), int(imaps), Path(ca), int(port))
        return
    compare(asked.mails)


def compare(count: int) -> None:
    from servers.certificates import found_authority
    from servers.dovecot import PASSWORD, start_dovecot

    os.environ["BENCHMARK_PASSWORD"] = PASSWORD
    folder = Path(tempfile.mkdtemp(prefix="backlog-"))
    folder.chmod(0o711)  # Dovecot reads the mail as nobody
    authority = found_authority(make(folder / "authority"))
    dovecot = start_dovecot(make(folder / "dovecot"), authority.sign("localhost"))
    taker = subprocess.Popen([sys.executable, __file__, "--part", "sink"], stdout=subprocess.PIPE, text=True)
    try:
        port = taker.stdout.readline().strip()  # type: ignore[union-attr]
        config(folder, dovecot.imaps, authority.certificate, int(port))
        part("processor", str(folder))  # first contact with an empty mailbox
        for number in range(count):
            dovecot.deliver(USER, mail(number))
        rows = {
            "bare loop": part("bare", str(folder), str(dovecot.imaps), str(authority.certificate), port),
            "processor": part("processor", str(folder)),
        }
    finally:
        taker.kill()
        dovecot.stop()
    for name, row in rows.items():
        print(f"{name:10} {row['delivered'] / row['seconds']:7.1f} mails/s  {row['seconds']:6.2f} s  cpu {row['cpu']:6.2f} s  "
              f"peak {row['peak_mb']:5.0f} MB  answered {row['answered']}, held {row['held']}, sent {row['delivered']}")
    print(f"ratio      {rows['processor']['seconds'] / rows['bare loop']['seconds']:.2f} × the bare loop's time")


def make(folder: Path) -> Path:
    folder.mkdir()
    return folder


def part(*words: str) -> dict[str, float]:
    ran = subprocess.run([sys.executable, __file__, "--part", *words], capture_output=True, text=True)
    if ran.returncode:
        sys.exit(ran.stderr[-3000:])
    return json.loads(ran.stdout.splitlines()[-1])


if __name__ == "__main__":
    main()
