"""What goes over the wire to a submission server, octet by octet."""

import base64
import dataclasses

import pytest

from processor.delivery import smtp
from processor.delivery.port import DeliveryError


def verbs(server):
    return [command.split(" ")[0].upper() for command in server.commands]


def test_one_mail_is_one_envelope_with_one_recipient(peer, adapter, mail):
    server = peer()
    adapter(server.port).deliver(mail())
    assert verbs(server) == ["EHLO", "STARTTLS", "EHLO", "AUTH", "MAIL", "RCPT", "DATA"]
    assert server.commands[4:6] == ["MAIL FROM:<forum@example.org>", "RCPT TO:<eva@example.org>"]


def test_the_connection_is_kept_for_the_next_mail(peer, adapter, mail):
    server = peer()
    delivery = adapter(server.port)
    delivery.deliver(mail())
    delivery.deliver(mail())
    assert server.conversations == 1 and len(server.contents) == 2


def test_a_refused_recipient_does_not_cost_the_connection(peer, adapter, mail):
    server = peer(RCPT=b"550 5.1.1 unknown\r\n")
    delivery = adapter(server.port)
    for _ in range(2):
        with pytest.raises(DeliveryError) as caught:
            delivery.deliver(mail())
        assert not caught.value.temporary
    assert server.conversations == 1 and verbs(server).count("RSET") == 2


def test_a_kept_connection_is_asked_whether_it_lives_after_a_silence(peer, adapter, mail, monkeypatch):
    server = peer()
    delivery = adapter(server.port)
    delivery.deliver(mail())
    monkeypatch.setattr(smtp, "FRESH", 0.0)
    delivery.deliver(mail())
    assert verbs(server)[7:] == ["NOOP", "MAIL", "RCPT", "DATA"]


def test_a_kept_connection_that_died_is_renewed_without_an_error(peer, adapter, mail):
    server = peer()
    delivery = adapter(server.port)
    delivery.deliver(mail())
    delivery._kept.sock.close()
    assert delivery.deliver(mail()).startswith("250")
    assert server.conversations == 2 and len(server.contents) == 2


def test_a_server_that_leaves_with_421_between_two_mails_is_asked_again(peer, adapter, mail):
    server = peer()
    delivery = adapter(server.port)
    delivery.deliver(mail())
    server.answers["MAIL"] = b"421 closing\r\n"
    with pytest.raises(DeliveryError) as caught:
        delivery.deliver(mail())
    assert caught.value.temporary and server.conversations == 2


def test_a_password_outside_ascii_logs_in(peer, adapter, mail):
    server = peer()
    adapter(server.port).deliver(mail())
    assert base64.b64decode(server.commands[3].split(" ")[2]) == "\0forum\0Grüße".encode()


def test_a_refused_login_leaves_the_mail_waiting(peer, adapter, mail):
    with pytest.raises(DeliveryError) as caught:
        adapter(peer(AUTH=b"535 5.7.8 wrong\r\n").port).deliver(mail())
    assert caught.value.temporary and caught.value.code == 535
    assert "password" in str(caught.value) and "Grüße" not in str(caught.value)


def test_without_starttls_nothing_is_said_in_clear(peer, adapter, mail):
    server = peer(EHLO=b"250-peer\r\n250 AUTH PLAIN\r\n")
    with pytest.raises(DeliveryError, match="STARTTLS"):
        adapter(server.port).deliver(mail())
    assert verbs(server) == ["EHLO"]


def test_a_certificate_of_an_unknown_authority_ends_it(peer, adapter, mail):
    server = peer()
    with pytest.raises(DeliveryError, match="ca_file"):
        adapter(server.port, ca_file=None).deliver(mail())
    assert verbs(server) == ["EHLO", "STARTTLS"]


def test_words_slipped_in_before_tls_are_forgotten(peer, adapter, mail):
    server = peer(STARTTLS=b"220 go\r\n250-evil\r\n250 AUTH PLAIN\r\n")
    adapter(server.port).deliver(mail())
    assert server.contents == [mail().raw]


def test_an_address_outside_ascii_travels_with_smtputf8(peer, adapter, mail):
    server = peer()
    adapter(server.port).deliver(mail(recipient="zoë@example.org"))
    assert server.commands[4:6] == ["MAIL FROM:<forum@example.org> SMTPUTF8", "RCPT TO:<zoë@example.org>"]


