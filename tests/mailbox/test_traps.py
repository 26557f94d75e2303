"""Regressions: what was measured in the libraries, each with its story (trap numbers in the reliability notes)."""

import base64
import contextlib
import logging
import threading
import time
from datetime import timedelta
from itertools import pairwise

import pytest
from servers.dovecot import PASSWORD, UMLAUT_PASSWORD, UMLAUT_USER
from servers.imap_peer import SELECTED, ImapPeer, hang_up

from processor import limits
from processor.mailbox import idle, listing, sessions
from processor.mailbox.connect import ImapSettings
from processor.mailbox.folders import folder_names
from processor.mailbox.imap import open_imap
from processor.mailbox.port import Listed, MailboxError, Ref, Role


@pytest.fixture
def server():
    """Starts scripted servers and mailboxes on them."""
    started = []

    def start(**settings):
        answers = settings.pop("answers", {})
        peer = ImapPeer(answers).start()
        given = {"port": peer.port, "security": "none", "connect_timeout": 2, "read_timeout": 2} | settings
        given = {"user": "eva", "secret": lambda: "pw"} | given
        mailbox = open_imap(ImapSettings("127.0.0.1", **given), folder_names("de"))
        started.append((peer, mailbox))
        return peer, mailbox

    yield start
    for peer, mailbox in started:
        mailbox.close()
        peer.stop()


def one_mail(uid, body=b"Subject: x\r\n\r\nx\r\n"):
    return b"* %d FETCH (UID %d FLAGS () BODY[] {%d}\r\n%s)\r\n" % (uid, uid, len(body), body)


def about(uid):
    return b'* %d FETCH (UID %d FLAGS () RFC822.SIZE 17 INTERNALDATE "02-Oct-2017 10:00:00 +0200")\r\n' % (uid, uid)


# Trap 1: values with CR LF became further IMAP commands.

@pytest.mark.parametrize("name", ["a\r\nb", "a\0b", "a\u2028b", "a//b", "", "/a", "a*", 'a"b', "a\\b", "x" * 300,
                                  "\ud800"])
def test_a_folder_name_that_is_more_than_a_name_is_refused_at_start(name):
    with pytest.raises(MailboxError) as caught:
        folder_names("de", {"done": name})
    assert not caught.value.temporary


def test_two_roles_cannot_share_a_folder():
    with pytest.raises(MailboxError, match="same name"):
        folder_names("de", {"done": "Anmeldungen/annehmen"})


@pytest.mark.parametrize("settings", [{"user": "eva\r\nA1 DELETE INBOX"}, {"secret": lambda: "pw\r\nA1 DELETE INBOX"}])
def test_a_line_break_in_the_login_never_reaches_the_server(server, settings):
    peer, mailbox = server(**settings)
    with pytest.raises(MailboxError, match="line break") as caught:
        mailbox.uidvalidity(Role.INBOX)
    assert not caught.value.temporary
    assert not any("DELETE" in command or "LOGIN" in command for command in peer.commands)


def test_only_numbers_are_searched_for(server):
    peer, mailbox = server(answers={"UID SEARCH": b"* SEARCH 1 2 3\r\n", "UID FETCH": about(1) + about(2) + about(3)})
    mailbox.listing(Role.INBOX)
    assert [command for command in peer.commands if "SEARCH" in command] == ["UID SEARCH UID 1:3"]


# Trap 7: a dead connection answers IDLE with "nothing new", at once and for ever.

def test_a_connection_that_dies_in_idle_neither_spins_nor_raises(server, monkeypatch):
    monkeypatch.setattr(idle, "SLICE", 0.05)
    peer, mailbox = server(answers={"IDLE": hang_up})
    started = time.monotonic()
    mailbox.wait(0.3)
    assert time.monotonic() - started >= 0.3
    assert peer.conversations == 1


def test_a_connection_that_dies_while_idle_is_noticed_without_spinning(server, monkeypatch):
    monkeypatch.setattr(idle, "SLICE", 0.1)
    checks = []
    monkeypatch.setattr(idle, "_listen", lambda client, until, stop, real=idle._listen: (
        checks.append(1), client.socket().shutdown(2), real(client, until, stop))[2])
    _, mailbox = server()
    started = time.monotonic()
    mailbox.wait(0.4)
    assert time.monotonic() - started >= 0.4 and len(checks) <= idle.EARLY_RETURNS


def test_idle_is_renewed_before_routers_forget_it(server, monkeypatch):
    monkeypatch.setattr(idle, "RENEW", 0.05)
    monkeypatch.setattr(idle, "SLICE", 0.02)
    peer, mailbox = server()
    mailbox.wait(1)
    assert 3 <= peer.commands.count("IDLE") == peer.commands.count("DONE") <= 30


