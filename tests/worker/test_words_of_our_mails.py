"""What our mails tell people to answer is what we understand: in every language, with our mail quoted below."""

import re
from email.message import EmailMessage
from urllib.parse import unquote

import pytest

from processor.config import check
from processor.message import parse
from processor.registration.model import Reply
from processor.replies import Composed, Templates, compose, samples
from processor.understanding import context_of, understand
from processor.understanding.model import DataWish, Intent, Request

TEMPLATES = Templates()
QUOTED = re.compile("[„“«\"”]\\s?([^„“»«\"”]{3,40}?)\\s?[“”»\"]")
CONTEXT = context_of(check({
    "organiser": {"name": samples.ORGANISER.name, "address": samples.ORGANISER.address, "languages": list(TEMPLATES.languages)},
    "events": [{"key": "buergerforum", "title": samples.FORUM.title, "aliases": list(samples.FORUM.aliases),
                "start": samples.FORUM.start, "end": samples.FORUM.end, "venue": samples.FORUM.venue,
                "address": samples.FORUM.address}]}))


def written(reply: Reply) -> Composed:
    return compose(reply, samples.ORGANISER, TEMPLATES, samples.SampleTokens(), samples.MESSAGE_ID, samples.NOW)


def answered(words: str, ours: Composed) -> Request:
    """What a mail with these words above our own mail means."""
    mail = EmailMessage()
    mail["From"], mail["To"] = "Anna Schmidt <anna@example.org>", samples.ORGANISER.address
    mail["Subject"], mail["Message-ID"] = f"Re: {ours.subject}", "<2@example.org>"
    mail["In-Reply-To"] = mail["References"] = samples.MESSAGE_ID
    mail.set_content(words + "\n\n\n" + "\n".join(f"> {line}" for line in ours.text.splitlines()) + "\n")
    return understand(parse(mail.as_bytes()), CONTEXT)


@pytest.mark.parametrize("language", TEMPLATES.languages)
def test_the_words_of_the_small_print_lead_to_the_notice_and_forget_needs(language: str):
    ours = written(samples.samples(language)["registered"])
    small_print = re.sub("[\u2066-\u2069\u200e\u200f]", "", " ".join(ours.text.split("-" * 72)[1].split()))
    wishes = {answered(words, ours).data_wish for words in QUOTED.findall(small_print)}
    assert {DataWish.NOTICE, DataWish.NOT_STORE_NEEDS} <= wishes


@pytest.mark.parametrize("language", TEMPLATES.languages)
def test_the_first_mail_says_who_and_how_long_and_later_mails_do_not(language: str):
    first = written(samples.samples(language)["registered"])
    later = written(samples.samples(language)["changed"])
    for mail, said in ((first, True), (later, False)):
        assert ("Projektbüro" in mail.text) is said
        assert (re.search(r"\b30\b", mail.text) is not None) is said


@pytest.mark.parametrize("language", TEMPLATES.languages)
def test_the_button_of_an_export_asks_to_be_erased(language: str):
    assert answered(TEMPLATES.phrases(language).buttons["erase"].body, written(samples.samples(language)["export"])
                    ).data_wish is DataWish.ERASE


@pytest.mark.parametrize("language", TEMPLATES.languages)
def test_yes_to_erasing_is_a_yes_and_never_a_cancellation(language: str):
    ours = written(samples.samples(language)["confirm-erase"])
    links = [unquote(link.replace("&amp;", "&")) for link in re.findall(r'href="([^"]+)"', ours.html)]
    body = TEMPLATES.phrases(language).buttons["yes_erase"].body
    assert any(link.endswith(f"&body={body}") and "KL-7F3Q.x." in link for link in links), "the link has room for it"
    request = answered(body, ours)
    assert request.answer is True or request.data_wish is DataWish.ERASE
    assert request.intent in (Intent.OTHER, Intent.DATA_REQUEST)
