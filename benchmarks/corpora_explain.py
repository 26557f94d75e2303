"""Time and peak memory of understanding every collected real mail, as `processor explain` does.

    python benchmarks/corpora_explain.py [../shared]

Prints the slowest mails, the sum, the peak of resident memory, and the ratio of
understanding (parse included) to mail-parser alone on the same mails.
"""

import resource
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

import mailparser
from collected.mails import collected

from processor import config
from processor.message import parse
from processor.understanding import context_of, understand

shared = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "../shared"
context = context_of(config.read(shared / "score" / "single.toml"))
mails = list(collected(shared / "corpora"))
understand(parse(mails[0].raw), context)  # vocabularies are read once
spent: list[tuple[float, str]] = []
for mail in mails:
    begin = time.perf_counter()
    understand(parse(mail.raw), context)
    spent.append((time.perf_counter() - begin, mail.file))
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
bare = 0.0
for mail in mails:
    begin = time.perf_counter()
    try:
        mailparser.parse_from_bytes(mail.raw)
    except Exception:
        continue
    finally:
        bare += time.perf_counter() - begin
total = sum(seconds for seconds, _ in spent)
print(f"{len(mails)} mails in {total:.1f} s, slowest {max(spent)[0]:.2f} s, peak {peak:.0f} MB")
for seconds, file in sorted(spent, reverse=True)[:5]:
    print(f"  {seconds:.2f} s  {file}")
print(f"mail-parser alone on the same mails {bare:.1f} s; ratio {total / bare:.2f}")
