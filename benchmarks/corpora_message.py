"""How well mails nobody on this project wrote are read: run with the folder of collected mails.

Prints, for each kind of mail in MANIFEST.jsonl, how many came out as expected;
with --show N also the first N that did not.
"""

import argparse
import json
import resource
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from processor.message import AutomaticReason, Message, parse

FOLDED = "FOLDED_QUOTED_SECTION"
WRAPPED = (
    b"From: a@example.org\r\nTo: b@example.org\r\nSubject: test\r\nMIME-Version: 1.0\r\n"
    b"Content-Type: text/%s; charset=utf-8\r\n\r\n"
)


def raw_mail(path: Path, expected: dict[str, Any]) -> bytes:
    """The bytes of a collected mail; a bare body is wrapped in a plain message."""
    octets = expected["text"].encode() if expected.get("synthetic") else path.read_bytes()
    if not expected.get("body_only"):
        return octets
    return WRAPPED % (b"html" if expected["body_only"] == "html" else b"plain") + octets


def checks(kind: str, expected: dict[str, Any], message: Message) -> Iterator[tuple[str, bool]]:
    """Each expectation of one mail that parsing alone can meet, and whether it is met."""
    if kind == "bounce":
        yield "bounce is automatic", message.automatic is not None
        yield "bounce is a delivery report", message.automatic is AutomaticReason.DELIVERY_REPORT
        if expected.get("recipients"):
            found = message.delivery_status.recipients if message.delivery_status else ()
            yield "failed recipient", {r.lower() for r in expected["recipients"]} <= {r.lower() for r in found}
        status = expected.get("status")
        if status and status[0] and message.delivery_status and message.delivery_status.action == "failed":
            yield "permanent or passing", message.delivery_status.permanent == status[0].startswith("5")
    elif kind in ("human_de", "human_en"):
        yield f"{kind} is not automatic", message.automatic is None
    elif kind == "auto_reply" and not expected.get("synthetic"):
        yield "auto reply with headers is automatic", message.automatic is not None
    elif kind == "list_mail" and not expected.get("synthetic"):
        yield "list mail is automatic", message.automatic is not None
    elif kind in ("quoted_reply", "signature"):
        yield from _quoting(expected, message)
    elif kind in ("charset", "malformed", "huge", "signed", "tnef", "other"):
        yield from _readable(expected, message)


def _quoting(expected: dict[str, Any], message: Message) -> Iterator[tuple[str, bool]]:
    new, signed = message.visible.text, f"{message.visible.text}\n{message.visible.signature}"
    wanted = expected.get("visible_reply")
    if wanted is not None:
        unquoted = "\n".join(line for line in wanted.split("\n") if not line.startswith(">"))
        yield "visible reply", squeezed(wanted) in (squeezed(new), squeezed(signed))
        yield (
            "visible reply, quotations and sign-off left out",
            squeezed(unquoted).startswith(squeezed(new))
            and bool(new.strip())
            and len(squeezed(unquoted)) <= len(squeezed(signed)) + 60,
        )
    if "reply_contains" in expected:
        yield "reply contains", all(squeezed(part) in squeezed(signed) for part in expected["reply_contains"])
    if "reply_not_contains" in expected:
        yield (
            "reply does not contain",
            not any(squeezed(part) in squeezed(new) for part in expected["reply_not_contains"]),
        )
    if "folded_text" in expected:
        folded = expected["folded_text"].replace(FOLDED, "")
        yield "folded text", sorted(folded.split()) in (sorted(new.split()), sorted(signed.split()))
    if expected.get("signature"):
        dropped = squeezed(expected["signature"]) not in squeezed(new)
        yield "signature is out of the text", dropped


def _readable(expected: dict[str, Any], message: Message) -> Iterator[tuple[str, bool]]:
    if isinstance(expected.get("from"), str) and "@" in expected["from"]:
        yield "sender", bool(message.sender.address) and message.sender.address.lower() in expected["from"].lower()
    if expected.get("subject"):
        yield "subject", squeezed(expected["subject"]) == squeezed(message.subject)
    if expected.get("text_body"):
        texts = expected["text_body"] if isinstance(expected["text_body"], list) else [expected["text_body"]]
        yield "text", squeezed(str(texts[0]))[:200] in squeezed(message.body)


def squeezed(text: str) -> str:
    return "".join(text.split())


def main() -> None:
    """Print the figures."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("corpora", type=Path)
    arguments.add_argument("--show", type=int, default=0)
    options = arguments.parse_args()
    met: Counter[str] = Counter()
    asked: Counter[str] = Counter()
    missed: dict[str, list[str]] = defaultdict(list)
    slowest, unreadable = (0.0, ""), 0
    for line in (options.corpora / "MANIFEST.jsonl").read_text("utf-8").splitlines():
        entry = json.loads(line)
        raw = raw_mail(options.corpora / entry["file"], entry["expected"])
        started = time.perf_counter()
        message = parse(raw)
        slowest = max(slowest, (time.perf_counter() - started, entry["file"]))
        unreadable += any("cannot be read (" in problem for problem in message.problems)
        for name, fine in checks(entry["kind"], entry["expected"], message):
            asked[name] += 1
            met[name] += fine
            if not fine:
                missed[name].append(entry["file"])
    for name in asked:
        print(f"{met[name]:5} of {asked[name]:5}  {100 * met[name] / asked[name]:5.1f} %  {name}")
        for file in missed[name][: options.show]:
            print(f"        {file}")
    print(
        f"slowest {slowest[0] * 1000:.0f} ms ({slowest[1]}), not read at all {unreadable}, peak memory "
        f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB"
    )


if __name__ == "__main__":
    main()