def test_idle_lasts_less_than_nine_minutes():
    assert idle.RENEW + idle.SLICE < 9 * 60


@pytest.mark.servers
def test_new_mail_ends_the_waiting(imap, dovecot, settings):
    imap.listing(Role.INBOX)
    timer = threading.Timer(0.3, dovecot.deliver, [settings.user, b"Subject: new\r\n\r\nx\r\n"])
    timer.start()
    started = time.monotonic()
    imap.wait(300)
    assert time.monotonic() - started < 250
    assert len(imap.listing(Role.INBOX)) == 1


def test_closing_from_another_thread_ends_the_waiting(server, monkeypatch):
    _, mailbox = server(answers={"CAPABILITY": b"* CAPABILITY IMAP4rev1\r\n"})
    threading.Timer(0.1, mailbox.close).start()
    started = time.monotonic()
    mailbox.wait(300)
    assert time.monotonic() - started < 250


# Trap 8: many small ones of IMAPClient.

def test_the_last_mail_is_not_listed_again_below_the_watermark(server):
    peer, mailbox = server(answers={"UID SEARCH": b"* SEARCH 3\r\n", "UID FETCH": about(3)})
    assert mailbox.listing(Role.INBOX, above=3) == []
    assert not any("*" in command for command in peer.commands if "SEARCH" in command)


def test_a_connection_dropped_during_login_is_temporary_and_a_wrong_password_is_not(server):
    for answer, temporary in ((hang_up, True), (b"TAG NO [AUTHENTICATIONFAILED] no\r\n", False),
                              (b"TAG NO [UNAVAILABLE] later\r\n", True)):
        _, mailbox = server(answers={"LOGIN": answer})
        with pytest.raises(MailboxError) as caught:
            mailbox.uidvalidity(Role.INBOX)
        assert caught.value.temporary is temporary


@pytest.mark.parametrize("answer", [
    b"TAG BAD what\r\n", b"TAG NO no\r\n", b"* BYE\r\n", b"\x00\xff\r\n", b"* 1 FETCH ({9999}\r\n", b"TAG OK\r\n",
    b"* 1 FETCH (UID 1 BODY[] {3}\r\nab", b"* 1 FETCH (((((\r\nTAG OK x\r\n"])
def test_whatever_the_server_says_is_a_mailbox_error_or_a_whole_answer(server, answer):
    _, mailbox = server(answers={"UID SEARCH": b"* SEARCH 1\r\n", "UID FETCH": answer}, read_timeout=0.3)
    try:
        assert mailbox.listing(Role.INBOX) == []
    except MailboxError as error:
        assert "Likely cause" in str(error) or "asked again" in str(error)


def test_a_server_that_is_away_is_temporary():
    mailbox = open_imap(ImapSettings("127.0.0.1", "eva", lambda: "pw", port=1, security="none"), folder_names("de"))
    with pytest.raises(MailboxError) as caught:
        mailbox.listing(Role.INBOX)
    assert caught.value.temporary and "nothing listens" in str(caught.value)


def test_a_silent_server_is_left_after_the_time_limit(server):
    _, mailbox = server(answers={"SELECT": lambda _: None}, read_timeout=0.3)
    started = time.monotonic()
    with pytest.raises(MailboxError) as caught:
        mailbox.listing(Role.INBOX)
    assert caught.value.temporary and time.monotonic() - started < 60


@pytest.mark.servers
def test_a_password_outside_ascii_logs_in(dovecot, authority):
    settings = ImapSettings("localhost", UMLAUT_USER, lambda: UMLAUT_PASSWORD, dovecot.imaps,
                            ca_file=authority.certificate)
    assert open_imap(settings, folder_names("de")).uidvalidity(Role.INBOX) > 0


@pytest.mark.servers
def test_starttls_secures_the_connection_first(dovecot, authority):
    settings = ImapSettings("localhost", dovecot.fresh_user(), lambda: PASSWORD, dovecot.imap, "starttls",
                            ca_file=authority.certificate)
    assert open_imap(settings, folder_names("de")).uidvalidity(Role.INBOX) > 0


def test_without_starttls_no_password_is_sent(server):
    peer, mailbox = server(security="starttls")
    with pytest.raises(MailboxError) as caught:
        mailbox.uidvalidity(Role.INBOX)
    assert not caught.value.temporary
    assert not any("LOGIN" in command for command in peer.commands)


