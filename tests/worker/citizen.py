"""Citizens who answer our mails: by words, and by pressing what we put into them."""

import re
from urllib.parse import parse_qs, unquote, urlsplit

from worker.world import World, parsed, written

_LINK = re.compile(r'href="([^"]+)"')


def post(world: World, to: str, kind: str | None = None):
    """Our latest mail to an address, of one kind or of any."""
    mails = [parsed(one.raw) for one in world.outside.accepted if one.recipient == to]
    return [one for one in mails if kind in (None, one["X-Registration-Processor"])][-1]


def kinds(world: World, to: str) -> list[str]:
    """The kinds of our mails to an address, in order."""
    return [parsed(one.raw)["X-Registration-Processor"] for one in world.outside.accepted if one.recipient == to]


def text_of(mail) -> str:
    return mail.get_body(("plain",)).get_content()


def links(mail) -> list[str]:
    """Every link in the HTML of a mail."""
    return [link.replace("&amp;", "&") for link in _LINK.findall(mail.get_body(("html",)).get_content())]


def button(mail, body: str) -> tuple[str, str]:
    """Subject and body of the mail that the button opens whose text begins so."""
    for link in links(mail):
        given = parse_qs(urlsplit(link).query, keep_blank_values=True)
        if given.get("body", [""])[0].startswith(body):
            return given.get("subject", [""])[0], given["body"][0]
    raise AssertionError(f"no button says {body}: {[unquote(link) for link in links(mail)]}")


def press(world: World, mail, body: str, more: str = "", *, sender: str = "anna@example.net",
          name: str = "Anna Schmidt") -> None:
    """A new mail, as a mail program opens it for a button; nothing in it but what the button says."""
    subject, words = button(mail, body)
    _NUMBER[0] += 1
    world.receive(written(words + more, sender, name=name, number=_NUMBER[0], subject=subject))
    world.once()


def write(world: World, words: str, to=None, *, sender: str = "anna@example.net", name: str = "Anna Schmidt",
          subject: str = "Bürgerforum", headers: str = "", trace: str = "") -> None:
    """A mail of a citizen, or an answer `to` one of ours."""
    _NUMBER[0] += 1
    if to is not None:
        subject, headers = "Re: " + " ".join(str(to["Subject"]).split()), f"{headers}In-Reply-To: {to['Message-ID']}\n"
    world.receive(written(words, sender, name=name, number=_NUMBER[0], subject=subject, headers=headers, trace=trace))
    world.once()


_NUMBER = [1000]
