"""The servers of the tests work before anything else is judged by them."""

import smtplib
import ssl
import time

import pytest
from imapclient import IMAPClient
from servers.dovecot import PASSWORD
from servers.postfix import DOMAIN

pytestmark = pytest.mark.servers


def test_a_delivered_mail_is_in_the_inbox(dovecot, authority):
    user = dovecot.fresh_user()
    dovecot.deliver(user, b"Subject: one\r\n\r\ntext\r\n")
    context = ssl.create_default_context(cafile=authority.certificate)
    with IMAPClient("localhost", dovecot.imaps, ssl_context=context, timeout=10) as client:
        client.login(user, PASSWORD)
        assert client.select_folder("INBOX")[b"EXISTS"] == 1


def test_a_mail_given_to_postfix_arrives_in_dovecot(dovecot, postfix, authority):
    user = dovecot.fresh_user()
    with smtplib.SMTP("localhost", postfix.port, timeout=10) as client:
        client.starttls(context=ssl.create_default_context(cafile=authority.certificate))
        client.login(user, PASSWORD)
        client.sendmail(f"{user}@{DOMAIN}", [f"{user}@{DOMAIN}"], b"Subject: loop\r\n\r\ntext\r\n")
    until = time.monotonic() + 10
    arrived = []
    while not arrived and time.monotonic() < until:
        arrived = list(dovecot.maildir(user).glob("new/*"))
    assert b"Subject: loop" in arrived[0].read_bytes()