@pytest.mark.servers
def test_a_certificate_nobody_knows_ends_it_for_good(dovecot):
    settings = ImapSettings("localhost", "eva", lambda: "pw", dovecot.imaps)
    with pytest.raises(MailboxError, match="ca_file") as caught:
        open_imap(settings, folder_names("de")).uidvalidity(Role.INBOX)
    assert not caught.value.temporary


def test_an_oauth_token_is_asked_for_at_every_login(server):
    tokens = iter(["first", "second"])
    peer, mailbox = server(auth="xoauth2", secret=lambda: next(tokens))
    mailbox.uidvalidity(Role.INBOX)
    mailbox._sessions.drop()
    mailbox.uidvalidity(Role.INBOX)
    said = [line for command, line in pairwise(peer.commands) if command == "AUTHENTICATE XOAUTH2"]
    assert [base64.b64decode(line) for line in said] == [
        b"user=eva\x01auth=Bearer first\x01\x01", b"user=eva\x01auth=Bearer second\x01\x01"]


def test_dates_of_arrival_keep_their_zone(server):
    _, mailbox = server(answers={"UID SEARCH": b"* SEARCH 1\r\n", "UID FETCH": about(1)})
    [mail] = mailbox.listing(Role.INBOX)
    assert mail.internal_date.isoformat() == "2017-10-02T10:00:00+02:00"
    assert mail.internal_date.utcoffset() == timedelta(hours=2)


def test_a_mailbox_of_two_hundred_thousand_mails_is_listed_in_small_answers(server, monkeypatch):
    count, largest = 200_000, []
    uids = [7 * place for place in range(1, count + 1)]

    def search(command):
        low, high = map(int, command.rpartition(" ")[2].split(":"))
        found = b" ".join(b"%d" % uid for uid in uids if low <= uid <= high)
        largest.append(len(found))
        return b"* SEARCH " + found + b"\r\n"

    def positions(command):
        return b"".join(b"* %d FETCH (UID %d)\r\n" % (int(place), uids[int(place) - 1])
                        for place in command.split(" ")[1].split(","))

    told = {b"RFC822.SIZE": 1, b"INTERNALDATE": 1}
    monkeypatch.setattr(listing, "_answers", lambda client, found: ((uid, told) for uid in found))
    selected = SELECTED.replace(b"3 EXISTS", b"200000 EXISTS").replace(b"UIDNEXT 4", b"UIDNEXT 2000000")
    _, mailbox = server(answers={"SELECT": selected, "UID SEARCH": search, "FETCH": positions})
    assert [mail.ref.uid for mail in mailbox.listing(Role.INBOX)] == uids
    assert max(largest) < 500_000 and len(largest) <= 11


def test_half_an_answer_in_a_listing_is_an_error_not_a_gap(server):
    answer = about(1) + b"* 2 FETCH (UID 2 FLAGS ())\r\n"
    _, mailbox = server(answers={"UID SEARCH": b"* SEARCH 1 2\r\n", "UID FETCH": answer})
    with pytest.raises(MailboxError) as caught:
        mailbox.listing(Role.INBOX)
    assert caught.value.temporary


def test_nothing_of_a_mail_reaches_the_log(server, caplog):
    caplog.set_level(logging.DEBUG)
    _, mailbox = server(answers={"UID FETCH": one_mail(1, b"canary " * 50)})
    [fetched] = mailbox.fetch(Role.INBOX, [listed(1)])
    assert fetched.raw.startswith(b"canary")
    assert "canary" not in caplog.text


def test_where_keywords_are_not_allowed_none_is_sent(server):
    for flags, sent in ((rb"(\Seen \*)", r"(\Seen $RegistrationProcessor)"), (rb"(\Seen)", r"(\Seen)")):
        peer, mailbox = server(answers={"SELECT": SELECTED.replace(rb"(\Seen \Deleted \*)", flags)})
        mailbox.append(Role.SENT, b"Subject: x\r\n\r\n")
        assert f'APPEND "Sent" {sent} {{14}}' in [command.replace(" NIL", "") for command in peer.commands]


# Rule 7 and promise 14: one bad mail does not stop the rest.

def listed(uid):
    return Listed(Ref(7, uid), 17, None, False, False)


def damaged(bad, how):
    def answer(command):
        asked = [int(uid) for uid in command.split(" ")[2].split(",")]
        if bad in asked and "HEADER" not in command:
            return how(command) if callable(how) else how
        if "HEADER" in command:
            return b"* %d FETCH (UID %d FLAGS () BODY[HEADER]<0> {14}\r\nSubject: x\r\n\r\n)\r\n" % (bad, bad)
        return b"".join(one_mail(uid) for uid in asked)
    return answer