def test_such_an_address_is_refused_for_good_where_the_server_cannot_carry_it(peer, adapter, mail):
    server = peer(EHLO=b"250-peer\r\n250-STARTTLS\r\n250 AUTH PLAIN\r\n")
    with pytest.raises(DeliveryError, match="SMTPUTF8") as caught:
        adapter(server.port).deliver(mail(recipient="zoë@example.org"))
    assert not caught.value.temporary


@pytest.mark.parametrize("recipient", ["", "eva", "a@b.c, v@x.y", "a@b.c>\r\nRCPT TO:<v@x.y", "a b@c.d", "<a@b.c>",
                                       "a@b.c\x00", "\ud800@b.c", "x" * 65 + "@b.c", "a@b@c.d"])
def test_an_envelope_that_is_not_one_address_goes_nowhere(peer, adapter, mail, recipient):
    server = peer()
    with pytest.raises(DeliveryError) as caught:
        adapter(server.port).deliver(mail(recipient=recipient))
    assert not caught.value.temporary and server.conversations == 0


def test_checking_connects_logs_in_and_leaves(peer, adapter):
    server = peer()
    said = adapter(server.port).check()
    assert verbs(server) == ["EHLO", "STARTTLS", "EHLO", "AUTH", "QUIT"]
    assert "logged in as forum" in said and "\n" not in said


def test_an_oauth_token_is_asked_for_at_every_login(peer, adapter, mail):
    server, tokens = peer(EHLO=b"250-peer\r\n250-STARTTLS\r\n250 AUTH XOAUTH2\r\n"), iter(["first", "second"])
    delivery = adapter(server.port, auth="xoauth2", secret=lambda: next(tokens))
    for _ in range(2):
        delivery.deliver(mail())
        delivery.close()
    logins = [command.split(" ")[2] for command in server.commands if command.startswith("AUTH XOAUTH2")]
    assert [base64.b64decode(login) for login in logins] == [
        b"user=forum\x01auth=Bearer first\x01\x01", b"user=forum\x01auth=Bearer second\x01\x01"]


SMUGGLERS = [
    b"x\n.\nMAIL FROM:<v@x.y>\r\n", b"x\r.\rMAIL FROM:<v@x.y>\r\n", b"x\n.\r\nMAIL FROM:<v@x.y>\r\n",
    b"x\r\n.\nMAIL FROM:<v@x.y>\r\n", b"x\r.\r\nMAIL FROM:<v@x.y>\r\n", b"x\r\n.\rMAIL FROM:<v@x.y>\r\n",
    b"x\r\n.\r\nMAIL FROM:<v@x.y>\r\n", b".\r\nMAIL FROM:<v@x.y>\r\n", b"x\r\n\0.\r\nMAIL FROM:<v@x.y>\r\n",
    b"x\r\r\n.\r\r\nMAIL FROM:<v@x.y>\r\n", b"x\r\n..\r\n.\r\n", b"no line end at all",
]


@pytest.mark.parametrize("body", SMUGGLERS, ids=repr)
def test_no_body_ends_the_content_early(peer, adapter, mail, body):
    server = peer()
    delivery = adapter(server.port)
    delivery.deliver(mail(body))
    delivery.close()
    [sent] = server.contents
    assert verbs(server) == ["EHLO", "STARTTLS", "EHLO", "AUTH", "MAIL", "RCPT", "DATA", "QUIT"]
    lines = sent.split(b"\r\n")
    assert not any(b"\r" in line or b"\n" in line for line in lines)
    assert b"." not in lines


def test_dots_arrive_as_they_were_written(peer, adapter, mail):
    server = peer()
    adapter(server.port).deliver(mail(b".one\r\n..two\r\n...\r\nfour.\r\n"))
    received = b"\r\n".join(line.removeprefix(b".") for line in server.contents[0].split(b"\r\n"))
    assert received == mail(b".one\r\n..two\r\n...\r\nfour.\r\n").raw


def test_settings_never_show_the_secret():
    settings = smtp.SmtpSettings("localhost", "forum", lambda: "hush")
    assert "secret" not in repr(settings)
    assert dataclasses.replace(settings, host="other").secret() == "hush"
