"""What the receiving server says about the sender (RFC 8601), reduced to what we act on.

Promise: only fields written by the trusted server count, and a doubt is never a
pass. Anybody can write an Authentication-Results field, so a field counts only
with the trusted id and above the first Received of a foreign server.
"""

import re
from dataclasses import dataclass

from processor.message.fields import Headers
from processor.message.model import AuthenticationVerdict, Mailbox

NO_SERVER = "none"
EXCHANGE_ONLINE = "exchange-online"  # writes its field topmost and without an id

_RESULT = re.compile(r"([a-z0-9-]{1,20})\s*=\s*([a-z]{1,20})")
_PROPERTY = re.compile(r"([a-z]{1,20}\.[a-z_-]{1,20})\s*=\s*\"?([^\s\";]{1,255})")
_BY = re.compile(r"\bby\s+([a-z0-9.\-_]{1,255})", re.IGNORECASE)
_SECOND_LEVEL = 3  # letters: 'co.uk', 'com.tr'


@dataclass(frozen=True, slots=True)
class _Result:
    method: str
    value: str
    properties: dict[str, str]


def verdict(headers: Headers, sender: Mailbox, authserv_id: str) -> AuthenticationVerdict:
    """The verdict of `authserv_id` on the domain of From."""
    wanted = authserv_id.strip().lower()
    if wanted in ("", NO_SERVER) or not sender.address:
        return AuthenticationVerdict.NONE
    fields = [_results(body) for body in _trusted(headers, wanted)]
    results = [result for field in fields for result in field]
    if any(result.method == "dmarc" and result.value == "fail" for result in results):
        return AuthenticationVerdict.FAIL
    if _doubled(fields):
        return AuthenticationVerdict.NONE
    domain = sender.address.rpartition("@")[2]
    if any(_aligned_pass(result, domain) for result in results):
        return AuthenticationVerdict.ALIGNED_PASS
    if any(result.method == "spf" and result.value in ("fail", "hardfail") for result in results):
        return AuthenticationVerdict.FAIL
    return AuthenticationVerdict.NONE


def aligned(claimed: str, domain: str) -> bool:
    """Relaxed alignment: the same domain, or one below the other."""
    claimed, domain = claimed.lower().strip("."), domain.lower()
    if "." not in claimed:
        return False
    return claimed == domain or domain.endswith("." + claimed) or claimed.endswith("." + domain)


def _trusted(headers: Headers, wanted: str) -> list[str]:
    """What follows the id in each trusted field."""
    own: str | None = None
    found: list[str] = []
    for name, value in headers.raw:
        lower = name.lower()
        if lower == "received":
            host = _BY.search(value)
            if host is None:
                break
            own = own or _organisation(host[1])
            if _organisation(host[1]) not in (own, _organisation(wanted)):
                break
        elif lower == "authentication-results":
            server, _, body = _without_comments(value.lower()).partition(";")
            has_id = "=" not in server
            if wanted == EXCHANGE_ONLINE:
                return [] if has_id else [f"{server};{body}"]
            if has_id and server.split()[:1] == [wanted]:
                found.append(body)
    return found


def _results(body: str) -> list[_Result]:
    results = []
    for clause in body.split(";"):
        match = _RESULT.match(clause.strip())
        if match:
            results.append(_Result(match[1], match[2], dict(_PROPERTY.findall(clause))))
    return results


def _doubled(fields: list[list[_Result]]) -> bool:
    """A method stated by more than one field: one of them may be forged."""
    seen: set[str] = set()
    for field in fields:
        methods = {result.method for result in field}
        if methods & seen:
            return True
        seen |= methods
        singles = [result.method for result in field if result.method in ("dmarc", "spf")]
        if len(singles) != len(set(singles)):
            return True
    return False


def _aligned_pass(result: _Result, domain: str) -> bool:
    if result.value != "pass":
        return False
    match result.method:
        case "dmarc":
            return aligned(result.properties.get("header.from", domain).rpartition("@")[2], domain)
        case "dkim":
            claimed = result.properties.get("header.d") or result.properties.get("header.i", "")
            return aligned(claimed.rpartition("@")[2], domain)
        case _:
            return False


def _without_comments(value: str) -> str:
    """`value` without RFC 5322 comments and without what stands in quotes, for senders choose both.

    What an unclosed one hides is gone.
    """
    kept: list[str] = []
    depth = 0
    quoted = False
    for character in value:
        if character == '"' and not depth:
            quoted = not quoted
        if character == "(" and not quoted:
            depth += 1
        elif character == ")" and depth and not quoted:
            depth -= 1
        elif not depth and (not quoted or character not in ";="):
            kept.append(character)
    return "".join(kept)


def _organisation(host: str) -> str:
    """The last two labels of a host, three below a short second level."""
    labels = host.lower().strip(".").split(".")
    short = len(labels) > 2 and len(labels[-1]) == 2 and len(labels[-2]) <= _SECOND_LEVEL
    return ".".join(labels[-3:] if short else labels[-2:])