@pytest.mark.parametrize("how", [
    b"TAG NO [SERVERBUG] damaged\r\n", b"* 2 FETCH (UID 2 FLAGS () BODY[] NIL)\r\nTAG OK x\r\n", hang_up,
    b"* 2 FETCH (UID 2 BODY[] {3}\r\nabcdef\r\nTAG OK x\r\n"], ids=["NO", "NIL", "closes", "garbage"])
def test_a_mail_the_server_cannot_give_out_is_left_with_its_header_and_the_others_come(server, how):
    _, mailbox = server(answers={"UID FETCH": damaged(2, how)})
    got, polls = {}, 0
    while len(got) < 3 and polls < limits.READ_ATTEMPTS + 2:
        polls += 1
        with contextlib.suppress(MailboxError):
            for fetched in mailbox.fetch(Role.INBOX, [listed(uid) for uid in (1, 2, 3) if uid not in got]):
                got[fetched.ref.uid] = fetched
    assert sorted(got) == [1, 2, 3]
    assert got[1].complete and got[3].complete and not got[2].complete
    assert got[2].raw.startswith(b"Subject: x\r\n")


# Connections that were kept too long, and folders that vanished.

def test_a_connection_that_died_in_the_meantime_is_renewed_without_an_error(server, monkeypatch):
    monkeypatch.setattr(sessions, "FRESH", 0.0)
    peer, mailbox = server(answers={"NOOP": hang_up})
    mailbox.uidvalidity(Role.INBOX)
    mailbox.uidvalidity(Role.INBOX)
    assert peer.conversations == 2


def test_every_thread_has_a_connection_of_its_own(server):
    peer, mailbox = server()
    mailbox.uidvalidity(Role.INBOX)
    other = threading.Thread(target=mailbox.uidvalidity, args=(Role.INBOX,))
    other.start()
    other.join()
    assert peer.conversations == 2


@pytest.mark.servers
def test_a_folder_that_people_removed_is_made_again_when_it_is_needed(imap, settings):
    imap.append(Role.INBOX, b"Subject: x\r\n\r\nx\r\n", seen=False)
    with imap._sessions.at("remove a folder") as session:
        session.client.delete_folder("Anmeldungen/Erledigt")
    imap.file(Role.INBOX, imap.listing(Role.INBOX)[0].ref, Role.DONE)
    assert len(imap.listing(Role.DONE)) == 1


@pytest.mark.servers
def test_without_uidplus_what_people_deleted_is_not_expunged(imap, settings):
    for subject in (b"theirs", b"ours"):
        imap.append(Role.INBOX, b"Subject: " + subject + b"\r\n\r\nx\r\n", seen=False)
    theirs, ours = imap.listing(Role.INBOX)
    with imap._sessions.at("delete a mail by hand") as session:
        session.capabilities -= {"MOVE", "UIDPLUS"}
        session.keep_selected(Role.INBOX)
        session.client.add_flags([theirs.ref.uid], [b"\\Deleted"])
        imap.file(Role.INBOX, ours.ref, Role.DONE)
        session.client.remove_flags([theirs.ref.uid], [b"\\Deleted"])
    assert [mail.ref for mail in imap.listing(Role.INBOX)] == [theirs.ref]


@pytest.mark.servers
def test_a_mail_that_people_dragged_away_by_copy_and_deleted_is_not_filed_again(imap, settings):
    imap.append(Role.INBOX, b"Subject: x\r\n\r\nx\r\n", seen=False)
    [mail] = imap.listing(Role.INBOX)
    with imap._sessions.at("drag a mail") as session:
        session.keep_selected(Role.INBOX)
        session.client.copy([mail.ref.uid], "Anmeldungen/Annehmen")
        session.client.add_flags([mail.ref.uid], [b"\\Deleted"])
    assert imap.listing(Role.INBOX) == []
    assert imap.file(Role.INBOX, mail.ref, Role.DONE) is None
    assert len(imap.listing(Role.ACCEPT)) == 1


@pytest.mark.servers
def test_fetching_marks_nothing_as_read(imap, settings):
    imap.append(Role.INBOX, b"Subject: x\r\n\r\nx\r\n", seen=False)
    list(imap.fetch(Role.INBOX, imap.listing(Role.INBOX)))
    with imap._sessions.at("look at flags") as session:
        assert b"\\Seen" not in session.client.get_flags([1])[1]


@pytest.mark.servers
def test_our_copies_in_sent_carry_our_keyword(imap, settings):
    imap.append(Role.SENT, b"Subject: x\r\n\r\nx\r\n")
    with imap._sessions.at("look at flags") as session:
        session.select(Role.SENT)
        assert set(session.client.get_flags([1])[1]) >= {b"\\Seen", b"$RegistrationProcessor"}
